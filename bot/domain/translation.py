"""What a machine is to translate, and what to do when it cannot. Pure: who asks it only obeys."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

IsSimple = Callable[[str, str], bool]  # whether a text in a language is simple enough for a machine

MOST_ATTEMPTS = 30  # with the pauses below more than half a day; then it is this text that the service cannot do
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
REFUSED_PAUSE = timedelta(hours=6)  # a key or a quota does not mend by itself within minutes
TELL_AFTER = timedelta(minutes=10)  # as of a messenger that is stuck: until then it is a hiccup


class Trouble(StrEnum):
    """What can be wrong with a translation service."""

    SILENT = "silent"
    REFUSED = "refused"
    USED_UP = "used_up"
    GARBLED = "garbled"


class Reason(StrEnum):
    """Why a text was not translated."""

    HARD = "hard"  # not simple enough for a machine
    UNKNOWN = "unknown"  # the service does not know the language
    WRONG = "wrong"  # what came back cannot be trusted
    TROUBLE = "trouble"  # the service did not do it, however often it was asked


@dataclass(frozen=True, slots=True)
class Job:
    """A text to be translated: a field of a set of texts, or of a letter its `body` or the `answer` to it."""

    id: int
    text_id: int | None
    letter_id: int | None
    field: str
    source: str
    language: str
    text: str
    attempts: int
    names: tuple[str, ...] = ()  # what stays as it is

    @property
    def is_ours(self) -> bool:
        """Whether the team wrote it: then it is to be simple."""
        return self.letter_id is None or self.field == "answer"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job: its text in the other language, or why there is none."""

    job: Job
    body: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A translation that is not there: `reason` is set when it does not come, else it is still to come."""

    field: str
    language: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A service in trouble: since when, until when it is left alone, how often it was tried, whether the team knows."""

    trouble: Trouble
    since: datetime
    until: datetime
    tries: int
    told: bool = False

    def is_serious(self, now: datetime) -> bool:
        """Whether somebody should look."""
        return self.trouble in {Trouble.REFUSED, Trouble.USED_UP} or now - self.since >= TELL_AFTER


def speaks_deepl(url: str) -> bool:
    """Whether an address speaks DeepL's protocol, not LibreTranslate's: deepl.com, or any that ends in /v2."""
    address = urlsplit(url)
    host = address.hostname or ""
    return host == "deepl.com" or host.endswith(".deepl.com") or address.path.rstrip("/").endswith("/v2")


def names_of_event(place: str, contact: str) -> tuple[str, ...]:
    """The names in an event's facts. A place of a single word, as "Park", may well be an ordinary word of the text."""
    places = (place,) if re.search(r"\s|\d", place) else ()
    people = (part.strip() for part in (contact, *contact.split(",")))
    return tuple(dict.fromkeys((*places, *filter(None, people))))


def held(before: Hold | None, trouble: Trouble, retry_at: datetime | None, now: datetime) -> Hold:
    """How the service is left alone after one more failure; at least until `retry_at`, where it asks for that."""
    tries = before.tries + 1 if before else 1
    until = max(now + pause(trouble, tries), retry_at or now)
    return replace(before, trouble=trouble, until=until, tries=tries) if before else Hold(trouble, now, until, tries)


def pause(trouble: Trouble, tries: int) -> timedelta:
    """How long to wait after the `tries`-th failure in a row: 5 s, 15 s, 45 s … 30 min; hours where it refuses us."""
    if trouble in {Trouble.REFUSED, Trouble.USED_UP}:
        return REFUSED_PAUSE
    grown: int = 3 ** min(max(tries, 1) - 1, 10)
    return min(FIRST_PAUSE * grown, LONGEST_PAUSE)
