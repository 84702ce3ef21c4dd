"""How long a tap waits, and how well a pace is kept: `python -m tests.benchmarks.waiting WAY URL TAPS`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.house import announce, announcement, house, runs, with_event
from tests.benchmarks.ways import Figures, main, percentile, until_answered

TAP_EVERY = 50.0  # ms: every reply counts for the pace, too
PEOPLE = 10_000
CALLS = ("editMessageText", "answerCallbackQuery")


async def quiet(url: str, taps: int) -> Figures:
    """One tap after the other, and nothing else."""
    return await _tapped(url, taps, rate=1000, announcing=False)


async def at_30(url: str, taps: int) -> Figures:
    """The same while an announcement goes out, 30 messages a second."""
    return await _tapped(url, taps, rate=30, announcing=True)


async def at_1000(url: str, taps: int) -> Figures:
    """The same at 1,000 messages a second."""
    return await _tapped(url, taps, rate=1000, announcing=True)


async def _tapped(url: str, taps: int, rate: float, *, announcing: bool) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url, rate) as app:
            event_id = await with_event(app, PEOPLE)

            if announcing:
                await announce(app, event_id)
                await app.schedule.mail()
            report = await until_answered(url, taps, TAP_EVERY, CALLS, lambda: runs(app))
            return _waits(report)


def _waits(report: dict[str, Any]) -> Figures:
    waits = report["waits"]
    return {"half wait ms": 1000 * percentile(waits, 0.5), "p99 ms": 1000 * percentile(waits, 0.99)}


async def pace_30(url: str, taps: int) -> Figures:
    """The rate of an announcement at 30 a second."""
    return await _paced(url, 30, 300)


async def pace_1000(url: str, taps: int) -> Figures:
    """The rate of an announcement at 1,000 a second."""
    return await _paced(url, 1000, 5000)


async def _paced(url: str, rate: float, people: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url, rate) as app:
            send = await announcement(app, people)
            began = time.perf_counter()
            await send()
            return {"a second": (people - 1) / (time.perf_counter() - began)}


WAYS = {"quiet": quiet, "at 30/s": at_30, "at 1000/s": at_1000, "30/s": pace_30, "1000/s": pace_1000}

if __name__ == "__main__":
    main(WAYS)
