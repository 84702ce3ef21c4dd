"""Days and times as people type them: "Sa 28.11. 15 Uhr", "tomorrow 3pm". Numbers are day.month, as in Europe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from bot.language.day_words import in_known_words, month, relative_day, weekday
from bot.language.hours import Hours, Kind, Unclear, read_duration, take_hours, tidied

T = TypeVar("T")

__all__ = ["Kind", "Moment", "Unclear", "WrongWeekday", "read_duration", "read_end", "read_moment"]

# A day without a year that has passed by less is more likely a slip than meant for next year.
JUST_PASSED = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said of day, time and end, in local time; None is what was not. An earlier end is on the next day."""

    date: dt.date | None = None
    time: dt.time | None = None
    end: dt.time | None = None


class WrongWeekday(Unclear):
    """The weekday does not fit the day."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(Kind.WRONG_WEEKDAY)
        self.day = day  # its weekday is the right one


_YEAR_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<year>20\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)T?"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})(?:"
    r"(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>20\d\d|\d\d)(?!\d|:\d|\.\d|\s?uhr|\s?h\b)"
    r"|\.\s?(?P<month_2>\d{1,2})\.(?:\s(?P<year_2>20\d\d)(?!\d))?"
    r"|/(?P<month_3>\d{1,2})(?![\d/]))",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\d.:/-])(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?![\d:/-])")
_NEXT = re.compile(
    r"(?<!\w)(?:nächste[nr]?|next|gelecek|önümüzdeki|prochaine?|следующ(?:ий|ая|ее|ую)|наступн(?:ий|а|у|ої|ого)"
    r"|(?:przyszł|następn)[yaąe]|القادم|المقبل|آینده)(?!\w)",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"(?<!\w)(?:am|an|dem|den|der|die|das|um|ab|on|at|of|the|this|diese[nmr]?|kommende[nmr]?|ca|circa|etwa|about"
    r"|w|we|o|od|ten|tę|в|во|у|о|эт[ау]|этот|ц[яю]|цієї|цього|г|року|le|ce|bu|günü|күні|ji|roja"
    r"|يوم|د|از|بجه|(?<!\d )روز|لە|ڕۆژی)(?!\w)\.?|[,;()|]",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"^(?:bis|until|till|to|до|à|do|إلى|الى|حتى|تا|heta|ھەتا|هەتا)\s+", re.IGNORECASE)
_HOUR_ONLY = re.compile(r"^(\d{1,2})$")
_MIDNIGHT = re.compile(r"(?<!\d)24(?=:00|\s?(?:uhr|h)\b)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\S)20\d\d(?!\S)")
_DAY_NUMBER = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er)?(?!\d)\.?", re.IGNORECASE)


def read_moment(typed: str, languages: Sequence[str], now_local: dt.datetime) -> Moment:
    """The day, time and end in what was typed; raises Unclear, as WrongWeekday when weekday and day differ."""
    text = in_known_words(tidied(typed))
    today = now_local.date()
    days, text = _take_dates(text, today, (_YEAR_FIRST, _DAY_FIRST))
    hours, text = take_hours(text)
    more, text = _take_dates(text, today, (_BARE,))
    text, following = _NEXT.subn(" ", text)
    weekdays, text = _take_weekdays(_IDLE.sub(" ", text), languages)
    day = _only(days | more)
    if text:
        day = _only({_named_day(text, languages, today)} | ({day} if day else set()))
    number = _only(weekdays)
    if day is not None and number not in (None, day.weekday()):
        raise WrongWeekday(day)
    if day is None and number is not None:
        day = _next_weekday(number, now_local, hours if not following else None)
    if day is None and hours is None:
        raise Unclear(Kind.NOT_UNDERSTOOD)
    return Moment(day, hours.start, hours.end) if hours else Moment(day)


def read_end(typed: str, languages: Sequence[str], start: dt.datetime) -> dt.datetime:
    """When that ends which begins at `start` (naive local): a length, a time ("bis 18 Uhr", "18"), or a day and time.

    "3h" is the nearer of three hours and three o'clock. The end may lie before the start. Raises Unclear.
    """
    text = _UNTIL.sub("", tidied(typed))
    ends = []
    with suppress(Unclear):
        ends.append(start + read_duration(text))
    text = _MIDNIGHT.sub("0", _HOUR_ONLY.sub(r"\1:00", text))
    try:
        ends.append(_end(read_moment(text, languages, start), start))
    except Unclear:
        if not ends:
            raise
    return min(ends)


def _end(moment: Moment, start: dt.datetime) -> dt.datetime:
    time = moment.end or moment.time
    if time is None:
        raise Unclear(Kind.NOT_UNDERSTOOD)
    end = dt.datetime.combine(moment.date or start.date(), time)
    return end if moment.date or end > start else end + dt.timedelta(days=1)


def _only(found: set[T]) -> T | None:
    """The one that was found, None when there was none; raises Unclear for more."""
    if len(found) > 1:
        raise Unclear(Kind.AMBIGUOUS)
    return next(iter(found), None)


def _take_dates(text: str, today: dt.date, patterns: Sequence[re.Pattern[str]]) -> tuple[set[dt.date], str]:
    days = set()
    for pattern in patterns:
        for match in pattern.finditer(text):
            part = {key.split("_")[0]: value for key, value in match.groupdict().items() if value}
            year = int(part["year"]) % 100 + 2000 if "year" in part else None
            days.add(_date(int(part["day"]), int(part["month"]), year, today))
        text = pattern.sub(" ", text)
    return days, text


def _take_weekdays(text: str, languages: Sequence[str]) -> tuple[set[int], str]:
    numbers, rest = set(), []
    for word in text.split():
        number = weekday(word.strip("."), languages)
        if number is None:
            rest.append(word)
        else:
            numbers.add(number)
    return numbers, " ".join(rest).strip(" .-")


def _named_day(text: str, languages: Sequence[str], today: dt.date) -> dt.date:
    """The day that words name, as "28. November" or "tomorrow"; raises Unclear."""
    if re.fullmatch(r"\d{1,2}", text):
        raise Unclear(Kind.AMBIGUOUS)  # a day of the month, or an hour
    year = _YEAR.search(text)
    number = _DAY_NUMBER.search(_YEAR.sub(" ", text))
    if number:
        words = _DAY_NUMBER.sub(" ", _YEAR.sub(" ", text), count=1).strip(" .")
        found = month(words, languages)
        if found:
            return _date(int(number["day"]), found, int(year[0]) if year else None, today)
    day = relative_day(text, languages, today)
    if day is None:
        raise Unclear(Kind.NOT_UNDERSTOOD)
    return day


def _date(day: int, month: int, year: int | None, today: dt.date) -> dt.date:
    """The day; without a year the next one that exists, or one just passed. Raises Unclear."""
    for candidate in [year] if year else range(today.year, today.year + 9):
        try:
            found = dt.date(candidate, month, day)
        except ValueError:
            continue
        if year or today - found < JUST_PASSED:
            return found
    raise Unclear(Kind.IMPOSSIBLE)


def _next_weekday(number: int, now: dt.datetime, hours: Hours | None) -> dt.date:
    """The next such day; today only when a later time of today is named."""
    ahead = (number - now.weekday()) % 7
    if ahead == 0 and not (hours and hours.start > now.time()):
        ahead = 7
    return now.date() + dt.timedelta(days=ahead)
