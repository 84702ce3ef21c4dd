"""From what was found to one number.

A sentence gets a point for every four words, for every comma that parts it, for every word of ten letters or more, and
for every kind of hard place in it. Nothing else is weighted: weights learnt from some texts were worse on others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.language.simple.shared import parting_commas
from bot.language.simple.tokens import Sentence
from bot.language.simple.verdict import Judged

WORDS_PER_POINT = 4
MOST_WORDS = 40  # a longer sentence is no harder, and lines of a list without a full stop are read as one
LONG = 10  # letters
# These are in the points already; weil, dass and wenn tell nothing.
_COUNTED = frozenset({"long sentence", "many commas", "long word", "clause"})
SLOPE = 10  # so many points on average bring the score to 37


def score_of(judged: Sequence[tuple[Sentence, Judged]]) -> float:
    """100 for no points, less for more. Longer sentences weigh more, with the root of their words, so that a few short
    ones do not hide them."""
    weights = [math.sqrt(found.words) for _, found in judged]
    total = sum(weight * _points(*one) for weight, one in zip(weights, judged, strict=True))
    return round(100 * math.exp(-total / (sum(weights) or 1) / SLOPE), 3)


def _points(sentence: Sentence, found: Judged) -> float:
    kinds = {finding.rule for finding in found.findings} - _COUNTED
    long = sum(word.kind == "word" and len(word.low) >= LONG for word in sentence.words)
    return min(found.words, MOST_WORDS) / WORDS_PER_POINT + parting_commas(sentence) + long + len(kinds)
