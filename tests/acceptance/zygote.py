"""A process that has imported the bot and forks a child for every start, so that no start waits for imports.

A child is a process like any other: a pid, pipes, an environment, a folder and an exit code of its own. It is forked
before any thread or event loop exists. Only what Python reads at its own start (PYTHONUTF8, …) is the zygote's.

Each order is one byte on the control socket, with a line of its own: there the test says what to run and gets the pid
and, at the end, the exit code. When the control socket closes, because the tests are over, however they ended, the
zygote ends, and with it all its children.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

from bot import __main__ as command_line
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.texts import team_texts, texts
from tests.acceptance import run_bot

ROOT = Path(__file__).parents[2]
# All that a start imports: also what the web server, the schedule and the event loop import only when they begin.
IMPORTED = (
    "bot.commands",
    "apscheduler.executors.asyncio",
    "apscheduler.triggers.interval",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
)
Life = Callable[[], None]


@dataclass
class Child:
    """A forked process, seen by the test that started it: as asyncio's own kind, as far as is needed."""

    pid: int
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    _code: asyncio.Task[int]

    def terminate(self) -> None:
        """SIGTERM."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self._send(signal.SIGKILL)

    async def wait(self) -> int:
        """The exit code, once it has ended; -9 for one that was killed."""
        return await asyncio.shield(self._code)

    def _send(self, number: signal.Signals) -> None:
        if not self._code.done():
            os.kill(self.pid, number)


class Zygote:
    """The zygote, seen by the tests."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the tests, and their end is its end
            )

    async def start(self, words: list[str], cwd: Path, env: Mapping[str, str], clock: Path | None = None) -> Child:
        """Start `kranich` with these words; with `clock`, on the clock in that file."""
        order = json.dumps({"words": words, "cwd": str(cwd), "env": dict(env), "clock": str(clock) if clock else None})
        line, theirs = socket.socketpair()
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        with theirs:
            socket.send_fds(line, [order.encode() + b"\n"], [out_end, err_end])
            socket.send_fds(self._control, [b"."], [theirs.fileno()])
        os.close(out_end)
        os.close(err_end)
        answers, writer = await asyncio.open_connection(sock=line)
        pid = int(await answers.readline())

        async def code() -> int:
            try:
                return int(await answers.readline())
            finally:
                writer.close()

        return Child(pid, await _reader(out), await _reader(err), asyncio.create_task(code()))

    def end(self) -> None:
        """End it, and wait for that."""
        self._control.close()
        self._process.wait(10)


async def _reader(pipe: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", 0))
    return reader


@cache
def zygote() -> Zygote:
    """The one of this run of the tests (with pytest-xdist, of this worker), started when first needed."""
    return Zygote()


def end() -> None:
    """End the zygote, if there is one."""
    if zygote.cache_info().currsize:
        zygote().end()
        zygote.cache_clear()


class _Nursery:
    """The zygote, seen from inside: forks children, and tells of their end."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._lines: dict[int, socket.socket] = {}  # to the test of each child that lives, by pid
        self._alarm, self._bell = os.pipe()  # rings when a child ends
        os.set_blocking(self._bell, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)

    def serve(self) -> Life | None:
        """Returns in every child, with what it is to do; and in the zygote once the tests are over, with None."""
        while True:
            control = self._control.fileno()
            ready, _, _ = select.select([control, self._alarm], [], [])
            if self._alarm in ready:
                os.read(self._alarm, 4096)
                self._report_ends()
            if control in ready:
                order, lines, _, _ = socket.recv_fds(self._control, 1, 1)
                if not order:
                    self._kill_all()
                    return None
                life = self._fork(socket.socket(fileno=lines[0]))
                if life is not None:
                    return life

    def _fork(self, line: socket.socket) -> Life | None:
        order, pipes, _, _ = socket.recv_fds(line, 1 << 16, 2)
        while not order.endswith(b"\n"):
            order += line.recv(1 << 16)
        pid = os.fork()
        if not pid:
            line.close()
            self._let_go()
            _write_to(*pipes)
            return partial(_live, **json.loads(order))
        for pipe in pipes:
            os.close(pipe)
        self._lines[pid] = line
        _say(line, pid)
        return None

    def _let_go(self) -> None:
        """In a child: nothing of the zygote's stays open."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for one in (self._control, *self._lines.values()):
            one.close()
        os.close(self._alarm)
        os.close(self._bell)

    def _report_ends(self) -> None:
        while self._lines:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with self._lines.pop(pid) as line:
                _say(line, os.waitstatus_to_exitcode(status))

    def _kill_all(self) -> None:
        for pid in self._lines:
            os.kill(pid, signal.SIGKILL)


def _say(line: socket.socket, number: int) -> None:
    with suppress(OSError):  # the test that asked is gone
        line.sendall(f"{number}\n".encode())


def _write_to(out: int, err: int) -> None:
    for own, pipe in ((1, out), (2, err)):
        os.dup2(pipe, own)
        os.close(pipe)


def _live(words: list[str], cwd: str, env: dict[str, str], clock: str | None) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["kranich", *words]
    if clock is None:
        command_line.main()
    else:
        run_bot.main(Path(clock))


def _read_languages() -> None:
    """Catalogs and calendars, which are kept once they are read."""
    for language in LANGUAGES:
        texts(language).t("Maybe")
        team_texts(language).team("Stop")
        formats.day(date(2026, 11, 28), language)


def _main(control: int) -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    _read_languages()
    assert threading.active_count() == 1, "a thread does not survive a fork"
    gc.collect()
    gc.freeze()  # the children share these pages
    life = _Nursery(socket.socket(fileno=control)).serve()
    if life is not None:
        life()


if __name__ == "__main__":
    _main(int(sys.argv[1]))
