"""What is said to people who share a phone: a name on top of all, who they are, and how one more is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.content import Button, Content, Line, rows
from bot.domain.people import Chat, Participant
from bot.domain.sharing import acting_for, addressed
from bot.language.bidi import isolated
from bot.language.texts import Texts, texts
from bot.messages.menu import back

Sharer = tuple[Chat, Participant]
ICON = "👤"
LONG = 8  # lines: with their buttons, more than a small phone shows


def for_one(content: Content, chat: Chat, name: str | None) -> Content:
    """A message for one of several people: under their name, which needs no words around it, with buttons of theirs.

    A long one says the name again above its buttons.
    """
    own = addressed(content, chat.id)
    whose = name_of(name, content.language)
    if own.lines:  # a short word that passes has none
        own = own.headed(whose, ICON)
    if own.buttons and len(content.lines) >= LONG:  # by the time the buttons are seen, the top is not
        own = replace(own, lines=(*own.lines, Line(""), Line(whose, ICON, "title")))
    if own.notice.facts:
        title, *more = own.notice.facts
        own = replace(own, notice=replace(own.notice, facts=(f"{ICON} {whose} · {title}", *more)))
    return own


def name_of(name: str | None, language: str) -> str:
    """What somebody is called who may not have said their name yet."""
    return isolated(name, language) if name else texts(language).t("New person")


def with_others(content: Content, others: Sequence[Sharer], action: str = "menu") -> Content:
    """The same, with a button for each of the others on this phone, who then gets what the action leads to."""
    return replace(content, buttons=(*content.buttons, *rows([_i_am(one, action) for one in others])))


def _i_am(one: Sharer, action: str = "menu") -> Button:
    """In the language of whoever is to find it, not of whoever had the phone before."""
    chat, person = one
    say = texts(person.language)
    label = say.t("I am {name}", name=person.name) if person.name else say.t("New person")
    return Button(f"{ICON} {label}", acting_for(action, chat.id))


def everyone(found: Sequence[Sharer], here: Chat, language: str, *, room: bool) -> Content:
    """Who uses this phone, and the way to add one more person as long as there is room."""
    say = texts(language)
    lines = [Line(say.t("People on this phone"), "👥", "title")]
    if len(found) > 1:
        lines += [Line(name_of(person.name, language), ICON) for _, person in found]
    lines += [
        Line(
            say.t("Does another adult use this phone, too? They can have their own name, language and answers."), "➕"
        ),
        Line(say.t("Do children only come with you? Then you do not need this."), "🧒"),
        read_by_all(say),
    ]
    more = [Button(f"➕ {say.t('Another person')}", "another")] if room else []
    others = [_i_am(one) for one in found if one[0].id != here.id]
    return Content(language, tuple(lines), rows([*more, *others, back(say)]))


def read_by_all(say: Texts) -> Line:
    """What each of several people on a phone must know, wherever it says that only the team reads something."""
    return Line(say.t("Who has this phone can read everything here and answer for all."), "👀")
