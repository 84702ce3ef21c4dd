"""The ticks, and their end."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot import schedule
from bot.clock import system_clock
from bot.services import housekeeping
from bot.services.context import Context
from bot.settings import Settings
from bot.store.database import Database, Sql
from bot.store.forgotten import Sidecar
from bot.store.migrations import migrate


async def test_a_tick_that_the_end_cuts_off_is_rolled_back_and_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database, project = await Database.open(tmp_path / "kranich.db"), Settings(_env_file=None).project()  # type: ignore[call-arg]
    await migrate(database)
    begun = asyncio.Event()

    async def endless(ctx: Context) -> None:
        await ctx.sql.run("INSERT INTO fact (key, value) VALUES ('crane', 'flies')")
        begun.set()
        await asyncio.Event().wait()

    def context(sql: Sql) -> Context:
        return Context(sql, system_clock(), project, {})

    monkeypatch.setattr(housekeeping, "DUTIES", (endless,))
    monkeypatch.setattr(schedule, "TICK_SECONDS", 0.01)
    ticking = schedule.Schedule(database, context, lambda: None, Sidecar(tmp_path / "kranich.db"))
    ticking.start()
    async with asyncio.timeout(10):
        await begun.wait()
        ticking.stop()
        async with database.atomic() as sql:  # waits for the one that is cut off
            assert not await sql.value("SELECT count(*) FROM fact WHERE key = 'crane'")
    await asyncio.sleep(0)
    await database.close()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
