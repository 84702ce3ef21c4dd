"""Bring a database up to date: numbered .sql files, each in one transaction with the row that records it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.errors import DatabaseProblem
from bot.resources import folder
from bot.store.database import Database, Sql

_NAME = re.compile(r"^(\d{4})_\w+\.sql$")


def available() -> dict[int, Path]:
    """The migrations of this version of Kranich, by number."""
    found = ((match, path) for path in sorted(folder("migrations").iterdir()) if (match := _NAME.match(path.name)))
    return {int(match[1]): path for match, path in found}


def statements(script: str) -> Iterator[str]:
    """The single statements of a script (executescript would commit what is open)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if re.sub(r"--[^\n]*|\s", "", statement):
        raise DatabaseProblem("A migration ends in the middle of a statement.")


async def migrate(database: Database) -> list[int]:
    """Apply what is missing and return its numbers.

    Refuses a database that is damaged, cannot be written, or is of a newer Kranich: raises DatabaseProblem.
    """
    try:
        return await _migrate(database)
    except sqlite3.OperationalError as error:  # a full disk, somebody else's lock: the data is sound
        raise DatabaseProblem(
            f"The database cannot be written: {error}. Make room, or stop what else uses it."
        ) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseProblem(f"The database is damaged or is no database: {error}. Put back a backup.") from error


async def _migrate(database: Database) -> list[int]:
    async with database.atomic() as sql:
        await sql.run("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT")
    done = await applied(database.read)
    known = available()
    unknown = done - known.keys()
    if unknown:
        raise DatabaseProblem(f"It was written by a newer Kranich (migration {max(unknown)}). Update Kranich first.")
    missing = sorted(known.keys() - done)
    if not missing:
        return []
    async with database.rebuilding():
        for number in missing:
            async with database.atomic() as sql:
                await _apply(sql, number, known[number])
    return missing


async def applied(sql: Sql) -> set[int]:
    """The numbers of the migrations this database has."""
    return {row["number"] for row in await sql.all("SELECT number FROM migration")}


def _script(path: Path) -> list[str]:
    return list(statements(path.read_text(encoding="utf-8")))


async def _apply(sql: Sql, number: int, path: Path) -> None:
    for statement in _script(path):
        await sql.run(statement)
    if await sql.all("PRAGMA foreign_key_check"):
        raise DatabaseProblem(f"Migration {number} would break what belongs together. Put back a backup.")
    await sql.run("INSERT INTO migration (number, name) VALUES (?, ?)", number, path.name)
