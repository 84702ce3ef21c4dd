"""The rules for German on dates and times: 1. März, 9 Uhr or 9:00, no leading zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.simple.shared import IN_WORDS
from bot.language.simple.tokens import Sentence
from bot.language.simple.verdict import Advice, Finding, Weight

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
_DATE = re.compile(
    r"(?<![\d.])(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<month>0?[1-9]|1[0-2])\."
    r"(?:\s?(?P<year>(?:19|20)?\d\d)(?![\d:.]))?(?!\d)"
)
_ZERO_DAY = re.compile(rf"(?<!\d)0(?P<day>[1-9])\.(?=\s?(?:{'|'.join(MONTHS)}))")
_TIME = re.compile(
    r"(?<![\d.:,])(?P<zero>0?)(?P<hour>\d|1\d|2[0-4])(?P<dot>[.:])(?P<minute>[0-5]\d)"
    r"(?P<rest>(?:\s?[-–]\s?\d{1,2}[.:]\d\d)?\s?(?:Uhr|h)\b)?(?![\d:.]\d)"
)
_QUOTE = re.compile('[„“»"][^„“”«»"]*[“”«»"]')


def dates_and_times(sentence: Sentence) -> Iterator[Finding]:
    """Dates and times that are easier to read in another form. What stands in quotes is quoted as it is."""
    spared = [(token.start, token.end) for token in sentence.tokens if token.kind == "link"]
    spared += [
        (sentence.start + quote.start(), sentence.start + quote.end()) for quote in _QUOTE.finditer(sentence.text)
    ]
    for rule, weight, match, better in (*_dates(sentence.text), *_times(sentence.text)):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        stop = "." if match[0].endswith(".") and end == sentence.end else ""  # the dot ends the sentence, too
        if better != match[0] and not any(start < last and first < end for first, last in spared):
            yield Finding(rule, weight, start, end, match[0], Advice(IN_WORDS, {"words": better}), better + stop)


Better = tuple[str, Weight, re.Match[str], str]


def _dates(text: str) -> Iterator[Better]:
    for match in _DATE.finditer(text):
        year = match["year"] or ""
        in_full = f" {'20' if len(year) == 2 else ''}{year}" if year else ""
        yield "date", Weight.WARN, match, f"{int(match['day'])}. {MONTHS[int(match['month']) - 1]}{in_full}"
    for match in _ZERO_DAY.finditer(text):
        yield "date", Weight.WARN, match, f"{match['day']}."


def _times(text: str) -> Iterator[Better]:
    """A dot is a time only before "Uhr": 9.50 may be a price. A leading zero is only noted: clocks show it."""
    for match in _TIME.finditer(text):
        rest = match["rest"] or ""
        if match["dot"] == "." and rest:
            whole = match["minute"] == "00" and rest.strip() in {"Uhr", "h"}
            better = f"{match['hour']} Uhr" if whole else f"{match['hour']}:{match['minute']}{rest}"
            yield "time", Weight.WARN, match, better
        elif match["dot"] == ":" and match["zero"]:
            yield "time", Weight.NOTE, match, f"{match['hour']}:{match['minute']}{rest}"


RULES = (dates_and_times,)
