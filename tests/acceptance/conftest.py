"""What every acceptance test stands on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance import zygote
from tests.acceptance.clock import SharedClock
from tests.stand_ins.telegram import TelegramServer


@pytest.fixture(scope="session", autouse=True)
def no_zygote_stays() -> Iterator[None]:
    """The process that forks the bots ends with the tests."""
    yield
    zygote.end()


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """Telegram."""
    async with TelegramServer() as started:
        yield started


@pytest.fixture
def clock(tmp_path: Path) -> SharedClock:
    """A clock that shows Monday morning, 10:00 in Darmstadt."""
    return SharedClock.beginning(tmp_path / "clock", datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
