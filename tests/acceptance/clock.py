"""A clock that two processes share: it runs on by itself, and a test sets it forward or lets it run quicker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import system_clock


class SharedClock:
    """What it showed at a real instant, and its speed since, stand in a file, which is read at every look."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def beginning(cls, file: Path, at: datetime) -> SharedClock:
        """A new clock that shows `at` now."""
        clock = cls(file)
        clock._set(at, speed=1)
        return clock

    def __call__(self) -> datetime:
        return self._now()[0]

    def move_on(self, **by: float) -> None:
        """Let time pass."""
        now, speed = self._now()
        self._set(now + timedelta(**by), speed)

    @contextmanager
    def hurrying(self, speed: float) -> Iterator[None]:
        """It runs so many times as fast meanwhile."""
        now, before = self._now()
        self._set(now, speed)
        try:
            yield
        finally:
            self._set(self(), before)

    def _now(self) -> tuple[datetime, float]:
        shown, really, speed = json.loads(self.file.read_text())
        return datetime.fromisoformat(shown) + (system_clock() - datetime.fromisoformat(really)) * speed, speed

    def _set(self, now: datetime, speed: float) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps([now.isoformat(), system_clock().isoformat(), speed]))
        fresh.replace(self.file)  # at once: the other process never reads half of it
