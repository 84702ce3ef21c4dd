"""The invitation: one fact per line, each with its pictogram, and the person's own answer below."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from bot.domain.content import NEWS, Button, Content, Line, Media, Notice, packed
from bot.domain.events import Answer, Choice, Event, EventState, Wording
from bot.domain.language_help import NO_HELP, LanguageHelp
from bot.domain.people import MAX_ADULTS, MAX_CHILDREN, Household
from bot.language import formats
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, texts
from bot.messages import language_help
from bot.messages.people import party

_NO_TIME = datetime.min.replace(tzinfo=UTC)
COMING, MAYBE, NO = "✅", "🤔", "❌"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to an event: their answer, their turn on the waiting list (from 1), the free places.

    And what they said about languages.
    """

    answer: Answer | None = None
    turn: int | None = None
    free: int | None = None
    household: Household = field(default_factory=Household)
    help: LanguageHelp = NO_HELP


@lru_cache(maxsize=256)  # said twice in every invitation
def when(event: Event, language: str) -> str:
    """Weekday, date and time in words: "Saturday 28 November, 15:00 to 18:00"."""
    return period(*local_times(event), language)


def period(start: datetime, end: datetime, language: str) -> str:
    """From when to when, in words; an end that is not after the start is left out."""
    say = texts(language)
    day = formats.day(start.date(), language)
    if end <= start:
        return say.t("{day}, {start}", day=day, start=formats.clock(start))
    if end.date() == start.date():
        return say.t("{day}, {start} to {end}", day=day, start=formats.clock(start), end=formats.clock(end))
    return say.t(
        "{day}, {start}, to {end_day}, {end}",
        day=day, start=formats.clock(start), end_day=formats.day(end.date(), language), end=formats.clock(end),
    )  # fmt: skip


def local_times(event: Event) -> tuple[datetime, datetime]:
    """Start and end as the clocks at the place show them."""
    return datetime.fromisoformat(event.local_start), datetime.fromisoformat(event.local_end)


def map_link(event: Event) -> str | None:
    """A link to the place on a map."""
    if event.latitude is not None and event.longitude is not None:
        spot = f"{event.latitude:.5f}&mlon={event.longitude:.5f}#map=17/{event.latitude:.5f}/{event.longitude:.5f}"
        return f"https://www.openstreetmap.org/?mlat={spot}"
    return _search_link(event.place) if event.place else None


@lru_cache(maxsize=256)  # events take place at the same few places
def _search_link(place: str) -> str:
    return f"https://www.openstreetmap.org/search?query={quote(place)}"


def facts(event: Event, wording: Wording, language: str, free: int | None = None) -> list[Line]:
    """The facts of an event, one per line."""
    before, after = _fixed_facts(event, wording, language)
    if event.places is None:
        return [*before, *after]
    left = event.places if free is None else max(free, 0)
    return [*before, Line(texts(language).t("Free places: {free}", free=left), "🪑"), *after]


@lru_cache(maxsize=256)  # every answer shows them again, and only the free places and one's own answer differ
def _fixed_facts(event: Event, wording: Wording, language: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The facts above and below the number of free places."""
    say = texts(language)
    lines = [Line(_own(wording, "title", language), "🎉", "title")]
    if wording.get("what"):
        lines += [Line(_own(wording, "what", language)), Line("")]
    lines.append(Line(when(event, language), "🗓"))
    if event.place:
        lines.append(Line(isolated(event.place, language), "📍", link=map_link(event)))
    lines.append(Line(_own(wording, "cost", language) or say.t("It costs nothing"), "💶"))
    lines.append(Line(_own(wording, "who_for", language) or say.t("For everyone"), "👥"))
    lines.append(
        Line(say.t("Children are welcome"), "🧒") if event.children_welcome else Line(say.t("For adults only"), "🧑")
    )
    if wording.get("bring"):
        lines.append(Line(say.t("Please bring: {things}", things=wording.get("bring")), "🎒"))
    below: list[Line] = []
    if event.contact:
        below.append(Line(say.t("Questions? Ask {name}", name=event.contact), "💬"))
    below += foreign_line(wording, language)
    if wording.automatic:
        below.append(Line(say.t("A machine translated this. There may be mistakes."), "🤖", "quiet"))
    return tuple(lines), tuple(below)


def foreign_line(wording: Wording, language: str, *fields: str) -> tuple[Line, ...]:
    """That some of the texts (of these fields, where they are named) are in another language only, if it is so."""
    found = (wording.languages[field] for field in fields or wording.languages if field in wording.languages)
    source = next((one for one in found if one != language), None)
    if source is None:
        return ()
    words = texts(language).t("Some of this is in {language} only.", language=LANGUAGES[source].name)
    return (Line(words, "ℹ️", "quiet"),)


def card(
    event: Event,
    wording: Wording,
    language: str,
    standing: Standing | None = None,
    *,
    over: bool = False,
    aloud: bool = False,
) -> Content:
    """The invitation as one person sees it; without a standing, as it goes out to all. `aloud`: it can be heard."""
    return _card(event, wording, language, _anybodys(standing or Standing()), over, aloud)


def _anybodys(standing: Standing) -> Standing:
    """What shows of a standing: neither whose it is nor since when."""
    answer = standing.answer
    if answer is None:
        return standing
    shown = Answer(
        answer.event_id, 0, answer.choice, answer.adults, answer.children, answer.waiting, _NO_TIME, _NO_TIME
    )
    return Standing(shown, standing.turn, standing.free, standing.household, standing.help)


@lru_cache(maxsize=256)  # many say the same, and what they then see is made once
def _card(event: Event, wording: Wording, language: str, standing: Standing, over: bool, aloud: bool) -> Content:
    say = texts(language)
    cancelled = event.state is EventState.CANCELLED
    # Where nobody can come any more, no places are free.
    lines = facts(replace(event, places=None) if cancelled or over else event, wording, language, standing.free)
    media = Media(event.picture_id, "photo") if event.picture_id else None
    if cancelled:
        lines += [Line(""), Line(say.t("This is cancelled. It does not take place."), "🚫", "title")]
        return Content(language, tuple(lines), media=media, notice=notice(event, wording, language))
    if over:
        lines += [Line(""), Line(say.t("This is over already."), "⌛", "title")]
        return Content(language, tuple(lines), media=media)
    if standing.answer:
        lines += [Line(""), Line(own_answer(standing, language), _icon(standing.answer), "title")]
    if standing.answer and standing.answer.waiting and _too_many(standing, event):
        lines.append(Line(say.t("There is not enough room for all of you now. You can come with fewer people."), "💡"))
    lines += language_help.own_lines(standing.help, language)
    buttons = _buttons(event, say, standing, aloud=aloud)
    return Content(language, tuple(lines), buttons, media, notice=notice(event, wording, language))


def notice(event: Event, wording: Wording, language: str) -> Notice:
    """The invitation where a chat is closed: what, when and where, and what can be answered at once."""
    facts = (_own(wording, "title", language), when(event, language), isolated(event.place, language))
    return Notice("invitation", facts, (f"a:{event.id}:coming", f"a:{event.id}:no", *NEWS.actions))


def _too_many(standing: Standing, event: Event) -> bool:
    """Whether a waiting party is larger than what is free, or than the event has room for at all."""
    seats = standing.answer.seats if standing.answer else 0
    return seats > (event.places or seats) or 0 < (standing.free or 0) < seats


def own_answer(standing: Standing, language: str) -> str:
    """The person's answer in words."""
    say = texts(language)
    answer = standing.answer
    if answer is None:
        return say.t("You have not answered yet.")
    if answer.choice is Choice.MAYBE:
        return say.t("Maybe you are coming. Please tell us when you know.")
    if answer.choice is Choice.NO:
        return say.t("You are not coming this time.")
    who = party(say, answer.adults, answer.children)
    if answer.waiting:
        return say.t("Waiting list for {people}. You are number {turn}.", people=who, turn=standing.turn or 1)
    return say.t("You are coming: {people}", people=who)


def _own(wording: Wording, field: str, language: str) -> str:
    text = wording.get(field)
    return text if wording.languages.get(field) == language else isolated(text, language) if text else ""


def _icon(answer: Answer) -> str:
    if answer.choice is Choice.COMING:
        return "⏳" if answer.waiting else COMING
    return MAYBE if answer.choice is Choice.MAYBE else NO


def _buttons(event: Event, say: Texts, standing: Standing, *, aloud: bool) -> tuple[tuple[Button, ...], ...]:
    """First who comes, then another answer, then what helps; but before the answer one has to know what it is about."""
    answer = standing.answer
    coming = Button(f"{COMING} {say.t('I am coming')}", f"a:{event.id}:coming")
    maybe = Button(f"{MAYBE} {say.t('Maybe')}", f"a:{event.id}:maybe")
    no = Button(f"{NO} {say.t('Not this time')}", f"a:{event.id}:no")
    listen = [Button(f"🔊 {say.t('Listen')}", f"hear:{event.id}", aside=True)] if aloud else []
    if answer is None:
        return (*packed(*listen), (coming,), *packed(maybe, no))
    if answer.choice is Choice.NO:
        return (*packed(coming, maybe), *packed(*listen))
    languages = language_help.opening(event.id, say)
    if answer.choice is Choice.MAYBE:
        return (*packed(coming, no), *packed(languages, *listen))
    calendar = Button(f"📅 {say.t('Calendar')}", f"ics:{event.id}", aside=True)
    numbers = _numbers(event, say, answer, standing.household)
    return (*numbers, *packed(maybe, no), *packed(languages, calendar, *listen))


def _numbers(event: Event, say: Texts, answer: Answer, household: Household) -> list[tuple[Button, ...]]:
    """The buttons that change who comes. Each names the numbers it leads to, so a second tap changes nothing.

    Where one step leads to all or to one alone, it needs no button of its own.
    """
    adults, children = answer.adults, answer.children

    def step(label: str, to_adults: int, to_children: int) -> Button:
        return Button(label, f"a:{event.id}:{to_adults}.{to_children}")

    def stepper(word: str, less: tuple[int, int] | None, more: tuple[int, int] | None) -> tuple[Button, ...]:
        pairs = (("➖", less), ("➕", more))
        return tuple(step(f"{sign} {word}", *numbers) for sign, numbers in pairs if numbers)

    less_adults = (adults - 1, children) if adults and adults + children > 1 else None
    rows = [stepper(say.t("Adult"), less_adults, (adults + 1, children) if adults < MAX_ADULTS else None)]
    if event.children_welcome:
        less_children = (adults, children - 1) if children and adults + children > 1 else None
        rows.append(stepper(say.t("Child"), less_children, (adults, children + 1) if children < MAX_CHILDREN else None))
    all_of_us = (household.adults, household.children if event.children_welcome else 0)
    shortcuts = [step(f"🙋 {say.t('Only me')}", 1, 0)]
    if sum(all_of_us) > 1:
        shortcuts.insert(0, step(f"👪 {say.t('All of us')} ({sum(all_of_us)})", *all_of_us))
    there = {f"a:{event.id}:{adults}.{children}", *(button.action for row in rows for button in row)}
    return [*rows, *packed(*(one for one in shortcuts if one.action not in there))]
