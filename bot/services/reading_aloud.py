"""Invitations read aloud: a voice message is made when the first person wants to hear it, and kept for the others."""

from __future__ import annotations

from bot.domain.content import Content, Media, text
from bot.domain.events import Event
from bot.domain.people import Chat, Participant
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages import speech
from bot.services import people, post
from bot.services.context import Context
from bot.store import chats, files, readings, wordings


async def hear(ctx: Context, event: Event, person: Participant, chat: Chat) -> Content | None:
    """The voice message of an invitation; None while it is being made: then it comes by itself.

    Raises Refused where this person's language has no voice.
    """
    if person.language not in ctx.project.spoken:
        raise Refused(_sorry(person.language))
    wording = await wordings.read(ctx.sql, event.text_id, person.language)
    script = speech.script(event, wording, person.language, over=event.end <= ctx.now)
    file_id = await readings.find(ctx.sql, script, ctx.now)
    if await readings.is_made(ctx.sql, file_id):
        return _voice_message(file_id, person.language)
    await readings.wait(ctx.sql, file_id, chat.id, ctx.now)
    return None


async def finish(ctx: Context, file_id: int, sound: bytes | None) -> None:
    """Keep a voice message and send it to all who wait for it; without a sound, tell them that there is none now."""
    if sound is not None:
        await files.fill(ctx.sql, file_id, sound)
    for chat_id in await readings.end(ctx.sql, file_id):
        chat = await chats.get(ctx.sql, chat_id)
        if chat is not None:
            language = (await people.known(ctx, chat.participant_id)).language
            content = text(language, _sorry(language)) if sound is None else _voice_message(file_id, language)
            await post.to_chat(ctx, chat, content)


def _voice_message(file_id: int, language: str) -> Content:
    return Content(language, (), media=Media(file_id, "voice"))


def _sorry(language: str) -> str:
    return texts(language).t("This cannot be read aloud now.")
