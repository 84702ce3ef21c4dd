"""What a button says beyond its action. Anyone can send us any button data, so each value is checked."""

from __future__ import annotations

from collections.abc import Collection

from bot.errors import KranichError

_LARGEST = 2**53


class Forged(KranichError):
    """This button is no longer valid."""


class Args:
    """The values of a button, in order. Every reading raises Forged when the value is not there or not right."""

    def __init__(self, values: list[str]) -> None:
        self._values = values

    def number(self, at: int = 0, most: int = _LARGEST) -> int:
        """A whole number from 0 to `most`."""
        value = self.word(at)
        if not (value.isascii() and value.isdigit() and len(value) <= 16 and int(value) <= most):
            raise Forged
        return int(value)

    def word(self, at: int = 0, allowed: Collection[str] | None = None) -> str:
        """A text, one of those allowed."""
        if at >= len(self._values) or (allowed is not None and self._values[at] not in allowed):
            raise Forged
        return self._values[at]

    def __len__(self) -> int:
        return len(self._values)
