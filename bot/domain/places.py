"""Who has a place and who waits. The one rule of the house about places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.events import Answer

# Families cancel one by one: a freed place waits for so long a quiet time before it goes to the list, but not for ever.
QUIET_BEFORE_PROMOTION = timedelta(seconds=10)
LONGEST_BEFORE_PROMOTION = timedelta(minutes=1)


def taken(answers: Iterable[Answer]) -> int:
    """Places held by those coming, without the waiting list."""
    return sum(answer.seats for answer in answers if not answer.waiting)


def has_room(places: int | None, held: int, wanted: int, queue: int) -> bool:
    """Whether `wanted` places can be had at once: they are free, and nobody waits in front.

    `held` are the places of all others; `queue` is the number of people's answers on the waiting list.
    """
    return places is None or (queue == 0 and held + wanted <= places)


def joined(one: Answer, other: Answer, places: int | None, held: int, queue: int) -> Answer:
    """The one answer of a person who gave two: the newer, which loses no place and no turn that the older had.

    `held` and `queue` as of `has_room`, without these two. So it never takes a place that neither had and that is not
    free.
    """
    older, newer = sorted((one, other), key=lambda answer: answer.answered_at)
    kept = newer
    if newer.waiting and older.waiting:
        kept = replace(newer, since=min(older.since, newer.since))
    elif newer.waiting and older.seats:
        fits = newer.seats <= older.seats or has_room(places, held, newer.seats, queue)
        kept = replace(newer, waiting=False) if fits else older
    ticks = [answer.came for answer in (older, newer) if answer.came is not None]
    return replace(kept, came=any(ticks) if ticks else None)


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
