"""Put what the bot says into the outbox: to one chat, or to an audience, rendered once per channel and language."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.content import Content, from_json, to_store
from bot.domain.deliveries import Urgency
from bot.domain.people import Chat, Role
from bot.messages import sharing
from bot.services import knocking
from bot.services.context import Context, Voice
from bot.store import audiences, chats, mailings, outbox, participants, renewals, stranded
from bot.store.database import Sql
from bot.store.mailings import Mailing

Write = Callable[[str], Awaitable[Content]]  # a content in a language


async def to_chat(
    ctx: Context,
    chat: Chat,
    content: Content,
    *,
    target: str | None = None,
    tap_id: str | None = None,
    urgency: Urgency = Urgency.REPLY,
    event_id: int | None = None,
    dedupe_key: str | None = None,
    expires_at: datetime | None = None,
    tried: tuple[int, ...] = (),
    announcement_id: int | None = None,
    renewal_id: int | None = None,
    other: Content | None = None,
) -> int | None:
    """Say something in one chat; `target` names a message to change instead. The id of its last delivery.

    None when the dedupe key was used before, or the chat's channel is switched off. A message of several parts cannot
    replace one, so it comes anew. Who shares the phone reads their name on top. `other` is the same in the language in
    which this chat is knocked at while it is closed.
    """
    voice = ctx.voices.get(chat.channel)
    if voice is None:
        return None
    parts = voice.render(await _addressed(ctx, chat, content) if chat.shared else content)
    delivery_id = None
    for number, part in enumerate(parts):
        draft = outbox.Draft(
            channel=chat.channel,
            chat_id=chat.id,
            participant_id=chat.participant_id,
            urgency=urgency,
            payload=part.payload,
            file_id=part.file_id,
            target=target if len(parts) == 1 and voice.can_edit else None,
            tap_id=tap_id if number == 0 else None,
            part=number,
            event_id=event_id,
            dedupe_key=f"{dedupe_key}:{number}" if dedupe_key else None,
            expires_at=expires_at,
            tried=tried,
            knock=part.knock or (await knocking.personal(ctx, chat, other) if number == 0 else None),
            announcement_id=announcement_id,
            renewal_id=renewal_id,
        )
        delivery_id = await outbox.put(ctx.sql, draft, ctx.now)
        if part.choices is not None and delivery_id is not None:
            await chats.offer(ctx.sql, chat, part.choices)
        if number == 0 and dedupe_key and delivery_id and await chats.are_several(ctx.sql, chat.participant_id):
            await stranded.keep_spare(ctx.sql, delivery_id, chat.participant_id, to_store(content))
    return delivery_id


async def _addressed(ctx: Context, chat: Chat, content: Content) -> Content:
    person = await participants.get(ctx.sql, chat.participant_id)
    return sharing.for_one(content, chat, person.name if person else None)


async def farewell(ctx: Context, chat: Chat, content: Content, *, tap_id: str | None) -> None:
    """The last message to a chat that is no longer known; its address goes when it is sent."""
    for number, part in enumerate(ctx.voices[chat.channel].render(content)):
        draft = outbox.Draft(
            channel=chat.channel,
            chat_id=None,
            participant_id=None,
            urgency=Urgency.REPLY,
            payload=part.payload,
            tap_id=tap_id if number == 0 else None,
            part=number,
            address=chat.address,
        )
        await outbox.put(ctx.sql, draft, ctx.now)


async def reached(ctx: Context, participant_id: int, *, but: str = "") -> Chat | None:
    """The chat in which a person is reached now: where they want it, or else another that can be reached.

    None when there is none. Nobody is reached on a channel that is switched off, nor on the channel `but`.
    """
    usable = [name for name in ctx.voices if name != but]
    chat = await chats.home(ctx.sql, participant_id)
    if chat and chat.reachable and chat.channel in usable:
        return chat
    return await chats.newest(ctx.sql, participant_id, usable)


async def to_participant(
    ctx: Context,
    participant_id: int,
    content: Content,
    *,
    urgency: Urgency = Urgency.NORMAL,
    event_id: int | None = None,
    dedupe_key: str | None = None,
    expires_at: datetime | None = None,
) -> int | None:
    """Say something to one person where they want to be reached; None when there is no such place."""
    chat = await reached(ctx, participant_id)
    if chat is None:
        return None
    return await to_chat(
        ctx, chat, content, urgency=urgency, event_id=event_id, dedupe_key=dedupe_key, expires_at=expires_at
    )


async def to_team(
    ctx: Context,
    write: Write,
    *,
    dedupe: str,
    urgency: Urgency = Urgency.NORMAL,
    but: str = "",
    expires_at: datetime | None = None,
) -> int:
    """Say something to every coordinator, in the language of each, once per `dedupe`. How many can be reached.

    Nothing goes over the channel `but`.
    """
    count = 0
    for coordinator in await participants.with_role(ctx.sql, Role.COORDINATOR):
        chat = await reached(ctx, coordinator.id, but=but)
        if chat:
            content = await write(coordinator.language)
            key = f"{dedupe}:{coordinator.id}"
            await to_chat(ctx, chat, content, urgency=urgency, dedupe_key=key, expires_at=expires_at)
            count += 1
    return count


async def to_coordinator(ctx: Context, person_id: int | None, write: Write, *, dedupe: str) -> bool:
    """Say something to one coordinator, or to the team when that one cannot be told. Whether somebody can be."""
    person = await participants.get(ctx.sql, person_id) if person_id is not None else None
    chat = await reached(ctx, person.id) if person and person.is_coordinator else None
    if person is None or chat is None:
        return bool(await to_team(ctx, write, dedupe=dedupe))
    content = await write(person.language)
    await to_chat(ctx, chat, content, urgency=Urgency.NORMAL, dedupe_key=f"{dedupe}:{person.id}")
    return True


async def to_audience(ctx: Context, mailing: Mailing, write: Write) -> None:
    """One delivery per reachable person of an audience, rendered once per channel and language.

    The first slice of people is enqueued at once, which is everybody but in a large project; `go_on` sees to the rest.
    """
    await mailings.begin(ctx.sql, mailing)
    mailing_id = await mailings.add(ctx.sql, mailing)
    languages = await audiences.languages(ctx.sql, mailing.audience)
    for language in [*languages, *await knocking.more_languages(ctx, languages)]:
        await _add_bodies(ctx, mailing_id, await write(language), ctx.voices)
    await enqueue(ctx, mailing, mailing_id)


async def to_some(
    ctx: Context, mailing: Mailing, content: Content, people: Collection[int] = (), knocks: Sequence[Content] = ()
) -> None:
    """One delivery for each of these people of an audience, who read the content's language. All are enqueued at once.

    `knocks` is the same in the languages in which their closed chats may have to be knocked at.

    Of a renewal, nothing goes to where messages cannot be changed, and without `people` those are meant who gave no
    answer, slice by slice.
    """
    some = replace(mailing, people=json.dumps(list(people)) if people else "")
    mailing_id = await mailings.add(ctx.sql, some)
    fit = {name: voice for name, voice in ctx.voices.items() if voice.can_edit or mailing.renewal_id is None}
    for one in (content, *knocks):
        await _add_bodies(ctx, mailing_id, one, fit)
    await enqueue(ctx, some, mailing_id)


async def _add_bodies(ctx: Context, mailing_id: int, content: Content, voices: Mapping[str, Voice]) -> None:
    whole = json.dumps(to_store(content), ensure_ascii=False)
    for channel, voice in voices.items():
        for number, part in enumerate(voice.render(content)):
            await mailings.add_body(
                ctx.sql, mailing_id, channel, content.language, number, part.payload, part.file_id, ctx.now,
                part.knock, part.choices, whole if number == 0 else None,
            )  # fmt: skip


async def enqueue(ctx: Context, mailing: Mailing, mailing_id: int) -> None:
    """Enqueue the next slice of a mailing that is stored under this id."""
    stored = replace(mailing, id=mailing_id)
    if mailing.renewal_id is None:
        await _to_sharers(ctx, stored)
        closes = any(voice.notices for voice in ctx.voices.values())
        instead = knocking.instead(ctx.project.language) if closes else None
        await mailings.enqueue_slice(ctx.sql, stored, ctx.now, instead)
    else:
        await _renew_sharers(ctx, stored)
        await renewals.enqueue_slice(ctx.sql, stored, ctx.now)


async def _to_sharers(ctx: Context, mailing: Mailing) -> None:
    """Who shares a phone gets what the others of the slice do, with their name on top."""
    for person_id, said in await mailings.sharers(ctx.sql, mailing):
        person, chat = await participants.get(ctx.sql, person_id), await chats.home(ctx.sql, person_id)
        if person is None or chat is None:
            continue
        language = knocking.language_of(ctx, person, chat.channel)
        other = await mailings.said(ctx.sql, mailing.id, chat.channel, language)
        await to_chat(
            ctx, chat, _content(said), urgency=mailing.urgency, event_id=mailing.event_id,
            dedupe_key=f"{mailing.dedupe}:{person_id}", expires_at=mailing.expires_at,
            announcement_id=mailing.announcement_id, other=_content(other) if other else None,
        )  # fmt: skip


async def _renew_sharers(ctx: Context, mailing: Mailing) -> None:
    for one in await renewals.sharers(ctx.sql, mailing):
        chat = await chats.get(ctx.sql, one.chat_id)
        said = _content(one.content) if one.message and one.content else None
        if chat is None or said is None or not await _is_one_message(ctx, chat, said):
            await renewals.missed(ctx.sql, mailing.renewal_id)
            continue
        await to_chat(
            ctx, chat, said, target=one.message, urgency=mailing.urgency, event_id=mailing.event_id,
            dedupe_key=f"{mailing.dedupe}:{one.participant_id}", expires_at=mailing.expires_at,
            renewal_id=mailing.renewal_id,
        )  # fmt: skip


async def _is_one_message(ctx: Context, chat: Chat, content: Content) -> bool:
    """Whether a content can take the place of a message in this chat: of several parts, one would come anew."""
    voice = ctx.voices.get(chat.channel)
    return voice is not None and len(voice.render(await _addressed(ctx, chat, content))) == 1


def _content(stored: str) -> Content:
    return from_json(json.loads(stored))


async def unfinished(sql: Sql, but: Collection[int] = ()) -> int | None:
    """The oldest mailing that is to be gone on with, none of `but`."""
    return await mailings.oldest(sql, but)


async def go_on(ctx: Context, mailing_id: int) -> None:
    """Enqueue the next slice of a mailing, if it is not finished."""
    mailing = await mailings.get(ctx.sql, mailing_id)
    if mailing is not None:
        await enqueue(ctx, mailing, mailing.id)
