"""What an older Kranich left in the database is still there after its tables have changed."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.deliveries import Urgency
from bot.store import migrations, renewals
from bot.store.database import Database, Value, stamp
from bot.store.renewals import Stale

SINCE = datetime(2026, 11, 23, 9, 0, 7, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database, without any tables yet."""
    found = await Database.open(tmp_path / "kranich.db")
    yield found
    await found.close()


async def up_to(number: int, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring the database to what it was with this migration."""
    older = {one: path for one, path in migrations.available().items() if one <= number}
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "available", lambda: older)
        await migrations.migrate(database)


async def test_events_whose_messages_were_stale_are_so_still(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await up_to(14, database, monkeypatch)
    async with database.atomic() as sql:
        await sql.run("INSERT INTO free_text (id, language) VALUES (3, 'de')")
        for event_id in (7, 12):
            await sql.run(
                "INSERT INTO event (id, text_id, starts_at, ends_at, local_start, local_end, zone, created_at) "
                "VALUES (?, 3, '2026-11-28', '2026-11-28', '2026-11-28', '2026-11-28', 'Europe/Berlin', '2026-11-01')",
                event_id,
            )
        await sql.run(
            "INSERT INTO announcement (id, kind, event_id, audience, state, created_at) "
            "VALUES (31, 'change', 12, 'everyone', 'sending', '2026-11-02')"
        )
        for key, value in (
            ("stale 7", "2026-11-23T09:00:07.000000+00:00 normal 0"),
            ("stale 12", "2026-11-23T09:00:07.000000+00:00 urgent 31"),
            ("stale 99", "2026-11-23T09:00:07.000000+00:00 normal 0"),  # of an event that is gone
            ("stuck telegram", ""),
        ):
            await sql.run("INSERT INTO fact (key, value) VALUES (?, ?)", key, value)
    await migrations.migrate(database)
    assert await renewals.stale(database.read) == [
        Stale(7, SINCE, Urgency.NORMAL, None),
        Stale(12, SINCE, Urgency.URGENT, 31),
    ]
    left = await database.read.all("SELECT key FROM fact WHERE key GLOB 'st*'")
    assert [row["key"] for row in left] == ["stuck telegram"]


async def test_pictures_that_were_drawn_are_kept_for_thirty_days_since_and_others_as_before(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await up_to(14, database, monkeypatch)
    async with database.atomic() as sql:
        for file_id, channel in ((5, "drawn"), (6, "telegram")):
            await sql.run(
                "INSERT INTO file (id, name, mime, made_at) VALUES (?, 'photo', 'image/png', ?)", file_id, stamp(SINCE)
            )
            await sql.run("INSERT INTO file_reference VALUES (?, ?, '1.2.3', NULL)", file_id, channel)
    await migrations.migrate(database)
    kept = {row["id"]: row["keep_until"] for row in await database.read.all("SELECT id, keep_until FROM file")}
    assert kept == {5: stamp(SINCE + timedelta(days=30)), 6: None}


HOT = ("answer", "language_help", "inbox", "delivery", "spare")


async def all_rows(database: Database) -> list[list[dict[str, Value]]]:
    """All that stands in the hot tables and in what hangs on them, by the names of the columns."""
    found = [await database.read.all(" ".join(("SELECT * FROM", table))) for table in HOT]
    return [[dict(row) for row in rows] for rows in found]


async def test_what_is_written_most_is_kept_with_all_that_hangs_on_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await up_to(15, database, monkeypatch)
    async with database.atomic() as sql:
        for statement in (
            "INSERT INTO participant (id, language, created_at) VALUES (4, 'fa', '2026-11-01')",
            "INSERT INTO free_text (id, language) VALUES (3, 'de')",
            "INSERT INTO event (id, text_id, starts_at, ends_at, local_start, local_end, zone, created_at) "
            "VALUES (7, 3, '2026-11-28', '2026-11-28', '2026-11-28', '2026-11-28', 'Europe/Berlin', '2026-11-01')",
            "INSERT INTO answer VALUES (7, 4, 'coming', 2, 1, 0, '2026-11-02', '2026-11-03', NULL)",
            "INSERT INTO language_help (event_id, participant_id, language, kind) VALUES (7, 4, 'fa', 'need')",
            "INSERT INTO inbox (id, channel, update_id, raw, received_at) VALUES (8, 'telegram', '5', '{}', '2026')",
            "INSERT INTO delivery (id, channel, participant_id, urgency, payload, dedupe_key, tried, made_at) "
            "VALUES (9, 'telegram', 4, 'normal', '{\"a\": 1}', 'r7:4:0', '[2]', '2026-11-04')",
            "INSERT INTO delivery (id, channel, urgency, made_at) VALUES (12, 'telegram', 'reply', '2026-11-04')",
            "DELETE FROM delivery WHERE id = 12",
            "INSERT INTO spare VALUES (9, 4, '{}')",
        ):
            await sql.run(statement)
    before = await all_rows(database)
    await migrations.migrate(database)
    assert await all_rows(database) == before
    assert all(before)
    assert await database.read.all("PRAGMA foreign_key_check") == []
    async with database.atomic() as sql:
        insert = "INSERT INTO delivery (channel, urgency, state, made_at) VALUES ('telegram', 'reply', ?, '2026-11-04')"
        assert await sql.insert(insert, "waiting") == 13  # no number is given twice
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        async with database.atomic() as sql:
            await sql.insert(insert, "lost")
