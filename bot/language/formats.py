"""Dates, times and country names as people of a language write them: 24 hours, digits 0-9, weekday always."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton

from bot.language.languages import LANGUAGES


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """Weekday, day and month: "Samstag, 28. November". Never "this week", no year: events are near."""
    locale = LANGUAGES[language].locale
    return format_skeleton("MMMMEEEEd", datetime(value.year, value.month, value.day), locale=locale)  # noqa: DTZ001


@lru_cache(maxsize=4096)
def day_and_year(value: date, language: str) -> str:
    """A day with its year, for the team: "28. November 2026"."""
    return format_date(value, "long", locale=LANGUAGES[language].locale)


def short_day(value: date, language: str) -> str:
    """A day that fits a button: weekday and numbers."""
    return f"{format_date(value, 'EEE', locale=LANGUAGES[language].locale)} {value.day}.{value.month}."


def clock(value: datetime) -> str:
    """The time of the day, 24 hours: CLDR has 12 in English, Arabic, Kurdish and Somali."""
    return f"{value:%H:%M}"


def local(at: datetime, zone: str) -> datetime:
    """An instant as the clocks of `zone` show it."""
    return at.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=64)
def countries(language: str) -> dict[str, str]:
    """Names of countries in a language, by ISO code."""
    names = Locale.parse(LANGUAGES[language].locale).territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY}


_NO_COUNTRY = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}


def find_country(typed: str, languages: tuple[str, ...]) -> str | None:
    """The code of a country as a person wrote its name, in one of the languages; None when none has this name."""
    wanted = typed.casefold().strip()
    for language in languages:
        for code, name in countries(language).items():
            if name.casefold() == wanted:
                return code
    return None
