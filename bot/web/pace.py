"""How much one caller may ask of us: nobody fills the disk, or keeps us from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.language.texts import mark
from bot.web.guard import Refusal, must_be_short

# Generous, since a whole community centre, or a part of a phone network, stands behind one address.
NEW_CHATS = 120  # an hour
CALLS = 1200  # a minute: messages, taps and live connections
FILES = 30  # a minute
EVERYTHING = 6000  # a minute: whatever is asked or said, pages and their parts too
WAIT_AN_HOUR = mark("Too many tries. Please wait one hour.")
NOT_SENT = mark("This was not sent. Please try again.")


@dataclass
class Pace:
    """At most `most` calls of one caller in each `per` on the clock. Counted in memory, for the present `per` only."""

    most: int
    per: timedelta
    sentence: str
    clock: Clock
    _window: int = 0
    _calls: Counter[str] = field(default_factory=Counter)

    def must_allow(self, call: HTTPConnection) -> None:
        """Count a call. Raises Refusal when it is one too many."""
        caller = _caller_of(call)
        if not caller:
            return
        window = int(self.clock().timestamp() / self.per.total_seconds())
        if window != self._window:
            self._window = window
            self._calls.clear()
        self._calls[caller] += 1
        if self._calls[caller] > self.most:
            raise Refusal(429, self.sentence)

    def give_back(self, call: HTTPConnection) -> None:
        """Count a call no longer: it has proved to come from a messenger, which may bring as much as there is."""
        caller = _caller_of(call)
        if self._calls[caller]:
            self._calls[caller] -= 1


@dataclass(frozen=True, slots=True)
class Paces:
    """What is counted."""

    new_chats: Pace
    calls: Pace
    files: Pace
    everything: Pace


def paces(clock: Clock) -> Paces:
    """Nothing is counted yet."""
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    return Paces(
        Pace(NEW_CHATS, hour, WAIT_AN_HOUR, clock),
        Pace(CALLS, minute, NOT_SENT, clock),
        Pace(FILES, minute, NOT_SENT, clock),
        Pace(EVERYTHING, minute, NOT_SENT, clock),
    )


class Paced:
    """Counts every call, so that no route is without a bound. `refuse` makes the answer to one too many."""

    def __init__(self, app: ASGIApp, pace: Pace, refuse: Callable[[HTTPConnection, Refusal], Response]) -> None:
        self._app = app
        self._pace = pace
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it."""
        call, answer = HTTPConnection(scope), self._app
        try:
            must_be_short(call)
            self._pace.must_allow(call)
        except Refusal as refused:
            answer = self._refuse(call, refused)
        await answer(scope, receive, send)


def _caller_of(call: HTTPConnection) -> str:
    return _caller(call.client.host if call.client else "")


def _caller(host: str) -> str:
    """Who is counted as one: an address, or the network of an IPv6 address; "" for those who are not counted.

    The web server takes X-Forwarded-For from a proxy on this machine. What still comes from this machine after that
    is ours, or a proxy that does not say whom it calls for: then everybody would be one.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return "" if address.is_loopback else address.exploded[:19]  # a household is given a /64
        address = address.ipv4_mapped
    return "" if address.is_loopback else str(address)
