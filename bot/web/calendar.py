"""Calendar files by address, for messengers that carry none."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.store import files
from bot.web.parts import Parts

MIME = "text/calendar"


@dataclass(frozen=True, slots=True)
class CalendarFiles:
    """What was made for somebody in the chat, who alone was told its address."""

    parts: Parts

    def routes(self) -> list[BaseRoute]:
        """Where they are found."""
        return [Route("/calendar/{name}.ics", self.give, methods=["GET"])]

    async def give(self, request: Request) -> Response:
        """The file, which phones offer to put into the calendar."""
        found = await files.public(self.parts.database.read, request.path_params["name"], MIME)
        if found is None:
            raise HTTPException(404)
        return Response(found, media_type=f"{MIME}; charset=utf-8")
