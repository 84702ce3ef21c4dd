"""The calendar file of an event, read back as a phone would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import icalendar

from bot.domain.events import Event, EventState
from bot.files.calendar import calendar_file

NOW = datetime(2026, 11, 20, 17, 45, 12, 345678, tzinfo=UTC)
URL = "https://kranich.example:8443/e/7"
COOKING = Event(
    id=7,
    text_id=70,
    series_id=None,
    state=EventState.PLANNED,
    language="de",
    start=datetime(2026, 11, 28, 14, tzinfo=UTC),
    end=datetime(2026, 11, 28, 17, 30, tzinfo=UTC),
    local_start="2026-11-28T15:00",
    local_end="2026-11-28T18:30",
    zone="Europe/Berlin",
    place="Küche; Haus 3, Kranichstein",
    latitude=49.9006,
    longitude=8.6911,
    children_welcome=True,
    places=20,
    contact="",
    picture_id=None,
    sequence=3,
    created_by=None,
)


def entry_of(file: bytes) -> Any:
    return icalendar.Calendar.from_ical(file).walk("VEVENT")[0]


def test_the_file_holds_the_event() -> None:
    entry = entry_of(calendar_file(COOKING, "Zusammen kochen", "Wir kochen, essen; und reden.\nKommt!", URL, NOW))
    assert entry["SUMMARY"] == "Zusammen kochen"
    assert entry["DESCRIPTION"] == "Wir kochen, essen; und reden.\nKommt!"
    assert entry["LOCATION"] == "Küche; Haus 3, Kranichstein"
    assert entry["URL"] == URL
    assert (entry["GEO"].latitude, entry["GEO"].longitude) == (49.9006, 8.6911)
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["SEQUENCE"] == 3


def test_times_are_in_utc_to_the_second() -> None:
    file = calendar_file(COOKING, "Zusammen kochen", "", URL, NOW)
    assert b"DTSTART:20261128T140000Z\r\n" in file
    assert b"DTEND:20261128T173000Z\r\n" in file
    assert b"DTSTAMP:20261120T174512Z\r\n" in file
    assert b"TZID" not in file


def test_it_is_one_published_calendar_with_lines_of_at_most_75_bytes() -> None:
    file = calendar_file(COOKING, "مطبخ مشترك " * 7, "Reden und essen. " * 80, URL, NOW)
    calendar = icalendar.Calendar.from_ical(file)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"]
    assert len(calendar.walk("VEVENT")) == 1
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    assert entry_of(file)["SUMMARY"].strip() == ("مطبخ مشترك " * 7).strip()


def test_a_later_version_replaces_the_entry_of_the_earlier_one() -> None:
    before = entry_of(calendar_file(COOKING, "Zusammen kochen", "", URL, NOW))
    moved = replace(COOKING, start=datetime(2026, 11, 29, 14, tzinfo=UTC), sequence=4)
    after = entry_of(calendar_file(moved, "Kochen am Sonntag", "", URL, NOW))
    assert before["UID"] == after["UID"] == "kranich-event-7@kranich.example"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert entry_of(calendar_file(replace(COOKING, id=8), "", "", URL, NOW))["UID"] != before["UID"]


def test_a_cancelled_event_says_so() -> None:
    assert entry_of(calendar_file(COOKING, "Kochen", "", URL, NOW, cancelled=True))["STATUS"] == "CANCELLED"
    cancelled = replace(COOKING, state=EventState.CANCELLED)
    assert entry_of(calendar_file(cancelled, "Kochen", "", URL, NOW))["STATUS"] == "CANCELLED"


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(COOKING, place="", latitude=None, longitude=None, end=COOKING.start)
    entry = entry_of(calendar_file(bare, "Kochen", "", None, NOW))
    assert entry["UID"] == "kranich-event-7@kranich"
    assert not {"LOCATION", "GEO", "URL", "DESCRIPTION", "DTEND"} & set(entry)


def test_fault_29_a_title_cannot_bring_lines_of_its_own() -> None:
    file = calendar_file(COOKING, "Kochen\r\nATTENDEE:mailto:a@example.org\nEND:VEVENT", "x\r\nEND:VCALENDAR", URL, NOW)
    calendar = icalendar.Calendar.from_ical(file)
    assert len(calendar.walk("VEVENT")) == 1
    assert "ATTENDEE" not in entry_of(file)
