"""Help with languages at events, as people said beside their answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.domain.events import Choice
from bot.domain.language_help import NO_HELP, HelpKind, LanguageHelp, Said
from bot.store.database import Sql, stamp

# What counts: who does not come, or waits for a place, has said something, but is not there. `a` is the answer.
_COUNTS = "a.choice <> 'no' AND a.waiting = 0"

# All that the person of an answer `a` said, in one value that `read` takes apart: "can ku 1,can tr 0". The last of each
# is whether somebody meets it: for who needs a language, one with a place; for who interprets, one who may come.
PACKED = (
    "(SELECT coalesce(group_concat(h.kind || ' ' || h.language || ' ' || EXISTS (SELECT 1 FROM language_help AS o "
    "JOIN answer AS b ON b.event_id = o.event_id AND b.participant_id = o.participant_id "
    "WHERE o.event_id = h.event_id AND o.kind = CASE h.kind WHEN 'need' THEN 'can' ELSE 'need' END "
    "AND o.language = h.language AND b.waiting = 0 "
    "AND (b.choice = 'coming' OR (b.choice = 'maybe' AND o.kind = 'need')))), '') "
    "FROM language_help AS h WHERE h.event_id = a.event_id AND h.participant_id = a.participant_id)"
)


def read(packed: str) -> LanguageHelp:
    """What `PACKED` holds."""
    if not packed:
        return NO_HELP
    said = [one.split(" ") for one in packed.split(",")]
    return LanguageHelp(
        need=next((language for kind, language, _ in said if kind == HelpKind.NEED), None),
        can=tuple(language for kind, language, _ in said if kind == HelpKind.CAN),
        met=tuple(language for _, language, met in said if met == "1"),
    )


async def get(sql: Sql, event_id: int, participant_id: int) -> LanguageHelp:
    """What one person said for one event."""
    packed = await sql.value(
        f"SELECT {PACKED} FROM (SELECT ? AS event_id, ? AS participant_id) AS a", event_id, participant_id
    )
    return read(packed)


async def need(sql: Sql, event_id: int, participant_id: int, language: str) -> None:
    """Store that a person needs someone who speaks this, and nothing else."""
    await clear(sql, event_id, participant_id)
    await _add(sql, event_id, participant_id, HelpKind.NEED, language)


async def can(sql: Sql, event_id: int, participant_id: int, language: str) -> None:
    """Store that a person can interpret this, too; who interprets needs nobody."""
    await sql.run(
        "DELETE FROM language_help WHERE event_id = ? AND participant_id = ? AND kind = 'need'",
        event_id, participant_id,
    )  # fmt: skip
    await _add(sql, event_id, participant_id, HelpKind.CAN, language)


async def cannot(sql: Sql, event_id: int, participant_id: int, language: str) -> None:
    """Store that a person does not interpret this."""
    await sql.run(
        "DELETE FROM language_help WHERE event_id = ? AND participant_id = ? AND language = ? AND kind = 'can'",
        event_id, participant_id, language,
    )  # fmt: skip


async def clear(sql: Sql, event_id: int, participant_id: int) -> None:
    """Store that a person neither needs nor interprets anything."""
    await sql.run("DELETE FROM language_help WHERE event_id = ? AND participant_id = ?", event_id, participant_id)


async def _add(sql: Sql, event_id: int, participant_id: int, kind: HelpKind, language: str) -> None:
    await sql.run(
        "INSERT INTO language_help (event_id, participant_id, language, kind) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (event_id, participant_id, language) DO NOTHING",
        event_id, participant_id, language, kind,
    )  # fmt: skip


async def of_event(sql: Sql, event_id: int) -> list[Said]:
    """What everybody said who comes or may come, by name."""
    rows = await sql.all(
        "SELECT h.participant_id, coalesce(p.name, '') AS name, h.kind, h.language, a.choice FROM language_help AS h "
        "JOIN answer AS a ON a.event_id = h.event_id AND a.participant_id = h.participant_id "
        f"JOIN participant AS p ON p.id = h.participant_id WHERE h.event_id = ? AND {_COUNTS} "
        "ORDER BY p.name, h.participant_id, h.language",
        event_id,
    )
    return [
        Said(row["participant_id"], row["name"], HelpKind(row["kind"]), row["language"], row["choice"] == Choice.COMING)
        for row in rows
    ]


async def speakers(sql: Sql, event_id: int, language: str, limit: int) -> list[tuple[str, bool]]:
    """Names of those who come, or may come, and read this language themselves; whether they have a place.

    Those who need someone for it are none of them.
    """
    rows = await sql.all(
        "SELECT coalesce(p.name, '') AS name, a.choice = 'coming' AS sure FROM answer AS a "
        "JOIN participant AS p ON p.id = a.participant_id "
        f"WHERE a.event_id = ?1 AND p.language = ?2 AND {_COUNTS} AND NOT EXISTS (SELECT 1 FROM language_help AS h "
        "WHERE h.event_id = ?1 AND h.participant_id = a.participant_id AND h.kind = 'need' AND h.language = ?2) "
        "ORDER BY a.choice, p.name LIMIT ?3",
        event_id, language, limit,
    )  # fmt: skip
    return [(row["name"], bool(row["sure"])) for row in rows]


async def told(sql: Sql, event_id: int, start: datetime) -> set[str]:
    """The languages that the team was told of, for an event that begins then."""
    rows = await sql.all(
        "SELECT language FROM language_help_told WHERE event_id = ? AND starts_at = ?", event_id, stamp(start)
    )
    return {row["language"] for row in rows}


async def note_told(sql: Sql, event_id: int, start: datetime, languages: Collection[str]) -> None:
    """Note which languages the team was told of."""
    await sql.many(
        "INSERT INTO language_help_told (event_id, starts_at, language) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(event_id, stamp(start), language) for language in languages],
    )
