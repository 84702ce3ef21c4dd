"""Real troubles of a database, each over at the end of its block: a full disk, a broken one, somebody else's lock."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.store.database import BUSY_SECONDS, Database

Trouble = Callable[[Database], AbstractAsyncContextManager[None]]


async def _path(database: Database) -> Path:
    row = await database.read.one("PRAGMA database_list")
    assert row is not None
    return Path(row["file"])


async def _set(database: Database, pragma: str, value: int) -> None:
    async with database.atomic() as sql:
        await sql.all(f"PRAGMA {pragma} = {value}")


@asynccontextmanager
async def full(database: Database) -> AsyncIterator[None]:
    """Not a page more fits on the disk."""
    await database._writer.execute("VACUUM")  # nor does any have room left by what was deleted
    await _set(database, "max_page_count", await database.read.value("PRAGMA page_count"))
    try:
        yield
    finally:
        await _set(database, "max_page_count", 1_000_000)


@asynccontextmanager
async def unwritable(database: Database) -> AsyncIterator[None]:
    """The operating system takes no byte more for the write-ahead log, which SQLite calls a disk I/O error."""
    log = (await _path(database)).with_suffix(".db-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def locked(database: Database) -> AsyncIterator[None]:
    """Another program holds the lock to write for longer than we wait for it."""
    await _set(database, "busy_timeout", 20)
    with closing(sqlite3.connect(await _path(database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    await _set(database, "busy_timeout", int(BUSY_SECONDS * 1000))


# The trouble, and what SQLite says then.
TROUBLES = [
    pytest.param(full, "database or disk is full", id="full"),
    pytest.param(unwritable, "disk I/O error", id="unwritable"),
    pytest.param(locked, "database is locked", id="locked"),
]
