"""What the team types when it is asked when something takes place. It is Monday, 23 November 2026, 13:30."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.moments import Kind, Moment, Unclear, WrongWeekday, read_duration, read_end, read_moment

MONDAY_NOON = datetime(2026, 11, 23, 13, 30)  # noqa: DTZ001
SATURDAY_AT_THREE = datetime(2026, 11, 28, 15)  # noqa: DTZ001
TEAM = ("de", "en", "tr", "ar")
SATURDAY, TUESDAY, NEW_YEAR = date(2026, 11, 28), date(2026, 11, 24), date(2027, 1, 1)


def at(day: date | None, hour: int | None = None, minute: int = 0, end: time | None = None) -> Moment:
    return Moment(day, None if hour is None else time(hour, minute), end)


def read(typed: str, *languages: str, now: datetime = MONDAY_NOON) -> Moment:
    return read_moment(typed, languages or TEAM, now)


def refusal(typed: str) -> Kind:
    with pytest.raises(Unclear) as caught:
        read(typed)
    return caught.value.kind


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Sa 28.11. 15 Uhr", at(SATURDAY, 15)),
        ("Samstag 15 Uhr", at(SATURDAY, 15)),
        ("28.11. um 15.30 Uhr", at(SATURDAY, 15, 30)),
        ("28. November um 15 Uhr", at(SATURDAY, 15)),
        ("28.November 15:00", at(SATURDAY, 15)),
        ("am Samstag, den 28. November, um 15.00 Uhr!", at(SATURDAY, 15)),
        ("15 Uhr 28. November", at(SATURDAY, 15)),
        ("15 Uhr am Samstag", at(SATURDAY, 15)),
        ("15:00 am 28.11.", at(SATURDAY, 15)),
        ("morgen 15 Uhr", at(TUESDAY, 15)),
        ("Di. 24.11. 10:00", at(TUESDAY, 10)),
        ("übermorgen 9 Uhr", at(date(2026, 11, 25), 9)),
        ("uebermorgen 9 Uhr", at(date(2026, 11, 25), 9)),
        ("nächsten Samstag 15 Uhr", at(SATURDAY, 15)),
        ("Sonnabend 10 Uhr", at(SATURDAY, 10)),
        ("am 1.12. 9 Uhr", at(date(2026, 12, 1), 9)),
        ("28.11.2026 15:30", at(SATURDAY, 15, 30)),
        ("28.11.26 15h", at(SATURDAY, 15)),
        ("28.11.26 15h30", at(SATURDAY, 15, 30)),
        ("28.11.15 Uhr", at(SATURDAY, 15)),
        ("28.11. 2026 18.30", at(SATURDAY, 18, 30)),
        ("28.11. 15.30", at(SATURDAY, 15, 30)),
        ("28-11-2026 15:00", at(SATURDAY, 15)),
        ("Mi, 25. Nov. 2026 - 17:30 Uhr", at(date(2026, 11, 25), 17, 30)),
        ("heute 18 Uhr", at(date(2026, 11, 23), 18)),
        ("in 3 Tagen um 10 Uhr", at(date(2026, 11, 26), 10)),
        ("in einer Woche", at(date(2026, 11, 30))),
        ("Samstag Nachmittag um 3", at(SATURDAY, 15)),
        ("Samstagabend um 8", at(SATURDAY, 20)),
        ("Samstag Morgen 9 Uhr", at(SATURDAY, 9)),
        ("Samstag Mittag 12 Uhr", at(SATURDAY, 12)),
        ("ca. 18 Uhr", at(None, 18)),
        ("🎉 Sa 28.11. 15 Uhr 🎉", at(SATURDAY, 15)),
        ("  Sa\t28.11.\n15 Uhr ", at(SATURDAY, 15)),
    ],
)
def test_german_days_and_times(typed: str, expected: Moment) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tomorrow 3pm", at(TUESDAY, 15)),
        ("Sat 28 Nov 3pm", at(SATURDAY, 15)),
        ("next friday 18:00", at(date(2026, 11, 27), 18)),
        ("November 28, 2026 3 pm", at(SATURDAY, 15)),
        ("28th of November at 15:30", at(SATURDAY, 15, 30)),
        ("tonight at 8", at(date(2026, 11, 23), 20)),
        ("3:30 p.m.", at(None, 15, 30)),
        ("12pm", at(None, 12)),
        ("15 o'clock", at(None, 15)),
        ("2026-11-28 15:00", at(SATURDAY, 15)),
        ("2026-11-28T15:00:00", at(SATURDAY, 15)),
        ("28/11", at(SATURDAY)),
        ("3/12 10:00", at(date(2026, 12, 3), 10)),
    ],
)
def test_english_and_technical_forms_with_the_day_before_the_month(typed: str, expected: Moment) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("tr", "yarın 15:00", at(TUESDAY, 15)),
        ("tr", "Cumartesi 15:00", at(SATURDAY, 15)),
        ("tr", "28 Kasım saat 15:00'te", at(SATURDAY, 15)),
        ("tr", "öbür gün 15.30", at(date(2026, 11, 25), 15, 30)),
        ("ru", "завтра в 15:00", at(TUESDAY, 15)),
        ("ru", "в субботу в 3 часа дня", at(SATURDAY, 15)),
        ("ru", "28 ноября 2026 г. в 15:00", at(SATURDAY, 15)),
        ("ru", "в следующую субботу днём в 3", at(SATURDAY, 15)),
        ("ru", "сегодня вечером в 8", at(date(2026, 11, 23), 20)),
        ("ru", "завтра утром в 9", at(TUESDAY, 9)),
        ("ru", "через 3 дня в 10:00", at(date(2026, 11, 26), 10)),
        ("uk", "субота 15:00", at(SATURDAY, 15)),
        ("uk", "цієї пʼятниці о 18:00", at(date(2026, 11, 27), 18)),
        ("uk", "наступного вівторка об 11", at(TUESDAY, 11)),
        ("uk", "завтра ввечері о 7", at(TUESDAY, 19)),
        ("uk", "через тиждень", at(date(2026, 11, 30))),
        ("pl", "w sobotę o 15", at(SATURDAY, 15)),
        ("pl", "w przyszłą sobotę od 15:00 do 18:00", at(SATURDAY, 15, end=time(18))),
        ("pl", "28.11. o godzinie 15", at(SATURDAY, 15)),
        ("pl", "jutro po południu o 3", at(TUESDAY, 15)),
        ("pl", "za tydzień", at(date(2026, 11, 30))),
        ("fr", "samedi de 15h à 18h", at(SATURDAY, 15, end=time(18))),
        ("fr", "mar. 1.12. à 15h", at(date(2026, 12, 1), 15)),
        ("fr", "ce soir à 8h", at(date(2026, 11, 23), 20)),
        ("fr", "ce samedi à 15 heures", at(SATURDAY, 15)),
        ("fr", "le 28 novembre à 15h30", at(SATURDAY, 15, 30)),
        ("ar", "غدا 15:00", at(TUESDAY, 15)),
        ("ar", "٢٨ نوفمبر ١٥:٠٠", at(SATURDAY, 15)),
        ("ar", "يوم السبت الساعة ٣ مساءً", at(SATURDAY, 15)),
        ("fa", "فردا ساعت ۱۵:۳۰", at(TUESDAY, 15, 30)),
        ("fa", "پس فردا ۱۵:۰۰", at(date(2026, 11, 25), 15)),
        ("fa", "سه‌شنبه ساعت ۱۵", at(TUESDAY, 15)),
        ("fa", "سه شنبه ساعت ۱۵", at(TUESDAY, 15)),
        ("fa", "پنج‌شنبه ۱۵:۰۰", at(date(2026, 11, 26), 15)),
        ("fa", "پس\u200cفردا ۱۵:۰۰", at(date(2026, 11, 25), 15)),
        ("fa", "روز شنبه از ساعت ۱۵ تا ساعت ۱۸", at(SATURDAY, 15, end=time(18))),
        ("fa", "شنبه ساعت ۳ بعد از ظهر", at(SATURDAY, 15)),
        ("fa_AF", "فردا ۱۵:۰۰", at(TUESDAY, 15)),
        ("fa_AF", "سبا ۱۵:۰۰", at(TUESDAY, 15)),
        ("fa_AF", "۲۸ نومبر ساعت ۳ بجه بعد از ظهر", at(SATURDAY, 15)),
        ("ckb", "سبەی سەعات ١٥", at(TUESDAY, 15)),
        ("ckb", "هەینی کاتژمێر ٣ی ئێوارە", at(date(2026, 11, 27), 15)),
        ("ckb", "یەک شەمە 15:00", at(date(2026, 11, 29), 15)),
        ("ckb", "5ی کانوونی یەکەم، لە 15:00 تا 18:00", at(date(2026, 12, 5), 15, end=time(18))),
        ("ku", "îro saet 18:00", at(date(2026, 11, 23), 18)),
        ("ku", "sibê 15:00", at(TUESDAY, 15)),
        ("ku", "roja şemiyê saet 3 êvarê", at(SATURDAY, 15)),
        ("ku", "28ê Mijdarê, ji saet 15:00 heta saet 18:00", at(SATURDAY, 15, end=time(18))),
        ("ne", "शनिबार १५:००", at(SATURDAY, 15)),
        ("so", "Sabti 15:00", at(SATURDAY, 15)),
        ("ps", "سبا 15:00", at(TUESDAY, 15)),
        ("ps", "بل سبا 15:00", at(date(2026, 11, 25), 15)),
        ("ps", "سې شنبه 15:00", at(TUESDAY, 15)),
        ("ps", "شنبه، د نومبر 28، 15:00", at(SATURDAY, 15)),
        ("so", "berrito 15:00", at(TUESDAY, 15)),
        ("so", "saadambe 15:00", at(date(2026, 11, 25), 15)),
        ("so", "Jimce 15:00", at(date(2026, 11, 27), 15)),
        ("so", "5 Janaayo 15:00", at(date(2027, 1, 5), 15)),
        ("ne", "पर्सि १५:००", at(date(2026, 11, 25), 15)),
        ("ne", "मंगलबार 15:00", at(TUESDAY, 15)),
        ("ne", "बिहीबार 15:00", at(date(2026, 11, 26), 15)),
        ("kk", "ертең 15:00", at(TUESDAY, 15)),
        ("kk", "бүрсігүні 15:00", at(date(2026, 11, 25), 15)),
        ("kk", "28 қараша, сенбі күні, сағат 15:00", at(SATURDAY, 15)),
        ("a language nobody knows", "28.11. 15:00", at(SATURDAY, 15)),
    ],
)
def test_other_languages_and_digits(language: str, typed: str, expected: Moment) -> None:
    assert read(typed, language) == expected
    assert read(typed, "de", language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_can_be_typed_as_it_is_shown(language: str) -> None:
    for day in (date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(0, 300, 9)):
        for shown in (formats.day(day, language), formats.short_day(day, language)):
            assert read(f"{shown} 15:00", language) == read(f"{shown} 15:00", language, "de", "en") == at(day, 15)


def test_the_day_after_tomorrow_in_both_kurdish_languages() -> None:
    assert read("دووسبەی 15:00", "ckb", "en") == read("dusibe 15:00", "ku", "en") == at(date(2026, 11, 25), 15)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15 Uhr", at(None, 15)),
        ("15 Uhr 30", at(None, 15, 30)),
        ("15.30", at(None, 15, 30)),
        ("um 15", at(None, 15)),
        ("0:30", at(None, 0, 30)),
        ("15-18 Uhr", at(None, 15, end=time(18))),
        ("15–18", at(None, 15, end=time(18))),
        ("15 bis 18 Uhr", at(None, 15, end=time(18))),
        ("von 15 Uhr bis 18 Uhr", at(None, 15, end=time(18))),
        ("15:00-17:30", at(None, 15, end=time(17, 30))),
        ("10.00 - 12.30", at(None, 10, end=time(12, 30))),
        ("3-5pm", at(None, 15, end=time(17))),
        ("11-1pm", at(None, 11, end=time(13))),
        ("from 3 to 5pm", at(None, 15, end=time(17))),
        ("20-1 Uhr", at(None, 20, end=time(1))),
        ("20-24 Uhr", at(None, 20, end=time(0))),
        ("Sa 28.11. 15:00 bis 18:00", at(SATURDAY, 15, end=time(18))),
    ],
)
def test_times_alone_and_from_to(typed: str, expected: Moment) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("28.11.", SATURDAY),
        ("28.11", SATURDAY),
        ("1.1.", NEW_YEAR),
        ("24.9.", date(2026, 9, 24) + timedelta(days=365)),  # 60 days ago: next year is meant
        ("25.9.", date(2026, 9, 25)),  # 59 days ago: a slip, to be refused as past
        ("22.11.", date(2026, 11, 22)),
        ("gestern", date(2026, 11, 22)),
        ("29.2.", date(2028, 2, 29)),
        ("28. November 2027", date(2027, 11, 28)),
        ("1.5.26", date(2026, 5, 1)),
    ],
)
def test_a_day_without_year_is_the_next_one_or_one_just_passed(typed: str, expected: date) -> None:
    assert read(typed) == at(expected)


def test_a_weekday_alone_is_the_next_one_and_today_only_with_a_later_time() -> None:
    today, in_a_week = date(2026, 11, 23), date(2026, 11, 30)
    assert read("Montag") == at(in_a_week)
    assert read("Montag 9 Uhr") == at(in_a_week, 9)
    assert read("Montag 13:30") == at(in_a_week, 13, 30)
    assert read("Montag 15 Uhr") == at(today, 15)
    assert read("nächsten Montag 15 Uhr") == at(in_a_week, 15)
    assert read("Sonntag") == at(date(2026, 11, 29))


def test_a_weekday_that_does_not_fit_is_refused_with_the_day_that_was_named() -> None:
    for typed in ("So 28.11. 15 Uhr", "Sonntag, 28. November", "Sunday 28/11", "morgen, Mittwoch"):
        with pytest.raises(WrongWeekday) as caught:
            read(typed)
        assert caught.value.kind is Kind.WRONG_WEEKDAY
        assert caught.value.day == (TUESDAY if "morgen" in typed else SATURDAY)
    assert read("morgen, Dienstag") == at(TUESDAY)


@pytest.mark.parametrize(
    "typed", ["31.2.", "31. Februar", "99.99.", "0.5.", "25 Uhr", "24 Uhr", "15:75", "28.11. 15:60"]
)
def test_days_and_times_that_do_not_exist(typed: str) -> None:
    assert refusal(typed) is Kind.IMPOSSIBLE


@pytest.mark.parametrize(
    "typed",
    [
        "28.11. - 29.11.",
        "28.11. oder 29.11.",
        "morgen 10.12",
        "15 Uhr oder 16 Uhr",
        "Samstag Sonntag 15 Uhr",
        "Samstag 15",
        "28",
        "um 3",
        "3-5",
        "12:00 am 28.11.",
        "12am",
        "morgen früh um 8 abends",
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_again(typed: str) -> None:
    assert refusal(typed) is Kind.AMBIGUOUS


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "?",
        "🙂",
        "\x00\u202e\u200f",
        "hallo",
        "Uhr",
        "bald",
        "November",
        "nächste Woche",
        "in 2 Stunden",
        "heute um halb 4",
        "jeden Samstag 15 Uhr",
        "Mo-Fr 15 Uhr",
        "1.12-3.12",
        "10-12 November",
        "morgen 1530",
        "28.11.1999",
        "28.11. 15:00 CET",
        "Sa 28.11. 15 Uhr Sommerfest",
        "+49 6151 123456",
        "1" * 5000,
        "Samstag " * 625,
        "28.11. 15 Uhr" + " " * 5000,
    ],
)
def test_anything_else_is_not_understood(typed: str) -> None:
    assert refusal(typed) is Kind.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2 Stunden", timedelta(hours=2)),
        ("1,5h", timedelta(minutes=90)),
        ("1.5 Stunden", timedelta(minutes=90)),
        ("90 min", timedelta(minutes=90)),
        ("2 hours", timedelta(hours=2)),
        ("2h30", timedelta(minutes=150)),
        ("1 Std. 30 Min.", timedelta(minutes=90)),
        ("2 Tage", timedelta(days=2)),
        ("2 saat", timedelta(hours=2)),
        ("2 часа", timedelta(hours=2)),
        ("٢ ساعات", timedelta(hours=2)),
        ("2 saet 30 deqe", timedelta(minutes=150)),
        ("٢ کاتژمێر", timedelta(hours=2)),
    ],
)
def test_lengths_of_time(typed: str, expected: timedelta) -> None:
    assert read_duration(typed) == expected


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("0 min", Kind.IMPOSSIBLE),
        ("2", Kind.NOT_UNDERSTOOD),
        ("", Kind.NOT_UNDERSTOOD),
        ("lange", Kind.NOT_UNDERSTOOD),
        ("-2h", Kind.NOT_UNDERSTOOD),
        ("999999 h", Kind.NOT_UNDERSTOOD),
        ("18 Uhr", Kind.NOT_UNDERSTOOD),
    ],
)
def test_what_is_no_length_of_time(typed: str, kind: Kind) -> None:
    with pytest.raises(Unclear) as caught:
        read_duration(typed)
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2 Stunden", (28, 17, 0)),
        ("18 Uhr", (28, 18, 0)),
        ("bis 18 Uhr", (28, 18, 0)),
        ("bis ca. 18 Uhr", (28, 18, 0)),
        ("18", (28, 18, 0)),
        ("bis 18", (28, 18, 0)),
        ("15-18 Uhr", (28, 18, 0)),
        ("5pm", (28, 17, 0)),
        ("3h", (28, 18, 0)),  # three hours, rather than three at night
        ("18h", (28, 18, 0)),  # six in the evening, rather than eighteen hours
        ("24 Uhr", (29, 0, 0)),
        ("1 Uhr", (29, 1, 0)),
        ("29.11. 10 Uhr", (29, 10, 0)),
        ("bis Sonntag 10 Uhr", (29, 10, 0)),
        ("27.11. 10 Uhr", (27, 10, 0)),  # before the start: for the caller to refuse
    ],
)
def test_when_something_ends_that_begins_on_saturday_at_three(typed: str, expected: tuple[int, int, int]) -> None:
    day, hour, minute = expected
    assert read_end(typed, TEAM, SATURDAY_AT_THREE) == datetime(2026, 11, day, hour, minute)  # noqa: DTZ001


@pytest.mark.parametrize("typed", ["", "Sonntag", "spät", "31.2. 10 Uhr", "15 oder 16 Uhr"])
def test_an_end_without_a_time_is_not_understood(typed: str) -> None:
    with pytest.raises(Unclear):
        read_end(typed, TEAM, SATURDAY_AT_THREE)


PIECES = (
    "28.11.|15 Uhr|Sa|morgen|in|Tagen|99|3|½|²|٣|15:30|-|bis|um|am|pm|Nov|next|ago|9999|24|/|.|:|31.2.|\u200f|\x00|🙂"
    "|İ|T|Z|+01:00|UTC|jetzt|(|[|*|\\|{|%|second|Monat|decades|غدا|یک|شنبه|o'clock|h|2026|𝟗|①|百|\ud800"
)
pieces = st.lists(st.sampled_from(PIECES.split("|")), max_size=7)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), pieces.map(" ".join), pieces.map("".join)))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    for attempt in (
        lambda: read_moment(typed, TEAM, MONDAY_NOON),
        lambda: read_end(typed, TEAM, MONDAY_NOON),
        lambda: read_duration(typed),
    ):
        with suppress(Unclear):
            attempt()


def test_the_slow_library_is_loaded_only_when_a_day_is_read() -> None:
    code = "import sys, bot.language.moments; print('dateparser' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
