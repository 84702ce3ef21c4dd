"""Whether a text is in simple language, what is hard in it, and what to write instead.

German and English have rules of their own; of other languages only the length of sentences and words is looked at.
The rules are plain Python with small word lists, so that a message is checked within a step of a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from bot.language.simple import (
    english,
    german_clauses,
    german_dates,
    german_length,
    german_signs,
    german_verbs,
    german_words,
    other,
)
from bot.language.simple.scoring import score_of
from bot.language.simple.tokens import Sentence, readings, sentences
from bot.language.simple.verdict import Advice, Finding, Judged, Level, Verdict, Weight

__all__ = ["Advice", "Finding", "Judged", "Level", "Verdict", "Weight", "check", "passes"]

Rule = Callable[[Sentence], Iterator[Finding]]
_GERMAN = (german_length, german_clauses, german_verbs, german_signs, german_dates, german_words)
RULES: dict[str, tuple[Rule, ...]] = {
    "de": tuple(rule for room in _GERMAN for rule in room.RULES),
    "en": english.RULES,
}
HARD_FROM = 1.0  # weight of the findings per sentence: half of standard German reaches it, hardly any simple German


@lru_cache(maxsize=32)  # a conversation is run again from its top with every answer
def check(text: str, language: str) -> Verdict:
    """How simple a text is, sentence by sentence. Any text will do; an empty one is simple."""
    judged = tuple(_judged(sentence, language) for sentence in sentences(text, language))
    score = min(score_of(_judged_all(reading, language)) for reading in readings(text))
    return Verdict(language, _level(judged), score, language in RULES, judged)


def passes(text: str, language: str) -> bool:
    """Whether nothing in a text is hard but long words: people stumble over those, a machine does not."""
    found = (finding for judged in check(text, language).sentences for finding in judged.findings)
    return all(finding.rule == "long word" or not finding.weight for finding in found)


def _judged_all(text: str, language: str) -> list[tuple[Sentence, Judged]]:
    # A full stop is the better sign here: standard texts have what they quote behind their colons.
    return [(sentence, _judged(sentence, language)) for sentence in sentences(text, language, at_colons=False)]


def _judged(sentence: Sentence, language: str) -> Judged:
    rules = RULES.get(language, other.RULES)
    found = sorted((finding for rule in rules for finding in rule(sentence)), key=lambda one: (one.start, one.end))
    return Judged(sentence.start, sentence.end, sentence.text, len(sentence.words), tuple(found))


def _level(judged: tuple[Judged, ...]) -> Level:
    weights = [finding.weight for sentence in judged for finding in sentence.findings if finding.weight]
    if not weights:
        return Level.SIMPLE
    return Level.HARD if len(weights) > 1 and sum(weights) / len(judged) >= HARD_FROM else Level.SOME_HARD
