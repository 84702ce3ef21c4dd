"""People who use the bot over Telegram, each in their own language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle

from bot.app import App
from bot.clock import system_clock
from bot.domain.people import Household, Role, Statistics
from bot.language.languages import LANGUAGES
from bot.services import people, planning
from bot.services.planning import Plan
from bot.settings import Settings
from bot.store import participants
from bot.web.landing import address_of
from tests.acceptance.clock import SharedClock
from tests.acceptance.process import Bot
from tests.acceptance.speaking import Speaker
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.telegram_people import PATIENCE, Person, Press, Shown

MOMENT = 2  # seconds that people take to read and to act
QUICKLY = 10  # times as fast as else passes the time in which they wait
_numbers = count(5_550_000_001)


@dataclass(eq=False)
class Neighbour(Speaker[Shown]):
    """Someone with Telegram."""

    phone: Person
    language: str
    clock: SharedClock | None = None
    household: Household = field(default_factory=Household)
    voices: list[str] = field(default_factory=list)  # Telegram's ids of what they said

    @property
    def name(self) -> str:
        """What they are called."""
        return self.phone.first_name

    async def starts(self, payload: str = "") -> None:
        """Open the bot, perhaps over a link."""
        self._takes_a_moment()
        await self.phone.start(payload)

    async def says(self, words: str) -> None:
        """Write something."""
        self._takes_a_moment()
        await self.phone.send(words)

    async def speaks(self, sound: bytes) -> None:
        """Send a voice message."""
        self._takes_a_moment()
        self.voices.append(await self.phone.send_voice(sound))

    async def shows(self, picture: bytes) -> None:
        """Send a picture."""
        self._takes_a_moment()
        await self.phone.send_photo(picture)

    async def reads(self, *parts: str, new: bool = True, times: int = 1) -> Shown:
        """The newest message that says all of this, once so many do; `new`: since they last did something."""

        def says(shown: Shown) -> bool:
            return all(part in shown.text for part in parts)

        def said() -> bool:
            return sum(map(says, self.phone.messages)) >= times

        # What is said in one chat comes a second apart.
        with self.clock.hurrying(QUICKLY) if self.clock else nullcontext():
            await self.phone.server.until(said, PATIENCE, lambda: self._unseen(parts))
        return await self._sees(says, new=new, wanted=parts)

    async def taps(self, label: str, on: Shown | None = None) -> Press:
        """Tap a button, as soon as it is there: on this message, or on the newest that has it."""
        shown = await self._sees(
            lambda shown: (on is None or shown is on) and _action(shown, label) is not None, new=False, wanted=(label,)
        )
        self._takes_a_moment()
        return await self.phone.tap_data(_action(shown, label) or "", shown)

    async def presses(self, data: str) -> Press:
        """A tap with any data, as from an older message."""
        self._takes_a_moment()
        return await self.phone.tap_data(data)

    async def chooses(self, label: str, on: Shown | None = None) -> None:
        """Tap a button, whatever comes of it."""
        await self.taps(label, on)

    async def registers(self, household: Household | None = None, residence: str = "") -> None:
        """From /start to the thanks; of the statistics only the residence, if it is given."""
        self.household = household or self.household
        say, rather_not = self.say, self.say.t("I'd rather not say")
        await self.starts()
        await self.consents()
        await self.writes(say.t("What shall we call you?"), self.name)
        await self.answers(say.t("How many adults? Count yourself."), str(self.household.adults))
        await self.answers(say.t("How many children?"), str(self.household.children))
        await self.answers(say.t("Are you new here?"), say.t(residence) if residence else rather_not)
        for question in ("Which country do you come from?", "How old are you?", "You are …"):
            await self.answers(say.t(question), rather_not)
        await self.reads(say.t("Thank you, {name}!", name=self.name))

    def wait(self, **time: float) -> None:
        """Let time pass."""
        assert self.clock
        self.clock.move_on(**time)

    def wait_until(self, at: datetime) -> None:
        """Let time pass until an instant."""
        assert self.clock
        self.clock.move_on(seconds=(at - self.clock()).total_seconds())

    def read(self, part: str) -> list[Shown]:
        """All messages on the phone that say this."""
        return [shown for shown in self.phone.messages if part in shown.text]

    def _takes_a_moment(self) -> None:
        if self.clock:
            self.clock.move_on(seconds=MOMENT)

    async def _sees(self, fits: Callable[[Shown], bool], *, new: bool, wanted: Sequence[str]) -> Shown:
        def find() -> Shown | None:
            fitting = [m for m in self.phone.messages if fits(m) and not (new and m.at <= self.phone.acted_at)]
            return max(fitting, key=lambda m: m.at, default=None)

        await self.phone.server.until(find, PATIENCE, lambda: self._unseen(wanted))
        found = find()
        assert found
        return found

    def _unseen(self, wanted: Sequence[str]) -> str:
        return f"{self.name} waits for {wanted!r} and sees:\n{self.phone.transcript()}"


def _action(shown: Shown, label: str) -> str | None:
    """What the button with this label says to the bot: exactly this, or this after a pictogram, or with more to it."""
    actions = {button["text"]: button["callback_data"] for row in shown.keyboard for button in row}
    found = [text for text in actions if label in (text, text.split(" ", 1)[-1])]
    found += [text for text in actions if label in text]
    return str(actions[found[0]]) if found else None


def someone(server: TelegramServer, name: str, language: str, clock: SharedClock | None = None) -> Neighbour:
    """A new person; their phone speaks the language in which they want to read."""
    return Neighbour(server.person(next(_numbers), first_name=name, language_code=language), language, clock)


def crowd(server: TelegramServer, number: int, clock: SharedClock | None = None) -> list[Neighbour]:
    """So many people, of four languages in turn."""
    named = zip(range(number), cycle(LANGUAGES), strict=False)
    return [someone(server, f"Nachbar-{at:03}", language, clock) for at, language in named]


@asynccontextmanager
async def _house(bot: Bot) -> AsyncIterator[App]:
    """The house on the bot's database, before its process starts."""
    async with App.open(Settings(_env_file=None, database=bot.database), bot.clock or system_clock) as app:  # type: ignore[call-arg]
        yield app


async def settle_in(bot: Bot, registered: Sequence[Neighbour], *, team: Sequence[Neighbour] = ()) -> None:
    """Let people be registered, as if that had happened long ago."""
    async with _house(bot) as app, app.database.atomic() as sql:
        ctx = app.context(sql)
        for one in (*team, *registered):
            one.phone.started = True
            chat, person = await people.meet(ctx, "telegram", str(one.phone.id), one.language)
            await people.register(ctx, person, chat, one.name, one.household, Statistics())
            if one in team:
                await participants.grant(sql, person.id, Role.COORDINATOR, ctx.now)


async def settle_on_a_page(bot: Bot, name: str, language: str) -> str:
    """A coordinator with a page of the web chat; the page's secret."""
    async with _house(bot) as app, app.database.atomic() as sql:
        ctx = app.context(sql)
        token = f"{name.lower()}-{next(_numbers)}"
        chat, person = await people.meet(ctx, "web", address_of(token), language)
        await people.register(ctx, person, chat, name, Household(1), Statistics())
        await participants.grant(sql, person.id, Role.COORDINATOR, ctx.now)
        return token


async def draft_event(bot: Bot, title: str, *, places: int | None = None, in_days: int = 3) -> int:
    """An event that only has to be sent; its id."""
    async with _house(bot) as app, app.database.atomic() as sql:
        ctx = app.context(sql)
        begin = datetime.combine((ctx.now + timedelta(days=in_days)).date(), datetime.min.time()).replace(hour=15)
        plan = Plan({"title": title, "what": ""}, begin, begin + timedelta(hours=2), "Grundstraße 10", places=places)
        [team, *_] = await participants.with_role(sql, Role.COORDINATOR)
        return await planning.create(ctx, team, plan)


async def announces(olga: Neighbour, event: int) -> None:
    """The coordinator sends an event's invitation."""
    await olga.says("/team")
    await olga.reads(olga.say.team("Team menu"))
    await olga.presses(f"send:{event}")
    if olga.clock:
        olga.wait(seconds=5)  # which also lets the messages to one chat follow each other
