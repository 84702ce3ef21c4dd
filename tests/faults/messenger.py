"""A messenger that is not always well: the real web channel, which does to a message what it was told to."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.protocol import Limits, Receive, Rendered
from bot.channels.web import WebChannel
from bot.clock import Clock
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.domain.incoming import Incoming
from bot.errors import Gone, NotSent, Rejected, SendError, Uncertain
from bot.store.database import Row, Sql, read_stamp


@dataclass(frozen=True)
class Trouble:
    """What becomes of a message: an error, though it may have arrived all the same."""

    error: Callable[[datetime], SendError]
    arrives: bool = False


TROUBLES = {
    "no answer": Trouble(lambda _: Uncertain()),
    "no answer, but it arrived": Trouble(lambda _: Uncertain(), arrives=True),
    "not sent": Trouble(lambda _: NotSent("no connection")),
    "this chat is slow": Trouble(lambda now: NotSent("slow down", retry_at=now + timedelta(seconds=7))),
    "nobody there": Trouble(lambda _: NotSent("no connection", whole_channel=True)),
    "slow down, all of you": Trouble(
        lambda now: NotSent("slow down", retry_at=now + timedelta(seconds=35), whole_channel=True)
    ),
    "rejected": Trouble(lambda _: Rejected("what is this?")),
}


@dataclass(frozen=True)
class Arrived:
    """A message that a person got, and how things stood then."""

    at: datetime
    delivery: int
    address: str
    language: str
    words: str
    edits: bool  # a message that is there already, which may be done again
    key: str  # under which a person gets it once; "" is none
    participant_id: int | None
    event_id: int | None
    answer: str  # to its event: coming, maybe, no, waiting; "" is none
    event_state: str
    event_start: datetime | None


class Messenger:
    """The web channel with troubles. Sending twice does harm here, so it is never done."""

    name = "web"
    can_edit = True
    reports = False
    tells_block = True
    keeps_taps = False
    notices: frozenset[str] = frozenset()
    limits = Limits(per_second=1e6)

    def __init__(self) -> None:
        self.ahead: deque[Trouble] = deque()
        self.blocked: set[str] = set()
        self.arrived: list[Arrived] = []

    def goes_on(self, channel: WebChannel, clock: Clock, read: Sql) -> Messenger:
        """The bot was started anew."""
        self._channel, self._clock, self._read = channel, clock, read
        return self

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        """Send, unless there is trouble ahead."""
        if delivery.address in self.blocked:
            raise Gone("blocked")
        trouble = self.ahead.popleft() if self.ahead else None
        if trouble and not trouble.arrives:
            raise trouble.error(self._clock())
        receipt = await self._channel.send(delivery, upload)
        self.arrived.append(await self._noted(delivery))
        if trouble:
            raise trouble.error(self._clock())
        return receipt

    async def _noted(self, delivery: Delivery) -> Arrived:
        row = await self._read.one(
            "SELECT d.dedupe_key, d.participant_id, d.event_id, a.choice, a.waiting, e.state, e.starts_at "
            "FROM delivery AS d LEFT JOIN event AS e ON e.id = d.event_id LEFT JOIN answer AS a "
            "ON a.event_id = d.event_id AND a.participant_id = d.participant_id WHERE d.id = ?",
            delivery.id,
        )
        assert row is not None
        content: dict[str, Any] = json.loads(delivery.payload)
        return Arrived(
            at=self._clock(),
            delivery=delivery.id,
            address=delivery.address,
            language=content["language"],
            words=" ".join(line["text"] for line in content["lines"]),
            edits=delivery.target is not None,
            key=row["dedupe_key"] or "",
            participant_id=row["participant_id"],
            event_id=row["event_id"],
            answer=_answer(row),
            event_state=row["state"] or "",
            event_start=read_stamp(row["starts_at"]) if row["starts_at"] else None,
        )

    def parse(self, raw: str) -> Incoming | None:
        """As the web channel does."""
        return self._channel.parse(raw)

    def said(self, _: str) -> None:
        """As the web channel does."""

    def render(self, content: Content) -> list[Rendered]:
        """As the web channel does."""
        return self._channel.render(content)

    def link(self, payload: str) -> str | None:
        """As the web channel does."""
        return self._channel.link(payload)

    async def fetch(self, reference: str) -> bytes:
        """As the web channel does."""
        return await self._channel.fetch(reference)

    async def run(self, receive: Receive) -> None:
        """As the web channel does."""
        await self._channel.run(receive)

    async def close(self) -> None:
        """As the web channel does."""
        await self._channel.close()


def _answer(row: Row) -> str:
    if row["choice"] is None:
        return ""
    return "waiting" if row["waiting"] else str(row["choice"])
