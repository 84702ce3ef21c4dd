"""Fault 25: whatever a button is made to say, and whoever says it, only what is theirs to change changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from bot.talks import book
from tests.play import Person, Stage
from tests.security.exploring import LENGTHS, dump, explore, odd_texts

NOT_VALID, TEAM_ONLY = "This button is no longer valid.", "This is for the team only."
# What every tap leaves behind: that it came in, what was answered, when the chat was heard of.
TRACES = ("inbox", "delivery", "web_message", "chat", "sqlite_sequence")
REAL = (
    "a:1:coming", "a:1:2.1", "l:1:yes", "f:1:3", "lang:ar", "rem:0", "pause:1", "forget:yes", "te:1", "send:1",
    "sendat:1", "word:1:tr", "pv:1:", "tick:1:2:1", "walk:1:1", "done:1", "series:1", "ask:1:1", "stop:1", "missed:1",
    "lh:1", "lh:1:need:ku", "lh:1:can:tr:1", "lh:1:none", "card:1", "speak:1:ku", "letter:1", "reply:1", "move:1",
    "fix:1", "cancel:1", "me1:1", "fb:1", "q:1:sure:yes", "q:2:title:x",
    "askin:1", "look:1:tr", "right:1:tr:0", "better:1:tr", "out:1:tr:0", "into:tr:1", "tr:1:tr", "draft:1:tr",
    "dsend:1", "dat:1", "dword:1",
)  # fmt: skip
value = st.one_of(
    st.sampled_from(["1", "1", "2", "3", "0", "-1", "99", "2.1", "yes", "no", "coming", "tr", "", "x", "<", "-"]),
    odd_texts,
)  # fmt: skip


def saying(names: list[str]) -> st.SearchStrategy[str]:
    """Button data of these actions, with real, odd or missing values."""
    return st.tuples(st.sampled_from(names), st.lists(value, max_size=4)).map(
        lambda said: ":".join([said[0], *said[1]])
    )


anything = st.one_of(
    st.sampled_from(REAL), saying([*book.ACTIONS, *book.TEAM_ACTIONS, *book.DESK_ACTIONS, "q"]), odd_texts
)


@pytest.fixture
async def olga(play: Stage) -> Person:
    """A coordinator, of a project in which something is to be lost."""
    olga = await play.coordinator()
    await play.event(by=olga)
    await play.event("Entwurf", by=olga, send=False)
    amina = await play.neighbour("Amina")
    await amina.presses("a:1:coming")
    await amina.presses("lh:1:need:ar")
    await amina.says("Is there parking?")
    await olga.presses("new")
    return olga


async def others(play: Stage, person: Person) -> dict[str, list[tuple[Any, ...]]]:
    """All that is not this person's to change."""
    found = {}
    for table, whose in {
        "participant": "id", "answer": "participant_id", "language_help": "participant_id",
        "letter": "participant_id", "feedback": "participant_id",
        "role": "0", "audit": "0", "announcement": "0", "wording": "0", "invite": "0",
        "translation": "0", "interpreter_language": "participant_id", "renewal": "0",
        "talk": "(SELECT participant_id FROM chat WHERE chat.id = talk.chat_id)",
        "(SELECT id, state, starts_at, place, sequence, walk_ins, attendance_at, picture_id FROM event)": "0",
    }.items():  # fmt: skip
        statement = f"SELECT * FROM {table} WHERE coalesce({whose}, 0) NOT IN "  # noqa: S608 - the names above
        statement += "(SELECT participant_id FROM chat WHERE address = ?)"  # all who share the phone
        found[table] = [tuple(row) for row in await play.app.database.read.all(statement, person.address)]
    return found


async def nothing_broke(play: Stage) -> bool:
    return await play.count("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_25_no_tap_of_a_participant_changes_what_is_not_theirs(
    examples: int, play: Stage, olga: Person
) -> None:
    mallory = await play.neighbour("Mallory")

    async def holds(actions: list[str]) -> None:
        for action in actions:
            before, all_before = await others(play, mallory), await dump(play.app.database.read, *TRACES)
            await mallory.presses(action)
            assert await others(play, mallory) == before, action
            if {mallory.t(NOT_VALID), mallory.t(TEAM_ONLY)} & set(mallory.toasts):
                assert await dump(play.app.database.read, *TRACES) == all_before, action
            mallory.toasts.clear()
        assert await nothing_broke(play)

    await explore(examples, st.lists(anything, min_size=1, max_size=4), holds)


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_25_no_button_of_the_team_does_anything_for_others(
    examples: int, play: Stage, olga: Person
) -> None:
    mallory, guest = await play.neighbour("Mallory"), play.person()
    await guest.starts()
    await guest.presses("menu")  # now the first question is noted as asked

    async def holds(action: str) -> None:
        before = await dump(play.app.database.read, *TRACES)
        await mallory.presses(action)
        assert mallory.toasts == [mallory.t(NOT_VALID if "@" in action else TEAM_ONLY)]
        mallory.toasts.clear()
        await guest.presses(action)
        assert "👋" in (await guest.last()).text
        assert await dump(play.app.database.read, *TRACES) == before
        assert await nothing_broke(play)

    closed = [*book.TEAM_ACTIONS, *book.DESK_ACTIONS]
    for name in closed:
        await holds(f"{name}:1:1:1")
    await explore(examples, saying(closed), holds)


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_25_forged_buttons_of_a_coordinator_break_nothing(examples: int, play: Stage, olga: Person) -> None:
    async def holds(actions: list[str]) -> None:
        for action in actions:
            before = await dump(play.app.database.read, *TRACES)
            await olga.presses(action)
            if olga.t(NOT_VALID) in olga.toasts:
                assert await dump(play.app.database.read, *TRACES) == before, action
            olga.toasts.clear()
        assert await nothing_broke(play)

    team = saying([*book.TEAM_ACTIONS, *book.DESK_ACTIONS])
    await explore(examples, st.lists(st.one_of(team, anything), min_size=1, max_size=4), holds)


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_25_whatever_someone_new_taps_they_only_get_to_the_registration(
    examples: int, play: Stage, olga: Person
) -> None:
    guest = play.person()

    async def holds(actions: list[str]) -> None:
        before = await others(play, guest)
        for action in actions:
            await guest.presses(action)
        assert await others(play, guest) == before
        assert await nothing_broke(play)

    await explore(examples, st.lists(anything, min_size=1, max_size=4), holds)
