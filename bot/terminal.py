"""What commands print."""

from __future__ import annotations


def say(words: str) -> None:
    """Print a line."""
    print(words, flush=True)  # noqa: T201
