"""Small facts about the installation itself."""

from __future__ import annotations

from bot.store.database import Sql


async def get(sql: Sql, key: str) -> str:
    """A fact, "" when it is not known."""
    found = await sql.value("SELECT value FROM fact WHERE key = ?", key)
    return "" if found is None else str(found)


async def beginning(sql: Sql, words: str) -> dict[str, str]:
    """The facts whose keys begin with a word and a space."""
    rows = await sql.all("SELECT key, value FROM fact WHERE key > ? AND key < ? ORDER BY key", f"{words} ", f"{words}!")
    return {row["key"]: row["value"] for row in rows}


async def drop(sql: Sql, key: str) -> None:
    """Know a fact no longer."""
    await sql.run("DELETE FROM fact WHERE key = ?", key)


async def put(sql: Sql, key: str, value: str) -> None:
    """Note a fact."""
    await sql.run(
        "INSERT INTO fact (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value
    )
