"""The database is read by its owner only, however it came to be there, and so is a folder that is made for it."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.lock import only_one
from bot.store.database import Database
from bot.store.migrations import migrate


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine whose new files everybody, some, or nobody else may read."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


ALL_OURS = {"kranich.db": 0o600, "kranich.db-wal": 0o600, "kranich.db-shm": 0o600}


@pytest.mark.usefixtures("umask")
async def test_a_new_database_is_read_by_its_owner_only(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "kranich.db")
    await migrate(database)
    assert modes(tmp_path) == ALL_OURS
    await database.close()


@pytest.mark.usefixtures("umask")
async def test_a_database_that_others_could_read_is_closed_to_them_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "kranich.db"
    database = await Database.open(path)
    await migrate(database)
    files = contents(tmp_path)  # as a kill leaves them
    await database.close()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / name).chmod(0o666)
    database = await Database.open(path)
    assert modes(tmp_path) == ALL_OURS
    await database.close()


async def test_a_database_of_somebody_else_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kranich.db"
    path.touch(0o644)
    path.chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    database = await Database.open(path)
    assert modes(tmp_path)["kranich.db"] == 0o644
    await database.close()


def told(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]


@pytest.mark.usefixtures("umask")
async def test_folders_that_are_not_there_are_made_for_their_owner_only_and_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outer = tmp_path / "data"
    database = await Database.open(outer / "kranich" / "kranich.db")
    await database.close()
    assert modes(tmp_path) == {"data": 0o700}
    assert modes(outer) == {"kranich": 0o700}
    assert told(caplog) == [f"made a folder for its owner only folder={one}" for one in (outer, outer / "kranich")]


@pytest.mark.usefixtures("umask")
def test_the_lock_makes_the_folder_in_the_same_way(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with only_one(tmp_path / "data" / "kranich.db"):
        assert modes(tmp_path) == {"data": 0o700}
    assert told(caplog) == [f"made a folder for its owner only folder={tmp_path / 'data'}"]


async def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o750)
    database = await Database.open(tmp_path / "data" / "kranich.db")
    await database.close()
    assert modes(tmp_path) == {"data": 0o750}
    assert told(caplog) == []
