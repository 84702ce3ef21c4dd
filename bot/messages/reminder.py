"""Reminders: the event and one's own answer to it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.content import Button, Content, Line, Spot
from bot.domain.events import Choice, Event, Wording
from bot.language.texts import texts
from bot.messages.invitation import MAYBE, Standing, card


def reminder(
    event: Event, wording: Wording, language: str, standing: Standing, *, aloud: bool = False, soon: bool = False
) -> Content:
    """The invitation under a line that says why it comes now; "maybe" is asked whether it is still open.

    `soon`: the event begins within hours."""
    say = texts(language)
    content = card(event, wording, language, standing, aloud=aloud)
    if standing.answer and standing.answer.choice is Choice.MAYBE:
        content = content.headed(say.t("You said: maybe. Do you know now?"), MAYBE)
    else:
        content = content.headed(say.t("Do not forget"), "⏰")
    off = Button(f"🔕 {say.t('No reminders')}", "rem:0", aside=True)
    quiet = Line(say.t("You get this because you answered. You can switch reminders off."), style="quiet")
    lines, buttons = (*content.lines, Line(""), quiet), (*content.buttons, (off,))
    content = content.noticed("soon" if soon else "reminder", *content.notice.actions)
    return replace(content, lines=lines, buttons=buttons, spot=_spot(event))


def _spot(event: Event) -> Spot | None:
    known = event.latitude is not None and event.longitude is not None
    return Spot(event.latitude or 0.0, event.longitude or 0.0, event.place) if known else None
