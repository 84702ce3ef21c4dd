"""What is said of an invitation, and in which voices."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.events import Event, EventState, Origin, Wording
from bot.language.spoken import spoken
from bot.language.texts import texts
from bot.messages.speech import script

EVENT = Event(
    id=7, text_id=1, series_id=None, state=EventState.PLANNED, language="de",
    start=datetime(2026, 11, 28, 14, tzinfo=UTC), end=datetime(2026, 11, 28, 17, tzinfo=UTC),
    local_start="2026-11-28T15:00", local_end="2026-11-28T18:00", zone="Europe/Berlin", place="Grundstraße 10",
    latitude=None, longitude=None, children_welcome=True, places=12, contact="Olga, 0151 2345678", picture_id=None,
    sequence=0, created_by=None,
)  # fmt: skip
GERMAN = {
    "title": "Plätzchen backen",
    "what": "Wir backen.",
    "cost": "3 €",
    "who_for": "Familien",
    "bring": "eine Dose",
}


def wording(language: str, **other: str) -> Wording:
    """The German texts, some of them in the language."""
    return Wording(language, GERMAN | other, dict.fromkeys(GERMAN, "de") | dict.fromkeys(other, language))


def said(event: Event, words: Wording, language: str, **how: Any) -> list[list[str]]:
    return json.loads(script(event, words, language, **how))[1:]  # type: ignore[no-any-return]


def test_every_fact_is_a_sentence() -> None:
    assert said(EVENT, wording("de"), "de") == [
        [
            "de",
            "Plätzchen backen. Wir backen. Samstag, achtundzwanzigster November, 15 Uhr bis 18 Uhr. Grundstraße 10. "
            "3 Euro. Familien. Kinder sind willkommen. Bitte mitbringen: eine Dose. "
            "Haben Sie Fragen? Fragen Sie Olga, 0 1 5 1, 2 3 4 5 6 7 8.",
        ]
    ]


def test_what_is_not_written_is_said_as_on_the_invitation() -> None:
    words = Wording("en", {"title": "Baking"}, {"title": "en"})
    [[_, first], [voice, place], [_, last]] = said(replace(EVENT, contact="", children_welcome=False), words, "en")
    assert first == "Baking. Saturday 28th November, 15 o'clock to 18 o'clock."
    assert (voice, place) == ("de", "Grundstraße 10.")
    assert last == "It costs nothing. For everyone. For adults only."


def test_a_text_in_another_language_is_read_by_a_voice_of_that_language() -> None:
    parts = said(EVENT, wording("ar", title="نخبز معا"), "ar")
    assert [voice for voice, _ in parts] == ["ar", "de", "ar", "de", "ar", "de", "ar", "de", "ar"]
    german = " ".join(text for voice, text in parts if voice == "de")
    assert german == "Deutsch. Wir backen. Grundstraße 10. 3 Euro. Familien. eine Dose."
    assert all(text.isascii() is False for voice, text in parts if voice == "ar")


def test_a_text_in_a_language_without_a_voice_is_left_out_and_the_facts_are_not() -> None:
    words = Wording("en", {"title": "Roti dubista"}, {"title": "so"})
    everything = json.dumps(said(EVENT, words, "en"))
    assert "Roti" not in everything
    assert "28th November" in everything


def test_that_it_is_off_or_over_is_said_first() -> None:
    say = texts("de")
    cancelled = replace(EVENT, state=EventState.CANCELLED)
    for parts, first in (
        (said(cancelled, wording("de"), "de"), say.t("This is cancelled. It does not take place.")),
        (said(EVENT, wording("de"), "de", over=True), say.t("This is over already.")),
    ):
        assert parts[0][1].startswith(f"{first} Plätzchen backen.")


def test_that_a_machine_translated_it_is_said_last() -> None:
    words = replace(wording("de"), origins={"what": Origin.MACHINE})
    assert said(EVENT, words, "de")[-1][1].endswith(
        spoken(texts("de").t("A machine translated this. There may be mistakes."), "de")
    )


def test_the_number_of_free_places_and_the_person_do_not_matter() -> None:
    assert script(EVENT, wording("tr"), "tr") == script(replace(EVENT, places=3), wording("tr"), "tr")
