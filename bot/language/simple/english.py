"""The rules for English, after plain-language guides (ISO 24495-1, GOV.UK) for readers who are new to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.simple import lists
from bot.language.simple.other import long_sentence
from bot.language.simple.other import long_words as all_long_words
from bot.language.simple.shared import (
    IN_WORDS,
    NO_SIGN,
    OWN_SENTENCE,
    SIMPLER,
    WHO_DOES_IT,
    abbreviations,
    clauses,
    hard_words,
    many_commas,
    numbers,
)
from bot.language.simple.tokens import Sentence, Token
from bot.language.simple.verdict import Advice, Finding, Weight

NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
}  # fmt: skip
_MAYBE = {"would": "will", "could": "can", "might": "may", "shall": "will"}
_VERB = re.compile(r"(?:ed|s|ing)$")
_SIGNS = {"&": "and", "%": "percent", "/": "or"}


def long_words(sentence: Sentence) -> Iterator[Finding]:
    """14 letters or more. Inside a sentence a capital makes a name, and for a name there is no shorter word."""
    for finding in all_long_words(sentence):
        if finding.start == sentence.words[0].start or not finding.text[:1].isupper():
            yield finding


def passive(sentence: Sentence) -> Iterator[Finding]:
    """ "is cooked": a form of be, perhaps not or an adverb, and a participle."""
    words = sentence.words
    for at, word in enumerate(words):
        if word.low in lists.small("en", "be"):
            participle = next((one for one in words[at + 1 : at + 4] if _is_participle(one)), None)
            between = words[at + 1 : words.index(participle)] if participle else ()
            if participle and all(
                one.low in {"not", "also", "being", "been", "now"} or one.low.endswith("ly") for one in between
            ):
                text = sentence.text[word.start - sentence.start : participle.end - sentence.start]
                yield Finding("passive", Weight.WARN, word.start, participle.end, text, Advice(WHO_DOES_IT))


def _is_participle(word: Token) -> bool:
    if word.low in lists.small("en", "no participle") or word.is_capital:
        return False
    return word.low in lists.words("en_participles") or (len(word.low) > 4 and word.low.endswith("ed"))


def relative_clause(sentence: Sentence) -> Iterator[Finding]:
    """A part after a comma with which, who, whose, whom."""
    for first, clause in clauses(sentence):
        if (
            not first
            and len(clause) > 2
            and any(one.low in {"which", "who", "whose", "whom", "where"} for one in clause[:2])
        ):
            text = sentence.text[clause[0].start - sentence.start : clause[-1].end - sentence.start]
            yield Finding("relative clause", Weight.WARN, clause[0].start, clause[-1].end, text, Advice(OWN_SENTENCE))


def commas(sentence: Sentence) -> Iterator[Finding]:
    """Two commas or more between parts of a sentence."""
    return many_commas(sentence, _is_verb)


def _is_verb(word: Token) -> bool:
    return word.low in lists.small("en", "small verb") or (
        not word.is_capital and bool(_VERB.search(word.low)) and len(word.low) > 4
    )


def maybe_forms(sentence: Sentence) -> Iterator[Finding]:
    """would, could, might: only noted."""
    for word in sentence.words:
        if word.low in _MAYBE:
            advice = Advice(SIMPLER, {"words": _MAYBE[word.low]})
            yield Finding("maybe form", Weight.NOTE, word.start, word.end, word.text, advice)


def hard(sentence: Sentence) -> Iterator[Finding]:
    """Office words and hard words."""
    return hard_words(sentence, "en")


def short_forms(sentence: Sentence) -> Iterator[Finding]:
    """Abbreviations, with their words."""
    return abbreviations(sentence, "en")


def number_words(sentence: Sentence) -> Iterator[Finding]:
    """Numbers in words."""
    return numbers(sentence, NUMBERS)


def signs(sentence: Sentence) -> Iterator[Finding]:
    """Special signs; brackets are only noted."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        beside_number = any(one.kind == "number" for one in tokens[max(0, at - 1) : at + 2])
        if token.kind != "sign" or (token.text == "/" and beside_number):
            continue
        if token.text in _SIGNS:
            advice = Advice(IN_WORDS, {"words": _SIGNS[token.text]})
            yield Finding("special sign", Weight.WARN, token.start, token.end, token.text, advice)
        elif token.text in "(;[":
            yield Finding("special sign", Weight.NOTE, token.start, token.end, token.text, Advice(NO_SIGN))


RULES = (
    long_sentence, long_words, commas, relative_clause, passive, maybe_forms, hard, short_forms, number_words, signs,
)  # fmt: skip
