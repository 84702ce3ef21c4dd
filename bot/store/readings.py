"""Readings: voice messages that are made when somebody wants to hear them, and kept for the next who does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store import files
from bot.store.database import Sql, stamp

NAME, MIME = "invitation.ogg", "audio/ogg"
SPOKEN = "spoken"  # the "channel" that keeps them; their reference there is the script they are made from


@dataclass(frozen=True, slots=True)
class Reading:
    """A voice message that somebody waits for."""

    file_id: int
    script: str


async def find(sql: Sql, script: str, now: datetime) -> int:
    """The id of the voice message of a script, made or not; kept for some time from now."""
    return await files.promise(sql, NAME, MIME, SPOKEN, script, now)


async def is_made(sql: Sql, file_id: int) -> bool:
    """Whether a voice message can be sent."""
    return bool(await sql.value("SELECT data IS NOT NULL FROM file WHERE id = ?", file_id))


async def wait(sql: Sql, file_id: int, chat_id: int, now: datetime) -> None:
    """Note that a chat waits for a voice message; a second time changes nothing."""
    await sql.run(
        "INSERT INTO reading (file_id, chat_id, asked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        file_id, chat_id, stamp(now),
    )  # fmt: skip


async def oldest(sql: Sql) -> Reading | None:
    """The voice message that somebody waits for the longest."""
    row = await sql.one(
        "SELECT file_id, reference FROM reading JOIN file_reference USING (file_id) WHERE channel = ? "
        "ORDER BY asked_at LIMIT 1",
        SPOKEN,
    )
    return None if row is None else Reading(row["file_id"], row["reference"])


async def end(sql: Sql, file_id: int) -> list[int]:
    """Nobody waits for a voice message any more; the ids of the chats that did."""
    rows = await sql.all("DELETE FROM reading WHERE file_id = ? RETURNING chat_id", file_id)
    return sorted(row["chat_id"] for row in rows)


async def withdraw(sql: Sql) -> None:
    """In a backup nobody waits: they may have heard it since."""
    await sql.run("DELETE FROM reading")
