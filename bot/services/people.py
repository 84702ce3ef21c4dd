"""Meeting people, registering them, and granting roles."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from bot.domain.people import Chat, Household, Participant, Role, Statistics
from bot.errors import NotAllowed, Refused
from bot.language.languages import guess
from bot.language.texts import mark, texts
from bot.services.context import Context
from bot.store import audit, chats, facts, invites, participants

# 80 bits, without letters that look alike, in four groups so that it can be read out.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 4, 4
CODE = re.compile(r"^[A-HJ-NP-Z2-9]{4}(-?[A-HJ-NP-Z2-9]{4}){3}$")
FIRST_CODE = "first code"
# An account may send so many wrong codes an hour; fewer while many come in, from whatever accounts. The first try is
# always looked at, so that nobody is locked out by others: 80 bits are out of reach at any pace.
TRIES, TRIES_WHILE_GUESSED, TRIES_WITHIN = 5, 2, timedelta(hours=1)
GUESSED = 100  # wrong codes within the hour, from all accounts
WRONG_CODE = mark(
    "This code does not work. Every code works one time only. After several wrong codes, please wait one hour."
)


async def meet(
    ctx: Context, channel: str, address: str, hint: str | None, said_at: datetime | None = None
) -> tuple[Chat, Participant]:
    """The chat and person behind an address; made known when they are new, and heard of at `said_at`, or now."""
    found = await participants.in_chat(ctx.sql, channel, address)
    if found is not None:
        return found
    participant_id = await participants.add(ctx.sql, guess(hint) or ctx.project.language, ctx.now)
    chat = await chats.add(ctx.sql, channel, address, participant_id, ctx.now, said_at or ctx.now)
    await participants.set_home_chat(ctx.sql, participant_id, chat.id)
    return chat, await known(ctx, participant_id)


async def known(ctx: Context, participant_id: int) -> Participant:
    """A participant who must exist."""
    person = await participants.get(ctx.sql, participant_id)
    if person is None:
        raise LookupError(f"participant {participant_id}")
    return person


async def register(
    ctx: Context, person: Participant, chat: Chat, name: str, household: Household, statistics: Statistics
) -> Participant:
    """Store what a person told about themselves; at the first time, they are reached in this chat from then on."""
    await participants.register(ctx.sql, person.id, name, household, statistics, chat.channel, ctx.now)
    if not person.registered:
        await participants.set_home_chat(ctx.sql, person.id, chat.id)
    return await known(ctx, person.id)


async def invite(ctx: Context, role: Role) -> str:
    """A new one-time code for a role. It is stored only as a hash."""
    code = _draw()
    while not _has_digit(code):  # else a word of sixteen letters could be one
        code = _draw()
    await invites.add(ctx.sql, _hash(code), role, ctx.now)
    return code


async def invite_first(ctx: Context) -> str:
    """A new one-time code for the first coordinator; the one that an earlier start made works no more."""
    await invites.withdraw(ctx.sql, await facts.get(ctx.sql, FIRST_CODE))
    code = await invite(ctx, Role.COORDINATOR)
    await facts.put(ctx.sql, FIRST_CODE, _hash(code))
    return code


async def redeem(ctx: Context, chat: Chat, person: Participant, code: str) -> Role:
    """Grant the role of a one-time code. Raises Refused, with the same words whatever the reason."""
    account, role = account_of(chat), None
    if await may_try(ctx, account):
        role = await invites.use(ctx.sql, _hash(code), ctx.now)
        if role is None:
            await invites.missed(ctx.sql, account, ctx.now)
    if role is None:
        raise Refused(texts(person.language).t(WRONG_CODE))
    await participants.grant(ctx.sql, person.id, role, ctx.now)
    await audit.note(ctx.sql, person.id, "role granted", role, ctx.now)
    return role


async def may_try(ctx: Context, account: str) -> bool:
    """Whether a code from an account is looked at now."""
    tries = TRIES_WHILE_GUESSED if await are_guessed(ctx) else TRIES
    return await invites.misses(ctx.sql, account, ctx.now - TRIES_WITHIN) < tries


async def are_guessed(ctx: Context) -> bool:
    """Whether so many wrong codes came in, from all accounts, that somebody seems to be guessing."""
    return await invites.were_missed(ctx.sql, GUESSED, ctx.now - TRIES_WITHIN)


def account_of(chat: Chat) -> str:
    """By what wrong codes are counted: a hash of channel and address."""
    # Not the chat's id: whoever is forgotten and comes again has a new one.
    return hashlib.sha256(f"{chat.channel} {chat.address}".encode()).hexdigest()


def looks_like_code(typed: str) -> bool:
    """Whether a text has the shape of a one-time code, and is no word of as many letters."""
    return bool(CODE.match(typed.strip().upper())) and ("-" in typed or _has_digit(typed))


def _draw() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _has_digit(code: str) -> bool:
    return any(sign.isdigit() for sign in code)


def must_coordinate(person: Participant) -> None:
    """Raises NotAllowed unless this person holds the role now."""
    if not person.is_coordinator:
        raise NotAllowed


def must_translate(person: Participant) -> None:
    """Raises NotAllowed unless the translation desk is open to this person now: to interpreters and coordinators."""
    if not (person.is_interpreter or person.is_coordinator):
        raise NotAllowed


def _hash(code: str) -> str:
    # The code has 80 random bits, so a plain hash cannot be searched through; the look-up compares only hashes.
    return hashlib.sha256(code.strip().upper().replace("-", "").encode("utf-8", "replace")).hexdigest()
