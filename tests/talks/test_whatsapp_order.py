"""What people say on WhatsApp comes in any order: what waits together is worked in the order in which it was said."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path

import pytest

from bot.channels.protocol import Arrival
from bot.store.inbox import Received
from bot.talks.order import as_said
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[WhatsAppStage]:
    """The bot with a number at Meta's, on a Monday morning."""
    async with whatsapp_stage(tmp_path) as found:
        yield found


async def at_the_name(play: WhatsAppStage) -> Person:
    """Somebody who is asked for the name."""
    amina = play.person()
    await amina.starts()
    await amina.says("2")
    await amina.taps("Yes, all right")
    await amina.reads(amina.t("What shall we call you?"))
    return amina


async def writes(play: WhatsAppStage, person: Person, *words: str) -> list[bytes]:
    """Several texts, two seconds between them: Meta's calls, one for each."""
    for one in words:
        await person.phone.says(one)
        play.clock.move_on(seconds=2)
    return [play.meta.bodies.popleft() for _ in words]


async def given(play: WhatsAppStage) -> list[list[str]]:
    """The answers in the open conversation."""
    found: list[list[str]] = json.loads(await play.app.database.read.value("SELECT answers FROM talk"))
    return [[str(value) for value in answer] for answer in found]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_answers_that_wait_together_are_taken_as_they_were_said(
    play: WhatsAppStage, order: tuple[int, ...]
) -> None:
    amina = await at_the_name(play)
    bodies = await writes(play, amina, "Anna", "2", "1")
    for at in order:
        await play.brings(bodies[at])
    await play.work()
    assert (await given(play))[-3:] == [["name", "Anna"], ["adults", "2"], ["children", "1"]]


async def test_what_was_worked_before_is_not_undone_and_the_person_is_asked_on(play: WhatsAppStage) -> None:
    amina = await at_the_name(play)
    first, second = await writes(play, amina, "Anna", "2")
    for body in (second, first):
        await play.brings(body)
        await play.work()
    assert (await given(play))[-1] == ["name", "2"]
    await amina.reads(amina.t("How many adults?"))


async def test_what_cannot_be_read_leaves_the_others_in_order(play: WhatsAppStage) -> None:
    amina = await at_the_name(play)
    first, second = await writes(play, amina, "Anna", "2")
    await play.app.receive("whatsapp", [Arrival("odd", "{"), Arrival("odder", "[" * 5000), Arrival("7", "7")])
    for body in (second, first):
        await play.brings(body)
    await play.work()
    assert (await given(play))[-2:] == [["name", "Anna"], ["adults", "2"]]
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 3


def test_only_updates_that_tell_when_they_were_said_change_places() -> None:
    waiting = [Received(number, "", raw) for number, raw in enumerate(["9", "", "5", "", "7", "5"], 1)]
    found = as_said(waiting, lambda one: int(one.raw) if one.raw else None)
    assert [one.id for one in found] == [3, 2, 6, 4, 5, 1]
