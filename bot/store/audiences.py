"""The people of an audience: registered, and for all that is not about an event they answered, not paused."""

from __future__ import annotations

import json
from collections.abc import Collection

from bot.domain.announcements import Audience, AudienceKind
from bot.store.database import Sql, Value

# ?1 is the audience's value, `p` the participant. What can be said of many people is asked of each by an index.
RULES = {
    AudienceKind.EVERYONE: "p.paused = 0 AND ?1 IS NOT NULL",
    AudienceKind.LANGUAGE: "p.paused = 0 AND p.language = ?1",
    AudienceKind.NEW: "p.paused = 0 AND p.residence = 'new' AND ?1 IS NOT NULL",
    AudienceKind.LONG: "p.paused = 0 AND p.residence = 'long' AND ?1 IS NOT NULL",
    AudienceKind.COMING: "p.id IN (SELECT participant_id FROM answer WHERE event_id = ?1 "
    "AND choice = 'coming' AND waiting = 0)",
    AudienceKind.CONCERNED: "p.id IN (SELECT participant_id FROM answer WHERE event_id = ?1 AND choice <> 'no')",
    # Whoever said STOP was promised to hear of nothing but changes.
    AudienceKind.CAME: "p.id IN (SELECT participant_id FROM answer WHERE event_id = ?1 AND came = 1) "
    "AND NOT (p.paused = 1 AND p.reminders_before IS NOT NULL)",
    AudienceKind.UNANSWERED: "p.paused = 0 AND EXISTS (SELECT 1 FROM delivery AS d "
    "WHERE d.dedupe_key = 'i' || ?1 || ':' || p.id || ':0' AND d.state IN ('sent', 'uncertain')) "
    "AND NOT EXISTS (SELECT 1 FROM answer AS a WHERE a.event_id = ?1 AND a.participant_id = p.id)",
}
# Those who gave an answer to one event: few enough to be seen to in one go.
OF_ONE_EVENT = {AudienceKind.COMING, AudienceKind.CONCERNED, AudienceKind.CAME}
_ABOUT_EVENTS = {*OF_ONE_EVENT, AudienceKind.UNANSWERED}


def value(audience: Audience) -> Value:
    """What ?1 is in an audience's rule."""
    return int(audience.value) if audience.kind in _ABOUT_EVENTS else audience.value


async def head_count(sql: Sql, audience: Audience) -> dict[str, int]:
    """How many people of an audience read each language."""
    rows = await sql.all(
        "SELECT p.language, count(*) AS n FROM participant AS p WHERE p.registered_at IS NOT NULL "
        f"AND {RULES[audience.kind]} GROUP BY p.language ORDER BY n DESC",
        value(audience),
    )
    return {row["language"]: row["n"] for row in rows}


async def is_somebody_uninvited(sql: Sql, event_id: int, channels: Collection[str]) -> bool:
    """Whether a person who can be reached on these channels has no invitation to an event, nor one on its way."""
    found = await sql.value(
        "SELECT EXISTS (SELECT 1 FROM participant AS p JOIN chat AS c ON c.id = p.home_chat_id AND c.reachable = 1 "
        "WHERE p.registered_at IS NOT NULL AND p.paused = 0 AND c.channel IN (SELECT value FROM json_each(?2)) "
        "AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.dedupe_key = 'i' || ?1 || ':' || p.id || ':0' "
        "AND d.state NOT IN ('cancelled', 'expired', 'failed', 'unreachable')))",
        event_id, json.dumps(list(channels)),
    )  # fmt: skip
    return bool(found)


async def languages(sql: Sql, audience: Audience) -> list[str]:
    """The languages in which people of an audience may read; of a large one, those of everybody."""
    if audience.kind is AudienceKind.LANGUAGE:
        return [audience.value]
    if audience.kind in OF_ONE_EVENT:
        return list(await head_count(sql, audience))
    # From each language to the next one by the index, past all its people.
    rows = await sql.all(
        "WITH RECURSIVE found (language) AS ("
        "SELECT min(language) FROM participant WHERE registered_at IS NOT NULL UNION ALL "
        "SELECT (SELECT min(p.language) FROM participant AS p WHERE p.registered_at IS NOT NULL "
        "AND p.language > found.language) FROM found WHERE found.language IS NOT NULL"
        ") SELECT language FROM found WHERE language IS NOT NULL"
    )
    return [row["language"] for row in rows]
