"""What the programs of the benchmarks share."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

TOKEN = "42:benchmark-token-of-nobody-at-all"
LOOK_SECONDS = 0.05
LONGEST = 300.0
Figures = dict[str, float]
Way = Callable[[str, int], Awaitable[Figures]]


def main(ways: Mapping[str, Way]) -> None:
    """Run one way, named on the command line with the server's address and a size; print its figures as JSON."""
    import uvloop

    from bot.__main__ import SWITCH_SECONDS

    sys.setswitchinterval(SWITCH_SECONDS)
    way, url, size = sys.argv[1], sys.argv[2], int(sys.argv[3])

    async def run() -> Figures:
        return await ways[way](url, size)

    sys.stdout.write(json.dumps(uvloop.run(run())) + "\n")


async def until_answered(
    url: str, taps: int, pace: float, calls: tuple[str, ...], run: Callable[[], Awaitable[object]]
) -> dict[str, Any]:
    """Let a bot run until the server saw each of `calls` once per tap, one every `pace` ms; the server's report."""
    import aiohttp

    async with aiohttp.ClientSession() as session:
        await (await session.get(f"{url}/reset?taps={taps}&pace={pace}")).read()
        bot = asyncio.ensure_future(run())
        try:
            async with asyncio.timeout(LONGEST):
                while not bot.done():
                    report: dict[str, Any] = await (await session.get(f"{url}/report")).json(content_type=None)
                    if min(report["calls"].get(call, 0) for call in calls) >= taps:
                        waits = await (await session.get(f"{url}/waits")).json(content_type=None)
                        return report | {"waits": waits}
                    await asyncio.sleep(LOOK_SECONDS)
            raise RuntimeError("the bot has stopped")
        finally:
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)


def percentile(sorted_figures: list[float], share: float) -> float:
    """The figure under which this share of them lies."""
    return sorted_figures[min(int(len(sorted_figures) * share), len(sorted_figures) - 1)]
