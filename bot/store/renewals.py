"""Renewals: a text is put into messages that were sent before. They are changed in place, and nothing is sent anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Urgency
from bot.store import mailings
from bot.store.chats import SHARERS
from bot.store.database import Row, Sql, read_stamp, stamp
from bot.store.mailings import Mailing


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal whose end nobody was told yet, with the count of messages it changed and of those it could not."""

    id: int
    text_id: int
    language: str
    created_by: int | None
    changed: int
    missed: int


@dataclass(frozen=True, slots=True)
class Stale:
    """An event whose facts changed at an instant, of which the messages that were sent do not know yet.

    `told` is the announcement that tells of it. With a `language`, it is only its texts in this one that changed.
    """

    event_id: int
    since: datetime
    urgency: Urgency
    told: int | None = None
    language: str = ""


async def note_stale(sql: Sql, new: Stale) -> None:
    """The messages about an event are to be changed; what was noted before is part of it."""
    await sql.run(
        "INSERT INTO stale (event_id, language, since, urgency, told) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (event_id, language) "
        "DO UPDATE SET since = excluded.since, urgency = excluded.urgency, told = excluded.told",
        new.event_id, new.language, stamp(new.since), new.urgency, new.told,
    )  # fmt: skip


async def stale(sql: Sql) -> list[Stale]:
    """The events whose messages are to be changed, those of all readers before those of some."""
    rows = await sql.all("SELECT * FROM stale ORDER BY event_id, language")
    return [
        Stale(row["event_id"], read_stamp(row["since"]), Urgency(row["urgency"]), row["told"], row["language"])
        for row in rows
    ]


async def end_stale(sql: Sql, old: Stale) -> None:
    """The messages about an event are seen to."""
    await sql.run("DELETE FROM stale WHERE event_id = ? AND language = ?", old.event_id, old.language)


async def add(sql: Sql, text_id: int, language: str, by: int | None, now: datetime) -> int:
    """A new renewal; its id. `by` is who is told how it went; None: nobody."""
    return await sql.insert(
        "INSERT INTO renewal (text_id, language, created_by, made_at) VALUES (?, ?, ?, ?)",
        text_id, language, by, stamp(now),
    )  # fmt: skip


# ?1 is the mailing, ?2 the beginning of the keys of the messages to change, ?3 and ?4 the ids between which people are
# looked at, ?5 the event, ?6 whose messages. `d` is the first part of such a message.
_HOLDERS = (
    "FROM participant AS p JOIN delivery AS d ON d.dedupe_key = ?2 || ':' || p.id || ':0' "
    "AND d.state IN ('sent', 'uncertain') "
)
_ALONE = "AND NOT EXISTS (SELECT 1 FROM chat AS s WHERE s.id = d.chat_id AND s.turn > 0)"  # see `sharers`
_EVERY_PART = (
    "JOIN mailing_body AS b ON b.mailing_id = ?1 AND b.channel = d.channel "
    "JOIN delivery AS o ON o.dedupe_key = ?2 || ':' || p.id || ':' || b.part "
)
_BETWEEN = "WHERE p.id > ?3 AND p.id <= ?4 AND "
_SILENT = (
    "p.registered_at IS NOT NULL AND p.language = ?6 "
    "AND NOT EXISTS (SELECT 1 FROM answer AS a WHERE a.event_id = ?5 AND a.participant_id = p.id)"
)
_NAMED = "p.id IN (SELECT value FROM json_each(?6))"
# It can be changed when its chat is there and the new text has as many parts: a part more would be a message more, a
# part less would leave an old text standing.
_PARTS = "(SELECT count(*) FROM mailing_body AS n WHERE n.mailing_id = ?1 AND n.channel = d.channel)"
_CAN_CHANGE = (
    "d.state = 'sent' AND d.external_id IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM chat AS c WHERE c.id = d.chat_id AND c.reachable = 1) "
    f"AND EXISTS (SELECT 1 FROM delivery AS l WHERE l.dedupe_key = ?2 || ':' || p.id || ':' || ({_PARTS} - 1)) "
    f"AND NOT EXISTS (SELECT 1 FROM delivery AS l WHERE l.dedupe_key = ?2 || ':' || p.id || ':' || {_PARTS})"
)


async def enqueue_slice(sql: Sql, mailing: Mailing, now: datetime) -> None:
    """One delivery for each message of the next people that can be changed, without `sharers`; others are counted."""
    last, more = await mailings.end_of_slice(sql, mailing)
    who, whose = (_NAMED, mailing.people) if mailing.people else (_SILENT, mailing.audience.value)
    given = (mailing.id, mailing.changes, mailing.done_to, last, mailing.event_id, whose)
    await sql.run(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, body_id, part, event_id, dedupe_key, target, "
        "renewal_id, expires_at, made_at) SELECT o.channel, o.chat_id, p.id, ?7, b.body_id, b.part, ?5, "
        "?8 || ':' || p.id || ':' || b.part, o.external_id, ?9, ?10, ?11 "
        f"{_HOLDERS}{_EVERY_PART}{_BETWEEN}{who} AND {_CAN_CHANGE} {_ALONE} ORDER BY p.id, b.part "
        "ON CONFLICT (dedupe_key) DO NOTHING",
        *given, mailing.urgency, mailing.dedupe, mailing.renewal_id,
        stamp(mailing.expires_at) if mailing.expires_at else None, stamp(now),
    )  # fmt: skip
    await sql.run(
        "UPDATE renewal SET missed = missed + "
        f"(SELECT count(*) {_HOLDERS}{_BETWEEN}{who} AND NOT ({_CAN_CHANGE}) {_ALONE}) WHERE id = ?7",
        *given, mailing.renewal_id,
    )  # fmt: skip
    await mailings.note_slice(sql, mailing, last if more else None)


@dataclass(frozen=True, slots=True)
class Shared:
    """A message that was sent to somebody who shares a phone: what it is to say, as plain data; None: it stays.

    `message` is the messenger's id of it.
    """

    participant_id: int
    chat_id: int
    message: str | None
    content: str | None


async def sharers(sql: Sql, mailing: Mailing) -> list[Shared]:
    """The messages of those of the next people who share the phone on which they have them."""
    last, _ = await mailings.end_of_slice(sql, mailing)
    who, whose = (_NAMED, mailing.people) if mailing.people else (_SILENT, mailing.audience.value)
    rows = await sql.all(
        f"SELECT p.id, d.chat_id, iif({_CAN_CHANGE}, d.external_id, NULL) AS message, (SELECT said.content "
        "FROM mailing_body AS b JOIN body AS said ON said.id = b.body_id WHERE b.mailing_id = ?1 AND "
        "b.channel = d.channel AND b.language = p.language AND b.part = 0) AS content "
        f"FROM {SHARERS} CROSS JOIN delivery AS d "
        "ON d.dedupe_key = ?2 || ':' || p.id || ':0' AND d.chat_id = c.id AND d.state IN ('sent', 'uncertain') "
        f"{_BETWEEN}{who} AND c.participant_id > ?3 AND c.participant_id <= ?4 ORDER BY p.id",
        mailing.id, mailing.changes, mailing.done_to, last, mailing.event_id, whose,
    )  # fmt: skip
    return [Shared(row["id"], row["chat_id"], row["message"], row["content"]) for row in rows]


async def missed(sql: Sql, renewal_id: int | None) -> None:
    """One message more could not be changed."""
    await sql.run("UPDATE renewal SET missed = missed + 1 WHERE id = ?", renewal_id)


async def over(sql: Sql) -> list[Renewal]:
    """Renewals of which nothing is left to do, and whose end nobody was told."""
    rows = await sql.all(
        "SELECT r.*, (SELECT count(*) FROM delivery AS d WHERE d.renewal_id = r.id AND d.state = 'sent' "
        "AND d.part = 0) AS changed, (SELECT count(*) FROM delivery AS d WHERE d.renewal_id = r.id "
        "AND d.state IN ('failed', 'uncertain', 'unreachable', 'expired') AND d.part = 0) AS failed FROM renewal AS r "
        "WHERE r.told_at IS NULL AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.renewal_id = r.id) "
        "AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.renewal_id = r.id AND d.state IN ('waiting', 'sending')) "
        "ORDER BY r.id"
    )
    return [_renewal(row) for row in rows]


async def told(sql: Sql, renewal_id: int, now: datetime) -> None:
    """Whoever released the text knows how it went."""
    await sql.run("UPDATE renewal SET told_at = ? WHERE id = ?", stamp(now), renewal_id)


async def prune(sql: Sql, before: datetime) -> None:
    """Forget renewals that ended before an instant and whose deliveries are gone."""
    await sql.run(
        "DELETE FROM renewal WHERE told_at < ? AND NOT EXISTS "
        "(SELECT 1 FROM delivery AS d WHERE d.renewal_id = renewal.id)",
        stamp(before),
    )


def _renewal(row: Row) -> Renewal:
    return Renewal(
        row["id"], row["text_id"], row["language"], row["created_by"], row["changed"], row["missed"] + row["failed"]
    )
