from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.migrations import migrate

from .stand_in import HandClock, House, StandIn


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "kranich.db")
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def channel(clock: HandClock) -> StandIn:
    return StandIn(clock)


@pytest.fixture
def house(database: Database, clock: HandClock, channel: StandIn) -> House:
    return House(database, clock, channel)
