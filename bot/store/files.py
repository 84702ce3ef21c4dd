"""Files: pictures, voice messages, lists. A channel may keep one for us under its own reference."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from bot.domain.deliveries import Upload
from bot.domain.incoming import Attachment
from bot.store.database import Sql, stamp

# A list, picture or calendar file that was made for one answer is not needed for long.
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


async def promise(sql: Sql, name: str, mime: str, maker: str, reference: str, now: datetime) -> int:
    """A file that `maker`, named as if it were a channel, makes from `reference` when it is needed. The file's id.

    What was made from the same before is the same file, and is kept from now on.
    """
    file_id = await received(sql, maker, Attachment("document", reference, mime, name), now)
    await sql.run("UPDATE file SET keep_until = ? WHERE id = ?", stamp(now + KEEP_MADE), file_id)
    return file_id


async def refer(sql: Sql, file_id: int, channel: str, reference: str, uploaded_at: datetime | None = None) -> None:
    """Note where a channel keeps a file; `uploaded_at` is when we put it there."""
    await sql.run(
        "INSERT INTO file_reference (file_id, channel, reference, uploaded_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (file_id, channel) DO UPDATE SET reference = excluded.reference, "
        "uploaded_at = excluded.uploaded_at",
        file_id, channel, reference, stamp(uploaded_at) if uploaded_at else None,
    )  # fmt: skip


async def upload(sql: Sql, file_id: int, channel: str, since: datetime | None = None) -> Upload | None:
    """A file for sending on a channel: its reference there, else its bytes if we have them.

    With `since`, only what we uploaded after it counts: that channel does not keep files for good.
    """
    row = await sql.one(
        "SELECT name, mime, reference, CASE WHEN reference IS NULL THEN data END AS data FROM file "
        "LEFT JOIN file_reference ON file_id = id AND channel = ?1 AND (?3 IS NULL OR uploaded_at >= ?3) WHERE id = ?2",
        channel, file_id, stamp(since) if since else None,
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


async def left_there(sql: Sql, channel: str) -> list[tuple[int, str]]:
    """The files that came in on a channel, each with its reference there, and of which we have no bytes yet."""
    rows = await sql.all(
        "SELECT id, reference FROM file JOIN file_reference ON file_id = id "
        "WHERE channel = ? AND uploaded_at IS NULL AND data IS NULL ORDER BY id",
        channel,
    )
    return [(row["id"], row["reference"]) for row in rows]


async def unrefer(sql: Sql, file_id: int, channel: str) -> None:
    """Note that a channel does not have a file any more."""
    await sql.run("DELETE FROM file_reference WHERE file_id = ? AND channel = ?", file_id, channel)


async def discard(sql: Sql, file_id: int) -> None:
    """Delete a file that its sender takes back, unless it has another use."""
    await sql.run(
        "DELETE FROM file WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM event WHERE picture_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM letter WHERE file_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM feedback WHERE good_file_id = ?1 OR better_file_id = ?1)",
        file_id,
    )


def public_name(file_id: int, content: bytes) -> str:
    """A file's name in an address of the web: nobody guesses it who has not got the file, or the address."""
    return f"{file_id}-{hashlib.sha256(content).hexdigest()[:32]}"


async def public(sql: Sql, name: str, mime: str) -> bytes | None:
    """The file with this public name, if it is of this type."""
    number = name.partition("-")[0]
    found = await data(sql, int(number)) if re.fullmatch(r"[0-9]{1,15}", number) else None
    if found is None or found[1] != mime or found[2] is None:
        return None
    return found[2] if hmac.compare_digest(public_name(int(number), found[2]).encode(), name.encode()) else None


async def prune(sql: Sql, now: datetime) -> int:
    """Delete files whose time is over; how many."""
    return await sql.run("DELETE FROM file WHERE keep_until < ?", stamp(now))
