"""Several people on one phone: whose a tap is, who uses the phone, one more person, one who goes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.content import Content
from bot.domain.people import Chat
from bot.domain.sharing import MOST, read
from bot.messages import sharing as words
from bot.services import people, privacy, sharing
from bot.store import chats, talks
from bot.talks import browsing, starting
from bot.talks.args import Args, Forged
from bot.talks.turn import Turn


async def find_whose(turn: Turn) -> None:
    """A tap acts for the person whom its button names, and makes it their turn; what is typed, for whose turn it is.

    A button from before the phone was shared is its first person's. Raises Forged for one that is nobody's here.
    """
    tap = turn.incoming.tap
    if tap is None or not (turn.chat.shared or "@" in tap.action):
        return
    action, chat_id = read(tap.action)
    found = await chats.at(turn.ctx.sql, turn.chat.channel, turn.chat.address)
    own = found[0] if chat_id is None else next((one for one in found if one.id == chat_id), None)
    if own is None or "@" in action:
        raise Forged
    turn.incoming = replace(turn.incoming, tap=replace(tap, action=action))
    if own.id != turn.chat.id:
        await _take_turn(turn, own)


async def _take_turn(turn: Turn, own: Chat) -> None:
    """Whoever was to be added, and has answered nothing yet and has no role, was a tap by mistake."""
    before, talk = turn.person, await talks.current(turn.ctx.sql, turn.chat.id)
    await chats.give_turn(turn.ctx.sql, own)
    if not (before.registered or before.roles or (talk and talk.answers)):
        await privacy.forget(turn.ctx, before)
    turn.chat = await chats.get(turn.ctx.sql, own.id) or own
    turn.person = await people.known(turn.ctx, own.participant_id)


async def everyone(turn: Turn, _: Args) -> None:
    """Who uses this phone."""
    found = await sharing.everyone(turn.ctx, turn.chat)
    await turn.show(words.everyone(found, turn.chat, turn.person.language, room=len(found) < MOST))


async def another(turn: Turn, _: Args) -> None:
    """One more person: from now on it is their turn, and they are welcomed like anybody new."""
    turn.chat, turn.person = await sharing.add(turn.ctx, turn.chat, turn.person)
    await starting.welcome(turn, "")


async def leave(turn: Turn, goodbye: Content) -> None:
    """The person is forgotten. Who shares the phone with them goes on."""
    await privacy.forget(turn.ctx, turn.person)
    await turn.goodbye(goodbye)
    await browsing.hand_on(turn)
