"""The chats of one person: a code for another phone or app, where to be reached, and a chat that is given up."""

from __future__ import annotations

from bot.domain.starts import TO_LINK
from bot.errors import Refused
from bot.files.qr import QR
from bot.messages import linking as words
from bot.services import linking, people
from bot.store import chats, files, participants
from bot.talks import browsing, opening
from bot.talks.args import Args
from bot.talks.talk import Option, Talk
from bot.talks.turn import Turn


async def offer(turn: Turn, _: Args) -> None:
    """A code to write in another phone or app, and for each channel a link and its picture."""
    ctx, language = turn.ctx, turn.person.language
    code, token = await linking.offer(ctx, turn.person)
    several = await chats.are_several(ctx.sql, turn.person.id)
    await turn.reply(words.offer(code, language, several=several))
    for name, voice in ctx.voices.items():
        address = voice.link(TO_LINK + token)
        if address is not None:
            picture = await files.promise(
                ctx.sql, "link.png", "image/png", QR, address, ctx.now
            )  # drawing takes longer than all the rest, so it is done outside of any lock
            await turn.reply(words.way(name, address, picture, language))


async def enter(turn: Turn, code: str) -> bool:
    """A code or token of another chat: join it, or ask first what is to stay. False when it does not work.

    Raises Refused when it works, and yet not here.
    """
    owner = await linking.owner_of(turn.ctx, turn.chat, code)
    if owner is None:
        return False
    await linking.must_be_joinable(turn.ctx, turn.person, owner)
    if turn.person.registered:
        turn.begin("join", code=linking.hash_of(code))
    else:
        await _link(turn, linking.hash_of(code), as_here=False)
    return True


async def join(talk: Talk) -> None:
    """Somebody who is registered here, too: whose name and household stay?"""
    turn, say, code = talk.turn, talk.say, str(talk.arguments["code"])
    owner = await linking.offered(talk.ctx, turn.person, code)
    options = (Option("there", f"📱 {say.t('As there')}"), Option("here", f"📱 {say.t('As here')}"))
    kept = await talk.choose("kept", words.question(owner, turn.person, talk.language), options)
    await _link(turn, code, as_here=kept == "here")


async def _link(turn: Turn, code_hash: str, *, as_here: bool) -> None:
    turn.chat, turn.person = await linking.link(turn.ctx, turn.chat, turn.person, code_hash, as_here=as_here)
    await turn.reply(words.linked(turn.person, turn.chat, await chats.home(turn.ctx.sql, turn.person.id)))
    await opening.ask_second_language(turn)


async def mine(turn: Turn, _: Args) -> None:
    """All my chats."""
    found = await chats.of_participant(turn.ctx.sql, turn.person.id)
    await turn.show(words.mine(turn.person, found, turn.chat))


async def write_here(turn: Turn, args: Args) -> None:
    """From now on I am reached in this chat."""
    await participants.set_home_chat(turn.ctx.sql, turn.person.id, turn.chat.id)
    turn.person = await people.known(turn.ctx, turn.person.id)
    await mine(turn, args)


async def part(turn: Turn, args: Args) -> None:
    """A chat is not mine any more: one confirmation, then I am not written to there."""
    chat = await linking.own_chat(turn.ctx, turn.person, args.number())
    if len(args) == 1:
        await turn.reply(words.part_question(chat, turn.chat, turn.person.language))
        return
    args.word(1, ("yes",))
    await linking.part(turn.ctx, turn.person, chat)
    turn.person = await people.known(turn.ctx, turn.person.id)
    if chat.id == turn.chat.id:
        home = await chats.home(turn.ctx.sql, turn.person.id)
        await turn.goodbye(words.parted(home, turn.person.language))
        await browsing.hand_on(turn)
    else:
        await mine(turn, args)


def refuse(turn: Turn) -> Refused:
    """A code that does not work, with the same words whatever the reason."""
    return Refused(turn.say.t(linking.WRONG_CODE))
