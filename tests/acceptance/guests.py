"""People who use the bot over WhatsApp, each in their own language."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.domain.people import Household
from tests.acceptance.clock import SharedClock
from tests.acceptance.process import UP_WITHIN
from tests.acceptance.speaking import Speaker
from tests.play import plain
from tests.stand_ins.whatsapp_people import Person, Shown

MOMENT = 7  # seconds that people take to read and to act; Meta lets a bot write to one person every six
Act = Callable[[], Awaitable[object]]


@dataclass(eq=False)
class Guest(Speaker[Shown]):
    """Someone with WhatsApp."""

    phone: Person
    language: str
    clock: SharedClock
    household: Household = field(default_factory=Household)
    seen: int = 0  # how many messages there were when they last did something

    async def says(self, words: str) -> None:
        """Write something."""
        self._acts()
        await self.phone.says(words)

    async def speaks(self, sound: bytes) -> None:
        """Send a voice message."""
        self._acts()
        await self.phone.sends_file("audio", sound, "audio/ogg; codecs=opus")

    async def reads(self, *parts: str) -> Shown:
        """The newest message since they last did something that says all of this, as soon as there is one."""
        return await self._finds(
            lambda shown: all(plain(part) in plain(shown.text) for part in parts), self.seen, parts
        )

    async def chooses(self, label: str, on: Shown | None = None) -> None:
        """Tap an option or type its number: on this message, or on the newest that has it."""
        shown = on or await self._finds(lambda shown: _way(self.phone, shown, label) is not None, 0, (label,))
        way = _way(self.phone, shown, label)
        assert way, f"no {label!r} in {shown.text!r} {shown.labels!r}"
        self._acts()
        await way()

    async def registers(self) -> None:
        """From the first word to the thanks, with nothing said for the statistics."""
        say = self.say
        await self.says("Salam")
        await self.consents()
        await self.writes(say.t("What shall we call you?"), self.phone.name)
        await self.writes(say.t("How many adults? Count yourself."), str(self.household.adults))
        await self.writes(say.t("How many children?"), str(self.household.children))
        for question in ("Are you new here?", "Which country do you come from?", "How old are you?", "You are …"):
            await self.answers(say.t(question), say.t("I'd rather not say"))
        await self.reads(say.t("Thank you, {name}!", name=self.phone.name))

    def wait_until(self, at: datetime) -> None:
        """Let time pass until an instant."""
        self.clock.move_on(seconds=(at - self.clock()).total_seconds())

    def read(self, part: str) -> list[Shown]:
        """All messages on the phone that say this."""
        return [shown for shown in self.phone.messages if plain(part) in plain(shown.text)]

    @property
    def party(self) -> str:
        """All of the household, in words."""
        grown = self.say.tn("{number} adult", "{number} adults", self.household.adults)
        small = self.say.tn("{number} child", "{number} children", self.household.children)
        return self.say.t("{adults}, {children}", adults=grown, children=small) if self.household.children else grown

    def _acts(self) -> None:
        self.clock.move_on(seconds=MOMENT)
        self.seen = len(self.phone.messages)

    async def _finds(self, fits: Callable[[Shown], bool], since: int, wanted: tuple[str, ...]) -> Shown:
        def find() -> Shown | None:
            return next((shown for shown in reversed(self.phone.messages[since:]) if fits(shown)), None)

        def unseen() -> str:
            return f"{self.phone.name} waits for {wanted!r} and sees:\n{self.phone.transcript()}"

        await self.phone.server.until(find, UP_WITHIN, unseen)
        found = find()
        assert found
        return found


def _way(phone: Person, shown: Shown, label: str) -> Act | None:
    """How the option that says this, perhaps after a pictogram, or with more to it, is chosen on a message."""
    ways = _ways(phone, shown)
    fitting = [words for words in ways if plain(label) in (words, words.split(" ", 1)[-1])]
    fitting += [words for words in ways if plain(label) in words]
    return ways[fitting[0]] if fitting else None


def _ways(phone: Person, shown: Shown) -> dict[str, Act]:
    """All options of a message: each is tapped, or its number typed."""
    ways: dict[str, Act] = {plain(option.label): partial(phone.chooses, option, shown) for option in shown.options}
    lines = [re.match(r"(\d+)\. (.*)", line) for line in plain(shown.text).split("\n")]
    return ways | {line[2]: partial(phone.says, line[1]) for line in lines if line}
