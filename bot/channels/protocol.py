"""What a channel is to the rest of the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.domain.content import Content
from bot.domain.deliveries import Approval, Delivery, Knock, Reached, Receipt, Upload
from bot.domain.incoming import Incoming
from bot.errors import SendError


@dataclass(frozen=True, slots=True)
class Rendered:
    """One platform message, ready to send: the channel's own JSON, and the stored file it carries.

    `choices` are the words that may be typed as an answer, each with the action of its button. None: the message leaves
    open what could be typed before; () that nothing can be typed any more.
    """

    payload: str
    file_id: int | None = None
    choices: tuple[tuple[str, str], ...] | None = None
    knock: Knock | None = None  # what leaves instead while the chat is closed to free text


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as it came: the messenger's id for it and its raw JSON."""

    update_id: str
    raw: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a messenger says later of a message that it took: how far it came, or why it failed.

    `message` is the id that it gave to the message, `delivery_id` our own, where it tells.
    """

    message: str
    reached: Reached
    delivery_id: int | None = None
    error: SendError | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a messenger says of a text that it is to approve, by the key of its Knock."""

    key: str
    state: Approval
    reason: str = ""


# Commits updates to the inbox; when it returns, the messenger may be told that they were received.
Receive = Callable[[Sequence[Arrival]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a channel may be used, and whether sending something twice does harm there.

    `chat_burst` replies may go to one chat at once. What is uploaded is kept there for `keeps_files`; None: for good.
    A chat takes free text for `window` after the person's last message; None: always. So many people whose
    chats are closed may be knocked at within any 24 hours; None: any number. Where it `numbers`, buttons that
    find no room are lines, and chosen by typing.
    """

    per_second: float
    per_chat_seconds: float = 0.0
    chat_burst: int = 3
    parallel: int = 30
    repeatable: bool = False
    keeps_files: timedelta | None = None
    window: timedelta | None = None
    knocks_a_day: int | None = None
    numbers: bool = False


class Unparsable(ValueError):
    """An update that is not understood; its words say why, and nothing of what stands in it."""


class Sender(Protocol):
    """The part of a channel that the worker needs."""

    name: str

    @property
    def limits(self) -> Limits:
        """As they are now."""

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        """Send, or edit `delivery.target`, and acknowledge the tap. Raises the SendErrors of bot.errors."""


class Channel(Sender, Protocol):
    """One messenger. `parse` and `render` are pure; the rest talks to it.

    `can_edit` says whether messages can be changed there, `reports` whether it tells later how far they came.
    """

    can_edit: bool
    reports: bool
    tells_block: bool  # whether it tells when somebody blocks us
    keeps_taps: bool  # whether what was tapped while we were off comes in later
    notices: frozenset[str]  # the languages in which something may be said where a chat is closed

    def said(self, raw: str) -> int | None:
        """When an update was said, in seconds, where they come in any order; None where they come as they were said."""

    def parse(self, raw: str) -> Incoming | Report | Verdict | None:
        """What an update means; None when it is of no concern to us. Raises Unparsable."""

    def render(self, content: Content) -> list[Rendered]:
        """The platform messages for a content, at least one, each within the messenger's limits."""

    def link(self, payload: str) -> str | None:
        """A link that opens a chat here and starts it with `payload`; None while the channel has no address."""

    async def fetch(self, reference: str) -> bytes:
        """The bytes of a file that came in here. Raises SendError."""

    async def run(self, receive: Receive) -> None:
        """Take updates in until cancelled. Raises ChannelDown when the messenger refuses us."""

    async def close(self) -> None:
        """Let go of connections."""
