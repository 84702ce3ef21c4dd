"""Starting and ending the demo."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Coroutine
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import logs
from bot.app import App
from bot.building import listen
from bot.clock import MovableClock, system_clock
from bot.demo.neighbourhood import PAST, Neighbourhood, opening
from bot.errors import BadSetting
from bot.files import voice
from bot.settings import Settings, load
from bot.terminal import say

PORTS_TRIED = 50
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is made safely


async def run(port: int, *, open_browser: bool) -> None:
    """Serve the demo on `port`, or the next that is free, until Ctrl-C. Raises BadSetting when none is free."""
    logs.set_up(logging.WARNING)
    demo = asyncio.create_task(_run(port, open_browser=open_browser))
    # However it is ended, and also when its window is closed: it clears away its folder first.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, demo.cancel)
    try:
        await asyncio.wait({demo})
    finally:
        demo.cancel()
        await asyncio.wait({demo})
    if not demo.cancelled():
        demo.result()


async def _run(port: int, *, open_browser: bool) -> None:
    with TemporaryDirectory(prefix="kranich-demo-", dir=_memory()) as folder:
        settings, door = open_door(Path(folder), port)
        with closing(door):
            await _serve(settings, door, open_browser=open_browser)


async def _serve(settings: Settings, door: socket.socket, *, open_browser: bool) -> None:
    opens = opening(system_clock(), settings.timezone)
    clock = clock_at(opens - PAST)
    async with App.open(settings, clock, voice.program()) as app:
        say("A made-up neighbourhood moves in …")
        neighbourhood = Neighbourhood(app, clock, opens)
        await _to_its_end(neighbourhood.move_in())
        app.demo = neighbourhood
        address = f"{settings.web_url}/demo"
        say(f"The demo is at {address}\nCtrl-C ends it. Nothing is kept.")
        if open_browser and _has_screen():
            await asyncio.to_thread(_open, address)
        await app.run(door)


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Do something that takes two seconds and would be torn if it were cancelled."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    finally:
        await asyncio.wait({task})


def _memory() -> Path | None:
    """A place in memory, where there is one: faster than the disk, and nothing gets onto it."""
    return MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) else None


def open_door(folder: Path, port: int) -> tuple[Settings, socket.socket]:
    """The demo's settings, and its socket on the first free port from `port` on. Raises BadSetting."""
    for tried in range(port, min(port + PORTS_TRIED, 65_536)):
        settings = settings_of(folder, tried)
        with suppress(BadSetting):
            return settings, listen(settings)
    raise BadSetting(f"No port from {port} on is free.")


def settings_of(folder: Path, port: int) -> Settings:
    """The demo's settings. What is set for a real bot on this machine, its token above all, is not looked at."""
    given = {name: known.get_default(call_default_factory=True) for name, known in Settings.model_fields.items()}
    return load(_env_file=None, **given | {"database": folder / "kranich.db", "web_port": port})


def clock_at(start: datetime) -> MovableClock:
    """A clock that shows `start` now."""
    behind = system_clock() - start
    return MovableClock(lambda: system_clock() - behind)


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def _has_screen() -> bool:
    """Without one, a browser for the terminal would take the place of our lines."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
