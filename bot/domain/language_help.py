"""Help with a language at an event: who needs it, who can interpret, and which languages nobody covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HelpKind(StrEnum):
    """What a person says about a language: that they need someone who speaks it, or that they can interpret it."""

    NEED = "need"
    CAN = "can"


@dataclass(frozen=True, slots=True)
class LanguageHelp:
    """One person's word for one event: a language they need, or those they can interpret.

    `met` are those of them that somebody else offers, or needs.
    """

    need: str | None = None
    can: tuple[str, ...] = ()
    met: tuple[str, ...] = ()


NO_HELP = LanguageHelp()


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody who comes, or may come, said about a language. `sure`: they have a place."""

    participant_id: int
    name: str
    kind: HelpKind
    language: str
    sure: bool


def needed(said: Iterable[Said]) -> dict[str, int]:
    """How many need each language: what nobody covers first, then what most need."""
    said = list(said)
    counts = Counter(one.language for one in said if one.kind is HelpKind.NEED)
    covered = _covered(said)
    return dict(sorted(counts.items(), key=lambda item: (item[0] in covered, -item[1], item[0])))


def uncovered(said: Iterable[Said]) -> list[str]:
    """The languages that are needed, and that nobody interprets who has a place: a role alone, or a maybe, is none."""
    said = list(said)
    return [language for language in needed(said) if language not in _covered(said)]


def offered(said: Iterable[Said]) -> dict[str, list[Said]]:
    """Who can interpret each language."""
    found: dict[str, list[Said]] = {}
    for one in said:
        if one.kind is HelpKind.CAN:
            found.setdefault(one.language, []).append(one)
    return found


def _covered(said: Iterable[Said]) -> set[str]:
    return {one.language for one in said if one.kind is HelpKind.CAN and one.sure}
