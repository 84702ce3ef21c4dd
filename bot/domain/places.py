"""Who has a place and who waits. The one rule of the house about places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.events import Answer

# Families cancel one by one: a freed place waits this long before it goes to the list.
QUIET_BEFORE_PROMOTION = timedelta(seconds=10)


def taken(answers: Iterable[Answer]) -> int:
    """Places held by those coming, without the waiting list."""
    return sum(answer.seats for answer in answers if not answer.waiting)


def has_room(places: int | None, held: int, wanted: int, queue: int) -> bool:
    """Whether `wanted` places can be had at once: they are free, and nobody waits in front.

    `held` are the places of all others; `queue` is the number of people's answers on the waiting list.
    """
    return places is None or (queue == 0 and held + wanted <= places)


def moving_up(places: int | None, held: int, waiting: Sequence[Answer]) -> list[Answer]:
    """The answers of the waiting list (in its order) that get a place now.

    A party too large for what is free keeps its turn and is first again when more is free; smaller ones behind
    it do not wait for it, since an empty chair helps nobody.
    """
    up: list[Answer] = []
    for answer in waiting:
        if places is None or held + answer.seats <= places:
            up.append(answer)
            held += answer.seats
    return up
