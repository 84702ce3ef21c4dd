"""Telegram as a channel."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from math import inf
from typing import Any

from bot.channels.protocol import Arrival, Limits, Receive, Rendered
from bot.channels.telegram import parsing, polling, rendering, sending
from bot.channels.telegram.api import Api
from bot.channels.telegram.profile import Profile, digest, publish
from bot.clock import Clock
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.domain.incoming import Incoming
from bot.errors import ChannelDown, Rejected

LARGEST_DOWNLOAD = 20_000_000  # bytes; a bot is given no larger files
FEWEST_PARALLEL, MOST_PARALLEL = 30, 100
SPARE_CONNECTIONS = 5  # beside the sending: the poll, the start
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TelegramChannel:
    """One Telegram bot. `rate` is in messages a second, 0 for as fast as they are taken; with `webhook_url` updates
    come in over the web server.
    """

    name = parsing.NAME
    can_edit = True
    reports = False
    tells_block = True
    keeps_taps = False  # for no longer than 150 seconds
    notices: frozenset[str] = frozenset()

    def __init__(
        self,
        token: str,
        *,
        clock: Clock,
        api_url: str = "https://api.telegram.org",
        rate: float = 30.0,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        poll_seconds: int = 50,
        sleep: polling.Sleep = asyncio.sleep,
    ) -> None:
        per_second = rate or inf
        parallel = int(min(max(per_second, FEWEST_PARALLEL), MOST_PARALLEL))
        self.limits = Limits(per_second=per_second, per_chat_seconds=1.0 if rate else 0.0, parallel=parallel)
        self.last_poll: datetime | None = None
        self.username: str | None = None
        self.begun = asyncio.Event()  # Telegram is asked for updates, or brings them
        self._clock = clock
        self._sleep = sleep
        self._poll_seconds = poll_seconds
        self._webhook_url = webhook_url
        self._webhook_secret = webhook_secret
        self._api = Api(token, api_url, 2 * parallel + SPARE_CONNECTIONS, clock)

    async def open(self) -> None:
        """Learn the bot's name, which links need. Raises SendError; ChannelDown when the token is refused."""
        me = await self._api.call("getMe", {})
        self.username = str(me["username"]) if isinstance(me, dict) and "username" in me else None

    async def introduce(self, profiles: Sequence[Profile], known: str) -> str:
        """Show commands and descriptions, unless these are the `known` ones. Their digest. Raises SendError."""
        current = digest(profiles)
        if current != known:
            for profile in profiles:
                await publish(self._api, profile)
        return current

    def said(self, _: str) -> None:
        """Updates come in the order in which they were said."""

    def parse(self, raw: str) -> Incoming | None:
        """What an update means; None when it is of no concern to us. Raises Unparsable."""
        return parsing.parse(raw)

    def render(self, content: Content) -> list[Rendered]:
        """The platform messages for a content. Raises ValueError for what Telegram would refuse."""
        return rendering.render(content)

    def link(self, payload: str) -> str | None:
        """A t.me link that starts the bot with `payload` (1 to 64 of A-Z a-z 0-9 _ -), once its name is known."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload is 1 to 64 of A-Z a-z 0-9 _ -")
        return f"https://t.me/{self.username}?start={payload}" if self.username else None

    async def run(self, receive: Receive) -> None:
        """Take updates in until cancelled. Raises ChannelDown when Telegram refuses us."""
        if self.username is None:
            await polling.persist(self.open, self._pause())
        await polling.persist(self._set_intake, self._pause())
        self.begun.set()
        if self._webhook_url is None:
            await polling.poll(self._api, receive, self._poll_seconds, self._pause(), self._polled)
        await asyncio.Event().wait()

    def arrival(self, body: bytes) -> Arrival:
        """The update in a webhook call. Raises Unparsable."""
        return polling.arrival_in(body)

    def secret_matches(self, header: str | None) -> bool:
        """Whether a webhook call carries our secret; every wrong one takes the same time."""
        ours, given = (self._webhook_secret or "").encode(), (header or "").encode("utf-8", "replace")
        return hmac.compare_digest(given, ours) and bool(ours)

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        """Send, or edit `delivery.target`, and acknowledge the tap. Raises the SendErrors of bot.errors."""
        return await sending.send(self._api, delivery, upload)

    async def fetch(self, reference: str) -> bytes:
        """The bytes of a file that came in here, at most 20 MB. Raises SendError."""
        file = await self._api.ask(self._api.bot.get_file(reference))
        if (file.file_size or 0) > LARGEST_DOWNLOAD:
            raise Rejected("The file is too big.")
        try:
            return bytes(await self._api.ask(file.download_as_bytearray()))
        except ChannelDown:  # the answer 404, which for a file says nothing about the token
            raise Rejected("The file is no longer there.") from None

    async def close(self) -> None:
        """Let go of connections."""
        await self._api.close()

    async def _set_intake(self) -> None:
        if self._webhook_url is None:
            await self._api.call("deleteWebhook", {})
            return
        wanted: dict[str, Any] = {"allowed_updates": polling.ALLOWED_UPDATES, "secret_token": self._webhook_secret}
        wanted["max_connections"] = 1  # one after the other: calls side by side could overtake each other
        try:
            await self._api.call("setWebhook", {"url": self._webhook_url, **wanted})
        except Rejected as error:
            raise ChannelDown(f"It does not take the webhook address: {error.args[0]}") from None

    def _pause(self) -> polling.Pause:
        return polling.Pause(self._sleep, self._clock)

    def _polled(self) -> None:
        self.last_poll = self._clock()
