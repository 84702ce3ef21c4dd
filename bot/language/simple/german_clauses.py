"""The rules for German on parts of a sentence: relative clauses, weil, dass and wenn, genitives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.simple import compounds, lists
from bot.language.simple.german_verbs import may_be_finite
from bot.language.simple.shared import IN_WORDS, OWN_SENTENCE, clauses
from bot.language.simple.tokens import Sentence, Token, place
from bot.language.simple.verdict import Advice, Finding, Weight
from bot.language.texts import mark_team

WITH_VON = mark_team("Please say it with “von”.")
TWO_SENTENCES = mark_team("Two short sentences may be easier.")

_NOTED = frozenset({"weil", "dass", "wenn"})
_INFINITIVE = re.compile(
    r"^(?:ab|an|auf|aus|bei|ein|fort|her|hin|los|mit|nach|vor|weg|zurück|zusammen|durch|um|weiter)zu\w+n$"
)
# The articles of the genitive, with what is said instead.
_HIS = {
    "des": "von dem", "eines": "von einem", "meines": "von meinem", "unseres": "von unserem", "ihres": "von ihrem",
    "eures": "von eurem", "dieses": "von diesem", "seines": "von seinem", "jedes": "von jedem",
}  # fmt: skip
_HER = {
    "der": "von der", "einer": "von einer", "unserer": "von unserer", "ihrer": "von ihrer", "meiner": "von meiner",
    "seiner": "von seiner", "dieser": "von dieser",
}  # fmt: skip
_NO_NOUNS = frozenset(
    {"sie", "ihnen", "ihr", "ihre", "ihren", "ihrem", "ihrer", "du", "dir", "dich"}
)  # but written large
_ADJECTIVE = ("e", "en", "er", "es", "em")
_ADJECTIVES = 2  # at most, between an article and its noun


def relative_clause(sentence: Sentence) -> Iterator[Finding]:
    """ ", der kocht" and the like: after a comma, perhaps with a preposition, and with the verb at its end."""
    for first, clause in clauses(sentence):
        at = 1 if clause[0].low in lists.small("de", "preposition") else 0
        if not first and len(clause) > at + 1 and _is_relative(clause[at:]):
            start, end, text = place(sentence, clause[0], clause[-1])
            yield Finding("relative clause", Weight.WARN, start, end, text, Advice(OWN_SENTENCE))


def _is_relative(clause: Sequence[Token]) -> bool:
    pronoun, following, last = clause[0], clause[1], clause[-1]
    if pronoun.low not in lists.small("de", "relative") or not may_be_finite(last):
        return False
    if len(clause) == 2:
        return last.low in lists.small("de", "finite")
    question = pronoun.low.startswith("welch") and following.is_capital  # welche Nachrichten
    main_clause = following.low in lists.small("de", "auxiliary")  # das ist gekocht
    infinitive = clause[-2].low == "zu" or bool(_INFINITIVE.match(last.low))
    return not (question or main_clause or infinitive)


def subordinate(sentence: Sentence) -> Iterator[Finding]:
    """weil, dass, wenn: only noted."""
    for word in sentence.words:
        if word.low in _NOTED:
            yield Finding("clause", Weight.NOTE, word.start, word.end, word.text, Advice(TWO_SENTENCES))


def genitive(sentence: Sentence) -> Iterator[Finding]:
    """ "die Leitung des Vereins": a noun, and des, eines or der with another."""
    tokens = sentence.tokens
    for at in range(1, len(tokens) - 1):
        noun = _noun_after(tokens, at) if tokens[at].low in _HIS or tokens[at].low in _HER else None
        if noun and _is_genitive(tokens, at, noun):
            start, end, text = place(sentence, tokens[at], noun)
            fix = _with_von(sentence, tokens[at - 1], tokens[at], noun)
            advice = Advice(IN_WORDS, {"words": fix}) if fix else Advice(WITH_VON)
            yield Finding("genitive", Weight.WARN, start, end, text, advice, fix)


def _noun_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The noun of an article, with at most two adjectives between."""
    for token in tokens[at + 1 : at + 2 + _ADJECTIVES]:
        if token.kind != "word":
            return None
        if token.is_capital:
            return token
        if not token.low.endswith(("en", "er")):
            return None
    return None


def _is_genitive(tokens: Sequence[Token], at: int, noun: Token) -> bool:
    before, article = tokens[at - 1], tokens[at]
    after_noun = at > 1 and before.kind == "word" and before.is_capital and before.low not in _NO_NOUNS
    if article.low in _HIS:
        prepositions = lists.small("de", "genitive preposition")
        return noun.low.endswith(("s", "n", "ß")) and (after_noun or before.low in prepositions)
    return after_noun and _is_introduced(tokens[at - 2])


def _is_introduced(before: Token) -> bool:
    """Whether an article, preposition or adjective stands before a noun: else it may be a name, and "der" its own."""
    if before.kind != "word":
        return False
    if before.low in lists.small("de", "before noun"):
        return True
    return not before.is_capital and before.low.endswith(_ADJECTIVE) and not may_be_finite(before)


def _with_von(sentence: Sentence, before: Token, article: Token, noun: Token) -> str | None:
    """The same with "von", where the noun's other form is sure."""
    if before.low in lists.small("de", "genitive preposition"):
        return None
    between = sentence.text[article.end - sentence.start : noun.start - sentence.start]
    if article.low in _HIS:
        dative = _dative(noun)
        return f"{_HIS[article.low]}{between}{dative}" if dative else None
    sure = article.low == "einer" or compounds.is_feminine(noun.low)  # of many, "der" is the plural
    return f"{_HER[article.low]}{between}{noun.text}" if sure else None


def _dative(noun: Token) -> str | None:
    """Vereins → Verein, Hauses → Haus, Menschen → Menschen; None when it is not sure."""
    if noun.low.endswith(("n", "us")):
        return noun.text
    for ending in ("es", "s"):
        if noun.low.endswith(ending) and compounds.ends_in_noun(noun.low.removesuffix(ending)):
            return noun.text.removesuffix(ending)
    return None if noun.low.endswith(("es", "ss", "ß")) else noun.text.removesuffix("s")


RULES = (relative_clause, genitive, subordinate)
