"""What the demo is about: its people and events, read from the two files beside this one."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, time, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.events import Choice
from bot.domain.people import AgeGroup, Gender, Household, Residence, Statistics
from bot.language.languages import LANGUAGES

FOLDER = Path(__file__).parent
_OLDEST = {AgeGroup.UNDER_27: 26, AgeGroup.TO_40: 40, AgeGroup.TO_60: 60, AgeGroup.OVER_60: 120}


class _Read(BaseModel):
    """Read strictly: a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Neighbour(_Read):
    """A made-up person. `languages` are tried in turn: the first that is on offer is spoken."""

    name: str
    country: str
    residence: Residence
    age: int
    gender: Gender
    adults: int
    children: int
    languages: str

    @property
    def language(self) -> str:
        """The language this person speaks with the bot."""
        return next(code for code in self.languages.split() if code in LANGUAGES)

    @property
    def household(self) -> Household:
        """Whom this person answers for."""
        return Household(self.adults, self.children)

    @property
    def statistics(self) -> Statistics:
        """What this person tells for the statistics."""
        group = next(group for group, oldest in _OLDEST.items() if self.age <= oldest)
        return Statistics(self.residence, self.country, group, self.gender)


class Said(_Read):
    """Feedback in words: of the person named, or of anyone who came and speaks the language."""

    by: str = ""
    language: str = ""
    face: int
    good: str
    better: str


class Scene(_Read):
    """An event. Its days count from the day on which the demo opens; without `sent` it is a draft."""

    texts: str
    day: int
    weekday: int | None = None  # 0 is Monday: it takes place on the first such day from `day` on
    start: time
    hours: int
    place: str
    latitude: float | None = None
    longitude: float | None = None
    places: int | None = None
    children: bool = True
    contact: str = "Olga"
    picture: str = ""
    weeks: int = 1
    sent: int | None = None
    coming: float = 0.0
    pages: dict[str, Choice] = Field(default_factory=dict)
    walk_ins: int = 0
    feedback: tuple[Said, ...] = ()

    def takes_place(self, opening: date) -> date:
        """The day on which it takes place (of a series, the first)."""
        day = opening + timedelta(days=self.day)
        return day if self.weekday is None else day + timedelta(days=(self.weekday - day.weekday()) % 7)


class Written(_Read):
    """A letter to the team."""

    by: str
    day: int
    at: time
    text: str


class Plot(_Read):
    """The events, their texts by name, language and field, and the letters."""

    events: tuple[Scene, ...]
    texts: dict[str, dict[str, dict[str, str]]]
    letters: tuple[Written, ...]


def neighbours() -> list[Neighbour]:
    """Everyone in the demo; the coordinator first."""
    with (FOLDER / "neighbours.csv").open(encoding="utf-8", newline="") as file:
        return [Neighbour.model_validate(row) for row in csv.DictReader(file)]


def plot() -> Plot:
    """What takes place."""
    return Plot.model_validate(tomllib.loads((FOLDER / "events.toml").read_text(encoding="utf-8")))
