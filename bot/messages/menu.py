"""The menus, and the lists one finds there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Button, Content, Line, rows
from bot.domain.events import Event, Wording
from bot.domain.people import Participant
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, mark, texts
from bot.messages.invitation import foreign_line, local_times
from bot.messages.people import party

BUTTON_LENGTH = 48


def main(person: Participant, project: str, to_translate: int = 0) -> Content:
    """The menu of a participant; coordinators and interpreters see the way to theirs."""
    say = texts(person.language)
    buttons = [
        Button(f"📅 {say.t('What is on')}", "events"),
        Button(f"⭐ {say.t('My events')}", "mine"),
        Button(f"✉️ {say.t('Write to the team')}", "write"),
        Button(f"🌐 {say.t('Language')}", "language"),
        Button(f"⚙️ {say.t('About me')}", "me"),
    ]
    if person.is_interpreter:
        number = f" ({to_translate})" if to_translate else ""
        buttons.insert(0, Button(f"✍️ {say.t('Texts to translate')}{number}", "texts"))
    if person.is_coordinator:
        buttons.insert(0, Button(f"🗂 {say.team('Team menu')}", "team"))
    line = say.t("Hello {name}! What would you like to do?", name=person.name or "")
    return Content(person.language, (Line(project, "🏘", "title"), Line(line)), rows(buttons))


def about_me(person: Participant) -> Content:
    """Settings of one's own, and the way to one's data."""
    say = texts(person.language)
    reminders = (
        Button(f"🔕 {say.t('No reminders')}", "rem:0")
        if person.reminders
        else Button(f"🔔 {say.t('Remind me')}", "rem:1")
    )
    pause = (
        Button(f"▶️ {say.t('Write to me again')}", "pause:0")
        if person.paused
        else Button(f"⏸ {say.t('Take a break')}", "pause:1")
    )
    state = say.t("You take a break. You get no invitations.") if person.paused else say.t("You get invitations.")
    wake = say.t("You get reminders.") if person.reminders else say.t("You get no reminders.")
    buttons = (
        Button(f"✏️ {say.t('Change my answers')}", "again"),
        reminders,
        pause,
        Button(f"📱 {say.t('Other phone or app')}", "phone"),
        Button(f"👥 {say.t('People on this phone')}", "people"),
        Button(f"🔎 {say.t('What do you know about me?')}", "data"),
        Button(f"🗑 {say.t('Forget me')}", "forget"),
        back(say),
    )
    who = say.t("You answer for: {people}", people=party(say, person.household.adults, person.household.children))
    lines = (Line(say.t("About me"), "⚙️", "title"), Line(who, "👪"), Line(state, "📨"), Line(wake, "⏰"))
    return Content(person.language, lines, rows(buttons))


def back(say: Texts) -> Button:
    """The way back to the menu."""
    return Button(f"🏠 {say.t('Menu')}", "menu")


_NONE = {"events": mark("There is nothing planned now. We will write to you."), "mine": mark("You have no events yet.")}
_TITLES = {"events": mark("What is on"), "mine": mark("My events")}


def event_list(which: str, found: Sequence[tuple[Event, Wording, str]], language: str) -> Content:
    """Events as buttons, each with its day; the third of each is a pictogram for one's own answer."""
    say = texts(language)
    title = Line(say.t(_TITLES[which]), "📅" if which == "events" else "⭐", "title")
    if not found:
        return Content(language, (title, Line(say.t(_NONE[which]))), ((back(say),),))
    buttons = [Button(_label(event, wording, mine, language), f"ev:{event.id}") for event, wording, mine in found]
    foreign = next(filter(None, (foreign_line(wording, language, "title") for _, wording, _ in found)), ())
    lines = (title, Line(say.t("Tap one to read more.")), *foreign)
    return Content(language, lines, rows([*buttons, back(say)]))


def _label(event: Event, wording: Wording, mine: str, language: str) -> str:
    start, _ = local_times(event)
    label = (
        f"{mine} {formats.short_day(start.date(), language)} {formats.clock(start)} · {wording.get('title')}".strip()
    )
    return label if len(label) <= BUTTON_LENGTH else label[: BUTTON_LENGTH - 1].rstrip() + "…"


def languages(current: str, first: Sequence[str] = ()) -> tuple[tuple[Button, ...], ...]:
    """Every language by its name for itself, those in `first` on top."""
    codes = [*first, *(code for code in LANGUAGES if code not in first)]
    return rows([Button(("✓ " if code == current else "") + LANGUAGES[code].name, f"lang:{code}") for code in codes])
