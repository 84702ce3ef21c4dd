"""The buttons of an invitation: few rows, each whole on a small phone, and none that does what another does."""

from __future__ import annotations

import pytest

from bot.domain.content import HALF_A_ROW, Button, Content, packed
from bot.domain.events import Answer, Choice
from bot.domain.people import Household
from bot.language.languages import LANGUAGES
from bot.messages.invitation import Standing
from tests.invitations import NOW, invitation

FAMILY = Household(2, 3)


def answered(language: str, choice: Choice, adults: int = 0, children: int = 0, family: Household = FAMILY) -> Content:
    answer = Answer(7, 1, choice, adults, children, waiting=False, since=NOW, answered_at=NOW)
    return invitation(language, "15:00", "18:00", Standing(answer, free=6, household=family), aloud=True)


def actions(content: Content) -> list[list[str]]:
    return [[button.action for button in row] for row in content.buttons]


def test_two_buttons_share_a_row_where_both_are_read_whole() -> None:
    short, long = Button("✅ " + "x" * (HALF_A_ROW - 2), "short"), Button("✅ " + "x" * (HALF_A_ROW - 1), "long")
    assert packed(short, short, short) == ((short, short), (short,))
    assert packed(short, long, short, short) == ((short,), (long,), (short, short))
    assert packed() == ()


def test_what_belongs_together_stands_in_one_row_in_the_order_in_which_it_is_wanted() -> None:
    assert actions(invitation("en", "15:00", "18:00", aloud=True)) == [
        ["hear:7"],
        ["a:7:coming"],
        ["a:7:maybe", "a:7:no"],
    ]
    assert actions(answered("en", Choice.COMING, 2, 1)) == [
        ["a:7:1.1", "a:7:3.1"],
        ["a:7:2.0", "a:7:2.2"],
        ["a:7:2.3", "a:7:1.0"],
        ["a:7:maybe", "a:7:no"],
        ["lh:7", "ics:7"],
        ["hear:7"],
    ]
    assert actions(answered("en", Choice.MAYBE)) == [["a:7:coming", "a:7:no"], ["lh:7", "hear:7"]]
    assert actions(answered("en", Choice.NO)) == [["a:7:coming", "a:7:maybe"], ["hear:7"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_no_language_an_invitation_has_more_than_eight_rows_or_a_label_that_is_cut(language: str) -> None:
    cards = [invitation(language, "15:00", "18:00", aloud=True)]
    cards += [answered(language, Choice.COMING, 2, 1), answered(language, Choice.MAYBE), answered(language, Choice.NO)]
    for card, most in zip(cards, (4, 8, 4, 3), strict=True):
        assert len(card.buttons) <= most
        for row in card.buttons:
            assert len(row) == 1 or max(len(button.label) for button in row) <= HALF_A_ROW


@pytest.mark.parametrize("party", [(a, c) for a in range(4) for c in range(4) if a + c])
def test_no_two_buttons_do_the_same_and_none_does_nothing(party: tuple[int, int]) -> None:
    for family in (Household(1, 0), Household(0, 1), FAMILY):
        card = answered("en", Choice.COMING, *party, family)
        found = [action for row in actions(card) for action in row]
        assert len(set(found)) == len(found)
        assert "a:7:{}.{}".format(*party) not in found
