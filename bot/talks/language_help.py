"""The button of an invitation behind which people say that they need a language, or can interpret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain.content import Content
from bot.domain.events import Event
from bot.domain.language_help import LanguageHelp
from bot.language.languages import LANGUAGES
from bot.messages import language_help as words
from bot.services import answering, telling
from bot.services import language_help as service
from bot.store import language_help, wordings
from bot.talks.args import Args
from bot.talks.browsing import known_event
from bot.talks.turn import Turn


async def act(turn: Turn, args: Args) -> None:
    """The question, its lists, or what was tapped on them. Each names the state it leads to, in the same message."""
    event = await known_event(turn, args)
    step = _STEPS[args.word(1, _STEPS)] if len(args) > 1 else _question
    said = await service.own(turn.ctx, event, turn.person)
    content = await step(turn, args, event, said)
    await telling.carry_answer(turn.ctx, event, turn.person)
    await turn.show(content)


async def _question(turn: Turn, _: Args, event: Event, said: LanguageHelp) -> Content:
    wording = await wordings.read(turn.ctx.sql, event.text_id, turn.person.language)
    return words.question(event, wording, turn.person.language, said)


async def _need(turn: Turn, args: Args, event: Event, said: LanguageHelp) -> Content:
    """The languages to choose from, or the one that was chosen."""
    if len(args) > 2:
        await language_help.need(turn.ctx.sql, event.id, turn.person.id, args.word(2, LANGUAGES))
        return await answering.card(turn.ctx, event, turn.person)
    wording = await wordings.read(turn.ctx.sql, event.text_id, turn.person.language)
    return words.needing(event, wording, turn.person.language, said)


async def _can(turn: Turn, args: Args, event: Event, said: LanguageHelp) -> Content:
    """The languages to tick, after a tick or its end."""
    sql, person = turn.ctx.sql, turn.person
    if len(args) > 2:
        store = language_help.can if args.number(3, most=1) else language_help.cannot
        await store(sql, event.id, person.id, args.word(2, LANGUAGES))
        said = await language_help.get(sql, event.id, person.id)
    wording = await wordings.read(sql, event.text_id, person.language)
    return words.interpreting(event, wording, person.language, turn.ctx.project.language, said)


async def _neither(turn: Turn, _: Args, event: Event, __: LanguageHelp) -> Content:
    await language_help.clear(turn.ctx.sql, event.id, turn.person.id)
    return await answering.card(turn.ctx, event, turn.person)


_STEPS: dict[str, Callable[[Turn, Args, Event, LanguageHelp], Awaitable[Content]]] = {
    "need": _need,
    "can": _can,
    "none": _neither,
}
