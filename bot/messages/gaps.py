"""What the readers of each language get of a text, and what can be done where they would get too little."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Button, Line
from bot.domain.translations import Group, Reading
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, mark_team
from bot.messages.team import ask_button

_WRITTEN = ("✅", mark_team("written by a person"))
_READINGS = {
    Reading.ORIGINAL: _WRITTEN,
    Reading.PERSON: _WRITTEN,
    Reading.CONFIRMED: ("🤝", mark_team("confirmed by two people")),
    Reading.MACHINE: ("🤖", mark_team("translated by a machine")),
    Reading.PARTLY: ("⚠️", mark_team("partly in {source}")),
    Reading.MISSING: ("⚠️", mark_team("in {source} only")),
}


def gap_lines(found: Sequence[Group], source: str, say: Texts) -> list[Line]:
    """Who would get what: a line for each state, with its languages and the number of their people, the most first."""
    states: dict[tuple[str, str], list[Group]] = {}
    for group in found:
        states.setdefault(_state(group, LANGUAGES[source].spoken, say), []).append(group)
    most_first = sorted(states.items(), key=lambda one: -people(one[1]))
    return [
        Line(f"{words}: {', '.join(_counted(one, say) for one in same)}", icon) for (icon, words), same in most_first
    ]


def _state(group: Group, source: str, say: Texts) -> tuple[str, str]:
    """A pictogram and words for what a group gets, and for what is on its way for it."""
    icon, words = _READINGS[group.reading]
    words = say.team(words, source=source)
    if group.ready:
        return "📬", f"{words} · {say.team('a translation is waiting for you')}"
    if group.asked and group.spoken:
        return "⏳", f"{words} · {say.team('interpreters are asked')}"
    return icon, f"{words} · {say.team('nobody translates into it')}" if group.asked else words


def _counted(group: Group, say: Texts) -> str:
    return f"{isolated(LANGUAGES[group.language].name, say.language)} {isolated(str(group.people), say.language)}"


def people(found: Sequence[Group]) -> int:
    """How many people there are in some groups."""
    return sum(group.people for group in found)


def gap_buttons(found: Sequence[Group], text_id: int, say: Texts) -> list[Button]:
    """What can be done about the gaps: read what is ready, ask for what nobody was asked for."""
    ready = [
        Button(f"📬 {LANGUAGES[one.language].name}", f"look:{text_id}:{one.language}") for one in found if one.ready
    ]
    return [*ready, *([ask_button(text_id, say)] if any(one.is_gap for one in found) else [])]
