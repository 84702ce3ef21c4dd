"""A backup that is made while others write is one moment of the database."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import DatabaseProblem
from bot.store.backups import backup
from bot.store.database import Database


@contextmanager
def writers(path: Path, number: int) -> Iterator[threading.Semaphore]:
    """So many connections that write two things in each transaction, all the time; counts what they have done."""
    done, over = threading.Semaphore(0), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            while not over.is_set():
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO participant (body) VALUES (?)", ("x" * 500,))
                connection.execute("UPDATE total SET n = n + 1")
                connection.execute("COMMIT")
                done.release()

    threads = [threading.Thread(target=write) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_backups_made_while_others_write_are_whole_and_each_is_one_moment(tmp_path: Path) -> None:
    source = tmp_path / "kranich.db"
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE participant (body TEXT)")
        connection.execute("CREATE TABLE total (n INTEGER)")
        connection.execute("INSERT INTO total VALUES (0)")
    counted = []
    with writers(source, 3) as done:
        for at in range(5):
            for _ in range(20):
                assert done.acquire(timeout=30)
            copy = tmp_path / f"copy-{at}.db"
            counted.append(backup(source, copy))
            with closing(sqlite3.connect(copy)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert connection.execute("SELECT n, (SELECT count(*) FROM participant) FROM total").fetchone() == (
                    counted[-1],
                    counted[-1],
                )
    assert counted == sorted(counted)
    assert counted[0] >= 20
    assert counted[-1] >= 100


async def test_a_database_that_cannot_be_opened_leaves_no_thread_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(threading.enumerate())
    monkeypatch.setattr("bot.store.database.PRAGMAS", ("PRAGMA journal_mode = WAL", "NONSENSE"))
    with pytest.raises(DatabaseProblem, match="syntax error"):
        await Database.open(tmp_path / "kranich.db")
    left = set(threading.enumerate()) - before
    for thread in left:  # the last steps of a thread come after the news that its connection is closed
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in left)
