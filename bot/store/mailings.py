"""Mailings: messages for many on their way into the outbox."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import Audience
from bot.domain.deliveries import Knock, Urgency
from bot.store import outbox
from bot.store.audiences import OF_ONE_EVENT, RULES, value
from bot.store.chats import SHARERS
from bot.store.database import Sql, read_stamp, stamp
from bot.store.outbox import Choices

# People in a slice. A transaction of so many holds everybody else up for some 15 ms.
SLICE = 1000


@dataclass(frozen=True, slots=True)
class Mailing:
    """What is to be enqueued for an audience, each person once per `dedupe`."""

    audience: Audience
    urgency: Urgency
    dedupe: str
    announcement_id: int | None = None
    event_id: int | None = None
    expires_at: datetime | None = None
    id: int = 0
    done_to: int = 0
    renewal_id: int | None = None  # it changes messages that were sent before; see bot/store/renewals.py
    changes: str = ""  # the beginning of the keys of those messages
    people: str = ""  # only these of the audience: ids as a JSON list; of a renewal, "" is all who gave no answer


async def add(sql: Sql, new: Mailing) -> int:
    """A new mailing; its id."""
    return await sql.insert(
        "INSERT INTO mailing (audience, urgency, dedupe, announcement_id, event_id, expires_at, renewal_id, changes, "
        "people) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        str(new.audience), new.urgency, new.dedupe, new.announcement_id, new.event_id,
        stamp(new.expires_at) if new.expires_at else None, new.renewal_id, new.changes, new.people,
    )  # fmt: skip


async def begin(sql: Sql, mailing: Mailing) -> None:
    """Go through an audience from the beginning: what was not finished of the same announcement is given up."""
    if mailing.announcement_id is not None:
        await drop(sql, mailing.announcement_id)
        await sql.run("UPDATE announcement SET skipped = 0 WHERE id = ?", mailing.announcement_id)


async def add_body(
    sql: Sql, mailing_id: int, channel: str, language: str, part: int, payload: str, file_id: int | None, now: datetime,
    knock: Knock | None = None, choices: Choices = None, content: str | None = None,
) -> None:  # fmt: skip
    """What a mailing says on a channel in a language; `part` counts from 0. `content` is all of it, as plain data."""
    body_id = await outbox.put_body(sql, payload, file_id, now, knock, choices, content)
    await sql.run("INSERT INTO mailing_body VALUES (?, ?, ?, ?, ?)", mailing_id, channel, language, part, body_id)


async def drop(sql: Sql, announcement_id: int) -> bool:
    """Enqueue no more of an announcement; whether people of its audience were left."""
    return bool(await sql.run("DELETE FROM mailing WHERE announcement_id = ?", announcement_id))


async def drop_for_event(sql: Sql, event_id: int) -> None:
    """Enqueue no more about an event."""
    await sql.run("DELETE FROM mailing WHERE event_id = ?", event_id)


async def drop_renewals(sql: Sql, event_id: int) -> None:
    """Change no more messages about an event: what they would say is no longer true."""
    await sql.run("DELETE FROM mailing WHERE event_id = ? AND renewal_id IS NOT NULL", event_id)


async def oldest(sql: Sql, but: Collection[int]) -> int | None:
    """The mailing that is to be gone on with, none of `but`."""
    found = await sql.value(
        "SELECT min(id) FROM mailing WHERE id NOT IN (SELECT value FROM json_each(?))", json.dumps(list(but))
    )
    return None if found is None else int(found)


async def get(sql: Sql, mailing_id: int) -> Mailing | None:
    """A mailing by its id, as long as it is not finished."""
    row = await sql.one("SELECT * FROM mailing WHERE id = ?", mailing_id)
    if row is None:
        return None
    return Mailing(
        Audience.read(row["audience"]),
        Urgency(row["urgency"]),
        row["dedupe"],
        row["announcement_id"],
        row["event_id"],
        read_stamp(row["expires_at"]) if row["expires_at"] else None,
        row["id"],
        row["done_to"],
        row["renewal_id"],
        row["changes"],
        row["people"],
    )


async def is_open_for_event(sql: Sql, event_id: int) -> bool:
    """Whether people are still to be enqueued for a new message about an event."""
    found = "SELECT EXISTS (SELECT 1 FROM mailing WHERE event_id = ? AND renewal_id IS NULL)"
    return bool(await sql.value(found, event_id))


_REACHED = "JOIN chat AS c ON c.id = p.home_chat_id AND c.reachable = 1 "
_HAS_BODY = "b.mailing_id = ?2 AND b.channel = c.channel AND b.language = p.language"
_PEOPLE = "WHERE p.registered_at IS NOT NULL AND p.id > ?3 AND p.id <= ?4 AND "
_NAMED = "p.id IN (SELECT value FROM json_each(?1))"


# The knock of a first part that has none in its own language: the one in the person's second language.
_OTHER_KNOCK = (
    "CASE WHEN ?11 IS NOT NULL AND b.part = 0 THEN (SELECT k.body_id FROM mailing_body AS k "
    "JOIN body AS o ON o.id = k.body_id AND o.knock IS NOT NULL JOIN body AS own ON own.id = b.body_id "
    "AND own.knock IS NULL WHERE k.mailing_id = ?2 AND k.channel = c.channel AND k.part = 0 "
    "AND k.language = coalesce(p.second_language, ?11 ->> p.language)) END"
)


async def enqueue_slice(sql: Sql, mailing: Mailing, now: datetime, instead: Mapping[str, str] | None) -> None:
    """One delivery for each of the next people, all channels and languages in one statement.

    Not for `sharers`. Those who have it already are passed over. Who cannot be reached is counted with the
    announcement. `instead` is per language the one in which closed chats are knocked at when it has no knocks, and the
    person named no other; None where no channel closes chats.
    """
    last, more = await end_of_slice(sql, mailing)
    rule = _NAMED if mailing.people else RULES[mailing.audience.kind]
    given = (mailing.people or value(mailing.audience), mailing.id, mailing.done_to, last)
    await sql.run(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, body_id, part, announcement_id, event_id, "
        "dedupe_key, expires_at, made_at, knock_body_id) SELECT c.channel, c.id, p.id, ?5, b.body_id, b.part, ?6, ?7, "
        f"?8 || ':' || p.id || ':' || b.part, ?9, ?10, {_OTHER_KNOCK} "
        f"FROM participant AS p {_REACHED}AND c.turn = 0 JOIN mailing_body AS b ON {_HAS_BODY} {_PEOPLE}{rule} "
        "ORDER BY p.id, b.part ON CONFLICT (dedupe_key) DO NOTHING",
        *given, mailing.urgency, mailing.announcement_id, mailing.event_id, mailing.dedupe,
        stamp(mailing.expires_at) if mailing.expires_at else None, stamp(now),
        json.dumps(dict(instead)) if instead else None,
    )  # fmt: skip
    if mailing.announcement_id is not None:
        await sql.run(
            f"UPDATE announcement SET skipped = skipped + (SELECT count(*) FROM participant AS p LEFT {_REACHED}"
            f"{_PEOPLE}{rule} AND NOT EXISTS (SELECT 1 FROM mailing_body AS b WHERE {_HAS_BODY})) WHERE id = ?5",
            *given, mailing.announcement_id,
        )  # fmt: skip
    await note_slice(sql, mailing, last if more else None)


async def sharers(sql: Sql, mailing: Mailing) -> list[tuple[int, str]]:
    """Those of the next people who share their phone, with what the mailing says to them, as plain data."""
    last, _ = await end_of_slice(sql, mailing)
    rule = _NAMED if mailing.people else RULES[mailing.audience.kind]
    rows = await sql.all(
        f"SELECT p.id, said.content FROM {SHARERS} AND p.home_chat_id = c.id "
        f"CROSS JOIN mailing_body AS b ON {_HAS_BODY} AND b.part = 0 "
        f"CROSS JOIN body AS said ON said.id = b.body_id {_PEOPLE}{rule} AND c.reachable = 1 "
        "AND c.participant_id > ?3 AND c.participant_id <= ?4 ORDER BY p.id",
        mailing.people or value(mailing.audience), mailing.id, mailing.done_to, last,
    )  # fmt: skip
    return [(row["id"], row["content"]) for row in rows]


async def said(sql: Sql, mailing_id: int, channel: str, language: str) -> str | None:
    """What a mailing says in a language, as plain data."""
    found = await sql.value(
        "SELECT said.content FROM mailing_body AS b JOIN body AS said ON said.id = b.body_id "
        "WHERE b.mailing_id = ? AND b.channel = ? AND b.language = ? AND b.part = 0",
        mailing_id, channel, language,
    )  # fmt: skip
    return None if found is None else str(found)


async def note_slice(sql: Sql, mailing: Mailing, last: int | None) -> None:
    """People with ids up to `last` are seen to; None: all are."""
    if last is not None:
        await sql.run("UPDATE mailing SET done_to = ? WHERE id = ?", last, mailing.id)
    else:
        await sql.run("DELETE FROM mailing WHERE id = ?", mailing.id)


async def end_of_slice(sql: Sql, mailing: Mailing) -> tuple[int, bool]:
    """The last id of the next slice, and whether people come after it."""
    if mailing.audience.kind not in OF_ONE_EVENT and not mailing.people:
        found = await sql.value(
            "SELECT id FROM participant WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?", mailing.done_to, SLICE - 1
        )
        if found is not None:
            return int(found), True
    return 2**62, False
