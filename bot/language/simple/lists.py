"""The word lists beside this file, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Hard:
    """What is simpler than a word; `swaps`: it can stand in its place as it is."""

    simple: str
    swaps: bool


@dataclass(frozen=True, slots=True)
class Short:
    """The words of an abbreviation; "" for one that is only known, so that its dot ends no sentence."""

    words: str
    in_address: bool


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list that has them side by side."""
    return frozenset(word for line in _lines(f"{name}.txt") for word in line.split())


@cache
def small(language: str, name: str) -> frozenset[str]:
    """One of the small sets of words that the rules on grammar ask for."""
    lines = (line.partition("\t") for line in _lines(f"{language}_sets.tsv"))
    return frozenset(word for found, _, some in lines if found == name for word in some.split())


@cache
def _hard(language: str) -> tuple[dict[str, Hard], dict[str, Hard]]:
    """Whole words, and beginnings of words."""
    whole: dict[str, Hard] = {}
    beginnings: dict[str, Hard] = {}
    for line in _lines(f"{language}_words.tsv"):
        word, simple, *swaps = line.split("\t")
        (beginnings if word.endswith("*") else whole)[word.rstrip("*")] = Hard(simple, bool(swaps))
    return whole, beginnings


def hard(word: str, language: str) -> Hard | None:
    """What is simpler than a word in small letters, if it is a hard one."""
    whole, beginnings = _hard(language)
    if word in whole:
        return whole[word]
    longest = min(len(word), _longest_beginning(language))
    return next((beginnings[word[:n]] for n in range(longest, 3, -1) if word[:n] in beginnings), None)


@cache
def _longest_beginning(language: str) -> int:
    return max(map(len, _hard(language)[1]), default=0)


@cache
def abbreviations(language: str) -> dict[str, Short]:
    """The abbreviations of a language, without the spaces that some write in them."""
    found = {}
    for line in _lines(f"{language}_abbreviations.tsv"):
        short, in_full, *kind = line.split("\t")
        found[short.replace(" ", "")] = Short("" if in_full == "-" else in_full, kind == ["address"])
    return found
