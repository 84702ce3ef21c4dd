"""Looking around: the menu, what is on, my events, one event, its calendar file."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Content, Line, Media
from bot.domain.events import Choice, Event, EventState
from bot.files.calendar import calendar_file
from bot.language.bidi import isolated
from bot.messages import menu as menus
from bot.messages.invitation import foreign_line
from bot.messages.sharing import with_others
from bot.services import answering, sharing, translating
from bot.store import answers, events, files, wordings
from bot.talks.args import Args, Forged
from bot.talks.turn import Turn

_SIGNS = {Choice.COMING: "✅", Choice.MAYBE: "🤔", Choice.NO: "❌"}


async def menu(turn: Turn, _: Args) -> None:
    """The main menu; an open conversation is left as it is."""
    await turn.show(await main_menu(turn))


async def main_menu(turn: Turn) -> Content:
    """The menu as this person sees it now."""
    found = menus.main(turn.person, turn.ctx.project.name, len(await translating.jobs(turn.ctx, turn.person)))
    return with_others(found, await sharing.others(turn.ctx, turn.chat))


async def hand_on(turn: Turn) -> None:
    """The person has left this chat: who shared it with them has the turn, and sees so."""
    rest = await sharing.rest(turn.ctx, turn.chat)
    if rest is not None:
        turn.chat, turn.person = rest
        await turn.reply(await main_menu(turn))


async def coming(turn: Turn, _: Args) -> None:
    """What is on."""
    await _list(turn, "events", await events.coming(turn.ctx.sql, turn.ctx.now))


async def mine(turn: Turn, _: Args) -> None:
    """The events I come to, may come to or wait for."""
    await _list(turn, "mine", await events.of_participant(turn.ctx.sql, turn.person.id, turn.ctx.now))


async def _list(turn: Turn, which: str, found: Sequence[Event]) -> None:
    rows = []
    for event in found:
        own = await answers.get(turn.ctx.sql, event.id, turn.person.id)
        sign = "" if own is None else "⏳" if own.waiting else _SIGNS[own.choice]
        rows.append((event, await wordings.read(turn.ctx.sql, event.text_id, turn.person.language), sign))
    await turn.show(menus.event_list(which, rows, turn.person.language))


async def known_event(turn: Turn, args: Args) -> Event:
    """The event a button names; drafts are the team's."""
    event = await events.get(turn.ctx.sql, args.number())
    if event is None or (event.state is EventState.DRAFT and not turn.person.is_coordinator):
        raise Forged
    return event


async def event(turn: Turn, args: Args) -> None:
    """One event, as a message of its own so that the list stays."""
    await turn.reply(await answering.card(turn.ctx, await known_event(turn, args), turn.person))


async def event_here(turn: Turn, args: Args) -> None:
    """One event in place of what was opened from it."""
    await turn.show(await answering.card(turn.ctx, await known_event(turn, args), turn.person))


async def calendar(turn: Turn, args: Args) -> None:
    """The event as a calendar file. The same event has the same UID, so a later file moves the entry."""
    event = await known_event(turn, args)
    ctx = turn.ctx
    wording = await wordings.read(ctx.sql, event.text_id, turn.person.language)
    cancelled = event.state is EventState.CANCELLED
    note = [line.text for line in foreign_line(wording, turn.person.language, "title", "what")]
    what = "\n".join(part for part in (wording.get("what"), *note) if part)
    data = calendar_file(event, wording.get("title"), what, ctx.project.public_url, ctx.now, cancelled=cancelled)
    file_id = await files.keep(ctx.sql, f"event-{event.id}.ics", "text/calendar", data, ctx.now, files.KEEP_MADE)
    link = f"{ctx.project.public_url}/calendar/{files.public_name(file_id, data)}.ics"
    title = isolated(wording.get("title"), turn.person.language)
    lines = (Line(title, "📅", "title"), Line(turn.say.t("Open the file to put it into your calendar.")))
    await turn.reply(Content(turn.person.language, lines, media=Media(file_id, "document", link)))
