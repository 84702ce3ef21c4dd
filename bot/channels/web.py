"""The web chat: a channel of our own. Sending is storing, and waking the pages that show the chat."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, get_args

from bot.channels.protocol import Arrival, Limits, Receive, Rendered, Unparsable
from bot.domain.content import Content, Line, to_json
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.domain.incoming import Attachment, AttachmentKind, Incoming, Tap
from bot.errors import NotSent

NAME = "web"

# Stores a message on a page: address, the message's name, its payload, the file it carries.
Show = Callable[[str, str, str, int | None], Awaitable[None]]


class Listener:
    """One open page, waiting for news."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._toasts: list[str] = []

    def wake(self, toast: str = "") -> None:
        """Something changed on the page, or a short word is to be shown."""
        if toast:
            self._toasts.append(toast)
        self._woken.set()

    async def news(self) -> list[str]:
        """Wait until there is something; the short words that came."""
        await self._woken.wait()
        self._woken.clear()
        toasts, self._toasts = self._toasts, []
        return toasts


class Listeners:
    """The pages that are open now, by address."""

    def __init__(self) -> None:
        self._at: defaultdict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def listen(self, address: str) -> Iterator[Listener]:
        """A listener for as long as the page is open."""
        listener = Listener()
        self._at[address].add(listener)
        try:
            yield listener
        finally:
            self._at[address].discard(listener)
            if not self._at[address]:
                del self._at[address]

    def count(self, address: str) -> int:
        """How many pages of an address are open."""
        return len(self._at.get(address, ()))

    def notify(self, address: str, toast: str = "") -> None:
        """Wake the pages of an address."""
        for listener in self._at.get(address, ()):
            listener.wake(toast)


def _lasting(content: dict[str, object]) -> str:
    lasting = content | {"lines": [asdict(Line(str(content["toast"])))], "toast": ""}
    return json.dumps(lasting, ensure_ascii=False, separators=(",", ":"))


def arrival(address: str, said_id: str, **said: object) -> Arrival:
    """An update of a page. `said_id` is drawn by the page, so that saying it twice has one effect.

    `said` is one of start (with language), text, action (with message), command, or file.
    """
    return Arrival(f"{address}:{said_id}", json.dumps({"address": address, "id": said_id, **said}))


class WebChannel:
    """The web chat. `show` stores a message on a page; `public_url` has no slash at its end."""

    name = NAME
    limits = Limits(per_second=1e6, repeatable=True)
    can_edit = True
    reports = False
    tells_block = False
    keeps_taps = True  # a page says it again until it is taken
    notices: frozenset[str] = frozenset()

    def __init__(self, public_url: str, show: Show) -> None:
        self._public_url = public_url
        self._show = show
        self.listeners = Listeners()

    def said(self, _: str) -> None:
        """Updates come in the order in which they were said."""

    def parse(self, raw: str) -> Incoming | None:
        """What an update of `arrival` means. Raises Unparsable."""
        try:
            return _incoming(json.loads(raw))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Unparsable(type(error).__name__) from error

    def render(self, content: Content) -> list[Rendered]:
        """One message: the content as JSON."""
        payload = json.dumps(to_json(content), ensure_ascii=False, separators=(",", ":"))
        payload = payload.encode(errors="replace").decode()  # half a surrogate pair cannot be stored
        return [Rendered(payload, content.media.file_id if content.media else None)]

    def link(self, payload: str) -> str | None:
        """A link that opens a new page, or the one this browser has, and starts it with `payload`."""
        return f"{self._public_url}/start/{payload}"

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        """Put a message on its page, or change `delivery.target` there. Raises NotSent when it cannot be stored."""
        content, payload, message = json.loads(delivery.payload), delivery.payload, delivery.target or f"b{delivery.id}"
        if content["toast"] and not (content["lines"] or content["buttons"] or content["media"]):
            if self.listeners.count(delivery.address):
                self.listeners.notify(delivery.address, content["toast"])
                return Receipt(delivery.target)
            # The page is not back yet: what would pass is said to stay.
            payload, message = _lasting(content), f"b{delivery.id}"
        try:
            await self._show(delivery.address, message, payload, delivery.file_id)
        except sqlite3.Error as error:
            raise NotSent("The database did not take it.", whole_channel=True) from error
        self.listeners.notify(delivery.address)
        return Receipt(message, None if delivery.file_id is None else str(delivery.file_id))

    async def fetch(self, reference: str) -> bytes:
        """Files of the web chat are stored when they come in; there is nowhere else to look. Raises NotSent."""
        raise NotSent("The file is not stored any more.")

    async def run(self, receive: Receive) -> None:
        """Updates come in through the web server; wait until cancelled."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing is held open here: the web server closes its connections itself."""


def _incoming(said: dict[str, Any]) -> Incoming:
    address, said_id = str(said["address"]), str(said["id"])
    if "start" in said:
        return Incoming(NAME, address, start=str(said["start"]), language_hint=said.get("language"))
    if "text" in said:
        return Incoming(NAME, address, text=str(said["text"]))
    if "command" in said:
        return Incoming(NAME, address, command=str(said["command"]))
    if "action" in said:
        return Incoming(NAME, address, tap=Tap(str(said["action"]), said.get("message"), said_id))
    file = said["file"]
    if file["kind"] not in get_args(AttachmentKind):
        raise ValueError
    return Incoming(NAME, address, attachment=Attachment(file["kind"], str(file["reference"]), str(file["mime"])))
