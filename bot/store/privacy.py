"""Reads and erasures that go across the nouns, for "my data" and "forget me"."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from bot.store.database import Sql, stamp


async def about(sql: Sql, participant_id: int) -> dict[str, Any]:
    """A person's own row, without ids."""
    row = await sql.one(
        "SELECT name, language, adults, children, residence, country, age_group, gender, reminders, paused, "
        "reminders_before, registered_at, consent_at, consent_channel, second_language FROM participant WHERE id = ?",
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


async def language_help(sql: Sql, participant_id: int) -> list[dict[str, Any]]:
    """What a person said about languages at events; text_id leads to the event's title."""
    rows = await sql.all(
        "SELECT e.text_id, e.local_start AS date, h.kind, h.language FROM answer AS a "
        "JOIN language_help AS h ON h.event_id = a.event_id AND h.participant_id = a.participant_id "
        "JOIN event AS e ON e.id = a.event_id WHERE a.participant_id = ? ORDER BY e.starts_at, h.language",
        participant_id,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def interprets_into(sql: Sql, participant_id: int) -> list[str]:
    """The languages into which a person translates."""
    rows = await sql.all(
        "SELECT language FROM interpreter_language WHERE participant_id = ? ORDER BY language", participant_id
    )
    return [row["language"] for row in rows]


async def translations(sql: Sql, participant_id: int) -> list[dict[str, str]]:
    """The translations of a person that are not released yet; then they are the project's, without a person."""
    rows = await sql.all(
        "SELECT language, body AS text FROM translation WHERE written_by = ? ORDER BY text_id, field", participant_id
    )
    return [dict(row) for row in rows]


async def message_counts(sql: Sql, participant_id: int) -> dict[str, int]:
    """How many messages to a person are in each state."""
    rows = await sql.all(
        "SELECT state, count(*) AS n FROM delivery WHERE participant_id = ? GROUP BY state", participant_id
    )
    return {row["state"]: row["n"] for row in rows}


_TEAM = "SELECT participant_id FROM role"
# The pages of the team, and those that the person ?1 has: who shares one has read their name in its menu.
_TOLD_PAGES = f"SELECT address FROM chat WHERE channel = 'web' AND (participant_id = ?1 OR participant_id IN ({_TEAM}))"


_PAGES = "FROM chat AS c JOIN web_message AS w ON w.address = c.address WHERE c.channel = 'web'"
# Where several people write nobody knows who wrote what, but for what others had written before somebody came.
_WRITTEN = (
    "w.mine = 1 AND (w.at >= c.created_at OR NOT EXISTS "
    "(SELECT 1 FROM chat AS o WHERE o.channel = 'web' AND o.address = c.address AND o.id < c.id))"
)


async def forget_copies(sql: Sql, participant_id: int, now: datetime) -> None:
    """Erase what the team was told of a person and what was quoted: on its web pages, and what waits to be sent.

    Who shares a page with the person reads their name there no more, either.
    """
    told = await _told_of(sql, participant_id)
    if told is None:
        return
    shown = await sql.all(
        f"SELECT id, payload FROM web_message WHERE mine = 0 AND address IN ({_TOLD_PAGES})", participant_id
    )
    found = [(row["id"],) for row in shown if told.search(row["payload"])]
    await sql.many("DELETE FROM web_message WHERE id = ?", found)
    waiting = await sql.all(
        f"SELECT id, payload FROM delivery WHERE state IN ('waiting', 'sending') AND participant_id IN ({_TEAM})"
    )
    held = [(stamp(now), row["id"]) for row in waiting if told.search(row["payload"] or "")]
    await sql.many("UPDATE delivery SET state = 'cancelled', payload = NULL, done_at = ? WHERE id = ?", held)
    spare = await sql.all(f"SELECT delivery_id, content FROM spare WHERE participant_id IN ({_TEAM})")
    kept = [(row["delivery_id"],) for row in spare if told.search(row["content"])]
    await sql.many("DELETE FROM spare WHERE delivery_id = ?", kept)


async def _told_of(sql: Sql, participant_id: int) -> re.Pattern[str] | None:
    """What gives a person away in a message: the name as a word of its own, a quote at the start of its line."""
    name = await sql.value("SELECT name FROM participant WHERE id = ?", participant_id)
    quotes = await sql.all(
        "SELECT good AS body FROM feedback WHERE participant_id = ?1 UNION "
        "SELECT better FROM feedback WHERE participant_id = ?1",
        participant_id,
    )
    parts = [rf"(?<!\w){_in_json(name)}(?!\w)"] if name else []
    parts += [rf'"[\u2066-\u2068]?{_in_json(row["body"])}\u2069? \(' for row in quotes if row["body"]]
    return re.compile("|".join(parts)) if parts else None


def _in_json(text: str) -> str:
    return re.escape(json.dumps(text, ensure_ascii=False)[1:-1])


async def forget_files(sql: Sql, participant_id: int) -> None:
    """Erase the files a person sent, those made for them, and the lists they stand on."""
    await sql.run(
        f"DELETE FROM file WHERE id IN (SELECT w.file_id {_PAGES} AND {_WRITTEN} AND c.participant_id = ?1) "
        "AND id NOT IN (SELECT picture_id FROM event WHERE picture_id IS NOT NULL) "
        "AND NOT EXISTS (SELECT 1 FROM letter AS l WHERE l.file_id = file.id AND l.participant_id <> ?1) "
        "AND NOT EXISTS (SELECT 1 FROM feedback AS f WHERE file.id IN (f.good_file_id, f.better_file_id) "
        "AND f.participant_id <> ?1)",
        participant_id,
    )
    await sql.run(
        "DELETE FROM file WHERE keep_until IS NOT NULL AND (id IN (SELECT file_id FROM delivery "
        "WHERE participant_id = ?1) OR name IN (SELECT 'event-' || event_id || '.xlsx' FROM answer "
        "WHERE participant_id = ?1))",
        participant_id,
    )


# What stands on the web page of a chat. Of a shared one, what was said to its person, and what they may have written.
_ON_PAGES = (
    f"SELECT w.id {_PAGES} AND (c.turn = 0 OR {_WRITTEN} "
    "OR w.message IN (SELECT d.external_id FROM delivery AS d WHERE d.chat_id = c.id))"
)

# What nobody understood may be anybody's, also under a number that they had before and we do not know any more. So with
# each person who goes, all of it goes; that there was something, and why it was set aside, stays.
_FORGET_ASIDE = "UPDATE inbox SET raw = NULL WHERE state = 'aside' AND raw IS NOT NULL"


async def forget_chat(sql: Sql, chat_id: int) -> None:
    """Erase what hangs on one chat that is given up: its page, files that stand there alone, raw updates, and what
    would follow there."""
    await sql.run(
        "UPDATE delivery SET payload = NULL, knock = NULL, follows = 0 WHERE chat_id = ? AND "
        "(follows = 1 OR knock IS NOT NULL)",
        chat_id,
    )
    await sql.run(
        f"DELETE FROM file WHERE id IN (SELECT w.file_id {_PAGES} AND {_WRITTEN} AND c.id = ?) "
        "AND NOT EXISTS (SELECT 1 FROM letter AS l WHERE l.file_id = file.id) "
        "AND NOT EXISTS (SELECT 1 FROM feedback AS f WHERE file.id IN (f.good_file_id, f.better_file_id)) "
        "AND NOT EXISTS (SELECT 1 FROM event AS e WHERE e.picture_id = file.id)",
        chat_id,
    )
    await sql.run(f"{_FORGET_ASIDE} AND channel = (SELECT channel FROM chat WHERE id = ?)", chat_id)
    await sql.run(f"DELETE FROM web_message WHERE id IN ({_ON_PAGES} AND c.id = ?)", chat_id)


async def forget_traces(sql: Sql, participant_id: int) -> None:
    """Erase what hangs on a person's chats but not on their row: web pages, raw updates, message ids."""
    await sql.run(f"{_FORGET_ASIDE} AND channel IN (SELECT channel FROM chat WHERE participant_id = ?)", participant_id)
    await sql.run(f"DELETE FROM web_message WHERE id IN ({_ON_PAGES} AND c.participant_id = ?)", participant_id)
    await sql.run(
        "UPDATE delivery SET payload = NULL, target = NULL, tap_id = NULL, external_id = NULL, reason = '', "
        "dedupe_key = NULL, tried = '[]', knock = NULL, follows = 0 WHERE participant_id = ?",
        participant_id,
    )
    await sql.run("UPDATE event SET created_by = NULL WHERE created_by = ?", participant_id)
