"""In which language a closed chat is knocked at, where a messenger approves texts in some languages only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

from bot.domain.announcements import Audience
from bot.domain.content import Content, text
from bot.domain.deliveries import Knock
from bot.domain.people import Chat, Participant
from bot.language.languages import LANGUAGES, NEAR
from bot.messages import sharing
from bot.services.context import Context
from bot.store import knocking, participants


@dataclass(slots=True)
class Outlook:
    """Of an announcement: how many people are knocked at, how many of them not today, and how many in another language
    (by that); how many get nothing before they write (by their own language)."""

    knocked: int = 0
    later: int = 0
    others: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)


def instead(project_language: str) -> Mapping[str, str]:
    """Per language the one in which people who read it are knocked at, as long as they named no second one."""
    return {language: NEAR.get(language, project_language) for language in LANGUAGES}


def language_of(ctx: Context, person: Participant, channel: str) -> str:
    """The language in which a person's closed chat on a channel is knocked at; "" where chats are never closed."""
    return language_in(ctx, person.language, person.second_language, channel)


def language_in(ctx: Context, language: str, second: str | None, channel: str) -> str:
    """The same for whoever reads a language, and perhaps a second one."""
    voice = ctx.voices.get(channel)
    if voice is None or not voice.notices:
        return ""
    return language if language in voice.notices else second or instead(ctx.project.language)[language]


async def more_languages(ctx: Context, known: Collection[str]) -> list[str]:
    """The languages beside the known ones in which somebody may have to be knocked at."""
    offered = frozenset[str]().union(*(voice.notices for voice in ctx.voices.values()))
    lacking = set(known) - offered
    if not offered or not lacking:
        return []
    others = instead(ctx.project.language)
    wanted = {others[language] for language in lacking} | await participants.second_languages(ctx.sql, offered)
    return sorted(wanted - set(known))


async def personal(ctx: Context, chat: Chat, said: Content | None = None) -> Knock | None:
    """For a message to one person that has no knock in its own language: the one in another language.

    It is that of `said`, the same in that language; without it, it says only that there is a message.
    """
    voice = ctx.voices.get(chat.channel)
    if voice is None or not voice.notices:
        return None
    person = await participants.get(ctx.sql, chat.participant_id)
    if person is None or person.language in voice.notices:
        return None  # a message that has no knock because it needs none
    content = said or text(language_of(ctx, person, chat.channel), "…")
    return voice.render(sharing.for_one(content, chat, person.name) if chat.shared else content)[0].knock


async def outlook(ctx: Context, audience: Audience, write: Callable[[str], Awaitable[Content]]) -> Outlook:
    """What is to be expected of the closed chats of an audience, if what `write` writes were sent to it now."""
    found = Outlook()
    for channel, voice in ctx.voices.items():
        if voice.limits.window is None:
            continue
        closed = await knocking.closed_people(ctx.sql, channel, audience, ctx.now - voice.limits.window)
        knocked = 0
        for language, second, people, alone in closed:
            other = language_in(ctx, language, second, channel)
            knock = voice.render(await write(other))[0].knock
            if knock is None or not await knocking.is_usable(ctx.sql, channel, knock):
                found.silent += Counter({language: alone})  # the others get it elsewhere; of none, nothing is said
                continue
            knocked += people
            if other != language:
                found.others[other] += people
        found.knocked += knocked
        if voice.limits.knocks_a_day is not None and knocked:
            room = voice.limits.knocks_a_day - await knocking.knocked_today(ctx.sql, channel, ctx.now)
            found.later += max(0, knocked - max(0, room))
    return found
