"""What the tests of the WhatsApp channel share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.protocol import Channel
from bot.channels.whatsapp import WhatsAppChannel
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Urgency
from tests.stand_ins.whatsapp import APP_SECRET, VERIFY_TOKEN, CloudApi

NUMBER = "4915112345678"


@asynccontextmanager
async def open_channel(meta: CloudApi, **options: Any) -> AsyncIterator[WhatsAppChannel]:
    """A channel that talks to the stand-in, and goes by its clock."""
    given: dict[str, Any] = {"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN, "api_url": meta.url}
    token, phone_id = options.pop("token", meta.token), options.pop("phone_id", meta.phone_id)
    channel = WhatsAppChannel(token, phone_id, **({"clock": meta.clock} | given | options))
    _: Channel = channel  # the type checker compares it with the protocol
    try:
        yield channel
    finally:
        await channel.close()


def delivery(channel: WhatsAppChannel, content: Content, address: str = NUMBER, **more: Any) -> Delivery:
    """The first message of a content, on its way to Amal."""
    return Delivery(17, 3, address, Urgency.REPLY, channel.render(content)[0].payload, attempts=1, **more)
