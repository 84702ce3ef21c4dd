"""What has to be seen to from time to time, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from bot.services import (
    aftermath,
    announcing,
    answering,
    elsewhere,
    language_help,
    letter_translations,
    privacy,
    progress,
    reminding,
    renewing,
    unreleased,
    watching,
)
from bot.services.context import Context
from bot.store import (
    facts,
    files,
    inbox,
    invites,
    knocking,
    letters,
    link_codes,
    machine,
    outbox,
    participants,
    renewals,
    talks,
    translations,
)

Duty = Callable[[Context], Coroutine[Any, Any, object]]

# Telegram draws new update ids after a quiet week, so older ones may come again as new.
FORGET_UPDATES_AFTER = timedelta(days=6)
FORGET_MESSAGES_AFTER = timedelta(days=60)
FORGET_REPORTED_AFTER = timedelta(days=2)  # the text of what was sent: until then a messenger may say that it failed
FORGET_UNDECIDED_AFTER = timedelta(days=7)  # what was written, but never given to the team
FORGET_UNFINISHED_AFTER = timedelta(days=30)  # a registration, or another conversation


ALIVE = "alive"


async def note_alive(ctx: Context) -> None:
    """Note that we work now: after a crash this tells how long we were off."""
    await facts.put(ctx.sql, ALIVE, ctx.now.isoformat())


async def expire(ctx: Context) -> None:
    """Mark what has lost its sense."""
    await outbox.expire(ctx.sql, ctx.now)


async def prune(ctx: Context) -> None:
    """Delete what is not needed any more."""
    await inbox.prune(ctx.sql, ctx.now - FORGET_UPDATES_AFTER)
    await outbox.prune(ctx.sql, ctx.now - FORGET_MESSAGES_AFTER)
    await knocking.forget_texts(ctx.sql, ctx.now - FORGET_REPORTED_AFTER)
    await renewals.prune(ctx.sql, ctx.now - FORGET_MESSAGES_AFTER)
    await translations.prune(ctx.sql, ctx.now - FORGET_MESSAGES_AFTER)
    await letters.drop_undecided(ctx.sql, ctx.now - FORGET_UNDECIDED_AFTER)
    await invites.prune(ctx.sql, ctx.now - timedelta(days=1), ctx.now)
    await link_codes.prune(ctx.sql, ctx.now)
    await machine.prune(ctx.sql, ctx.now - FORGET_MESSAGES_AFTER)
    await talks.prune(ctx.sql, ctx.now - FORGET_UNFINISHED_AFTER)
    for person in await participants.never_registered(ctx.sql, ctx.now - FORGET_UNFINISHED_AFTER):
        await privacy.forget(ctx, person)
    await files.prune(ctx.sql, ctx.now)


# In this order at every tick: what moves the waiting list comes before what tells of it.
DUTIES: tuple[Duty, ...] = (
    answering.promote_due,
    announcing.start_due,
    reminding.remind_due,
    language_help.tell_uncovered,
    unreleased.tell_before_sending,
    aftermath.see_to_ended,
    expire,
    renewing.put_facts,
    progress.show_due,
    renewing.tell_over,
    watching.tell_set_aside,
    letter_translations.show_due,
    elsewhere.leave_stuck,
    elsewhere.drop_spares,
)
