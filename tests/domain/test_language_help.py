"""Which languages are needed at an event, and which of them nobody covers."""

from __future__ import annotations

from bot.domain.language_help import HelpKind, Said, needed, offered, uncovered


def says(name: str, kind: HelpKind, language: str, *, sure: bool = True) -> Said:
    return Said(len(name), name, kind, language, sure)


AMINA, AWIN, BAWER = (says(name, HelpKind.NEED, "ku") for name in ("Amina", "Awin", "Bawer"))
CAASHA = says("Caasha", HelpKind.NEED, "so", sure=False)
ROJAN = says("Rojan", HelpKind.CAN, "ku")
SIVAN = says("Sivan", HelpKind.CAN, "so", sure=False)


def test_what_nobody_covers_comes_first_and_then_what_most_need() -> None:
    assert list(needed([AMINA, AWIN, CAASHA]).items()) == [("ku", 2), ("so", 1)]
    assert list(needed([AMINA, AWIN, BAWER, CAASHA, ROJAN]).items()) == [("so", 1), ("ku", 3)]


def test_a_language_is_covered_by_who_has_a_place_and_not_by_a_maybe() -> None:
    assert uncovered([AMINA, CAASHA, ROJAN, SIVAN]) == ["so"]
    assert uncovered([ROJAN, SIVAN]) == []


def test_who_can_interpret_is_listed_by_language_though_nobody_needs_it() -> None:
    assert offered([CAASHA, ROJAN, SIVAN]) == {"ku": [ROJAN], "so": [SIVAN]}
