"""Reminders: a tick asks what is due now. Nothing is stored ahead, so moved events correct themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.content import Content
from bot.domain.events import Choice, Event
from bot.domain.times import latest_due
from bot.messages import reminder
from bot.messages.invitation import Standing
from bot.services import answering, knocking, post
from bot.services.answering import free_places
from bot.services.context import Context
from bot.store import answers, events, outbox, participants, reminders, wordings
from bot.store.reminders import Group

# A reminder may be pulled forward out of the quiet hours, never by more than a day.
_PULLED = timedelta(days=1)
WITHIN_HOURS = timedelta(hours=13)  # a knock that is tried for long must not arrive after the event has begun


async def remind_due(ctx: Context) -> None:
    """Remind those whose reminder is due; each person once per event, its time, and offset."""
    if not ctx.project.remind_before:
        return
    horizon = ctx.now + max(ctx.project.remind_before) + _PULLED
    for event in await events.starting_between(ctx.sql, ctx.now, horizon):
        found = latest_due(event.start, ctx.now, ctx.project.remind_before, ctx.project.quiet, ctx.project.zone)
        if found:
            await _remind(ctx, event, *found)


async def for_one(ctx: Context, event_id: int, participant_id: int) -> Content | None:
    """The reminder of one person as it is now; None when there is nothing to remind them of any more."""
    event, person = await events.get(ctx.sql, event_id), await participants.get(ctx.sql, participant_id)
    own = await answers.get(ctx.sql, event_id, participant_id)
    if event is None or person is None or own is None or own.waiting or own.choice is Choice.NO:
        return None
    if event.start <= ctx.now:
        return None
    wording = await wordings.read(ctx.sql, event.text_id, person.language)
    standing = await answering.standing(ctx, event, person, own)
    aloud = person.language in ctx.project.spoken
    soon = _is_soon(ctx, event)
    return reminder.reminder(event, wording, person.language, standing, aloud=aloud, soon=soon)


def _is_soon(ctx: Context, event: Event) -> bool:
    return event.start - ctx.now < WITHIN_HOURS


async def _remind(ctx: Context, event: Event, offset: timedelta, due: datetime) -> None:
    start = int(event.start.timestamp())
    keys = {
        Choice.COMING: f"r{event.id}:{start}:{int(offset.total_seconds())}",
        Choice.MAYBE: f"m{event.id}:{start}",  # asked once whether it is still open
    }
    for group in await reminders.groups(ctx.sql, event.id, due, keys, ctx.voices):
        wording = await wordings.read(ctx.sql, event.text_id, group.language)
        standing = Standing(group.answer, free=await free_places(ctx, event), help=group.help)
        aloud = group.language in ctx.project.spoken
        soon = _is_soon(ctx, event)
        content = reminder.reminder(event, wording, group.language, standing, aloud=aloud, soon=soon)
        other = await _other_knock(ctx, event, group, standing, soon=soon)
        for part, message in enumerate(ctx.voices[group.channel].render(content)):
            body_id = await outbox.put_body(
                ctx.sql, message.payload, message.file_id, ctx.now, message.knock, message.choices
            )
            key = keys[group.answer.choice]
            knock_id = other if part == 0 else None
            await reminders.enqueue(ctx.sql, group, body_id, part, key, due, event.start, ctx.now, knock_id)
    for participant_id, choice in await reminders.sharers(ctx.sql, event.id, due, keys):
        own = await for_one(ctx, event.id, participant_id)
        if own:
            key = f"{keys[choice]}:{participant_id}"
            await post.to_participant(
                ctx, participant_id, own, event_id=event.id, dedupe_key=key, expires_at=event.start
            )


async def _other_knock(ctx: Context, event: Event, group: Group, standing: Standing, *, soon: bool) -> int | None:
    """The reminder in the second language, where closed chats cannot be knocked at in the first one."""
    language = knocking.language_in(ctx, group.language, group.second_language, group.channel)
    if language in ("", group.language):
        return None
    wording = await wordings.read(ctx.sql, event.text_id, language)
    first = ctx.voices[group.channel].render(reminder.reminder(event, wording, language, standing, soon=soon))[0]
    return await outbox.put_body(ctx.sql, first.payload, first.file_id, ctx.now, first.knock)
