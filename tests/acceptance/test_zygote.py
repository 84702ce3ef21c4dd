"""The process that forks the bots: its children are processes of their own, and none of them outlives the tests."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from bot import __version__
from tests.acceptance.zygote import ROOT, zygote
from tests.ports import free_port

# A run of the tests that is killed in the middle: it starts a bot, says so, and waits for ever.
DOOMED = """
import asyncio, sys
from pathlib import Path
from tests.acceptance.zygote import zygote

async def run():
    child = await zygote().start(["run"], Path(sys.argv[1]), {"KRANICH_WEB_PORT": sys.argv[2]})
    print(*[await child.stdout.readline() for _ in range(3)], flush=True)  # all that it has to say
    await asyncio.Event().wait()

asyncio.run(run())
"""


async def test_a_forked_bot_is_a_process_of_its_own_with_its_own_words_folder_and_exit_code(tmp_path: Path) -> None:
    first, second, third = await asyncio.gather(
        zygote().start(["version"], tmp_path, {}),
        zygote().start(["run"], tmp_path, {"KRANICH_WEB_PORT": "none"}),
        zygote().start(["backup", "copy.db"], tmp_path, {"KRANICH_DATABASE": "nowhere.db"}),
    )
    assert len({first.pid, second.pid, third.pid, os.getpid()}) == 4
    assert await first.stdout.read() == f"kranich {__version__}\n".encode()
    assert [await child.wait() for child in (first, second, third)] == [0, 1, 1]
    assert b"KRANICH_WEB_PORT" in await second.stderr.read()
    assert b"nowhere.db" in await third.stderr.read()


async def test_a_forked_bot_ends_at_a_signal_and_the_code_tells_which(tmp_path: Path) -> None:
    children = []
    for name in ("gently", "at-once"):
        env = {"KRANICH_WEB_PORT": str(free_port()), "KRANICH_DATABASE": f"{name}.db"}
        children.append(await zygote().start(["run"], tmp_path, env))
        assert b"the web chat is at" in await children[-1].stdout.readline()
    gently, at_once = children
    os.kill(gently.pid, signal.SIGTERM)
    at_once.kill()
    assert (await gently.wait(), await at_once.wait()) == (0, -signal.SIGKILL)
    at_once.kill()  # nobody is there any more


async def test_when_the_tests_are_killed_the_zygote_and_its_bots_end_too(tmp_path: Path) -> None:
    port = free_port()
    words, pipe = ["-c", DOOMED, str(tmp_path), str(port)], asyncio.subprocess.PIPE
    doomed = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=pipe, stderr=pipe)
    assert doomed.stdout is not None
    assert doomed.stderr is not None
    assert b"the web chat is at" in await doomed.stdout.readline()
    bot, caller = await asyncio.open_connection("127.0.0.1", port)
    doomed.kill()
    await doomed.wait()
    async with asyncio.timeout(10):
        assert await doomed.stderr.read() == b""  # which the zygote holds open as long as it lives
        with suppress(ConnectionResetError):
            assert await bot.read() == b""  # which the bot does
    caller.close()
