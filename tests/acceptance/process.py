"""The bot as a process of its own: start it, read what it prints, end it gently or not."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.acceptance.clock import SharedClock
from tests.acceptance.zygote import Child, zygote
from tests.ports import free_port
from tests.stand_ins.telegram import TelegramServer

ROOT = Path(__file__).parents[2]
UP_WITHIN = 60.0  # seconds, on a busy machine
DOWN_WITHIN = 10.0


class Bot:
    """One installation: its settings, its database, and the process that works on them, if any."""

    def __init__(self, server: TelegramServer, folder: Path, clock: SharedClock | None = None, **settings: str) -> None:
        self.server = server
        self.database = folder / "kranich.db"
        self.clock = clock
        self.out: list[str] = []  # everything that its processes wrote to standard output
        self.err: list[str] = []
        self.settings = {
            "telegram_token": server.token,
            "telegram_api_url": server.url,
            "database": str(self.database),
            "quiet_hours": "00:00-00:00",
            "web_port": str(free_port()),
            **settings,
        }
        self.from_a_shell = False  # whether it is started by `python -m bot run`: slower, and the same from then on
        self._folder = folder
        self._process: Child | asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._heard = asyncio.Event()

    async def start(self) -> None:
        """Start a process, and wait until it asks Telegram for updates."""
        polls = self.server.polls
        await self.launch()
        assert self._process is not None
        asking = asyncio.create_task(self.server.until(lambda: self.server.polls > polls, UP_WITHIN, self.last_words))
        ending = asyncio.create_task(self._process.wait())
        await asyncio.wait({asking, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not asking.done():
            asking.cancel()
            raise AssertionError(f"the process ended at its start:\n{self.last_words()}")
        await asking

    async def launch(self) -> None:
        """Start a process."""
        started = self._process = await (self._from_a_shell() if self.from_a_shell else self._forked())
        self._readers = [
            asyncio.create_task(self._listen(stream, lines))
            for stream, lines in ((started.stdout, self.out), (started.stderr, self.err))
            if stream is not None
        ]

    async def _forked(self) -> Child:
        clock = self.clock.file if self.clock else None
        return await zygote().start(["run"], self._folder, self._environment(), clock)

    async def _from_a_shell(self) -> asyncio.subprocess.Process:
        module = ["tests.acceptance.run_bot", str(self.clock.file)] if self.clock else ["bot"]
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *module, "run",
            cwd=self._folder, env=self._environment(), stdout=pipe, stderr=pipe,
        )  # fmt: skip

    async def says(self, part: str) -> str:
        """The first line that it prints or logs with this in it, as soon as it is there."""
        async with asyncio.timeout(UP_WITHIN):
            while True:
                for line in (*self.out, *self.err):
                    if part in line:
                        return line
                self._heard.clear()
                await self._heard.wait()

    async def ended(self, within: float = DOWN_WITHIN) -> int:
        """The exit code, once the process has ended by itself."""
        assert self._process is not None
        try:
            async with asyncio.timeout(within):
                code = await self._process.wait()
        except TimeoutError:
            raise AssertionError(f"still running after {within} s:\n{self.last_words()}") from None
        await asyncio.gather(*self._readers)
        self._process = None
        return code

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.terminate()
        return await self.ended()

    async def kill(self) -> None:
        """SIGKILL: whatever it is doing, it does not get to its end."""
        assert self._process is not None
        self._process.kill()
        await self.ended()

    async def command(self, *words: str, **settings: str) -> tuple[int | None, str]:
        """Run another command on the same installation to its end; its exit code, and what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self._folder,
            env=self._environment() | {f"KRANICH_{name.upper()}": value for name, value in settings.items()},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await asyncio.wait_for(process.communicate(), UP_WITHIN)
        return process.returncode, printed.decode()

    async def does(self, *words: str) -> str:
        """Run another command that must go well; what it printed."""
        code, printed = await self.command(*words)
        assert code == 0, printed
        return printed

    @property
    def runs(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says, read from outside."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement, values).fetchall()

    def value(self, statement: str, *values: Any) -> Any:
        """The first column of the first row."""
        return self.rows(statement, *values)[0][0]

    def dump(self) -> list[str]:
        """Everything in the database, as SQL."""
        with closing(sqlite3.connect(self.database)) as connection:
            return list(connection.iterdump())

    def last_words(self) -> str:
        """The end of what it wrote, for messages of failed tests."""
        return "\n".join([*self.out[-5:], *self.err[-30:]])

    def never_said(self, secrets: Iterable[str]) -> None:
        """None of this stands in anything that its processes wrote."""
        written = "\n".join([*self.out, *self.err])
        found = [secret for secret in secrets if secret and secret in written]
        assert not found, f"these stand in the output: {found!r}"

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KRANICH_")}
        own = {f"KRANICH_{name.upper()}": value for name, value in self.settings.items()}
        return inherited | own | {"PYTHONPATH": str(ROOT)}

    async def _listen(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        async for line in stream:
            lines.append(line.decode().rstrip("\n"))
            self._heard.set()


@asynccontextmanager
async def installed(
    server: TelegramServer, folder: Path, clock: SharedClock | None = None, **settings: str
) -> AsyncIterator[Bot]:
    """An installation that is not running yet. At the end it is stopped, and must have gone well all the time."""
    bot = Bot(server, folder, clock, **settings)
    try:
        yield bot
    except BaseException:
        if bot.runs:
            await bot.kill()
        sys.stderr.write(bot.last_words() + "\n")  # pytest shows it beside the failure
        raise
    if bot.runs:
        assert await bot.stop() == 0, bot.last_words()
    assert "Traceback" not in "\n".join(bot.err), bot.last_words()
    bot.never_said(secrets_of(server))


def secrets_of(server: TelegramServer) -> list[str]:
    """What must not stand in a log, whatever happens: the token, and who is where, is called how and reads what.

    Of what people read only longer lines: a short one may be a word that a log needs, too.
    """
    people = list(server.people.values())
    lines = {line.strip() for person in people for shown in person.messages for line in shown.text.split("\n")}
    known = [words for person in people for words in (str(person.id), person.first_name)]
    return [server.token, *known, *(line for line in lines if len(line) >= 15)]
