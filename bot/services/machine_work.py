"""What came of a machine's work: translations are written down, failures noted, and trouble told once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.content import Content
from bot.domain.events import Origin
from bot.domain.translation import MOST_ATTEMPTS, Hold, IsSimple, Job, Reason, Result, Trouble, held
from bot.errors import TranslationError, TranslatorGarbled, TranslatorRefuses, TranslatorUsedUp
from bot.messages import trouble as words
from bot.services import announcing, letters, post, renewing, telling
from bot.services.context import Context
from bot.store import announcements, events, machine, wordings
from bot.store.database import stamp

log = logging.getLogger(__name__)

_TROUBLES: dict[type[TranslationError], Trouble] = {
    TranslatorRefuses: Trouble.REFUSED,
    TranslatorUsedUp: Trouble.USED_UP,
    TranslatorGarbled: Trouble.GARBLED,
}


def may_be_sent(job: Job, is_simple: IsSimple) -> bool:
    """Whether a text may go to a machine: what the team writes must be simple, what others write goes as it is."""
    return not job.is_ours or is_simple(job.text, job.source)


async def settle(ctx: Context, results: Sequence[Result]) -> None:
    """Write down what came of each job. A text that was changed meanwhile keeps waiting; a person's stays as it is."""
    changed: dict[tuple[int, str], None] = {}
    for result in results:
        job = result.job
        if await machine.current_text(ctx.sql, job) != job.text:
            continue
        if result.reason is not None:
            await _fail(ctx, job, result.reason)
            continue
        await _write(ctx, job, result.body)
        changed |= {(job.text_id, job.language): None} if job.text_id else {}
    for text_id, language in changed:
        await _carry(ctx, text_id, language)


async def drop(ctx: Context, jobs: Sequence[Job]) -> None:
    """Take away jobs whose text is gone."""
    for job in jobs:
        if not await machine.current_text(ctx.sql, job):
            await machine.drop(ctx.sql, job)


async def _write(ctx: Context, job: Job, body: str) -> None:
    log.info("translated job=%s language=%s", job.id, job.language)
    if job.text_id is not None:
        await wordings.write(ctx.sql, job.text_id, job.field, job.language, body, ctx.now, Origin.MACHINE)
        await machine.done(ctx.sql, job)
    elif body == job.text:  # "OK" is the same in many languages
        await machine.done(ctx.sql, job)
    else:
        await machine.ready(ctx.sql, job, body)


async def _fail(ctx: Context, job: Job, reason: Reason) -> None:
    log.warning("not translated job=%s language=%s reason=%s", job.id, job.language, reason)
    await machine.fail(ctx.sql, job, reason)
    if job.letter_id is not None and job.field == "answer":
        await letters.tell_untranslated(ctx, job.letter_id, reason)


async def _carry(ctx: Context, text_id: int, language: str) -> None:
    """Let what still waits to go out carry the new texts, and what has gone out be changed in place."""
    event = await events.of_text(ctx.sql, text_id)
    if event:
        await events.put(ctx.sql, event.id, "texts", 1)
        await announcing.renew(ctx, event.id)
        await telling.carry_texts(ctx, event)
        await renewing.text_came(ctx, event.id, language)
    news = await announcements.of_text(ctx.sql, text_id)
    if news and news.state == "sending":
        await announcing.renew_one(ctx, news)
    if news:
        await renewing.news_text(ctx, None, news, language)


async def works(ctx: Context) -> None:
    """The service has answered. If the team was told of trouble, it is told that it is over."""
    found = await machine.hold(ctx.sql)
    if found is None:
        return
    await machine.put_hold(ctx.sql, None)
    if found.told:
        await _tell(ctx, found, works=True)


async def fails(ctx: Context, jobs: Sequence[Job], error: TranslationError) -> None:
    """The service has not done it: leave it alone for a while, and tell the team once if that lasts."""
    trouble = _TROUBLES.get(type(error), Trouble.SILENT)
    log.warning("translation service in trouble kind=%s jobs=%s", trouble, len(jobs))
    found = held(await machine.hold(ctx.sql), trouble, error.retry_at, ctx.now)
    if found.is_serious(ctx.now) and not found.told:
        await _tell(ctx, found, works=False)
        found = replace(found, told=True)
    await machine.put_hold(ctx.sql, found)
    await machine.tried(ctx.sql, jobs)
    for job in jobs:
        if job.attempts + 1 >= MOST_ATTEMPTS and trouble in {Trouble.SILENT, Trouble.GARBLED}:
            await _fail(ctx, job, Reason.TROUBLE)


async def try_at_once(ctx: Context) -> None:
    """Do not wait for a service that was in trouble before the start: its settings may have been put right."""
    found = await machine.hold(ctx.sql)
    if found is not None:
        await machine.put_hold(ctx.sql, replace(found, until=ctx.now))


async def _tell(ctx: Context, found: Hold, *, works: bool) -> None:
    async def write(language: str) -> Content:
        return words.translation_works(language) if works else words.translation(found.trouble, source, language)

    source = ctx.project.language
    await post.to_team(ctx, write, dedupe=f"translation{'+' if works else ''}:{stamp(found.since)}")
