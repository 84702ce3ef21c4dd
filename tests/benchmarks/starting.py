"""From the start to the first poll, and the memory then: `python -m tests.benchmarks.starting WAY URL PEOPLE`."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from socket import socket

from tests.benchmarks.ways import TOKEN, Figures, main

REQUIRED = "telegram, aiosqlite, babel, apscheduler.schedulers.asyncio, pydantic_settings"
SETTLED_SECONDS = 5.0


async def bare(url: str, people: int) -> Figures:
    """A program that imports the required packages, and ends."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {REQUIRED}")
    await process.wait()
    return {"ms": 1000 * (time.perf_counter() - began)}


async def kranich(url: str, people: int) -> Figures:
    """The command line to its first poll; then what it holds in memory, after it has looked at what is due."""
    import aiohttp

    from tests.benchmarks.house import house, with_event

    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url) as app:
            await with_event(app, people)
        began = time.perf_counter()
        process = await _run(Path(folder), url)
        try:
            await asyncio.sleep(SETTLED_SECONDS)
            async with aiohttp.ClientSession() as session, session.get(f"{url}/report") as answer:
                first = (await answer.json(content_type=None))["first_poll"]
            return {"ms": 1000 * (first - began), "MB": _memory(process.pid)}
        finally:
            process.terminate()
            await process.wait()


async def _run(folder: Path, url: str) -> asyncio.subprocess.Process:
    with closing(socket()) as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    own = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "WEB_PORT": str(port)}
    environment = os.environ | {f"KRANICH_{name}": value for name, value in own.items()}
    root = str(Path(__file__).parents[2])
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env={**environment, "PYTHONPATH": root},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def _memory(process: int) -> float:
    """The resident memory of a process in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


WAYS = {"imports": bare, "kranich": kranich}

if __name__ == "__main__":
    main(WAYS)
