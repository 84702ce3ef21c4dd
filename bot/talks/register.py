"""The registration. Each question is one line here: to add one, ask it and store its answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from bot.domain.content import Content, Line
from bot.domain.incoming import Incoming
from bot.domain.people import (
    MAX_ADULTS,
    MAX_CHILDREN,
    NAME_LENGTH,
    AgeGroup,
    Gender,
    Household,
    Residence,
    Statistics,
)
from bot.errors import Refused
from bot.language import formats
from bot.language.bidi import one_line
from bot.language.languages import LANGUAGES
from bot.messages import menu
from bot.messages.me import AGES, GENDER, RESIDENCE, goodbye
from bot.messages.people import party
from bot.messages.sharing import read_by_all
from bot.services import people, sharing
from bot.store import events, wordings
from bot.talks import opening, starting
from bot.talks.sharing import leave
from bot.talks.talk import Option, Talk

# The countries people in the project mostly come from stand as buttons; every other can be written.
COUNTRIES = ("MA", "TR", "IQ", "DE", "SO", "IR", "NP", "AF", "KZ", "RU", "PL", "UA", "SY", "ER")
COMING_SHOWN = 5
Choice = TypeVar("Choice", bound=StrEnum)


async def register(talk: Talk) -> None:
    """Consent, name, household; then, for the statistics, what a person likes to tell. Asked again, it changes it."""
    person = talk.turn.person
    if not person.registered and not await _consents(talk):
        await leave(talk.turn, goodbye(talk.language))
        return
    name = await _name(talk)
    if talk.arguments.get("payload") == "team" and not person.registered:
        await people.register(talk.ctx, person, talk.turn.chat, name, person.household, person.statistics)
    else:
        household = await _household(talk)
        statistics = await _statistics(talk)
        await people.register(talk.ctx, person, talk.turn.chat, name, household, statistics)
    await _arrived(talk, again=person.registered)


async def _consents(talk: Talk) -> bool:
    say = talk.say
    question = (
        Line(say.t("Welcome to {project}!", project=talk.ctx.project.name), "👋", "title"),
        Line(say.t("Here you find out what is going on in the neighbourhood. You tell us if you are coming.")),
        Line(say.t("For this we store your name and your answers. Only the team sees them.")),
        Line(say.t("You can delete everything at any time."), "🗑"),
    )
    all_read = (read_by_all(say),) if talk.turn.chat.shared else ()
    ask = Line(say.t("Is that all right for you?"), style="title")
    yes, no = Option("yes", f"✅ {say.t('Yes, all right')}"), Option("no", f"❌ {say.t('No')}")
    more = Option("more", f"ℹ️ {say.t('Tell me more')}")
    answer = await talk.choose("consent", (*question, *all_read, ask), (yes, more, no))
    if answer == "more":
        details = starting.consent_details(talk.language, translated=talk.ctx.project.machine_letters)
        answer = await talk.choose("consent_more", (*details, *all_read, Line(""), ask), (yes, no))
    return answer == "yes"


async def _name(talk: Talk) -> str:
    say = talk.say
    known = talk.turn.person.name
    options = (Option("=", f"✓ {known}"),) if known else ()

    async def accept(incoming: Incoming) -> str:
        name = talk.read_text(incoming, NAME_LENGTH)
        others = await sharing.others(talk.ctx, talk.turn.chat)
        if name.casefold() in {(other.name or "").casefold() for _, other in others}:
            raise Refused(say.t("Somebody on this phone has this name. Please write it in another way."))
        return name

    found = await talk.ask("name", (Line(say.t("What shall we call you?"), "🙂", "title"),), accept, options)
    return str(known) if found == "=" else str(found)


async def _household(talk: Talk) -> Household:
    say = talk.say
    who = Line(say.t("Who do you answer for? Then you can say with one tap: all of us are coming."), "👪")
    adults = await _number(
        talk, "adults", (who, Line(say.t("How many adults? Count yourself."), style="title")), 1, MAX_ADULTS
    )
    children = await _number(talk, "children", (Line(say.t("How many children?"), "🧒", "title"),), 0, MAX_CHILDREN)
    return Household(adults, children)


async def _number(talk: Talk, key: str, question: tuple[Line, ...], least: int, most: int) -> int:
    async def accept(incoming: Incoming) -> str:
        typed = one_line(incoming.text or "", 10)
        if not typed.isdecimal() or not least <= int(typed) <= most:
            raise Refused(talk.say.t("Please choose a number from {least} to {most}.", least=least, most=most))
        return str(int(typed))

    options = [Option(str(number), str(number)) for number in range(least, least + 6)]
    return int(await talk.choose(key, question, options, width=3, other=accept))


async def _statistics(talk: Talk) -> Statistics:
    say = talk.say
    why = Line(say.t("For the project's statistics. You do not have to answer."), "📊", "quiet")
    rather_not = say.t("I'd rather not say")
    residence = await _one_of(
        talk, "residence", (why, Line(say.t("Are you new here?"), style="title")), RESIDENCE, rather_not
    )
    country = await _country(talk, why, rather_not)
    age = await _one_of(talk, "age", (why, Line(say.t("How old are you?"), style="title")), AGES, rather_not)
    gender = await _one_of(talk, "gender", (why, Line(say.t("You are …"), style="title")), GENDER, rather_not)
    return Statistics(
        Residence(residence) if residence else None,
        country or None,
        AgeGroup(age) if age else None,
        Gender(gender) if gender else None,
    )


async def _one_of(talk: Talk, key: str, question: tuple[Line, ...], labels: dict[Choice, str], skip: str) -> str:
    options = [Option(value.value, talk.say.t(label)) for value, label in labels.items()]
    return await talk.choose(key, question, options, skip=skip)


async def _country(talk: Talk, why: Line, skip: str) -> str:
    say = talk.say
    names = formats.countries(talk.language)
    question = (
        why,
        Line(say.t("Which country do you come from?"), style="title"),
        Line(say.t("You can also write it.")),
    )

    async def accept(incoming: Incoming) -> str:
        typed = talk.read_text(incoming, NAME_LENGTH)
        code = formats.find_country(typed, (talk.language, *LANGUAGES))
        if code is None:
            raise Refused(say.t("I do not know this country. Please write it in another way."))
        return code

    options = sorted((Option(code, names[code]) for code in COUNTRIES), key=lambda option: option.label)
    return await talk.choose("country", question, options, width=2, skip=skip, other=accept)


async def _arrived(talk: Talk, *, again: bool) -> None:
    """Thanks; then the event of the link the person came by, or what is on."""
    turn, ctx = talk.turn, talk.ctx
    turn.person = person = await people.known(ctx, turn.person.id)
    say = talk.say
    household = party(say, person.household.adults, person.household.children)
    lines = (
        Line(say.t("Thank you, {name}!", name=person.name), "🎉", "title"),
        Line(say.t("You answer for: {people}", people=household), "👪"),
        Line(say.t("You can change this at any time in the menu."), "⚙️"),
    )
    await turn.show(Content(talk.language, lines, ((menu.back(say),),)))
    if again:
        return
    await opening.ask_second_language(turn)
    payload = str(talk.arguments.get("payload", ""))
    if payload:
        await starting.arrive(turn, payload)
        return
    coming = await events.coming(ctx.sql, ctx.now, COMING_SHOWN)
    if coming:
        found = [(event, await wordings.read(ctx.sql, event.text_id, talk.language), "") for event in coming]
        await turn.reply(menu.event_list("events", found, talk.language))
