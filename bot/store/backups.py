"""Copies of the database, made with SQLite's own backup and opened to be sure of them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
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
    must_be_whole(source)
    part = target.with_name(target.name + ".part")
    try:
        found = _copy(source, part)
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseProblem(f"The backup did not work: {error}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return found


def _copy(source: Path, part: Path) -> int:
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
    found = verify(part)
    _to_disk(part)
    return found


def verify(path: Path) -> int:
    """Open a database and check all of it; the number of participants. Raises DatabaseProblem when it is damaged."""
    return int(_looked_at(path, "integrity_check", "SELECT count(*) FROM participant"))


def must_be_whole(path: Path) -> None:
    """Refuse a file that is damaged or no database; one that is not there yet is fine. Raises DatabaseProblem."""
    if path.exists():
        _looked_at(path, "quick_check", "SELECT count(*) FROM sqlite_schema")


def _looked_at(path: Path, check: str, question: str) -> int:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as database:
            found = database.execute(f"PRAGMA {check}(1)").fetchone()[0]
            if found != "ok":
                raise DatabaseProblem(f"{path} is damaged ({found.splitlines()[-1]}). Put back a backup.")
            return int(database.execute(question).fetchone()[0])
    except sqlite3.Error as error:
        raise DatabaseProblem(f"{path} is damaged or no database of Kranich ({error}). Put back a backup.") from error


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
