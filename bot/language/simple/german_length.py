"""The rules for German on the length of sentences: where to cut a long one, and commas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.language.simple import lists
from bot.language.simple.german_verbs import may_be_finite
from bot.language.simple.other import MOST_WORDS, SPLIT, SPLIT_AT
from bot.language.simple.shared import many_commas
from bot.language.simple.tokens import Sentence, Token
from bot.language.simple.verdict import Advice, Finding, Weight

# Before "aber" and "denn" one cuts best: what follows is a sentence as it stands.
_MAIN = frozenset({"aber", "denn", "doch", "sondern"})
_AND = frozenset({"und", "oder"})
_SAFE = frozenset({"aber", "denn", "doch", "und"})
_LEAST = 3  # words on each side of a cut
_SHOWN = 4  # words of the second sentence


def long_sentence(sentence: Sentence) -> Iterator[Finding]:
    """Over 15 words: where to make two of it."""
    count = len(sentence.words)
    if count <= MOST_WORDS:
        return
    at = _cut(sentence.tokens)
    if at is None:
        advice, fix = Advice(SPLIT, {"n": count}), None
    else:
        first, second = _halves(sentence, sentence.tokens[at])
        advice = Advice(SPLIT_AT, {"n": count, "words": " ".join(second.split()[:_SHOWN]) + " …"})
        fix = f"{first}. {second}" if _is_safe(sentence.tokens[at:]) else None
    yield Finding("long sentence", Weight.STOP, sentence.start, sentence.end, sentence.text, advice, fix)


def _halves(sentence: Sentence, cut: Token) -> tuple[str, str]:
    at = cut.start - sentence.start
    second = sentence.text[at : at + 1].upper() + sentence.text[at + 1 :]
    return sentence.text[:at].rstrip(" ,;\n"), second


def _cut(tokens: Sequence[Token]) -> int | None:
    """The token with which a second sentence can best begin: the nearest to the middle of the best kind."""
    for words in (_MAIN, _AND, lists.small("de", "conjunction")):
        found = [
            at for at in range(_LEAST + 1, len(tokens) - _LEAST) if tokens[at].low in words and _can_cut(tokens, at)
        ]
        if found:
            return min(found, key=lambda at: abs(2 * at - len(tokens)))
    return None


def _can_cut(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at - 1].text == "," or (tokens[at].low in _AND and _clause_begins(tokens[at + 1]))


def _is_safe(rest: Sequence[Token]) -> bool:
    """Whether what follows is a sentence as it stands: "und wir kochen", not "und dann als Suppe"."""
    return rest[0].low in _SAFE and _clause_begins(rest[1]) and may_be_finite(rest[2])


def _clause_begins(token: Token) -> bool:
    return token.low in lists.small("de", "clause begins")


def commas(sentence: Sentence) -> Iterator[Finding]:
    """Two commas or more between parts of a sentence; those of lists, dates and addresses do not count."""
    return many_commas(sentence, may_be_finite)


RULES = (long_sentence, commas)
