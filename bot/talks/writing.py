"""Writing to the team: any text that is no answer is offered to it."""

from __future__ import annotations

from bot.domain.content import Content, Line, text
from bot.domain.incoming import Incoming
from bot.errors import Refused
from bot.language.bidi import cleaned
from bot.messages import letters as words
from bot.messages.sharing import with_others
from bot.services import letters, sharing
from bot.store import files
from bot.talks.args import Args
from bot.talks.talk import Talk
from bot.talks.turn import Turn


async def offer(turn: Turn) -> None:
    """Shall I pass this on? Asked for anything that was written, spoken or shown without being asked for."""
    body, file_id = await _said(turn, turn.incoming)
    if not body and file_id is None:
        raise Refused(turn.say.t("I cannot read this. Please write, or send a voice message."))
    letter_id = await letters.offer(turn.ctx, turn.person, body, file_id)
    await turn.reply(await _question(turn, letter_id, body))


async def _question(turn: Turn, letter_id: int, body: str) -> Content:
    """On a shared phone whoever else wrote it says so: it may not have been their turn."""
    content = words.offer(letter_id, body, turn.person.language, translated=_is_read_along(turn, body))
    others = [one for one in await sharing.others(turn.ctx, turn.chat) if one[1].registered]
    return with_others(content, others, f"l:{letter_id}:mine")


async def _said(turn: Turn, incoming: Incoming) -> tuple[str, int | None]:
    body = cleaned(incoming.text or "", letters.LETTER_LENGTH + 1)
    if len(body) > letters.LETTER_LENGTH:
        raise Refused(turn.say.t("This is too long. Please write at most {n} letters.", n=letters.LETTER_LENGTH))
    if incoming.place:
        body = f"{incoming.place.latitude:.5f}, {incoming.place.longitude:.5f}"
    attachment = incoming.attachment
    file_id = await files.received(turn.ctx.sql, incoming.channel, attachment, turn.ctx.now) if attachment else None
    return body, file_id


def _is_read_along(turn: Turn, body: str) -> bool:
    return bool(body) and turn.ctx.project.machine_letters


async def decide(turn: Turn, args: Args) -> None:
    """Yes, pass it on; or no; or, from somebody who shares the phone, that they wrote it."""
    say, said = turn.say, args.word(1, ("yes", "no", "mine"))
    if said == "mine":
        await _claim(turn, args.number())
        return
    if said == "yes":
        done = await letters.pass_on(turn.ctx, turn.person, args.number())
        thanks = say.t("Passed on. The team answers you here.")
    else:
        done = await letters.drop(turn.ctx, turn.person, args.number())
        thanks = say.t("All right. I pass nothing on.")
    if done:
        await turn.show(text(turn.person.language, thanks))
    else:
        await turn.toast(say.t("That one is answered already."))


async def _claim(turn: Turn, letter_id: int) -> None:
    letter = await letters.claim(turn.ctx, turn.chat, turn.person, letter_id)
    if letter is None:
        await turn.toast(turn.say.t("That one is answered already."))
    else:
        await turn.show(await _question(turn, letter.id, letter.body))


async def begin(turn: Turn, _: Args) -> None:
    """From the menu: write to the team."""
    turn.begin("write")


async def write(talk: Talk) -> None:
    """A message to the team, by text, voice or picture."""
    turn, say = talk.turn, talk.say

    async def accept(incoming: Incoming) -> list[object]:
        body, file_id = await _said(turn, incoming)
        if not body and file_id is None:
            raise Refused(say.t("I cannot read this. Please write, or send a voice message."))
        return [body, file_id]

    question = (
        Line(say.t("What would you like to tell the team?"), "✉️", "title"),
        Line(say.t("Write in your language, or send a voice message.")),
        *((words.read_along(talk.language),) if talk.ctx.project.machine_letters else ()),
    )
    body, file_id = await talk.ask("message", question, accept)
    letter_id = await letters.offer(talk.ctx, turn.person, body, file_id)
    await letters.pass_on(talk.ctx, turn.person, letter_id)
    await turn.reply(text(talk.language, say.t("Passed on. The team answers you here.")))
