"""Weekdays, months and words such as "tomorrow" in any language, asked of dateparser one at a time.

It is never given a whole text: "Sa 28.11. 15 Uhr" it reads as a day in 2115.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Sequence
from typing import Any

# Words that dateparser lacks, by ones that it has.
_KNOWN_AS = {
    "sonnabend": "samstag",
    "uebermorgen": "übermorgen",
    "jaenner": "januar",
    "maerz": "märz",
    "tonight": "today evening",
    "öbür gün": "2 gün sonra",
    "پس فردا": "2 روز بعد",
    "بل سبا": "په 2 ورځو کې",
    "سې شنبه": "درېنۍ",
    "چارشنبه": "چهارشنبه",
    "berrito": "berri",
    "saadambe": "2 maalmood",
    "salaasa": "talaado",
    "arbaca": "arbaco",
    "jimce": "jimco",
    "janaayo": "jannaayo",
    "maayo": "may",
    "luulyo": "luuliyo",
    "agosto": "ogosto",
    "sebtembar": "sebteembar",
    "पर्सि": "2 दिनमा",
    "मंगलबार": "मङ्गलबार",
    "बिहीबार": "बिहिबार",
    "бүрсігүні": "2 күннен кейін",
}
_KNOWN = re.compile(rf"(?<!\w)(?:{'|'.join(_KNOWN_AS)})(?!\w)", re.IGNORECASE)
_LANGUAGES = {"fa_AF": "fa", "ku": "tr"}  # Dari and Kurmanji are unknown to it
_NUMBER = re.compile(r"\d+")
_SPACED = re.compile("(?<=یک|دو|سه|ار|نج) (?=شنبه)")  # Persian weekdays are a number and "Saturday"
_ZWNJ = "\u200c"
_A_DAY, _ANOTHER_DAY = dt.datetime(2024, 1, 1, 12), dt.datetime(2024, 2, 6, 12)  # noqa: DTZ001


def in_known_words(text: str) -> str:
    """The text with some words replaced by others of the same sense that the functions here know."""
    return _SPACED.sub("", _KNOWN.sub(lambda match: _KNOWN_AS[match[0].lower()], text))


def weekday(word: str, languages: Sequence[str]) -> int | None:
    """The number of a weekday (Monday is 0), None for any other word."""
    if any(x.isdecimal() or x in "-/+&" for x in word):
        return None
    # A month or a number ("einer" is 1 there) takes its day from what is now, and the two days are no weeks apart.
    days = [_parsed(word.replace(_ZWNJ, ""), languages, "absolute-time", now) for now in (_A_DAY, _ANOTHER_DAY)]
    numbers = {day.weekday() if day else None for day in days}
    return numbers.pop() if len(numbers) == 1 else None


def month(words: str, languages: Sequence[str]) -> int | None:
    """The number of a month, None for any other words."""
    if not words or any(x.isdecimal() for x in words):
        return None
    day = _parsed(f"1 {words} 2024", languages, "absolute-time", _A_DAY, REQUIRE_PARTS=["day", "month", "year"])
    return day.month if day else None


def relative_day(words: str, languages: Sequence[str], today: dt.date) -> dt.date | None:
    """The day of words like "tomorrow" or "in 3 days"; None for others, also for those that name a time."""
    noon = dt.datetime.combine(today, dt.time(12))
    found = _parsed(words, languages, "relative-time", noon)
    if not found or found.time() != noon.time():
        return None
    # dateparser passes over numbers that it cannot use ("tomorrow 1530"): one more must be another day.
    other = _NUMBER.sub(lambda match: str(int(match[0]) + 1), words)
    if other != words and _parsed(other, languages, "relative-time", noon) == found:
        return None
    return found.date()


def _parsed(
    words: str, languages: Sequence[str], parser: str, base: dt.datetime, **settings: Any
) -> dt.datetime | None:
    # It takes 0.2 s to import, which only those who plan events should wait for.
    import dateparser  # noqa: PLC0415
    from dateparser.data import language_order  # noqa: PLC0415

    codes = [_LANGUAGES.get(language, language) for language in languages]
    known = [code for code in codes if code in language_order] or ["en"]  # with none it would try all, for a second
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dateparser.parse(
            words,
            languages=known,
            settings={"PARSERS": [parser], "RELATIVE_BASE": base, "TIMEZONE": "UTC", **settings},
        )
