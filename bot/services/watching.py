"""Tell the team, once and in plain words, what does not work and that it works again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.domain.content import Content
from bot.language import formats
from bot.messages import trouble
from bot.services import post
from bot.services.context import Context
from bot.store import facts, watching
from bot.store.database import read_stamp, stamp

log = logging.getLogger(__name__)

ONCE_IN = timedelta(days=1)
_ASIDE = "set aside told"


async def see_to_sending(
    ctx: Context, channel: str, stuck_since: datetime | None, answered_at: datetime | None
) -> None:
    """Tell that a channel is stuck, once, and that it is no longer, once its messenger has answered again.

    Nothing is said over the channel itself until then: it would only come when it is no longer true.
    """
    known = await facts.get(ctx.sql, f"stuck {channel}")
    if not known:
        if stuck_since is not None:
            await _tell_stuck(ctx, channel, stuck_since)
        return
    since = read_stamp(known)
    if answered_at is not None and answered_at > since:
        await _tell_again(ctx, channel, since)


async def _tell_stuck(ctx: Context, channel: str, since: datetime) -> None:
    async def write(language: str) -> Content:
        return trouble.stuck(channel, _local(ctx, since), _local(ctx, ctx.now), language)

    log.warning("stuck channel=%s since=%s", channel, since.isoformat())
    await facts.put(ctx.sql, f"stuck {channel}", stamp(since))
    await post.to_team(ctx, write, dedupe=_key(channel, since), but=channel)


async def _tell_again(ctx: Context, channel: str, since: datetime) -> None:
    """Also to those who could not be told before, and instead of what still waits for the end of the night."""

    async def write(language: str) -> Content:
        return trouble.works_again(channel, _local(ctx, since), _local(ctx, ctx.now), language)

    log.info("works again channel=%s", channel)
    await facts.put(ctx.sql, f"stuck {channel}", "")
    await watching.withdraw(ctx.sql, _key(channel, since), ctx.now)
    await post.to_team(ctx, write, dedupe=f"again:{channel}:{stamp(since)}")


async def tell_set_aside(ctx: Context) -> None:
    """Tell of updates that could not be worked, at most once a day. Facts: up to which id it is told, and when."""
    told, _, at = (await facts.get(ctx.sql, _ASIDE)).partition(" ")
    if at and ctx.now - read_stamp(at) < ONCE_IN:
        return
    number, last = await watching.set_aside(ctx.sql, int(told or 0))
    if not number:
        return

    async def write(language: str) -> Content:
        return trouble.set_aside(number, language)

    if await post.to_team(ctx, write, dedupe=f"aside:{last}"):
        await facts.put(ctx.sql, _ASIDE, f"{last} {stamp(ctx.now)}")


def _key(channel: str, since: datetime) -> str:
    return f"stuck:{channel}:{stamp(since)}"


def _local(ctx: Context, at: datetime) -> datetime:
    return formats.local(at, ctx.project.zone)
