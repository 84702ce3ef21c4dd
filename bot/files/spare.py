"""Work for a short-lived process of its own, which a running bot should neither wait for nor keep in its memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.errors import SendError

_ROOT = Path(__file__).parent.parent.parent


async def run(command: Sequence[str], *, given: bytes = b"", seconds: float, failed: type[SendError]) -> bytes:
    """What a program writes when it reads `given`. Raises `failed` when it takes too long, fails or writes nothing."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            written, said = await process.communicate(given)
    except TimeoutError:
        raise failed(f"It took longer than {seconds:.0f} seconds.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not written:
        raise failed(said.decode(errors="replace").strip().rpartition("\n")[2])
    return written
