"""Events and the answers to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

TITLE_LENGTH = 80
FACT_LENGTH = 200
TEXT_LENGTH = 1500


class EventState(StrEnum):
    """A draft is seen by the team only; a planned event by everyone it was sent to; a cancelled one stays known."""

    DRAFT = "draft"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """A participant's reply to an event."""

    COMING = "coming"
    MAYBE = "maybe"
    NO = "no"


# The free texts of an event, in the order in which an invitation shows them. Each has wordings per language.
FIELDS = ("title", "what", "cost", "who_for", "bring")


class Origin(StrEnum):
    """Who wrote a text: a person, a machine, or a person and a second one found it right."""

    PERSON = "person"
    MACHINE = "machine"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Wording:
    """The free texts of an event or announcement in one language: by field, with its real language and its origin."""

    language: str
    texts: dict[str, str]
    languages: dict[str, str]
    origins: dict[str, Origin] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.language, *self.texts.values()))

    def get(self, field: str) -> str:
        """The text of a field, "" when there is none."""
        return self.texts.get(field, "")

    @property
    def foreign(self) -> bool:
        """Whether a text had to be taken from another language."""
        return any(language != self.language for language in self.languages.values())

    @property
    def automatic(self) -> bool:
        """Whether a machine wrote some of it."""
        return Origin.MACHINE in self.origins.values()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that takes place. `start` and `end` are UTC; `local_start` is what the team typed, in `zone`."""

    id: int
    text_id: int
    series_id: int | None
    state: EventState
    language: str
    start: datetime
    end: datetime
    local_start: str
    local_end: str
    zone: str
    place: str
    latitude: float | None
    longitude: float | None
    children_welcome: bool
    places: int | None
    contact: str
    picture_id: int | None
    sequence: int
    created_by: int | None

    def __hash__(self) -> int:
        return self.id  # a key of what is shown again with every answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What one participant said to one event. `waiting` is set for a coming that found no place."""

    event_id: int
    participant_id: int
    choice: Choice
    adults: int
    children: int
    waiting: bool
    since: datetime  # the order of the waiting list
    answered_at: datetime
    came: bool | None = None

    @property
    def seats(self) -> int:
        """How many places this answer takes or asks for."""
        return self.adults + self.children if self.choice is Choice.COMING else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answered what, in people for those with a place."""

    coming: int = 0
    adults: int = 0
    children: int = 0
    maybe: int = 0
    no: int = 0
    waiting: int = 0
    waiting_seats: int = 0
    unanswered: int = 0

    @property
    def held(self) -> int:
        """Places taken."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class Named:
    """An answer with the name of who gave it."""

    name: str
    language: str
    answer: Answer
