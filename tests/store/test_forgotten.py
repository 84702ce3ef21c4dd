"""The file beside the database that names, by number only, who was forgotten."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import DatabaseProblem
from bot.store import facts, forgotten
from bot.store.database import Database
from bot.store.forgotten import LINEAGE, Sidecar
from tests.play import stage

NOVEMBER = datetime(2026, 11, 23, 9, 0, 0, 70, tzinfo=UTC)


async def forget(database: Database, *numbers: int) -> None:
    async with database.atomic() as sql:
        for number in numbers:
            await forgotten.note(sql, number, NOVEMBER)


async def named(database: Database, file: Path) -> dict[int, datetime]:
    return Sidecar(file.with_suffix("")).read(await facts.get(database.read, LINEAGE))


async def test_fault_16_a_line_for_each_holds_a_number_an_instant_and_nothing_else(
    database: Database, tmp_path: Path
) -> None:
    sidecar = Sidecar(tmp_path / "kranich.db")
    await forget(database, 17, 4)
    await sidecar.catch_up(database.read)
    await forget(database, 23)
    await sidecar.catch_up(database.read)
    await sidecar.catch_up(database.read)
    lineage = await facts.get(database.read, LINEAGE)
    at = "2026-11-23T09:00:00.000070+00:00"
    assert sidecar.path == tmp_path / "kranich.db.forgotten"
    assert sidecar.path.read_text() == f"{lineage} 17 {at}\n{lineage} 4 {at}\n{lineage} 23 {at}\n"
    assert sidecar.path.stat().st_mode & 0o777 == 0o600
    assert sidecar.read(lineage) == {17: NOVEMBER, 4: NOVEMBER, 23: NOVEMBER}


async def test_fault_16_a_lost_file_is_written_anew_at_the_next_start(database: Database, tmp_path: Path) -> None:
    await forget(database, 17, 4)
    await Sidecar(tmp_path / "kranich.db").catch_up(database.read)
    (tmp_path / "kranich.db.forgotten").unlink()
    await Sidecar(tmp_path / "kranich.db").catch_up(database.read)
    assert await named(database, tmp_path / "kranich.db.forgotten") == {17: NOVEMBER, 4: NOVEMBER}


@pytest.mark.parametrize("kept", range(1, 71, 3))
async def test_fault_16_a_line_that_was_cut_off_names_nobody_and_is_completed(
    database: Database, tmp_path: Path, kept: int
) -> None:
    await forget(database, 17)
    await Sidecar(tmp_path / "kranich.db").catch_up(database.read)
    file = tmp_path / "kranich.db.forgotten"
    whole = file.read_bytes()
    assert len(whole) == 69
    file.write_bytes(whole[:kept])
    assert await named(database, file) in ({}, {17: NOVEMBER})
    await forget(database, 172)
    await Sidecar(tmp_path / "kranich.db").catch_up(database.read)
    assert await named(database, file) == {17: NOVEMBER, 172: NOVEMBER}


async def test_a_file_of_another_database_and_of_garbage_is_read_without_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "kranich.db.forgotten"
    file.write_bytes(
        b"\xff\xfe\x00 7\nours 9 2026-11-23T09:00:00.000070+00:00\nother 5 2026-11-23T09:00:00.000070+00:00\n"
    )
    assert Sidecar(tmp_path / "kranich.db").read("ours") == {9: NOVEMBER}


async def test_a_file_that_cannot_be_written_is_said_at_the_start(database: Database, tmp_path: Path) -> None:
    (tmp_path / "kranich.db.forgotten").mkdir()
    await forget(database, 17)
    with pytest.raises(DatabaseProblem, match=r"kranich\.db\.forgotten cannot be read"):
        await Sidecar(tmp_path / "kranich.db").catch_up(database.read)


async def test_a_tick_that_cannot_write_it_logs_that_and_the_next_one_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage(tmp_path) as play:
        amina = await play.neighbour("Amina")
        (tmp_path / "kranich.db.forgotten").mkdir()
        await amina.presses("forget:yes")
        with caplog.at_level(logging.ERROR):
            await play.later(seconds=2)
        assert "not noted beside the database who was forgotten" in caplog.text
        assert "Amina" not in caplog.text
        (tmp_path / "kranich.db.forgotten").rmdir()
        await play.later(seconds=2)
        assert list(await named(play.app.database, tmp_path / "kranich.db.forgotten")) == [1]
