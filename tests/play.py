"""A stage on which people talk to the real bot over the real web channel: what they say goes in, they read what comes.

Only the clock is ours. Nothing sleeps: `settle` works until nothing is left to do.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels.web import arrival
from bot.domain.people import Role
from bot.language.bidi import FSI, LRI, PDI, RLM
from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from bot.services import people
from bot.settings import Settings
from bot.store import files, web_messages

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Darmstadt
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


@dataclass
class Shown:
    """A message on someone's page, without the invisible isolates."""

    name: str
    text: str
    buttons: dict[str, str]
    media: dict[str, Any] | None
    language: str


def plain(words: str) -> str:
    """A text without direction marks."""
    return words.translate(dict.fromkeys(map(ord, FSI + LRI + PDI + RLM + "\u2067"), None))


@dataclass
class Person:
    """Someone with a web chat page."""

    stage: Stage
    address: str
    language: str = "en"
    seen: int = field(default=0)

    def t(self, message: str, **values: object) -> str:
        """A participant text in this person's language, as they read it."""
        return plain(texts(self.language).t(message, **values))

    async def starts(self, payload: str = "") -> None:
        """Open the start link."""
        await self.stage.receive(arrival(self.address, f"s{next(_numbers)}", start=payload, language=self.language))

    async def says(self, words: str) -> None:
        """Write a text."""
        await self.stage.receive(arrival(self.address, f"t{next(_numbers)}", text=words))

    async def sends_file(self, kind: str, mime: str, data: bytes = b"voice") -> None:
        """Send a voice message or a picture."""
        async with self.stage.app.database.atomic() as sql:
            file_id = await files.keep(sql, kind, mime, data, self.stage.clock())
            await files.refer(sql, file_id, "web", str(file_id))
        said = {"kind": kind, "file_id": file_id, "mime": mime, "name": kind}
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

    async def taps(self, label: str, message: Shown | None = None) -> None:
        """Tap the button with this in its label, on a message or on the newest that has it."""
        candidates = [message] if message else list(reversed(await self.page()))
        for shown in candidates:
            for words, action in shown.buttons.items():
                if label in words:
                    await self.presses(action, shown)
                    return
        raise AssertionError(f"no button {label!r}; there are {[list(shown.buttons) for shown in candidates[:3]]!r}")

    async def presses(self, action: str, message: Shown | None = None) -> None:
        """Send any button data, as anyone could."""
        where = message.name if message else None
        await self.stage.receive(arrival(self.address, f"p{next(_numbers)}", action=action, message=where))

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

    app: App
    clock: StageClock

    async def receive(self, update: Any) -> None:
        """An update comes in; the bot works until it has nothing left to do."""
        await self.app.receive("web", [update])
        await self.settle()

    async def settle(self) -> None:
        """Work the inbox, see to what is due, deliver."""
        while await self.app.engine.work():
            pass
        await self.app.schedule.tick()
        for worker in self.app.workers.values():
            await worker.drain()

    async def later(self, **by: float) -> None:
        """Let time pass, and the bot do what is due then."""
        self.clock.move_on(**by)
        await self.settle()
        await self.settle()  # the progress of what just went out

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

    async def count(self, statement: str, *values: Any) -> int:
        """A number from the database."""
        return int(await self.app.database.read.value(statement, *values))


def _shown(row: web_messages.WebMessage) -> Shown:
    content = json.loads(row.payload)
    lines = [f"{line['icon']} {line['text']}".strip() for line in content["lines"]]
    return Shown(
        row.message,
        plain("\n".join(lines)),
        {plain(button["label"]): button["action"] for buttons in content["buttons"] for button in buttons},
        content["media"],
        content["language"],
    )


@asynccontextmanager
async def stage(folder: Path, now: datetime = MONDAY, **settings: Any) -> AsyncIterator[Stage]:
    """The bot on a fresh database."""
    given = {"database": folder / "kranich.db", "project_name": "Kranich", "language": "de", **settings}
    clock = StageClock(now)
    async with App.open(Settings(_env_file=None, **given), clock) as app:
        yield Stage(app, clock)
