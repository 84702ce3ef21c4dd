"""The role is asked for anew at every tap and every answer: who loses it can do nothing more, wherever they are."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.talks import book
from bot.talks.talk import BACK, STOP
from tests.play import Person, Stage
from tests.security.exploring import dump
from tests.security.test_buttons_fuzz import TEAM_ONLY, TRACES

# What begins each conversation of the team.
DESK_BEGINNINGS = {"interpret": "tr:1:tr"}
BEGINNINGS = {
    "new_event": "new",
    "move": "move:1",
    "correct": "fix:1",
    "cancel": "cancel:1",
    "translate": "word:1:tr",
    "send_at": "sendat:1",
    "announce": "announce",
    "reply": "reply:1",
    "draft_at": "dat:2",
}
LONGEST = 25  # questions; a conversation that has more goes round in circles


@pytest.fixture
async def olga(play: Stage) -> Person:
    """A coordinator with an event to look after and a letter to answer, so early that each hour on offer is to come."""
    play.clock.move_on(hours=-4)
    olga = await play.coordinator()
    await play.event(by=olga)
    amina = await play.neighbour("Amina")
    await amina.says("Is there parking?")
    await amina.taps(amina.t("Yes, pass it on"))
    await olga.presses("announce")
    await olga.says("Am Montag ist zu.")
    await olga.taps(olga.team("Everyone"))
    await olga.taps(f"❌ {olga.tt('No')}")
    await olga.taps(olga.team("Ask the interpreters"))
    return olga


@pytest.fixture
async def emine(play: Stage, olga: Person) -> Person:
    """An interpreter with a text to translate."""
    emine = await play.neighbour("Emine", "tr")
    await play.grants(emine, Role.INTERPRETER)
    await emine.presses("into:tr:1")
    await olga.presses("askin:1")
    return emine


async def is_refused(olga: Person) -> bool:
    """Whether what was just done is answered with "for the team only"."""
    heard, olga.toasts[:] = olga.toasts[-1:], []
    return heard == [olga.t(TEAM_ONLY)] or olga.t(TEAM_ONLY) in (await olga.last()).text


async def answers(olga: Person) -> None:
    """Give the open question an answer: its first button, or a text that also reads as a day and a time."""
    shown = await olga.last()
    for action in shown.buttons.values():
        if action.startswith("q:") and action.rpartition(":")[2] not in {BACK, STOP}:
            await olga.presses(action, shown)
            return
    await olga.says("28.11. 15:00-17:00")


async def is_talking(play: Stage) -> bool:
    return await play.count("SELECT count(*) FROM talk") > 0


async def test_fault_25_no_action_of_the_team_works_once_the_role_is_gone(play: Stage, olga: Person) -> None:
    for name in book.TEAM_ACTIONS:
        action = f"{name}:1:1:1"
        await olga.presses(action)
        assert not await is_refused(olga), name
        await play.takes_role(olga)
        before = await dump(play.app.database.read, *TRACES)
        await olga.presses(action)
        assert await is_refused(olga), name
        assert await dump(play.app.database.read, *TRACES) == before
        await play.grants(olga)


async def test_fault_25_no_action_of_the_translation_desk_works_once_the_role_is_gone(
    play: Stage, emine: Person
) -> None:
    for name in book.DESK_ACTIONS:
        action = f"{name}:tr:1" if name == "into" else f"{name}:1:tr:0"
        await emine.presses(action)
        assert not await is_refused(emine), name
        await play.takes_role(emine)
        before = await dump(play.app.database.read, *TRACES)
        await emine.presses(action)
        assert await is_refused(emine), name
        assert await dump(play.app.database.read, *TRACES) == before
        await play.grants(emine, Role.INTERPRETER)


def test_every_conversation_of_the_team_is_tried_here() -> None:
    assert set(BEGINNINGS) == book.TEAM_TALKS
    assert set(DESK_BEGINNINGS) == book.DESK_TALKS


async def test_fault_25_a_conversation_at_the_desk_ends_wherever_the_role_is_taken_away(
    play: Stage, emine: Person
) -> None:
    for answered in range(2):
        await emine.presses(DESK_BEGINNINGS["interpret"])
        for _ in range(answered):
            await emine.says("Kurabiye")
        await play.takes_role(emine)
        before = await dump(play.app.database.read, *TRACES, "talk")
        await emine.says("Beraber")
        assert await is_refused(emine), answered
        assert await dump(play.app.database.read, *TRACES, "talk") == before
        assert not await is_talking(play)
        await play.grants(emine, Role.INTERPRETER)


@pytest.mark.parametrize("name", sorted(book.TEAM_TALKS))
async def test_fault_25_a_conversation_of_the_team_ends_wherever_the_role_is_taken_away(
    name: str, play: Stage, olga: Person
) -> None:
    for answered in range(LONGEST):
        await olga.presses(BEGINNINGS[name])
        for _ in range(answered):
            await answers(olga)
        if not await is_talking(play):
            break
        await play.takes_role(olga)
        before = await dump(play.app.database.read, *TRACES, "talk")
        await answers(olga)
        assert await is_refused(olga), answered
        assert await dump(play.app.database.read, *TRACES, "talk") == before
        assert not await is_talking(play)
        await play.grants(olga)
    assert 0 < answered < LONGEST - 1
