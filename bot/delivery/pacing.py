"""How fast a channel may be used. Slots are target times, so lateness does not add up."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.protocol import Limits
from bot.domain.deliveries import Urgency

# A delay of the machine up to this long is caught up, so that the average holds; a longer one is a fresh start.
CATCH_UP = timedelta(seconds=0.25)
# So many replies at once may go ahead of the schedule; the announcements then wait until the schedule has caught up.
AHEAD = 10
_REMEMBERED_CHATS = 2000


class Pacer:
    """The schedule of one channel, overall and per chat. It is told the time and never waits itself."""

    def __init__(self, limits: Limits) -> None:
        self._step = timedelta(seconds=1 / limits.per_second)  # 0 for a channel without a limit
        self._chat_step = timedelta(seconds=limits.per_chat_seconds)
        self._chat_burst = limits.chat_burst
        self._next: datetime | None = None
        self._chats: dict[str, datetime] = {}
        self._room = _REMEMBERED_CHATS

    def earliest(self, urgency: Urgency, now: datetime) -> datetime:
        """From when on a message of this class may leave; not later than `now` means at once."""
        if self._next is None or _is_set_back(self._next, now, self._step * AHEAD):
            self._next = now
        return self._next if urgency is Urgency.NORMAL else self._next - self._step * (AHEAD - 1)

    def earliest_in(self, address: str, urgency: Urgency, now: datetime) -> datetime:
        """From when on a message of this class may leave to this chat, the channel as a whole aside."""
        known = self._chats.get(address)
        if known is None or _is_set_back(known, now, self._chat_step * self._chat_burst):
            self._chats.pop(address, None)
            return now
        return known if urgency is Urgency.NORMAL else known - self._chat_step * (self._chat_burst - 1)

    def took(self, address: str, now: datetime) -> None:
        """A message leaves to this chat now."""
        planned = self._next if self._next is not None else now
        self._next = (planned if planned >= now - CATCH_UP else now) + self._step
        if self._chat_step:
            self._chats[address] = max(self._chats.get(address, now), now) + self._chat_step
            self._forget(now)

    def _forget(self, now: datetime) -> None:
        if len(self._chats) > self._room:
            self._chats = {address: at for address, at in self._chats.items() if at > now}
            self._room = max(_REMEMBERED_CHATS, 2 * len(self._chats))  # so that looking through them stays rare


def _is_set_back(planned: datetime, now: datetime, furthest: timedelta) -> bool:
    """Whether the clock must have been set back: no schedule runs further ahead than this."""
    return planned > now + furthest
