"""How long a translation service in trouble is left alone, and what is told from an address and a text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.translation import Hold, Trouble, held, names_of_event, pause, speaks_deepl

NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


def test_pauses_grow_to_half_an_hour_and_are_hours_where_it_refuses_us() -> None:
    assert [pause(Trouble.SILENT, tries).total_seconds() for tries in range(1, 8)] == [5, 15, 45, 135, 405, 1215, 1800]
    assert pause(Trouble.GARBLED, 999) == timedelta(minutes=30)
    assert pause(Trouble.REFUSED, 1) == pause(Trouble.USED_UP, 9) == timedelta(hours=6)


def test_a_failure_holds_the_service_at_least_until_it_wants_to_be_asked() -> None:
    first = held(None, Trouble.SILENT, None, NOW)
    assert first == Hold(Trouble.SILENT, NOW, NOW + timedelta(seconds=5), 1)
    later = NOW + timedelta(minutes=1)
    second = held(first, Trouble.GARBLED, later + timedelta(hours=1), later)
    assert second == Hold(Trouble.GARBLED, NOW, later + timedelta(hours=1), 2)
    assert held(first, Trouble.SILENT, NOW, later).until == later + timedelta(seconds=15)


@pytest.mark.parametrize(
    ("url", "deepl"),
    [
        ("https://api.deepl.com", True),
        ("https://api-free.deepl.com/v2", True),
        ("http://127.0.0.1:5000/v2/", True),
        ("http://127.0.0.1:5000", False),
        ("https://translate.example/v2x", False),
        ("https://notdeepl.com", False),
        ("https://deepl.com.example", False),
    ],
)
def test_an_address_tells_the_protocol(url: str, deepl: bool) -> None:
    assert speaks_deepl(url) is deepl


def test_a_place_of_one_word_may_be_an_ordinary_word() -> None:
    assert names_of_event("Park", "") == ()
    assert names_of_event("Haus 3", "Frau Kaya, 0176 1234567") == (
        "Haus 3", "Frau Kaya, 0176 1234567", "Frau Kaya", "0176 1234567",
    )  # fmt: skip
