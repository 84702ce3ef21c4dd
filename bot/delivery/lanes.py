"""Claimed deliveries on their way out: which one goes next, and which chats are held."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.delivery.pacing import Pacer
from bot.domain.deliveries import Delivery, Urgency


class Lanes:
    """One lane per class, the most urgent first; each keeps the order of its rows within a chat."""

    def __init__(self) -> None:
        self._rows: dict[Urgency, deque[Delivery]] = {urgency: deque() for urgency in Urgency}
        self._chats: dict[Urgency, Counter[str]] = {urgency: Counter() for urgency in Urgency}

    def __bool__(self) -> bool:
        return any(self._rows.values())

    def add(self, delivery: Delivery) -> None:
        """Line up at the end of its lane."""
        self._rows[delivery.urgency].append(delivery)
        self._chats[delivery.urgency][delivery.address] += 1

    def chats(self, urgency: Urgency) -> int:
        """How many chats a lane has something for: so many could be sent to at the same moment."""
        return len(self._chats[urgency])

    def clear(self, urgencies: Iterable[Urgency] = Urgency) -> list[Delivery]:
        """Take everything out of these lanes."""
        out = [delivery for urgency in urgencies for delivery in self._rows[urgency]]
        for urgency in urgencies:
            self._rows[urgency].clear()
            self._chats[urgency].clear()
        return out

    def take_chat(self, address: str, urgency: Urgency) -> list[Delivery]:
        """Take everything for one chat out of a lane."""
        rows = self._rows[urgency]
        out = [delivery for delivery in rows if delivery.address == address]
        if out:
            self._rows[urgency] = deque(delivery for delivery in rows if delivery.address != address)
            del self._chats[urgency][address]
        return out

    def pick(self, now: datetime, pacer: Pacer, blocked: Callable[[Delivery], bool]) -> Delivery | datetime | None:
        """Take out the delivery that leaves now; or else when one may; None when that is not a matter of time."""
        soonest: list[datetime] = []
        for urgency, rows in self._rows.items():
            if not rows:
                continue
            at = pacer.earliest(urgency, now)
            if at > now:
                soonest.append(at)
                break  # the lanes below have to wait as long at least
            found = _first(rows, now, pacer, blocked)
            if isinstance(found, Delivery):
                self._left(found)
                return found
            soonest += found
        return min(soonest, default=None)

    def _left(self, delivery: Delivery) -> None:
        chats = self._chats[delivery.urgency]
        chats[delivery.address] -= 1
        if not chats[delivery.address]:
            del chats[delivery.address]


def _first(
    rows: deque[Delivery], now: datetime, pacer: Pacer, blocked: Callable[[Delivery], bool]
) -> Delivery | list[datetime]:
    front = rows[0]
    if not blocked(front) and pacer.earliest_in(front.address, front.urgency, now) <= now:
        return rows.popleft()
    seen: set[str] = set()  # what comes later for a chat does not overtake what comes earlier
    times: list[datetime] = []
    for index, delivery in enumerate(rows):
        if delivery.address in seen:
            continue
        seen.add(delivery.address)
        if blocked(delivery):
            continue
        at = pacer.earliest_in(delivery.address, delivery.urgency, now)
        if at <= now:
            del rows[index]
            return delivery
        times.append(at)
    return times


class Holds:
    """Chats with a delivery that is to be tried again later: what comes after it in its lane waits too."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, Urgency], datetime] = {}
        self._order: list[tuple[datetime, str, Urgency]] = []

    def add(self, address: str, urgency: Urgency, until: datetime) -> None:
        """Hold a chat's lane until an instant."""
        self._until[address, urgency] = until
        heapq.heappush(self._order, (until, address, urgency))

    def until(self, address: str, urgency: Urgency) -> datetime | None:
        """Until when this chat's lane is held."""
        return self._until.get((address, urgency))

    def release(self, now: datetime) -> set[Urgency]:
        """End the holds that are over; the lanes in which something is due again."""
        freed: set[Urgency] = set()
        while self._order and self._order[0][0] <= now:
            at, address, urgency = heapq.heappop(self._order)
            if self._until.get((address, urgency)) == at:
                del self._until[address, urgency]
            freed.add(urgency)
        return freed

    @property
    def next_end(self) -> datetime | None:
        """When the next hold ends."""
        return self._order[0][0] if self._order else None
