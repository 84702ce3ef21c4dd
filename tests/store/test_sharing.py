"""An address that several people share, as the database keeps it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.people import Chat
from bot.errors import DatabaseProblem
from bot.store import chats, migrations, participants
from bot.store.database import Database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What hangs on an answer and on a message.
OF_OLD = (
    "INSERT INTO free_text (id, language) VALUES (1, 'de')",
    "INSERT INTO event (id, text_id, starts_at, ends_at, local_start, local_end, zone, created_at) "
    "VALUES (1, 1, '', '', '', '', '', '')",
    "INSERT INTO answer (event_id, participant_id, choice, adults, children, since, answered_at) "
    "VALUES (1, 7, 'coming', 1, 0, '', '')",
    "INSERT INTO language_help (event_id, participant_id, language, kind) VALUES (1, 7, 'tr', 'need')",
    "INSERT INTO spare (delivery_id, participant_id, content) VALUES (1, 7, '{}')",
)
BEFORE = 12  # the last migration that knows no shared address


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database."""
    found = await Database.open(tmp_path / "kranich.db")
    await migrations.migrate(found)
    yield found
    await found.close()


async def shared(database: Database, address: str = "4711", people: int = 2) -> list[Chat]:
    """The chats of several people with one address; the last of them has the turn."""
    async with database.atomic() as sql:
        first = await chats.add(sql, "telegram", address, await participants.add(sql, "tr", NOW), NOW)
        for _ in range(people - 1):
            await chats.share(sql, first, await participants.add(sql, "ar", NOW), NOW)
        return await chats.at(sql, "telegram", address)


async def whose(database: Database, address: str = "4711") -> tuple[int, bool]:
    """Whose turn it is at an address, and whether others share it."""
    found = await chats.find(database.read, "telegram", address)
    assert found
    return found.participant_id, found.shared


async def test_the_turn_goes_around_and_falls_to_who_had_it_last(database: Database) -> None:
    found = await shared(database, people=3)
    assert await whose(database) == (3, True)
    async with database.atomic() as sql:
        await chats.give_turn(sql, found[0])
        await chats.give_turn(sql, found[1])
    assert await whose(database) == (2, True)
    async with database.atomic() as sql:
        await participants.delete(sql, 2)
    assert await whose(database) == (1, True)
    async with database.atomic() as sql:
        await chats.delete(sql, found[0].id)
    assert await whose(database) == (3, False)


async def test_one_address_is_nobody_elses_unless_it_is_shared(database: Database) -> None:
    async with database.atomic() as sql:
        one, other = [await participants.add(sql, "tr", NOW) for _ in range(2)]
        await chats.add(sql, "telegram", "4711", one, NOW)
    with pytest.raises(sqlite3.IntegrityError):
        async with database.atomic() as sql:
            await chats.add(sql, "telegram", "4711", other, NOW)


async def test_a_new_number_takes_all_along_and_never_what_is_another_familys(database: Database) -> None:
    await shared(database, "4711")
    await shared(database, "4712", people=1)
    async with database.atomic() as sql:
        await chats.rename(sql, "telegram", ["4711"], "4713")
        await chats.rename(sql, "telegram", ["4713"], "4712")
        await chats.move(sql, 1, "4712")
        await chats.move(sql, 1, "4714")
    assert [len(await chats.at(database.read, "telegram", f"471{end}")) for end in range(1, 5)] == [0, 1, 0, 2]


async def test_who_blocks_us_blocks_all_on_the_phone_and_nobody_else(database: Database) -> None:
    first, _ = await shared(database)
    await shared(database, "4712")
    async with database.atomic() as sql:
        await chats.set_reachable(sql, first.id, reachable=False)
    rows = await database.read.all("SELECT reachable FROM chat ORDER BY id")
    assert [row["reachable"] for row in rows] == [0, 0, 1, 1]
    async with database.atomic() as sql:
        await chats.heard(sql, first, NOW)
        await chats.close(sql, first.id)
    rows = await database.read.all("SELECT reachable FROM chat ORDER BY id")
    assert [row["reachable"] for row in rows] == [0, 1, 1, 1]


async def test_an_address_is_found_by_an_index_with_whose_turn_it_is(database: Database) -> None:
    for statement in (
        "SELECT * FROM chat WHERE channel = 'a' AND address = 'b' ORDER BY turn DESC LIMIT 1",
        "SELECT 1 FROM chat WHERE turn > 0 AND participant_id > 7",
    ):
        steps = await database.read.all("EXPLAIN QUERY PLAN " + statement)
        assert [row["detail"].split()[0] for row in steps] == ["SEARCH"], [row["detail"] for row in steps]


async def test_a_database_from_before_keeps_everything_that_hangs_on_a_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: {n: path for n, path in known.items() if n <= BEFORE})
        old = await Database.open(tmp_path / "kranich.db")
        await migrations.migrate(old)
        async with old.atomic() as sql:
            await sql.run("INSERT INTO participant (id, language, created_at, home_chat_id) VALUES (7, 'tr', '', 41)")
            for chat, address in ((41, "4711"), (43, "4713")):
                await sql.run(
                    "INSERT INTO chat (id, channel, address, participant_id, created_at, choices) "
                    "VALUES (?, 'telegram', ?, 7, '', 'x')",
                    chat, address,
                )  # fmt: skip
            await sql.run("INSERT INTO talk (chat_id, name, arguments, changed_at) VALUES (41, 'register', '{}', '')")
            await sql.run(
                "INSERT INTO delivery (channel, chat_id, participant_id, urgency, made_at) "
                "VALUES ('telegram', 41, 7, 'normal', '')"
            )
            await sql.run("DELETE FROM chat WHERE id = 43")
            for statement in OF_OLD:
                await sql.run(statement)
        await old.close()
    new = await Database.open(tmp_path / "kranich.db")
    try:
        assert await migrations.migrate(new) == [n for n in known if n > BEFORE]
        found = await new.read.one("SELECT id, address, choices, turn FROM chat")
        assert found
        assert tuple(found) == (41, "4711", "x", 0)
        for table in ("language_help", "spare"):
            assert await new.read.value(f"SELECT count(*) FROM {table}") == 1, table  # noqa: S608
        for table in ("talk", "delivery"):
            assert await new.read.value(f"SELECT chat_id FROM {table}") == 41  # noqa: S608
        async with new.atomic() as sql:
            assert (await chats.add(sql, "telegram", "4714", 7, NOW)).id == 44, "no number is given out again"
            await chats.delete(sql, 41)
        assert await new.read.value("SELECT count(*) FROM talk") == 0
        assert await new.read.value("SELECT chat_id FROM delivery") is None
    finally:
        await new.close()


async def test_a_migration_that_breaks_what_belongs_together_is_not_applied(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shared(database)
    wrong = tmp_path / "9999_wrong.sql"
    await asyncio.to_thread(wrong.write_text, "DELETE FROM participant;")
    known = migrations.available()
    monkeypatch.setattr(migrations, "available", lambda: {**known, 9999: wrong})
    with pytest.raises(DatabaseProblem, match="Migration 9999 would break what belongs together"):
        await migrations.migrate(database)
    with closing(sqlite3.connect(tmp_path / "kranich.db")) as other:
        assert other.execute("SELECT count(*) FROM participant").fetchone() == (2,)
    async with database.atomic() as sql:
        await participants.delete(sql, 1)
    assert await database.read.value("SELECT count(*) FROM chat") == 1, "foreign keys are kept again"
