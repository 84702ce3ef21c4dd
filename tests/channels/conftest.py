"""WhatsApp's channel at a Meta of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.whatsapp import WhatsAppChannel
from tests.channels.whatsapp_support import open_channel
from tests.stand_ins.whatsapp import CloudApi


@pytest.fixture
async def meta() -> AsyncIterator[CloudApi]:
    async with CloudApi() as meta:
        yield meta


@pytest.fixture
async def channel(meta: CloudApi) -> AsyncIterator[WhatsAppChannel]:
    async with open_channel(meta) as channel:
        yield channel
