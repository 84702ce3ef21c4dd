"""`python -m tests.benchmarks [PART …]`: every way in turn against the same server, several rounds, tables of medians.

Peers come with `pip install '.[benchmarks]'`; one that is not installed is left out, and said so. The figures are for
comparing within one run only, best on a machine that does nothing else: no test asserts them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median

from tests.benchmarks.ways import Figures


@dataclass(frozen=True)
class Part:
    """A table: a module's ways in turn, each with a size; what the figures are compared with are those of `base`."""

    module: str
    title: str
    ways: Sequence[tuple[str, int]]
    rounds: int = 3
    base: str = ""


def _all(size: int, *ways: str) -> list[tuple[str, int]]:
    return [(way, size) for way in ways]


PARTS = {
    "sending": Part(
        "sending", "An announcement to 10,000 people",
        _all(10_000, "server", "raw", "telebot", "aiogram", "ptb", "kranich"), base="kranich",
    ),
    "tapping": Part(
        "tapping", "Taps on an invitation, each stored and answered", _all(3_000, "aiogram", "ptb", "kranich"),
        base="kranich",
    ),
    "waiting": Part(
        "waiting", "How long a tap waits, alone and while an announcement goes out, and how a pace is kept",
        _all(300, "quiet", "at 30/s", "at 1000/s", "30/s", "1000/s"), base="quiet",
    ),
    "starting": Part(
        "starting", "From the start to the first poll, and memory at 52 and at 100,000 participants",
        [("imports", 0), ("kranich", 52), ("kranich", 100_000)], base="imports",
    ),
    "scale": Part(
        "scale", "A million participants, 10,000 events, 5,000,000 answers, beside a thousand, 10 and 5,000",
        _all(1_000_000, "costs", "enqueue"), rounds=1,
    ),
}  # fmt: skip


@contextmanager
def server() -> Iterator[str]:
    """The server in a process of its own; its address."""
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.server"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


def measured(module: str, way: str, size: int) -> Figures:
    """One run of one way, in a process of its own, against a fresh server."""
    with server() as url:
        command = [sys.executable, "-m", f"tests.benchmarks.{module}", way, url, str(size)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        figures: Figures = json.loads(done.stdout.splitlines()[-1])
        return figures


def tell(part: Part) -> None:
    """Measure a part round by round, so that a slow moment of the machine hits all, and print its table."""
    there = [(way, size) for way, size in part.ways if way not in {"aiogram", "telebot"} or find_spec(way)]
    found: dict[tuple[str, int], list[Figures]] = {one: [] for one in there}
    for _ in range(part.rounds):
        for way, size in there:
            found[way, size].append(measured(part.module, way, size))
    middle = {one: {name: median(run[name] for run in runs) for name in runs[0]} for one, runs in found.items()}
    base = next((figures for (way, _), figures in middle.items() if way == part.base), {})
    print(f"\n{part.title}; median of {part.rounds}")
    for (way, size), figures in middle.items():
        print(f"  {way:10} {size:>9,}  " + "   ".join(_shown(name, figure, base) for name, figure in figures.items()))
    for way in {way for way, _ in part.ways} - {way for way, _ in there}:
        print(f"  {way:10} is not installed")


def _shown(name: str, figure: float, base: Figures) -> str:
    beside = f" (x {figure / base[name]:.2f})" if base.get(name) else ""
    return f"{figure:,.{0 if figure >= 100 else 2}f} {name}{beside}"


for chosen in sys.argv[1:] or PARTS:
    tell(PARTS[chosen])
