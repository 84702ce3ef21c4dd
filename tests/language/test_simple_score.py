"""Nothing is earned by hyphens, dots in words and line breaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.simple import check
from bot.language.simple.tokens import readings
from tests.language.test_simple import CLEAN, HARD

PUT_IN = ["-", "‐", "‑", "–", "·", "•", "\u00ad", "\n", "\n\n"]
INSTEAD_OF_SPACE = ["\n", "\n\n", "\n- ", " - ", "\n• ", " · ", "- ", "·\n"]
TEXTS = st.sampled_from([*CLEAN, *HARD])


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(PUT_IN), st.lists(st.floats(0, 1), max_size=8))
def test_the_score_does_not_rise_by_anything_put_in_anywhere(text: str, sign: str, places: list[float]) -> None:
    before = check(text, "de").score
    for place in places:
        at = int(place * len(text))
        text = text[:at] + sign + text[at:]
    assert check(text, "de").score <= before


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(st.sampled_from(["", *INSTEAD_OF_SPACE]), min_size=1, max_size=40))
def test_the_score_does_not_rise_by_anything_instead_of_spaces(text: str, tricks: list[str]) -> None:
    words = text.split(" ")
    gaps = [tricks[at % len(tricks)] or " " for at in range(len(words))]
    changed = "".join(word + gap for word, gap in zip(words, gaps, strict=True)).strip()
    assert check(changed, "de").score <= check(text, "de").score


@pytest.mark.parametrize(
    "trick", [(" ", "\n"), (" ", " - "), (", ", ",\n"), ("schaft", "·schaft"), ("e", "e\u00ad"), ("en", "-en")]
)
@pytest.mark.parametrize("text", HARD)
def test_the_score_does_not_rise_by_one_trick_used_throughout(text: str, trick: tuple[str, str]) -> None:
    assert check(text.replace(*trick), "de").score <= check(text, "de").score


@pytest.mark.parametrize("sign", [".", "·", "\u200b", "\u2060"])
@pytest.mark.parametrize("text", HARD)
def test_the_score_does_not_rise_by_signs_in_the_middle_of_words(text: str, sign: str) -> None:
    parted = re.sub(r"\b[^\W\d_]{8,}\b", lambda word: sign.join((word[0][:4], word[0][4:])), text)
    assert parted != text
    assert check(parted, "de").score <= check(text, "de").score


def test_links_and_abbreviations_keep_their_dots() -> None:
    joined = (
        "Infos: kranich.example/fest",
        "Fragen an olga.k@kranich.example",
        "Wir essen z.B. Brot.",
        "Das ist am 28.11.",
    )
    assert all(readings(text) == {text.replace("-", "")} for text in joined)
    assert readings("Die Nach.barn sind da.") == {"Die Nachbarn sind da."}


def test_a_hyphen_makes_a_word_easier_to_read_but_earns_nothing() -> None:
    long, hyphened = check("Die Kinderbetreuung ist da.", "de"), check("Die Kinder-Betreuung ist da.", "de")
    assert (len(long.findings), len(hyphened.findings)) == (1, 0)
    assert long.score == hyphened.score


def test_a_line_break_parts_lines_that_stand_for_themselves_but_no_sentence() -> None:
    running = (
        "Wir laden alle Menschen aus dem\nStadtteil und aus der\nganzen Stadt am Samstag zu einem\nFest im Park ein."
    )
    assert [finding.rule for finding in check(running, "de").findings] == ["long sentence"]
    lines = "Fest im Park\nSamstag, 28. November\n15:00 bis 18:00 Uhr\nGrundstraße 10\nEs gibt Essen\nKommen Sie"
    assert len(check(lines, "de").sentences) == 6
