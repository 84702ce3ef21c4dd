"""Deliveries: one platform message to one chat, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a delivery stands. All but waiting and sending are final, unless the messenger tells otherwise later."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Reached(StrEnum):
    """How far the messenger says that a message came."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    def follows(self, before: Reached | None) -> bool:
        """Whether this is news after `before`. Reports come in any order: what was read is not delivered afterwards,
        what arrived has not failed, and a failure is final."""
        if before is None or before is self:
            return before is None
        order = [Reached.SENT, Reached.FAILED, Reached.DELIVERED, Reached.READ]
        return before is not Reached.FAILED and order.index(self) > order.index(before)


RESTORED = "a backup was put back"  # why it is uncertain: what the backup does not know may have been sent


class Urgency(StrEnum):
    """The classes of messages. Replies overtake the rest and leave at any hour, urgent ones leave at any hour."""

    REPLY = "reply"
    URGENT = "urgent"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Knock:
    """What may be said in a chat that is closed to free text, so that the person opens it.

    `payload` is the channel's own JSON. `key` names the text, which the messenger approves; "" is nothing at all.
    `lasts` is for how many seconds the messenger goes on trying to deliver it; 0 if that does not matter. Older texts
    that take the same facts have keys of the pattern `family`, with * for anything. The payload names the text as the
    key does, before its slash.
    """

    key: str
    payload: str
    lasts: int = 0
    family: str = ""


class Approval(StrEnum):
    """What a messenger says of a text that it is to approve."""

    APPROVED = "approved"
    PENDING = "pending"
    PAUSED = "paused"
    REFUSED = "refused"


# Why a closed chat is not knocked at, in the words of the outbox.
NOT_APPROVED = "no approved text"
NO_CONSENT = "no consent"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery, with all that sending it needs. `payload` is the channel's own JSON."""

    id: int
    chat_id: int
    address: str
    urgency: Urgency
    payload: str
    attempts: int
    target: str | None = None  # the message to edit
    tap_id: str | None = None  # the press to acknowledge
    file_id: int | None = None
    only_edit: bool = False  # when `target` cannot be changed, nothing is sent in its place
    has_knock: bool = False  # where the chat is closed, something else may be said
    knocks: bool = False  # this is it


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for a delivery: where the channel has it already, or else its bytes."""

    name: str
    mime: str
    reference: str | None = None
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the messenger said to a delivery: the message's id there, and the reference of an uploaded file.

    Until `pause_until`, if it is there, the messenger wants to be left in peace.
    """

    message: str | None
    file_reference: str | None = None
    pause_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to record of one try: the state it leaves, when to try again, and the reason in plain words.

    `gone` says that nothing more reaches this chat, `knock` that it is closed: only a knock may go there next; `anew`
    that no old message can show it: it goes out as a new one.
    """

    state: State
    retry_at: datetime | None = None
    reason: str = ""
    gone: bool = False
    knock: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How an announcement stands: deliveries counted by people."""

    audience: int
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    unreachable: int = 0
    uncertain: int = 0
    cancelled: int = 0
    unfinished: bool = False  # more people are still to be enqueued

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to send."""
        return self.waiting == 0 and not self.unfinished
