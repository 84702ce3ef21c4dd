"""A messenger, a clock moved by hand, and a house full of chats."""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.channels.protocol import Limits, Receive, Rendered
from bot.delivery.worker import Worker
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Receipt, Upload, Urgency
from bot.domain.incoming import Incoming
from bot.errors import ChannelDown, Gone
from bot.store import chats, outbox
from bot.store.database import Database, Row, Sql, stamp

START = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
SHORT = 10  # turns of the event loop
LONG = 1000


class HandClock:
    """Stands still until it is moved on, which wakes those who doze."""

    def __init__(self) -> None:
        self.now = START
        self._dozing: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    def __call__(self) -> datetime:
        return self.now

    async def doze(self, seconds: float) -> None:
        if seconds <= 0:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._dozing, (self.now + timedelta(seconds=seconds), self._count, woken))
        await woken

    def move_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        while self._dozing and self._dozing[0][0] <= self.now:
            woken = heapq.heappop(self._dozing)[2]
            if not woken.done():
                woken.set_result(None)

    def since_start(self) -> float:
        return (self.now - START).total_seconds()


@dataclass(frozen=True)
class Sent:
    """What left, when (seconds since the start), where to, and with which file."""

    at: float
    delivery: int
    address: str
    payload: str
    target: str | None
    upload: Upload | None


@dataclass
class StandIn:
    """A messenger that knows its chats and does, text by text, what a test told it to."""

    clock: HandClock
    limits: Limits = field(default_factory=lambda: Limits(per_second=30, per_chat_seconds=1.0))
    name: str = "pigeon"
    can_edit: bool = True
    reports: bool = False
    tells_block: bool = True
    keeps_taps: bool = False
    notices: frozenset[str] = frozenset()
    known: set[str] = field(default_factory=set)
    script: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    tries: list[Sent] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    gate: asyncio.Event | None = None
    turns: int = 1  # how long a send takes
    gives_references: bool = True
    pauses: dict[str, datetime] = field(default_factory=dict)  # until when it wants peace after a text
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        now = self.clock.since_start()
        one = Sent(now, delivery.id, delivery.address, delivery.payload, delivery.target, upload)
        self.tries.append(one)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self._moved.set()
        try:
            for _ in range(self.turns):
                await (self.gate.wait() if self.gate else asyncio.sleep(0))
            if self.script[delivery.payload]:
                raise self.script[delivery.payload].pop(0)
            if delivery.address not in self.known:
                raise Gone("chat not found")
        finally:
            self.under_way -= 1
        self.sent.append(one)
        self._moved.set()
        reference = f"kept-{delivery.file_id}" if upload and self.gives_references else None
        return Receipt(f"m{len(self.sent)}", reference, self.pauses.get(delivery.payload))

    def texts(self) -> list[str]:
        return [one.payload for one in self.sent]

    async def has_tried(self, count: int) -> None:
        """Waits until so many sends have begun."""
        async with asyncio.timeout(10):
            while len(self.tries) < count:
                self._moved.clear()
                await self._moved.wait()

    async def has_sent(self, count: int) -> None:
        """Waits until so many sends have come to a good end, and the worker has heard of it."""
        async with asyncio.timeout(10):
            while len(self.sent) < count:
                self._moved.clear()
                await self._moved.wait()
        for _ in range(SHORT):
            await asyncio.sleep(0)

    def parse(self, raw: str) -> Incoming | None:
        raise AssertionError("the worker does not read")

    def render(self, content: Content) -> list[Rendered]:
        raise AssertionError("what is sent was rendered before")

    def link(self, payload: str) -> str | None:
        raise AssertionError("the worker needs no links")

    async def fetch(self, reference: str) -> bytes:
        raise AssertionError("the worker fetches through its hook")

    async def run(self, receive: Receive) -> None:
        raise AssertionError("the worker does not receive")

    async def close(self) -> None:
        """Nothing to let go of."""


class House:
    """The database, the messenger and the worker, in a test's words."""

    def __init__(self, database: Database, clock: HandClock, channel: StandIn) -> None:
        self.database = database
        self.clock = clock
        self.channel = channel
        self.is_quiet: Callable[[], bool] = lambda: False
        self.alarms: list[ChannelDown] = []
        self.elsewhere: dict[tuple[str, str], bytes | Exception] = {}
        self.gone: list[int] = []
        self.gone_fails: list[Exception] = []
        self.fetched: list[tuple[str, str]] = []
        self._chats: dict[str, int] = {}

    def worker(self, *, dozing: bool = False) -> Worker:
        """A worker as it is after a start of the program. Its sleep moves the clock, or dozes until the test does."""
        return Worker(
            self.database,
            self.channel,
            self.clock,
            quiet=self._quiet,
            on_down=self.alarms.append,
            fetch=self._fetch,
            gone=self.note_gone,
            sleep=self.clock.doze if dozing else self._sleep,
        )

    def _quiet(self) -> bool:
        return self.is_quiet()

    async def _sleep(self, seconds: float) -> None:
        """Moves the clock, when everybody else has done what takes no time; the database takes none either."""
        for _ in range(3):
            async with self.database._lock:
                pass
            for _ in range(SHORT):
                await asyncio.sleep(0)
        self.clock.move_on(seconds)

    async def note_gone(self, _: Sql, delivery_ids: Sequence[int]) -> None:
        """Deliveries found nobody."""
        self.gone += delivery_ids
        if self.gone_fails:
            raise self.gone_fails.pop(0)

    async def _fetch(self, channel: str, reference: str) -> bytes:
        self.fetched.append((channel, reference))
        found = self.elsewhere[channel, reference]
        if isinstance(found, Exception):
            raise found
        return found

    async def chat(self, address: str) -> int:
        """The chat of this address, new when there is none."""
        if address not in self._chats:
            async with self.database.atomic() as sql:
                person = await sql.insert(
                    "INSERT INTO participant (language, created_at) VALUES ('fa', ?)", stamp(self.clock())
                )
                chat = await chats.add(sql, self.channel.name, address, person, self.clock())
            self._chats[address] = chat.id
            self.channel.known.add(address)
        return self._chats[address]

    async def says(
        self,
        address: str,
        *payloads: str,
        urgency: Urgency = Urgency.NORMAL,
        target: str | None = None,
        file_id: int | None = None,
        expires_at: datetime | None = None,
    ) -> list[int]:
        """Put messages to one chat into the outbox; their ids."""
        chat_id = await self.chat(address)
        ids = []
        async with self.database.atomic() as sql:
            for payload in payloads:
                draft = outbox.Draft(self.channel.name, chat_id, None, urgency, payload, file_id, target)
                ids.append(await outbox.put(sql, replace(draft, expires_at=expires_at), self.clock()))
        return [delivery_id for delivery_id in ids if delivery_id is not None]

    async def announces(self, text: str, addresses: Sequence[str], file_id: int | None = None) -> None:
        """The same message to many, with the address after the text."""
        for address in addresses:
            await self.chat(address)
        async with self.database.atomic() as sql:
            for address in addresses:
                draft = outbox.Draft(
                    self.channel.name, self._chats[address], None, Urgency.NORMAL, f"{text} {address}", file_id
                )
                await outbox.put(sql, draft, self.clock())

    async def until_tried(self, count: int, step: float) -> None:
        """Lets time pass for a dozing worker, step by step, one send a step, until so many have begun."""
        await self.channel.has_tried(1)
        while len(self.channel.tries) < count:
            before = len(self.channel.tries)
            self.clock.move_on(step)
            await self.channel.has_tried(before + 1)

    async def row(self, delivery_id: int) -> Row:
        row = await self.database.read.one("SELECT * FROM delivery WHERE id = ?", delivery_id)
        assert row is not None
        return row

    async def state(self, delivery_id: int) -> str:
        return str((await self.row(delivery_id))["state"])

    async def count(self) -> dict[str, int]:
        """How many messages are in each state."""
        rows = await self.database.read.all("SELECT state, count(*) AS n FROM delivery GROUP BY state")
        return {row["state"]: row["n"] for row in rows}

    async def becomes(self, delivery_id: int, state: str) -> None:
        """Waits until a message is in this state."""
        async with asyncio.timeout(10):
            while await self.state(delivery_id) != state:
                pass
