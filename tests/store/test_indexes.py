"""What runs for every message, tap or deletion finds its rows by an index, however many there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.domain.announcements import Audience, AudienceKind
from bot.domain.deliveries import Urgency
from bot.domain.events import Choice
from bot.store import announcements, events, language_help, mailings, reminders, renewals, translations, watching
from bot.store.database import Database, Row, Sql, Value
from bot.store.mailings import Mailing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def plan(
    database: Database, monkeypatch: pytest.MonkeyPatch, asking: Callable[[Sql], Awaitable[object]]
) -> list[str]:
    """How SQLite goes about all that is asked."""
    asked: list[str] = []
    all_rows = database.read.all

    async def explained(statement: str, *values: Value) -> list[Row]:
        asked.extend(row["detail"] for row in await all_rows("EXPLAIN QUERY PLAN " + statement, *values))
        return await all_rows(statement, *values)

    with monkeypatch.context() as patched:
        patched.setattr(database.read, "all", explained)
        await asking(database.read)
    return asked


async def test_every_column_that_names_a_file_or_a_rendered_message_has_an_index(database: Database) -> None:
    for statement in (
        "SELECT 1 FROM delivery WHERE file_id = 7",
        "SELECT 1 FROM delivery WHERE body_id = 7",
        "SELECT 1 FROM body WHERE file_id = 7",
        "SELECT 1 FROM web_message WHERE file_id = 7",
        "SELECT 1 FROM event WHERE picture_id = 7",
        "SELECT 1 FROM file_reference WHERE channel = 'telegram' AND reference = 'x'",
    ):
        steps = await database.read.all("EXPLAIN QUERY PLAN " + statement)
        assert all("SEARCH" in row["detail"] for row in steps), (statement, [row["detail"] for row in steps])


async def test_deleting_rendered_messages_that_nobody_names_looks_each_up(database: Database) -> None:
    steps = await database.read.all(
        "EXPLAIN QUERY PLAN SELECT 1 FROM body WHERE NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.body_id = body.id)"
    )
    assert any("SEARCH d USING COVERING INDEX delivery_body" in row["detail"] for row in steps)


async def test_whoever_watches_asks_indexes_only(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    async def watch(sql: Sql) -> None:
        assert await watching.waiting_since(sql, "telegram", Urgency.NORMAL, now) is None
        assert await watching.waiting(sql, "telegram") == 0
        assert await watching.updates_waiting(sql) == 0
        assert await watching.oldest_update(sql) is None
        assert await watching.set_aside(sql, after=7) == (0, 7)

    asked = await plan(database, monkeypatch, watch)
    touched = [step for step in asked if "delivery" in step or "inbox" in step]
    expected = ["delivery_waiting", "delivery_sending", "delivery_waiting", "delivery_sending"]
    expected += ["inbox_waiting", "inbox_waiting", "inbox_aside"]
    assert [step.split("INDEX ")[-1].split(" ")[0] for step in touched] == expected, touched


async def test_help_with_languages_is_looked_up_for_one_person_and_one_event(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = await plan(database, monkeypatch, lambda sql: language_help.get(sql, 1, 7))
    assert [step for step in own if "language_help" in step or " h " in step or " o " in step] == [
        "SEARCH h USING PRIMARY KEY (event_id=? AND participant_id=?)",
        "SEARCH o USING COVERING INDEX language_help_language (event_id=? AND kind=? AND language=?)",
    ]
    for asking in (
        lambda sql: language_help.of_event(sql, 1),
        lambda sql: language_help.speakers(sql, 1, "ku", 50),
        lambda sql: language_help.told(sql, 1, NOW),
    ):
        steps = await plan(database, monkeypatch, asking)
        assert any(step.startswith("SEARCH") for step in steps)
        assert not any(step.startswith("SCAN") for step in steps), steps


async def test_a_text_is_put_into_sent_messages_by_indexes_only(database: Database) -> None:
    mailing = Mailing(
        Audience(AudienceKind.LANGUAGE, "tr"), Urgency.NORMAL, "e1.i7", event_id=7, renewal_id=1, changes="i7", id=1
    )
    steps = await steps_of(database, lambda: renewals.enqueue_slice(database.read, mailing, NOW))
    steps += await steps_of(database, lambda: renewals.over(database.read))
    steps = [step for step in steps if step.startswith("SCAN")]
    assert set(steps) <= {"SCAN m", "SCAN r USING INDEX renewal_open"}, steps  # what is under way: a handful


async def test_the_desk_finds_its_texts_by_indexes_only(database: Database) -> None:
    steps = await steps_of(database, lambda: translations.jobs(database.read, 7, NOW, 20))
    steps += await steps_of(database, lambda: translations.interpreters(database.read, ["tr", "ar"]))
    steps += await steps_of(database, lambda: translations.of_text(database.read, 7, "tr"))
    steps += await steps_of(database, lambda: events.of_text(database.read, 7))
    steps += await steps_of(database, lambda: announcements.of_text(database.read, 7))
    steps += await steps_of(database, lambda: announcements.drafts(database.read))
    scans = {step for step in steps if step.startswith("SCAN")}
    few = {f"SCAN announcement USING INDEX announcement_{state}" for state in ("draft", "scheduled")}
    assert scans <= {"SCAN json_each VIRTUAL TABLE INDEX 1:", *few}, scans


async def steps_of(database: Database, asks: Callable[[], Awaitable[object]]) -> list[str]:
    """How SQLite goes about every statement of this, which is not run itself."""
    asked: list[str] = []
    all_rows = database.read.all

    async def explained(statement: str, *values: Value) -> list[Row]:
        asked.extend(row["detail"] for row in await all_rows("EXPLAIN QUERY PLAN " + statement, *values))
        return []

    async def changed(statement: str, *values: Value) -> int:
        await explained(statement, *values)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database.read, "all", explained)
        patch.setattr(database.read, "run", changed)
        await asks()
    assert asked
    return asked


async def test_taking_back_messages_to_the_team_looks_up_their_key(database: Database) -> None:
    steps = await database.read.all(
        "EXPLAIN QUERY PLAN SELECT 1 FROM delivery WHERE dedupe_key > 'a:' AND dedupe_key < 'a;' AND state = 'waiting'"
    )
    assert [row["detail"] for row in steps] == [
        "SEARCH delivery USING INDEX sqlite_autoindex_delivery_1 (dedupe_key>? AND dedupe_key<?)"
    ]


async def test_who_shares_a_phone_is_found_among_those_who_do(database: Database) -> None:
    mailing = Mailing(
        Audience(AudienceKind.EVERYONE), Urgency.NORMAL, "i7", event_id=7, renewal_id=1, changes="i7", id=1
    )
    for asks in (
        lambda: mailings.sharers(database.read, mailing),
        lambda: renewals.sharers(database.read, mailing),
        lambda: reminders.sharers(database.read, 7, NOW, {Choice.COMING: "r", Choice.MAYBE: "m"}),
    ):
        steps = [step for step in await steps_of(database, asks) if step.split(" ")[1] in {"c", "p", "b", "a", "d"}]
        assert "c USING INDEX chat_shared" in steps[0], steps
        assert all(step.startswith("SEARCH") for step in steps[1:]), steps
