"""One-time codes that grant a role. Only their hashes are stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.people import Role
from bot.store.database import Sql, stamp

VALID = timedelta(days=7)


async def add(sql: Sql, code_hash: str, role: Role, now: datetime) -> None:
    """A new code."""
    await sql.run("INSERT INTO invite (code_hash, role, created_at) VALUES (?, ?, ?)", code_hash, role, stamp(now))


async def use(sql: Sql, code_hash: str, now: datetime) -> Role | None:
    """Use a code up: its role, or None when there is no such code, it was used, or it is too old."""
    found = await sql.value(
        "UPDATE invite SET used_at = ? WHERE code_hash = ? AND used_at IS NULL AND created_at > ? RETURNING role",
        stamp(now), code_hash, stamp(now - VALID),
    )  # fmt: skip
    return None if found is None else Role(found)


async def withdraw(sql: Sql, code_hash: str) -> None:
    """A code works no more, if it was not used."""
    await sql.run("DELETE FROM invite WHERE code_hash = ? AND used_at IS NULL", code_hash)


async def missed(sql: Sql, account: str, now: datetime) -> None:
    """Note a wrong code from an account."""
    await sql.run("INSERT INTO invite_try (account, tried_at) VALUES (?, ?)", account, stamp(now))


async def misses(sql: Sql, account: str, since: datetime) -> int:
    """How many wrong codes came from an account since an instant."""
    found = await sql.value(
        "SELECT count(*) FROM invite_try WHERE account = ? AND tried_at >= ?", account, stamp(since)
    )
    return int(found)


async def were_missed(sql: Sql, number: int, since: datetime) -> bool:
    """Whether so many wrong codes came since an instant, from all accounts together."""
    found = await sql.value(
        "SELECT count(*) FROM (SELECT 1 FROM invite_try WHERE tried_at >= ? LIMIT ?)", stamp(since), number
    )
    return int(found) >= number


async def prune(sql: Sql, before: datetime, now: datetime) -> None:
    """Forget wrong tries older than `before`, and codes that nobody used in time."""
    await sql.run("DELETE FROM invite_try WHERE tried_at < ?", stamp(before))
    await sql.run("DELETE FROM invite WHERE used_at IS NULL AND created_at <= ?", stamp(now - VALID))
