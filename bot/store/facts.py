"""Small facts about the installation itself."""

from __future__ import annotations

from bot.store.database import Sql


async def get(sql: Sql, key: str) -> str:
    """A fact, "" when it is not known."""
    found = await sql.value("SELECT value FROM fact WHERE key = ?", key)
    return "" if found is None else str(found)


async def put(sql: Sql, key: str, value: str) -> None:
    """Note a fact."""
    await sql.run(
        "INSERT INTO fact (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value
    )
