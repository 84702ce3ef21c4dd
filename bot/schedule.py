"""The ticks: every few seconds the database is asked what is due. No jobs are stored. Mailings go on in between."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.services import housekeeping, post
from bot.services.context import Context
from bot.store.database import Database, Sql, is_our_mistake
from bot.store.forgotten import Sidecar

log = logging.getLogger(__name__)

TICK_SECONDS = 2
ALIVE_SECONDS = 30
PRUNE_HOURS = 6

MakeContext = Callable[[Sql], Context]


class Schedule:
    """Runs the duties, and `more` of them. `after` is called when something may have been put into the outbox."""

    def __init__(
        self,
        database: Database,
        context: MakeContext,
        after: Callable[[], None],
        sidecar: Sidecar,
        *more: housekeeping.Duty,
    ) -> None:
        self._database = database
        self._context = context
        self._after = after
        self._sidecar = sidecar
        self._duties = (*housekeeping.DUTIES, *more)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._failed: set[int] = set()  # mailings

    def start(self) -> None:
        """Tick from now on. A tick that is late runs once; there is never more than one at a time."""
        options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        for job, every in (
            (self.tick, {"seconds": TICK_SECONDS}),
            (self.note_alive, {"seconds": ALIVE_SECONDS}),
            (self.prune, {"hours": PRUNE_HOURS}),
        ):
            self._scheduler.add_job(self._until_stopped, "interval", args=[job], name=job.__name__, **every, **options)
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more. Of a tick that is running, the duty that is being seen to comes to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _until_stopped(self, job: Callable[[], Awaitable[None]]) -> None:
        try:
            await job()
        except asyncio.CancelledError:
            if self._scheduler.running:
                raise  # else the scheduler would log its own end as an error of the job

    async def tick(self) -> None:
        """See to everything that is due now. A duty that fails leaves the others alone."""
        for duty in self._duties:
            await self._see_to(duty)
        await self._note_forgotten()
        self._after()

    async def mail(self) -> None:
        """Enqueue what is left of mailings, a slice in each transaction; whoever wants to write comes between.

        One that fails by our mistake is passed over until the next start, so that the others go on.
        """
        while (mailing_id := await post.unfinished(self._database.read, self._failed)) is not None:
            try:
                await self._database.transact(partial(self._mail_slice, mailing_id))
            except Exception as error:
                if isinstance(error, sqlite3.Error) and not is_our_mistake(error):
                    raise  # it is the database itself: tried again soon
                log.exception("mailing passed over until the next start mailing=%s", mailing_id)
                self._failed.add(mailing_id)
            self._after()

    async def _mail_slice(self, mailing_id: int, sql: Sql) -> None:
        await post.go_on(self._context(sql), mailing_id)

    async def note_alive(self) -> None:
        """Note that we work now."""
        await self._see_to(housekeeping.note_alive)

    async def prune(self) -> None:
        """Delete what is not needed any more."""
        await self._see_to(housekeeping.prune)

    async def _note_forgotten(self) -> None:
        try:
            await self._sidecar.catch_up(self._database.read)
        except Exception:
            log.exception("not noted beside the database who was forgotten")

    async def _see_to(self, duty: housekeeping.Duty) -> None:
        try:
            await self._database.transact(lambda sql: duty(self._context(sql)))
        except Exception:
            log.exception("duty failed duty=%s", getattr(duty, "__name__", "?"))
