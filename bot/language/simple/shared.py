"""Rules that German and English share; the words differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from bot.language.simple import lists
from bot.language.simple.tokens import Sentence, Token
from bot.language.simple.verdict import Advice, Finding, Weight
from bot.language.texts import mark_team

IN_FULL = mark_team("Please write it in full: {words}")
SIMPLER = mark_team("A simpler word: {words}")
DIGITS = mark_team("Digits are easier to read: {words}")
IN_WORDS = mark_team("Please write: {words}")
OWN_SENTENCE = mark_team("Please make a sentence of its own of this part.")
NO_SIGN = mark_team("Please write this sign in words, or make two sentences.")
WHO_DOES_IT = mark_team("Who does it? Please say it like this: Somebody does something.")
COMMAS = mark_team("Many parts in one sentence. Please say each in a sentence of its own.")


def kept_case(word: str, model: str) -> str:
    """A word with a capital if the one it replaces has one."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def hard_words(sentence: Sentence, language: str) -> Iterator[Finding]:
    """Words for which there is a simpler one."""
    for at, word in enumerate(sentence.words):
        found = lists.hard(word.low, language) if word.kind == "word" else None
        if found and not _is_name(word, at, found, language):
            fix = kept_case(found.simple, word.text) if found.swaps else None
            advice = Advice(SIMPLER, {"words": found.simple})
            yield Finding("hard word", Weight.WARN, word.start, word.end, word.text, advice, fix)


def _is_name(word: Token, at: int, found: lists.Hard, language: str) -> bool:
    """In German a capital inside the sentence makes a small word a noun, and so another one."""
    return language == "de" and at > 0 and word.is_capital and found.swaps


def abbreviations(sentence: Sentence, language: str) -> Iterator[Finding]:
    """Abbreviations, with their words. In an address, and for days and months, they are only noted."""
    known = lists.abbreviations(language)
    for token in sentence.words:
        short = known.get(token.text.replace(" ", "")) if token.kind == "short" else None
        if short and short.words:
            words = short.words
            # A dot that also ends the sentence stays.
            ends = token.end == sentence.end and token.text.endswith(".")
            weight = Weight.NOTE if short.in_address else Weight.STOP
            first = token.start == sentence.start
            fix = (kept_case(words, "A") if first else words) + ("." if ends else "")
            yield Finding(
                "abbreviation", weight, token.start, token.end, token.text, Advice(IN_FULL, {"words": words}), fix
            )


def numbers(sentence: Sentence, digits: Mapping[str, str]) -> Iterator[Finding]:
    """Numbers in words. At the beginning of a sentence and in a name they may have a capital: those stay."""
    for at, word in enumerate(sentence.words):
        if word.low in digits and (at == 0 or not word.is_capital):
            found = digits[word.low]
            advice = Advice(DIGITS, {"words": found})
            yield Finding("number", Weight.WARN, word.start, word.end, word.text, advice, found)


Clause = tuple[bool, list[Token]]


def clauses(sentence: Sentence) -> Iterator[Clause]:
    """The words between commas and other signs, and whether a part is not after a comma."""
    part: list[Token] = []
    first = True
    for token in sentence.tokens:
        if token.kind != "sign":
            part.append(token)
        elif token.text in ",;:–—.!?()…":
            if part:
                yield first, part
            part, first = [], token.text != ","
    if part:
        yield first, part


def many_commas(sentence: Sentence, is_verb: Callable[[Token], bool]) -> Iterator[Finding]:
    """Two commas or more between parts of a sentence: not those of a list, a date or an address."""
    parts = list(clauses(sentence))
    count = sum(
        not first and not (_is_fact(part) or _is_fact(before) or _is_entry(part, is_verb))
        for (_, before), (first, part) in pairwise(parts)
    )
    if count > 1:
        advice = Advice(COMMAS)
        yield Finding("many commas", Weight.WARN, sentence.start, sentence.end, sentence.text, advice)


def parting_commas(sentence: Sentence) -> int:
    """The commas of a sentence that do not stand beside a day, a time or an address."""
    parts = list(clauses(sentence))
    return sum(not (first or _is_fact(part) or _is_fact(before)) for (_, before), (first, part) in pairwise(parts))


def _is_fact(part: list[Token]) -> bool:
    """A day, a time, an address."""
    return len(part) < 6 and any(token.kind == "number" for token in part)


def _is_entry(part: list[Token], is_verb: Callable[[Token], bool]) -> bool:
    if len(part) == 1 or (len(part) == 2 and part[0].is_capital and part[1].low.endswith("en")):
        return True  # a thing, or something to do: "singen", "Tee trinken"
    return len(part) < 4 and not any(is_verb(token) for token in part)
