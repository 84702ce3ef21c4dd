"""The connections: one writer behind one lock, one reader."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from bot.errors import DatabaseProblem
from bot.store.disk import make_folder

Value = str | int | float | bytes | None
Row = sqlite3.Row
T = TypeVar("T")

BUSY_SECONDS = 5.0
_OF_STATEMENTS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError)
# FULL: an acknowledged answer survives a power cut. It was measured at 2,800 commits a second: ample.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # With a million people every answer lands on pages of its own: remember more of them (16 MB, filled as needed), and
    # bring them from the log into the file less often (each 40 MB).
    "PRAGMA cache_size = -16000",
    "PRAGMA wal_autocheckpoint = 10000",
)


@lru_cache(maxsize=16)  # one instant stands in many rows
def stamp(at: datetime) -> str:
    """An instant as it is stored: UTC, always of the same width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_stamp(stored: str) -> datetime:
    """The instant that `stamp` wrote."""
    return datetime.fromisoformat(stored)


def is_our_mistake(error: sqlite3.Error) -> bool:
    """Whether SQLite says it of a statement, not of the database: then it says the same at every try."""
    code = getattr(error, "sqlite_errorcode", None)  # none of what Python itself says
    return isinstance(error, _OF_STATEMENTS) or code == sqlite3.SQLITE_ERROR


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

    async def insert_new(self, statement: str, *values: Value) -> int | None:
        """Insert a row unless it is there (ON CONFLICT DO NOTHING); its id, or None. RETURNING takes twice as long."""
        async with self._connection.execute(statement, values) as cursor:
            return cursor.lastrowid if cursor.rowcount else None

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
            await self._back_to_savepoint()
            raise
        await self.run("RELEASE part")

    async def _back_to_savepoint(self) -> None:
        await asyncio.shield(self._undo_part())

    async def _undo_part(self) -> None:
        if self._connection.in_transaction:  # a full disk may have rolled back everything already
            await self.run("ROLLBACK TO part")
            await self.run("RELEASE part")


class Direct(Sql):
    """Statements in SQLite's own thread: no hop for each, so nothing in such a transaction ever really waits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._direct = connection

    async def all(self, statement: str, *values: Value) -> list[Row]:
        """Every row."""
        return self._direct.execute(statement, values).fetchall()

    async def one(self, statement: str, *values: Value) -> Row | None:
        """The first row, or None."""
        found = self._direct.execute(statement, values).fetchall()
        return found[0] if found else None

    async def run(self, statement: str, *values: Value) -> int:
        """Change rows; the number of rows changed."""
        return self._direct.execute(statement, values).rowcount

    async def insert(self, statement: str, *values: Value) -> int:
        """Insert one row; its id."""
        return self._direct.execute(statement, values).lastrowid or 0

    async def insert_new(self, statement: str, *values: Value) -> int | None:
        """Insert a row unless it is there; its id, or None."""
        cursor = self._direct.execute(statement, values)
        return cursor.lastrowid if cursor.rowcount else None

    async def many(self, statement: str, rows: Iterable[Sequence[Value]]) -> None:
        """The same statement for every row of values."""
        self._direct.executemany(statement, rows)

    async def _back_to_savepoint(self) -> None:
        if self._direct.in_transaction:
            self._direct.execute("ROLLBACK TO part")
            self._direct.execute("RELEASE part")


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, which can also take a whole piece of work to its thread."""

    async def work(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in SQLite's thread, after what was asked before."""
        return cast(T, await self._execute(work, self._conn))  # type: ignore[no-untyped-call]


class Database:
    """The SQLite file: `atomic()` to write, `read` to look."""

    def __init__(self, writer: Connection, reader: Connection) -> None:
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
        except (OSError, sqlite3.Error) as error:
            raise DatabaseProblem(f"{path.name}: {error}") from error
        try:
            reader = await _connect(path, "PRAGMA query_only = ON")
        except sqlite3.Error as error:
            await writer.close()
            raise DatabaseProblem(f"{path.name}: {error}") from error
        return cls(writer, reader)

    async def attach(self, path: Path) -> None:
        """Let transactions read another database as `present`; raises DatabaseProblem."""
        try:
            await self._writer.execute("ATTACH DATABASE ? AS present", (str(path),))
        except sqlite3.Error as error:
            raise DatabaseProblem(f"{path.name}: {error}") from error

    @asynccontextmanager
    async def atomic(self) -> AsyncIterator[Sql]:
        """The one write transaction at a time: committed at the end, rolled back on anything else."""
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield Sql(self._writer)
                await self._writer.execute("COMMIT")
            except BaseException:
                await asyncio.shield(self._roll_back())
                raise

    async def transact(self, work: Callable[[Sql], Coroutine[Any, Any, T]]) -> T:
        """`work` as one write transaction in SQLite's thread: one trip for all of its statements.

        For the hot way (the inbox, the outbox) and what holds it up: twenty statements of a tap cost one hop instead of
        twenty. `work` may await nothing but its `Sql`; raises RuntimeError when it does.
        """
        async with self._lock:
            return await self._writer.work(partial(_transaction, work))

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[None]:
        """Foreign keys off, for as long as tables are made anew: dropping the old one would take along what names it.

        So SQLite advises (lang_altertable, "Making Other Kinds Of Table Schema Changes"). No effect in a transaction.
        """
        await self._writer.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            await self._writer.execute("PRAGMA foreign_keys = ON")

    async def _roll_back(self) -> None:
        # In SQLite's thread: whoever was cancelled while waiting for BEGIN leaves a transaction that is yet to begin.
        await self._writer.work(_undo)

    async def close(self) -> None:
        """Close both connections, after the transaction that may be running."""
        async with self._lock:
            await self._reader.close()
            await self._writer.close()


def _make(path: Path) -> None:
    """Nobody but its owner reads the file, nor those that SQLite puts beside it with the same permissions."""
    make_folder(path.parent)
    path.touch(mode=0o600, exist_ok=True)
    for file in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))):
        if file.exists() and file.stat().st_uid == os.geteuid():  # put there by a copy, or before a crash
            file.chmod(0o600)


def _transaction(work: Callable[[Sql], Coroutine[Any, Any, T]], connection: sqlite3.Connection) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = _driven(work(Direct(connection)))
        connection.execute("COMMIT")
    except BaseException:
        _undo(connection)
        raise
    return result


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # a full disk may have rolled back everything already
        connection.execute("ROLLBACK")


def _driven(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never really waits."""
    try:
        work.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    work.close()
    raise RuntimeError("a transaction in SQLite's thread waits for something else than its database")


async def _connect(path: Path, *more: str) -> Connection:
    connection = Connection(partial(sqlite3.connect, path, timeout=BUSY_SECONDS, isolation_level=None), 64)
    await connection
    connection.row_factory = sqlite3.Row
    try:
        for pragma in (*PRAGMAS, *more):
            await connection.execute(pragma)
    except BaseException:
        await connection.close()  # else its thread would keep the process from ending
        raise
    return connection
