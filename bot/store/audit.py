"""The audit: which team action was done by whom, on what."""

from __future__ import annotations

from datetime import datetime

from bot.store.database import Sql, stamp


async def note(sql: Sql, participant_id: int | None, action: str, thing: str, now: datetime) -> None:
    """Leave a row: ids and action names only, never texts."""
    await sql.run(
        "INSERT INTO audit (at, participant_id, action, object) VALUES (?, ?, ?, ?)",
        stamp(now), participant_id, action, thing,
    )  # fmt: skip
