"""Translations that wait to be released: whoever sends the text is told before it leaves without them."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.announcements import Announcement
from bot.domain.content import Content
from bot.domain.times import reminder_due
from bot.domain.translations import Group, Stage
from bot.language.texts import team_texts
from bot.messages import sending as words
from bot.services import post, translating
from bot.services.context import Context
from bot.services.translating import Subject
from bot.store import announcements, deliveries, events, translations

TELL_BEFORE = timedelta(hours=3)
_PULLED = timedelta(days=1)  # quiet hours pull it forward by no more, as with reminders


async def waiting(ctx: Context, found: Subject) -> list[Group]:
    """The groups of readers for whom a translation waits to be released."""
    return [group for group in await translating.readers(ctx, found) if group.ready]


async def tell_before_sending(ctx: Context) -> None:
    """Tell whoever planned an announcement what will be missing of its translations; once for each planned time.

    That is three hours before it goes out, in quiet hours as with reminders; at once when it is planned for sooner.
    """
    for one in await announcements.due(ctx.sql, ctx.now + TELL_BEFORE + _PULLED):
        if one.send_at and reminder_due(one.send_at, TELL_BEFORE, ctx.project.quiet, ctx.project.zone) <= ctx.now:
            await _tell(ctx, one, f"tw{one.id}:{int(one.send_at.timestamp())}")


async def _tell(ctx: Context, announcement: Announcement, key: str) -> None:
    if await deliveries.is_known(ctx.sql, f"{key}:*"):
        return
    found = await _subject(ctx, announcement)
    if found is None:
        return
    missing = await _missing(ctx, found)
    if not missing:
        return
    what = await translating.heading(ctx, found)

    async def write(language: str) -> Content:
        heading = what.lines(team_texts(language).language)
        preview = f"pv:{found.event.id}:" if found.event else f"draft:{announcement.id}"
        return words.missing_when_it_leaves(missing, found.text_id, found.language, heading, preview, language)

    await post.to_coordinator(ctx, announcement.created_by, write, dedupe=key)


async def _subject(ctx: Context, announcement: Announcement) -> Subject | None:
    event = await events.get(ctx.sql, announcement.event_id) if announcement.event_id is not None else None
    text_id = event.text_id if event else announcement.text_id
    return None if text_id is None else await translating.subject(ctx, text_id)


async def _missing(ctx: Context, found: Subject) -> list[Group]:
    """The groups for whom something was asked for that they would not get."""
    stored = await translations.of_text(ctx.sql, found.text_id)
    if all(one.stage is Stage.OUTDATED for one in stored):
        return []  # as it mostly is: nobody needs to be counted
    return [group for group in await translating.readers(ctx, found) if group.ready or group.asked]
