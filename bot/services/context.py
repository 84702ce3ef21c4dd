"""What every use case is given: the open transaction, the time, the project, and the voices of the channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.content import Content
from bot.domain.deliveries import Knock
from bot.domain.project import Project
from bot.store.database import Sql


class PlatformMessage(Protocol):
    """One message in a channel's own form."""

    @property
    def payload(self) -> str:
        """The channel's JSON."""

    @property
    def file_id(self) -> int | None:
        """The stored file it carries."""

    @property
    def choices(self) -> Sequence[tuple[str, str]] | None:
        """What may be typed as an answer, with the action of its button; None: whatever could be typed before."""

    @property
    def knock(self) -> Knock | None:
        """What leaves instead while the chat is closed to free text."""


class Habits(Protocol):
    """When a channel closes its chats to free text, and how many it lets us knock at."""

    @property
    def window(self) -> timedelta | None:
        """How long after a person's last message; None: never."""

    @property
    def knocks_a_day(self) -> int | None:
        """So many people within 24 hours; None: any number."""


class Voice(Protocol):
    """The part of a channel that services need: how it says something, and where it is found."""

    name: str
    can_edit: bool
    reports: bool
    tells_block: bool
    keeps_taps: bool
    notices: frozenset[str]

    @property
    def limits(self) -> Habits:
        """As they are now."""

    def render(self, content: Content) -> Sequence[PlatformMessage]:
        """The platform messages for a content."""

    def link(self, payload: str) -> str | None:
        """A link that starts a chat with `payload`."""


@dataclass(frozen=True, slots=True)
class Context:
    """One unit of work."""

    sql: Sql
    now: datetime
    project: Project
    voices: Mapping[str, Voice]
