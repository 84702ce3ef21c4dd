"""Copies of the database, made with SQLite's own backup and opened to be sure of them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import DatabaseProblem


def backup(source: Path, target: Path) -> int:
    """Copy a database that may be in use, and verify the copy. The number of participants in it.

    The copy appears under its name only when it is whole. Raises DatabaseProblem.
    """
    if not source.exists():
        raise DatabaseProblem(f"There is no database at {source}.")
    if target.exists():
        raise DatabaseProblem(f"{target} exists already. Choose another name; nothing was overwritten.")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        found = verify(part)
        _to_disk(part)
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise DatabaseProblem(f"The backup did not work: {error}.") from error
    return found


def verify(path: Path) -> int:
    """Open a database and check all of it; the number of participants. Raises DatabaseProblem when it is damaged."""
    try:
        with closing(sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise DatabaseProblem(f"It is damaged: {found}.")
            return int(copy.execute("SELECT count(*) FROM participant").fetchone()[0])
    except sqlite3.Error as error:
        raise DatabaseProblem(f"It is damaged or no database of Kranich: {error}.") from error


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
