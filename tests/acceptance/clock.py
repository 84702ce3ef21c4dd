"""A clock that two processes share: it runs on by itself, and a test sets it forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import system_clock


class SharedClock:
    """How far it is ahead of the real one stands in a file, which is read at every look."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def beginning(cls, file: Path, at: datetime) -> SharedClock:
        """A new clock that shows `at` now."""
        clock = cls(file)
        clock._set(at - system_clock())
        return clock

    def __call__(self) -> datetime:
        return system_clock() + self._ahead()

    def move_on(self, **by: float) -> None:
        """Let time pass."""
        self._set(self._ahead() + timedelta(**by))

    def _ahead(self) -> timedelta:
        return timedelta(seconds=float(self.file.read_text()))

    def _set(self, ahead: timedelta) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(ahead.total_seconds()))
        fresh.replace(self.file)  # at once: the other process never reads half of it
