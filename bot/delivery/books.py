"""What the worker reads from and writes to the database."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from bot.channels.protocol import Limits, Sender
from bot.delivery.policy import after_interruption
from bot.domain.deliveries import Delivery, Outcome, Receipt, State, Urgency
from bot.store import chats, files, knocking, outbox
from bot.store.database import Database, Sql
from bot.store.knocking import Door

logger = logging.getLogger(__name__)
T = TypeVar("T")
Gone = Callable[[Sql, Sequence[int]], Awaitable[None]]  # is told of the deliveries that found nobody, for good


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try, begun at `at`: also a new address of the chat, a new reference of the file."""

    delivery: Delivery
    outcome: Outcome
    at: datetime
    receipt: Receipt | None = None
    new_address: str | None = None
    file_reference: str | None = None


class Books:
    """The worker's accounts. What is noted stays in memory until the database has taken it."""

    def __init__(self, database: Database, channel: Sender, *, gone: Gone) -> None:
        self._database = database
        self._gone = gone
        self._channel = channel.name
        self._repeatable = channel.limits.repeatable
        self._sender = channel
        self._sent: list[tuple[int, str | None]] = []  # the usual: it arrived, and there is nothing more to say
        self._results: list[Result] = []
        self._released: list[tuple[int, datetime | None]] = []
        self._gate = asyncio.Lock()
        self._recorded_pause: datetime | None = None
        self.paused_until: datetime | None = None
        self.since: datetime | None = None  # of the oldest note that is not recorded

    @property
    def _limits(self) -> Limits:
        return self._sender.limits  # how many may be knocked at is learned later

    def note_sent(self, delivery: Delivery, receipt: Receipt, now: datetime) -> None:
        """Note that a delivery arrived."""
        self._sent.append((delivery.id, receipt.message))
        self.since = self.since or now

    def note(self, result: Result, now: datetime) -> None:
        """Note what came of a try."""
        self._results.append(result)
        self.since = self.since or now

    def put_back(self) -> set[tuple[str, Urgency]]:
        """The chats, by address and class, with a try that is to be made again, which the outbox does not know yet."""
        again = [done.delivery for done in self._results if done.outcome.state is State.WAITING]
        return {(delivery.address, delivery.urgency) for delivery in again}

    def release(self, delivery: Delivery, not_before: datetime | None, now: datetime) -> None:
        """Note that a claimed delivery was not tried and waits again."""
        self._released.append((delivery.id, not_before))
        self.since = self.since or now

    def pause(self, until: datetime, now: datetime) -> None:
        """Note that the channel is held, over restarts too. A longer hold stays."""
        self.paused_until = max(until, self.paused_until or until)
        self.since = self.since or now

    def is_paused(self, now: datetime) -> bool:
        """Whether the channel is held."""
        return self.paused_until is not None and now < self.paused_until

    @property
    def is_pressing(self) -> bool:
        """Whether something is noted that must outlive a kill in this very moment: the channel is held."""
        return self.paused_until != self._recorded_pause

    async def open(self, now: datetime) -> list[tuple[str, Urgency, datetime]]:
        """Settle what the last run left in flight; the chats with something put off, as of outbox.put_off."""
        async with self._database.atomic() as sql:
            lined_up = await outbox.left_lined_up(sql, self._channel)
            await outbox.release(sql, [(delivery_id, None) for delivery_id in lined_up], now)
            for edits in (False, True):
                left = await outbox.left_in_flight(sql, self._channel, edits=edits)
                if left:
                    logger.warning("left in flight channel=%s edits=%s count=%s", self._channel, edits, len(left))
                outcome = after_interruption(may_repeat=self._repeatable or edits)
                await outbox.record(sql, [(delivery_id, outcome, None) for delivery_id in left], now)
                await self._offer(sql, left)
            if self._limits.window is not None:
                await knocking.catch_up(sql, self._channel, now)
            self.paused_until = self._recorded_pause = await outbox.paused_until(sql, self._channel)
            return await outbox.put_off(sql, self._channel, now)

    async def depart(self, leaving: Sequence[Delivery], now: datetime) -> dict[int, Delivery | None]:
        """Write down that these are tried now, and what is noted of those before: only what is in flight is uncertain
        after a kill.

        Those that may leave by their ids, each in the form in which it does: one may have been cancelled in between.
        None: it is settled without. Raises sqlite3.Error.
        """
        return await self._write(partial(self._leave, leaving=leaving, now=now), now)

    async def _leave(self, sql: Sql, leaving: Sequence[Delivery], now: datetime) -> dict[int, Delivery | None]:
        may = await outbox.leave(sql, [one.id for one in leaving], now)
        left = [one for one in leaving if one.id in may]
        window = self._limits.window
        if window is None:
            return {one.id: one for one in left}
        door = Door(self._channel, window, self._limits.knocks_a_day)
        forms = await knocking.leave(sql, left, door, now)
        settled = [number for number, form in forms.items() if form is None]
        if settled:
            await self._gone(sql, settled)  # of these, what is unreachable or too late may be said elsewhere
        return forms

    async def are_claimed(self, deliveries: Sequence[Delivery]) -> set[int]:
        """The ids of those that nobody cancelled since they were claimed. Raises sqlite3.Error."""
        return await outbox.still_claimed(self._database.read, [one.id for one in deliveries])

    async def keep(self, wanted: Mapping[Urgency, int], now: datetime) -> list[Delivery]:
        """Write down what is noted, and take so many deliveries of each class for sending. Raises sqlite3.Error."""
        return await self._write(partial(self._claim, wanted=wanted, now=now), now)

    async def _write(self, work: Callable[[Sql], Coroutine[Any, Any, T]], now: datetime) -> T:
        """Do `work` in one commit with all that is noted. When it raises, all of it is still noted."""
        async with self._gate:
            sent, results, released = list(self._sent), list(self._results), list(self._released)
            pause = self.paused_until

            async def write(sql: Sql) -> T:
                await self._record(sql, sent, results, now)
                if released:
                    await outbox.release(sql, released, now)
                if pause != self._recorded_pause:
                    await outbox.pause(sql, self._channel, pause)
                return await work(sql)

            done = await self._database.transact(write)
            del self._sent[: len(sent)], self._results[: len(results)], self._released[: len(released)]
            self._recorded_pause = pause
            left = self._sent or self._results or self._released or self.paused_until != pause
            self.since = now if left else None
            return done

    async def _record(self, sql: Sql, sent: list[tuple[int, str | None]], results: list[Result], now: datetime) -> None:
        if sent:
            await outbox.record_sent(sql, sent, now)
        if results:
            await outbox.record(sql, [(done.delivery.id, done.outcome, done.receipt) for done in results], now)
            for done in results:
                await self._follow_up(sql, done)
            unreachable = [done.delivery.id for done in results if done.outcome.state is State.UNREACHABLE]
            if unreachable:
                await self._gone(sql, unreachable)
        await self._offer(sql, [*(number for number, _ in sent), *(done.delivery.id for done in results)])

    async def _offer(self, sql: Sql, arrived: Sequence[int]) -> None:
        if arrived and self._limits.numbers:
            await chats.offer_sent(sql, arrived)

    async def _follow_up(self, sql: Sql, done: Result) -> None:
        chat_id, file_id = done.delivery.chat_id, done.delivery.file_id
        if done.outcome.gone:
            await chats.set_reachable(sql, chat_id, reachable=False, as_of=done.at)
        if done.delivery.knocks:
            await knocking.opened(sql, chat_id, done.at)  # it may be answered already
        if done.new_address is not None:
            await chats.move(sql, chat_id, done.new_address)
        if done.file_reference is not None and file_id is not None:
            with suppress(sqlite3.IntegrityError):  # the file may be deleted by now
                await files.refer(sql, file_id, self._channel, done.file_reference, done.at)

    async def _claim(self, sql: Sql, wanted: Mapping[Urgency, int], now: datetime) -> list[Delivery]:
        """Take deliveries for sending, after what has lost its sense is marked expired."""
        if not wanted:
            return []
        await outbox.expire(sql, now)
        found = [await outbox.claim(sql, self._channel, urgency, limit, now) for urgency, limit in wanted.items()]
        return [delivery for deliveries in found for delivery in deliveries]
