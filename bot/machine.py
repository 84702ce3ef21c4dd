"""Lets a machine translate what waits for it, beside all else that goes on: nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.clock import Clock
from bot.domain.translation import IsSimple, Job, Reason, Result
from bot.errors import NotTrusted, TranslationError
from bot.services import machine_work
from bot.services.context import Context
from bot.store import machine
from bot.store.database import Database, Sql
from bot.translation.faithful import Original, faithfully
from bot.translation.protocol import Translator

log = logging.getLogger(__name__)

MOST_JOBS = 30  # a round: a few calls, after which what came of it is written down


@dataclass
class Machine:
    """Works off what is to be translated. `after` is called when something may have been put into the outbox."""

    database: Database
    context: Callable[[Sql], Context]
    translator: Translator
    is_simple: IsSimple
    clock: Clock
    after: Callable[[], None]

    async def work_off(self) -> None:
        """Translate all that may be translated now."""
        while await self.work():
            pass

    async def work(self) -> bool:
        """One round: some texts from one language into one other. Whether something was done, and more may wait.

        A round that is cut off, even by the end of the process, is done again: nothing is written before its end.
        """
        hold = await machine.hold(self.database.read)
        if hold is not None and hold.until > self.clock():
            return False
        jobs = await machine.next_jobs(self.database.read, MOST_JOBS)
        if not jobs:
            return False
        try:
            results = await self._translated([job for job in jobs if job.text])
        except TranslationError as error:
            await self._write(partial(machine_work.fails, jobs=jobs, error=error))
            return False
        await self._write(partial(self._settle, jobs=jobs, results=results))
        self.after()
        return True

    async def _settle(self, ctx: Context, jobs: Sequence[Job], results: Sequence[Result]) -> None:
        await machine_work.drop(ctx, [job for job in jobs if not job.text])
        await machine_work.settle(ctx, results)
        if any(result.reason is not Reason.HARD for result in results):  # then the service has answered
            await machine_work.works(ctx)

    async def _translated(self, jobs: Sequence[Job]) -> list[Result]:
        """What came of each. Raises TranslationError when the service did not do its part."""
        if not jobs:
            return []
        source, target = jobs[0].source, jobs[0].language
        simple = await asyncio.to_thread(lambda: [machine_work.may_be_sent(job, self.is_simple) for job in jobs])
        sent = [job for job, may in zip(jobs, simple, strict=True) if may]
        hard = [Result(job, reason=Reason.HARD) for job, may in zip(jobs, simple, strict=True) if not may]
        if sent and not await self.translator.can(source, target):
            return [*hard, *(Result(job, reason=Reason.UNKNOWN) for job in sent)]
        project = self.context(self.database.read).project.name
        originals = [Original(job.text, (project, *job.names)) for job in sent]
        found = await faithfully(self.translator, originals, source, target)
        return [*hard, *map(_result, sent, found)]

    async def _write(self, work: Callable[[Context], Coroutine[Any, Any, None]]) -> None:
        await self.database.transact(lambda sql: work(self.context(sql)))


def _result(job: Job, found: str | NotTrusted) -> Result:
    if isinstance(found, str):
        return Result(job, found)
    log.warning("translation not trusted job=%s language=%s why=%s", job.id, job.language, found)
    return Result(job, reason=Reason.WRONG)
