"""Translations on their way, and who translates into which language."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.domain.events import FIELDS
from bot.domain.people import Role
from bot.domain.translations import Job, Stage, Translation
from bot.store.database import Row, Sql, read_stamp, stamp

_ORDER = {field: place for place, field in enumerate(FIELDS)}
NEWS_STAY = timedelta(days=7)  # after that nobody reads an announcement any more


async def set_language(sql: Sql, participant_id: int, language: str, *, wanted: bool) -> None:
    """Note whether an interpreter translates into a language."""
    if wanted:
        await sql.run("INSERT INTO interpreter_language VALUES (?, ?) ON CONFLICT DO NOTHING", language, participant_id)
    else:
        await sql.run(
            "DELETE FROM interpreter_language WHERE language = ? AND participant_id = ?", language, participant_id
        )


async def languages_of(sql: Sql, participant_id: int) -> set[str]:
    """The languages into which a person translates."""
    rows = await sql.all("SELECT language FROM interpreter_language WHERE participant_id = ?", participant_id)
    return {row["language"] for row in rows}


async def interpreters(sql: Sql, languages: Collection[str]) -> dict[int, set[str]]:
    """Who holds the role, takes no break and translates into some of these languages: by person, into which."""
    rows = await sql.all(
        "SELECT i.participant_id, i.language FROM interpreter_language AS i "
        "JOIN participant AS p ON p.id = i.participant_id AND p.registered_at IS NOT NULL AND p.paused = 0 "
        "JOIN role AS r ON r.participant_id = i.participant_id AND r.role = ?1 "
        "WHERE i.language IN (SELECT value FROM json_each(?2)) ORDER BY i.participant_id, i.language",
        Role.INTERPRETER, json.dumps(list(languages)),
    )  # fmt: skip
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in rows:
        found[row["participant_id"]].add(row["language"])
    return found


async def ask(sql: Sql, text_id: int, field: str, language: str, by: int, now: datetime) -> bool:
    """Ask for one field in a language; whether it was not asked for before. An older text stays to start from."""
    changed = await sql.run(
        "INSERT INTO translation (text_id, field, language, state, asked_by, changed_at) "
        "VALUES (?, ?, ?, 'asked', ?, ?) ON CONFLICT (text_id, field, language) DO UPDATE SET state = 'asked', "
        "asked_by = excluded.asked_by, changed_at = excluded.changed_at WHERE state = 'outdated'",
        text_id, field, language, by, stamp(now),
    )  # fmt: skip
    return changed > 0


async def of_text(sql: Sql, text_id: int, language: str | None = None) -> list[Translation]:
    """All that is on its way of a text, in one language or in every."""
    rows = await sql.all(
        "SELECT * FROM translation WHERE text_id = ?1 AND (?2 IS NULL OR language = ?2)",
        text_id, language,
    )  # fmt: skip
    return sorted((_translation(row) for row in rows), key=lambda one: (one.language, _ORDER.get(one.field, 0)))


async def propose(sql: Sql, text_id: int, field: str, language: str, body: str, by: int, now: datetime) -> None:
    """Store a proposal in place of a request or an earlier proposal. Nobody has confirmed it yet."""
    await sql.run(
        "UPDATE translation SET state = 'proposed', body = ?, written_by = ?, confirmed_by = NULL, changed_at = ? "
        "WHERE text_id = ? AND field = ? AND language = ?",
        body, by, stamp(now), text_id, field, language,
    )  # fmt: skip


async def confirm(sql: Sql, text_id: int, language: str, by: int, now: datetime) -> int:
    """Confirm the proposals that others wrote; how many."""
    return await sql.run(
        "UPDATE translation SET state = 'confirmed', confirmed_by = ?1, changed_at = ?2 "
        "WHERE text_id = ?3 AND language = ?4 AND state = 'proposed' AND written_by IS NOT ?1",
        by, stamp(now), text_id, language,
    )  # fmt: skip


async def close(sql: Sql, text_id: int, field: str, language: str) -> None:
    """A field is written in a language now: nothing of it is on its way."""
    await sql.run("DELETE FROM translation WHERE text_id = ? AND field = ? AND language = ?", text_id, field, language)


async def outdate(sql: Sql, text_id: int, field: str, *, stays: bool, now: datetime) -> None:
    """The original of a field changes (`stays`) or goes: its translations are kept as texts to start from.

    To be called before the wordings are erased. A machine's are not kept: it makes new ones. What is asked for and
    nobody has begun stays asked for.
    """
    await sql.run(
        "UPDATE translation SET state = CASE WHEN ?1 AND state = 'asked' THEN 'asked' ELSE 'outdated' END, "
        "written_by = NULL, confirmed_by = NULL, changed_at = ?2 WHERE text_id = ?3 AND field = ?4",
        stays, stamp(now), text_id, field,
    )  # fmt: skip
    await sql.run(
        "INSERT INTO translation (text_id, field, language, state, body, changed_at) "
        "SELECT w.text_id, w.field, w.language, 'outdated', w.body, ?1 FROM wording AS w "
        "JOIN free_text AS f ON f.id = w.text_id WHERE w.text_id = ?2 AND w.field = ?3 AND w.language <> f.language "
        "AND w.origin <> 'machine' ON CONFLICT (text_id, field, language) DO UPDATE SET body = excluded.body "
        "WHERE body = ''",
        stamp(now), text_id, field,
    )  # fmt: skip


async def jobs(sql: Sql, participant_id: int, now: datetime, limit: int) -> list[Job]:
    """What a person can translate or check: texts in their languages that are still needed, the most urgent first."""
    rows = await sql.all(
        "SELECT t.text_id, t.language, sum(t.state = 'asked') AS to_write, coalesce(a.send_at, (SELECT min(n.send_at) "
        "FROM announcement AS n WHERE n.event_id = e.id AND n.state = 'scheduled')) AS leaves_at "
        "FROM interpreter_language AS i JOIN translation AS t ON t.language = i.language "
        "LEFT JOIN event AS e ON e.text_id = t.text_id AND e.state <> 'cancelled' AND e.ends_at > ?2 "
        "LEFT JOIN announcement AS a ON a.text_id = t.text_id AND a.state <> 'stopped' "
        "AND (a.started_at IS NULL OR a.started_at > ?3) "
        "WHERE i.participant_id = ?1 AND t.state IN ('asked', 'proposed') "
        "AND (t.state = 'asked' OR t.written_by IS NOT ?1) AND (e.id IS NOT NULL OR a.id IS NOT NULL) "
        "GROUP BY t.text_id, t.language ORDER BY leaves_at IS NULL, leaves_at, e.starts_at, t.text_id, t.language "
        "LIMIT ?4",
        participant_id, stamp(now), stamp(now - NEWS_STAY), limit,
    )  # fmt: skip
    return [
        Job(
            row["text_id"],
            row["language"],
            row["to_write"],
            read_stamp(row["leaves_at"]) if row["leaves_at"] else None,
        )
        for row in rows
    ]


async def prune(sql: Sql, before: datetime) -> None:
    """Forget what was asked for, for events that ended and news that went out before an instant."""
    await sql.run(
        "DELETE FROM translation WHERE EXISTS (SELECT 1 FROM event AS e WHERE e.text_id = translation.text_id "
        "AND e.ends_at < ?1) OR EXISTS (SELECT 1 FROM announcement AS a WHERE a.text_id = translation.text_id "
        "AND a.started_at < ?1)",
        stamp(before),
    )


def _translation(row: Row) -> Translation:
    return Translation(
        row["field"], row["language"], Stage(row["state"]), row["body"], row["asked_by"], row["written_by"]
    )
