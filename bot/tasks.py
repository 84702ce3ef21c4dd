"""Tasks side by side: begun and ended together, and what nobody waited for noted."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

STOP_WITHIN = 8  # seconds; systemd and Docker kill after 10


def on_signals(stop: Callable[[], None]) -> None:
    """Let SIGINT and SIGTERM do this, where there are signals."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)


def note_trouble(_: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """What nobody waited for went wrong. asyncio itself would write down the exception, which may quote a person."""
    log.error("trouble in the background kind=%s", type(context.get("exception")).__name__)


async def together(*work: Coroutine[Any, Any, None]) -> None:
    """Run all of these side by side; the first that fails ends the others, and its error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def ended(tasks: Sequence[asyncio.Task[object]]) -> None:
    """Let the tasks come to their end: what they have begun is finished, nothing new is begun."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=STOP_WITHIN)
