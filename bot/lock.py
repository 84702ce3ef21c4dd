"""One Kranich per database: a lock that the operating system lets go of when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import AlreadyRunning, DatabaseProblem
from bot.store.disk import make_folder


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Hold the lock beside the database; raises AlreadyRunning when another process does, or DatabaseProblem."""
    handle = _opened(database.with_name(database.name + ".running"))
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        make_folder(path.parent)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseProblem(f"{path.parent}: {error.strerror}.") from error
