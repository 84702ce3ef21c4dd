"""In which order updates are worked that wait together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.store.inbox import Received


def as_said(waiting: Sequence[Received], said: Callable[[Received], int | None]) -> list[Received]:
    """Those for which `said` tells an instant change places among each other, the first said first; the others stay.

    Nothing is held back for what may still come: an answer that comes after a later one was worked is late.
    """
    told = [(instant, place) for place, one in enumerate(waiting) if (instant := said(one)) is not None]
    found = list(waiting)
    for (_, place), (_, source) in zip(told, sorted(told), strict=True):
        found[place] = waiting[source]
    return found
