"""How far announcements got, shown to whoever sent them in one message that changes."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.announcements import Announcement
from bot.domain.deliveries import Urgency
from bot.domain.times import is_quiet
from bot.messages import sending as words
from bot.services import post
from bot.services.context import Context
from bot.services.people import known
from bot.store import announcements, chats, deliveries

WATCH_STOPPED = timedelta(days=1)  # what was in flight when an announcement was stopped still comes to its end


async def show_due(ctx: Context) -> None:
    """Bring the progress messages of announcements up to date, and finish those with nothing left."""
    for announcement in await announcements.to_watch(ctx.sql, ctx.now - WATCH_STOPPED):
        await show(ctx, announcement)


async def show(ctx: Context, announcement: Announcement) -> None:
    """Bring the progress message of one up to date, in its place; with nothing left, it is done."""
    found = await deliveries.progress(ctx.sql, announcement.id)
    shown = repr(found)
    chat = await chats.home(ctx.sql, announcement.created_by) if announcement.created_by else None
    if chat is None or announcement.created_by is None or shown == announcement.progress:
        if found.is_over and announcement.state == "sending":
            await announcements.set_state(ctx.sql, announcement.id, "done")
        return
    first = announcement.progress_delivery_id
    target = await deliveries.external_id(ctx.sql, first, chat.id) if first else None
    if first and target is None and await deliveries.is_under_way(ctx.sql, first):
        return  # the message that is to be edited has not arrived yet
    voice = ctx.voices.get(chat.channel)
    if first and voice and not voice.can_edit and not found.is_over:
        return  # every step would be one more message
    person = await known(ctx, announcement.created_by)
    content = words.progress(announcement, found, person.language)
    delivery_id = await post.to_chat(ctx, chat, content, target=target, urgency=_urgency(ctx, announcement))
    await announcements.set_progress(ctx.sql, announcement.id, None if target else delivery_id, shown)


def _urgency(ctx: Context, announcement: Announcement) -> Urgency:
    """Whoever has just sent it sees how it goes; what was scheduled disturbs nobody at night."""
    disturbing = announcement.send_at is not None and is_quiet(ctx.now, ctx.project.quiet, ctx.project.zone)
    return Urgency.NORMAL if disturbing else Urgency.REPLY
