"""The ticks, and their end."""

from __future__ import annotations

import asyncio
import logging
import threading
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


async def test_what_a_tick_sees_to_when_it_is_stopped_comes_to_its_end_and_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database, project = await Database.open(tmp_path / "kranich.db"), Settings(_env_file=None).project()  # type: ignore[call-arg]
    await migrate(database)
    loop, begun, stopped = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    async def long(ctx: Context) -> None:
        await ctx.sql.run("INSERT INTO fact (key, value) VALUES ('crane', 'takes off')")
        loop.call_soon_threadsafe(begun.set)
        assert stopped.wait(10)
        await ctx.sql.run("UPDATE fact SET value = 'flies' WHERE key = 'crane'")

    def context(sql: Sql) -> Context:
        return Context(sql, system_clock(), project, {})

    monkeypatch.setattr(housekeeping, "DUTIES", (long,))
    monkeypatch.setattr(schedule, "TICK_SECONDS", 0.01)
    ticking = schedule.Schedule(database, context, lambda: None, Sidecar(tmp_path / "kranich.db"))
    ticking.start()
    async with asyncio.timeout(10):
        await begun.wait()
        ticking.stop()
        await asyncio.sleep(0)  # the tick is cut off
        stopped.set()
        async with database.atomic() as sql:
            assert await sql.value("SELECT value FROM fact WHERE key = 'crane'") == "flies"
    await asyncio.sleep(0)
    await database.close()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
