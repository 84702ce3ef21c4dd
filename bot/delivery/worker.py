"""The worker of one channel: claims deliveries, sends them, records what came of it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.channels.protocol import Sender
from bot.clock import Clock
from bot.delivery import policy
from bot.delivery.books import Books, Gone, Result
from bot.delivery.lanes import Holds, Lanes
from bot.delivery.pacing import Pacer
from bot.delivery.sending import Try, attempt, places
from bot.delivery.uploads import Fetch, Uploads
from bot.domain.deliveries import Delivery, Outcome, Receipt, State, Urgency
from bot.errors import ChannelDown
from bot.store.database import Database

logger = logging.getLogger(__name__)

MOST_CLAIMED = 500
RECORD_AFTER = timedelta(seconds=0.25)
LONGEST_REST = timedelta(seconds=30)
GRACE_SECONDS = 5.0


class Worker:
    """Empties the outbox of one channel: replies first, everything at the channel's pace, each chat in order.

    `quiet` says whether only replies and urgent messages may leave now. `on_down` is called once, when the messenger
    refuses the bot; nothing is sent from then on. `fetch` brings a file from the channel that keeps it. `gone` is told
    of what found nobody, in the transaction that notes it. Both clock and `sleep` (in seconds) can be replaced.
    """

    def __init__(
        self,
        database: Database,
        channel: Sender,
        clock: Clock,
        *,
        quiet: Callable[[], bool],
        on_down: Callable[[ChannelDown], None],
        fetch: Fetch,
        gone: Gone,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._quiet = quiet
        self._on_down = on_down
        self._sleep = sleep
        limits = channel.limits
        self._batch = max(1, round(min(MOST_CLAIMED, limits.per_second)))  # about a second's worth
        self._pacer = Pacer(limits)
        self._lanes = Lanes()
        self._holds = Holds()
        self._uploads = Uploads(database, channel, fetch, clock)
        self._books = Books(database, channel, gone=gone)
        self._fresh: set[int] = set()  # claimed since the last departure
        self._boarding: dict[str, Delivery] = {}  # taken from the lanes and about to leave, by chat
        self._flying: dict[str, tuple[Delivery, asyncio.Task[None]]] = {}  # by chat: one at a time keeps the order
        self._more = set(Urgency)  # the classes of which the outbox may hold more
        self._bell = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None
        self._keep_again: datetime | None = None  # after a failure of the database
        self._keep_failures = 0
        self._troubles = 0  # of the messenger, in a row
        self._opened = False
        self._closed = False

    def wake(self) -> None:
        """Look into the outbox now; called after every commit that may have put something there."""
        self._more = set(Urgency)
        self._bell.set()

    async def run(self) -> None:
        """Deliver until cancelled; then sends in flight may end for 5 s, and what has not left is put back."""
        try:
            while True:
                await self.drain()
                now = self._clock()
                pause_end = self._books.paused_until if self._books.is_paused(now) else None
                await self._rest(now + LONGEST_REST, self._holds.next_end, pause_end)
        finally:
            await self._stop()

    async def drain(self) -> None:
        """Deliver all that is due; return when it is recorded and nothing is left that may leave now."""
        self._more = set(Urgency)
        while True:
            self._bell.clear()
            now = self._clock()
            self._give_back(now)
            self._more |= self._holds.release(now)
            next_slot = await self._depart(now)
            now = self._clock()
            if not self._keeping and self._has_business(now) and self._database_rests_until(now) is None:
                self._keeping = asyncio.create_task(self._keep_books())
            if not (self._flying or self._lanes or self._keeping or self._has_business(now)):
                return
            await self._rest(next_slot, *([] if self._keeping else [self._holds.next_end, self._next_keeping(now)]))

    async def _rest(self, *instants: datetime | None) -> None:
        """Until the bell rings or the first of these instants has come."""
        until = min((at for at in instants if at is not None), default=None)
        alarm = None if until is None else asyncio.ensure_future(self._doze(until))
        try:
            await self._bell.wait()
        finally:
            if alarm:
                alarm.cancel()

    async def _doze(self, until: datetime) -> None:
        await self._sleep(max(0.0, (until - self._clock()).total_seconds()))
        self._bell.set()

    async def _depart(self, now: datetime) -> datetime | None:
        """Let all leave that may leave now. When the next one may; None when that is not a matter of time."""
        next_slot = self._board(now)
        if self._boarding:
            allowed = await self._leave(now)
            self._fresh = set()
            if self._closed or self._books.is_paused(self._clock()):  # meanwhile
                allowed = {}
            for delivery in self._boarding.values():
                form = allowed.get(delivery.id)
                if form is not None:
                    if form.file_id != delivery.file_id:  # a knock carries no file
                        self._uploads.finish(delivery.file_id, None, None)
                    self._flying[delivery.address] = form, asyncio.create_task(self._send(form, now))
                elif delivery.id in allowed:
                    self._uploads.finish(delivery.file_id, None, None)
                    self._bell.set()  # its place is free
                else:
                    self._stay(delivery, now)
            self._boarding = {}
        return next_slot

    def _stay(self, delivery: Delivery, now: datetime) -> None:
        """Put back what does not leave after all, and what comes after it in its chat."""
        self._uploads.finish(delivery.file_id, None, None)
        for one in (delivery, *self._lanes.take_chat(delivery.address, delivery.urgency)):
            self._books.release(one, None, now)

    def _board(self, now: datetime) -> datetime | None:
        """Take from the lanes what may leave now, one for each chat; as of `_depart`."""
        while len(self._flying) + len(self._boarding) < self._parallel:
            found = self._lanes.pick(now, self._pacer, self._is_blocked)
            if not isinstance(found, Delivery):
                return found
            self._pacer.took(found.address, now)
            self._uploads.start(found.file_id)
            self._boarding[found.address] = found
        return None

    @property
    def _parallel(self) -> int:
        """How many may be under way. After trouble one message goes ahead to see whether the messenger is back."""
        return 1 if self._troubles else self._channel.limits.parallel

    def _is_blocked(self, delivery: Delivery) -> bool:
        address = delivery.address
        return address in self._flying or address in self._boarding or self._uploads.must_wait(delivery.file_id)

    async def _leave(self, now: datetime) -> dict[int, Delivery | None]:
        """Write down which deliveries are tried now. Those that may leave, as of Books.depart; none without the
        database.

        A reply that may be sent twice needs no such note: after a kill it is simply sent again. It needs only a look,
        unless it was claimed a moment ago.
        """
        boarding = self._boarding.values()
        noted = [one for one in boarding if one.urgency is not Urgency.REPLY or not self._may_repeat(one)]
        others = [one for one in boarding if one.urgency is Urgency.REPLY and self._may_repeat(one)]
        rested = [one for one in others if one.id not in self._fresh]
        left: dict[int, Delivery | None] = {one.id: one for one in others if one.id in self._fresh}
        try:
            left |= await self._books.depart(noted, now) if noted else {}
            still = await self._books.are_claimed(rested) if rested else set()
            return left | {one.id: one for one in rested if one.id in still}
        except sqlite3.Error as error:
            logger.error("not sent now count=%s error=%s", len(boarding), type(error).__name__)  # noqa: TRY400
            return {}

    def _may_repeat(self, delivery: Delivery) -> bool:
        return policy.may_repeat(delivery, repeatable=self._channel.limits.repeatable)

    async def _send(self, delivery: Delivery, at: datetime) -> None:
        tried = await attempt(self._channel, self._uploads, delivery)
        if self._flying.pop(delivery.address, None) is None:
            return  # cut off, and already accounted for
        now, first_note = self._clock(), self._books.since is None
        usual = tried.new_address is None and tried.file_reference is None and not delivery.knocks
        if isinstance(tried.end, Receipt) and usual and tried.end.pause_until is None:
            self._troubles = 0
            self._books.note_sent(delivery, tried.end, now)
            # Places are filled up by the half, so that many leave with one commit.
            if first_note or len(self._flying) <= self._parallel // 2:
                self._bell.set()
            return
        self._take_note(delivery, tried, at, now)
        self._bell.set()

    def _take_note(self, delivery: Delivery, tried: Try, at: datetime, now: datetime) -> None:
        """Note a try that ended badly, or taught us something."""
        outcome = self._judge(delivery, tried, now)
        if isinstance(tried.end, Receipt) or policy.counts_as_attempt(tried.end):
            receipt = tried.end if isinstance(tried.end, Receipt) else None
            done = Result(delivery, outcome, at, receipt, tried.new_address, tried.file_reference)
            self._books.note(done, now)
        else:
            self._books.release(delivery, None, now)

    def _judge(self, delivery: Delivery, tried: Try, now: datetime) -> Outcome:
        """What becomes of a delivery, and with it of its chat and of the channel."""
        error = tried.end
        if isinstance(error, Receipt):
            self._troubles = 0
            self._pause(error.pause_until, now)
            return Outcome(State.SENT)
        outcome = policy.decide(error, delivery, repeatable=self._channel.limits.repeatable, now=now)
        if outcome.knock or outcome.anew:
            self._more.add(delivery.urgency)
        self._mind_channel(error, now)
        if outcome.retry_at is not None and policy.counts_as_attempt(error):
            self._holds.add(delivery.address, delivery.urgency, outcome.retry_at)
        if outcome.anew or (outcome.retry_at is not None and policy.counts_as_attempt(error)):
            for later in self._lanes.take_chat(delivery.address, delivery.urgency):  # it stays before them
                self._books.release(later, outcome.retry_at, now)
        return outcome

    def _mind_channel(self, error: Exception, now: datetime) -> None:
        """Hold or stop the channel when the error is more than one message's."""
        if isinstance(error, ChannelDown):
            if not self._closed:
                self._closed = True
                logger.error("channel down channel=%s", self._channel.name)
                asyncio.get_running_loop().call_soon(self._on_down, error)
            return
        if policy.is_trouble(error):
            if self._books.is_paused(now):
                return  # left before the pause: the same trouble
            self._troubles += 1
        self._pause(policy.pause_after(error, in_a_row=self._troubles, now=now), now)

    def _pause(self, until: datetime | None, now: datetime) -> None:
        if until is not None:
            logger.warning("paused channel=%s until=%s", self._channel.name, until)
            self._books.pause(until, now)

    def _give_back(self, now: datetime) -> None:
        """Put back what was claimed and may not leave now."""
        if self._closed or self._books.is_paused(now):
            back = [*self._boarding.values(), *self._lanes.clear()]
            self._boarding = {}
        elif self._quiet():
            back = self._lanes.clear([Urgency.NORMAL])
        else:
            return
        for delivery in back:
            self._books.release(delivery, None, now)

    def _wanted(self, now: datetime) -> dict[Urgency, int]:
        """How many to claim of each class: a lane is filled up when it is half empty."""
        if self._closed or self._books.is_paused(now):
            return {}
        rooms = {urgency: self._batch - self._lanes.chats(urgency) for urgency in Urgency if urgency in self._more}
        if Urgency.NORMAL in rooms and self._quiet():
            del rooms[Urgency.NORMAL]
        return {urgency: room for urgency, room in rooms.items() if room * 2 >= self._batch}

    def _has_business(self, now: datetime) -> bool:
        """Whether something is to be recorded or claimed now."""
        since = self._books.since
        if self._books.is_pressing:
            return True
        if since is not None and (not since <= now < since + RECORD_AFTER or not (self._flying or self._lanes)):
            return True
        return not self._opened or bool(self._wanted(now))

    def _next_keeping(self, now: datetime) -> datetime | None:
        record_at = self._books.since + RECORD_AFTER if self._books.since else None
        return self._database_rests_until(now) or record_at

    def _database_rests_until(self, now: datetime) -> datetime | None:
        """Until when, after a failure; never for long, though the clock be set back."""
        at = self._keep_again
        return at if at is not None and now < at <= now + LONGEST_REST else None

    async def _keep_books(self) -> None:
        """Record, then claim. Results that the database does not take are kept and offered again."""
        now = self._clock()
        try:
            if not self._opened:
                for put_off in await self._books.open(now):
                    self._holds.add(*put_off)
                self._opened = True
            await self._keep_and_claim(now)
            self._keep_failures, self._keep_again = 0, None
        except Exception as error:  # noqa: BLE001 - sending must go on when the database is back
            self._keep_failures += 1
            self._keep_again = now + min(timedelta(seconds=2 ** min(self._keep_failures - 1, 5)), LONGEST_REST)
            reason = getattr(error, "sqlite_errorname", type(error).__name__)
            logger.error("outbox not kept channel=%s error=%s\n%s", self._channel.name, reason, places(error))  # noqa: TRY400
        finally:
            self._keeping = None
            self._bell.set()

    async def _keep_and_claim(self, now: datetime) -> None:
        wanted = self._wanted(now)
        self._more -= wanted.keys()
        try:
            claimed = await self._books.keep(wanted, now)
        except BaseException:
            self._more |= wanted.keys()
            raise
        count = Counter(delivery.urgency for delivery in claimed)
        self._more |= {urgency for urgency, limit in wanted.items() if count[urgency] >= limit}
        self._fresh = {delivery.id for delivery in claimed}
        put_back = self._books.put_back()  # meanwhile: what was claimed after them must not overtake them
        for delivery in claimed:
            until = self._holds.until(delivery.address, delivery.urgency)
            if (until is not None and until > now) or (delivery.address, delivery.urgency) in put_back:
                self._books.release(delivery, until, now)
            else:
                self._lanes.add(delivery)

    async def _stop(self) -> None:
        """Let what is in flight land, and leave the outbox so that the next start finds it right."""
        self._closed = True
        await self._land()
        for _ in range(2):  # the second for a database that was busy
            if self._keeping:
                await asyncio.wait({self._keeping})
            self._give_back(self._clock())
            if self._books.since is None:
                return
            self._keeping = asyncio.create_task(self._keep_books())
            await asyncio.wait({self._keeping})
        if self._books.since is not None:
            logger.error("stopped with results that could not be recorded channel=%s", self._channel.name)

    async def _land(self) -> None:
        """Wait for the sends in flight; those that do not end in time are cut off."""
        flights = [task for _, task in self._flying.values()]
        if not flights:
            return
        landed = asyncio.ensure_future(asyncio.wait(flights))
        grace = asyncio.ensure_future(self._sleep(GRACE_SECONDS))
        await asyncio.wait({landed, grace}, return_when=asyncio.FIRST_COMPLETED)
        grace.cancel()
        now = self._clock()
        for delivery, task in self._flying.values():
            task.cancel()
            outcome = policy.after_interruption(may_repeat=self._may_repeat(delivery))
            self._books.note(Result(delivery, outcome, now), now)
        self._flying.clear()
        await asyncio.wait({landed}, timeout=1)
