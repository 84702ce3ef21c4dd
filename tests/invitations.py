"""An invitation to a German event, for readers of every language."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.content import Content
from bot.domain.events import Event, EventState, Wording
from bot.messages.invitation import Standing, card

PHONE_NUMBER = "+49 6151 123456"
GERMAN = {
    "title": "Suppe kochen im Garten",
    "what": "Wir kochen zusammen (und essen).\nKommen Sie einfach vorbei!",
    "bring": "ein Messer, 2 Brettchen",
}
NOW = datetime(2026, 11, 27, 9, 12, tzinfo=UTC)


def invitation(
    language: str, start: str, end: str, standing: Standing | None = None, *, aloud: bool = False
) -> Content:
    """To an event with German texts only, whoever reads it."""
    begins, ends = (f"2026-11-28T{clock}" for clock in (start, end))
    event = Event(
        id=7, text_id=7, series_id=None, state=EventState.PLANNED, language="de", start=NOW, end=NOW,
        local_start=begins, local_end=ends, zone="Europe/Berlin", place="Gemeinschaftsgarten, Bartningstraße 12",
        latitude=None, longitude=None, children_welcome=True, places=12, contact=f"Nadia, {PHONE_NUMBER}",
        picture_id=None, sequence=0, created_by=None,
    )  # fmt: skip
    return card(event, Wording(language, GERMAN, dict.fromkeys(GERMAN, "de")), language, standing, aloud=aloud)
