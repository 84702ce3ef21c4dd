"""How things stand, looked at from within: for /health, for metrics, and to tell the team of trouble."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Generic, TypeVar

from bot import metrics
from bot.channels.protocol import Sender
from bot.clock import Clock
from bot.delivery.counting import Counting, Tries
from bot.domain.deliveries import Urgency
from bot.domain.health import Health, Seen, Sending, Stored, judge, stuck_since
from bot.domain.project import Project
from bot.domain.times import loud_since
from bot.metrics import Counts, Numbers
from bot.services import watching as service
from bot.services.context import Context
from bot.store import facts, machine, outbox, watching
from bot.store.database import Database, Sql

WAIT_SECONDS = 1.5  # a look at the database; below what those who watch usually wait for an answer
FRESH_SECONDS = 1.0  # anybody may ask for /health: its writes are not to be the load that it warns of
# Half a minute of ticks: where the machine slept, the first of them come before the network and the worker are back.
SURE_AFTER_LOOKS = 15
HELD = "It has not taken a write in time: another program may hold it, or the disk is slow."
T = TypeVar("T")


class Asked(Generic[T]):
    """A question to the database that is asked once at a time, and whose answer nobody waits for without end."""

    def __init__(self, ask: Callable[[], Awaitable[T]], fresh_seconds: float = 0.0) -> None:
        self._ask = ask
        self._fresh_seconds = fresh_seconds
        self._task: asyncio.Task[T] | None = None
        self._ended = 0.0

    async def __call__(self) -> T | None:
        """The answer, shared by all who ask meanwhile or shortly after; None when there is none in time."""
        if self._task is None or (self._task.done() and perf_counter() - self._ended >= self._fresh_seconds):
            self._task = asyncio.create_task(self._answer())
        task = self._task
        await asyncio.wait({task}, timeout=WAIT_SECONDS)
        return task.result() if task.done() else None

    async def _answer(self) -> T:
        try:
            return await self._ask()
        finally:
            self._ended = perf_counter()


@dataclass(frozen=True, slots=True)
class Written:
    """A try to write: why it failed, or "", and how long it took."""

    why: str
    seconds: float


@dataclass
class Watch:
    """Looks at the parts of the house. `last_poll` is None where Telegram is not polled; `worked` counts updates."""

    database: Database
    clock: Clock
    project: Project
    channels: Collection[str]
    worked: Callable[[], int]
    last_poll: Callable[[], datetime | None] | None = None
    translates: bool = False  # a translation service is set up
    trouble: str = ""  # what ends the process
    started_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = self.clock()
        self._tries = {name: Tries() for name in self.channels}
        self._looks = dict.fromkeys(self.channels, 0)  # in a row that found a channel stuck
        self._written = Asked(self._write, FRESH_SECONDS)
        self._stored = Asked(self._read)
        self._counts = Asked(self._count)

    def counted(self, channel: Sender) -> Sender:
        """The channel as its worker is given it."""
        return Counting(channel, self.clock, self._tries[channel.name])

    async def health(self) -> Health:
        """The lights, within two seconds, whatever the database does."""
        written, stored = await asyncio.gather(self._written(), self._stored())
        return self._judged(written, stored)

    async def scrape(self) -> metrics.Page:
        """Everything in numbers, for Prometheus."""
        written, stored, counts = await asyncio.gather(self._written(), self._stored(), self._counts())
        age = self.clock() - (self.last_poll() or self.started_at) if self.last_poll else None
        numbers = Numbers(
            health=self._judged(written, stored),
            tries=self._tries,
            counts=counts,
            paused=self._paused(stored),
            worked=self.worked(),
            write_seconds=written.seconds if written else None,
            last_poll_age=age.total_seconds() if age is not None else None,
        )
        return metrics.page(numbers)

    async def see_to_sending(self, ctx: Context) -> None:
        """Tell the team once when a channel is stuck, and once when it is not any more."""
        for name in self.channels:
            since = stuck_since(await self._sending(ctx.sql, name), self.started_at, ctx.now)
            self._looks[name] = self._looks[name] + 1 if since is not None else 0
            sure = since if self._looks[name] >= SURE_AFTER_LOOKS else None
            await service.see_to_sending(ctx, name, sure, self._tries[name].answered_at)

    def _judged(self, written: Written | None, stored: Stored | None) -> Health:
        return judge(
            Seen(
                now=self.clock(),
                zone=self.project.zone,
                started_at=self.started_at,
                unwritable=HELD if written is None else written.why,
                stored=stored,
                polled=self.last_poll is not None,
                last_poll=self.last_poll() if self.last_poll else None,
                trouble=self.trouble,
                translates=self.translates,
            )
        )

    def _paused(self, stored: Stored | None) -> dict[str, bool]:
        now = self.clock()
        found = stored.sending if stored else {}
        return {name: one.paused_until is not None and one.paused_until > now for name, one in found.items()}

    async def _write(self) -> Written:
        begin = perf_counter()
        try:
            async with self.database.atomic() as sql:
                await facts.put(sql, "last look", self.clock().isoformat())
        except sqlite3.Error as error:
            held = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            return Written(HELD if held else f"It does not take a write: {error}.", perf_counter() - begin)
        return Written("", perf_counter() - begin)

    async def _read(self) -> Stored | None:
        sql = self.database.read
        try:
            sending = {name: await self._sending(sql, name) for name in self.channels}
            aside, _ = await watching.set_aside(sql)
            return Stored(sending, await watching.oldest_update(sql), aside, await machine.hold(sql))
        except sqlite3.Error:
            return None  # then it takes no write either, which the light says

    async def _count(self) -> Counts | None:
        sql = self.database.read
        try:
            aside, _ = await watching.set_aside(sql)
            waiting = {name: await watching.waiting(sql, name) for name in self.channels}
            return Counts(waiting, await watching.updates_waiting(sql), aside)
        except sqlite3.Error:
            return None

    async def _sending(self, sql: Sql, channel: str) -> Sending:
        """What waits on a channel and may leave at this hour; before the end of the quiet hours it could not."""
        now = self.clock()
        loud = loud_since(now, self.project.quiet, self.project.zone)
        since: list[datetime] = []
        for urgency in Urgency:
            if urgency is Urgency.NORMAL and loud is None:
                continue
            found = await watching.waiting_since(sql, channel, urgency, now)
            if found is not None:
                since.append(max(found, loud) if urgency is Urgency.NORMAL and loud else found)
        paused = await outbox.paused_until(sql, channel)
        return Sending(min(since, default=None), self._tries[channel].answered_at, paused)
