"""A stage on which people talk to the real bot over the real web channel: what they say goes in, they read what comes.

The same goes through Telegram and WhatsApp on the way, and must come across there (tests/dubbing.py).
Only the clock is ours. Nothing sleeps: `settle` works until nothing is left to do.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from unittest.mock import patch

from bot.app import App
from bot.channels.protocol import Arrival
from bot.channels.web import Listeners, arrival
from bot.commands import put_back
from bot.domain.people import Household, Residence, Role, Statistics
from bot.language.bidi import FSI, LRI, PDI, RLM
from bot.language.languages import LANGUAGES
from bot.language.texts import team_texts, texts
from bot.services import announcing, people, planning
from bot.settings import Settings
from bot.store import backups, chats, events, files, participants, web_messages
from bot.store.database import Database
from bot.store.migrations import migrate
from bot.talks import recovery
from tests.dubbing import Dubbed

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Darmstadt
SATURDAY = datetime(2026, 11, 28, 15, 0)  # noqa: DTZ001 - as the clocks there show it
_numbers = count(1)


class StageClock:
    """A clock that is moved by hand. Each look at it takes a moment, so that pacing comes to its end."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=10)
        return self.now

    def move_on(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


class Ears(Listeners):
    """Hears the short words that answer a tap and pass; a page would show them for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: defaultdict[str, list[str]] = defaultdict(list)

    def count(self, address: str) -> int:
        """Every page is open."""
        return 1

    def notify(self, address: str, toast: str = "") -> None:
        """A page is woken."""
        if toast:
            self.heard[address].append(plain(toast))
        super().notify(address, toast)


@dataclass
class Shown:
    """A message on someone's page, without the invisible isolates."""

    name: str
    text: str
    buttons: dict[str, str]
    media: dict[str, Any] | None
    language: str

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return list(self.buttons)

    def button(self, label: str) -> str:
        """What the button with this in its label says to the bot."""
        found = [action for words, action in self.buttons.items() if label in words]
        assert found, f"no button {label!r} among {self.labels!r}"
        return found[0]


def plain(words: str) -> str:
    """A text without direction marks."""
    return words.translate(dict.fromkeys(map(ord, FSI + LRI + PDI + RLM + "\u2067"), None))


@dataclass
class Person:
    """Someone with a web chat page."""

    stage: Stage
    address: str
    language: str = "en"

    def t(self, message: str, **values: object) -> str:
        """A participant text in this person's language, as they read it."""
        return plain(texts(self.language).t(message, **values))

    def team(self, message: str, **values: object) -> str:
        """A text of the team, in the language of the team that this person reads."""
        return plain(team_texts(self.language).team(message, **values))

    def tt(self, message: str, **values: object) -> str:
        """A participant text as it stands in the conversations of the team."""
        return plain(team_texts(self.language).t(message, **values))

    @property
    def toasts(self) -> list[str]:
        """The short words that answered this person's taps."""
        return self.stage.ears.heard[self.address]

    def hears(self, words: str) -> None:
        """The last tap was answered with this; forgets what was heard."""
        assert self.toasts, f"nothing was said for a moment, not {words!r}"
        assert words in self.toasts[-1], self.toasts
        self.toasts.clear()

    async def starts(self, payload: str = "") -> None:
        """Open the start link."""
        await self.stage.receive(arrival(self.address, f"s{next(_numbers)}", start=payload, language=self.language))

    async def says(self, words: str) -> None:
        """Write a text."""
        await self.stage.receive(arrival(self.address, f"t{next(_numbers)}", text=words))

    async def commands(self, command: str) -> None:
        """Choose a command, as /menu."""
        await self.stage.receive(arrival(self.address, f"c{next(_numbers)}", command=command))

    async def sends_file(self, kind: str, mime: str, data: bytes = b"voice") -> None:
        """Send a voice message or a picture."""
        async with self.stage.app.database.atomic() as sql:
            file_id = await files.keep(sql, kind, mime, data, self.stage.clock())
            await files.refer(sql, file_id, "web", str(file_id))
        said = {"kind": kind, "reference": str(file_id), "mime": mime}
        await self.stage.receive(arrival(self.address, f"f{next(_numbers)}", file=said))

    async def page(self) -> list[Shown]:
        """Everything on the page that the bot said, oldest first."""
        rows = await web_messages.since(self.stage.app.database.read, self.address, 0)
        return [_shown(row) for row in rows if not row.mine]

    async def last(self) -> Shown:
        """The newest message of the bot, or the one that changed last."""
        found = await self.page()
        assert found, "the page is empty"
        return found[-1]

    async def reads(self, *words: str) -> Shown:
        """The newest message that says all of this; fails when there is none."""
        found = await self.page()
        for message in reversed(found):
            if all(one in message.text for one in words):
                return message
        raise AssertionError(f"nobody said {words!r}; the page says: {[message.text for message in found[-4:]]!r}")

    async def is_left_with(self, words: str) -> None:
        """The page shows nothing but one message that says this."""
        assert [words in message.text for message in await self.page()] == [True]

    async def taps(self, label: str, message: Shown | None = None) -> None:
        """Tap the button with this in its label, on a message or on the newest that has it."""
        candidates = [message] if message else list(reversed(await self.page()))
        for shown in candidates:
            found = sorted((words for words in shown.buttons if label in words), key=len)
            if found:  # the shortest: "as here" stands in "as there", too
                await self.presses(shown.buttons[found[0]], shown)
                return
        raise AssertionError(f"no button {label!r}; there are {[list(shown.buttons) for shown in candidates[:3]]!r}")

    async def reads_no(self, *words: str) -> None:
        """No message says all of this."""
        found = [one.text for one in await self.page() if all(word in one.text for word in words)]
        assert not found, found

    async def has(self, *words: str) -> int:
        """How many messages say all of this."""
        return sum(all(word in one.text for word in words) for one in await self.page())

    async def presses(self, action: str, message: Shown | None = None) -> None:
        """Send any button data, as anyone could."""
        await self.stage.receive(self.press(action, message))

    def press(self, action: str, message: Shown | None = None) -> Arrival:
        """The update of a tap, to be received together with others."""
        where = message.name if message else None
        return arrival(self.address, f"p{next(_numbers)}", action=action, message=where)

    async def again(self, message: Shown) -> Shown:
        """The same message as it is now."""
        found = [one for one in await self.page() if one.name == message.name]
        assert found, "the message is gone"
        return found[0]

    async def registers(
        self, name: str, *, adults: int = 1, children: int = 0, residence: str = "", payload: str = ""
    ) -> None:
        """The whole registration, with nothing said for the statistics but perhaps the residence."""
        await self.starts(payload)
        await self.taps(LANGUAGES[self.language].name)
        await self.taps(self.t("Yes, all right"))
        await self.says(name)
        await self.says(str(adults))
        await self.says(str(children))
        if residence:
            await self.taps(self.t(residence))
        else:
            await self.taps(self.t("I'd rather not say"))
        for _ in range(3):
            await self.taps(self.t("I'd rather not say"))


@dataclass
class Stage:
    """The bot, its clock, and everyone on stage."""

    channel: ClassVar[str] = "web"  # over which they talk

    clock: StageClock
    settings: Settings
    ears: Ears
    running: AsyncExitStack
    app: App = field(init=False)
    espeak: str | None = None  # the program that reads aloud

    async def opens(self) -> None:
        """The bot goes on, with the database that is there."""
        with patch("bot.app.WebChannel", Dubbed):
            self.app = await self.running.enter_async_context(App.open(self.settings, self.clock, self.espeak))
        self.app.web.listeners = self.ears

    async def restarts(self, *, after: float = 0) -> None:
        """The bot goes off as it stands, and on again on the same database so many seconds later."""
        await self.running.aclose()
        self.clock.move_on(seconds=after)
        await self.opens()
        async with self.app.database.atomic() as sql:
            await recovery.after_outage(self.app.context(sql))
        await self.settle()

    async def backs_up(self) -> Path:
        """A backup of the database as it is now."""
        await self.app.schedule.note_alive()
        file = self.settings.database.with_name(f"backup-{next(_numbers)}.db")
        await asyncio.to_thread(backups.backup, self.settings.database, file)
        return file

    async def puts_back(self, file: Path, *, after: float = 0, lost: bool = False) -> None:
        """The bot is stopped, a backup put back, and the bot started; `lost`: the present database is damaged."""
        await self.running.aclose()
        self.clock.move_on(seconds=after)
        if lost:
            await asyncio.to_thread(self.settings.database.write_bytes, b"\xff" * 8192)
        await put_back(self.settings, file, self.clock)
        await self.restarts()

    async def receive(self, update: Any) -> None:
        """An update comes in; the bot works and delivers until it has nothing left to do."""
        await self.app.receive(self.channel, [update])
        await self.work()

    async def work(self) -> None:
        """Work the inbox, deliver."""
        while await self.app.engine.work():
            pass
        for worker in self.app.workers.values():
            await worker.drain()
        assert isinstance(self.app.web, Dubbed)
        assert not self.app.web.lost, self.app.web.lost

    async def settle(self) -> None:
        """Work the inbox, see to what is due, deliver."""
        await self.work()
        await self.app.schedule.tick()
        await self.app.schedule.mail()
        await self.app.reader.work()
        await self.work()

    async def later(self, **by: float) -> None:
        """Let time pass, and the bot do what is due then."""
        self.clock.move_on(**by)
        for _ in range(3):  # what just went out is shown as progress, and then noted as done
            await self.settle()

    def person(self, language: str = "en") -> Person:
        """Someone new with a page of their own."""
        return Person(self, f"address-{next(_numbers)}", language)

    async def coordinator(self, name: str = "Olga", language: str = "en") -> Person:
        """Someone who registered with a one-time code."""
        async with self.app.database.atomic() as sql:
            code = await people.invite(self.app.context(sql), Role.COORDINATOR)
        person = self.person(language)
        await person.starts(f"r-{code}")
        await person.taps(LANGUAGES[language].name)
        await person.taps(person.t("Yes, all right"))
        await person.says(name)
        return person

    async def neighbour(
        self, name: str, language: str = "en", *, adults: int = 1, children: int = 0, residence: Residence | None = None
    ) -> Person:
        """Someone who has registered some time ago."""
        person = self.person(language)
        async with self.app.database.atomic() as sql:
            ctx = self.app.context(sql)
            chat, known = await people.meet(ctx, self.channel, person.address, language)
            household = Household(adults, children)
            await people.register(ctx, known, chat, name, household, Statistics(residence=residence))
        return person

    async def event(
        self, title: str = "Plätzchen backen", *, start: datetime = SATURDAY, hours: float = 2, send: bool = True,
        by: Person | None = None, what: str = "Wir backen zusammen.", **facts: Any,
    ) -> int:  # fmt: skip
        """An event that the team has made, and sent to everyone. Its id."""
        plan = planning.Plan({"title": title, "what": what}, start, start + timedelta(hours=hours), "Grundstraße 10")
        plan = replace(plan, **facts)
        by = by or await self.neighbour("Team")
        async with self.app.database.atomic() as sql:
            ctx = self.app.context(sql)
            chat = await chats.find(sql, self.channel, by.address)
            assert chat is not None
            team = await people.known(ctx, chat.participant_id)
            event_id = await planning.create(ctx, team, plan)
            if send:
                event = await events.get(sql, event_id)
                assert event is not None
                await announcing.invite(ctx, team, event)
        await self.later(seconds=1)
        return event_id

    async def id_of(self, person: Person) -> int:
        """The participant's id."""
        return await self.count("SELECT participant_id FROM chat WHERE address = ?", person.address)

    async def grants(self, person: Person, role: Role = Role.COORDINATOR) -> None:
        """A person joins the team."""
        async with self.app.database.atomic() as sql:
            await participants.grant(sql, await self.id_of(person), role, self.clock())

    async def takes_role(self, person: Person) -> None:
        """A person leaves the team."""
        await self.change("DELETE FROM role WHERE participant_id = ?", await self.id_of(person))

    async def change(self, statement: str, *values: Any) -> None:
        """Change the database behind the bot's back."""
        async with self.app.database.atomic() as sql:
            await sql.run(statement, *values)

    async def file(self, shown: Shown) -> tuple[str, bytes]:
        """Name and bytes of the file that a message carries."""
        assert shown.media is not None
        found = await files.data(self.app.database.read, shown.media["file_id"])
        assert found is not None
        assert found[2] is not None
        return found[0], found[2]

    async def count(self, statement: str, *values: Any) -> int:
        """A number from the database."""
        return int(await self.app.database.read.value(statement, *values))


AnyStage = TypeVar("AnyStage", bound=Stage)


def _shown(row: web_messages.WebMessage) -> Shown:
    content = json.loads(row.payload)
    for button in (button for buttons in content["buttons"] for button in buttons):
        assert 1 <= len(button["action"].encode()) <= 64, button
        assert button["label"].strip(), button
    lines = [f"{line['icon']} {line['text']}".strip() for line in content["lines"]]
    return Shown(
        row.message,
        plain("\n".join(lines)),
        {plain(button["label"]): button["action"] for buttons in content["buttons"] for button in buttons},
        content["media"],
        content["language"],
    )


_empty: list[bytes] = []  # a database as migrations leave it: made once, since hundreds are needed


async def migrated(path: Path) -> None:
    """Put a fresh database there."""
    if not _empty:
        database = await Database.open(path)
        await migrate(database)
        await database.close()
        _empty.append(await asyncio.to_thread(path.read_bytes))
    await asyncio.to_thread(path.write_bytes, _empty[0])


@asynccontextmanager
async def stage(folder: Path, now: datetime = MONDAY, **settings: Any) -> AsyncIterator[Stage]:
    """The bot on a fresh database."""
    await migrated(folder / "kranich.db")
    async with opened(Stage, folder, now, **settings) as found:
        yield found


@asynccontextmanager
async def opened(
    kind: type[AnyStage], folder: Path, now: datetime = MONDAY, **settings: Any
) -> AsyncIterator[AnyStage]:
    """A stage of this kind, on the database that is in the folder or on an empty one."""
    given = {"_env_file": None, "database": folder / "kranich.db", "language": "de", **settings}
    async with AsyncExitStack() as running:
        found = kind(StageClock(now), Settings(**given), Ears(), running)
        await found.opens()
        yield found
