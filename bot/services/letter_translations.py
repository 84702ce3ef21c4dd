"""Show the translation of a letter, or of the answer to it, where the original stands."""

from __future__ import annotations

from bot.domain.content import Content
from bot.domain.deliveries import State, Urgency
from bot.domain.letters import Letter
from bot.domain.people import Role
from bot.messages import letters as words
from bot.services import post
from bot.services.context import Context
from bot.services.people import known
from bot.store import chats, deliveries, letters, machine, participants, withdrawing
from bot.store.deliveries import Part

_ARRIVED = {State.SENT, State.UNCERTAIN}


async def show_due(ctx: Context) -> None:
    """Show what is translated. What is on its way at this moment is waited for."""
    for job_id, letter_id, field, language, body in await machine.ready_letters(ctx.sql):
        letter = await letters.get(ctx.sql, letter_id)
        if letter is None or await _show(ctx, letter, field, language, body):
            await machine.shown(ctx.sql, job_id)


async def _show(ctx: Context, letter: Letter, field: str, language: str, body: str) -> bool:
    """Whether everybody who is to read it has it, or will."""
    if field == "answer":
        writer = await known(ctx, letter.participant_id)
        whole = words.answer(letter, letter.answer, ctx.project.name, writer.language, body)
        alone = words.translated_answer(letter, ctx.project.name, writer.language, body)
        return await _under(ctx, answer_key(letter.id), whole, alone)
    settled = True
    for coordinator in await participants.with_role(ctx.sql, Role.COORDINATOR):
        if coordinator.language == language:
            whole = words.for_team(letter, language, body)
            alone = words.translated_for_team(letter, language, body)
            settled &= await _under(ctx, f"{letter_key(letter.id)}:{coordinator.id}", whole, alone)
    return settled


async def _under(ctx: Context, key: str, whole: Content, alone: Content) -> bool:
    """Put a translation under a message that was sent under a dedupe key; False when that cannot be done yet.

    What has not left goes out with it; what has arrived is changed in place, or else followed by the translation.
    """
    parts = await deliveries.under_key(ctx.sql, key)
    chat = await chats.get(ctx.sql, parts[0].chat_id) if parts and parts[0].chat_id else None
    if chat is None or chat.channel not in ctx.voices:
        return True
    if await withdrawing.take_back(ctx.sql, parts):
        await post.to_chat(ctx, chat, whole, urgency=Urgency.NORMAL, dedupe_key=key)
        return True
    if any(part.state in {State.WAITING, State.SENDING} for part in parts):
        return False
    if all(part.state in _ARRIVED for part in parts):
        target = _editable(ctx, chat.channel, parts, whole)
        content = whole if target else alone
        await post.to_chat(ctx, chat, content, target=target, urgency=Urgency.NORMAL, dedupe_key=f"{key}:translated")
    return True


def _editable(ctx: Context, channel: str, parts: list[Part], whole: Content) -> str | None:
    """The message that can be changed so that it also has the translation; None where there is none."""
    voice = ctx.voices[channel]
    fits = voice.can_edit and len(parts) == 1 and len(voice.render(whole)) == 1
    return parts[0].external_id if fits else None


def letter_key(letter_id: int) -> str:
    """The dedupe key of a letter to the team; each coordinator's has their number behind it."""
    return f"l{letter_id}"


def answer_key(letter_id: int) -> str:
    """The dedupe key of the answer to a letter."""
    return f"la{letter_id}"
