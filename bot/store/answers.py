"""Answers to events: one per event and person. Their tallies also count the people who asked to be forgotten."""

from __future__ import annotations

from datetime import datetime

from bot.domain.events import Answer, Choice, Named, Tally
from bot.domain.language_help import LanguageHelp
from bot.domain.people import Household
from bot.store.database import Row, Sql, read_stamp, stamp
from bot.store.language_help import PACKED, read


async def get(sql: Sql, event_id: int, participant_id: int) -> Answer | None:
    """One person's answer to one event."""
    row = await sql.one("SELECT * FROM answer WHERE event_id = ? AND participant_id = ?", event_id, participant_id)
    return None if row is None else _answer(row)


async def of_participant(sql: Sql, participant_id: int) -> list[Answer]:
    """All answers of a person."""
    return [_answer(row) for row in await sql.all("SELECT * FROM answer WHERE participant_id = ?", participant_id)]


async def withdraw(sql: Sql, event_id: int, participant_id: int) -> None:
    """Take an answer away, as if it had not been given."""
    await sql.run("DELETE FROM answer WHERE event_id = ? AND participant_id = ?", event_id, participant_id)


async def put(sql: Sql, answer: Answer) -> None:
    """Store an answer in place of the one before."""
    await sql.run(
        "INSERT INTO answer (event_id, participant_id, choice, adults, children, waiting, since, answered_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id, participant_id) DO UPDATE SET "
        "choice = excluded.choice, adults = excluded.adults, children = excluded.children, "
        "waiting = excluded.waiting, since = excluded.since, answered_at = excluded.answered_at",
        answer.event_id, answer.participant_id, answer.choice, answer.adults, answer.children, answer.waiting,
        stamp(answer.since), stamp(answer.answered_at),
    )  # fmt: skip


async def held(sql: Sql, event_id: int, but: int) -> int:
    """Places held by all others than participant `but`."""
    found = await sql.value(
        "SELECT coalesce(sum(adults + children), 0) FROM answer "
        "WHERE event_id = ? AND choice = 'coming' AND waiting = 0 AND participant_id <> ?",
        event_id, but,
    )  # fmt: skip
    return int(found)


async def queue(sql: Sql, event_id: int) -> list[Answer]:
    """The waiting list, first come first."""
    rows = await sql.all(
        "SELECT * FROM answer WHERE event_id = ? AND waiting = 1 ORDER BY since, participant_id", event_id
    )
    return [_answer(row) for row in rows]


async def tally(sql: Sql, event_id: int) -> Tally:
    """The count of all answers to an event, and of the invited who said nothing."""
    rows = await sql.all(
        "SELECT choice, waiting, count(*) AS n, sum(adults) AS adults, sum(children) AS children FROM "
        "(SELECT choice, waiting, adults, children FROM answer WHERE event_id = ?1 "
        " UNION ALL SELECT choice, 0, adults, children FROM former_answer WHERE event_id = ?1) "
        "GROUP BY choice, waiting",
        event_id,
    )
    by = {(row["choice"], row["waiting"]): row for row in rows}
    coming, queue = by.get(("coming", 0)), by.get(("coming", 1))
    return Tally(
        coming=coming["n"] if coming else 0,
        adults=coming["adults"] if coming else 0,
        children=coming["children"] if coming else 0,
        maybe=by["maybe", 0]["n"] if ("maybe", 0) in by else 0,
        no=by["no", 0]["n"] if ("no", 0) in by else 0,
        waiting=queue["n"] if queue else 0,
        waiting_seats=queue["adults"] + queue["children"] if queue else 0,
        unanswered=await unanswered(sql, event_id),
    )


async def unanswered(sql: Sql, event_id: int) -> int:
    """How many people got an invitation and have not answered: the invited without those of them who have."""
    found = await sql.value(
        "SELECT (SELECT count(*) FROM announcement AS n JOIN delivery AS d ON d.announcement_id = n.id "
        "WHERE n.event_id = ?1 AND n.kind = 'invitation' AND d.part = 0 AND d.participant_id IS NOT NULL "
        f"AND {_INVITED}) "
        "- (SELECT count(*) FROM answer AS a JOIN delivery AS d "
        f"ON d.dedupe_key = 'i' || ?1 || ':' || a.participant_id || ':0' WHERE a.event_id = ?1 AND {_INVITED})",
        event_id,
    )
    return int(found)


_INVITED = "d.state IN ('sent', 'uncertain', 'waiting', 'sending')"


async def of_event(sql: Sql, event_id: int) -> list[Named]:
    """Every answer to an event with its person's name: those with a place, waiting, maybe, not; by name."""
    rows = await sql.all(
        "SELECT a.*, coalesce(p.name, '') AS name, p.language FROM answer AS a "
        "JOIN participant AS p ON p.id = a.participant_id WHERE a.event_id = ? "
        "ORDER BY a.choice = 'no', a.choice = 'maybe', a.waiting, CASE WHEN a.waiting THEN a.since ELSE p.name END",
        event_id,
    )
    return [Named(row["name"], row["language"], _answer(row)) for row in rows]


async def in_language(sql: Sql, event_id: int, language: str) -> list[tuple[Answer, Household, LanguageHelp]]:
    """The answers of those who read a language, with the households they answer for and what they said of languages."""
    rows = await sql.all(
        f"SELECT a.*, p.adults AS all_adults, p.children AS all_children, {PACKED} AS help FROM answer AS a "
        "JOIN participant AS p ON p.id = a.participant_id WHERE a.event_id = ? AND p.language = ?",
        event_id, language,
    )  # fmt: skip
    return [(_answer(row), Household(row["all_adults"], row["all_children"]), read(row["help"])) for row in rows]


async def set_came(sql: Sql, event_id: int, participant_id: int, *, came: bool) -> None:
    """Tick whether a person came."""
    await sql.run(
        "UPDATE answer SET came = ? WHERE event_id = ? AND participant_id = ?", came, event_id, participant_id
    )


async def all_came(sql: Sql, event_id: int) -> None:
    """Start the ticking from what people said: who had a place came, unless ticked already."""
    await sql.run(
        "UPDATE answer SET came = (choice = 'coming' AND waiting = 0) WHERE event_id = ? AND came IS NULL", event_id
    )


async def make_former(sql: Sql, participant_id: int, now: datetime) -> None:
    """Keep a leaving person's answers to past events as counts without a person."""
    await sql.run(
        "INSERT INTO former_answer (event_id, choice, adults, children, came) "
        "SELECT a.event_id, a.choice, a.adults, a.children, a.came FROM answer AS a "
        "JOIN event AS e ON e.id = a.event_id WHERE a.participant_id = ? AND e.starts_at <= ? AND a.waiting = 0",
        participant_id, stamp(now),
    )  # fmt: skip


async def places_held_ahead(sql: Sql, participant_id: int, now: datetime) -> list[int]:
    """Ids of coming events in which this person holds places."""
    rows = await sql.all(
        "SELECT a.event_id FROM answer AS a JOIN event AS e ON e.id = a.event_id WHERE a.participant_id = ? "
        "AND a.choice = 'coming' AND a.waiting = 0 AND e.starts_at > ?",
        participant_id, stamp(now),
    )  # fmt: skip
    return [row["event_id"] for row in rows]


def _answer(row: Row) -> Answer:
    return Answer(
        event_id=row["event_id"],
        participant_id=row["participant_id"],
        choice=Choice(row["choice"]),
        adults=row["adults"],
        children=row["children"],
        waiting=bool(row["waiting"]),
        since=read_stamp(row["since"]),
        answered_at=read_stamp(row["answered_at"]),
        came=None if row["came"] is None else bool(row["came"]),
    )
