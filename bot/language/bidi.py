"""Keep text of two directions in order: isolates around what is put in, and no controls from outside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.language.languages import direction

FSI, LRI, PDI, RLM = "\u2068", "\u2066", "\u2069", "\u200f"
# Explicit directional controls. ZWNJ and ZWJ are letters' business in Persian and Nepali and stay.
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Control characters, what takes no room and the Hangul fillers, of which a name that nobody sees can be made.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]"
)
_JOINERS = re.compile("[\u200c\u200d]{2,}")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
_NUMERIC = re.compile(r"^[\d\s:.,+()/–-]+$")
_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_MARKS = {"Mn", "Me"}
_UNSEEN = _MARKS | {"Cc", "Cf", "Zs", "Zl", "Zp"}  # alone; beside a letter they may well be seen
_BLANK = "\u2800"  # Braille without a dot: a symbol, and yet nothing
MOST_MARKS = 4  # combining marks on one letter; more is no script but a prank


def cleaned(text: str, limit: int) -> str:
    """People's input made harmless: no controls or invisible characters, tidy spaces, at most `limit` characters.

    Good Arabic, Persian (ZWNJ) and Nepali pass untouched.
    """
    text = text[: limit * 8].replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _CONTROLS.sub("", text)))
    text = _SPACES.sub(" ", _JOINERS.sub("\u200c", text))
    text = _LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n")))
    text = _few_marks(text).strip()[:limit].strip("\u200c\u200d \n")
    return text if any(map(_can_be_seen, text)) else ""


def _can_be_seen(letter: str) -> bool:
    # A sign that this Python does not know yet (Cn) may well be an emoji.
    return letter != _BLANK and unicodedata.category(letter) not in _UNSEEN


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in _MARKS else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def one_line(text: str, limit: int) -> str:
    """`cleaned`, on a single line."""
    return _SPACES.sub(" ", cleaned(text, limit).replace("\n", " "))


@lru_cache(maxsize=4096)  # the same numbers and times stand in nearly every message
def isolated(value: str, language: str) -> str:
    """A value to put into a text of `language`: numbers and times stay left to right, names as they are.

    Without this 18:00-20:00 shows as 20:00-18:00 in an Arabic line. Left-to-right text needs it only around
    right-to-left letters. The end of a line ends an isolate (Unicode's annex 9), so every line gets its own.
    """
    return "\n".join([_isolated(line, language) for line in value.split("\n")])


def _isolated(value: str, language: str) -> str:
    if direction(language) == "ltr" and not _RTL_LETTER.search(value):
        return value
    return f"{LRI if _NUMERIC.match(value) else FSI}{value}{PDI}"


def back_arrow(language: str) -> str:
    """The pictogram for what comes before, in the direction in which a language is read."""
    return "➡️" if direction(language) == "rtl" else "⬅️"


def onward_arrow(language: str) -> str:
    """The pictogram for what comes after, in the direction in which a language is read."""
    return "⬅️" if direction(language) == "rtl" else "➡️"


def skip_arrow(language: str) -> str:
    """The pictogram for leaving a question out, which leads onward."""
    return "⏮" if direction(language) == "rtl" else "⏭"


def led(line: str, language: str) -> str:
    """A line that begins with a pictogram or a foreign word, made to run in its language's direction."""
    return RLM + line if direction(language) == "rtl" and line else line
