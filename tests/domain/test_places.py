"""Who has a place and who waits, whatever people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import Answer, Choice
from bot.domain.places import has_room, moving_up, taken

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

parties = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any)
limits = st.one_of(st.none(), st.integers(0, 40))


def answer(
    participant: int, adults: int = 1, children: int = 0, choice: Choice = Choice.COMING, *, waiting: bool = False
) -> Answer:
    since = NOON + timedelta(minutes=participant)
    return Answer(7, participant, choice, adults, children, waiting, since, answered_at=since)


def queue(*sizes: int) -> list[Answer]:
    return [answer(number, size, waiting=True) for number, size in enumerate(sizes, start=1)]


def sizes_moving_up(places: int | None, held: int, *sizes: int) -> list[int]:
    return [party.seats for party in moving_up(places, held, queue(*sizes))]


def test_only_people_who_come_and_do_not_wait_hold_places() -> None:
    assert taken([]) == 0
    answers = [
        answer(1, 2, 3),
        answer(2, 1, 0),
        answer(3, 4, 0, waiting=True),
        answer(4, 2, 2, Choice.MAYBE),
        answer(5, 2, 2, Choice.NO),
    ]
    assert taken(answers) == 6


@pytest.mark.parametrize(
    ("places", "held", "wanted", "waiting", "expected"),
    [
        (None, 10_000, 24, 0, True),
        (None, 0, 1, 3, True),
        (20, 16, 4, 0, True),
        (20, 17, 4, 0, False),
        (20, 10, 1, 1, False),  # there is room, but somebody was earlier
        (0, 0, 1, 0, False),
    ],
)
def test_room_is_for_those_who_fit_and_have_nobody_in_front(
    places: int | None, held: int, wanted: int, waiting: int, expected: bool
) -> None:
    assert has_room(places, held, wanted, waiting) is expected


def test_a_large_family_keeps_its_turn_and_small_ones_do_not_wait_for_it() -> None:
    assert sizes_moving_up(10, 7, 5, 2, 1) == [2, 1]
    assert sizes_moving_up(10, 5, 5, 2, 1) == [5]
    assert sizes_moving_up(10, 0, 5, 2, 1) == [5, 2, 1]
    assert sizes_moving_up(None, 99, 5, 2, 1) == [5, 2, 1]


def test_nobody_moves_up_while_there_are_fewer_places_than_people() -> None:
    assert sizes_moving_up(8, 11, 1, 1) == []


@given(limits, st.integers(0, 50), st.lists(parties, max_size=15))
def test_moving_up_never_overbooks_keeps_the_order_and_leaves_no_chair_empty(
    places: int | None, held: int, waiting: list[tuple[int, int]]
) -> None:
    line = [answer(number, *party, waiting=True) for number, party in enumerate(waiting)]
    up = moving_up(places, held, line)
    assert [party for party in line if party in up] == up
    if places is None:
        assert up == line
        return
    after = held + sum(party.seats for party in up)
    assert after <= max(places, held)
    assert all(after + party.seats > places for party in line if party not in up)


actions = st.lists(st.tuples(st.integers(0, 8), st.one_of(st.none(), parties)), max_size=40)


@given(limits, actions)
def test_a_house_full_of_people_changing_their_minds_is_never_overbooked(
    places: int | None, taps: list[tuple[int, tuple[int, int] | None]]
) -> None:
    """Each tap is a person who comes with a party, or with None cancels; freed places go to the list at once."""
    answers: dict[int, Answer] = {}
    for minute, (person, party) in enumerate(taps):
        mine = answers.pop(person, None)
        if party:
            in_front = sum(x.waiting and (mine is None or x.since < mine.since) for x in answers.values())
            room = has_room(places, taken(answers.values()), sum(party), in_front)
            now = NOON + timedelta(minutes=minute)
            since = mine.since if mine and mine.waiting else now
            answers[person] = Answer(7, person, Choice.COMING, *party, not room, since, now)
        line = sorted((x for x in answers.values() if x.waiting), key=lambda x: x.since)
        for up in moving_up(places, taken(answers.values()), line):
            answers[up.participant_id] = replace(up, waiting=False)
        held = taken(answers.values())
        assert places is None or held <= places
        assert all(places is not None and held + x.seats > places for x in answers.values() if x.waiting)
