"""Backups and damaged databases, as the commands see them."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.saying import Say, in_one_sentence


def invites(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM invite").fetchone()[0])


@pytest.mark.usefixtures("running")
def test_a_backup_of_a_running_bot_is_whole_and_private(kranich: Say, tmp_path: Path) -> None:
    done = kranich("backup", "copy.db")
    assert done.stdout == "Saved to copy.db. The copy was opened and checked: 0 people.\n"
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM invite").fetchone() == (1,)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("used")
def test_a_backup_works_as_a_database_of_its_own(kranich: Say, tmp_path: Path) -> None:
    kranich("backup", "copy.db")
    assert kranich("invite", "interpreter", database="copy.db").returncode == 0
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT role FROM invite").fetchall() == [("interpreter",)]


@pytest.mark.usefixtures("used")
def test_a_backup_overwrites_nothing(kranich: Say, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("last week's")
    assert "exists already" in in_one_sentence(kranich("backup", "copy.db"))
    assert (tmp_path / "copy.db").read_text() == "last week's"


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize("target", ["nowhere/copy.db", "kranich.db/copy.db"])
def test_a_backup_that_cannot_be_written_leaves_nothing_behind(kranich: Say, tmp_path: Path, target: str) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    assert "The backup did not work" in in_one_sentence(kranich("backup", target))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_backup_of_nothing_is_refused(kranich: Say) -> None:
    assert "There is no database at kranich.db" in in_one_sentence(kranich("backup", "copy.db"))


def test_a_backup_is_put_back_and_the_database_from_before_is_kept(
    kranich: Say, used: Path, copy: Path, tmp_path: Path
) -> None:
    done = kranich("restore", "copy.db")
    assert done.stderr == ""
    first, sent, kept = done.stdout.splitlines()
    assert first == "Put back: 0 people. Forgotten again, as they had asked: 0."
    assert sent == "What was sent since the backup is known, and does not go out again."
    [aside] = tmp_path.glob("kranich.db.before-*")
    assert kept.startswith(f"The database from before is kept as {aside.name}. ")
    assert [invites(used), invites(aside), invites(copy)] == [0, 1, 0]
    assert not list(tmp_path.glob("*.restoring*"))
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.usefixtures("copy")
def test_fault_24_a_backup_is_put_back_where_there_is_no_database(kranich: Say, used: Path) -> None:
    used.unlink()
    done = kranich("restore", "copy.db")
    assert done.stdout.splitlines() == [
        "Put back: 0 people. Forgotten again, as they had asked: 0.",
        "What was sent since the backup is not known, so nothing from that time goes out: it is shown as uncertain.",
    ]
    assert invites(used) == 0


@pytest.mark.usefixtures("copy")
def test_fault_24_a_restore_while_kranich_runs_is_refused(kranich: Say, running: subprocess.Popen[str]) -> None:
    said = in_one_sentence(kranich("restore", "copy.db"))
    assert said == "Another Kranich is running on this database. Stop it first."
    assert running.poll() is None


def break_a_page(path: Path) -> None:
    """As a failing disk does: one page in the middle is not what was written."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)


def overwrite(path: Path) -> None:
    path.write_text("Einkaufsliste: Mehl, Linsen, Minze\n" * 99)


def no_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE recipe (words TEXT)")


def almost_one(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE participant (words TEXT)")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def of_a_newer_kranich(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO migration (number, name) VALUES (9999, 'later')")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (break_a_page, "copy.db is damaged or no database of Kranich."),
        (overwrite, "copy.db is damaged or no database of Kranich."),
        (cut_off, "copy.db is damaged or no database of Kranich."),
        (empty, "copy.db is damaged or no database of Kranich."),
        (no_database, "copy.db is damaged or no database of Kranich."),
        (almost_one, "copy.db is no database of Kranich."),
        (Path.unlink, "There is no file copy.db."),
        (of_a_newer_kranich, "copy.db was written by a newer Kranich (migration 9999). Update Kranich first."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_fault_24_a_backup_that_is_not_fit_is_refused_and_the_database_stays_as_it_is(
    kranich: Say, used: Path, copy: Path, tmp_path: Path, harm: Callable[[Path], None], why: str
) -> None:
    harm(copy)
    before, names = used.read_bytes(), {path.name for path in tmp_path.iterdir()}
    said = in_one_sentence(kranich("restore", "copy.db"))
    assert said == f"Nothing was put back; the database is as it was. {why}"
    assert used.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {*names, "kranich.db.running"}


@pytest.mark.usefixtures("copy")
def test_fault_24_a_database_that_another_program_uses_is_not_replaced(kranich: Say, used: Path) -> None:
    with closing(sqlite3.connect(used)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM invite").fetchone() == (1,)
        said = in_one_sentence(kranich("restore", "copy.db"))
    assert "Another program, perhaps Litestream, uses kranich.db. Stop it first." in said
    assert invites(used) == 1


@pytest.mark.usefixtures("used")
def test_the_database_cannot_be_put_in_its_own_place(kranich: Say) -> None:
    assert "kranich.db is the database itself." in in_one_sentence(kranich("restore", "kranich.db"))


def test_a_database_of_a_newer_kranich_is_refused(kranich: Say, used: Path, port: str) -> None:
    with closing(sqlite3.connect(used)) as database, database:
        database.execute("INSERT INTO migration (number, name) VALUES (9999, 'later')")
    assert "newer Kranich (migration 9999)" in in_one_sentence(kranich("run", web_port=port))
    found = kranich("check", web_port=port)
    assert found.returncode == 1
    assert "✗ KRANICH_DATABASE: The database cannot be used. It was written by a newer Kranich" in found.stdout


@pytest.mark.parametrize("words", [["run"], ["invite", "coordinator"], ["backup", "copy.db"]], ids=" ".join)
@pytest.mark.parametrize("harm", [break_a_page, overwrite])
def test_a_damaged_database_is_refused_and_left_as_it_is(
    kranich: Say, used: Path, port: str, words: list[str], harm: Callable[[Path], None]
) -> None:
    harm(used)
    before = used.read_bytes()
    assert in_one_sentence(kranich(*words, web_port=port)).startswith("The database cannot be used.")
    assert used.read_bytes() == before


def test_check_finds_the_damage(kranich: Say, used: Path, port: str) -> None:
    break_a_page(used)
    assert "✗ KRANICH_DATABASE: The database cannot be used." in kranich("check", web_port=port).stdout
