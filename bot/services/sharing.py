"""Several people on one phone: one more comes, another's turn comes, one goes."""

from __future__ import annotations

from bot.domain.people import Chat, Participant
from bot.domain.sharing import MOST
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages.sharing import Sharer
from bot.services import people
from bot.services.context import Context
from bot.store import audit, chats, participants


async def everyone(ctx: Context, chat: Chat) -> list[Sharer]:
    """All who are reached in this chat or share it, the first of them first."""
    found = await chats.at(ctx.sql, chat.channel, chat.address)
    return [(one, await people.known(ctx, one.participant_id)) for one in found]


async def others(ctx: Context, chat: Chat) -> list[Sharer]:
    """Those with whom a chat is shared."""
    return [one for one in await everyone(ctx, chat) if one[0].id != chat.id] if chat.shared else []


async def add(ctx: Context, chat: Chat, person: Participant) -> Sharer:
    """Somebody new uses the phone of this person, too, and has the turn. Raises Refused when they are too many."""
    if len(await chats.at(ctx.sql, chat.channel, chat.address)) >= MOST:
        raise Refused(texts(person.language).t("There is no room for more people on this phone."))
    new_id = await participants.add(ctx.sql, person.language, ctx.now)
    new = await chats.share(ctx.sql, chat, new_id, ctx.now)
    await participants.set_home_chat(ctx.sql, new_id, new.id)
    await audit.note(ctx.sql, person.id, "phone shared", f"chat {new.id}", ctx.now)
    return new, await people.known(ctx, new_id)


async def rest(ctx: Context, gone: Chat) -> Sharer | None:
    """Who has the turn now that a chat is gone, if it was shared."""
    found = await chats.find(ctx.sql, gone.channel, gone.address) if gone.shared else None
    return None if found is None else (found, await people.known(ctx, found.participant_id))
