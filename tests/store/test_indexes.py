"""What runs for every message, tap or deletion finds its rows by an index, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
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
