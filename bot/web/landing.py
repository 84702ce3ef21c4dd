"""The page that greets newcomers, and makes everyone a page of their own."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.web import NAME, arrival
from bot.store import pages
from bot.web.guard import NOT_UNDERSTOOD, Refusal, body, must_be_same_origin
from bot.web.labels import landing_labels, preferred
from bot.web.pace import Paces
from bot.web.parts import Parts
from bot.web.templates import page

MOST_BYTES = 2_000
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def address_of(token: str) -> str:
    """The address of the page with this secret. Only the address is stored: who reads the database opens no page."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Landing:
    """The first page."""

    parts: Parts
    pace: Paces

    def routes(self) -> list[BaseRoute]:
        """Where it is found."""
        return [
            Route("/", self.greet, methods=["GET"]),
            Route("/start", self.start, methods=["POST"]),
            Route("/start", self.restart, methods=["GET"]),
            Route("/start/", self.restart, methods=["GET"]),
            Route("/start/{payload}", self.greet, methods=["GET"]),
        ]

    async def greet(self, request: Request) -> Response:
        """One sentence and one big button, in the browser's language."""
        if self.parts.demo and request.url.path == "/":
            return RedirectResponse("/demo", 303)
        language = self._language(request)
        payload = _checked(request.path_params.get("payload", ""))
        labels = landing_labels(language)
        return page("landing.html", language, project=self.parts.project, labels=labels, payload=payload)

    async def restart(self, request: Request) -> Response:
        """A start link that was cut short leads to the first page."""
        return RedirectResponse("/", 303)

    async def start(self, request: Request) -> Response:
        """Open a page, or the one that this browser has already, and start it."""
        must_be_same_origin(request.headers, self.parts.project.public_url)
        self.pace.new_chats.must_allow(request)
        form = _form(await body(request, MOST_BYTES))
        payload, known = _checked(form.get("payload", "")), form.get("token", "")
        token, said_id = secrets.token_urlsafe(24), pages.FIRST
        if known and await pages.exists(self.parts.database.read, NAME, address_of(known)):
            token, said_id = known, f"{pages.FIRST}-{secrets.token_hex(8)}"
        update = arrival(address_of(token), said_id, start=payload, language=self._language(request))
        await self.parts.receive(NAME, [update])
        return RedirectResponse(f"/c/{token}", 303)

    def _language(self, request: Request) -> str:
        return preferred(request.headers.get("accept-language"), self.parts.project.language)


def _form(raw: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(raw.decode("ascii", errors="replace"), max_num_fields=10)
    except ValueError as error:
        raise Refusal(400, NOT_UNDERSTOOD) from error
    return {name: values[0] for name, values in fields.items()}


def _checked(payload: str) -> str:
    return payload if _PAYLOAD.fullmatch(payload) else ""
