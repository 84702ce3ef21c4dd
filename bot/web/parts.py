"""What the web server is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.channels.protocol import Arrival
from bot.channels.web import WebChannel
from bot.clock import Clock
from bot.domain.health import Health
from bot.domain.project import Project
from bot.store.database import Database

SIGNATURE_HEADER = "X-Hub-Signature-256"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name


class Webhook(Protocol):
    """A messenger that brings its updates here."""

    def secret_matches(self, header: str | None) -> bool:
        """Whether the call comes from the messenger; takes the same time for every answer."""

    def arrival(self, body: bytes) -> Arrival:
        """The update in a call. Raises Unparsable."""


class SignedWebhook(Protocol):
    """A messenger that brings several messages in one call here, and signs it."""

    def is_signed(self, body: bytes, signature: str | None) -> bool:
        """Whether a call comes from the messenger; takes the same time for every answer."""

    def verifies(self, token: str | None) -> bool:
        """Whether a call that only asks for this address knows our verify token."""

    def arrivals(self, body: bytes) -> list[Arrival]:
        """The messages in a call. Raises Unparsable."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A page that the demo shows: whose it is ("" is somebody new), their language, the page's secret."""

    title: str
    language: str
    token: str


class Demo(Protocol):
    """A made-up project whose clock can be moved on."""

    @property
    def phones(self) -> Sequence[Phone]:
        """The pages to show side by side."""

    def now(self) -> datetime:
        """The demo's time, as the clocks of the project show it."""

    async def welcome(self, language: str) -> None:
        """Let the bot greet somebody new, whose browser speaks this language; once."""

    async def move_on(self, step: str) -> None:
        """Let time pass: an "hour", to the next "day", or as far as the next "reminder"."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Numbers for whoever has the token: `scrape` makes the page and its content type."""

    token: str = field(repr=False)
    scrape: Callable[[], Awaitable[tuple[bytes, str]]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the web server is given. `receive` commits updates of a channel; `received` says that some are committed."""

    database: Database
    channel: WebChannel
    receive: Callable[[str, Sequence[Arrival]], Awaitable[None]]
    received: Callable[[], None]
    clock: Clock
    project: Project
    health: Callable[[], Awaitable[Health]]
    telegram: Webhook | None = None
    signed: Mapping[str, SignedWebhook] = field(default_factory=dict)  # by the channel's name
    demo: Demo | None = None
    metrics: Metrics | None = None
