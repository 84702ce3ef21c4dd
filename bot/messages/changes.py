"""What changed about an event, above its invitation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.content import Content, Line
from bot.domain.events import Event
from bot.language.texts import mark, texts
from bot.messages.invitation import when

FirstLines = Callable[[Event, str], tuple[Line, ...]]

_WHAT = {
    "when": mark("There is a new date or time."),
    "place": mark("There is a new place."),
    "title": mark("There is a new text."),
    "what": mark("There is a new text."),
    "cost": mark("The cost has changed."),
    "who_for": mark("There is a new text."),
    "bring": mark("What to bring has changed."),
}


def changed(after: Event, language: str, what: Sequence[str], before: Event | None) -> tuple[Line, ...]:
    """What changed, with the old time or place beside it where it is known what people were told last."""
    say = texts(language)
    lines = [Line(say.t("Something has changed"), "⚠️", "title")]
    lines += [Line(say.t(words)) for words in dict.fromkeys(_WHAT[fact] for fact in what if fact in _WHAT)]
    for fact, old, new in _old_and_new(after, language, before):
        if fact in what and old:
            lines.append(Line(say.t("Before: {old}", old=old)))
        if fact in what and new:
            lines.append(Line(say.t("Now: {new}", new=new), style="title"))
    return (*lines, Line(""))


def _old_and_new(after: Event, language: str, before: Event | None) -> tuple[tuple[str, str, str], ...]:
    """The facts that are shown in a line of their own: name, as it was where that is known, as it is."""
    say = texts(language)
    children = say.t("Children are welcome") if after.children_welcome else say.t("For adults only")
    return (
        ("when", when(before, language) if before else "", when(after, language)),
        ("place", before.place if before else "", after.place if before is None or before.place else ""),
        ("children", "", children),
    )


def cancelled(_after: Event, language: str, reason: str) -> tuple[Line, ...]:
    """That it does not take place, and why if the team said so."""
    say = texts(language)
    lines = [Line(say.t("Cancelled. We are sorry."), "🚫", "title")]
    if reason:
        lines.append(Line(say.t("Why: {reason}", reason=reason)))
    return (*lines, Line(""))


def above(lines: tuple[Line, ...], content: Content, *, off: bool = False) -> Content:
    """A content with lines above its own, about a change; `off`: that it does not take place."""
    return replace(content, lines=(*lines, *content.lines)).noticed("cancelled" if off else "change")
