"""Put another file in the place of the database: at every moment, one of the two is there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import DatabaseProblem
from bot.store.disk import to_disk

SIDE_FILES = ("-wal", "-shm", "-journal")


@contextmanager
def workbench(database: Path) -> Iterator[Path]:
    """A name beside the database for a file in the making. At the end nothing is left there."""
    path = database.with_name(database.name + ".restoring")
    _clear(path)
    try:
        yield path
    finally:
        _clear(path)


def fold(database: Path) -> None:
    """Bring what is in the side files into the database itself. Raises DatabaseProblem when others have it open."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise DatabaseProblem(f"Another program, perhaps Litestream, uses {database}. Stop it first.") from error


def put_in_place(fresh: Path, database: Path, now: datetime) -> Path | None:
    """Let `fresh` be the database. The name under which the old one is kept, with its side files; None without one.

    First the old files get their second names. Then the side files lose their first: they would be taken for those of
    the new database. One that is whole must be folded before, so that it does not miss them. Raises OSError.
    """
    aside = _put_aside(database, now)
    to_disk(database.parent)
    for path in _side_files(database):
        path.unlink(missing_ok=True)
    fresh.replace(database)
    to_disk(database.parent)
    return aside


def _put_aside(database: Path, now: datetime) -> Path | None:
    found = [path for path in (database, *_side_files(database)) if path.exists()]
    aside = database.with_name(f"{database.name}.before-{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}")
    for path in found:
        path.chmod(0o600)  # it holds people's data, and may have been copied in with another mode
        os.link(path, aside.with_name(aside.name + path.name.removeprefix(database.name)))
    return aside if found else None


def _side_files(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in SIDE_FILES]


def _clear(path: Path) -> None:
    for one in (path, *_side_files(path)):
        one.unlink(missing_ok=True)
