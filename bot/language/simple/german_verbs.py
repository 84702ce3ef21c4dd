"""The rules for German on verbs: passive and Konjunktiv II; and what looks like a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.simple import lists
from bot.language.simple.shared import SIMPLER, WHO_DOES_IT, clauses
from bot.language.simple.tokens import Sentence, Token, place
from bot.language.simple.verdict import Advice, Finding, Weight
from bot.language.texts import mark_team

DIRECTLY = mark_team("Please say it directly, without this word.")

# Forms that can be nothing else, with the plain form; würde has none.
KONJUNKTIV = {
    "wäre": "ist", "wären": "sind", "hätte": "hat", "hätten": "haben", "würde": "", "würden": "", "könnte": "kann",
    "könnten": "können", "dürfte": "darf", "dürften": "dürfen", "müsste": "muss", "müssten": "müssen",
    "käme": "kommt", "kämen": "kommen", "ginge": "geht", "gäbe": "gibt", "gäben": "geben", "bräuchte": "braucht",
    "bräuchten": "brauchen", "ließe": "lässt", "fände": "findet", "fänden": "finden", "stünde": "steht",
    "stünden": "stehen", "wüsste": "weiß", "wüssten": "wissen", "täte": "tut", "täten": "tun", "sähe": "sieht",
    "nähme": "nimmt", "nähmen": "nehmen", "bliebe": "bleibt", "läge": "liegt", "lägen": "liegen", "hielte": "hält",
    "träfe": "trifft", "spräche": "spricht", "brächte": "bringt", "dächte": "denkt", "zöge": "zieht",
}  # fmt: skip
_PREFIX = (
    "(?:ab|an|auf|aus|bei|durch|ein|fest|fort|frei|heim|her|hin|hoch|los|mit|nach|nieder|statt|teil|über|um|unter|vor|"
    "weg|weiter|wieder|zu|zurück|zusammen|herunter|hinaus|heraus|herein|hinein|voran|bereit|kennen|fern)?"
)
_WEAK = re.compile(rf"^(?:{_PREFIX}(?:ge|be|ver|er|ent|zer|miss|über|unter)\w{{2,}}t|\w{{3,}}iert)$")
_FINITE = re.compile(r"(?:[^aeiou]t|[aeu]t|te|ten|eln|ern|[^e]en)$")
_LOOK_BACK = 3  # words before "wird" in which its participle stands


def may_be_finite(token: Token) -> bool:
    """Whether a word may be a finite verb, by its form."""
    if token.kind != "word" or token.is_capital:
        return False
    if token.low in lists.small("de", "finite"):
        return True
    return bool(_FINITE.search(token.low)) and token.low not in lists.small("de", "no verb")


def passive(sentence: Sentence) -> Iterator[Finding]:
    """ "wird gekocht": a form of werden and a participle in one clause."""
    for _, clause in clauses(sentence):
        for at, token in enumerate(clause):
            participle = _participle(clause, at) if token.low in lists.small("de", "werden") else None
            if participle:
                first, last = sorted((token, participle), key=lambda word: word.start)
                start, end, text = place(sentence, first, last)
                yield Finding("passive", Weight.WARN, start, end, text, Advice(WHO_DOES_IT))
                break


def _participle(clause: Sequence[Token], at: int) -> Token | None:
    around = (*clause[at + 1 :], *reversed(clause[max(0, at - _LOOK_BACK) : at]))
    return next((word for word in around if _is_participle(word)), None)


def _is_participle(token: Token) -> bool:
    if token.kind != "word" or token.is_capital or token.low in lists.small("de", "no participle"):
        return False
    return token.low in lists.words("de_participles") or bool(_WEAK.match(token.low))


def konjunktiv(sentence: Sentence) -> Iterator[Finding]:
    """Konjunktiv II. "Könnten Sie" loses only politeness in its plain form, so that is a fix."""
    for at, word in enumerate(sentence.words):
        plain = KONJUNKTIV.get(word.low)
        if plain is None or (word.is_capital and at):
            continue
        asked = word.low == "könnten" and any(after.text == "Sie" for after in sentence.words[at + 1 : at + 2])
        fix = (plain.capitalize() if word.is_capital else plain) if asked else None
        advice = Advice(SIMPLER, {"words": plain}) if plain else Advice(DIRECTLY)
        yield Finding("Konjunktiv", Weight.WARN, word.start, word.end, word.text, advice, fix)


RULES = (passive, konjunktiv)
