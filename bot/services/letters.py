"""Letters between participants and the team."""

from __future__ import annotations

from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.letters import Letter
from bot.domain.people import Participant
from bot.messages import letters as words
from bot.services import post
from bot.services.context import Context
from bot.services.people import known
from bot.store import audit, letters

LETTER_LENGTH = 3000


async def offer(ctx: Context, person: Participant, body: str, file_id: int | None) -> int:
    """Keep what someone wrote until they say whether it is for the team. The letter's id."""
    return await letters.offer(ctx.sql, person.id, body[:LETTER_LENGTH], file_id, person.language, ctx.now)


async def pass_on(ctx: Context, person: Participant, letter_id: int) -> bool:
    """Give a letter to the team. False when it is not this person's, or was decided before."""
    letter = await letters.get(ctx.sql, letter_id)
    if letter is None or letter.participant_id != person.id or not await letters.pass_on(ctx.sql, letter_id):
        return False

    async def write(language: str) -> Content:
        return words.for_team(letter, language)

    await post.to_team(ctx, write, dedupe=f"l{letter_id}")
    return True


async def drop(ctx: Context, person: Participant, letter_id: int) -> bool:
    """Forget a letter that is not for the team. False when it is not this person's, or was decided before."""
    letter = await letters.get(ctx.sql, letter_id)
    return letter is not None and letter.participant_id == person.id and await letters.drop(ctx.sql, letter_id)


async def answer(ctx: Context, coordinator: Participant, letter: Letter, text: str) -> bool:
    """Send the team's answer to the writer. False when the writer cannot be reached."""
    await letters.answer(ctx.sql, letter.id, text, coordinator.id, ctx.now)
    await audit.note(ctx.sql, coordinator.id, "letter answered", f"letter {letter.id}", ctx.now)
    writer = await known(ctx, letter.participant_id)
    content = words.answer(letter, text, ctx.project.name, writer.language)
    sent = await post.to_participant(ctx, writer.id, content, urgency=Urgency.NORMAL, dedupe_key=f"la{letter.id}")
    return sent is not None
