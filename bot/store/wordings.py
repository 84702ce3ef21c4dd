"""Free texts of the team, in the languages in which they were written."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from bot.domain.events import Origin, Wording
from bot.store.database import Sql, stamp


async def add(sql: Sql, language: str, texts: dict[str, str], now: datetime) -> int:
    """Store texts by field, in the language they were written in. The id of the set."""
    text_id = await sql.insert("INSERT INTO free_text (language) VALUES (?)", language)
    for field, body in texts.items():
        await write(sql, text_id, field, language, body, now)
    return text_id


async def write(
    sql: Sql, text_id: int, field: str, language: str, body: str, now: datetime, origin: Origin = Origin.PERSON
) -> bool:
    """Write one field in one language; whether it was. An empty text erases none, a machine's replaces no person's."""
    if not body:
        return False
    changed = await sql.run(
        "INSERT INTO wording (text_id, field, language, body, origin, written_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (text_id, field, language) DO UPDATE SET body = excluded.body, origin = excluded.origin, "
        "written_at = excluded.written_at WHERE excluded.origin <> 'machine' OR origin = 'machine'",
        text_id, field, language, body, origin, stamp(now),
    )  # fmt: skip
    return changed > 0


async def erase(sql: Sql, text_id: int, field: str) -> None:
    """Take a field away in every language: the fact is no longer true."""
    await sql.run("DELETE FROM wording WHERE text_id = ? AND field = ?", text_id, field)


async def copy(sql: Sql, text_id: int) -> int:
    """The same texts once more, for another event of a series. The id of the copy."""
    new = await sql.insert("INSERT INTO free_text (language) SELECT language FROM free_text WHERE id = ?", text_id)
    await sql.run(
        "INSERT INTO wording (text_id, field, language, body, origin, written_at) "
        "SELECT ?, field, language, body, origin, written_at FROM wording WHERE text_id = ?",
        new, text_id,
    )  # fmt: skip
    return new


async def read(sql: Sql, text_id: int, language: str) -> Wording:
    """Every field in a language where it was written, else in the source language; the wording knows which."""
    rows = await sql.all(
        "SELECT w.field, w.language, w.body, w.origin FROM wording AS w JOIN free_text AS f ON f.id = w.text_id "
        "WHERE w.text_id = ? AND w.language IN (?, f.language)",
        text_id, language,
    )  # fmt: skip
    return _wording(language, *map(tuple, rows))


@lru_cache(maxsize=64)  # every answer to an event reads them again
def _wording(language: str, *written: tuple[str, str, str, str]) -> Wording:
    """The wording of rows with field, language, text and origin: those in the language go before the others."""
    ordered = sorted(written, key=lambda row: row[1] == language)
    return Wording(
        language,
        {field: body for field, _, body, _ in ordered},
        {field: of for field, of, _, _ in ordered},
        {field: Origin(origin) for field, _, _, origin in ordered},
    )


async def languages_of(sql: Sql, text_id: int, field: str) -> list[str]:
    """The languages in which people have written a field."""
    rows = await sql.all(
        "SELECT language FROM wording WHERE text_id = ? AND field = ? AND origin <> 'machine' ORDER BY language",
        text_id, field,
    )  # fmt: skip
    return [row["language"] for row in rows]


async def source(sql: Sql, text_id: int) -> str | None:
    """The language in which a set of texts was written first; None when there is no such set."""
    found = await sql.value("SELECT language FROM free_text WHERE id = ?", text_id)
    return None if found is None else str(found)


async def origins(sql: Sql, text_id: int) -> dict[str, dict[str, Origin]]:
    """Who wrote what, by language and field."""
    found: dict[str, dict[str, Origin]] = {}
    for row in await sql.all("SELECT language, field, origin FROM wording WHERE text_id = ?", text_id):
        found.setdefault(row["language"], {})[row["field"]] = Origin(row["origin"])
    return found
