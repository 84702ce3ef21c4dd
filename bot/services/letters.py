"""Letters between participants and the team."""

from __future__ import annotations

from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.letters import Letter
from bot.domain.people import Chat, Participant
from bot.domain.translation import Reason
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages import letters as words
from bot.services import machine, post, sharing
from bot.services.context import Context
from bot.services.letter_translations import answer_key, letter_key
from bot.services.people import known
from bot.store import audit, letters
from bot.store import machine as store

LETTER_LENGTH = 4096  # what fits into one message of a messenger


async def offer(ctx: Context, person: Participant, body: str, file_id: int | None) -> int:
    """Keep what someone wrote until they say whether it is for the team. The letter's id."""
    return await letters.offer(ctx.sql, person.id, body[:LETTER_LENGTH], file_id, person.language, ctx.now)


async def pass_on(ctx: Context, person: Participant, letter_id: int) -> bool:
    """Give a letter to the team. False when that was decided before; raises Refused when it is not this person's."""
    letter = await _own(ctx, person, letter_id)
    if not await letters.pass_on(ctx.sql, letter_id):
        return False
    languages: list[str] = []

    async def write(language: str) -> Content:
        languages.append(language)
        return words.for_team(letter, language)

    await post.to_team(ctx, write, dedupe=letter_key(letter_id))
    await machine.ask_for_letter(ctx, letter, languages)
    return True


async def drop(ctx: Context, person: Participant, letter_id: int) -> bool:
    """Forget a letter that is not for the team. False when that was decided before; raises Refused as `pass_on`."""
    await _own(ctx, person, letter_id)
    return await letters.drop(ctx.sql, letter_id)


async def claim(ctx: Context, chat: Chat, person: Participant, letter_id: int) -> Letter | None:
    """It was this person who wrote it, on the phone that they share with whoever had the turn.

    None when it was decided before what becomes of it; raises Refused when it was written on another phone.
    """
    letter = await letters.get(ctx.sql, letter_id)
    if letter is None or letter.participant_id not in {one.id for _, one in await sharing.everyone(ctx, chat)}:
        raise Refused(texts(person.language).t("This button is no longer valid."))
    return letter if await letters.give(ctx.sql, letter_id, person.id, person.language) else None


async def _own(ctx: Context, person: Participant, letter_id: int) -> Letter:
    letter = await letters.get(ctx.sql, letter_id)
    if letter is None or letter.participant_id != person.id:
        raise Refused(texts(person.language).t("This button is no longer valid."))
    return letter


async def answer(ctx: Context, coordinator: Participant, letter: Letter, text: str) -> bool:
    """Send the team's answer to the writer. False when the writer cannot be reached: then the letter stays open."""
    writer = await known(ctx, letter.participant_id)
    content = words.answer(letter, text, ctx.project.name, writer.language)
    key = answer_key(letter.id)
    sent = await post.to_participant(ctx, writer.id, content, urgency=Urgency.NORMAL, dedupe_key=key)
    if sent is None:
        return False
    await letters.answer(ctx.sql, letter.id, text, coordinator.id, ctx.now)
    await audit.note(ctx.sql, coordinator.id, "letter answered", f"letter {letter.id}", ctx.now)
    await machine.ask_for_answer(ctx, letter, text, coordinator.language, writer.language)
    return True


async def translation(ctx: Context, letter: Letter, language: str) -> str:
    """What a machine made of a letter in another language, "" when there is none."""
    return await store.of_letter(ctx.sql, letter.id, "body", language)


async def tell_untranslated(ctx: Context, letter_id: int, reason: Reason) -> None:
    """Tell who answered a letter that the answer stays as it was written."""
    letter = await letters.get(ctx.sql, letter_id)
    if letter is None or letter.answered_by is None:
        return
    author = await known(ctx, letter.answered_by)
    content = words.answer_untranslated(letter, reason, author.language)
    await post.to_participant(ctx, author.id, content, dedupe_key=f"lau{letter_id}")
