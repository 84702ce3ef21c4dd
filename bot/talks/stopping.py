"""STOP and START, where people have no way to block us that we would hear of: obeyed at once, in any language."""

from __future__ import annotations

from bot.language.stop_words import is_start, is_stop
from bot.messages import opening as words
from bot.services import people, sharing
from bot.store import knocking, participants, talks, withdrawing
from bot.talks import opening
from bot.talks.args import Args
from bot.talks.turn import Turn


async def obeyed(turn: Turn) -> bool:
    """Whether this update was such a word, whatever conversation is open; then it has been obeyed."""
    incoming = turn.incoming
    voice = turn.ctx.voices.get(turn.chat.channel)
    if voice is None or voice.tells_block:
        return False
    if incoming.text and is_stop(incoming.text):
        await _stop(turn)
        return True
    starts = incoming.start == "" or bool(incoming.text and is_start(incoming.text))
    if starts and turn.person.paused:
        await opening.follow(turn)
        await go_on(turn, Args([]))
        return True
    return False


async def _stop(turn: Turn) -> None:
    """The number is to be left alone: all who share it."""
    sql = turn.ctx.sql
    for chat, person in [(turn.chat, turn.person), *await sharing.others(turn.ctx, turn.chat)]:
        if person.registered:
            await participants.stop(sql, person.id)
        await withdrawing.stop_for_participant(sql, person.id, turn.ctx.now)
        await knocking.drop(sql, person.id)
        await talks.end_all(sql, chat.id)
    await turn.reply(words.stopped(turn.person.language))


async def go_on(turn: Turn, _: Args) -> None:
    """Write to this person again, as before STOP, and to those who share the phone and were stopped with it."""
    await participants.go_on(turn.ctx.sql, turn.person.id)
    for _chat, other in await sharing.others(turn.ctx, turn.chat):
        await participants.undo_stop(turn.ctx.sql, other.id)
    turn.person = await people.known(turn.ctx, turn.person.id)
    await turn.reply(words.going_on(turn.person))
