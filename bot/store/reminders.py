"""Reminders and feedback requests: who gets which, each once."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Answer, Choice
from bot.domain.language_help import LanguageHelp
from bot.store import language_help
from bot.store.chats import SHARERS
from bot.store.database import Sql, stamp
from bot.store.language_help import PACKED

# Who is reminded: people with a place or a maybe, who want reminders and answered before the reminder was due
# (whoever answers later has just read everything).
_WANTED = (
    "a.event_id = ?1 AND a.choice IN ('coming', 'maybe') AND a.waiting = 0 AND p.reminders = 1 AND a.answered_at <= ?2 "
)
_WHO = (
    "FROM answer AS a JOIN participant AS p ON p.id = a.participant_id "
    f"JOIN chat AS c ON c.id = p.home_chat_id AND c.reachable = 1 AND c.turn = 0 WHERE {_WANTED}"
)
_NOT_YET = (
    "AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.dedupe_key = "
    "CASE a.choice WHEN 'coming' THEN ?3 ELSE ?4 END || ':' || p.id || ':0')"
)


@dataclass(frozen=True, slots=True)
class Group:
    """People who get the same reminder: same channel, languages and answer, and the same said about languages."""

    channel: str
    language: str
    answer: Answer
    packed_help: str
    second_language: str  # "" if none was named

    @property
    def help(self) -> LanguageHelp:
        """What they said about languages."""
        return language_help.read(self.packed_help)


async def groups(
    sql: Sql, event_id: int, due: datetime, dedupe: dict[Choice, str], channels: Collection[str]
) -> list[Group]:
    """The groups of people still to be reminded on these channels; `dedupe` names the key's prefix per answer."""
    rows = await sql.all(
        "SELECT DISTINCT c.channel, p.language, coalesce(p.second_language, '') AS second, "
        f"a.choice, a.adults, a.children, {PACKED} AS help {_WHO}"
        f"AND c.channel IN (SELECT value FROM json_each(?5)) {_NOT_YET}",
        event_id, stamp(due), dedupe[Choice.COMING], dedupe[Choice.MAYBE],
        json.dumps(list(channels)),
    )  # fmt: skip
    return [
        Group(
            row["channel"], row["language"],
            Answer(event_id, 0, Choice(row["choice"]), row["adults"], row["children"], False, due, due), row["help"],
            row["second"],
        )
        for row in rows
    ]  # fmt: skip


async def sharers(sql: Sql, event_id: int, due: datetime, dedupe: dict[Choice, str]) -> list[tuple[int, Choice]]:
    """Those who share their phone and are still to be reminded, each alone, with their answers."""
    rows = await sql.all(
        f"SELECT p.id, a.choice FROM {SHARERS} AND p.home_chat_id = c.id CROSS JOIN answer AS a "
        f"ON a.participant_id = p.id WHERE c.reachable = 1 AND {_WANTED}{_NOT_YET} ORDER BY p.id",
        event_id, stamp(due), dedupe[Choice.COMING], dedupe[Choice.MAYBE],
    )  # fmt: skip
    return [(row["id"], Choice(row["choice"])) for row in rows]


async def enqueue(
    sql: Sql, group: Group, body_id: int, part: int, dedupe: str, due: datetime, expires: datetime, now: datetime,
    knock_body_id: int | None = None,
) -> int:  # fmt: skip
    """One delivery per person of a group, in one statement. How many were added."""
    answer = group.answer
    return await sql.run(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, body_id, part, event_id, dedupe_key, "
        "expires_at, made_at, knock_body_id) SELECT c.channel, c.id, p.id, 'normal', ?8, ?9, ?1, "
        f"?10 || ':' || p.id || ':' || ?9, ?11, ?12, ?14 {_WHO}AND c.channel = ?3 AND p.language = ?4 "
        "AND coalesce(p.second_language, '') = ?15 AND a.choice = ?5 AND a.adults = ?6 "
        f"AND a.children = ?7 AND {PACKED} = ?13 ON CONFLICT (dedupe_key) DO NOTHING",
        answer.event_id, stamp(due), group.channel, group.language, answer.choice, answer.adults, answer.children,
        body_id, part, dedupe, stamp(expires), stamp(now), group.packed_help, knock_body_id,
        group.second_language,
    )  # fmt: skip
