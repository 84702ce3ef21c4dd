"""Codes with which a second chat joins a person's. Only their hashes are stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.database import Sql, stamp

VALID = timedelta(minutes=15)


async def add(sql: Sql, code_hash: str, participant_id: int, now: datetime) -> bool:
    """A new code of a person; False when it is in use."""
    added = await sql.run(
        "INSERT INTO link_code (code_hash, participant_id, made_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        code_hash, participant_id, stamp(now),
    )  # fmt: skip
    return bool(added)


async def owner(sql: Sql, code_hash: str, now: datetime) -> int | None:
    """The id of the person whose code this is; None when there is no such code, it was used, or it is too old."""
    found = await sql.value(
        "SELECT participant_id FROM link_code WHERE code_hash = ? AND made_at > ?", code_hash, stamp(now - VALID)
    )
    return None if found is None else int(found)


async def withdraw(sql: Sql, participant_id: int) -> None:
    """A person's codes work no more."""
    await sql.run("DELETE FROM link_code WHERE participant_id = ?", participant_id)


async def prune(sql: Sql, now: datetime) -> None:
    """Forget codes that nobody used in time."""
    await sql.run("DELETE FROM link_code WHERE made_at <= ?", stamp(now - VALID))
