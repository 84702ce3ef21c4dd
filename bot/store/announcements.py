"""Announcements, and the audience of each."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.deliveries import Urgency
from bot.store.database import Row, Sql, Value, read_stamp, stamp


async def add(
    sql: Sql,
    kind: str,
    audience: Audience,
    now: datetime,
    *,
    event_id: int | None = None,
    text_id: int | None = None,
    created_by: int | None = None,
    send_at: datetime | None = None,
    what: Collection[str] = (),
) -> int:
    """A new announcement: scheduled when it has a time, else a draft. Its id."""
    return await sql.insert(
        "INSERT INTO announcement (kind, event_id, text_id, what, audience, state, send_at, created_by, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kind, event_id, text_id, " ".join(what), str(audience), "scheduled" if send_at else "draft",
        stamp(send_at) if send_at else None, created_by, stamp(now),
    )  # fmt: skip


async def get(sql: Sql, announcement_id: int) -> Announcement | None:
    """An announcement by id."""
    row = await sql.one("SELECT * FROM announcement WHERE id = ?", announcement_id)
    return None if row is None else _announcement(row)


async def start(sql: Sql, announcement_id: int, skipped: int, now: datetime) -> None:
    """It goes out now; `skipped` people of its audience have no chat that can be reached."""
    await sql.run(
        "UPDATE announcement SET state = 'sending', started_at = ?, skipped = ? WHERE id = ?",
        stamp(now), skipped, announcement_id,
    )  # fmt: skip


async def set_state(sql: Sql, announcement_id: int, state: str) -> None:
    """Stop it, or note that it is done."""
    await sql.run("UPDATE announcement SET state = ? WHERE id = ?", state, announcement_id)


async def schedule(sql: Sql, announcement_id: int, send_at: datetime) -> None:
    """Let it go out at an instant."""
    await sql.run(
        "UPDATE announcement SET state = 'scheduled', send_at = ? WHERE id = ?", stamp(send_at), announcement_id
    )


async def due(sql: Sql, now: datetime) -> list[Announcement]:
    """Scheduled announcements whose time has come."""
    rows = await sql.all(
        "SELECT * FROM announcement WHERE state = 'scheduled' AND send_at <= ? ORDER BY send_at", stamp(now)
    )
    return [_announcement(row) for row in rows]


async def next_scheduled(sql: Sql, event_id: int) -> datetime | None:
    """When the next announcement of an event is to go out."""
    found = await sql.value(
        "SELECT min(send_at) FROM announcement WHERE event_id = ? AND state = 'scheduled'", event_id
    )
    return None if found is None else read_stamp(found)


async def to_watch(sql: Sql, stopped_since: datetime) -> list[Announcement]:
    """Announcements that are going out, and those begun since an instant that were stopped on their way."""
    rows = await sql.all(
        "SELECT * FROM announcement WHERE state = 'sending' "
        "UNION ALL SELECT * FROM announcement WHERE state = 'stopped' AND started_at >= ?",
        stamp(stopped_since),
    )
    return [_announcement(row) for row in rows]


async def of_event(sql: Sql, event_id: int, *states: str) -> list[Announcement]:
    """The announcements of an event in one of these states."""
    rows = await sql.all("SELECT * FROM announcement WHERE event_id = ? ORDER BY id", event_id)
    return [found for found in map(_announcement, rows) if found.state in states]


async def set_progress(sql: Sql, announcement_id: int, delivery_id: int | None, progress: str) -> None:
    """Remember the message that shows the progress, and what it shows."""
    await sql.run(
        "UPDATE announcement SET progress_delivery_id = coalesce(?, progress_delivery_id), progress = ? WHERE id = ?",
        delivery_id, progress, announcement_id,
    )  # fmt: skip


# An audience's people: registered, and for all that is not about an event they answered, not paused.
_AUDIENCE = {
    AudienceKind.EVERYONE: "p.paused = 0 AND ?1 IS NOT NULL",
    AudienceKind.LANGUAGE: "p.paused = 0 AND p.language = ?1",
    AudienceKind.NEW: "p.paused = 0 AND p.residence = 'new' AND ?1 IS NOT NULL",
    AudienceKind.LONG: "p.paused = 0 AND p.residence = 'long' AND ?1 IS NOT NULL",
    AudienceKind.COMING: "p.id IN (SELECT participant_id FROM answer WHERE event_id = ?1 "
    "AND choice = 'coming' AND waiting = 0)",
    AudienceKind.CONCERNED: "p.id IN (SELECT participant_id FROM answer WHERE event_id = ?1 AND choice <> 'no')",
    AudienceKind.CAME: "p.id IN (SELECT participant_id FROM answer WHERE event_id = ?1 AND came = 1)",
    AudienceKind.UNANSWERED: "p.paused = 0 AND p.id IN (SELECT d.participant_id FROM announcement AS n "
    "JOIN delivery AS d ON d.announcement_id = n.id WHERE n.event_id = ?1 AND n.kind = 'invitation' "
    "AND d.state IN ('sent', 'uncertain')) AND p.id NOT IN (SELECT participant_id FROM answer WHERE event_id = ?1)",
}
_FROM = (
    "FROM participant AS p LEFT JOIN chat AS c ON c.id = p.home_chat_id AND c.reachable = 1 "
    "WHERE p.registered_at IS NOT NULL AND "
)
# Who wants to be reached on a channel that is switched off cannot be reached.
_REACHED = "c.channel IN (SELECT value FROM json_each(?2))"


_OF_ONE = {AudienceKind.COMING, AudienceKind.CONCERNED, AudienceKind.CAME, AudienceKind.UNANSWERED}


def _value(audience: Audience) -> Value:
    return int(audience.value) if audience.kind in _OF_ONE else audience.value


async def head_count(sql: Sql, audience: Audience) -> dict[str, int]:
    """How many people of an audience read each language."""
    rows = await sql.all(
        f"SELECT p.language, count(*) AS n {_FROM}{_AUDIENCE[audience.kind]} GROUP BY p.language ORDER BY n DESC",
        _value(audience),
    )
    return {row["language"]: row["n"] for row in rows}


async def unreachable(sql: Sql, audience: Audience, channels: Collection[str]) -> int:
    """How many people of an audience have no chat that can be reached on one of these channels."""
    found = await sql.value(
        f"SELECT count(*) {_FROM}{_AUDIENCE[audience.kind]} AND (c.id IS NULL OR NOT {_REACHED})",
        _value(audience), json.dumps(list(channels)),
    )  # fmt: skip
    return int(found)


async def uninvited(sql: Sql, event_id: int, channels: Collection[str]) -> int:
    """How many people who can be reached on these channels have no invitation to an event, nor one on its way."""
    found = await sql.value(
        f"SELECT count(*) {_FROM}p.paused = 0 AND {_REACHED} AND NOT EXISTS (SELECT 1 FROM delivery AS d "
        "WHERE d.dedupe_key = 'i' || ?1 || ':' || p.id || ':0' "
        "AND d.state NOT IN ('cancelled', 'expired', 'failed', 'unreachable'))",
        event_id, json.dumps(list(channels)),
    )  # fmt: skip
    return int(found)


async def groups(sql: Sql, audience: Audience, channels: Collection[str]) -> list[tuple[str, str]]:
    """The (channel, language) pairs of an audience's people who can be reached on one of these channels."""
    rows = await sql.all(
        f"SELECT DISTINCT c.channel, p.language {_FROM}{_AUDIENCE[audience.kind]} AND {_REACHED}",
        _value(audience), json.dumps(list(channels)),
    )  # fmt: skip
    return [(row["channel"], row["language"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One platform message for all of an audience who share a channel and a language."""

    announcement_id: int | None
    event_id: int | None
    audience: Audience
    channel: str
    language: str
    body_id: int
    part: int
    urgency: Urgency
    dedupe: str  # a prefix; the person's id and the part follow
    expires_at: datetime | None = None


async def enqueue(sql: Sql, parcel: Parcel, now: datetime) -> int:
    """One delivery per person, in one statement; those who have it already are passed over. How many were added."""
    return await sql.run(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, body_id, part, announcement_id, event_id, "
        "dedupe_key, expires_at, made_at) "
        "SELECT c.channel, c.id, p.id, ?4, ?5, ?6, ?7, ?8, ?9 || ':' || p.id || ':' || ?6, ?10, ?11 "
        f"{_FROM}{_AUDIENCE[parcel.audience.kind]} AND c.channel = ?2 AND p.language = ?3 "
        "ORDER BY p.id ON CONFLICT (dedupe_key) DO NOTHING",
        _value(parcel.audience), parcel.channel, parcel.language, parcel.urgency, parcel.body_id, parcel.part,
        parcel.announcement_id, parcel.event_id, parcel.dedupe,
        stamp(parcel.expires_at) if parcel.expires_at else None, stamp(now),
    )  # fmt: skip


def _announcement(row: Row) -> Announcement:
    return Announcement(
        id=row["id"],
        kind=row["kind"],
        event_id=row["event_id"],
        text_id=row["text_id"],
        audience=Audience.read(row["audience"]),
        state=row["state"],
        send_at=read_stamp(row["send_at"]) if row["send_at"] else None,
        created_by=row["created_by"],
        progress_delivery_id=row["progress_delivery_id"],
        progress=row["progress"],
        what=tuple(row["what"].split()),
    )


async def skipped(sql: Sql, announcement_id: int) -> int:
    """How many people of the audience had no chat that could be reached."""
    return int(await sql.value("SELECT skipped FROM announcement WHERE id = ?", announcement_id) or 0)
