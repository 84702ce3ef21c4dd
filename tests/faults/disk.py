"""A disk that fails at the N-th write, as SQLite's own tests have it: SQLite is real, only its errors are ours."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

import pytest

_WRITES = re.compile(r"\s*(BEGIN|INSERT|UPDATE|DELETE|REPLACE|WITH|COMMIT)\b", re.IGNORECASE)
_connect = sqlite3.connect


class Failure(StrEnum):
    """What happens at the N-th write."""

    FULL = "the disk is full"  # the statement is undone, its transaction stands
    BROKEN = "the disk does not take it"  # SQLite rolls all of the transaction back
    KILLED = "the process is killed"  # nothing more is written, nothing is rolled back by us


@dataclass
class Disk:
    """Counts what is written while it is `watched`, and fails once, at write number `fails_at`."""

    fails_at: int = 0
    failure: Failure = Failure.FULL
    on_kill: Callable[[], object] = lambda: None
    watched: bool = False
    dead: bool = False
    written: list[str] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        """Whether that write was reached."""
        return 0 < self.fails_at <= len(self.written)

    def asked(self, connection: sqlite3.Connection, statement: str) -> None:
        """A statement is about to run. Raises what SQLite would."""
        if self.dead:
            raise _error("killed", sqlite3.SQLITE_ABORT, "SQLITE_ABORT")
        found = _WRITES.match(statement)
        if not self.watched or not found:
            return
        self.written.append(statement)
        if len(self.written) == self.fails_at:
            self._fail(connection, found[1].upper())

    def _fail(self, connection: sqlite3.Connection, verb: str) -> None:
        if self.failure is Failure.KILLED:
            self.dead = True
            self.on_kill()
            raise _error("killed", sqlite3.SQLITE_ABORT, "SQLITE_ABORT")
        if verb == "BEGIN":
            raise _error("database is locked", sqlite3.SQLITE_BUSY, "SQLITE_BUSY")
        if verb == "COMMIT" or self.failure is Failure.BROKEN:
            connection.rollback()
        if self.failure is Failure.BROKEN:
            raise _error("disk I/O error", sqlite3.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE")
        raise _error("database or disk is full", sqlite3.SQLITE_FULL, "SQLITE_FULL")


def _error(message: str, code: int, name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error


class _Cursor(sqlite3.Cursor):
    def execute(self, statement: str, values: Any = ()) -> Self:
        self._ask(statement)
        # No power fails here, so nothing waits for the platter: thousands of runs are otherwise minutes of waiting.
        return super().execute(statement.replace("PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF"), values)

    def executemany(self, statement: str, rows: Any) -> Self:
        self._ask(statement)
        return super().executemany(statement, rows)

    def _ask(self, statement: str) -> None:
        assert isinstance(self.connection, _Connection)
        self.connection.disk.asked(self.connection, statement)


class _Connection(sqlite3.Connection):
    disk: Disk

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(_Cursor)

    def execute(self, statement: str, values: Any = ()) -> _Cursor:
        return super().cursor(_Cursor).execute(statement, values)

    def executemany(self, statement: str, rows: Any) -> _Cursor:
        return super().cursor(_Cursor).executemany(statement, rows)


@contextmanager
def on(disk: Disk) -> Iterator[None]:
    """Every database that is opened in this block is on this disk."""

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: _Connection = _connect(*arguments, factory=_Connection, **options)
        connection.disk = disk
        return connection

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", connect)
        yield
