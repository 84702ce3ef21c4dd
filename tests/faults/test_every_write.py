"""The N-th write of an evening fails, for N = 1, 2, 3 …, and then all goes on: nobody may notice afterwards."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.services import people
from tests.faults import disk
from tests.faults.disk import Disk, Failure
from tests.faults.evening import SCENES, Cast, Left, Scene, left_of
from tests.faults.stages import BrittleStage
from tests.play import opened, stage

SEED = 1815
SCENES_AND_FAILURES = pytest.mark.parametrize(
    ("scene", "failure"), [pytest.param(s, f, id=f"{s.__name__}-{f.name}") for s in SCENES for f in Failure]
)
# In the daily run so many writes of a scene fail, for each kind of failure: BEGINs and COMMITs, and statements.
BOUNDS, STATEMENTS = 3, 3


@dataclass(frozen=True)
class Moment:
    """The world between two scenes: the database as the stopped bot left it, and the time."""

    database: bytes
    now: datetime
    code: str


async def before_the_evening(folder: Path) -> Moment:
    """An empty database with one code for a coordinator."""
    async with stage(folder) as play:
        async with play.app.database.atomic() as sql:
            code = await people.invite(play.app.context(sql), Role.COORDINATOR)
        now = play.clock.now
    return Moment((folder / "kranich.db").read_bytes(), now, code)


async def played(folder: Path, before: Moment, scene: Scene, broken: Disk) -> tuple[Moment, Left]:
    """What is after a scene that began at a moment, on this disk."""
    path = folder / "kranich.db"
    path.write_bytes(before.database)  # a stopped bot leaves no file beside it
    with disk.on(broken):
        async with opened(BrittleStage, folder, before.now) as play:
            play.disk = broken
            cast = Cast(play, before.code)
            await play.lives()
            broken.watched = True
            await scene(cast)
            await play.calm()
            broken.watched = False
            left, now = await left_of(cast), play.clock.now
    return Moment(path.read_bytes(), now, before.code), left


@dataclass(frozen=True)
class AsItShouldBe:
    """A scene without failures: the moment before, what it writes, and what is left at its end."""

    before: Moment
    writes: list[str]
    left: Left


_evening: dict[str, AsItShouldBe] = {}  # played once: it is what all the others are compared with


@pytest.fixture
async def evening(tmp_path: Path) -> dict[str, AsItShouldBe]:
    """Every scene of an evening without failures, by name."""
    if not _evening:
        moment = await before_the_evening(tmp_path)
        for scene in SCENES:
            sound = Disk()
            after, left = await played(tmp_path, moment, scene, sound)
            _evening[scene.__name__] = AsItShouldBe(moment, sound.written, left)
            moment = after
    return _evening


async def comes_to_the_same(folder: Path, scene: Scene, known: AsItShouldBe, number: int, failure: Failure) -> bool:
    """Play a scene in which this write fails; False when there were not so many."""
    broken = Disk(number, failure)
    _, left = await played(folder, known.before, scene, broken)
    assert left == known.left, f"{failure} at write {number}: {broken.written[number - 1]}"
    return broken.has_failed


def picked(writes: list[str], seed: str) -> list[int]:
    """The first write, and some others, numbered from 1: the bounds of transactions and what is between them."""
    chance = random.Random(seed)
    bounds = [number for number, write in enumerate(writes, 1) if write.startswith(("BEGIN", "COMMIT"))]
    others = [number for number, write in enumerate(writes, 1) if not write.startswith(("BEGIN", "COMMIT"))]
    return sorted({1, *chance.sample(bounds, BOUNDS), *chance.sample(others, STATEMENTS)})


@SCENES_AND_FAILURES
async def test_fault_22_whichever_write_fails_all_comes_to_the_same(
    tmp_path: Path, evening: dict[str, AsItShouldBe], scene: Scene, failure: Failure
) -> None:
    known = evening[scene.__name__]
    numbers = picked(known.writes, f"{SEED} {scene.__name__} {failure}")
    failed = [await comes_to_the_same(tmp_path, scene, known, number, failure) for number in numbers]
    assert any(failed)


@pytest.mark.soak
@SCENES_AND_FAILURES
async def test_fault_22_every_single_write_may_fail(
    tmp_path: Path, evening: dict[str, AsItShouldBe], scene: Scene, failure: Failure
) -> None:
    known = evening[scene.__name__]
    for number in count(1):
        if not await comes_to_the_same(tmp_path, scene, known, number, failure):
            assert number > len(known.writes) / 2
            return


async def test_fault_22_an_evening_on_a_bad_disk_ends_as_any_other(
    tmp_path: Path, evening: dict[str, AsItShouldBe]
) -> None:
    chance = random.Random(SEED)
    moment = evening[SCENES[0].__name__].before
    for scene in SCENES:
        known = evening[scene.__name__]
        broken = Disk(chance.randint(1, len(known.writes)), chance.choice(list(Failure)))
        moment, left = await played(tmp_path, moment, scene, broken)
        assert left == known.left, scene.__name__
