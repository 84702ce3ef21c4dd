"""Copies of the database, made with SQLite's own backup and opened to be sure of them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import DatabaseProblem, NotRestored
from bot.store import migrations
from bot.store.disk import to_disk
from bot.store.replacing import SIDE_FILES


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
        found = _copy(f"{source.absolute().as_uri()}?mode=rw", part)
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseProblem(f"The backup did not work: {error}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return found


def take(backup_file: Path, part: Path) -> None:
    """Copy a backup to where it is worked on, and verify the copy. Raises NotRestored."""
    if not backup_file.is_file():
        raise NotRestored(f"There is no file {backup_file}.")
    try:
        _copy(_at_rest(backup_file), part)
    except (OSError, sqlite3.OperationalError) as error:
        raise NotRestored(f"{backup_file} could not be copied: {error}.") from error
    except (DatabaseProblem, sqlite3.Error) as error:
        raise NotRestored(f"{backup_file} is damaged or no database of Kranich.") from error
    done = _migrations(part)
    if not done:
        raise NotRestored(f"{backup_file} is no database of Kranich.")
    newest = max(done)
    if newest not in migrations.available():
        raise NotRestored(f"{backup_file} was written by a newer Kranich (migration {newest}). Update Kranich first.")


def _migrations(path: Path) -> set[int]:
    """The numbers of the migrations that an existing file has; none when it is no database of Kranich."""
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.OperationalError):  # without such a table
        return {number for (number,) in connection.execute("SELECT number FROM migration")}
    return set()


def finish(part: Path) -> int:
    """Make one file of a copy that was worked on, verify it again, and have it on the disk. The number of people.

    Raises DatabaseProblem, OSError.
    """
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    found = verify(part)
    to_disk(part)
    return found


def _copy(source: str, part: Path) -> int:
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(source, uri=True)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    return finish(part)


def _at_rest(path: Path) -> str:
    """The address of a backup. Without side files it is not touched at all: it may lie where nothing can be written."""
    in_use = any(path.with_name(path.name + ending).exists() for ending in SIDE_FILES)
    return f"{path.absolute().as_uri()}?{'mode=rw' if in_use else 'immutable=1'}"


def verify(path: Path) -> int:
    """Open a database and check all of it; the number of participants. Raises DatabaseProblem when it is damaged."""
    return int(_looked_at(path, "integrity_check", "SELECT count(*) FROM participant"))


def must_be_whole(path: Path) -> None:
    """Refuse a file that is damaged or no database; one that is not there yet is fine. Raises DatabaseProblem."""
    if path.exists():
        _looked_at(path, "quick_check", "SELECT count(*) FROM sqlite_schema")


def must_be_current(path: Path) -> None:
    """Refuse a database that is not there yet or lacks a migration: only a start makes and changes tables, since it
    alone holds the lock. Raises DatabaseProblem."""
    must_be_whole(path)
    done = _migrations(path) if path.exists() else set()
    if not done:
        raise DatabaseProblem(f"There is no database of Kranich at {path} yet. Start Kranich once first.")
    if migrations.available().keys() - done:
        raise DatabaseProblem(f"{path} is from before the last update. Start Kranich once first.")


def is_whole(path: Path) -> bool:
    """Whether there is a database, and all of it can be read."""
    try:
        must_be_whole(path)
    except DatabaseProblem:
        return False
    return path.exists()


def _looked_at(path: Path, check: str, question: str) -> int:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as database:
            found = database.execute(f"PRAGMA {check}(1)").fetchone()[0]
            if found != "ok":
                raise DatabaseProblem(f"{path} is damaged ({found.splitlines()[-1]}). Put back a backup.")
            return int(database.execute(question).fetchone()[0])
    except sqlite3.Error as error:
        if not os.access(path, os.R_OK | os.W_OK):
            raise DatabaseProblem(f"{path} may not be read or written by this user. Whose is it?") from error
        raise DatabaseProblem(f"{path} is damaged or no database of Kranich ({error}). Put back a backup.") from error
