"""What people write to the team, and say about events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A text to the team, in its writer's words."""

    id: int
    participant_id: int
    name: str
    state: str
    body: str
    file_id: int | None
    language: str
    answer: str
    mime: str = ""  # of its file
    answered_by: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What someone said, and in which language. `file_id` is a voice message."""

    kind: str  # good | better
    body: str
    file_id: int | None
    language: str
