"""Keep what must not be translated out of the machine's hands: names, times, dates, numbers, links, emoji.

Each is replaced by a token, and put back afterwards. A token looks like [X3X]: brackets, a letter and a digit are
letters that every engine knows, and it reads like a code in a text, which engines copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import NotTrusted
from bot.language.bidi import cleaned, isolated

MOST_TIMES_LONGER = 4
SHORT = 40  # letters; a word or two may well become many times longer
LONG_WORDS = 4  # so many words are never the same in two languages

_LINK = r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?()\[\]\"'„“”»«]"
_BARE_LINK = r"(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:de|com|org|net|eu|info)\b(?:/[^\s<>]*[^\s<>.,;:!?()\[\]\"'„“”»«])?"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_HANDLE = r"(?<!\w)@\w+"
_PHONE = r"\+?\(?\d[\d ()/.-]{5,}\d"
# The day of a date whose month is written out: other languages write it without the point.
_DAY = r"\d{1,2}\.(?=\s?(?:Jan|Feb|März|April|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez))"
# 18, 18:00, 3,50 €, 28.11., 15-18; and U3 or 2x, which are codes.
_NUMBER = r"(?:[€$£]\s?)?[^\W\d_]*\d+(?:[.,:/–-]\d+)*[^\W\d_]*(?:\s?[€$£%°])?[\ufe0f\u20e3]*"
_SIGN = r"[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_EMOJI = rf"{_SIGN}(?:{_SIGN}|[\ufe0f\u200d\u20e3\U000e0020-\U000e007f])*"
_KEPT = (_LINK, _MAIL, _BARE_LINK, _HANDLE, _DAY, _PHONE, _NUMBER, _EMOJI)

_TOKEN = re.compile(r"\[\s*X\s*(\d{1,4})\s*X\s*\]", re.IGNORECASE)
_FOREIGN = re.compile(r"\d|https?:|www\.|@|\[|\]")  # nothing of this may be left when the tokens are taken out
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_TO_READ = re.compile("|".join((_LINK, _MAIL, _BARE_LINK, _HANDLE, _EMOJI)))  # a mark beside it would spoil it


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with tokens in it, and what they stand for, in order."""

    text: str
    values: tuple[str, ...]

    @property
    def is_wordless(self) -> bool:
        """Whether nothing is left to translate."""
        return not _LETTER.search(_TOKEN.sub("", self.text))


def masked(text: str, names: Sequence[str] = ()) -> Masked:
    """A text with tokens for all that stays as it is, `names` among it."""
    values: list[str] = []

    def token(found: re.Match[str]) -> str:
        values.append(found[0].rstrip(".") if found["day"] else found[0])
        return f"[X{len(values) - 1}X]"

    return Masked(_pattern(names).sub(token, text), tuple(values))


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    known = sorted(filter(None, names), key=len, reverse=True)
    exact = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)
    kept = "|".join(f"(?P<day>{one})" if one is _DAY else one for one in _KEPT)
    return re.compile(f"{exact}|{kept}" if exact else kept)


def restored(original: Masked, answer: str, target: str) -> str:
    """The machine's answer with everything back in its place. Raises NotTrusted when it is not what it must be."""
    answer = cleaned(answer, len(answer))
    found = [int(number) for number in _TOKEN.findall(answer)]
    if sorted(found) != list(range(len(original.values))):
        raise NotTrusted("Something was lost, or came twice.")
    _must_be_sound(_TOKEN.sub(" ", original.text).strip(), _TOKEN.sub(" ", answer).strip())
    return put_back(original, answer, target)


def put_back(original: Masked, text: str, target: str) -> str:
    """A text with what its tokens stand for, in order also where the language runs from right to left."""
    return _TOKEN.sub(lambda token: _in_place(original.values[int(token[1])], target), text)


def _must_be_sound(before: str, after: str) -> None:
    """Judge the words alone, without their tokens."""
    if not _LETTER.search(after):
        raise NotTrusted("It is empty.")
    if not set(_FOREIGN.findall(after)) <= set(_FOREIGN.findall(before)):
        raise NotTrusted("A number or a link came in that was not there.")
    if len(after) > max(SHORT, MOST_TIMES_LONGER * len(before)):
        raise NotTrusted("It is far too long.")
    if len(before.split()) >= LONG_WORDS and before.casefold() == after.casefold():
        raise NotTrusted("It is the same as before.")


def _in_place(value: str, target: str) -> str:
    return value if _PLAIN_TO_READ.fullmatch(value) else isolated(value, target)
