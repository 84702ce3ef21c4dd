"""The made-up neighbourhood behind the demo's page: its people, its phones, and its clock."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.app import App
from bot.channels.web import NAME, arrival
from bot.clock import MovableClock
from bot.demo import history
from bot.demo.history import Village
from bot.demo.moments import Passing, of_person
from bot.demo.page import Page
from bot.demo.plot import Neighbour, neighbours, plot
from bot.domain.people import Participant, Role
from bot.domain.times import instant, is_quiet
from bot.language.formats import local
from bot.services import people
from bot.services.context import Context
from bot.store import chats, deliveries
from bot.store.pages import FIRST
from bot.web.landing import address_of
from bot.web.parts import Phone

log = logging.getLogger(__name__)

OPENS = time(10)  # nobody is written to at night, and whoever tries the demo should not have to wait for the morning
WAKES = time(9)
PAST = timedelta(days=64)
SHOWN = ("Olga", "Helga", "Amal", "Emine", "Sunita")
LOOKS, LOOK_SECONDS = 500, 0.01


def opening(now: datetime, zone: str) -> datetime:
    """The next weekday 10:00 in `zone` from `now` on."""
    today = local(now, zone)
    day = today.date() + timedelta(days=today.time() > OPENS)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return instant(datetime.combine(day, OPENS), zone)


class Neighbourhood:
    """The demo: phones of some who live here, and a clock that can be moved on.

    `opens` is the instant at which it begins for whoever looks at it; the clock has to stand `PAST` before that.
    """

    def __init__(self, app: App, clock: MovableClock, opens: datetime) -> None:
        self._app = app
        self._clock = clock
        self._opens = opens
        self._zone = app.project.zone
        self._neighbours = neighbours()
        self._tokens = {one.name: secrets.token_urlsafe(24) for one in self._neighbours}
        self._newcomer = secrets.token_urlsafe(24)
        self._passing = Passing(app, clock, self._settle)
        self._moving = asyncio.Lock()

    @property
    def phones(self) -> Sequence[Phone]:
        """The pages to show side by side; the last, without a name, is of somebody new."""
        languages = {one.name: one.language for one in self._neighbours}
        known = [Phone(name, languages[name], self._tokens[name]) for name in SHOWN]
        team = [replace(phone, title=f"{phone.title} · Team") for phone in known[:1]]
        return [*team, *known[1:], Phone("", self._app.project.language, self._newcomer)]

    def now(self) -> datetime:
        """The demo's time, as the clocks of the project show it."""
        return local(self._clock(), self._zone)

    async def move_in(self) -> None:
        """Play the past until the demo opens; once, on an empty database, before the app runs."""
        alone = Passing(self._app, self._clock, self._tick_alone)
        everyone = await self._register()
        pages = {name: self._page(token) for name, token in self._tokens.items()}
        village = Village(self._app, everyone, pages, SHOWN)
        for at, act in history.steps(village, plot(), local(self._opens, self._zone).date()):
            if at < self._opens:
                await alone.until(at)
                await act()
                await self._deliver()
        await alone.until(self._opens)
        await pages[SHOWN[0]].command("team")

    async def welcome(self, language: str) -> None:
        """Somebody new comes, whose browser speaks this language; coming again has no effect."""
        await self._app.receive(NAME, [arrival(address_of(self._newcomer), FIRST, start="", language=language)])

    def _page(self, token: str) -> Page:
        return Page(self._app, address_of(token), self._deliver)

    async def _register(self) -> dict[str, Participant]:
        async with self._app.database.atomic() as sql:
            ctx = self._app.context(sql)
            return {one.name: await self._welcome(ctx, one) for one in self._neighbours}

    async def _welcome(self, ctx: Context, one: Neighbour) -> Participant:
        chat, person = await people.meet(ctx, NAME, address_of(self._tokens[one.name]), one.language)
        if one.name == SHOWN[0]:
            await people.redeem(ctx, chat, person, await people.invite(ctx, Role.COORDINATOR))
        return await people.register(ctx, person, chat, one.name, one.household, one.statistics)

    async def move_on(self, step: str) -> None:
        """Let an "hour" pass, or go to the next "day" or "reminder": whatever a phone gets by itself."""
        async with self._moving:
            await self._passing.until(await self._target(step))

    async def _target(self, step: str) -> datetime:
        if step == "hour":
            return self._clock() + timedelta(hours=1)
        found: list[datetime] = []
        if step == "reminder":
            ctx = self._passing.context()
            for phone in self.phones:
                chat = await chats.find(ctx.sql, NAME, address_of(phone.token))
                found += await of_person(ctx, await people.known(ctx, chat.participant_id)) if chat else []
        return min(found, default=self._tomorrow())

    def _tomorrow(self) -> datetime:
        return instant(datetime.combine(self.now().date() + timedelta(days=1), WAKES), self._zone)

    async def _settle(self) -> None:
        """Let the running bot do what is due now, until it has left."""
        for _ in range(2):  # the second is the progress of what went out with the first
            await self._app.schedule.tick()
            await self._sent()

    async def _sent(self) -> None:
        for _ in range(LOOKS):
            if not await self._leaving():
                return
            await asyncio.sleep(LOOK_SECONDS)
        log.warning("not everything has left")

    async def _leaving(self) -> bool:
        now, project = self._clock(), self._app.project
        quiet = is_quiet(now, project.quiet, project.zone)
        return await deliveries.is_leaving(self._app.database.read, NAME, now, quiet=quiet)

    async def _tick_alone(self) -> None:
        """Let the bot do what is due now while it does not run yet."""
        await self._app.schedule.tick()
        await self._deliver()

    async def _deliver(self) -> None:
        while await self._app.engine.work():
            pass
        for worker in self._app.workers.values():
            await worker.drain()
