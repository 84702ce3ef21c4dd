"""Moving, correcting and cancelling an event."""

from __future__ import annotations

from bot.domain.content import Content, Line
from bot.domain.events import FACT_LENGTH, Event
from bot.language.languages import LANGUAGES
from bot.messages.invitation import period, when
from bot.services import changing as services
from bot.store import events
from bot.talks import planning, team_events
from bot.talks.args import Args
from bot.talks.browsing import known_event
from bot.talks.moments import ask_end, ask_start
from bot.talks.talk import Option, Talk
from bot.talks.turn import Turn


async def begin_move(turn: Turn, args: Args) -> None:
    """Change the time."""
    await _begin(turn, "move", args)


async def begin_correct(turn: Turn, args: Args) -> None:
    """Correct something."""
    await _begin(turn, "correct", args)


async def begin_cancel(turn: Turn, args: Args) -> None:
    """Cancel it."""
    await _begin(turn, "cancel", args)


async def _begin(turn: Turn, talk: str, args: Args) -> None:
    event = await known_event(turn, args)
    services.must_be_open(turn.ctx, turn.person, event)
    turn.begin(talk, event=event.id)


async def _event(talk: Talk) -> Event:
    """The event, looked at in every run: a colleague may have cancelled it meanwhile."""
    event = await events.get(talk.ctx.sql, int(talk.arguments["event"]))
    if event is None:
        raise LookupError("event")
    services.must_be_open(talk.ctx, talk.turn.person, event)
    return event


async def move(talk: Talk) -> None:
    """A new day and time; those concerned are told. Of a series only this date moves."""
    say, event = talk.say, await _event(talk)
    now = Line(say.team("Now it is: {time}", time=when(event, talk.language)))
    start, said_end = await ask_start(talk, "start", (*planning.start_question(talk), now))
    end = said_end or await ask_end(talk, "end", start)
    sure = (
        Line(say.team("Shall I move it?"), "🗓", "title"),
        Line(say.team("Those who are coming, may come or wait are told at once.")),
        Line(period(start, end, talk.language)),
    )
    if await talk.choose("sure", sure, planning.yes_or_no(talk), width=2) == "yes":
        await services.move(talk.ctx, talk.turn.person, event, start, end)
    await team_events.show_event(talk.turn, event.id)


async def correct(talk: Talk) -> None:
    """One fact at a time; those concerned are told."""
    say, event = talk.say, await _event(talk)
    options = (
        Option("title", f"🎉 {say.team('Title')}"),
        Option("what", f"📝 {say.team('What happens')}"),
        Option("place", f"📍 {say.team('Place')}"),
        Option("cost", f"💶 {say.team('Cost')}"),
        Option("who_for", f"👥 {say.team('Who it is for')}"),
        Option("children", f"🧒 {say.team('Children')}"),
        Option("bring", f"🎒 {say.team('Bring along')}"),
        Option("places", f"🪑 {say.team('Number of places')}"),
        Option("contact", f"💬 {say.team('Contact')}"),
        Option("picture", f"🖼 {say.team('Picture')}"),
    )
    fact = await talk.choose("fact", (Line(say.team("What is wrong?"), "✏️", "title"),), options, width=2)
    gone = [LANGUAGES[code].name for code in await _correct(talk, event, fact)]
    lost = say.team("This text is no longer there in: {languages}. Please write it again.", languages=", ".join(gone))
    await team_events.show_event(talk.turn, event.id, lost if gone else "", "🌐")


async def _correct(talk: Talk, event: Event, fact: str) -> list[str]:
    """Ask for the right fact and store it. The languages of the translations that are gone by it."""
    ctx, person = talk.ctx, talk.turn.person
    if fact == "place":
        spot = await planning.ask_place(talk)
        position = (spot.latitude, spot.longitude) if spot.latitude is not None and spot.longitude is not None else None
        await services.correct_place(ctx, person, event, spot.name, position)
    elif fact == "places":
        await services.correct_places(ctx, person, event, await planning.ask_places(talk))
    elif fact == "children":
        await services.correct_children(ctx, person, event, welcome=await planning.ask_children(talk))
    elif fact == "contact":
        await services.correct_contact(ctx, person, event, await planning.ask_contact(talk))
    elif fact == "picture":
        await services.correct_picture(ctx, person, event, await planning.ask_picture(talk))
    else:
        body = await _TEXTS[fact](talk)
        return await services.correct_text(ctx, person, event, fact, body)
    return []


_TEXTS = {
    "title": planning.ask_title,
    "what": planning.ask_what,
    "cost": planning.ask_cost,
    "who_for": planning.ask_who_for,
    "bring": planning.ask_bring,
}


async def cancel(talk: Talk) -> None:
    """It does not take place; those concerned are told, with the reason if one is given."""
    say, event = talk.say, await _event(talk)
    question = (Line(say.team("Cancel this event?"), "🚫", "title"), Line(when(event, talk.language)))
    # "No" beside "Stop" would leave open what is stopped.
    sure = (Option("yes", f"🚫 {say.team('Yes, cancel it')}"), Option("no", f"↩️ {say.team('No, it takes place')}"))
    if await talk.choose("sure", question, sure) != "yes":
        await team_events.show_event(talk.turn, event.id)
        return
    why = (Line(say.team("Why? People read this."), "💬", "title"),)
    reason = await talk.text("reason", why, FACT_LENGTH, skip=talk.say.t("Leave it out"))
    told = await services.cancel(talk.ctx, talk.turn.person, event, reason)
    done = say.team("It is cancelled. People who are told: {n}", n=told)
    await talk.turn.show(Content(talk.language, (Line(done, "🚫"),)))
