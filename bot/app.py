"""The one place where everything is joined, started and stopped."""

from __future__ import annotations

import asyncio
import logging
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import metrics
from bot.building import listen, telegram_channel, translation_service, whatsapp_channel
from bot.channels.protocol import Arrival, Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel
from bot.clock import Clock, system_clock
from bot.delivery import reports
from bot.delivery.uploads import bring_home
from bot.delivery.worker import Worker
from bot.domain.project import Project
from bot.domain.times import is_quiet
from bot.domain.translation import IsSimple
from bot.errors import ChannelDown, NotSent
from bot.files.plot import DRAWN, draw
from bot.files.qr import QR, qr_picture
from bot.introducing import introduce
from bot.language import simple
from bot.language.spoken import SPOKEN
from bot.reader import Reader
from bot.rounds import Rounds
from bot.schedule import Schedule
from bot.services import elsewhere, machine_work
from bot.services.context import Context
from bot.settings import Settings
from bot.store import backups, inbox, web_messages
from bot.store.database import Database, Sql
from bot.store.forgotten import Sidecar
from bot.store.migrations import migrate
from bot.talks import recovery
from bot.talks.engine import Engine
from bot.tasks import ended, note_trouble, on_signals, together
from bot.watch import Watch
from bot.web.parts import Demo, Metrics, Parts

if TYPE_CHECKING:
    from bot.machine import Machine

log = logging.getLogger(__name__)

BRING_HOME_SECONDS = 600.0
FIRST_SECONDS = 1.0  # that Telegram may take before the web chat is open, too


class App:
    """Kranich with all its parts. `open()` builds it, `run()` keeps it going until it is told to stop.

    `espeak` is the program that reads aloud; without it nothing is. `is_simple` says what a machine may translate.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        espeak: str | None = None,
        is_simple: IsSimple = simple.passes,
    ) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.project: Project = replace(settings.project(), spoken=SPOKEN if espeak else frozenset())
        self.web = WebChannel(self.project.public_url, self._show)
        self.telegram = telegram_channel(settings, clock)
        self.whatsapp = whatsapp_channel(settings, clock)
        self.channels: Mapping[str, Channel] = {
            channel.name: channel for channel in (self.web, self.telegram, self.whatsapp) if channel is not None
        }
        note = partial(reports.note, gone=self.gone)
        self.engine = Engine(database, self.channels, self.project, clock, self._committed, note)
        self.watch = self._watch()
        self.workers = {name: self._worker(channel) for name, channel in self.channels.items()}
        self.sidecar = Sidecar(settings.database)
        self.machine = self._machine(is_simple)
        self.schedule = Schedule(database, self.context, self._committed, self.sidecar, self.watch.see_to_sending)
        self.reader = Reader(database, self.context, self._committed, espeak)
        self.rounds = self._rounds()
        self.demo: Demo | None = None
        self._trouble: Exception | None = None
        self._refused: set[str] = set()  # the messengers that refuse us
        self._stop = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, settings: Settings, clock: Clock = system_clock, espeak: str | None = None
    ) -> AsyncIterator[App]:
        """The built app on its database, brought up to date; raises DatabaseProblem."""
        backups.must_be_whole(settings.database)
        database = await Database.open(settings.database)
        try:
            await migrate(database)
            app = cls(settings, database, clock, espeak)
            try:
                yield app
            finally:
                for channel in app.channels.values():
                    await channel.close()
                if app.machine:
                    await app.machine.translator.close()
        finally:
            await database.close()

    def context(self, sql: Sql) -> Context:
        """What a use case is given, in an open transaction."""
        return Context(sql, self.clock(), self.project, self.channels)

    def stop(self) -> None:
        """End `run()`."""
        self._stop.set()

    async def run(self, door: socket.socket | None = None) -> None:
        """Serve until stopped, at the socket that `listen` made. Raises ChannelDown when the messenger refuses us."""
        door = door or listen(self.settings)
        asyncio.get_running_loop().set_exception_handler(note_trouble)
        await self.recover()
        self.watch.started_at = self.clock()
        tasks = [asyncio.create_task(work, name=name) for name, work in self._work(door).items()]
        self.schedule.start()
        on_signals(self.stop)
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.schedule.stop()
            await ended([*tasks, stopped])
        if self._trouble:
            raise self._trouble
        for task in tasks:
            if task.done() and not task.cancelled() and task.exception():
                raise task.exception() or RuntimeError(task.get_name())

    def _work(self, door: socket.socket) -> Mapping[str, Coroutine[Any, Any, None]]:
        work = {
            "engine": self.engine.run(),
            "web": self._serve(door),
            **{name: rounds.run() for name, rounds in self.rounds.items()},
        }
        for name, channel in self.channels.items():
            work[f"{name} in"] = self._take_in(channel)
            work[f"{name} out"] = self.workers[name].run()
            if channel.limits.keeps_files is not None:
                work[f"{name} files"] = self._bring_home(name)
        return work

    async def _bring_home(self, channel: str) -> None:
        """Fetch the files of a channel that keeps them for a while only."""
        while True:
            try:
                await bring_home(self.database, channel, self._fetch)
            except sqlite3.Error as error:
                log.warning("files not brought home channel=%s error=%s", channel, type(error).__name__)
            await asyncio.sleep(BRING_HOME_SECONDS)

    async def _take_in(self, channel: Channel) -> None:
        """Take updates in. A messenger that refuses us is of no more use until the next start."""
        try:
            await self._receive_from(channel)
        except ChannelDown as error:
            self._down(channel.name, error)
            await asyncio.Event().wait()

    async def _receive_from(self, channel: Channel) -> None:
        async def receive(arrivals: Sequence[Arrival]) -> None:
            await self.receive(channel.name, arrivals)

        work = [channel.run(receive)]
        if isinstance(channel, TelegramChannel):
            work.append(introduce(channel, self.database, self.project.name))
        await together(*work)

    async def receive(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        """Commit updates to the inbox, and only then go on."""
        taken = [(one.update_id, one.raw) for one in arrivals]
        await self.database.transact(partial(inbox.add, channel=channel, arrivals=taken, now=self.clock()))
        self.engine.wake()

    async def recover(self) -> None:
        """After an outage people's taps are lost: ask open questions again, and tell the team of a long gap."""
        await self.sidecar.catch_up(self.database.read)
        async with self.database.atomic() as sql:
            await recovery.after_outage(self.context(sql))
            await elsewhere.leave_switched_off(self.context(sql))
            await machine_work.try_at_once(self.context(sql))

    def _watch(self) -> Watch:
        telegram = None if self.settings.telegram_webhook_url else self.telegram
        last_poll = (lambda: telegram.last_poll) if telegram else None
        return Watch(
            self.database,
            self.clock,
            self.project,
            self.channels,
            lambda: self.engine.worked,
            last_poll,
            translates=self.settings.translate_url is not None,
        )

    def _rounds(self) -> Mapping[str, Rounds]:
        work = {"mailings": self.schedule.mail, "reading aloud": self.reader.work}
        if self.machine:
            work["translations"] = self.machine.work_off
        return {name: Rounds(name, one) for name, one in work.items()}

    def _committed(self) -> None:
        for rounds in self.rounds.values():
            rounds.wake()
        for worker in self.workers.values():
            worker.wake()

    def _machine(self, is_simple: IsSimple) -> Machine | None:
        service = translation_service(self.settings, self.clock)
        if service is None:
            return None
        from bot.machine import Machine  # noqa: PLC0415

        return Machine(self.database, self.context, service, is_simple, self.clock, self._committed)

    def _worker(self, channel: Channel) -> Worker:
        counted = self.watch.counted(channel)
        return Worker(
            self.database,
            counted,
            self.clock,
            quiet=self._is_quiet,
            on_down=partial(self._down, channel.name),
            fetch=self._fetch,
            gone=self.gone,
        )

    async def gone(self, sql: Sql, delivery_ids: Sequence[int]) -> None:
        """Deliveries found nobody: say them elsewhere. That this fails must not keep what was sent from being noted."""
        try:
            async with sql.savepoint():
                await elsewhere.gone(self.context(sql), delivery_ids)
        except sqlite3.OperationalError:  # a full or broken disk: nothing else would work either
            raise
        except Exception:
            log.exception("not said elsewhere count=%d", len(delivery_ids))

    def _is_quiet(self) -> bool:
        return is_quiet(self.clock(), self.project.quiet, self.project.zone)

    def _down(self, channel: str, error: ChannelDown) -> None:
        """A messenger refuses us: what is to leave there waits. The others go on; with none left, the process ends."""
        self._refused.add(channel)
        self.watch.trouble = str(error)
        if self._refused >= self.channels.keys() - {self.web.name}:
            self._trouble = error
            self.stop()
        else:
            log.error("a messenger refuses us, the others go on: channel=%s", channel)

    async def _fetch(self, channel: str, reference: str) -> bytes:
        if channel == DRAWN:
            return await draw(reference)
        if channel == QR:
            return await asyncio.to_thread(qr_picture, reference)
        if channel not in self.channels:
            raise NotSent("The channel that keeps this file is not running.")
        return await self.channels[channel].fetch(reference)

    async def _show(self, address: str, message: str, payload: str, file_id: int | None) -> None:
        await self.database.transact(
            lambda sql: web_messages.put(sql, address, message, payload, self.clock(), mine=False, file_id=file_id)
        )

    async def _serve(self, door: socket.socket) -> None:
        # Telegram first: importing the web server takes its time. Who calls it meanwhile waits at the door.
        if self.telegram:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.telegram.begun.wait(), FIRST_SECONDS)
        serve = await asyncio.to_thread(_web_server)
        await serve(self._parts(), door)

    def _parts(self) -> Parts:
        return Parts(
            database=self.database,
            channel=self.web,
            receive=self.receive,
            received=self.engine.wake,
            clock=self.clock,
            project=self.project,
            health=self.watch.health,
            telegram=self.telegram if self.settings.telegram_webhook_url else None,
            signed={self.whatsapp.name: self.whatsapp} if self.whatsapp else {},
            demo=self.demo,
            metrics=self._metrics(),
        )

    def _metrics(self) -> Metrics | None:
        token = self.settings.metrics_token
        return Metrics(token.get_secret_value(), self.watch.scrape) if token and metrics.is_installed() else None


def _web_server() -> Callable[[Parts, socket.socket], Awaitable[None]]:
    from bot.web.server import serve  # noqa: PLC0415

    return serve
