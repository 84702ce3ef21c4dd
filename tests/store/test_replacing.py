"""At every moment of a restore, the old or the new database is in its place, whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import DatabaseProblem
from bot.store import backups, replacing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASIDE = "kranich.db.before-2026-11-23T09-00-00Z"


class Killed(BaseException):
    """The process ends here."""


def made(path: Path, words: str, *, mode: str = "DELETE") -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"PRAGMA journal_mode = {mode}")
        database.execute("CREATE TABLE said (words TEXT)")
        database.execute("INSERT INTO said VALUES (?)", (words,))
    return path


def says(path: Path) -> str:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return str(database.execute("SELECT words FROM said").fetchone()[0])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The database that is in place."""
    return made(tmp_path / "kranich.db", "old")


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The one that is to be."""
    return made(tmp_path / "kranich.db.restoring", "new")


def counted(monkeypatch: pytest.MonkeyPatch, dies_at: int | None) -> Iterator[str]:
    """Let the process die before the so-manieth step on the file system; the steps that were made."""
    made_steps: list[str] = []

    def step(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            if len(made_steps) == dies_at:
                raise Killed
            made_steps.append(name)
            return real(*given, **named)

        return run

    monkeypatch.setattr(os, "link", step("link", os.link))
    monkeypatch.setattr(os, "fsync", step("fsync", os.fsync))
    monkeypatch.setattr(Path, "unlink", step("unlink", Path.unlink))
    monkeypatch.setattr(Path, "replace", step("replace", Path.replace))
    return iter(made_steps)


STEPS = ["link", "fsync", "unlink", "unlink", "unlink", "replace", "fsync"]


def test_fault_24_first_the_old_one_gets_its_second_name_and_the_last_step_is_a_rename(
    monkeypatch: pytest.MonkeyPatch, old: Path, fresh: Path
) -> None:
    steps = counted(monkeypatch, None)
    aside = replacing.put_in_place(fresh, old, NOW)
    assert list(steps) == STEPS
    assert aside == old.with_name(ASIDE)
    assert (says(old), says(aside)) == ("new", "old")
    assert not fresh.exists()


@pytest.mark.parametrize("dies_at", range(len(STEPS)))
def test_fault_24_a_kill_at_any_step_leaves_the_old_or_the_new_one_in_place(
    monkeypatch: pytest.MonkeyPatch, old: Path, fresh: Path, dies_at: int
) -> None:
    with monkeypatch.context() as patched:
        counted(patched, dies_at)
        with pytest.raises(Killed):
            replacing.put_in_place(fresh, old, NOW)
    assert says(old) == ("new" if dies_at > STEPS.index("replace") else "old")
    if dies_at:
        assert says(old.with_name(ASIDE)) == "old"


def test_fault_24_what_the_old_one_has_in_its_log_is_brought_into_it_first(tmp_path: Path, fresh: Path) -> None:
    """As after a kill -9: the last commits are only in the -wal."""
    place, elsewhere = tmp_path / "kranich.db", tmp_path / "elsewhere.db"
    with closing(sqlite3.connect(made(elsewhere, "old", mode="WAL"))) as writer:
        writer.execute("UPDATE said SET words = 'old, and then more'")
        writer.commit()
        for ending in ("", "-wal"):
            place.with_name(place.name + ending).write_bytes((tmp_path / f"elsewhere.db{ending}").read_bytes())
    assert (tmp_path / "kranich.db-wal").stat().st_size
    replacing.fold(place)
    assert not (tmp_path / "kranich.db-wal").exists()
    aside = replacing.put_in_place(fresh, place, NOW)
    assert aside
    assert says(aside) == "old, and then more"
    assert says(place) == "new"


def test_fault_24_a_damaged_one_is_put_aside_with_its_side_files_and_they_do_not_touch_the_new_one(
    tmp_path: Path, fresh: Path
) -> None:
    old = tmp_path / "kranich.db"
    old.write_bytes(b"\xff" * 8192)
    with closing(sqlite3.connect(made(tmp_path / "log.db", "before", mode="WAL"))) as writer:
        writer.execute("UPDATE said SET words = 'from the log'")
        writer.commit()
        for ending in ("-wal", "-shm"):
            (tmp_path / f"kranich.db{ending}").write_bytes((tmp_path / f"log.db{ending}").read_bytes())
    log = (tmp_path / "kranich.db-wal").read_bytes()
    assert log
    replacing.put_in_place(fresh, old, NOW)
    assert says(old) == "new"
    assert (tmp_path / ASIDE).read_bytes() == b"\xff" * 8192
    assert (tmp_path / f"{ASIDE}-wal").read_bytes() == log
    assert (tmp_path / f"{ASIDE}-shm").exists()


def test_fault_24_a_log_whose_database_is_gone_is_put_aside(tmp_path: Path, fresh: Path) -> None:
    (tmp_path / "kranich.db-wal").write_bytes(b"left behind")
    replacing.put_in_place(fresh, tmp_path / "kranich.db", NOW)
    assert says(tmp_path / "kranich.db") == "new"
    assert (tmp_path / f"{ASIDE}-wal").read_bytes() == b"left behind"


def test_nothing_was_there_so_nothing_is_put_aside(tmp_path: Path, fresh: Path) -> None:
    assert replacing.put_in_place(fresh, tmp_path / "kranich.db", NOW) is None
    assert says(tmp_path / "kranich.db") == "new"


def test_a_database_that_others_have_open_is_not_replaced(tmp_path: Path) -> None:
    old = made(tmp_path / "kranich.db", "old", mode="WAL")
    with closing(sqlite3.connect(old)) as other:
        other.execute("SELECT * FROM said").fetchall()
        with pytest.raises(DatabaseProblem, match="Another program, perhaps Litestream, uses"):
            replacing.fold(old)
    replacing.fold(old)


def test_what_is_left_of_a_restore_that_was_cut_off_is_cleared_away(tmp_path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"kranich.db.restoring{ending}").write_text("half")
    with replacing.workbench(tmp_path / "kranich.db") as path:
        assert list(tmp_path.iterdir()) == []
        path.write_text("in the making")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_may_lie_where_nothing_can_be_written_and_is_not_touched(tmp_path: Path) -> None:
    """A file in WAL mode, as Litestream makes it: SQLite would put its side files beside it."""
    folder = tmp_path / "archive"
    folder.mkdir()
    source = made(folder / "backup.db", "old", mode="WAL")
    with closing(sqlite3.connect(source)) as database, database:
        database.execute("CREATE TABLE participant (id INTEGER)")
        database.execute("CREATE TABLE migration (number INTEGER)")
        database.execute("INSERT INTO migration VALUES (1)")
    before = source.read_bytes()
    backups.take(source, tmp_path / "part.db")
    assert says(tmp_path / "part.db") == "old"
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    assert source.read_bytes() == before
