"""Feedback: the question with its three faces."""

from __future__ import annotations

from bot.domain.content import Button, Content, Line, Notice
from bot.domain.events import Event, Wording
from bot.language import formats
from bot.language.bidi import isolated
from bot.language.texts import mark, texts
from bot.messages.invitation import foreign_line, local_times

FACES = {3: ("😀", mark("Good")), 2: ("😐", mark("So-so")), 1: ("🙁", mark("Not good"))}


def question(event: Event, wording: Wording, language: str) -> Content:
    """How was it? Three faces to tap."""
    say = texts(language)
    day = formats.day(local_times(event)[0].date(), language)
    title = isolated(wording.get("title"), language)
    return Content(
        language,
        (
            Line(say.t("How was it?"), "💛", "title"),
            Line(title, "🎉"),
            Line(isolated(day, language), "🗓"),
            *foreign_line(wording, language, "title"),
            Line(""),
            Line(say.t("Tap a face. Your answer helps us to do better.")),
        ),
        tuple((Button(f"{face} {say.t(word)}", f"f:{event.id}:{value}"),) for value, (face, word) in FACES.items()),
        notice=Notice("feedback", (title, day), tuple(f"f:{event.id}:{value}" for value in FACES)),
    )
