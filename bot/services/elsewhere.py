"""People with several chats: one that cannot be reached gives way to another, and nothing is said twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.content import Content, from_json
from bot.domain.people import Chat
from bot.services import knocking, people, post, reminding
from bot.services.context import Context
from bot.store import chats, facts, participants, stranded
from bot.store.database import read_stamp
from bot.store.stranded import Stranded

# Most outages are over sooner, and whoever is moved to another chat stays there until they choose again.
LONG = timedelta(hours=3)
# What becomes of a message is reported within minutes. A phone that is off for days is told later, but is not gone.
REPORTED_WITHIN = timedelta(hours=1)


async def settle_home(ctx: Context, participant_id: int) -> None:
    """Let a person be reached in a chat that can be reached: where they want it, else in the one last heard of."""
    home = await chats.home(ctx.sql, participant_id)
    if home and home.reachable and home.channel in ctx.voices:
        return
    other = await chats.newest(ctx.sql, participant_id, ctx.voices)
    if other:
        await participants.set_home_chat(ctx.sql, participant_id, other.id)


async def settle_all_homes(ctx: Context, chat: Chat) -> None:
    """The same for everybody who is reached in this chat or shares it."""
    for one in await chats.at(ctx.sql, chat.channel, chat.address):
        await settle_home(ctx, one.participant_id)


async def gone(ctx: Context, delivery_ids: Sequence[int]) -> None:
    """Deliveries found nobody, for good: their people's home moves, and each message goes to another chat, once.

    What may have arrived is not among them. It runs in the transaction that notes the failure, so that no later look
    at the database finds a message to be said again.
    """
    for participant_id in await stranded.whose(ctx.sql, delivery_ids):
        await settle_home(ctx, participant_id)
    for message in await stranded.unreachable(ctx.sql, delivery_ids, ctx.now):
        await move(ctx, message)


async def leave(ctx: Context, channel: str) -> None:
    """A channel is switched off or has been down for long: whoever has a chat on another is reached there."""
    ctx = replace(ctx, voices={name: voice for name, voice in ctx.voices.items() if name != channel})
    for participant_id in await chats.at_home_on(ctx.sql, channel):
        await settle_home(ctx, participant_id)
    for message in await stranded.waiting_on_channel(ctx.sql, channel, ctx.now):
        await move(ctx, message)


async def leave_switched_off(ctx: Context) -> None:
    """At the start: the channels that people were reached on and that do not run any more."""
    for channel in await chats.channels(ctx.sql):
        if channel not in ctx.voices:
            await leave(ctx, channel)


async def leave_stuck(ctx: Context) -> None:
    """The channels on which nothing has left for long."""
    for channel in ctx.voices:
        since = await facts.get(ctx.sql, f"stuck {channel}")
        if since and ctx.now - read_stamp(since) >= LONG:
            await leave(ctx, channel)


async def drop_spares(ctx: Context) -> None:
    """Keep no longer what was kept for another chat and is not needed there."""
    reporting = [name for name, voice in ctx.voices.items() if voice.reports]
    await stranded.drop_spares(ctx.sql, reporting, ctx.now - REPORTED_WITHIN)


async def move(ctx: Context, message: Stranded) -> None:
    """Say a message that did not leave or arrive in another chat of its person, if there is one that was not tried.

    A mailing has a form for each channel, of what was said to one person the content was kept, and a reminder is
    written anew.
    """
    other = await post.reached(ctx, message.participant_id)
    if other and other.id in message.tried:  # it can be reached, and yet did not take this
        other = await chats.newest(ctx.sql, message.participant_id, ctx.voices, but=message.tried)
    if other is None:
        return
    form = await stranded.has_form(ctx.sql, message.body_id, other.channel) if message.body_id else None
    content = await _content(ctx, message) if form is None or other.shared else None
    if not form and content is None:
        return
    await stranded.take_back(ctx.sql, message)
    if content is None:
        person = await people.known(ctx, message.participant_id)
        knock_language = knocking.language_of(ctx, person, other.channel)
        await stranded.put_form(ctx.sql, message, other, knock_language, ctx.now)
    else:
        await post.to_chat(
            ctx, other, content, urgency=message.urgency, event_id=message.event_id, dedupe_key=message.key,
            expires_at=message.expires_at, tried=message.tried, announcement_id=message.announcement_id,
        )  # fmt: skip


async def _content(ctx: Context, message: Stranded) -> Content | None:
    """What a message says; None when that is not known any more, or no longer true."""
    known = message.content or await stranded.said(ctx.sql, message.body_id)
    if known is not None:
        return from_json(known)
    if message.event_id is None or message.body_id is None:  # only reminders are written for many and of no mailing
        return None
    return await reminding.for_one(ctx, message.event_id, message.participant_id)
