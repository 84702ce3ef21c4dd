"""The connections: one writer behind one lock, one reader."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import DatabaseProblem

Value = str | int | float | bytes | None
Row = sqlite3.Row

BUSY_SECONDS = 5.0
# FULL: an acknowledged answer survives a power cut. It costs 0.4 ms a commit (facts.md of the project's measurements).
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
)


def stamp(at: datetime) -> str:
    """An instant as it is stored: UTC, always of the same width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_stamp(stored: str) -> datetime:
    """The instant that `stamp` wrote."""
    return datetime.fromisoformat(stored)


class Sql:
    """Statements on one connection. `execute_fetchall` is one hop to SQLite's thread, hence used for all."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def all(self, statement: str, *values: Value) -> list[Row]:
        """Every row."""
        return list(await self._connection.execute_fetchall(statement, values))

    async def one(self, statement: str, *values: Value) -> Row | None:
        """The first row, or None."""
        found = await self.all(statement, *values)
        return found[0] if found else None

    async def value(self, statement: str, *values: Value) -> Any:
        """The first column of the first row, or None."""
        row = await self.one(statement, *values)
        return None if row is None else row[0]

    async def run(self, statement: str, *values: Value) -> int:
        """Change rows; the number of rows changed."""
        async with self._connection.execute(statement, values) as cursor:
            return cursor.rowcount

    async def insert(self, statement: str, *values: Value) -> int:
        """Insert one row; its id."""
        async with self._connection.execute(statement, values) as cursor:
            if cursor.lastrowid is None:
                raise DatabaseProblem("An insert gave no id.")
            return cursor.lastrowid

    async def many(self, statement: str, rows: Iterable[Sequence[Value]]) -> None:
        """The same statement for every row of values."""
        await self._connection.executemany(statement, rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part of the transaction that can fail alone: rolled back on any exception, the rest stands."""
        await self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            await asyncio.shield(self._back_to_savepoint())
            raise
        await self.run("RELEASE part")

    async def _back_to_savepoint(self) -> None:
        if self._connection.in_transaction:  # a full disk may have rolled back everything already
            await self.run("ROLLBACK TO part")
            await self.run("RELEASE part")


class Database:
    """The SQLite file: `atomic()` to write, `read` to look."""

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._reader = reader
        self._lock = asyncio.Lock()
        self.read = Sql(reader)

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open the file, made when missing and readable by its owner only; raises DatabaseProblem."""
        try:
            _make(path)
            writer = await _connect(path)
            reader = await _connect(path)
            await reader.execute("PRAGMA query_only = ON")
        except (OSError, sqlite3.Error) as error:
            raise DatabaseProblem(f"{path.name}: {error}") from error
        return cls(writer, reader)

    @asynccontextmanager
    async def atomic(self) -> AsyncIterator[Sql]:
        """The one write transaction at a time: committed at the end, rolled back on anything else."""
        async with self._lock:
            await self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield Sql(self._writer)
                await self._writer.execute("COMMIT")
            except BaseException:
                await asyncio.shield(self._roll_back())
                raise

    async def _roll_back(self) -> None:
        if self._writer.in_transaction:
            await self._writer.execute("ROLLBACK")

    async def close(self) -> None:
        """Close both connections, after the transaction that may be running."""
        async with self._lock:
            await self._reader.close()
            await self._writer.close()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        await connection.execute(pragma)
    return connection
