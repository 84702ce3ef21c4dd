"""The rules for German on words: long ones, hard ones, abbreviations, numbers, and too many heavy nouns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from bot.language.simple import compounds, lists
from bot.language.simple.german_signs import is_gendered
from bot.language.simple.other import MOST_LETTERS, NO_WORD, SHORTER, longest_piece
from bot.language.simple.shared import abbreviations, hard_words, numbers
from bot.language.simple.tokens import Sentence, Token, pieces, place
from bot.language.simple.verdict import Advice, Finding, Weight
from bot.language.texts import mark_team

HYPHEN = mark_team("This word is long. With a hyphen it is easier to read: {words}")
TOO_NOMINAL = mark_team("Many heavy words. Please say with verbs who does what.")

NUMBERS = {
    "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
    "zehn": "10", "elf": "11", "zwölf": "12", "dreizehn": "13", "vierzehn": "14", "fünfzehn": "15", "sechzehn": "16",
    "siebzehn": "17", "achtzehn": "18", "neunzehn": "19", "zwanzig": "20", "dreißig": "30", "vierzig": "40",
    "fünfzig": "50", "sechzig": "60", "siebzig": "70", "achtzig": "80", "neunzig": "90", "hundert": "100",
    "tausend": "1000", "zweimal": "2 Mal", "dreimal": "3 Mal", "viermal": "4 Mal", "fünfmal": "5 Mal",
    "zehnmal": "10 Mal",
}  # fmt: skip
_STREET = re.compile(r"(?:straße|strasse|gasse|allee)$")
_HEAVY = re.compile(r"(?:ung|heit|keit|tion|tät)(?:en)?$")


def long_words(sentence: Sentence) -> Iterator[Finding]:
    """14 letters or more in one piece: a hyphen at the joint."""
    for word, after in zip_longest(sentence.words, sentence.words[1:]):
        if MOST_LETTERS <= longest_piece(word.text) < NO_WORD and _is_plain(word) and not _is_street(word, after):
            better = hyphened(word.text)
            advice = Advice(HYPHEN, {"words": better}) if better else Advice(SHORTER)
            yield Finding("long word", Weight.WARN, word.start, word.end, word.text, advice, better)


def _is_plain(word: Token) -> bool:
    """Not a word that everybody knows, nor one that another rule has something to say about."""
    if word.kind != "word" or is_gendered(word):
        return False
    return word.low not in lists.words("de_everyday") and lists.hard(word.low, "de") is None


def _is_street(word: Token, after: Token | None) -> bool:
    """A street is called as it is called: Kranichsteiner Straße."""
    if not word.is_capital:
        return False
    follows = after is not None and after.low in lists.small("de", "street follows")
    return bool(_STREET.search(word.low)) or (follows and word.low.endswith(("er", "en", "s")))


def hyphened(word: str) -> str | None:
    """A noun with hyphens so that no piece is long, as far as there are joints; None when there is none."""
    if not word[0].isupper():
        return None
    better = "-".join(map(_hyphened_piece, pieces(word)))
    return better if better != word else None


def _hyphened_piece(piece: str) -> str:
    at = compounds.joint(piece.lower()) if len(piece) >= MOST_LETTERS else None
    if at is None:
        return piece
    return f"{_hyphened_piece(piece[:at])}-{_hyphened_piece(piece[at:].capitalize())}"


def simpler_words(sentence: Sentence) -> Iterator[Finding]:
    """Office words and hard words."""
    return hard_words(sentence, "de")


def short_forms(sentence: Sentence) -> Iterator[Finding]:
    """Abbreviations, with their words."""
    return abbreviations(sentence, "de")


def number_words(sentence: Sentence) -> Iterator[Finding]:
    """Numbers in words: digits are read faster."""
    return numbers(sentence, NUMBERS)


def heavy_nouns(sentence: Sentence) -> Iterator[Finding]:
    """Two or more of -ung, -heit, -tion in a sentence; words that everybody knows do not count."""
    heavy = [word for word in sentence.words if word.is_capital and _is_heavy(word.low)]
    if len(heavy) > 1:
        start, end, text = place(sentence, heavy[0], heavy[-1])
        yield Finding("heavy nouns", Weight.WARN, start, end, text, Advice(TOO_NOMINAL))


def _is_heavy(low: str) -> bool:
    known = lists.words("de_everyday")
    return bool(_HEAVY.search(low)) and low not in known and low.removesuffix("en") not in known


RULES = (simpler_words, long_words, short_forms, number_words, heavy_nouns)
