"""The rules for German on special signs, and on stars and colons inside words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.simple import lists
from bot.language.simple.shared import IN_WORDS, NO_SIGN
from bot.language.simple.tokens import Sentence, Token
from bot.language.simple.verdict import Advice, Finding, Weight
from bot.language.texts import mark_team

BOTH = mark_team("People stumble over this sign. Please write both: {words}")

_GENDERED = re.compile(r"(?P<stem>\w+?)(?:[*:_/][-‐‑]?[iI]n|\([-‐‑]?[iI]n|(?<=[a-zäöüß])In)(?P<many>nen)?\)?$")
_MEN = {
    "kolleg": "Kollegen", "nachbar": "Nachbarn", "student": "Studenten", "freund": "Freunde", "kund": "Kunden",
    "expert": "Experten", "präsident": "Präsidenten", "pat": "Paten", "lots": "Lotsen", "patient": "Patienten",
    "referent": "Referenten", "praktikant": "Praktikanten", "journalist": "Journalisten",
}  # fmt: skip
_SIGNS = frozenset("&%§/*_;=+~^|<>#")
_WORDS = {"&": "und", "%": "Prozent"}
_LOOK_BACK = 2  # words in which "mit" or "den" makes a dative


def is_gendered(word: Token) -> bool:
    """Whether a word has a star, colon or capital inside: Nachbar*innen."""
    return bool(_GENDERED.match(word.text))


def gendered(sentence: Sentence) -> Iterator[Finding]:
    """Stars, colons and capitals inside words."""
    for at, word in enumerate(sentence.words):
        found = _GENDERED.match(word.text) if word.kind == "word" else None
        if found:
            before = {one.low for one in sentence.words[max(0, at - _LOOK_BACK) : at]}
            dative = not before.isdisjoint(lists.small("de", "dative"))
            both = _both(found["stem"], dative=dative) if found["many"] else None
            advice = Advice(BOTH, {"words": both}) if both else Advice(NO_SIGN)
            yield Finding("special sign", Weight.STOP, word.start, word.end, word.text, advice, both)


def _both(stem: str, *, dative: bool) -> str | None:
    """Nachbarinnen und Nachbarn. Of one person the article changes, too, and that takes a person."""
    men = stem if stem.endswith("er") else _MEN.get(stem.lower())
    if men is None:
        return None
    return f"{stem}innen und {men}{'n' if dative and not men.endswith('n') else ''}"


def signs(sentence: Sentence) -> Iterator[Finding]:
    """Special signs. Brackets are only noted: an invitation may have them."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if token.kind != "sign" or _is_in_number(tokens, at):
            continue
        if token.text in "([{":
            yield Finding("special sign", Weight.NOTE, token.start, token.end, token.text, Advice(NO_SIGN))
        elif token.text in _SIGNS:
            words = _WORDS.get(token.text) or ("oder" if token.text == "/" else "")
            advice = Advice(IN_WORDS, {"words": words}) if words else Advice(NO_SIGN)
            fix = _fix(token, tokens[at - 1] if at else None)
            yield Finding("special sign", Weight.WARN, token.start, token.end, token.text, advice, fix)


def _is_in_number(tokens: Sequence[Token], at: int) -> bool:
    """In a phone number, a sum or a price a sign is none of ours."""
    around = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
    return tokens[at].text in "/+=(*#" and any(token.kind == "number" for token in around)


def _fix(token: Token, before: Token | None) -> str | None:
    words = _WORDS.get(token.text)
    if words is None or before is None:
        return None
    if before.end < token.start:
        return words
    return f" {words} " if token.text == "&" else f" {words}"


RULES = (gendered, signs)
