"""Files: pictures, voice messages, lists. A channel may keep one for us under its own reference."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.deliveries import Upload
from bot.domain.incoming import Attachment
from bot.store.database import Sql, stamp

# A list or calendar file that was made for one answer is not needed for long.
KEEP_MADE = timedelta(days=30)


async def keep(sql: Sql, name: str, mime: str, data: bytes, now: datetime, keep_for: timedelta | None = None) -> int:
    """Store bytes; for good, or for `keep_for`. The file's id."""
    until = stamp(now + keep_for) if keep_for else None
    return await sql.insert(
        "INSERT INTO file (name, mime, data, made_at, keep_until) VALUES (?, ?, ?, ?, ?)",
        name, mime, data, stamp(now), until,
    )  # fmt: skip


async def received(sql: Sql, channel: str, attachment: Attachment, now: datetime) -> int:
    """The id of a file that came in, which stays where the channel keeps it until it is needed."""
    known = await sql.value(
        "SELECT file_id FROM file_reference WHERE channel = ? AND reference = ?", channel, attachment.reference
    )
    if known is not None:
        return int(known)
    file_id = await sql.insert(
        "INSERT INTO file (name, mime, made_at) VALUES (?, ?, ?)",
        attachment.name or attachment.kind, attachment.mime, stamp(now),
    )  # fmt: skip
    await refer(sql, file_id, channel, attachment.reference)
    return file_id


async def refer(sql: Sql, file_id: int, channel: str, reference: str) -> None:
    """Note where a channel keeps a file."""
    await sql.run(
        "INSERT INTO file_reference (file_id, channel, reference) VALUES (?, ?, ?) "
        "ON CONFLICT (file_id, channel) DO UPDATE SET reference = excluded.reference",
        file_id, channel, reference,
    )  # fmt: skip


async def upload(sql: Sql, file_id: int, channel: str) -> Upload | None:
    """A file for sending on a channel: its reference there, else its bytes if we have them."""
    row = await sql.one(
        "SELECT name, mime, reference, CASE WHEN reference IS NULL THEN data END AS data FROM file "
        "LEFT JOIN file_reference ON file_id = id AND channel = ? WHERE id = ?",
        channel, file_id,
    )  # fmt: skip
    return None if row is None else Upload(row["name"], row["mime"], row["reference"], row["data"])


async def data(sql: Sql, file_id: int) -> tuple[str, str, bytes | None] | None:
    """Name, type and bytes of a file."""
    row = await sql.one("SELECT name, mime, data FROM file WHERE id = ?", file_id)
    return None if row is None else (row["name"], row["mime"], row["data"])


async def origins(sql: Sql, file_id: int) -> list[tuple[str, str]]:
    """The channels that keep this file, each with its reference there."""
    rows = await sql.all("SELECT channel, reference FROM file_reference WHERE file_id = ?", file_id)
    return [(row["channel"], row["reference"]) for row in rows]


async def fill(sql: Sql, file_id: int, content: bytes) -> None:
    """Keep the bytes of a file that so far only a channel had."""
    await sql.run("UPDATE file SET data = ? WHERE id = ?", content, file_id)


async def discard(sql: Sql, file_id: int) -> None:
    """Delete a file that its sender takes back, unless it has another use."""
    await sql.run(
        "DELETE FROM file WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM event WHERE picture_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM letter WHERE file_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM feedback WHERE good_file_id = ?1 OR better_file_id = ?1)",
        file_id,
    )


async def prune(sql: Sql, now: datetime) -> int:
    """Delete files whose time is over; how many."""
    return await sql.run("DELETE FROM file WHERE keep_until < ?", stamp(now))
