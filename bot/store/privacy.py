"""Reads and erasures that go across the nouns, for "my data" and "forget me"."""

from __future__ import annotations

from typing import Any

from bot.store.database import Sql


async def about(sql: Sql, participant_id: int) -> dict[str, Any]:
    """A person's own row, without ids."""
    row = await sql.one(
        "SELECT name, language, adults, children, residence, country, age_group, gender, reminders, paused, "
        "registered_at, consent_at FROM participant WHERE id = ?",
        participant_id,
    )
    return {} if row is None else dict(row)


async def chats(sql: Sql, participant_id: int) -> list[dict[str, Any]]:
    """The chats in which a person is reached."""
    rows = await sql.all("SELECT channel, created_at, last_in_at FROM chat WHERE participant_id = ?", participant_id)
    return [dict(row) for row in rows]


async def answers(sql: Sql, participant_id: int) -> list[dict[str, Any]]:
    """A person's answers with the events' dates; text_id leads to the title."""
    rows = await sql.all(
        "SELECT e.text_id, e.local_start AS date, a.choice, a.adults, a.children, a.waiting, a.answered_at, a.came "
        "FROM answer AS a JOIN event AS e ON e.id = a.event_id WHERE a.participant_id = ? ORDER BY e.starts_at",
        participant_id,
    )
    return [dict(row) for row in rows]


async def message_counts(sql: Sql, participant_id: int) -> dict[str, int]:
    """How many messages to a person are in each state."""
    rows = await sql.all(
        "SELECT state, count(*) AS n FROM delivery WHERE participant_id = ? GROUP BY state", participant_id
    )
    return {row["state"]: row["n"] for row in rows}


async def forget_traces(sql: Sql, participant_id: int) -> None:
    """Erase what hangs on a person's chats but not on their row: web pages, raw updates, message ids."""
    await sql.run(
        "DELETE FROM web_message WHERE address IN "
        "(SELECT address FROM chat WHERE participant_id = ? AND channel = 'web')",
        participant_id,
    )
    await sql.run(
        "UPDATE delivery SET payload = NULL, target = NULL, tap_id = NULL, external_id = NULL, reason = '', "
        "dedupe_key = NULL WHERE participant_id = ?",
        participant_id,
    )
    await sql.run("UPDATE event SET created_by = NULL WHERE created_by = ?", participant_id)
