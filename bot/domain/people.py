"""Participants, the households they answer for, and their roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_ADULTS = 12
MAX_CHILDREN = 12
NAME_LENGTH = 60


class Role(StrEnum):
    """What a participant may do beyond taking part."""

    COORDINATOR = "coordinator"
    INTERPRETER = "interpreter"


class Residence(StrEnum):
    """Asked for the statistics: how long a person has lived here."""

    NEW = "new"
    LONG = "long"


class AgeGroup(StrEnum):
    """Asked for the statistics: age in steps wide enough to hide a single person."""

    UNDER_27 = "-26"
    TO_40 = "27-40"
    TO_60 = "41-60"
    OVER_60 = "61-"


class Gender(StrEnum):
    """Asked for the statistics."""

    WOMAN = "woman"
    MAN = "man"
    DIVERSE = "diverse"


@dataclass(frozen=True, slots=True)
class Household:
    """The people one participant answers for, the participant among the adults."""

    adults: int = 1
    children: int = 0

    @property
    def people(self) -> int:
        """All of us."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a person told for the project's statistics; None is "I'd rather not say"."""

    residence: Residence | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    age_group: AgeGroup | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who uses the bot. Not registered yet: name is None."""

    id: int
    language: str
    name: str | None
    household: Household
    statistics: Statistics
    reminders: bool
    paused: bool
    chat_id: int | None
    registered: bool
    second_language: str | None = None  # understood, too
    roles: frozenset[Role] = frozenset()

    @property
    def is_coordinator(self) -> bool:
        """Whether team actions are open to this person."""
        return Role.COORDINATOR in self.roles

    @property
    def is_interpreter(self) -> bool:
        """Whether this person translates for the project."""
        return Role.INTERPRETER in self.roles


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a person is reached: an address on a channel. The address is opaque.

    `choices` are the words that can be typed here instead of tapping a button, with the button's action. People who
    share a phone have a chat each, with the same address: then `turn` is not 0, and the highest is whose turn it is.
    """

    id: int
    channel: str
    address: str
    participant_id: int
    reachable: bool
    choices: Mapping[str, str] = field(default_factory=dict, compare=False)
    turn: int = field(default=0, compare=False)

    @property
    def shared(self) -> bool:
        """Whether other people are reached at this address, too."""
        return self.turn > 0
