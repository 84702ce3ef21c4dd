"""The inbox: updates received and not yet done. An update id is taken once per channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from bot.store.database import Sql, stamp


@dataclass(frozen=True, slots=True)
class Received:
    """An update that waits to be worked."""

    id: int
    channel: str
    raw: str


async def add(sql: Sql, channel: str, arrivals: Sequence[tuple[str, str]], now: datetime) -> None:
    """Store updates given as (update id, raw). Those that came before are passed over."""
    await sql.many(
        "INSERT INTO inbox (channel, update_id, raw, received_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (channel, update_id) DO NOTHING",
        [(channel, update_id, raw, stamp(now)) for update_id, raw in arrivals],
    )


async def waiting(sql: Sql, limit: int) -> list[Received]:
    """The oldest updates not yet done."""
    rows = await sql.all("SELECT id, channel, raw FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT ?", limit)
    return [Received(row["id"], row["channel"], row["raw"]) for row in rows]


async def done(sql: Sql, inbox_ids: Sequence[int]) -> None:
    """Mark updates as worked; their texts are not kept."""
    await sql.run(
        "UPDATE inbox SET state = 'done', raw = NULL WHERE id IN (SELECT value FROM json_each(?))",
        orjson.dumps(inbox_ids).decode(),
    )


async def set_aside(sql: Sql, inbox_id: int, reason: str) -> None:
    """Keep an update that cannot be worked, with the reason, and go on without it."""
    await sql.run("UPDATE inbox SET state = 'aside', reason = ? WHERE id = ?", reason, inbox_id)


async def prune(sql: Sql, before: datetime) -> int:
    """Forget updates older than `before`: their ids may come again (Telegram draws new ones after a quiet week)."""
    return await sql.run("DELETE FROM inbox WHERE received_at < ? AND state <> 'waiting'", stamp(before))
