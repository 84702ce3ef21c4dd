"""The engine: takes updates from the inbox and works them, up to a hundred in one transaction, each with one effect."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.channels.protocol import Channel, Report, Unparsable, Verdict
from bot.clock import Clock
from bot.domain.content import Content, text
from bot.domain.incoming import Incoming, Tap
from bot.domain.people import Chat
from bot.domain.project import Project
from bot.errors import NotAllowed, Refused
from bot.language.digits import choice_key
from bot.language.texts import texts
from bot.services import elsewhere, people
from bot.services.context import Context
from bot.store import chats, inbox
from bot.store.database import Database, Sql, is_our_mistake
from bot.store.inbox import Received
from bot.talks import routing
from bot.talks.args import Forged
from bot.talks.order import as_said
from bot.talks.turn import Turn

log = logging.getLogger(__name__)

Note = Callable[[Sql, str, Report | Verdict, datetime], Awaitable[None]]  # the channel's name, what it tells, and when

# One commit for up to so many updates: a commit is a wait for the disk, and a burst shares it.
BATCH = 100
RETRY_SECONDS = 1.0


@dataclass
class Engine:
    """Works the inbox. `after` is called after every commit, to wake the delivery workers; `note` keeps what a
    messenger tells of our own messages and texts, in the transaction in which it is worked.
    """

    database: Database
    channels: Mapping[str, Channel]
    project: Project
    clock: Clock
    after: Callable[[], None]
    note: Note

    def __post_init__(self) -> None:
        self._wake = asyncio.Event()
        self.worked = 0  # updates since the start, those set aside among them

    def wake(self) -> None:
        """Something has come in."""
        self._wake.set()

    async def run(self) -> None:
        """Work what comes in, until cancelled. A full or locked disk is waited out: nothing is lost meanwhile."""
        while True:
            try:
                while await self.work():
                    pass
                await self._wake.wait()
                self._wake.clear()
            except sqlite3.Error as error:
                log.error("inbox not worked, trying again: %s", type(error).__name__)  # noqa: TRY400
                await asyncio.sleep(RETRY_SECONDS)

    async def work(self) -> int:
        """Work the updates that wait, up to a batch, in one commit; how many."""
        waiting = await inbox.waiting(self.database.read, BATCH)
        if not waiting:
            return 0
        if len(waiting) > 1:
            waiting = as_said(waiting, self._said)
        try:
            await self.database.transact(partial(self._together, waiting))
        except Exception as error:
            if isinstance(error, sqlite3.Error) and not is_our_mistake(error):
                raise  # it is the database itself: the whole batch is tried again
            await self.database.transact(partial(self._one_by_one, waiting))
        self.worked += len(waiting)
        self.after()
        return len(waiting)

    def _said(self, received: Received) -> int | None:
        channel = self.channels.get(received.channel)
        return channel.said(received.raw) if channel else None

    async def _together(self, waiting: Sequence[Received], sql: Sql) -> None:
        """All of a batch, as it goes nearly always: nothing in it fails."""
        await inbox.done(sql, [received.id for received in waiting])
        for received in waiting:
            await self._effect(sql, received)

    async def _one_by_one(self, waiting: Sequence[Received], sql: Sql) -> None:
        """A batch in which something failed and so nothing was done."""
        for received in waiting:
            await self._one(sql, received)

    async def _one(self, sql: Sql, received: Received) -> None:
        """One update in its own part of the transaction: its failure leaves its neighbours alone."""
        try:
            async with sql.savepoint():
                await inbox.done(sql, [received.id])
                await self._effect(sql, received)
        except sqlite3.Error as error:
            if not is_our_mistake(error):
                raise  # the whole batch is tried again
            await self._set_aside(sql, received, error)
        except Unparsable as error:
            log.error("update set aside inbox=%s: %s", received.id, error)  # noqa: TRY400
            await inbox.set_aside(sql, received.id, str(error))
        except Exception as error:  # noqa: BLE001 - an update of one person must not hold up the others
            await self._set_aside(sql, received, error)

    async def _set_aside(self, sql: Sql, received: Received, error: Exception) -> None:
        log.error("update set aside inbox=%s", received.id, exc_info=error)
        await inbox.set_aside(sql, received.id, f"our mistake: {type(error).__name__}")
        await self._apologise(sql, received)

    async def _effect(self, sql: Sql, received: Received) -> None:
        channel = self.channels.get(received.channel)
        if channel is None:
            raise Unparsable("its channel is switched off")
        incoming = channel.parse(received.raw)
        if incoming is None:
            return
        if isinstance(incoming, Report | Verdict):
            await self.note(sql, received.channel, incoming, self.clock())
            return
        await chats.rename(sql, incoming.channel, incoming.formerly, incoming.address)
        if incoming.sign:
            await self._note_sign(sql, incoming)
            return
        turn = await self._turn(sql, incoming)
        await chats.heard(sql, turn.chat, _said_at(incoming, turn.ctx.now))
        if turn.person.chat_id != turn.chat.id:
            await elsewhere.settle_home(turn.ctx, turn.person.id)
        try:
            await routing.route(turn)
        except Refused as refused:
            await turn.toast(refused.reason)
        except NotAllowed:
            await turn.toast(turn.say.t("This is for the team only."))
        except Forged:
            await turn.toast(turn.say.t("This button is no longer valid."))
        await turn.finish()

    async def _note_sign(self, sql: Sql, incoming: Incoming) -> None:
        """Somebody blocks us, is back, or moved. Who is not known, because they were forgotten, stays so."""
        chat = await chats.find(sql, incoming.channel, incoming.address)
        if chat is not None:
            await chats.set_reachable(sql, chat.id, reachable=incoming.sign != "blocked")
            await elsewhere.settle_all_homes(self._context(sql), chat)

    async def _turn(self, sql: Sql, incoming: Incoming) -> Turn:
        ctx = self._context(sql)
        chat, person = await people.meet(
            ctx, incoming.channel, incoming.address, incoming.language_hint, _said_at(incoming, ctx.now)
        )
        return Turn(ctx, _tapped(incoming, chat), chat, person)

    def _context(self, sql: Sql) -> Context:
        return Context(sql, self.clock(), self.project, self.channels)

    async def _apologise(self, sql: Sql, received: Received) -> None:
        """Whoever wrote is not left without a word when we fail."""
        try:
            async with sql.savepoint():
                incoming = self.channels[received.channel].parse(received.raw)
                if incoming is None or isinstance(incoming, Report | Verdict) or incoming.sign:
                    return
                turn = await self._turn(sql, incoming)
                await turn.reply(sorry(turn.person.language))
        except sqlite3.Error:
            raise
        except Exception:
            log.exception("no apology possible inbox=%s", received.id)


def _said_at(incoming: Incoming, now: datetime) -> datetime:
    """When it was said: by the messenger's clock, where that tells, and never ahead of ours."""
    return min(incoming.said_at or now, now)


def _tapped(incoming: Incoming, chat: Chat) -> Incoming:
    """What was typed, as the tap for which it stands: where a chat cannot show all buttons, they are numbered."""
    action = chat.choices.get(choice_key(incoming.text)) if incoming.text and chat.choices else None
    return replace(incoming, text=None, tap=Tap(action)) if action else incoming


def sorry(language: str) -> Content:
    """Something went wrong on our side."""
    return text(language, texts(language).t("Sorry, that did not work. It is our mistake. Please try again."))
