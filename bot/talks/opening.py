"""A chat that was closed to free text is opened by what the person says: then all follows that was only knocked for."""

from __future__ import annotations

from bot.errors import Refused
from bot.messages import opening as words
from bot.services import people, sharing
from bot.store import knocking, participants
from bot.talks.args import Args
from bot.talks.turn import Turn

# What a person answers to an event, by a button of the knock itself: the reply shows the event in their own language.
ANSWERS = {"a", "f"}


async def follow(turn: Turn) -> None:
    """Let follow what waits for this chat to be opened, before anything is replied."""
    voice = turn.ctx.voices.get(turn.chat.channel)
    if voice is None or voice.limits.window is None:
        return  # most messengers close no chats, and every tap comes by here
    if await knocking.is_waited_for(turn.ctx.sql, turn.chat.id):
        await _opened(turn)
    for chat, _ in await sharing.others(turn.ctx, turn.chat):  # the phone is open to all who share it
        await knocking.opened(turn.ctx.sql, chat.id, turn.ctx.now)


async def _opened(turn: Turn) -> None:
    name, event, *_ = (*(turn.incoming.tap.action if turn.incoming.tap else "").split(":"), "", "")
    if name in ANSWERS and event.isascii() and event.isdecimal() and len(event) < 16:
        await knocking.answered(turn.ctx.sql, turn.chat.id, int(event))
    followed = await knocking.opened(turn.ctx.sql, turn.chat.id, turn.ctx.now)
    turn.opened = followed > 0 or await knocking.is_waited_for(turn.ctx.sql, turn.chat.id)  # a knock in flight


async def read(turn: Turn, _: Args) -> None:
    """The button of a knock: what was to be read is on its way, was read before, or has lost its sense."""
    if turn.opened is None:
        await turn.reply(words.nothing_new(turn.person.language))
    elif not turn.opened:
        await turn.reply(words.too_late(turn.person.language))


async def ask_second_language(turn: Turn) -> None:
    """Ask once for a second language, where a messenger approves no texts in the person's own."""
    voice, person = turn.ctx.voices.get(turn.chat.channel), turn.person
    if voice and voice.notices and person.language not in voice.notices and person.second_language is None:
        await turn.reply(words.second_language_question(person.language, voice.notices))


async def set_second_language(turn: Turn, args: Args) -> None:
    """The answer to that."""
    voice = turn.ctx.voices.get(turn.chat.channel)
    if voice is None or not voice.notices:
        raise Refused(turn.say.t("This button is no longer valid."))
    language = args.word(0, voice.notices)
    await participants.set_second_language(turn.ctx.sql, turn.person.id, language)
    turn.person = await people.known(turn.ctx, turn.person.id)
    await turn.show(words.second_language_noted(turn.person.language, language))
