"""What is said around a chat that was closed: that all is read, in which other language we knock, STOP and START."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.domain.content import Button, Content, Line, rows
from bot.domain.people import Participant
from bot.language.languages import LANGUAGES
from bot.language.texts import team_texts, texts
from bot.messages.menu import back


def nothing_new(language: str) -> Content:
    """Somebody taps to read, and has read it."""
    say = texts(language)
    return Content(language, (Line(say.t("You have read everything."), "✅"),), ((back(say),),))


def too_late(language: str) -> Content:
    """Somebody taps to read what has lost its sense by now."""
    say = texts(language)
    return Content(language, (Line(say.t("This is over already."), "⌛"),), ((back(say),),))


def second_language_question(language: str, offered: Collection[str]) -> Content:
    """Which of the languages that a messenger approves texts in does the person understand?"""
    say = texts(language)
    lines = (
        Line(say.t("Which of these languages do you understand, too?"), "🌐", "title"),
        Line(say.t("After a day without a message from you, our first message cannot be in your language.")),
        Line(say.t("Answer it. Then you get all of it in your language.")),
    )
    buttons = [Button(LANGUAGES[code].name, f"lang2:{code}") for code in LANGUAGES if code in offered]
    return Content(language, lines, rows(buttons))


def second_language_noted(language: str, second: str) -> Content:
    """The answer is kept."""
    say = texts(language)
    line = Line(say.t("Thank you. Your second language: {language}", language=LANGUAGES[second].name), "🌐")
    return Content(language, (line,), ((back(say),),))


def outlook(
    knocked: int, later: int, others: Mapping[str, int], silent: Mapping[str, int], language: str
) -> tuple[Line, ...]:
    """What coordinators know before they send of chats that are closed; nothing where there are none."""
    say = team_texts(language)
    lines = []
    if knocked:
        lines.append(Line(say.team("Closed chats that get a template message first: {n}", n=knocked), "🚪"))
    for code, people in others.items():
        words = say.team(
            "First in {language}, then in their own language: {n}", language=LANGUAGES[code].name, n=people
        )
        lines.append(Line(words, "🌐"))
    if later:
        lines.append(Line(say.team("Not today, because of the messenger's limit: {n}", n=later), "⏳"))
    for code, people in silent.items():
        words = say.team("{language}: {n}, only after they write to us", language=LANGUAGES[code].name, n=people)
        lines.append(Line(words, "🚷"))
    return tuple(lines)


def stopped(language: str) -> Content:
    """Nothing more comes, and how it can come again."""
    say = texts(language)
    lines = (
        Line(say.t("You get no more messages from us."), "✋", "title"),
        Line(say.t("You are coming to an event and it changes? Only then we write to you.")),
        Line(say.t("Do you want messages again? Write: START")),
    )
    return Content(language, lines, ((Button(f"▶️ {say.t('Write to me again')}", "go"),),))


def going_on(person: Participant) -> Content:
    """Messages come again."""
    say = texts(person.language)
    wake = say.t("You get reminders.") if person.reminders else say.t("You get no reminders.")
    lines = (Line(say.t("You get invitations."), "📨"), Line(wake, "⏰"))
    return Content(person.language, lines, ((back(say),),))
