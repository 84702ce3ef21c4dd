"""Times of the day and lengths of time as people type them, on the 24-hour clock unless am, pm or the like is there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from bot.errors import KranichError
from bot.language.bidi import one_line

LONGEST = 120  # characters; nobody needs more to say when something is


class Kind(StrEnum):
    """Why a day or time was not taken."""

    NOT_UNDERSTOOD = "not understood"
    AMBIGUOUS = "ambiguous"  # could be read in two ways
    IMPOSSIBLE = "impossible"  # 31.2., 25 Uhr
    WRONG_WEEKDAY = "wrong weekday"


class Unclear(KranichError):
    """This day or time is not clear."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of the day and perhaps the one until which it goes; an earlier end is on the next day."""

    start: time
    end: time | None = None


# The words that make a number a time, in the languages of the house. German "am" and "do" are no such words.
_BEFORE = (
    "um|ab|gegen|von|bis|at|from|until|till|saat|в|с|до|о|об|з|à|de|o|od|godz(?:ina|inie|iny|inę)?|saet|ساعت|کاتژمێر|سەعات"
    "|الساعة|الساعه|@"
)
_AGAIN = "um|at|saet|ساعت|کاتژمێر|سەعات"  # once more before the end
_UNIT = r"uhr|h|hrs?|o'clock|[ap]\.?\s?m\.?|час(?:ов|а)?|ч|годин[аиіу]?|heures?"
_TO = "-|bis|to|until|till|до|à|do|إلى|الى|حتى|تا|heta|ھەتا|هەتا"
_LATE = (
    r"nachmittags?|abends?|afternoon|evening|öğleden sonra|akşam|(?<!через \d )дня|дн[её]м|вечера|вечером"
    "|вечора|ввечері|увечері|вдень|soir|après-midi|wieczorem|po południu|مساءً|مساء|عصرا|عصرًا|عصر|شب|بعد ?از ?ظهر"
    "|êvarê|piştî nîvro|ئێوارە|دوای نیوەڕۆ"
)
_EARLY = (
    "früh|morgens|vormittags?|mittags?|morning|sabah|утра|утром|ранку|вранці|зранку|matin|rano|صباحا|صباحًا|صبح|sibehê"
)
_IN_THE = r"(?:(?:am|in the|this|du|ce|de l')\s?)?"


def _clock(which: str) -> str:
    minutes = rf"(?P<mark_{which}>[:.]|\s?(?:h|uhr)\s?)(?P<minute_{which}>\d\d)(?:(?<=:\d\d):00)?(?![\d.])"
    return rf"(?P<hour_{which}>\d{{1,2}})(?:{minutes})?(?:\s?(?P<unit_{which}>{_UNIT}))?(?![\w:/]|\.\d)"


_HOURS = re.compile(
    rf"(?<![\w:./-])(?:(?P<before>{_BEFORE})\.?\s*)?{_clock('a')}(?:\s*(?:{_TO})\s*(?:(?:{_AGAIN})\s*)?{_clock('b')})?",
    re.IGNORECASE,
)
_LATE_WORD = re.compile(rf"(?<!\w){_IN_THE}(?:{_LATE})(?!\w)", re.IGNORECASE)
_EARLY_WORD = re.compile(rf"(?<!\w){_IN_THE}(?:{_EARLY})(?!\w)", re.IGNORECASE)
# Samstagabend; and the "morgen" of Samstag morgen, which is not tomorrow
_GLUED = re.compile(r"(?<=tag|och)\s?(vormittag|nachmittag|mittag|abend|morgen)s?\b", re.IGNORECASE)
_ENDING = re.compile(r"(?<=\d)(?:'[^\W\d]+|(?:y?ê|ی)(?!\w))")  # 15:00'te, 28ê, 28ی
_EMOJI_STYLE = "\ufe0f"
_PLAIN = str.maketrans("’ʼ،", "'',")
_DASH = re.compile("[‐‑‒–—−]")

_LENGTHS = (
    ("days", "tage?n?|days?|d|gün|день|дня|дней|днів|jours?|dni|dzień|يوم|أيام|روز|roj|ڕۆژ"),
    (
        "hours",
        "stunden?|std|hours?|hrs?|h|saat|час(?:ов|а)?|ч|годин[аиу]?|heures?|godz|godzin[aęy]?|ساعات|ساعة|ساعت"
        "|saet|کاتژمێر|سەعات",
    ),
    (
        "minutes",
        "minuten?|minutes?|mins?|m|dakika|dk|минут[аыу]?|мин|хвилин[аиу]?|хв|minut[aęy]?|دقائق|دقيقة|دقیقه|deqe|خولەک",
    ),
)
_LENGTH = re.compile(
    "".join(rf"(?:(?P<{unit}>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?(?:{words})(?!\w)[.,]?\s*)?" for unit, words in _LENGTHS),
    re.IGNORECASE,
)
_SHORT_LENGTH = re.compile(r"(?P<hours>\d{1,2})\s?h\s?(?P<minutes>[0-5]\d)", re.IGNORECASE)


def tidied(typed: str) -> str:
    """What was typed on one line with the digits 0-9 and plain dashes; raises Unclear when it is empty or too long."""
    if len(typed) > LONGEST:
        raise Unclear(Kind.NOT_UNDERSTOOD)
    text = unicodedata.normalize("NFKC", one_line(typed, LONGEST)).translate(_PLAIN)
    text = "".join(str(unicodedata.decimal(x)) if x.isdecimal() else x for x in _DASH.sub("-", text))
    text = "".join(x for x in text if unicodedata.category(x) != "So" and x != _EMOJI_STYLE)
    text = _GLUED.sub(r" \1s", _ENDING.sub("", text)).strip(" .,;!?")
    if not text:
        raise Unclear(Kind.NOT_UNDERSTOOD)
    return text


def take_hours(text: str) -> tuple[Hours | None, str]:
    """The time or range of times in a tidied text, and the text without it; raises Unclear."""
    text, late = _LATE_WORD.subn(" ", text)
    text, early = _EARLY_WORD.subn(" ", text)
    found = [match for match in _HOURS.finditer(text) if _is_time(match)]
    if not found:
        return None, text
    if len(found) > 1 or (late and early):
        raise Unclear(Kind.AMBIGUOUS)
    hours = _hours(found[0], late=bool(late), early=bool(early))
    return hours, f"{text[: found[0].start()]} {text[found[0].end() :]}"


def read_duration(typed: str) -> timedelta:
    """A length of time such as "2 Stunden", "1,5h", "90 min", "1 Std. 30 Min."; raises Unclear."""
    text = tidied(typed)
    match = _SHORT_LENGTH.fullmatch(text) or _LENGTH.fullmatch(text)
    if not match:
        raise Unclear(Kind.NOT_UNDERSTOOD)
    length = timedelta(**{unit: float(n.replace(",", ".")) for unit, n in match.groupdict().items() if n})
    if not length:
        raise Unclear(Kind.IMPOSSIBLE)
    return length


def _is_time(match: re.Match[str]) -> bool:
    if _is_marked(match, "a") or _is_marked(match, "b"):
        return True
    hours = [int(match[f"hour_{which}"]) for which in "ab" if match[f"hour_{which}"]]
    bare = not match["minute_a"] and not match["minute_b"]
    return max(hours) <= 24 and (bool(match["before"]) or (bare and len(hours) == 2))


def _is_marked(match: re.Match[str], which: str) -> bool:
    """Whether it is a time by itself. 9.30 is one, but 9.10 without more could be a day."""
    if match[f"unit_{which}"]:
        return True
    minute = match[f"minute_{which}"]
    return bool(minute) and (match[f"mark_{which}"] != "." or not 1 <= int(minute) <= 12)


def _hours(match: re.Match[str], *, late: bool, early: bool) -> Hours:
    half = "p" if late else "a" if early else ""
    first, last = _half(match["unit_a"]), _half(match["unit_b"])
    sure = bool(match["unit_a"] or match["minute_a"] or match["unit_b"] or match["minute_b"])
    if not sure and not half and 1 <= int(match["hour_a"]) <= 7:
        raise Unclear(Kind.AMBIGUOUS)  # "um 3" is hardly meant to be in the night
    if not match["hour_b"]:
        return Hours(_time(match, "a", first or half))
    end = _time(match, "b", last or half)
    start = _time(match, "a", first or last or half)
    if last and not first and start > end:
        start = _time(match, "a", "")  # 11-1pm
    return Hours(start, end)


def _half(unit: str | None) -> str:
    """a or p, for the half of the day that am or pm names."""
    said = re.sub(r"[.\s]", "", unit or "").casefold()
    return said[0] if said in ("am", "pm") else ""


def _time(match: re.Match[str], which: str, half: str) -> time:
    hour, minute = int(match[f"hour_{which}"]), int(match[f"minute_{which}"] or 0)
    if hour == 12 and _half(match[f"unit_{which}"]) == "a":
        raise Unclear(Kind.AMBIGUOUS)  # English midnight, or noon with a German "am" behind it
    if half == "p" and hour < 12:
        hour += 12
    if (hour, minute, which) == (24, 0, "b"):
        hour = 0
    try:
        return time(hour, minute)
    except ValueError:
        raise Unclear(Kind.IMPOSSIBLE) from None
