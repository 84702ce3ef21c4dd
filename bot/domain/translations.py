"""The translation desk: what is asked for, proposed and confirmed, and what the readers of a language get."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zlib import crc32

from bot.domain.events import Origin


class Stage(StrEnum):
    """How far the translation of one field is. Released, it is a wording."""

    OUTDATED = "outdated"  # it translates what is no longer said; nobody has asked for a new one
    ASKED = "asked"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Translation:
    """One field in one language, on its way. Until it is proposed, `body` is an older text to start from, or ""."""

    field: str
    language: str
    stage: Stage
    body: str
    asked_by: int | None = None
    written_by: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is a text that can be looked at and released."""
        return self.stage in {Stage.PROPOSED, Stage.CONFIRMED}

    def origin(self) -> Origin:
        """Who wrote it, once it is released."""
        return Origin.CONFIRMED if self.stage is Stage.CONFIRMED else Origin.PERSON


def version(translations: Sequence[Translation]) -> str:
    """A few letters that change when one of the texts does: a button acts on what its reader has seen."""
    return f"{crc32(repr([(one.field, one.body) for one in translations if one.is_ready]).encode()):x}"


def can_confirm(translations: Sequence[Translation], person_id: int) -> bool:
    """Whether there is a proposal that somebody else wrote: nobody confirms their own text."""
    return any(one.stage is Stage.PROPOSED and one.written_by != person_id for one in translations)


@dataclass(frozen=True, slots=True)
class Job:
    """A text that an interpreter can translate (`to_write` fields are asked for) or check, in one language."""

    text_id: int
    language: str
    to_write: int
    leaves_at: datetime | None = None  # when the announcement goes out, where that is planned


class Reading(StrEnum):
    """What the readers of a language get."""

    ORIGINAL = "original"
    PERSON = "person"
    CONFIRMED = "confirmed"
    MACHINE = "machine"  # some of it, at least
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Group:
    """The people of an audience who read one language, and what they get; what is on its way for them."""

    language: str
    people: int
    reading: Reading
    asked: bool = False
    ready: bool = False  # a translation waits to be released
    spoken: bool = False  # there is an interpreter for it

    @property
    def is_gap(self) -> bool:
        """Whether a person has not written all of it, and nobody was asked to."""
        return self.reading in {Reading.MACHINE, Reading.PARTLY, Reading.MISSING} and not (self.asked or self.ready)


def reading(fields: Collection[str], origins: Mapping[str, Origin]) -> Reading:
    """What people get of a text with these fields, of which some are written in their language."""
    found = [origins[field] for field in fields if field in origins]
    if not found:
        return Reading.MISSING
    if len(found) < len(fields):
        return Reading.PARTLY
    if Origin.MACHINE in found:
        return Reading.MACHINE
    return Reading.CONFIRMED if set(found) == {Origin.CONFIRMED} else Reading.PERSON


def groups(
    counts: Mapping[str, int],
    source: str,
    written: Mapping[str, Mapping[str, Origin]],
    translations: Sequence[Translation],
    spoken: Collection[str] = (),
) -> list[Group]:
    """Every group of an audience, in the order of `counts`.

    `written` holds by language and field who wrote it; interpreters translate into the languages that are `spoken`.
    """
    fields = written.get(source, {})
    found = []
    for language, people in counts.items():
        own = [one for one in translations if one.language == language]
        found.append(
            Group(
                language,
                people,
                Reading.ORIGINAL if language == source else reading(fields, written.get(language, {})),
                asked=any(one.stage is Stage.ASKED for one in own),
                ready=any(one.is_ready for one in own),
                spoken=language in spoken,
            )
        )
    return found
