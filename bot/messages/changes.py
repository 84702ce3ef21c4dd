"""What changed about an event, above its invitation."""

from __future__ import annotations

from collections.abc import Callable
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


def changed(after: Event, language: str, what: str, before: Event) -> tuple[Line, ...]:
    """What changed, with the old time or place beside it."""
    say = texts(language)
    lines = [Line(say.t("Something has changed"), "⚠️", "title"), Line(say.t(_WHAT[what]))]
    if what == "when":
        lines.append(Line(say.t("Before: {old}", old=when(before, language))))
        lines.append(Line(say.t("Now: {new}", new=when(after, language)), style="title"))
    if what == "place" and before.place:
        lines.append(Line(say.t("Before: {old}", old=before.place)))
        lines.append(Line(say.t("Now: {new}", new=after.place), style="title"))
    return (*lines, Line(""))


def cancelled(_after: Event, language: str, reason: str) -> tuple[Line, ...]:
    """That it does not take place, and why if the team said so."""
    say = texts(language)
    lines = [Line(say.t("Cancelled. We are sorry."), "🚫", "title")]
    if reason:
        lines.append(Line(say.t("Why: {reason}", reason=reason)))
    return (*lines, Line(""))


def above(lines: tuple[Line, ...], content: Content) -> Content:
    """A content with lines above its own."""
    return replace(content, lines=(*lines, *content.lines))
