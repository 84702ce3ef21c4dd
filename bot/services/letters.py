"""Letters between participants and the team."""

from __future__ import annotations

from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.letters import Letter
from bot.domain.people import Participant
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages import letters as words
from bot.services import post
from bot.services.context import Context
from bot.services.people import known
from bot.store import audit, letters

LETTER_LENGTH = 4096  # what fits into one message of a messenger


async def offer(ctx: Context, person: Participant, body: str, file_id: int | None) -> int:
    """Keep what someone wrote until they say whether it is for the team. The letter's id."""
    return await letters.offer(ctx.sql, person.id, body[:LETTER_LENGTH], file_id, person.language, ctx.now)


async def pass_on(ctx: Context, person: Participant, letter_id: int) -> bool:
    """Give a letter to the team. False when that was decided before; raises Refused when it is not this person's."""
    letter = await _own(ctx, person, letter_id)
    if not await letters.pass_on(ctx.sql, letter_id):
        return False

    async def write(language: str) -> Content:
        return words.for_team(letter, language)

    await post.to_team(ctx, write, dedupe=f"l{letter_id}")
    return True


async def drop(ctx: Context, person: Participant, letter_id: int) -> bool:
    """Forget a letter that is not for the team. False when that was decided before; raises Refused as `pass_on`."""
    await _own(ctx, person, letter_id)
    return await letters.drop(ctx.sql, letter_id)


async def _own(ctx: Context, person: Participant, letter_id: int) -> Letter:
    letter = await letters.get(ctx.sql, letter_id)
    if letter is None or letter.participant_id != person.id:
        raise Refused(texts(person.language).t("This button is no longer valid."))
    return letter


async def answer(ctx: Context, coordinator: Participant, letter: Letter, text: str) -> bool:
    """Send the team's answer to the writer. False when the writer cannot be reached."""
    await letters.answer(ctx.sql, letter.id, text, coordinator.id, ctx.now)
    await audit.note(ctx.sql, coordinator.id, "letter answered", f"letter {letter.id}", ctx.now)
    writer = await known(ctx, letter.participant_id)
    content = words.answer(letter, text, ctx.project.name, writer.language)
    sent = await post.to_participant(ctx, writer.id, content, urgency=Urgency.NORMAL, dedupe_key=f"la{letter.id}")
    return sent is not None
