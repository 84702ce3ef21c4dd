"""The demo: several people's pages side by side, and a clock that can be moved on."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.web.guard import NOT_UNDERSTOOD, Refusal, body, must_be_same_origin
from bot.web.labels import demo_labels, preferred
from bot.web.parts import Demo, Parts
from bot.web.templates import page

STEPS = ("hour", "day", "reminder")


@dataclass(frozen=True, slots=True)
class DemoPage:
    """The demo's one page."""

    parts: Parts
    demo: Demo

    def routes(self) -> list[BaseRoute]:
        """Where it is found."""
        return [
            Route("/demo", self.show, methods=["GET"]),
            Route("/demo/clock", self.look, methods=["GET"]),
            Route("/demo/clock", self.move_on, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The phones and the clock."""
        language = self._language(request)
        await self.demo.welcome(language)
        return page(
            "demo.html", language, project=self.parts.project, labels=demo_labels(language), steps=STEPS,
            phones=self.demo.phones, languages=LANGUAGES, time=self._time(language),
        )  # fmt: skip

    async def look(self, request: Request) -> Response:
        """The time, for the clock to run on."""
        return JSONResponse({"time": self._time(self._language(request))})

    async def move_on(self, request: Request) -> Response:
        """Let time pass; the new time."""
        must_be_same_origin(request.headers, self.parts.project.public_url)
        await self.demo.move_on(_step(await body(request, 1_000)))
        return JSONResponse({"time": self._time(self._language(request))})

    def _time(self, language: str) -> str:
        now = self.demo.now()
        return f"{formats.day(now.date(), language)} · {formats.clock(now)}"

    def _language(self, request: Request) -> str:
        return preferred(request.headers.get("accept-language"), self.parts.project.language)


def _step(raw: bytes) -> str:
    try:
        match json.loads(raw):
            case {"step": str(step)} if step in STEPS:
                return step
    except (ValueError, RecursionError) as error:
        raise Refusal(400, NOT_UNDERSTOOD) from error
    raise Refusal(400, NOT_UNDERSTOOD)
