"""What Meta promises of its JSON, held to: names, types, and the ids by which we know a message."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.domain.deliveries import Reached

Fields = dict[str, Any]
# "played" is said of a voice message.
REACHED: dict[object, Reached] = {"played": Reached.READ, **{str(reached): reached for reached in Reached}}


def message_key(message_id: str) -> str:
    """Under which name we know a message of WhatsApp's: its own id has the person's phone number in it."""
    return hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()[:32]


def fields(value: object) -> Fields:
    """An object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError
    return value


def items(value: object) -> list[Any]:
    """A list. Raises TypeError."""
    if not isinstance(value, list):
        raise TypeError
    return value


def string(value: object) -> str:
    """A text. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError
    return value


def optional(value: object) -> str | None:
    """A text that may be missing. Raises TypeError."""
    return None if value is None else string(value)


def degrees(value: object) -> float:
    """A latitude or longitude. Raises TypeError, or ValueError outside of the world."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError
    if not -180 <= value <= 180:  # also what is no number
        raise ValueError
    return float(value)
