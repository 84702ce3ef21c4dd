"""`python -m tests.benchmarks`: every way in turn against the same server, several rounds, and a table of medians.

Peers come with `pip install '.[benchmarks]'`; one that is not installed is left out, and said so. The figures are for
comparing within one run only: no test asserts them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from statistics import median

ROUNDS = 3
RUNS = (
    ("sending", "messages a second to 10,000 people", 10_000, ("raw", "aiogram", "ptb", "kranich")),
    ("tapping", "taps a second, each stored and answered", 3_000, ("aiogram", "kranich")),
)


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


def measured(module: str, way: str, count: int) -> float:
    """One run of one way, in a process of its own, against a fresh server."""
    with server() as url:
        command = [sys.executable, "-m", f"tests.benchmarks.{module}", way, url, str(count)]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print the tables."""
    for module, title, count, ways in RUNS:
        there = [way for way in ways if way != "aiogram" or find_spec("aiogram")]
        found: dict[str, list[float]] = {way: [] for way in there}
        for _ in range(ROUNDS):
            for way in there:
                found[way].append(measured(module, way, count if way != "ptb" else count // 10))
        ours = median(found["kranich"])
        print(f"\n{title}, median of {ROUNDS} (least to most)")
        for way, figures in found.items():
            shown = f"{median(figures):8,.0f} ({min(figures):,.0f} to {max(figures):,.0f})"
            print(f"  {way:10}{shown:34} kranich is {ours / median(figures):5.2f} times this")
        for way in set(ways) - set(there):
            print(f"  {way:10} is not installed")


main()
