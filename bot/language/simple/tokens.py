"""Cutting a text into sentences and words, with the place of each.

A full stop ends a sentence. A line break ends one only where a line stands for itself: a heading, an entry of a list, a
fact of an invitation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.language.simple import lists

Kind = Literal["word", "number", "short", "link", "sign", "break"]

JOINERS = "\\-‐‑·•‧∙⋅\u00ad"  # what people put between the parts of a long word
_LETTER = r"[^\W\d_]"
# Marks on letters of Arabic and Indic scripts belong to the word, though \w leaves some out.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200c\u200d"
_WORD = rf"{_LETTER}(?:{_LETTER}|[{_MARKS}]|[{JOINERS}'’](?={_LETTER}))*(?:[*:_/(][{JOINERS}]?[iI]n(?:nen)?\b\)?)?"
# The parts of an address have at most 64 and 63 letters (RFC 5321 and 1035); unbounded ones are searched for in a long
# word again from every letter.
_LINK = (
    r"(?:https?://|www\.)\S*[\w/]|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|@\w+"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:de|com|org|net|info|eu|at|ch|example)\b(?:/\S*[\w/])?"
)
_NUMBER = r"\d+(?:[.:,]\d+)*"
_LEAST_LAST = 6  # before small letters only a dot after a longer word ends a sentence: it may be an abbreviation
_ENDS = ".!?…؟۔।:"
_CLOSERS = "\"'»«“”’)]"
_BULLET = re.compile(r"[-–—•*·✓✔☐►▪‣○●>]+\s|\d{1,2}\)\s")
_SMALL = re.compile(r"[a-zäöüß]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign. `low` is in small letters, without what joins the parts of a word."""

    kind: Kind
    text: str
    start: int
    end: int
    low: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that stands for itself."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]


def place(sentence: Sentence, first: Token, last: Token) -> tuple[int, int, str]:
    """Where a part of a sentence begins and ends in the text, and what it says."""
    return first.start, last.end, sentence.text[first.start - sentence.start : last.end - sentence.start]


_UNJOIN = re.compile(f"[{JOINERS}]")


def unjoined(word: str) -> str:
    """A word without hyphens, dots and soft hyphens between its parts."""
    return _UNJOIN.sub("", word)


def pieces(word: str) -> list[str]:
    """The parts of a word between hyphens and dots."""
    return _UNJOIN.split(word)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    shorts = sorted(lists.abbreviations(language), key=len, reverse=True) if language in {"de", "en"} else ()
    spaced = (re.sub(r"\\\.(?=.)", r"\\.\\s?", re.escape(short)) for short in shorts)
    return re.compile(
        rf"(?P<link>{_LINK})|(?P<short>(?<!\w)(?:{'|'.join(spaced) or '(?!)'})(?!\w))|(?P<number>{_NUMBER})"
        rf"|(?P<word>{_WORD})|(?P<break>\s*\n\s*)|(?P<sign>[^\s\w]|_)"
    )


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words, numbers, signs and line breaks of a text."""
    for match in _pattern(language).finditer(text):
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        found = match[0]
        low = unjoined(found).lower() if kind == "word" else found
        yield Token(kind, found, match.start(), match.end(), low)


def sentences(text: str, language: str, *, at_colons: bool = True) -> list[Sentence]:
    """The sentences of a text; a colon before a capital letter ends one, too, unless not `at_colons`."""
    found: list[Sentence] = []
    run: list[Token] = []
    every = list(tokens(text, language))
    for at, token in enumerate(every):
        after = every[at + 1 : at + 4]
        if token.kind == "break":
            if run and _line_is_over(text, token, run, after):
                _close(text, run, found)
            continue
        run.append(token)
        if (at_colons or token.text != ":") and _is_over(run, after):
            _close(text, run, found)
    _close(text, run, found)
    return found


def _close(text: str, run: list[Token], found: list[Sentence]) -> None:
    words = tuple(token for token in run if token.kind in {"word", "short", "number"})
    if words:
        start, end = run[0].start, run[-1].end
        found.append(Sentence(start, end, text[start:end], tuple(run), words))
    run.clear()


def _is_over(run: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether the last token ends a sentence."""
    last = run[-1]
    if last.kind != "sign":
        return False
    if last.text in _CLOSERS and len(run) > 1 and run[-2].text in ".!?…":
        return not after or after[0].text not in _ENDS + _CLOSERS + ","
    if _is_pictogram(last):
        return not after or (after[0].kind != "sign" and not _goes_on(after[0]))
    if last.text not in _ENDS:
        return False
    if after and (after[0].text in _ENDS or after[0].text in _CLOSERS or after[0].start == last.end):
        return False  # more signs follow, or the next word without any space
    before = run[-2] if len(run) > 1 else None
    return not (after and before) or _new_one_begins(run, before, after)


def _new_one_begins(run: Sequence[Token], before: Token, after: Sequence[Token]) -> bool:
    following = next((token for token in after if token.kind != "break"), None)
    if following is None:
        return True
    if run[-1].text == ":":
        return following.is_capital
    if run[-1].text == "." and before.kind == "number":
        return not _is_ordinal(run, before, following)
    if run[-1].text == "." and before.kind == "word" and (len(before.text) == 1 or before.low.endswith("str")):
        return False  # an initial, or a street
    return not _goes_on(following) or len(before.text) > _LEAST_LAST


def _is_ordinal(run: Sequence[Token], number: Token, following: Token) -> bool:
    """Whether a number with a dot is a date or an ordinal: 28.11. 15:00, der 3. Oktober, 2. Stock."""
    if following.kind == "number" and "." in number.text:
        return True
    if _goes_on(following) or following.low in lists.small("de", "after ordinal"):
        return True
    return len(number.text) < 3 and len(run) > 2 and run[-3].low in lists.small("de", "before ordinal")


def _line_is_over(text: str, end: Token, run: Sequence[Token], after: Sequence[Token]) -> bool:
    if not after or end.text.count("\n") > 1 or _BULLET.match(text, end.end):
        return True
    last = run[-1]
    if last.text == "," or last.low in lists.small("de", "open"):
        return False
    return not _goes_on(after[0])


def _goes_on(token: Token) -> bool:
    return bool(_SMALL.match(token.text))


def _is_pictogram(token: Token) -> bool:
    return token.text >= "\u2600" and not token.text.isalpha()


_JOINER = re.compile(f"[{JOINERS}−–—]+")
_HYPHENS = f"{JOINERS}−–—"
_LINE_ENDS = re.compile(rf"(?<=[^\W_])[{_HYPHENS}]+\n[\n{_HYPHENS}]*(?=[^\W_])")  # Gemeinde-⏎Haus
_LINE_BEGINS = re.compile(rf"(?<=[^\W_])\n+[{_HYPHENS}]+(?=[^\W_])")  # Gemeinde⏎-Haus, or an entry of a list
_LOOSE = re.compile(r"(?:(?<=\s)|^)[*✓✔☐►▪‣○●>]+(?=\s|$)")
# A break inside a word, a number or a link, or before the sign that ends them.
_INSIDE = re.compile(
    r"(?<=[^\W_])\n+(?=[a-zäöüß.,:;!?)/_@]|\*\w)|(?<=\d)\n+(?=\d)|(?<=\d[.:,])\n+(?=\d)|(?<=\w[*:_/@])\n+(?=[a-zI])"
)
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
_DOTTED = re.compile(r"(?<!\S)\S+\.\S+")
_DOT = re.compile(rf"(?<={_LETTER}{_LETTER})\.(?={_LETTER}{_LETTER})")


def _undotted(found: re.Match[str]) -> str:
    """Words without full stops inside them; a link keeps its own, and so do abbreviations and initials."""
    return found[0] if re.search(_LINK, found[0]) else _DOT.sub("", found[0])


def readings(text: str) -> set[str]:
    """The text on one line, without what joins words: its line breaks as spaces, and those inside words closed.

    A score that is the lowest of these cannot rise when hyphens, dots in words or line breaks are put into it.
    """
    text = _DOTTED.sub(_undotted, _UNSEEN.sub("", text))
    closed = _LINE_ENDS.sub("", text)
    bare, *inside = (_LOOSE.sub("", _JOINER.sub("", one)) for one in (text, closed, _LINE_BEGINS.sub("", closed)))
    return {" ".join(one.split()) for one in (bare, *(_INSIDE.sub("", one) for one in inside))}
