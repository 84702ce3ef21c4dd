"""The live connection of a page: what changed on it, as soon as it changes."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web import NAME, Listener
from bot.language.formats import local
from bot.language.languages import LANGUAGES
from bot.store import chats, pages, web_messages
from bot.store.database import read_stamp
from bot.store.web_messages import WebMessage
from bot.web.guard import Refusal, is_same_origin
from bot.web.labels import language_of, state
from bot.web.landing import address_of
from bot.web.pace import Paces
from bot.web.parts import Parts

logger = logging.getLogger(__name__)

NO_PAGE = 4404  # a close code of our own: the page tries no more
TOO_OFTEN = 1013  # "try again later"


@dataclass(frozen=True, slots=True)
class Live:
    """The live connections of all pages."""

    parts: Parts
    pace: Paces

    def routes(self) -> list[BaseRoute]:
        """Where they are found."""
        return [WebSocketRoute("/c/{token}/live", self.connect)]

    async def connect(self, socket: WebSocket) -> None:
        """Keep a page up to date until it goes. It says what it has seen with `after`, the id of a change."""
        if not is_same_origin(socket.headers, self.parts.project.public_url):
            await socket.close()
            return
        try:
            self.pace.calls.must_allow(socket)
        except Refusal as refused:
            await socket.send_denial_response(Response(status_code=refused.status))
            return
        await socket.accept()
        address = address_of(socket.path_params["token"])
        if not await pages.exists(self.parts.database.read, NAME, address):
            await socket.close(NO_PAGE)
            return
        with self.parts.channel.listeners.listen(address) as listener:
            try:
                await _first_of(self._tell(socket, address, listener), self._answer(socket))
            except Refusal:
                await socket.close(TOO_OFTEN)
            except sqlite3.Error:
                logger.warning("live connection dropped", exc_info=True)
                await socket.close(1011)

    async def _tell(self, socket: WebSocket, address: str, listener: Listener) -> None:
        people, shown, toasts = await self._people(address), "", list[str]()
        after, sql = await self._after(socket, address), self.parts.database.read
        await _say(socket, {"type": "all" if after == 0 else "here"})
        while True:
            known, people = people, await self._people(address)
            if known - people:  # somebody was forgotten: only what was said after that, or to others, stays
                await _say(socket, {"type": "emptied"})
                after = 0
            language = await self._language(socket, address, "" if people else shown)
            if language != shown:
                await _say(socket, {"type": "state", **state(language, self.parts.project)})
                shown = language
            news = await web_messages.since(sql, address, after)
            after = news[-1].id if news else after
            messages = [_message(m, self.parts.project.zone) for m in news]
            await _say(socket, {"type": "news", "messages": messages, "toasts": toasts})
            toasts = await listener.news()

    async def _answer(self, socket: WebSocket) -> None:
        while (await socket.receive())["type"] != "websocket.disconnect":
            self.pace.everything.must_allow(socket)
            await _say(socket, {"type": "here"})  # whatever a page says, it asks whether it is still heard

    async def _people(self, address: str) -> set[int]:
        return {chat.id for chat in await chats.at(self.parts.database.read, NAME, address)}

    async def _language(self, socket: WebSocket, address: str, kept: str) -> str:
        accept = socket.headers.get("accept-language")
        return kept or await language_of(self.parts.database.read, NAME, address, accept, self.parts.project.language)

    async def _after(self, socket: WebSocket, address: str) -> int:
        asked = socket.query_params.get("after", "0")
        after = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
        # A page that has seen more than there is looks at a database that was put back; one that has seen nothing of
        # what there is, at a chat that was emptied.
        oldest, newest = await pages.changes(self.parts.database.read, address)
        return after if oldest <= after <= newest else 0


async def _say(socket: WebSocket, what: dict[str, Any]) -> None:
    try:
        await socket.send_json(what)
    except RuntimeError as error:  # so Starlette says that it was closed meanwhile
        raise WebSocketDisconnect from error


async def _first_of(telling: Coroutine[Any, Any, None], answering: Coroutine[Any, Any, None]) -> None:
    """Run both until one ends, and then neither."""
    tasks = {asyncio.create_task(telling), asyncio.create_task(answering)}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    except WebSocketDisconnect:
        logger.debug("page left")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _message(message: WebMessage, zone: str) -> dict[str, Any]:
    content = json.loads(message.payload)
    language = LANGUAGES.get(content["language"])
    return {
        "id": message.id,
        "name": message.message,
        "mine": message.mine,
        "at": message.at,
        "local": local(read_stamp(message.at), zone).isoformat(timespec="minutes"),
        "language": language.tag if language else "",
        "direction": "auto" if message.mine or not language else language.direction,
        "content": content,
    }
