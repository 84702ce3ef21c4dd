"""Texts through a machine and back, line by line, so that lines stay lines and nothing that matters is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import NotTrusted
from bot.translation.masking import Masked, masked, put_back, restored
from bot.translation.protocol import Translator

MOST_TEXTS = 50  # in one call: DeepL's limit
MOST_LETTERS = 2000  # in one call, so that a small server answers in time; a single line may be longer

_LEAD = re.compile(r"^\s*(?:[-–•*·]\s+)?")


@dataclass(frozen=True, slots=True)
class Original:
    """A text, with the names in it that stay as they are."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    lead: str  # what a list begins its lines with
    words: Masked

    @classmethod
    def of(cls, line: str, names: Sequence[str]) -> _Line:
        lead = _LEAD.match(line)
        begin = lead[0] if lead else ""
        return cls(begin, masked(line[len(begin) :], names))


async def faithfully(
    translator: Translator, originals: Sequence[Original], source: str, target: str
) -> list[str | NotTrusted]:
    """Each text translated, or why its translation cannot be trusted. Raises TranslationError."""
    texts = [[_Line.of(line, one.names) for line in one.text.split("\n")] for one in originals]
    sent = [line.words.text for lines in texts for line in lines if not line.words.is_wordless]
    answers: list[str] = []
    for some in _slices(sent):
        answers += await translator.translate(some, source, target)
    coming = iter(answers)
    return [_whole(lines, coming, target) for lines in texts]


def _slices(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in calls that are not too large."""
    some: list[str] = []
    for text in texts:
        if some and (len(some) == MOST_TEXTS or sum(map(len, some)) + len(text) > MOST_LETTERS):
            yield some
            some = []
        some.append(text)
    if some:
        yield some


def _whole(lines: Sequence[_Line], coming: Iterator[str], target: str) -> str | NotTrusted:
    """A text of the answers to its lines. All of them are taken, also when one is wrong."""
    found: list[str] = []
    wrong: NotTrusted | None = None
    for line in lines:
        try:
            found.append(line.lead + _line(line.words, coming, target))
        except NotTrusted as error:
            wrong = wrong or error
    return wrong or "\n".join(found)


def _line(words: Masked, coming: Iterator[str], target: str) -> str:
    return put_back(words, words.text, target) if words.is_wordless else restored(words, next(coming), target)
