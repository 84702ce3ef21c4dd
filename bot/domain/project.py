"""What is the same for everyone in one installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.times import QuietHours


@dataclass(frozen=True, slots=True)
class Project:
    """The project's name, home and habits. `language` is the one in which the team writes its texts.

    `spoken` are the languages in which this machine can read aloud.
    """

    name: str
    language: str
    zone: str
    quiet: QuietHours
    remind_before: tuple[timedelta, ...]
    public_url: str  # without a slash at its end
    spoken: frozenset[str] = frozenset()
    machine: bool = False  # a service translates the team's texts where nobody else has
    machine_letters: bool = False  # and letters
