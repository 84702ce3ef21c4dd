"""A person's page: what they write, tap, say and show, and the files that stand on it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.protocol import Arrival
from bot.channels.web import NAME, arrival
from bot.domain.content import Content, Line, Media, MediaKind
from bot.language.bidi import cleaned
from bot.language.texts import mark
from bot.store import files, inbox, pages, web_messages
from bot.store.database import Sql
from bot.web.guard import NOT_UNDERSTOOD, TOO_BIG, Refusal, body, must_be_same_origin
from bot.web.labels import language_of, state
from bot.web.landing import address_of
from bot.web.pace import Paces
from bot.web.parts import Parts
from bot.web.templates import page
from bot.web.uploads import KINDS, MOST_BYTES, SHOWN, asked_range, checked

LONGEST_TEXT = 10_000
MOST_SAID_BYTES = 128_000  # LONGEST_TEXT letters, each escaped
NO_PAGE = mark("This link is not valid any more.")
NO_FILE = mark("This file is not here any more.")
NOT_THIS_KIND = mark("Only photos and voice messages can be sent here.")
EMPTY = mark("There is no text in this message.")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_COMMAND = re.compile(r"[a-z_]{1,32}", re.ASCII)
_MESSAGE = re.compile(r"[bm][0-9a-f-]{1,40}", re.ASCII)
_MEDIA: Mapping[str, MediaKind] = {"photo": "photo", "voice": "voice"}


@dataclass(frozen=True, slots=True)
class Chat:
    """The pages of all people, each under its secret."""

    parts: Parts
    pace: Paces

    def routes(self) -> list[BaseRoute]:
        """Where they are found."""
        return [
            Route("/c/{token}", self.show, methods=["GET"]),
            Route("/c/{token}/messages", self.say, methods=["POST"]),
            Route("/c/{token}/files", self.send_file, methods=["POST"]),
            Route("/c/{token}/files/{file_id:int}", self.file, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page itself; what stands on it comes through the live connection."""
        address = await self._address(request)
        parts, accept = self.parts, request.headers.get("accept-language")
        language = await language_of(parts.database.read, NAME, address, accept, parts.project.language)
        shown = page("chat.html", language, project=parts.project, state=state(language, parts.project))
        shown.headers["Referrer-Policy"] = "no-referrer"
        return shown

    async def say(self, request: Request) -> Response:
        """Take in a text, a tap or a command. Said again under the same id, it has no second effect."""
        self.pace.calls.must_allow(request)
        address = await self._address(request)
        must_be_same_origin(request.headers, self.parts.project.public_url)
        said = read_said(await body(request, MOST_SAID_BYTES))
        update = arrival(address, said.pop("id"), **said)
        async with self.parts.database.atomic() as sql:
            if await self._received(sql, update) and "text" in said:
                lines = tuple(Line(line) for line in said["text"].split("\n"))
                await self._show_own(sql, address, update, Content(self.parts.project.language, lines))
        return self._committed(address)

    async def send_file(self, request: Request) -> Response:
        """Take in a photo or a voice message."""
        self.pace.files.must_allow(request)
        address = await self._address(request)
        must_be_same_origin(request.headers, self.parts.project.public_url)
        kind, said_id = request.query_params.get("kind", ""), _checked_id(request.query_params.get("id"))
        if kind not in KINDS:
            raise Refusal(415, NOT_THIS_KIND)
        data = await body(request, MOST_BYTES)
        mime = checked(kind, request.headers.get("content-type", ""), data)
        if mime is None:
            raise Refusal(415, NOT_THIS_KIND)
        async with self.parts.database.atomic() as sql:
            await self._keep(sql, address, said_id, kind, mime, data)
        return self._committed(address)

    async def file(self, request: Request) -> Response:
        """A file that stands on this page, or the part of it that is asked for."""
        address = await self._address(request)
        sql, file_id = self.parts.database.read, min(request.path_params["file_id"], 2**62)
        found = await files.data(sql, file_id) if await web_messages.shows_file(sql, address, file_id) else None
        name, mime, data = found or ("", "", None)
        if data is None:
            raise Refusal(404, NO_FILE)
        return _file_response(name, mime, data, request.headers.get("range"))

    async def _address(self, request: Request) -> str:
        address = address_of(request.path_params["token"])
        if not await pages.exists(self.parts.database.read, NAME, address):
            raise Refusal(404, NO_PAGE)
        return address

    async def _received(self, sql: Sql, update: Arrival) -> bool:
        if await pages.was_received(sql, NAME, update.update_id):
            return False
        await inbox.add(sql, NAME, [(update.update_id, update.raw)], self.parts.clock())
        return True

    async def _keep(self, sql: Sql, address: str, said_id: str, kind: str, mime: str, data: bytes) -> None:
        if await pages.was_received(sql, NAME, f"{address}:{said_id}"):
            return
        file_id = await files.keep(sql, kind, mime, data, self.parts.clock())
        await files.refer(sql, file_id, NAME, str(file_id))
        update = arrival(address, said_id, file={"kind": kind, "reference": str(file_id), "mime": mime})
        await self._received(sql, update)
        content = Content(self.parts.project.language, (), media=Media(file_id, _MEDIA[kind]))
        await self._show_own(sql, address, update, content)

    async def _show_own(self, sql: Sql, address: str, update: Arrival, content: Content) -> None:
        name = f"m{update.update_id.rpartition(':')[2]}"
        (shown,) = self.parts.channel.render(content)
        await web_messages.put(
            sql, address, name, shown.payload, self.parts.clock(), mine=True, file_id=shown.file_id
        )  # fmt: skip

    def _committed(self, address: str) -> Response:
        self.parts.received()
        self.parts.channel.listeners.notify(address)
        return JSONResponse({})


def read_said(raw: bytes) -> dict[str, Any]:
    """What a page says: its id, and one of text, action (with message), command. Raises Refusal."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, NOT_UNDERSTOOD) from error
    if not isinstance(said, dict):
        raise Refusal(400, NOT_UNDERSTOOD)
    said_id = _checked_id(said.get("id"))
    match said:
        case {"text": str(text)}:
            return {"id": said_id, "text": _checked_text(text)}
        case {"action": str(action)} if 1 <= len(action.encode(errors="replace")) <= 64:
            message = said.get("message")
            named = isinstance(message, str) and _MESSAGE.fullmatch(message)
            return {"id": said_id, "action": action, "message": message if named else None}
        case {"command": str(command)} if _COMMAND.fullmatch(command):
            return {"id": said_id, "command": command}
    raise Refusal(400, NOT_UNDERSTOOD)


def _checked_id(said_id: object) -> str:
    if not isinstance(said_id, str) or not _ID.fullmatch(said_id):
        raise Refusal(400, NOT_UNDERSTOOD)
    return said_id


def _checked_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Refusal(413, TOO_BIG)
    text = cleaned(text, LONGEST_TEXT)
    if not text:
        raise Refusal(400, EMPTY)
    return text


def _file_response(name: str, mime: str, data: bytes, asked: str | None) -> Response:
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, max-age=86400"}
    if mime not in SHOWN:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    part = asked_range(asked, len(data))
    if part is None:
        return Response(data, media_type=mime, headers=headers)
    first, last = part
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], 206, media_type=mime, headers=headers)
