"""Announcements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.domain.announcements import Announcement, Audience
from bot.store.database import Row, Sql, read_stamp, stamp


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


async def of_text(sql: Sql, text_id: int) -> Announcement | None:
    """The free announcement that says a text."""
    row = await sql.one("SELECT * FROM announcement WHERE text_id = ?", text_id)
    return None if row is None else _announcement(row)


async def drafts(sql: Sql, limit: int = 20) -> list[Announcement]:
    """Free announcements that have not gone out: drafts, the newest first, then those that are scheduled."""
    rows = await sql.all(
        "SELECT * FROM (SELECT * FROM announcement WHERE state = 'draft' ORDER BY id DESC) UNION ALL "
        "SELECT * FROM (SELECT * FROM announcement WHERE state = 'scheduled' AND kind = 'news' ORDER BY send_at) "
        "LIMIT ?",
        limit,
    )
    return [_announcement(row) for row in rows]


async def start(sql: Sql, announcement_id: int, now: datetime) -> None:
    """It goes out now."""
    await sql.run("UPDATE announcement SET state = 'sending', started_at = ? WHERE id = ?", stamp(now), announcement_id)


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
