"""Chats that are closed to free text: what may leave there, and what follows when the person opens them.

A delivery that `follows` has left as a knock only, or may leave as one only; the message itself comes after it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.announcements import Audience
from bot.domain.deliveries import NO_CONSENT, NOT_APPROVED, Approval, Delivery, Knock, State
from bot.store.audiences import RULES, value
from bot.store.database import Row, Sql, read_stamp, stamp

DAY = timedelta(days=1)  # of the number of people who may be knocked at: the last 24 hours at any moment


@dataclass(frozen=True, slots=True)
class Door:
    """How a channel closes its chats: how long after a person's last message, and how many closed ones may be
    knocked at within a day (None: any number)."""

    channel: str
    window: timedelta
    people_a_day: int | None = None


def to_text(knock: Knock | None) -> str | None:
    """A knock as it is stored."""
    return None if knock is None else json.dumps([knock.key, knock.payload, knock.lasts, knock.family])


# Which text may be used for a knock: its own; as long as that is not approved, one of its family that is; or its own,
# of which the messenger has said nothing yet.
_USABLE = """coalesce(
    (SELECT a.key FROM approval AS a WHERE a.channel = {channel} AND a.state = 'approved' AND a.key = {key}),
    (SELECT a.key FROM approval AS a WHERE a.channel = {channel} AND a.state = 'approved' AND a.key GLOB {family}
        ORDER BY a.told_at DESC LIMIT 1),
    iif(EXISTS (SELECT 1 FROM approval AS a WHERE a.channel = {channel} AND a.key = {key}), NULL, {key}))"""
# The consent counts that a person gave when registering: who only wrote is answered, while the chat is open.
_CLOSED = f"""
WITH closed AS (
    SELECT d.id, d.channel, d.chat_id, d.expires_at, coalesce(d.knock, b.knock) AS knock,
        p.consent_at IS NOT NULL AS wanted
    FROM delivery AS d JOIN chat AS c ON c.id = d.chat_id JOIN participant AS p ON p.id = c.participant_id
    LEFT JOIN body AS b ON b.id = coalesce(d.knock_body_id, d.body_id)
    WHERE d.id IN (SELECT value FROM json_each(?)) AND (d.follows = 1 OR c.last_in_at IS NULL OR c.last_in_at <= ?)
)
SELECT *, {_USABLE.format(channel="channel", key="knock ->> 0", family="knock ->> 3")} AS usable FROM closed"""

_SETTLE = (
    "UPDATE delivery SET state = ?, reason = ?, follows = 1, left_at = NULL, done_at = ?, not_before = ?, "
    "attempts = attempts - (?1 = 'waiting') WHERE id = ? AND state = 'sending'"
)


async def leave(sql: Sql, leaving: Sequence[Delivery], door: Door, now: datetime) -> dict[int, Delivery | None]:
    """In which form each of these leaves now; None where nothing does. That it only knocks, or waits, is written down.

    To be asked when they leave: a chat may have been open when they were put into the outbox, and be closed now.
    """
    forms: dict[int, Delivery | None] = {one.id: one for one in leaving}
    found = {
        row["id"]: row
        for row in await sql.all(_CLOSED, json.dumps(list(forms)), stamp(now - door.window))
        if row["knock"]
    }
    room = await _room(sql, door, now) if found else None
    for delivery in leaving:
        if delivery.id in found:
            forms[delivery.id] = await _closed(sql, delivery, found[delivery.id], room, now)
    return forms


async def _closed(sql: Sql, delivery: Delivery, row: Row, room: _Room | None, now: datetime) -> Delivery | None:
    key, payload, lasts, *_ = json.loads(row["knock"])
    over = read_stamp(row["expires_at"]) - timedelta(seconds=lasts) if row["expires_at"] else None
    held = _held_back(row, key, over, room, now)
    if held is None:
        await sql.run("UPDATE delivery SET follows = 1, knocked_at = ? WHERE id = ?", stamp(now), delivery.id)
        payload = payload.replace(_named(key), _named(row["usable"]), 1)
        return replace(delivery, payload=payload, file_id=None, target=None, knocks=True)
    state, reason, until = held
    done = None if until else stamp(now)
    await sql.run(_SETTLE, state, reason, done, stamp(until) if until else None, delivery.id)
    return None


def _held_back(
    row: Row, key: str, over: datetime | None, room: _Room | None, now: datetime
) -> tuple[State, str, datetime | None] | None:
    """The state in which a knock stays here, why, and until when it waits; None: it may leave.

    What leaves after `over` could arrive when it has lost its sense.
    """
    if not row["wanted"]:
        return State.UNREACHABLE, NO_CONSENT, None
    if not key:
        return State.SENT, "", None  # a further part: the first one knocks for it
    if row["usable"] is None:
        return State.UNREACHABLE, NOT_APPROVED, None
    if over and over <= now:
        return State.EXPIRED, "", None
    if room is None or room.takes(row["chat_id"]):
        return None
    # Whoever has another chat wants to be reached in this one: so it waits here, unless that is in vain.
    return (State.EXPIRED, "", None) if over and over <= room.again_at else (State.WAITING, "", room.again_at)


def _named(key: str) -> str:
    return key.partition("/")[0]


class _Room:
    """For how many more people there is room today; whoever was knocked at already takes none."""

    def __init__(self, most: int, known: dict[int, str], now: datetime) -> None:
        self._left = most - len(known)
        self._known = set(known)
        self._since = min(map(read_stamp, known.values()), default=now)

    @property
    def again_at(self) -> datetime:
        """When there is room again: a day after the first of those who have it."""
        return self._since + DAY

    def takes(self, chat_id: int) -> bool:
        """Whether this chat has room, and takes it."""
        if chat_id in self._known:
            return True
        if self._left <= 0:
            return False
        self._left -= 1
        self._known.add(chat_id)
        return True


_KNOCKED = (
    "SELECT coalesce(chat_id, -id) AS chat_id, max(knocked_at) AS at FROM delivery "
    "WHERE channel = ? AND knocked_at > ? GROUP BY 1"
)


async def _room(sql: Sql, door: Door, now: datetime) -> _Room | None:
    if door.people_a_day is None:
        return None
    rows = await sql.all(_KNOCKED, door.channel, stamp(now - DAY))
    return _Room(door.people_a_day, {row["chat_id"]: row["at"] for row in rows}, now)


async def closed_people(
    sql: Sql, channel: str, audience: Audience, closed_since: datetime
) -> list[tuple[str, str | None, int, int]]:
    """How many people of an audience are reached in closed chats of a channel, by first and second language; and how
    many of them have no other chat."""
    rows = await sql.all(
        "SELECT p.language, p.second_language, count(*) AS n, count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM chat "
        "AS o WHERE o.participant_id = p.id AND o.id <> c.id AND o.reachable = 1)) AS alone "
        "FROM participant AS p JOIN chat AS c ON c.id = p.home_chat_id AND c.reachable = 1 "
        "WHERE p.registered_at IS NOT NULL AND c.channel = ?2 "
        f"AND (c.last_in_at IS NULL OR c.last_in_at <= ?3) AND {RULES[audience.kind]} GROUP BY 1, 2",
        value(audience), channel, stamp(closed_since),
    )  # fmt: skip
    return [(row["language"], row["second_language"], row["n"], row["alone"]) for row in rows]


async def knocked_today(sql: Sql, channel: str, now: datetime) -> int:
    """How many people were knocked at within the last 24 hours."""
    return len(await sql.all(_KNOCKED, channel, stamp(now - DAY)))


async def is_usable(sql: Sql, channel: str, knock: Knock) -> bool:
    """Whether a knock may be used, as far as the messenger has said."""
    found = _USABLE.format(channel="?1", key="?2", family="?3")
    return await sql.value(f"SELECT {found}", channel, knock.key, knock.family) is not None


# What a chat has heard of since: compared by the second, which is as exact as a messenger says it.
_HEARD = (
    "follows = 1 AND EXISTS (SELECT 1 FROM chat AS c WHERE c.id = delivery.chat_id "
    "AND (delivery.left_at IS NULL OR substr(c.last_in_at, 1, 19) >= substr(delivery.left_at, 1, 19)))"
)
# A backup that was put back may lack the text.
_TRUE_STILL = (
    "(payload IS NOT NULL OR body_id IS NOT NULL) AND (expires_at IS NULL OR expires_at > ?2) "
    "AND (event_id IS NULL OR (SELECT e.state FROM event AS e WHERE e.id = event_id) = 'planned' "
    "OR EXISTS (SELECT 1 FROM announcement AS a WHERE a.id = announcement_id AND a.kind = 'cancellation'))"
)
_AGAIN = f"""
UPDATE delivery SET state = 'waiting', urgency = 'reply', follows = 0, reason = '', not_before = NULL, done_at = NULL,
    left_at = NULL, external_id = NULL, reported = NULL
WHERE %s AND {_HEARD} AND state IN ('waiting', 'unreachable', 'expired', 'failed') AND {_TRUE_STILL}"""
_COPY = f"""
INSERT INTO delivery (channel, chat_id, participant_id, urgency, body_id, payload, file_id, part, event_id, knock,
    dedupe_key, expires_at, made_at)
SELECT channel, chat_id, participant_id, 'reply', body_id, payload, file_id, part, event_id, knock, 'w:' || id,
    expires_at, ?2 FROM delivery
WHERE %s AND {_HEARD} AND state IN ('sent', 'uncertain') AND {_TRUE_STILL} ORDER BY id ON CONFLICT DO NOTHING"""
# Of several reminders of one event only the newest follows: it says all that those before it did.
_OVERTAKEN = """
UPDATE delivery SET follows = 0
WHERE %s AND follows = 1 AND state NOT IN ('waiting', 'sending') AND dedupe_key GLOB 'r[0-9]*' AND EXISTS (
    SELECT 1 FROM delivery AS n WHERE n.chat_id = delivery.chat_id AND n.follows = 1 AND n.event_id = delivery.event_id
    AND n.dedupe_key GLOB 'r[0-9]*' AND n.made_at > delivery.made_at)"""
_DONE = f"""
UPDATE delivery SET follows = 0, payload = NULL, knock = NULL
WHERE %s AND {_HEARD} AND state NOT IN ('waiting', 'sending')"""


async def is_waited_for(sql: Sql, chat_id: int) -> bool:
    """Whether this chat was knocked at, or is to be, and something follows when it is opened."""
    return bool(await sql.value("SELECT EXISTS (SELECT 1 FROM delivery WHERE chat_id = ? AND follows = 1)", chat_id))


async def opened(sql: Sql, chat_id: int, now: datetime) -> int:
    """The person wrote: what this chat got only a knock of follows now, each once. How many messages."""
    return await _follow(sql, "chat_id = ?1", chat_id, now)


async def catch_up(sql: Sql, channel: str, now: datetime) -> int:
    """Let follow what was answered before it was noted that it had knocked. How many messages."""
    return await _follow(sql, "channel = ?1", channel, now)


async def _follow(sql: Sql, whose: str, value: int | str, now: datetime) -> int:
    await sql.run(_OVERTAKEN % whose, value)
    again = await sql.run(_AGAIN % whose, value, stamp(now))
    copied = await sql.run(_COPY % whose, value, stamp(now))
    await sql.run(_DONE % whose, value)
    return again + copied


async def answered(sql: Sql, chat_id: int, event_id: int) -> None:
    """The person answered to an event at once: what they now read of it says all that was still to follow."""
    await sql.run(
        "UPDATE delivery SET follows = 0 WHERE chat_id = ? AND follows = 1 AND event_id = ? AND state <> 'waiting' "
        "AND (announcement_id IS NULL OR announcement_id IN "
        "(SELECT id FROM announcement WHERE kind IN ('invitation', 'again')))",
        chat_id, event_id,
    )  # fmt: skip


async def drop(sql: Sql, participant_id: int) -> None:
    """Let nothing follow any more: the person wants nothing, or is gone."""
    await sql.run(
        "UPDATE delivery SET follows = 0, payload = NULL, knock = NULL WHERE participant_id = ? AND "
        "(follows = 1 OR knock IS NOT NULL) AND state NOT IN ('waiting', 'sending')",
        participant_id,
    )


async def forget_texts(sql: Sql, before: datetime) -> None:
    """Empty what was kept of messages that are done in case they have to knock: after so long nothing is reported. What
    had lost its sense by then does not follow any more."""
    await sql.run(
        "UPDATE delivery SET follows = 0, payload = NULL, knock = NULL WHERE follows = 1 AND expires_at < ? "
        "AND state NOT IN ('waiting', 'sending')",
        stamp(before),
    )
    await sql.run(
        "UPDATE delivery SET payload = NULL, knock = NULL WHERE knock IS NOT NULL AND follows = 0 AND done_at < ?",
        stamp(before),
    )


async def note_approval(sql: Sql, channel: str, key: str, state: Approval, reason: str, now: datetime) -> None:
    """What a messenger says of a text."""
    await sql.run(
        "INSERT INTO approval (channel, key, state, reason, told_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel, key) "
        "DO UPDATE SET state = excluded.state, reason = excluded.reason, told_at = excluded.told_at",
        channel, key, state, reason, stamp(now),
    )  # fmt: skip
