"""What can be said of any language: the length of sentences and of words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.language.simple.tokens import Sentence, pieces
from bot.language.simple.verdict import Advice, Finding, Weight
from bot.language.texts import mark_team

MOST_WORDS = 15  # LanguageTool notes from 12; simple German has 2.6 % above 15, standard German 47.9 %
MOST_LETTERS = 14
NO_WORD = 46  # nobody writes such a word; it is noise, or an address without dots

SPLIT = mark_team("This sentence is long: {n} words. Please make two of it.")
SPLIT_AT = mark_team("This sentence is long: {n} words. Please make two of it. The second can begin at: {words}")
SHORTER = mark_team("This word is long. Is there a shorter one?")


def long_sentence(sentence: Sentence) -> Iterator[Finding]:
    """Over 15 words."""
    count = len(sentence.words)
    if count > MOST_WORDS:
        yield Finding(
            "long sentence", Weight.STOP, sentence.start, sentence.end, sentence.text, Advice(SPLIT, {"n": count})
        )


def long_words(sentence: Sentence) -> Iterator[Finding]:
    """14 letters or more, in one piece."""
    for word in sentence.words:
        if word.kind == "word" and MOST_LETTERS <= longest_piece(word.text) < NO_WORD:
            yield Finding("long word", Weight.WARN, word.start, word.end, word.text, Advice(SHORTER))


def longest_piece(word: str) -> int:
    """The letters of the longest part between hyphens or dots."""
    return max(map(len, pieces(word)))


RULES = (long_sentence, long_words)
