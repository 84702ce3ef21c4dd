"""Help with languages as the team sees it: what is needed, who can interpret, and what nobody covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.content import Button, Content, Line, rows
from bot.domain.events import Event, Wording
from bot.domain.language_help import Said, needed, offered, uncovered
from bot.language.bidi import back_arrow, isolated
from bot.language.texts import Texts, team_texts
from bot.messages.invitation import when
from bot.messages.language_help import ICON, MET, spoken

MISSING = "⚠️"


def lines(said: Sequence[Said], say: Texts) -> list[Line]:
    """What is needed, uncovered languages first, and who can interpret."""
    language = say.team_language
    missing = uncovered(said)
    counts = [
        f"{MISSING + ' ' if code in missing else ''}{isolated(spoken(code), language)} {count}"
        for code, count in needed(said).items()
    ]
    people = [f"{isolated(spoken(code), language)} ({_names(some, language)})" for code, some in offered(said).items()]
    found = [Line(say.team("Language help needed: {languages}", languages=", ".join(counts)), ICON)] if counts else []
    if people:
        found.append(Line(say.team("Can interpret: {languages}", languages=", ".join(people)), MET))
    return found


def _names(some: Iterable[Said], language: str) -> str:
    return ", ".join(isolated(one.name, language) + ("" if one.sure else " 🤔") for one in some)


def speakers_buttons(event_id: int, codes: Iterable[str], say: Texts) -> list[Button]:
    """For each language: who could be asked to interpret it."""
    return [
        Button(f"{ICON} {say.team('Who speaks {language}?', language=spoken(code))}", f"speak:{event_id}:{code}")
        for code in codes
    ]


def uncovered_languages(
    event: Event, wording: Wording, said: Sequence[Said], codes: Sequence[str], language: str
) -> Content:
    """Shortly before an event: nobody interprets these languages."""
    say = team_texts(language)
    counts = needed(said)
    found = [
        Line(say.team("Nobody interprets yet"), MISSING, "title"),
        Line(isolated(wording.get("title"), language), "🎉"),
        Line(when(event, say.language), "🗓"),
        *(Line(say.team("{language}: {n}", language=spoken(code), n=counts[code]), ICON) for code in codes),
    ]
    buttons = [*speakers_buttons(event.id, codes, say), Button(f"📋 {say.team('Answers')}", f"who:{event.id}")]
    return Content(say.language, tuple(found), rows(buttons))


def speakers(event_id: int, code: str, found: Sequence[tuple[str, bool]], language: str) -> Content:
    """Who comes and speaks a language; who only may come is marked."""
    say = team_texts(language)
    shown = [Line(say.team("Coming, and speaks {language}:", language=spoken(code)), ICON, "title")]
    shown += [Line(isolated(name, say.language), "✅" if sure else "🤔") for name, sure in found]
    if found:
        shown.append(Line(say.team("You can ask them: will you interpret?")))
    else:
        shown.append(Line(say.team("Nobody. Perhaps you know someone who can come.")))
    back = Button(f"{back_arrow(say.language)} {say.team('Back to the event')}", f"te:{event_id}")
    return Content(say.language, tuple(shown), ((back,),))
