"""Announcements, and the rule that picks their recipients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AudienceKind(StrEnum):
    """What is asked of a person to be among the recipients."""

    EVERYONE = "everyone"
    LANGUAGE = "language"
    COMING = "coming"  # to an event, those with a place
    CONCERNED = "concerned"  # coming, maybe or waiting: those whom a change of the event concerns
    CAME = "came"  # to an event that is over
    UNANSWERED = "unanswered"  # were invited and have said nothing
    NEW = "new"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Audience:
    """A kind and, where it needs one, its value: a language, an event's id."""

    kind: AudienceKind
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def read(cls, stored: str) -> Audience:
        """The audience that `str` wrote."""
        kind, _, value = stored.partition(":")
        return cls(AudienceKind(kind), value)


@dataclass(frozen=True, slots=True)
class Announcement:
    """A message from coordinators to an audience: of an event, or of anything else (then it has a text)."""

    id: int
    kind: str  # invitation | again | change | cancellation | news
    event_id: int | None
    text_id: int | None
    audience: Audience
    state: str  # draft | scheduled | sending | stopped | done
    send_at: datetime | None
    created_by: int | None
    progress_delivery_id: int | None
    progress: str
    what: tuple[str, ...] = ()  # of a change: the facts that changed
