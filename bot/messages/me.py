"""What we know about a person, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.content import Button, Content, Line, Media, rows
from bot.domain.people import AgeGroup, Gender, Participant, Residence
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, mark, texts
from bot.messages.channels import called
from bot.messages.menu import back
from bot.messages.people import party
from bot.messages.sharing import read_by_all

RESIDENCE = {Residence.NEW: mark("I am new here"), Residence.LONG: mark("I have lived here for a long time")}
GENDER = {Gender.WOMAN: mark("Woman"), Gender.MAN: mark("Man"), Gender.DIVERSE: mark("Diverse")}
AGES = {
    AgeGroup.UNDER_27: mark("up to 26"),
    AgeGroup.TO_40: mark("27 to 40"),
    AgeGroup.TO_60: mark("41 to 60"),
    AgeGroup.OVER_60: mark("61 and older"),
}


def known(person: Participant, stored: Mapping[str, Any], file_id: int, *, shared: bool) -> Content:
    """Everything we know, one fact per line, and the file with all of it. `shared`: the phone, with other people."""
    say = texts(person.language)
    none = say.t("not said")
    about = person.statistics
    places = [called(chat["channel"], say) for chat in stored["chats"]]
    country = formats.countries(person.language).get(about.country or "", none)
    lines = [
        Line(say.t("This is what we know about you"), "🔎", "title"),
        Line(say.t("Name: {name}", name=person.name or none)),
        Line(say.t("Language: {language}", language=LANGUAGES[person.language].name)),
        Line(say.t("You answer for: {people}", people=party(say, person.household.adults, person.household.children))),
        Line(say.t("How long here: {answer}", answer=say.t(RESIDENCE[about.residence]) if about.residence else none)),
        Line(say.t("Home country: {country}", country=country)),
        Line(say.t("Age: {age}", age=say.t(AGES[about.age_group]) if about.age_group else none)),
        Line(say.t("Gender: {gender}", gender=say.t(GENDER[about.gender]) if about.gender else none)),
        Line(say.t("Answers to events: {n}", n=len(stored["answers"]))),
        Line(say.t("Language help at events: {n}", n=len(stored["language help"]))),
        Line(say.t("Messages to the team: {n}", n=len(stored["letters"]))),
        *_translates(stored, say),
        Line(say.t("I can write to you there: {places}", places=", ".join(places))),
        Line(say.t("The file has all of it. Only the team can see your data.")),
        *((read_by_all(say),) if shared else ()),
    ]
    buttons = (Button(f"🗑 {say.t('Forget me')}", "forget"), back(say))
    return Content(person.language, tuple(lines), rows(buttons), Media(file_id, "document"))


def _translates(stored: Mapping[str, Any], say: Texts) -> list[Line]:
    """Of an interpreter: into which languages."""
    names = ", ".join(LANGUAGES[code].name for code in stored["you translate into"])
    return [Line(say.t("You translate into: {languages}", languages=names))] if names else []


def forget_question(language: str, *, shared: bool) -> Content:
    """The one confirmation before forgetting. `shared`: the phone, with other people, who may fear for theirs."""
    say = texts(language)
    others = Line(say.t("The other people on this phone stay."), "👥")
    lines = (
        Line(say.t("Shall I forget you?"), "🗑", "title"),
        Line(say.t("Your name, your answers and your messages are deleted. You get no more messages.")),
        *((others,) if shared else ()),
        Line(say.t("This cannot be undone.")),
    )
    buttons = (Button(f"🗑 {say.t('Yes, forget me')}", "forget:yes"), Button(f"↩️ {say.t('No, stay')}", "me"))
    return Content(language, lines, rows(buttons))


def goodbye(language: str) -> Content:
    """The last message."""
    say = texts(language)
    lines = (
        Line(say.t("Your data is deleted."), "👋", "title"),
        Line(say.t("All the best to you! You can start again at any time.")),
    )
    return Content(language, lines)
