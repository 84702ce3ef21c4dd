"""What runs for every message, tap or deletion finds its rows by an index, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.deliveries import Urgency
from bot.store import watching
from bot.store.database import Database, Row, Value
from bot.store.migrations import migrate


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database."""
    found = await Database.open(tmp_path / "kranich.db")
    await migrate(found)
    yield found
    await found.close()


async def test_every_column_that_names_a_file_or_a_rendered_message_has_an_index(database: Database) -> None:
    for statement in (
        "SELECT 1 FROM delivery WHERE file_id = 7",
        "SELECT 1 FROM delivery WHERE body_id = 7",
        "SELECT 1 FROM body WHERE file_id = 7",
        "SELECT 1 FROM web_message WHERE file_id = 7",
        "SELECT 1 FROM event WHERE picture_id = 7",
        "SELECT 1 FROM file_reference WHERE channel = 'telegram' AND reference = 'x'",
    ):
        plan = await database.read.all("EXPLAIN QUERY PLAN " + statement)
        assert all("SEARCH" in row["detail"] for row in plan), (statement, [row["detail"] for row in plan])


async def test_deleting_rendered_messages_that_nobody_names_looks_each_up(database: Database) -> None:
    plan = await database.read.all(
        "EXPLAIN QUERY PLAN SELECT 1 FROM body WHERE NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.body_id = body.id)"
    )
    assert any("SEARCH d USING COVERING INDEX delivery_body" in row["detail"] for row in plan)


async def test_whoever_watches_asks_indexes_only(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    all_rows = database.read.all

    async def explained(statement: str, *values: Value) -> list[Row]:
        asked.extend(row["detail"] for row in await all_rows("EXPLAIN QUERY PLAN " + statement, *values))
        return await all_rows(statement, *values)

    monkeypatch.setattr(database.read, "all", explained)
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert await watching.waiting_since(database.read, "telegram", Urgency.NORMAL, now) is None
    assert await watching.waiting(database.read, "telegram") == 0
    assert await watching.updates_waiting(database.read) == 0
    assert await watching.oldest_update(database.read) is None
    assert await watching.set_aside(database.read, after=7) == (0, 7)
    touched = [step for step in asked if "delivery" in step or "inbox" in step]
    expected = ["delivery_waiting", "delivery_sending", "delivery_waiting", "delivery_sending"]
    expected += ["inbox_waiting", "inbox_waiting", "inbox_aside"]
    assert [step.split("INDEX ")[-1].split(" ")[0] for step in touched] == expected, touched


async def test_taking_back_messages_to_the_team_looks_up_their_key(database: Database) -> None:
    plan = await database.read.all(
        "EXPLAIN QUERY PLAN SELECT 1 FROM delivery WHERE dedupe_key > 'a:' AND dedupe_key < 'a;' AND state = 'waiting'"
    )
    assert [row["detail"] for row in plan] == [
        "SEARCH delivery USING INDEX sqlite_autoindex_delivery_1 (dedupe_key>? AND dedupe_key<?)"
    ]
