"""The same stage over WhatsApp: people tap, type and read on phones, and Meta stands between them and the bot.

What the bot says goes over real HTTP to a stand-in of Meta's; what people say comes back in signed calls.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from bot.channels.protocol import Arrival
from bot.channels.whatsapp.templates import CODES, definition, definitions
from bot.domain.content import NoticeKind
from tests import play
from tests.play import MONDAY, Stage, opened, plain
from tests.stand_ins.whatsapp import APP_SECRET, BUSINESS_ID, PHONE_ID, TOKEN, VERIFY_TOKEN, CloudApi
from tests.stand_ins.whatsapp_people import Option, Shown
from tests.stand_ins.whatsapp_people import Person as Phone

SETTINGS: dict[str, Any] = {
    "whatsapp_token": TOKEN,
    "whatsapp_phone_id": PHONE_ID,
    "whatsapp_business_id": BUSINESS_ID,
    "whatsapp_app_secret": APP_SECRET,
    "whatsapp_verify_token": VERIFY_TOKEN,
}
_TO_TYPE = "type "  # before what is typed to choose
_NUMBERED = re.compile(r"^(\d+)\. (.*)$")
_numbers = count(1)


@dataclass
class Person(play.Person):
    """Someone with WhatsApp."""

    phone: Phone = field(init=False)

    async def starts(self, payload: str = "") -> None:
        """Open the start link, and send what it puts there."""
        await self.says(f"start {payload}".strip())

    async def says(self, words: str) -> None:
        """Write a text."""
        await self.phone.says(words)
        await self.stage.work()

    async def commands(self, command: str) -> None:
        """Write a command, as /menu."""
        await self.says(f"/{command}")

    async def sends_file(self, kind: str, mime: str, data: bytes = b"voice") -> None:
        """Send a voice message or a picture."""
        await self.phone.sends_file({"voice": "audio", "photo": "image"}[kind], data, mime)
        await self.stage.work()

    async def page(self) -> list[play.Shown]:
        """Everything that the bot said, oldest first."""
        return [_shown(message, self.language) for message in self.phone.messages]

    async def is_left_with(self, words: str) -> None:
        """The last message says this; what was said before stays on the phone."""
        assert [words in message.text for message in await self.page()][-2:] == [False, True]

    async def presses(self, action: str, message: play.Shown | None = None) -> None:
        """Tap an option, or any that anyone could make up; what stands as a number is typed."""
        if action.startswith(_TO_TYPE):
            await self.says(action.removeprefix(_TO_TYPE))
            return
        known = next((one for one in reversed(self.phone.messages) if message is None or one.id == message.name), None)
        await self.phone.chooses(_option(action, known), known or _nothing(self.stage.clock()))
        await self.stage.work()

    def press(self, action: str, message: play.Shown | None = None) -> Arrival:
        """Taps come in Meta's calls here."""
        raise AssertionError("hold what is told, and release it together")


@dataclass
class WhatsAppStage(Stage):
    """The bot with a number at Meta's."""

    channel: ClassVar[str] = "whatsapp"
    meta: CloudApi = field(init=False)

    def person(self, language: str = "en") -> Person:
        """Someone new with a phone of their own."""
        number = f"491511234{next(_numbers):05d}"
        found = Person(self, number, language)
        found.phone = self.meta.person(number, "Somebody")
        return found

    async def work(self) -> None:
        """Take in what Meta brings, work the inbox, deliver, until nothing is left on either side."""
        while True:
            while self.meta.bodies:
                await self.brings(self.meta.bodies.popleft())
            await super().work()
            if not self.meta.bodies:
                return

    async def templates(self) -> None:
        """The team gives all templates to Meta, which approves them."""
        channel = self.app.whatsapp
        assert channel
        for _, given in definitions():
            await channel.upload_template(given)
        await self.meta.judges("APPROVED")
        await self.work()

    async def templates_of(self, kind: NoticeKind) -> None:
        """The team gives Meta the templates of a kind that it has not; Meta has yet to look at them."""
        channel = self.app.whatsapp
        assert channel
        for language in CODES:
            given = definition(kind, language)
            if (given["name"], given["language"]) not in self.meta.templates:
                await channel.upload_template(given)

    async def brings(self, body: bytes) -> None:
        """One call of Meta's, as the web server takes it."""
        channel = self.app.whatsapp
        assert channel
        assert channel.is_signed(body, self.meta.signature(body))
        await self.app.receive("whatsapp", channel.arrivals(body))


@asynccontextmanager
async def whatsapp_stage(folder: Path, now: datetime = MONDAY, **settings: Any) -> AsyncIterator[WhatsAppStage]:
    """The bot on a fresh database, with a number at Meta's that knows no pace."""
    await play.migrated(folder / "kranich.db")
    async with CloudApi(paced=False) as meta:
        given = {**SETTINGS, "whatsapp_api_url": meta.url, "whatsapp_rate": 0, **settings}
        async with opened(WhatsAppStage, folder, now, **given) as found:
            found.meta = meta
            meta.clock = found.clock
            yield found


def _shown(message: Shown, language: str) -> play.Shown:
    buttons = {plain(option.label): option.id for option in message.options}
    for line in plain(message.text).split("\n"):
        number = _NUMBERED.match(line)
        if number:
            buttons[number[2]] = _TO_TYPE + number[1]
        elif line.startswith("• "):
            buttons[line[2:]] = _TO_TYPE + re.sub(r"^[^\w]+ ", "", line[2:])
    media = {"file_id": message.file, "kind": message.file_kind} if message.file else None
    return play.Shown(message.id, plain(message.text), buttons, media, language)


def _option(action: str, shown: Shown | None) -> Option:
    known = next((option for option in (shown.options if shown else ()) if option.id == action), None)
    return known or Option("", action, "button_reply")


def _nothing(at: datetime) -> Shown:
    return Shown("wamid.bm9uZQ==", "text", "", {}, at)
