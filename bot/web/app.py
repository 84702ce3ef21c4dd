"""The web application: all rooms joined, and what is said when something is wrong."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from bot.language.texts import mark, texts
from bot.web.calendar import CalendarFiles
from bot.web.chat import Chat
from bot.web.demo import DemoPage
from bot.web.guard import NOT_UNDERSTOOD, Refusal, SecurityHeaders
from bot.web.health import HealthPage, MetricsPage
from bot.web.labels import preferred
from bot.web.landing import Landing
from bot.web.live import Live
from bot.web.pace import Paced, Paces, paces
from bot.web.parts import Parts
from bot.web.templates import page
from bot.web.webhook import SignedCalls, TelegramWebhook

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
NOT_FOUND = mark("There is nothing here.")
OUR_MISTAKE = mark("Something went wrong here. Please try again.")


def create_app(parts: Parts) -> ASGIApp:
    """The web application. Secrets stand in its paths, so whoever serves it must not log them (no access log)."""
    wrong, pace = _Wrong(parts), paces(parts.clock)
    app = Starlette(
        routes=routes(parts, pace),
        exception_handlers={
            Refusal: wrong.refused,
            HTTPException: wrong.no_route,
            sqlite3.Error: wrong.busy,
            Exception: wrong.broken,
        },
    )
    paced = Paced(app, pace.everything, wrong.said)
    return SecurityHeaders(paced, parts.project.public_url)  # outermost, so that mistakes of ours have them too


def routes(parts: Parts, pace: Paces) -> list[BaseRoute]:
    """Everything that can be called."""
    rooms = (Landing(parts, pace), Chat(parts, pace), Live(parts, pace), HealthPage(parts), CalendarFiles(parts))
    found = [route for room in rooms for route in room.routes()]
    if parts.telegram:
        found += TelegramWebhook(parts, parts.telegram, pace.everything).routes()
    for name, channel in parts.signed.items():
        found += SignedCalls(parts, name, channel, pace.everything).routes()
    if parts.metrics:
        found += MetricsPage(parts.metrics).routes()
    if parts.demo:
        found += DemoPage(parts, parts.demo).routes()
    return [*found, Mount("/static", _Static(directory=STATIC))]


class _Static(StaticFiles):
    """Static files that browsers keep, and ask about before they use them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 304 when the browser has it."""
        found = await super().get_response(path, scope)
        found.headers["Cache-Control"] = "no-cache"
        return found


class _Wrong:
    """Says in simple words what is wrong: as a page to people, as JSON to scripts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def refused(self, request: Request, error: Exception) -> Response:
        """A call that we refuse."""
        if not isinstance(error, Refusal):
            raise error
        return self.said(request, error)

    async def no_route(self, request: Request, error: Exception) -> Response:
        """A call that leads nowhere."""
        if not isinstance(error, HTTPException):
            raise error
        return self._say(request, error.status_code, NOT_FOUND if error.status_code == 404 else NOT_UNDERSTOOD)

    async def busy(self, request: Request, error: Exception) -> Response:
        """The database takes nothing at the moment: nothing was stored, the same call may work later."""
        logger.warning("call not stored: %s", error)
        return self._say(request, 503, OUR_MISTAKE)

    async def broken(self, request: Request, error: Exception) -> Response:
        """A mistake of ours. The web server logs it."""
        return self._say(request, 500, OUR_MISTAKE)

    def said(self, call: HTTPConnection, refusal: Refusal) -> Response:
        """The answer to a refused call."""
        return self._say(call, refusal.status, refusal.sentence)

    def _say(self, call: HTTPConnection, status: int, sentence: str) -> Response:
        language = preferred(call.headers.get("accept-language"), self._parts.project.language)
        said = texts(language).t(sentence)
        if "text/html" not in call.headers.get("accept", ""):
            return JSONResponse({"error": said}, status)
        labels = {"said": said, "start": texts(language).t("Go to the first page")}
        return page("sorry.html", language, status, project=self._parts.project, labels=labels)
