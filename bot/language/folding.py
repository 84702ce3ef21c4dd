"""What people type, in the one form in which single words are compared."""

from __future__ import annotations

import re
import unicodedata

# Letters that keyboards write in two ways: Arabic and Persian y and k, Arabic a with and without its sign.
_ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه"})
_PLAIN_I = str.maketrans({"ı": "i"})  # of Turkish, which people write without its dot, and with it
_NO_LETTER = re.compile(r"[^\w\u0900-\u097f]+")


def folded(text: str) -> str:
    """A message as it is compared: small letters, one space between words, no signs on letters or beside them."""
    lower = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(letter for letter in unicodedata.normalize("NFD", lower) if not _is_sign(letter))
    return _NO_LETTER.sub(" ", unicodedata.normalize("NFC", bare).translate(_ALIKE).translate(_PLAIN_I)).strip()


def _is_sign(letter: str) -> bool:
    """A sign on a letter (é, Arabic vowels), but not those that are half of a Devanagari letter; joiners, too."""
    is_devanagari = "\u0900" <= letter <= "\u097f"
    return (unicodedata.category(letter) == "Mn" and not is_devanagari) or unicodedata.category(letter) == "Cf"
