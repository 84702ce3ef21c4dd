"""The translation desk, as coordinators are told of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Button, Content, Line
from bot.domain.events import Wording
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import team_texts
from bot.messages.team import to_team_menu
from bot.messages.translating import Heading, title_of


def to_release(text_id: int, what: Heading, target: str, language: str, *, confirmed: bool) -> Content:
    """A coordinator learns that a translation is there."""
    say = team_texts(language)
    state = say.t("A second person has confirmed it.") if confirmed else say.t("No second person has confirmed it yet.")
    lines = (
        Line(say.team("There is a translation into {language}.", language=LANGUAGES[target].name), "🌐", "title"),
        *what.lines(say.language),
        Line(state, "🤝" if confirmed else "☝️"),
    )
    return Content(say.language, lines, ((Button(f"🔎 {say.t('Read it')}", f"look:{text_id}:{target}"),),))


def asked(languages: Sequence[str], nobody: Sequence[str], language: str) -> Content:
    """Who was asked for a translation, and for which languages there is nobody."""
    say = team_texts(language)
    lines = []
    if languages:
        lines.append(Line(say.team("Interpreters are asked: {languages}", languages=_names(languages)), "🙏"))
    if nobody:
        words = say.team("Nobody translates into: {languages}. Please write it yourself.", languages=_names(nobody))
        lines.append(Line(words, "⚠️"))
    if not lines:
        lines.append(Line(say.team("There is nothing more to ask for."), "✅"))
    return Content(say.language, tuple(lines), ((to_team_menu(say),),))


def renewed(wording: Wording, target: str, changed: int, missed: int, language: str) -> Content:
    """How many messages show a text that was released after they were sent."""
    say = team_texts(language)
    lines = [
        Line(isolated(title_of(wording), say.language), "✉️", "title"),
        Line(say.team("Sent messages have the new text: {language}", language=LANGUAGES[target].name), "🔄", "title"),
        Line(say.team("Changed: {n}", n=changed), "✅"),
    ]
    if missed:
        lines.append(Line(say.team("Could not be changed: {n}", n=missed), "❌"))
    return Content(say.language, tuple(lines), ((to_team_menu(say),),))


def _names(codes: Sequence[str]) -> str:
    return ", ".join(LANGUAGES[code].name for code in codes)
