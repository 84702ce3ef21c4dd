"""People who share a phone: each button says for whose chat it acts, so that a tap is theirs whoever's turn it is."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.content import Content

MOST = 8  # people on one phone
_NAMED = re.compile(r"(.*)@(\d{1,15})", re.ASCII | re.DOTALL)


def acting_for(action: str, chat_id: int) -> str:
    """A button's action, for the person of a chat; one that is for somebody already stays so."""
    return action if _NAMED.fullmatch(action) else f"{action}@{chat_id}"


def read(action: str) -> tuple[str, int | None]:
    """A button's action alone, and the chat for whose person it acts; None: it does not say."""
    found = _NAMED.fullmatch(action)
    return (found[1], int(found[2])) if found else (action, None)


def addressed(content: Content, chat_id: int) -> Content:
    """The same, with buttons that act for the person of this chat."""
    buttons = tuple(
        tuple(replace(button, action=acting_for(button.action, chat_id)) for button in row) for row in content.buttons
    )
    actions = tuple(acting_for(action, chat_id) for action in content.notice.actions)
    return replace(content, buttons=buttons, notice=replace(content.notice, actions=actions))
