"""What time it is. Everything that needs the time is given a clock; only the demo's can be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that runs on and can be set forward, for the demo."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return self._clock() + self._ahead

    def move_on(self, by: timedelta) -> None:
        """Jump ahead by `by`. A clock is never set back."""
        self._ahead += max(by, timedelta())
