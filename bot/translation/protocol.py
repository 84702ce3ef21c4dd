"""What a translation service is asked, whatever it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Translator(Protocol):
    """A translation service. Languages are named by our own codes. Each call may raise TranslationError."""

    async def can(self, source: str, target: str) -> bool:
        """Whether the service translates from one language into the other."""

    async def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """The texts, each translated, in their order. Only for a pair that it `can`."""

    async def close(self) -> None:
        """Let go of its connections."""
