"""A stage of the whole bot, for tests that go through the conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.play import Stage, stage


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a database of its own, with Telegram, to which nothing is sent."""
    async with stage(tmp_path, telegram_token="4711:" + "x" * 30) as found:
        yield found
