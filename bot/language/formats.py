"""Dates, times and country names as people of a language write them: 24 hours, digits 0-9, weekday always."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale

from bot.language.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class DayWords:
    """What a day is written with: how {weekday}, {day} and {month} stand, the weekdays from Monday, the months."""

    pattern: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


@lru_cache(maxsize=64)
def day_words(language: str) -> DayWords:
    """The words for the days of a language; also for the web chat, since browsers know few of the languages here."""
    one = LANGUAGES[language]
    week = (date(2024, 1, number) for number in range(1, 8))  # the first was a Monday
    year = (date(2024, number, 1) for number in range(1, 13))
    weekdays = one.weekdays or tuple(_written(day, "EEEE", one.locale) for day in week)
    months = tuple(_written(day, one.month, one.locale) for day in year)
    return DayWords(one.day, weekdays, months)


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """Weekday, day and month: "Samstag, 28. November". Never "this week", no year: events are near."""
    words = day_words(language)
    weekday, month = words.weekdays[value.weekday()], words.months[value.month - 1]
    return words.pattern.format(weekday=weekday, day=value.day, month=month)


def short_day(value: date, language: str) -> str:
    """A day that fits a button, weekday and numbers: "Sa 28.11."."""
    # Not "ccc": a language without names of its own for it, as Pashto, gives its names to others (Babel 2.18).
    one = LANGUAGES[language]
    weekday = one.weekdays[value.weekday()] if one.weekdays else _written(value, one.short, one.locale)
    return f"{weekday.rstrip('.')} {value.day}.{value.month}."


def _written(value: date, pattern: str, locale: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - with the first date: the start has none, and waits for it

    return format_date(value, pattern, locale=locale)


def clock(value: datetime) -> str:
    """The time of the day, 24 hours: CLDR has 12 in English, Arabic, Kurdish and Somali."""
    return f"{value.hour:02}:{value.minute:02}"


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
    wanted = _plain(typed)
    for language in languages:
        for code, name in countries(language).items():
            if _plain(name) == wanted:
                return code
    return None


def _plain(name: str) -> str:
    """A name without capitals, accents and hamza: people leave them out, and Turkish i and ı are not one letter."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()
