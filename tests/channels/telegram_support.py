"""What the tests of the Telegram channel share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.channels.protocol import Channel, Receive
from bot.channels.telegram import TelegramChannel
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Urgency
from bot.errors import ChannelDown
from tests.stand_ins.telegram import TelegramServer

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


@dataclass
class Naps:
    """Sleeps that take no time, and how long they should have been."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def open_channel(server: TelegramServer, **options: Any) -> AsyncIterator[TelegramChannel]:
    """A channel that talks to the stand-in."""
    given: dict[str, Any] = {"clock": lambda: NOW, "api_url": server.url, "poll_seconds": 5, "sleep": Naps()}
    channel = TelegramChannel(server.token, **(given | options))
    _: Channel = channel  # the type checker compares it with the protocol
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def running(channel: TelegramChannel, receive: Receive) -> AsyncIterator[asyncio.Task[None]]:
    """The channel takes updates in meanwhile."""
    task = asyncio.create_task(channel.run(receive))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, ChannelDown):
            await task


def delivery(channel: TelegramChannel, content: Content, address: str = "4711", **more: Any) -> Delivery:
    """The first message of a content, on its way to Amal."""
    return Delivery(17, 3, address, Urgency.REPLY, channel.render(content)[0].payload, attempts=1, **more)
