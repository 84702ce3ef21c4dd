"""What a messenger or a browser says of a person's language is a first guess at one on offer."""

from __future__ import annotations

import pytest

from bot.language.language_words import language_named
from bot.language.languages import LANGUAGES, guess


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt-br", None),
        ("EN-US", "en"),
        ("zh-hans", None),
        ("ku", "ku"),
        ("kmr", "ku"),
        ("ku-TR", "ku"),
        ("ckb", "ckb"),
        ("ckb-IQ", "ckb"),
        ("fa", "fa"),
        ("fa-IR", "fa"),
        ("fa-AF", "fa_AF"),
        ("fa_AF", "fa_AF"),
        ("fa-af", "fa_AF"),
        ("prs", "fa_AF"),
        ("PRS-af", "fa_AF"),
        ("ps-AF", "ps"),
        ("", None),
        (None, None),
    ],
)
def test_a_code_points_to_a_language_on_offer(hint: str | None, language: str | None) -> None:
    assert guess(hint) == language


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_is_known_by_its_own_name(code: str) -> None:
    assert language_named(f" {LANGUAGES[code].name.upper()}. ") == code


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("عربي", "ar"),
        ("العربيه", "ar"),
        ("Arabisch", "ar"),
        ("ARABIC!", "ar"),
        ("Turkce", "tr"),
        ("kurdî", "ku"),
        ("كوردی", "ckb"),
        ("Kurmanci", "ku"),
        ("فارسي", "fa"),
        ("Dari", "fa_AF"),
        ("پشتو", "ps"),
        ("af-Soomaali", "so"),
        ("русский", "ru"),
        ("francais", "fr"),
        ("kurdisch", None),
        ("Ich spreche Arabisch", None),
        ("سورانی؟", "ckb"),
        ("👍", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_known_by_the_names_that_people_type(typed: str | None, language: str | None) -> None:
    assert language_named(typed) == language
