"""Stages on which things fail: the bot waits a moment and goes on, and people say again what was not taken."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.channels.protocol import Channel
from bot.delivery.worker import Worker
from bot.domain.times import is_quiet
from bot.errors import ChannelDown, DatabaseProblem, NotSent
from tests.faults.disk import Disk
from tests.faults.messenger import Messenger
from tests.play import Stage

MOST_TRIES = 50
WAITING = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + "
    "(SELECT count(*) FROM delivery WHERE state IN ('waiting', 'sending'))"
)


@dataclass
class RestingStage(Stage):
    """A stage whose delivery worker does not sleep: while it rests, the clock is moved on."""

    async def opens(self) -> None:
        """The bot goes on, with a worker that rests on our clock."""
        await super().opens()
        app = self.app
        app.workers["web"] = Worker(
            app.database, self.messenger(), self.clock,
            quiet=self._is_quiet, on_down=self._down, fetch=self._fetch, gone=app.gone,
            sleep=self._rest,
        )  # fmt: skip

    def messenger(self) -> Channel:
        """What the worker sends through."""
        return self.app.web

    def _is_quiet(self) -> bool:
        return is_quiet(self.clock(), self.app.project.quiet, self.app.project.zone)

    def _down(self, error: ChannelDown) -> None:
        raise AssertionError("no channel goes down here") from error

    async def _fetch(self, channel: str, reference: str) -> bytes:
        raise NotSent(f"nothing is kept elsewhere, not by {channel}")

    async def _rest(self, seconds: float) -> None:
        for _ in range(10):  # those who have something to do have it done first
            await self.app.database.read.value("SELECT 1")
        self.clock.move_on(seconds=seconds)


@dataclass
class BrittleStage(RestingStage):
    """A stage on a disk that may fail."""

    disk: Disk = field(default_factory=Disk)

    async def receive(self, update: Any) -> None:
        """An update comes in. Who reads "please try again" says it again, under the same id."""

        async def taken() -> None:
            await self.app.receive("web", [update])

        await self._survive(taken)
        await self.calm()

    async def settle(self) -> None:
        """Work the inbox, see to what is due, deliver."""
        await self._survive(super().settle)

    async def later(self, **by: float) -> None:
        """Let time pass, and the bot do what is due then; all that while it was alive."""
        self.clock.move_on(**by)
        await self.lives()
        for _ in range(3):
            await self.settle()
        await self.calm()

    async def lives(self) -> None:
        """The bot notes that it is alive, as it does twice a minute."""
        watched, self.disk.watched = self.disk.watched, False
        await self.app.schedule.note_alive()
        self.disk.watched = watched

    async def calm(self) -> None:
        """Work and deliver until nothing waits."""
        for _ in range(MOST_TRIES):
            await self._survive(self.work)
            if not await self.count(WAITING):
                return
            self.clock.move_on(seconds=2)
        raise AssertionError("something waits for ever")

    async def restarts(self, *, after: float = 0) -> None:
        """The bot goes off and on again; when it cannot start, its supervisor tries again."""
        for _ in range(MOST_TRIES):
            self.disk.dead = False
            try:
                await super().restarts(after=after)
            except (sqlite3.Error, DatabaseProblem):
                after = 10
            else:
                return
        raise AssertionError("it does not start")

    async def _survive(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do it, again after an error of the database, and after a restart when the process was killed."""
        for _ in range(MOST_TRIES):
            try:
                await self._until_killed(work)
            except sqlite3.Error:
                self.clock.move_on(seconds=1)
                continue
            if not self.disk.dead:
                return
            await self.restarts(after=5)
        raise AssertionError("it is never done")

    async def _until_killed(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do it in a task. A kill ends this and every other task of the bot on the spot."""
        loop, before = asyncio.get_running_loop(), asyncio.all_tasks()

        def kill() -> None:
            for task in asyncio.all_tasks() - before:
                task.cancel()

        self.disk.on_kill = partial(loop.call_soon_threadsafe, kill)
        task = asyncio.create_task(work())
        await asyncio.wait({task})
        if self.disk.dead:
            await asyncio.gather(task, *(asyncio.all_tasks() - before), return_exceptions=True)
        else:
            task.result()


@dataclass
class TroubledStage(RestingStage):
    """A stage whose messenger has troubles."""

    post: Messenger = field(default_factory=Messenger)

    def messenger(self) -> Channel:
        """The web channel, with troubles."""
        return self.post.goes_on(self.app.web, self.clock, self.app.database.read)
