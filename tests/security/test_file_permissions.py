"""The database is read by its owner only, however it came to be there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

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
