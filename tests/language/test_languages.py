"""What a messenger or a browser says of a person's language is a first guess at one on offer."""

from __future__ import annotations

import pytest

from bot.language.languages import guess


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
