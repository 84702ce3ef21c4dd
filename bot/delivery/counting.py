"""What became of the tries to send, in plain numbers: noting them costs nothing, whoever watches reads them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from bot.channels.protocol import Limits, Sender
from bot.clock import Clock
from bot.delivery import policy
from bot.domain.deliveries import Delivery, Receipt, State, Upload
from bot.errors import Gone, Moved, NotEditable, Rejected, WindowClosed

# Upper ends in seconds: a message over Telegram takes about 0.1, and is given up after some 10.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(slots=True)
class Tries:
    """The tries of one channel since the start."""

    finished: Counter[State] = field(default_factory=Counter)
    durations: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))  # per bound, and beyond the last
    seconds: float = 0.0
    answered_at: datetime | None = None  # when the messenger last took a message or refused it: it works


class Counting:
    """A channel whose sends are counted; for the rest of the worker it is the channel itself."""

    def __init__(self, channel: Sender, clock: Clock, tries: Tries) -> None:
        self.name = channel.name
        self._channel = channel
        self._clock = clock
        self._tries = tries

    @property
    def limits(self) -> Limits:
        """The channel's own."""
        return self._channel.limits

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        """Send as the channel does, and note what came of it."""
        begin = perf_counter()
        try:
            receipt = await self._channel.send(delivery, upload)
        except Exception as error:
            self._failed(delivery, error)
            raise
        finally:
            took = perf_counter() - begin
            self._tries.seconds += took
            self._tries.durations[bisect_left(BOUNDS, took)] += 1
        self._tries.finished[State.SENT] += 1
        self._tries.answered_at = self._clock()
        return receipt

    def _failed(self, delivery: Delivery, error: Exception) -> None:
        now = self._clock()
        if isinstance(error, Gone | Rejected | Moved | NotEditable | WindowClosed):
            self._tries.answered_at = now
        if isinstance(error, Moved):
            return  # it is sent once more
        outcome = policy.decide(error, delivery, repeatable=self.limits.repeatable, now=now)
        if outcome.state is not State.WAITING:
            self._tries.finished[outcome.state] += 1
