"""Digits of all scripts."""

from __future__ import annotations

import unicodedata

_ROUND = " .):\u20e3\ufe0f\u200e\u200f\u2066\u2067\u2068\u2069"  # 2. 2) 2️⃣, and marks of direction


def western(text: str) -> str:
    """A text with its digits as 0 to 9, whatever script they are of: ٢ ۲ २."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def choice_key(text: str) -> str:
    """What somebody typed to choose, in the one form in which it is compared: "٢." is 2."""
    return western(text).strip(_ROUND).casefold()
