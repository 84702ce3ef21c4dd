"""Cut a text into parts that a messenger takes, where a reader would pause. Lengths are UTF-16 units."""

from __future__ import annotations

import re
import unicodedata

_JOINED = "\u200d\ufe0e\ufe0f"  # what belongs to the letter before it
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_CLUSTER = 32
# Coarse to fine: paragraph, line, sentence (also Arabic, Urdu and Devanagari ends), word.
_PAUSES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…؟۔।])\s+"), re.compile(r"\s+"))


def units(text: str) -> int:
    """The length of a text as messengers count it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def sound(text: str) -> str:
    """A text without half surrogate pairs, which no JSON can carry."""
    return _LONE_SURROGATE.sub("", text)


def spans(text: str, limit: int) -> list[tuple[int, int]]:
    """Where the parts of a text begin and end, each of at most `limit` units and none of them blank."""
    found: list[tuple[int, int]] = []
    start = _skip(text, 0)
    while start < len(text):
        end = _end(text, start, limit)
        kept = start + len(text[start:end].rstrip())
        found.append((start, kept))
        start = _skip(text, end)
    return found


def clipped(text: str, limit: int) -> str:
    """The longest beginning of a text that has at most `limit` units."""
    return text[: _reach(text, 0, limit)]


def _skip(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())


def _reach(text: str, start: int, limit: int) -> int:
    fits = text[start : start + limit].encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
    return start + len(fits)


def _end(text: str, start: int, limit: int) -> int:
    reach = _reach(text, start, limit)
    if reach == len(text):
        return reach
    # A pause in the first half would leave a part that is hardly begun; a word's end is better than none.
    half = start + (reach - start) // 2
    for pause in _PAUSES:
        cuts = [m.start() for m in pause.finditer(text, start + 1, reach + 1) if m.start() <= reach]
        if cuts and (cuts[-1] > half or pause is _PAUSES[-1]):
            return cuts[-1]
    return _letter_end(text, start, reach)


def _letter_end(text: str, start: int, reach: int) -> int:
    for end in range(reach, max(start, reach - _LONGEST_CLUSTER), -1):
        if not _continues(text[end]) and text[end - 1] != "\u200d":
            return end
    return reach


def _continues(letter: str) -> bool:
    return (
        letter in _JOINED
        or unicodedata.category(letter) in {"Mn", "Mc", "Me"}
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
    )
