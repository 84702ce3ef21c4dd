"""Where a long German word has its joint: Nachbarschafts|treff."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.language.simple import lists

# What may stand between the parts. The longest first, so that "s" is not taken for the end of a part.
_LINKS = ("ens", "en", "er", "es", "n", "s", "e")
_ENDINGS = ("innen", "ern", "en", "er", "es", "in", "n", "s", "e")
# After these endings and an "s" a new part begins, whatever it is: they make nouns, and hardly stand inside one.
_SURE = re.compile(r".{3}(?:ung|heit|keit|schaft|tion|tät|tum|ling|ment)$")
_UMLAUTS = str.maketrans("äöü", "aou")
# Before an unknown part these belong to what follows: Partei-Mitglieder, Drogen-Missbrauch.
_PREFIXES = (
    "ab",
    "an",
    "auf",
    "aus",
    "be",
    "beg",
    "ein",
    "ent",
    "ge",
    "mit",
    "miss",
    "ver",
    "vor",
    "zer",
    "um",
    "bei",
    "zu",
    "dis",
    "c",
    "q",
)
_LATIN = (
    "nation",
    "nationen",
    "station",
    "stationen",
    "option",
    "optionen",
    "ischen",
    "ebenen",
)  # and these to what stands before
_LEAST = 3  # letters of a part
MOST_LETTERS = 60  # of a word that is searched: every letter may be a joint. Longer ones are no German, or a prank.
_LEAST_UNKNOWN = 4  # of one that is in no list
_FEMININE = re.compile(r"(?:ung|heit|keit|schaft|tion|tät|erei|erin|ik|enz)$")
_VOWEL = re.compile("[aeiouyäöü]")


@lru_cache(maxsize=512)
def joint(word: str) -> int | None:
    """How many letters of a word in small letters stand before its joint; None when none is sure or it is too long."""
    if len(word) > MOST_LETTERS:
        return None
    places = [at for at in range(_LEAST, len(word) - _LEAST + 1) if _fits(word[:at], word[at:])]
    if not places:
        places = [at for at in range(_LEAST_UNKNOWN, len(word) - _LEAST_UNKNOWN + 1) if _half_known(word, at)]
    return min(places, key=lambda at: abs(2 * at - len(word)), default=None)


def _fits(left: str, right: str) -> bool:
    return left not in _no_parts() and _is_first(left) and _is_last(right)


def _half_known(word: str, at: int) -> bool:
    """One part is sure and the other looks like a word."""
    left, right = word[:at], word[at:]
    if left in _no_parts() or not _VOWEL.search(left) or not _VOWEL.search(right[:3]):
        return False
    if left.endswith("s") and _SURE.search(left[:-1]):
        return right[0] != "s" or right[:2] in {"sp", "st", "sc"}
    return len(right) > 5 and _is_noun(right) and not right.endswith(_LATIN) and not left.endswith(_PREFIXES)


@lru_cache(maxsize=4096)  # without it the work doubles with every letter
def _is_first(part: str) -> bool:
    """Whether a compound can begin with this."""
    if part in _firsts() or _is_known(part) or f"{part}e" in _nouns():  # Schul-, Kirch-, Sprach-
        return True
    if _SURE.search(part.removesuffix("s")) or any(
        part.endswith(link) and _is_known(part[: -len(link)]) for link in _LINKS
    ):
        return True
    return any(
        _no_parts().isdisjoint({part[:at], part[at:]}) and _is_first(part[:at]) and _is_first(part[at:])
        for at in range(_LEAST, len(part) - _LEAST + 1)
        if len(part) > 2 * _LEAST + 1
    )


def _is_last(part: str) -> bool:
    """Whether a compound can end with this, in any case and number."""
    if _is_noun(part):
        return True
    return any(
        _is_first(part[:at]) and _is_noun(part[at:])
        for at in range(_LEAST, len(part) - _LEAST + 1)
        if len(part) > 2 * _LEAST + 1 and part[:at] not in _no_parts()
    )


def _is_noun(part: str) -> bool:
    """Whether this is a noun of ours, perhaps with an ending, perhaps with the umlaut of its plural."""
    if _is_known(part):
        return True
    for ending in _ENDINGS:
        if part.endswith(ending) and len(part) - len(ending) >= _LEAST:
            stem = part[: -len(ending)]
            if _is_known(stem) or stem.translate(_UMLAUTS) in _nouns():
                return True
    return part.translate(_UMLAUTS) in _nouns()  # Gärten, Mütter


def _is_known(part: str) -> bool:
    return part in _nouns()


@cache
def _nouns() -> frozenset[str]:
    return lists.words("de_nouns") | lists.words("de_nouns_feminine")


def _no_parts() -> frozenset[str]:
    """Words that begin with these are not two nouns: Zusammen-Arbeit helps nobody."""
    return lists.small("de", "no part")


def _firsts() -> frozenset[str]:
    return lists.words("de_first_parts")


def ends_in_noun(word: str) -> bool:
    """Whether a word in small letters is a noun of ours, or a compound that ends in a longer one."""
    return len(word) <= MOST_LETTERS and any(
        word[at:] in _nouns() for at in range(len(word) - _LEAST) if not at or len(word) - at > _LEAST
    )


def is_feminine(noun: str) -> bool:
    """Whether a noun in small letters is surely feminine and singular."""
    return bool(noun in lists.words("de_nouns_feminine") or _FEMININE.search(noun))
