"""Answering what participants wrote."""

from __future__ import annotations

from bot.domain.content import Line, text
from bot.domain.letters import Letter
from bot.language.bidi import isolated
from bot.messages import letters as words
from bot.messages import team
from bot.services import letters as services
from bot.store import letters
from bot.talks.args import Args, Forged
from bot.talks.talk import Talk
from bot.talks.turn import Turn


async def letters_to_answer(turn: Turn, _: Args) -> None:
    """Everything that waits for an answer."""
    await turn.show(team.letter_list(await letters.open_letters(turn.ctx.sql), turn.person.language))


async def _known(turn: Turn, letter_id: int) -> Letter:
    found = await letters.get(turn.ctx.sql, letter_id)
    if found is None or found.state not in {"open", "answered"}:
        raise Forged
    return found


async def letter(turn: Turn, args: Args) -> None:
    """One letter, with its picture or voice message."""
    found, language = await _known(turn, args.number()), turn.person.language
    await turn.reply(words.for_team(found, language, await services.translation(turn.ctx, found, language)))


async def begin(turn: Turn, args: Args) -> None:
    """Answer it; a colleague may have done so before."""
    found = await _known(turn, args.number())
    if found.state == "answered":
        await turn.reply(words.answered_before(found, turn.person.language))
        return
    turn.begin("reply", letter=found.id)


async def reply(talk: Talk) -> None:
    """The answer, which reaches its reader through the bot."""
    say, turn = talk.say, talk.turn
    found = await letters.get(talk.ctx.sql, int(talk.arguments["letter"]))
    if found is None:  # its writer has left in the meantime
        await turn.reply(text(talk.language, say.team("This person has left. There is nobody to answer.")))
        return
    translation = await services.translation(talk.ctx, found, talk.language)
    question = (
        Line(say.team("Your answer to {name}:", name=found.name), "↩️", "title"),
        words.language_line(found, talk.language),
        Line(isolated(words.shortened(translation or found.body), talk.language), "🤖" if translation else "", "quiet"),
    )
    body = await talk.text("answer", question, services.LETTER_LENGTH, lines=True)
    if found.state == "answered":
        await turn.reply(words.answered_before(found, talk.language))
        return
    sent = await services.answer(talk.ctx, turn.person, found, body)
    done = say.team("Your answer is on its way.") if sent else say.team("This person cannot be reached now.")
    await turn.reply(text(talk.language, done))
