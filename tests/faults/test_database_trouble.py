"""A database that takes nothing for a while: nothing is acknowledged that is not stored, and then all goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.web import arrival
from bot.errors import DatabaseProblem
from bot.store.database import Database
from bot.store.migrations import migrate
from tests.faults import disk
from tests.faults.disk import Disk
from tests.faults.troubles import TROUBLES, Trouble
from tests.play import Stage, stage

LONG = "Ist dort Platz für den Kinderwagen? " * 100  # needs pages of its own in the database


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a database of its own."""
    async with stage(tmp_path) as found:
        yield found


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
async def test_fault_22_what_cannot_be_stored_is_not_acknowledged_and_said_again_it_is_done_once(
    play: Stage, trouble: Trouble, said: str
) -> None:
    amina = await play.neighbour("Amina")
    text = arrival(amina.address, "said", text=LONG)
    async with trouble(play.app.database):
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError, match=said):
                await play.app.receive("web", [text])
        assert await play.count("SELECT count(*) FROM inbox") == 0
    for _ in range(2):
        await play.receive(text)
    assert await amina.has(amina.t("Shall I pass this on to the team?")) == 1


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
async def test_fault_22_what_is_stored_and_cannot_be_worked_waits_and_is_then_worked_once(
    play: Stage, trouble: Trouble, said: str
) -> None:
    amina = await play.neighbour("Amina")
    for _ in range(3):
        await amina.says(LONG)
    pages = len(await amina.page())
    await play.app.receive("web", [amina.press("data")])  # the answer holds all that was said
    async with trouble(play.app.database):
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError, match=said):
                await play.app.engine.work()
        assert await play.count("SELECT count(*) FROM inbox WHERE state = 'waiting'") == 1
        assert await play.count("SELECT count(*) FROM delivery WHERE state <> 'sent'") == 0
    await play.work()
    assert await play.count("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0
    assert len(await amina.page()) == pages + 1
    assert await play.count("SELECT count(*) FROM file") == 1


@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
async def test_fault_22_a_duty_that_cannot_be_done_is_done_at_a_later_tick(
    play: Stage, trouble: Trouble, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    amina = await play.neighbour("Amina")
    await play.event(what=LONG[:900])
    await amina.presses("a:1:coming")
    play.clock.move_on(days=4, hours=5, minutes=1)
    async with trouble(play.app.database):
        await play.app.schedule.tick()
    assert said in caplog.text
    await play.settle()
    assert await amina.has(amina.t("Do not forget")) == 1


@pytest.mark.parametrize("write", [1, 2, 3, 5])
async def test_fault_22_a_start_that_cannot_write_names_the_trouble_and_does_not_cry_damage(
    tmp_path: Path, write: int
) -> None:
    with disk.on(Disk(write, watched=True)):
        database = await Database.open(tmp_path / "kranich.db")
        try:
            with pytest.raises(DatabaseProblem, match=r"database is locked|database or disk is full") as refused:
                await migrate(database)
            assert "damaged" not in str(refused.value)
            assert await migrate(database)
        finally:
            await database.close()


async def test_fault_23_what_is_committed_is_on_the_disk_before_anybody_is_told(play: Stage) -> None:
    database = play.app.database
    async with database.atomic() as writer:
        for sql in (writer, database.read):
            assert await sql.value("PRAGMA journal_mode") == "wal"
            assert await sql.value("PRAGMA synchronous") == 2  # FULL: each commit waits for the disk
