"""What came in from a messenger, once its form is taken off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

AttachmentKind = Literal["photo", "voice", "document"]
Sign = Literal["blocked", "unblocked", "moved"]


@dataclass(frozen=True, slots=True)
class Tap:
    """A press of a button: its action, the message it stands on (the channel's own words), and the press itself."""

    action: str
    message: str | None = None
    tap_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `reference` is where the channel keeps it."""

    kind: AttachmentKind
    reference: str
    mime: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A position on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of one chat. `start` is the payload of a start link, "" for a plain start, else None.

    `unreadable` is set for what arrived but cannot be used (a sticker, an edited message): the person is told so.
    `formerly` are addresses under which the same chat may be known to us; "moved" is the sign that only tells of it.
    """

    channel: str
    address: str
    text: str | None = None
    tap: Tap | None = None
    start: str | None = None
    command: str | None = None
    attachment: Attachment | None = None
    place: Place | None = None
    sign: Sign | None = None
    unreadable: bool = False
    language_hint: str | None = None
    formerly: tuple[str, ...] = ()
    said_at: datetime | None = None  # by the messenger's clock, where it tells
