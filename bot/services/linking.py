"""One person, several chats: a second one is joined by a code, and can be parted again."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from bot.domain.people import Chat, Participant
from bot.errors import Refused
from bot.language.bidi import one_line
from bot.language.texts import mark, texts
from bot.messages import linking as words
from bot.services import elsewhere, joining, people, post
from bot.services.context import Context
from bot.store import audit, chats, invites, link_codes, privacy, stranded, talks, withdrawing

# A code is written by people who read little, on keyboards of many scripts: digits only, and few. It is safe because
# few tries are looked at. Of 9 * 10^7 codes, at most 100 wrong ones (people.GUESSED) are looked at within an hour, from
# all accounts together, and a code lives a quarter of one: whoever guesses as fast as they may finds a given code with
# a chance of 100 / 9*10^7, about one in a million. With somebody's code alive at every hour of a year they find one
# with 1 %; a project in which ten people a week link a chat has one alive for 2.5 hours a week, which makes 0.015 % a
# year. Who belongs to the team has more to lose, and writes four digits more: ten thousand times less. While somebody
# guesses, codes that are written do not work for anybody; the links do, whose 192 bits are out of reach.
DIGITS, DIGITS_OF_TEAM = 8, 12
_CODE = re.compile(r"[1-9][0-9]{7}([0-9]{4})?")
_BETWEEN = re.compile(r"[\s-]")
_TYPED_LENGTH = 40
WRONG_CODE = mark("This code does not work. A code works one time, for 15 minutes. Please make a new one.")


async def offer(ctx: Context, person: Participant) -> tuple[str, str]:
    """A new code to write and a new token for links. What was made before works no more."""
    await link_codes.withdraw(ctx.sql, person.id)
    digits = DIGITS_OF_TEAM if person.roles else DIGITS
    code = _draw(digits)
    while not await link_codes.add(ctx.sql, hash_of(code), person.id, ctx.now):
        code = _draw(digits)
    token = secrets.token_urlsafe(24)
    await link_codes.add(ctx.sql, hash_of(token), person.id, ctx.now)
    return code, token


def typed_code(typed: str | None) -> str | None:
    """The code in a text that is nothing but one, in the digits of any script."""
    signs = _BETWEEN.sub("", one_line(typed or "", _TYPED_LENGTH))
    digits = "".join(str(unicodedata.decimal(sign, "x")) for sign in signs)
    return digits if _CODE.fullmatch(digits) else None


async def owner_of(ctx: Context, chat: Chat, code: str) -> Participant | None:
    """Whose code or token this is; None when it does not work, whatever the reason. A wrong one is counted."""
    account = people.account_of(chat)
    if not await people.may_try(ctx, account) or (_CODE.fullmatch(code) and await people.are_guessed(ctx)):
        return None
    owner_id = await link_codes.owner(ctx.sql, hash_of(code), ctx.now)
    if owner_id is None:
        await invites.missed(ctx.sql, account, ctx.now)
        return None
    return await people.known(ctx, owner_id)


async def offered(ctx: Context, person: Participant, code_hash: str) -> Participant:
    """The person to be joined with, as long as the code works. Raises Refused with the reason."""
    owner_id = await link_codes.owner(ctx.sql, code_hash, ctx.now)
    if owner_id is None:  # used or too old by now, or its owner was forgotten
        raise Refused(texts(person.language).t(WRONG_CODE))
    owner = await people.known(ctx, owner_id)
    await must_be_joinable(ctx, person, owner)
    return owner


async def must_be_joinable(ctx: Context, person: Participant, owner: Participant) -> None:
    """Raises Refused when this person's chat cannot join the owner's.

    A role never goes to whoever made the code: else a coordinator could be talked into giving it away.
    """
    say = texts(person.language)
    if owner.id == person.id or await chats.share_an_address(ctx.sql, owner.id, person.id):
        raise Refused(say.t("This number is for your other phone or app. Please write it to me there."))
    if person.roles - owner.roles:
        raise Refused(say.t("You belong to the team here. Please make the number here, and write it to me there."))


async def link(
    ctx: Context, chat: Chat, person: Participant, code_hash: str, *, as_here: bool = False
) -> tuple[Chat, Participant]:
    """Let a chat, and all of its person, be of the person who made the code. Raises Refused when it does not work.

    `as_here` says that name, language and household stay as they are in this chat.
    """
    owner = await offered(ctx, person, code_hash)
    await link_codes.withdraw(ctx.sql, owner.id)
    await talks.drop(ctx.sql, chat.id, "register")
    joined = await joining.join(ctx, person, owner, as_gone=as_here)
    await elsewhere.settle_home(ctx, joined.id)
    await audit.note(ctx.sql, joined.id, "chat linked", f"chat {chat.id}", ctx.now)
    for other in await chats.of_participant(ctx.sql, joined.id):
        if other.id != chat.id and other.reachable:
            await post.to_chat(ctx, other, words.linked_elsewhere(chat, joined.language))
    found = await chats.get(ctx.sql, chat.id)
    return found or chat, await people.known(ctx, joined.id)


async def own_chat(ctx: Context, person: Participant, chat_id: int) -> Chat:
    """A chat of this person that can be parted. Raises Refused when it is not theirs, or their only one."""
    say, found = texts(person.language), await chats.of_participant(ctx.sql, person.id)
    chat = next((one for one in found if one.id == chat_id), None)
    if chat is None:
        raise Refused(say.t("This button is no longer valid."))
    if len(found) == 1:
        raise Refused(say.t("I know you only here. If you want to leave, tap: Forget me."))
    return chat


async def part(ctx: Context, person: Participant, chat: Chat) -> None:
    """A chat is not this person's any more: nothing of theirs stays there, and what waited for it goes elsewhere."""
    await chats.close(ctx.sql, chat.id)
    await elsewhere.settle_home(ctx, person.id)
    for message in await stranded.waiting_in_chat(ctx.sql, chat.id, ctx.now):
        await elsewhere.move(ctx, message)
    await withdrawing.cancel_for_chat(ctx.sql, chat.id, ctx.now)
    await privacy.forget_chat(ctx.sql, chat.id)
    await chats.delete(ctx.sql, chat.id)
    await audit.note(ctx.sql, person.id, "chat parted", f"chat {chat.id}", ctx.now)


def hash_of(code: str) -> str:
    """What is stored of a code. The look-up compares only hashes, so its time tells nothing about the code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _draw(digits: int) -> str:
    return str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1)))
