"""Days, times and countries as people of each language write them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale

from bot.language import formats
from bot.language.bidi import FSI, LRI, PDI
from bot.language.languages import LANGUAGES
from bot.messages.invitation import period

SATURDAY = date(2026, 11, 28)
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Samstag, 28. November"),
        ("en", "Saturday 28 November"),
        ("tr", "28 Kasım Cumartesi"),
        ("ar", "السبت، 28 نوفمبر"),
        ("ckb", "شەممە، 28ی تشرینی دووەم"),
        ("ku", "şemî, 28ê mijdarê"),
        ("fa", "شنبه 28 نوامبر"),
        ("fa_AF", "شنبه 28 نومبر"),
        ("ps", "شنبه، د نومبر 28"),
        ("so", "Sabti, 28 Noofeembar"),
        ("ne", "शनिबार, 28 नोभेम्बर"),
        ("kk", "28 қараша, сенбі"),
        ("ru", "суббота, 28 ноября"),
        ("uk", "субота, 28 листопада"),
        ("pl", "sobota, 28 listopada"),
        ("fr", "samedi 28 novembre"),
    ],
)
def test_a_day_is_weekday_day_and_month(language: str, said: str) -> None:
    assert formats.day(SATURDAY, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_weekday_and_month_are_never_shortened(language: str) -> None:
    locale = Locale.parse(LANGUAGES[language].locale)
    weekdays = LANGUAGES[language].weekdays or locale.days["format"]["wide"]
    for value in YEAR:
        said = formats.day(value, language)
        assert weekdays[value.weekday()] in said
        assert any(locale.months[use]["wide"][value.month] in said for use in ("format", "stand-alone"))


def test_a_persian_month_does_not_announce_a_year_that_is_not_there() -> None:
    assert formats.day(date(2027, 1, 5), "fa") == "سه\u200cشنبه 5 ژانویه"


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_0_to_9_and_without_leading_zeros(language: str) -> None:
    for value in YEAR:
        for said in (formats.day(value, language), formats.short_day(value, language)):
            assert all(sign.isascii() for sign in said if sign.isdigit())
        digits = "".join(sign for sign in formats.day(value, language) if sign.isdigit())
        assert digits == str(value.day)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Sa 28.11."),
        ("en", "Sat 28.11."),
        ("tr", "Cmt 28.11."),
        ("ar", "السبت 28.11."),
        ("ckb", "شەممە 28.11."),
        ("ku", "şemî 28.11."),
        ("fa", "شنبه 28.11."),
        ("fa_AF", "شنبه 28.11."),
        ("ps", "شنبه 28.11."),
        ("so", "Sabti 28.11."),
        ("ne", "शनि 28.11."),
        ("kk", "сб 28.11."),
        ("ru", "сб 28.11."),
        ("uk", "сб 28.11."),
        ("pl", "sob 28.11."),
        ("fr", "sam 28.11."),
    ],
)
def test_a_short_day_fits_a_button(language: str, said: str) -> None:
    assert formats.short_day(SATURDAY, language) == said
    assert max(len(formats.short_day(value, language)) for value in YEAR) <= 20


def test_a_short_day_is_the_same_whichever_language_was_asked_first() -> None:
    ask = "import datetime, bot.language.formats as f; print([f.short_day(datetime.date(2026, 11, 28), x) for x in {}])"
    languages = ["ps", *LANGUAGES]  # in Babel Pashto names some days for all languages that are loaded after it
    said = subprocess.run([sys.executable, "-X", "utf8", "-c", ask.format(languages)], capture_output=True, check=True)
    assert said.stdout.decode().strip() == str([formats.short_day(SATURDAY, language) for language in languages])


def test_times_have_24_hours() -> None:
    assert formats.clock(datetime(2026, 11, 28, 15, 5, tzinfo=UTC)) == "15:05"
    assert formats.clock(datetime(2026, 11, 28, 0, 30, tzinfo=UTC)) == "00:30"


def test_an_instant_is_shown_as_the_clocks_of_the_place_have_it() -> None:
    winter = formats.local(datetime(2026, 11, 28, 14, tzinfo=UTC), "Europe/Berlin")
    summer = formats.local(datetime(2026, 7, 4, 14, tzinfo=UTC), "Europe/Berlin")
    assert (formats.clock(winter), formats.clock(summer)) == ("15:00", "16:00")


START = datetime(2026, 11, 28, 15)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Samstag, 28. November, 15:00 bis 18:00 Uhr"),
        ("en", "Saturday 28 November, 15:00 to 18:00"),
    ],
)
def test_from_when_to_when_is_said_in_words(language: str, said: str) -> None:
    assert period(START, START.replace(hour=18), language) == said


def test_a_night_names_both_days_and_no_end_is_left_out() -> None:
    night = period(START.replace(hour=22), START.replace(day=29, hour=1, minute=30), "de")
    assert night == "Samstag, 28. November, 22:00 Uhr, bis Sonntag, 29. November, 01:30 Uhr"
    assert period(START, START, "de") == "Samstag, 28. November, 15:00 Uhr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_stands_before_the_end_in_every_language(language: str) -> None:
    said = period(START, START.replace(hour=18), language)
    assert formats.day(SATURDAY, language) in said
    assert 0 <= said.index("15:00") < said.index("18:00")


def test_in_arabic_day_and_times_are_isolated_so_that_they_keep_their_order() -> None:
    said = period(START, START.replace(hour=18), "ar")
    assert f"{FSI}السبت، 28 نوفمبر{PDI}" in said
    assert f"{LRI}15:00{PDI}" in said
    assert f"{LRI}18:00{PDI}" in said


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Marokko", "MA"),
        ("  morocco ", "MA"),
        ("المغرب", "MA"),
        ("turkiye", "TR"),
        ("TÜRKİYE", "TR"),
        ("ırak", "IQ"),
        ("افغانستان", "AF"),
        ("osterreich", "AT"),
        ("Atlantis", None),
        ("EU", None),
    ],
)
def test_a_country_is_found_by_its_name_in_any_language(typed: str, code: str | None) -> None:
    assert formats.find_country(typed, tuple(LANGUAGES)) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_countries(language: str) -> None:
    names = formats.countries(language)
    assert {"MA", "TR", "IQ", "DE", "SO", "IR", "NP", "AF", "KZ", "RU", "PL", "UA", "SY", "ER"} <= names.keys()
    assert not {"EU", "UN", "ZZ"} & names.keys()
