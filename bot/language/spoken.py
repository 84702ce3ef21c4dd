"""A text as it is read aloud: times, dates, prices and phone numbers in words that espeak-ng reads well, nothing else.

espeak-ng reads plain numbers in all its languages, but "18:00" as "eighteen zero zero".
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from bot.language.bidi import cleaned
from bot.language.languages import LANGUAGES
from bot.language.spoken_words import MANNERS, Forms, Manner

SPOKEN = frozenset(MANNERS)  # the languages with a voice
_LONGEST = 4000  # characters of one text, far more than an invitation's field

_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
# A phone number, or what is as long as a postcode.
_PHONE = re.compile(r"(?<![\d.,:])(?:(?:\+\s?\d|0)(?:[\s()/–-]{0,2}\d){4,}|\d{5,})(?![\d.,:]*\d)")
_NUMERIC_DATE = re.compile(r"(?<![\d.,:])(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(?:\d{4}|\d\d)?(?!\d)")
_PRICE = re.compile(r"(?:€\s*)?(?<![\d.,])(\d+)(?:[.,](\d\d|-{1,2}|–))?(?:\s*(?:€|EUR\b|Euro\b|euro\b))|€\s*(\d+)")
_RANGE = re.compile(r"(?<=\d)\s*[–—-]\s*(?=\d)")
_TIME_RANGE = re.compile(r"(?<=:\d\d)\s*[–—-]\s*(?=\d)")
_DASH = re.compile(r"(?:\s+[-–—]+|[–—])\s*|\s*[/|•·]\s*")
_SENTENCE_ENDS = ".!?؟۔।…:;"
# espeak-ng would name these signs, or take double brackets for sounds.
_NAMED = re.compile(r"[*_#~^=<>\\\[\]{}«»„“”\"`]")
_UNSPOKEN = {"So", "Sk", "Cs", "Co", "Cn", "Cf"}
_JOINERS = "\u200c\u200d"  # letters' business in Persian and Nepali
_LEFT_OVER = re.compile(rf"(?<!\S)[{_JOINERS}]+|[{_JOINERS}]+(?!\S)")  # of a family of four


def spoken(text: str, language: str) -> str:
    """A text in sentences for the voice of its language, one of SPOKEN; "" when nothing of it can be said."""
    manner = MANNERS[language]
    text = _plain(text)
    text = _PHONE.sub(_digit_by_digit, _LINK.sub("", text))
    text = _NUMERIC_DATE.sub(lambda found: _dated(int(found[1]), int(found[2]), language), text)
    text = _PRICE.sub(lambda found: _priced(found, manner), text)
    text = _TIME_RANGE.sub(f"{manner.until or f' {manner.to}'} ", text)
    text = _RANGE.sub(f" {manner.to} ", text)
    text = _days(language).sub(lambda found: _ordinal(found, manner), text)
    text = _times(manner.unit).sub(lambda found: _timed(found, manner), text)
    sentences = (_sentence(line) for line in text.split("\n"))
    said = " ".join(sentence for sentence in sentences if sentence)
    return said.translate(dict(zip(map(ord, "0123456789"), manner.digits, strict=False)))


def _plain(text: str) -> str:
    """Without direction marks, all digits 0-9."""
    return "".join(str(unicodedata.digit(c, c)) if c.isdecimal() else c for c in cleaned(text, _LONGEST))


def _sentence(line: str) -> str:
    """A line that is heard as one sentence, or as several; without pictograms and signs."""
    seen = (c for c in _NAMED.sub(" ", line) if unicodedata.category(c) not in _UNSPOKEN or c in _JOINERS)
    said = _DASH.sub(", ", _LEFT_OVER.sub("", "".join(seen)))
    said = re.sub(r"\s+", " ", said).strip(" ,\ufe0f")
    said = re.sub(r"\s+([,.!?])", r"\1", said)
    if not any(c.isalnum() for c in said):
        return ""
    return said if said[-1] in _SENTENCE_ENDS else f"{said}."


def _digit_by_digit(found: re.Match[str]) -> str:
    """A phone number or postcode; groups as they were written, with a pause between."""
    number = found[0].replace("+", "00")
    return ", ".join(" ".join(group) for group in re.findall(r"\d+", number))


def _priced(found: re.Match[str], manner: Manner) -> str:
    """3 euros, 2 euros 50."""
    cents = found[2] or ""
    rest = f" {cents}" if cents.isdigit() and int(cents) else ""
    return f"{found[1] or found[3]} {manner.euro}{rest}"


def _timed(found: re.Match[str], manner: Manner) -> str:
    hour, minute, before = int(found["hour"]), int(found["minute"] or found["after_dot"]), found["before"] or ""
    forms = _forms(before, manner)
    word = (forms.hours or manner.forms.hours or tuple(map(str, range(24))))[hour]
    if minute:
        spelt = f"{manner.zero} {minute}".strip() if minute < 10 else str(minute)
        word = manner.minutes.format(hour=word, n=hour, m=spelt)
    return f"{before}{word}"


def _ordinal(found: re.Match[str], manner: Manner) -> str:
    days = _forms(found["before"] or "", manner).days or manner.forms.days
    return f"{found['before'] or ''}{days[int(found['day']) - 1] if days else found['day']} "


def _forms(before: str, manner: Manner) -> Forms:
    """The forms that follow this word."""
    return manner.after.get(before.strip().lower(), manner.forms)


def _dated(day: int, month: int, language: str) -> str:
    return f"{day} {_months(language)[month - 1]}"


@lru_cache(maxsize=32)
def _months(language: str) -> tuple[str, ...]:
    """The months as they stand in a date."""
    from babel.dates import format_date  # noqa: PLC0415 - as in formats: not at the start

    pattern = LANGUAGES[language].day
    form = "LLLL" if "LLLL" in pattern else "MMMM"
    return tuple(
        format_date(date(2026, month, 1), f"d {form}", locale=LANGUAGES[language].locale).partition(" ")[2]
        for month in range(1, 13)
    )


@lru_cache(maxsize=32)
def _days(language: str) -> re.Pattern[str]:
    """A day before the name of its month."""
    months = "|".join(map(re.escape, _months(language)))
    day = r"(?P<before>\b[^\W\d]+\s+)?(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])\.?\s+"
    return re.compile(rf"{day}(?=(?:{months})\b)", re.IGNORECASE)


@lru_cache(maxsize=32)
def _times(unit: str) -> re.Pattern[str]:
    """A time of the day: 18:00, 18:00 Uhr; 18.00 and 18h00 only with the unit, since 2.50 may be a price."""
    before, hour = r"(?P<before>\b[^\W\d]+\s+)?", r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-3])"
    dotted = rf"\.(?P<after_dot>[0-5]\d)\s*(?:{unit})" if unit else r"(?P<after_dot>(?!))"
    colon = rf"[:h](?P<minute>[0-5]\d)(?![\d:])(?:\s*(?:{unit}))?" if unit else r":(?P<minute>[0-5]\d)(?![\d:])"
    return re.compile(f"{before}{hour}(?:{colon}|{dotted})", re.IGNORECASE)
