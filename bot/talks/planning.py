"""A new event, as a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from bot.domain.content import Line
from bot.domain.events import FACT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from bot.domain.incoming import Incoming
from bot.domain.times import NoSuchTime, Repeat
from bot.errors import Refused
from bot.language.languages import LANGUAGES
from bot.services import planning
from bot.services.planning import Plan
from bot.store import files
from bot.talks import team_events
from bot.talks.args import Args
from bot.talks.moments import ask_day, ask_end, ask_start, no_such_time
from bot.talks.simple_text import simple_text
from bot.talks.talk import AskAgain, Option, Talk
from bot.talks.turn import Turn

MOST_PLACES = 10_000
_PLACES = ("10", "15", "20", "30", "50", "80")
_SERIES_AT_MOST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its name, and its position on the map if that was sent."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


async def begin(turn: Turn, _: Args) -> None:
    """From the team's menu."""
    turn.begin("new_event")


async def new_event(talk: Talk) -> None:
    """Every fact of an event, one question each; then it is a draft to look at."""
    title = await ask_title(talk)
    what = await ask_what(talk)
    start, said_end = await ask_start(talk, "start", start_question(talk))
    end = said_end or await ask_end(talk, "end", start)
    spot = await ask_place(talk)
    cost = await ask_cost(talk)
    who_for = await ask_who_for(talk)
    children = await ask_children(talk)
    bring = await ask_bring(talk)
    places = await ask_places(talk)
    contact = await ask_contact(talk)
    picture = await ask_picture(talk)
    repeat = await _repeat(talk)
    until_when = _title(talk.say.team("Until which day?"), "🔁")
    until = await ask_day(talk, "until", until_when, start.date()) if repeat else None
    if until and until - start.date() > _SERIES_AT_MOST:
        until = start.date() + _SERIES_AT_MOST
    plan = Plan(
        texts={"title": title, "what": what, "cost": cost, "who_for": who_for, "bring": bring},
        start=start,
        end=end,
        place=spot.name,
        latitude=spot.latitude,
        longitude=spot.longitude,
        children_welcome=children,
        places=places,
        contact=contact,
        picture_id=picture,
        repeat=repeat,
        until=until,
    )
    try:
        event_id = await planning.create(talk.ctx, talk.turn.person, plan)
    except NoSuchTime:
        raise AskAgain("until", no_such_time(talk)) from None
    await team_events.show_draft(talk.turn, event_id)


def _title(words: str, icon: str, hint: str = "") -> tuple[Line, ...]:
    return (Line(words, icon, "title"), *((Line(hint),) if hint else ()))


def _in_words(talk: Talk, words: str, icon: str, hint: str = "") -> tuple[Line, ...]:
    """A question for a text that people read: it is written in the project's language, also by who reads another."""
    source = talk.ctx.project.language
    own = Line(talk.say.team("Please write it in {language}.", language=LANGUAGES[source].name), "🌐")
    return (*_title(words, icon, hint), *(() if talk.language == source else (own,)))


def yes_or_no(talk: Talk) -> Sequence[Option]:
    """Two buttons."""
    return (Option("yes", f"✅ {talk.say.t('Yes')}"), Option("no", f"❌ {talk.say.t('No')}"))


def start_question(talk: Talk) -> tuple[Line, ...]:
    """When is it?"""
    hint = talk.say.team('Tap a day, or write for example: "Sa 28.11. 15 Uhr" or "tomorrow 3pm".')
    return _title(talk.say.team("When is it?"), "🗓", hint)


async def ask_title(talk: Talk) -> str:
    """What is it called?"""
    hint = talk.say.team("Two or three simple words, for example: Cooking together")
    return await talk.text("title", _in_words(talk, talk.say.team("What is it called?"), "🎉", hint), TITLE_LENGTH)


async def ask_what(talk: Talk) -> str:
    """What happens there?"""
    hint = talk.say.team("Short sentences. Simple words. One thing in each sentence.")
    question = _in_words(talk, talk.say.team("What happens there?"), "📝", hint)
    return await simple_text(talk, "what", question, TEXT_LENGTH, skip=talk.say.t("Leave it out"))


async def ask_place(talk: Talk) -> Spot:
    """Where is it? Written, or a position sent from the phone, which then gets a name."""

    async def accept(incoming: Incoming) -> list[object]:
        if incoming.place:
            return ["", incoming.place.latitude, incoming.place.longitude]
        return [talk.read_text(incoming, FACT_LENGTH), None, None]

    hint = talk.say.team("Write street and number, or send the position from your phone.")
    name, latitude, longitude = await talk.ask("place", _title(talk.say.team("Where is it?"), "📍", hint), accept)
    if not name:
        name = await talk.text("place_name", _title(talk.say.team("What is the place called?"), "📍"), FACT_LENGTH)
    return Spot(name, latitude, longitude)


async def ask_cost(talk: Talk) -> str:
    """What does it cost? "" is nothing."""
    hint = talk.say.team("For example: 5 euros, children free")
    skip = talk.say.t("It costs nothing")
    question = _in_words(talk, talk.say.team("What does it cost?"), "💶", hint)
    return await talk.text("cost", question, FACT_LENGTH, skip=skip)


async def ask_who_for(talk: Talk) -> str:
    """Who is it for? "" is everyone."""
    hint = talk.say.team("For example: families, women, young people")
    question = _in_words(talk, talk.say.team("Who is it for?"), "👥", hint)
    return await talk.text("who_for", question, FACT_LENGTH, skip=talk.say.t("For everyone"))


async def ask_children(talk: Talk) -> bool:
    """Are children welcome?"""
    question = _title(talk.say.team("Are children welcome?"), "🧒")
    return await talk.choose("children", question, yes_or_no(talk), width=2) == "yes"


async def ask_bring(talk: Talk) -> str:
    """What should people bring?"""
    question = _in_words(talk, talk.say.team("What should people bring?"), "🎒")
    return await talk.text("bring", question, FACT_LENGTH, skip=talk.say.team("Nothing"))


async def ask_places(talk: Talk) -> int | None:
    """How many places? None is no limit."""

    async def accept(incoming: Incoming) -> str:
        typed = talk.read_text(incoming, 10)
        if not typed.isdecimal() or not 1 <= int(typed) <= MOST_PLACES:
            raise Refused(talk.say.t("Please choose a number from {least} to {most}.", least=1, most=MOST_PLACES))
        return str(int(typed))

    options = [Option(number, number) for number in _PLACES]
    question = _title(talk.say.team("How many places are there?"), "🪑")
    found = await talk.choose("places", question, options, width=3, skip=talk.say.team("No limit"), other=accept)
    return int(found) if found else None


async def ask_contact(talk: Talk) -> str:
    """Who answers questions? "" is nobody."""
    own = talk.turn.person.name or ""
    question = _title(talk.say.team("Who answers questions? Name, perhaps a number."), "💬")

    async def accept(incoming: Incoming) -> str:
        return talk.read_text(incoming, FACT_LENGTH)

    options = (Option("=", f"🙋 {own}"),) if own else ()
    found = await talk.ask("contact", question, accept, options, skip=talk.say.team("Nobody"))
    return own if found == "=" else str(found or "")


async def ask_picture(talk: Talk) -> int | None:
    """A picture, if there is one. The stored file's id."""

    async def accept(incoming: Incoming) -> int:
        if incoming.attachment is None or incoming.attachment.kind != "photo":
            raise Refused(talk.say.team("Please send a picture."))
        return await files.received(talk.ctx.sql, incoming.channel, incoming.attachment, talk.ctx.now)

    question = _title(talk.say.team("Is there a picture? Send it now."), "🖼")
    found = await talk.ask("picture", question, accept, skip=talk.say.team("No picture"))
    return int(found) if found else None


async def _repeat(talk: Talk) -> Repeat | None:
    say = talk.say
    options = (
        Option("no", say.team("One time only")),
        Option("weekly", say.team("Every week")),
        Option("monthly", say.team("Every month")),
    )
    found = await talk.choose("repeat", _title(say.team("Does it take place more than once?"), "🔁"), options)
    return None if found == "no" else cast(Repeat, found)
