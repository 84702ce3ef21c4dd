"""Web chat pages: who stands behind one, and what it has sent us. A page is known by the hash of its secret."""

from __future__ import annotations

from bot.store.database import Sql

FIRST = "start"  # the client's part of the update id that opens a page


async def language_at(sql: Sql, channel: str, address: str) -> str | None:
    """The language of the person reached at an address, whose turn it is; None while nobody is."""
    found = await sql.value(
        "SELECT p.language FROM chat AS c JOIN participant AS p ON p.id = c.participant_id "
        "WHERE c.channel = ? AND c.address = ? ORDER BY c.turn DESC LIMIT 1",
        channel, address,
    )  # fmt: skip
    return None if found is None else str(found)


async def exists(sql: Sql, channel: str, address: str) -> bool:
    """Whether an address is in use: somebody has it, something stands on it, or its start is still to be worked."""
    found = await sql.value(
        "SELECT EXISTS (SELECT 1 FROM chat WHERE channel = ?1 AND address = ?2) "
        "OR EXISTS (SELECT 1 FROM web_message WHERE address = ?2) "
        "OR EXISTS (SELECT 1 FROM inbox WHERE channel = ?1 AND update_id = ?2 || ':' || ?3)",
        channel, address, FIRST,
    )  # fmt: skip
    return bool(found)


async def was_received(sql: Sql, channel: str, update_id: str) -> bool:
    """Whether an update came in before."""
    found = await sql.value("SELECT 1 FROM inbox WHERE channel = ? AND update_id = ?", channel, update_id)
    return found is not None


async def changes(sql: Sql, address: str) -> tuple[int, int]:
    """The ids of the first and the last change that still stand on a page; zeros for an empty one."""
    row = await sql.one("SELECT min(id) AS oldest, max(id) AS newest FROM web_message WHERE address = ?", address)
    return (row["oldest"] or 0, row["newest"] or 0) if row else (0, 0)
