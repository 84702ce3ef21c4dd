"""Work that goes on beside all else: it is done whenever something may be there to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0  # after trouble, whatever rings: it would only go wrong again


class Rounds:
    """Does a piece of work at the start and after every `wake()`, one round at a time."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Something may be there to do; called after every commit."""
        self._bell.set()

    async def run(self) -> None:
        """Go on until cancelled. A round that goes wrong is logged and made again."""
        while True:
            self._bell.clear()
            try:
                await self._work()
            except Exception:
                log.exception("not done, trying again: work=%s", self._name)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                await self._bell.wait()
