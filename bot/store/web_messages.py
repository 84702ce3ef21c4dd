"""The web chat's own memory: what stands on a page, in both directions. `id` grows with every change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.database import Sql, stamp


@dataclass(frozen=True, slots=True)
class WebMessage:
    """A message on a web chat page. `payload` is what the page's script reads."""

    id: int
    message: str
    mine: bool
    payload: str
    at: str


async def put(
    sql: Sql, address: str, message: str, payload: str, now: datetime, *, mine: bool, file_id: int | None = None
) -> int:
    """Show a message, or replace it when its name is known. Its new id (the old one is then free)."""
    row = await sql.one("SELECT at FROM web_message WHERE address = ? AND message = ?", address, message)
    await sql.run("DELETE FROM web_message WHERE address = ? AND message = ?", address, message)
    return await sql.insert(
        "INSERT INTO web_message (address, message, mine, payload, file_id, at) VALUES (?, ?, ?, ?, ?, ?)",
        address, message, mine, payload, file_id, row["at"] if row else stamp(now),
    )  # fmt: skip


async def since(sql: Sql, address: str, after: int, limit: int = 200) -> list[WebMessage]:
    """What changed on a page after change `after`, oldest first; for after=0 the newest `limit`."""
    rows = await sql.all(
        "SELECT * FROM (SELECT id, message, mine, payload, at FROM web_message WHERE address = ? AND id > ? "
        "ORDER BY id DESC LIMIT ?) ORDER BY id",
        address, after, limit,
    )  # fmt: skip
    return [WebMessage(r["id"], r["message"], bool(r["mine"]), r["payload"], r["at"]) for r in rows]


async def shows_file(sql: Sql, address: str, file_id: int) -> bool:
    """Whether a page shows this file, so that its reader may load it."""
    found = await sql.value("SELECT 1 FROM web_message WHERE address = ? AND file_id = ?", address, file_id)
    return found is not None


async def forget(sql: Sql, address: str) -> None:
    """Empty a page."""
    await sql.run("DELETE FROM web_message WHERE address = ?", address)
