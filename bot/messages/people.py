"""How many people are meant, in words."""

from __future__ import annotations

from bot.language.texts import Texts


def party(texts: Texts, adults: int, children: int) -> str:
    """ "2 adults, 1 child": those who come, or who belong to a household."""
    grown = texts.tn("{number} adult", "{number} adults", adults)
    if not children:
        return grown
    small = texts.tn("{number} child", "{number} children", children)
    return small if not adults else texts.t("{adults}, {children}", adults=grown, children=small)
