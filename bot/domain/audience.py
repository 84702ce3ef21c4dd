"""The rule that picks the recipients of an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AudienceKind(StrEnum):
    """What is asked of a person to be among the recipients."""

    EVERYONE = "everyone"
    LANGUAGE = "language"
    COMING = "coming"  # to an event, those with a place
    CONCERNED = "concerned"  # coming, maybe or waiting: those whom a change of the event concerns
    UNANSWERED = "unanswered"  # were invited and have said nothing
    NEW = "new"
    LONG = "long"
    ONE = "one"  # a single participant: a test to oneself


@dataclass(frozen=True, slots=True)
class Audience:
    """A kind and, where it needs one, its value: a language, an event's id, a participant's id."""

    kind: AudienceKind
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def read(cls, stored: str) -> Audience:
        """The audience that `str` wrote."""
        kind, _, value = stored.partition(":")
        return cls(AudienceKind(kind), value)
