"""What every use case is given: the open transaction, the time, the project, and the voices of the channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.content import Content
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


class Voice(Protocol):
    """The part of a channel that services need: how it says something, and where it is found."""

    name: str
    can_edit: bool
    reports: bool

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
