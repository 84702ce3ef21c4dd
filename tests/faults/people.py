"""What people do in a long life of the bot. Who writes needs no button that may not have arrived."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.web import arrival
from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from tests.faults.rules import Neighbour, Rules
from tests.faults.stages import TroubledStage

# All that one update may change.
EFFECTS = ("participant", "answer", "event", "announcement", "delivery", "letter", "feedback", "talk", "role", "inbox")
# What nobody but the team, or another person, may change.
OF_OTHERS = ("event", "announcement", "role", "free_text", "wording")


class Alarm(logging.Handler):
    """Keeps what was logged as an error: there is no reason for one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.heard.append(self.format(record))


@dataclass
class People:
    """Everybody, and what they can do; after everything that happens the rules are looked at."""

    play: TroubledStage
    rules: Rules = field(init=False)
    people: list[Neighbour] = field(default_factory=list)
    team: list[Neighbour] = field(default_factory=list)
    pair: Neighbour = field(init=False)  # two people with one phone
    last: tuple[datetime, Any] | None = None  # the newest update, and when it came
    _names: int = 0
    _said: int = 0

    def __post_init__(self) -> None:
        self.rules = Rules(self.play)

    async def settle(self) -> None:
        """The bot does what is due, and everything is as it should be."""
        await self.play.settle()
        await self.rules.hold()

    async def happens(self, one: Neighbour, **said: Any) -> None:
        """Somebody says something to the bot."""
        self._said += 1
        self.last = self.play.clock.now, arrival(one.person.address, f"u{self._said}", **said)
        await self.play.receive(self.last[1])

    async def presses(self, one: Neighbour, action: str) -> None:
        """Somebody taps."""
        await self.happens(one, action=action, message=None)

    async def says(self, one: Neighbour, *texts: str) -> None:
        """Somebody writes, one message after the other."""
        for text in texts:
            await self.happens(one, text=text)

    async def joins(self, language: str, adults: int, children: int) -> Neighbour:
        """Somebody new registers."""
        person = self.play.person(language)
        self.rules.everybody[person.address] = one = Neighbour(person, "", [(0, {language})], forgotten=True)
        self.people.append(one)
        await self.registers(one, adults, children)
        return one

    async def registers(self, one: Neighbour, adults: int, children: int) -> None:
        """By writing all the answers; also after having been forgotten."""
        person, silence = one.person, one.person.t("I'd rather not say")
        self._names += 1
        if one.name:  # whoever was forgotten is somebody new
            self.rules.everybody[f"{person.address} {one.name}"] = Neighbour(person, one.name, [], forgotten=True)
        one.name = f"Nachbar{self._names}x"
        await self.happens(one, start="", language=person.language)
        await self.says(one, LANGUAGES[person.language].name, person.t("Yes, all right"), one.name)
        await self.says(one, str(adults), str(children), silence, silence, silence, silence)
        one.forgotten = False
        await self._reads_from_now_on(one)

    async def join_with_one_phone(self, language: str) -> None:
        """Two people who read the same language register on one phone."""
        self.pair = one = await self.joins(language, 1, 0)
        self.people.remove(one)
        person, silence = one.person, one.person.t("I'd rather not say")
        await self.presses(one, "another")
        await self.says(one, LANGUAGES[language].name, person.t("Yes, all right"), f"{one.name}-zwei")
        await self.says(one, "2", "1", silence, silence, silence, silence)
        assert await self.play.count("SELECT count(*) FROM chat WHERE turn > 0") == 2

    async def one_of_the_pair_taps(self, action: str, *, second: bool) -> None:
        """The first or the second of them taps a button of theirs."""
        chats = await self.play.app.database.read.all(
            "SELECT id FROM chat WHERE address = ? ORDER BY id", self.pair.person.address
        )
        await self.presses(self.pair, f"{action}@{chats[second]['id']}")

    async def joins_the_team(self, language: str) -> None:
        """Somebody new registers, and is a coordinator."""
        one = await self.joins(language, 1, 0)
        await self.play.grants(one.person, Role.COORDINATOR)
        self.people.remove(one)
        self.team.append(one)

    async def writes_to(self, reader: Neighbour, writer: Neighbour, text: str) -> None:
        """A letter to the team; one of the team answers it."""
        await self.says(writer, f"{text} ({writer.name})")
        letter = await self.play.count("SELECT coalesce(max(id), 0) FROM letter")
        await self.presses(writer, f"l:{letter}:yes")
        await self.presses(reader, f"reply:{letter}")
        await self.says(reader, text)

    async def speaks(self, one: Neighbour, language: str) -> None:
        """From now on in another language."""
        one.person.language = language
        await self._reads_from_now_on(one)
        await self.presses(one, f"lang:{language}")

    async def _reads_from_now_on(self, one: Neighbour) -> None:
        newest = await self.play.count("SELECT coalesce(max(id), 0) FROM delivery")
        project = {self.play.app.project.language} if one.forgotten else set[str]()
        one.tongues.append((newest + 1, {one.person.language} | project))

    async def is_forgotten(self, one: Neighbour) -> None:
        """And nothing that names them is left."""
        await self.presses(one, "forget:yes")
        one.forgotten = True
        await self._reads_from_now_on(one)
        assert await self.rules.traces(one.name) == []

    async def tries(self, one: Neighbour, action: str) -> None:
        """A forged or stale button changes nothing that is not this person's own."""
        before = await self.dump(OF_OTHERS)
        others = await self._answers_but(one)
        await self.presses(one, action)
        assert await self.dump(OF_OTHERS) == before
        assert await self._answers_but(one) == others

    async def _answers_but(self, one: Neighbour) -> Sequence[object]:
        rows = await self.play.app.database.read.all(
            "SELECT event_id, participant_id, choice, adults, children, came FROM answer WHERE participant_id NOT IN "
            "(SELECT participant_id FROM chat WHERE address = ?)",
            one.person.address,
        )
        return [tuple(row) for row in rows]

    async def the_same_comes_again(self) -> None:
        """The messenger brings the newest update once more, which changes nothing."""
        if self.last is None or self.play.clock.now - self.last[0] > timedelta(days=1):
            return
        before = await self.dump(EFFECTS)
        await self.play.app.receive("web", [self.last[1], self.last[1]])
        while await self.play.app.engine.work():
            pass
        assert await self.dump(EFFECTS) == before

    async def dump(self, tables: Sequence[str]) -> list[tuple[object, ...]]:
        """All rows of these tables."""
        sql = self.play.app.database.read
        return [tuple(row) for name in tables for row in await sql.all(f'SELECT * FROM "{name}"')]  # noqa: S608


def who(people: Sequence[Neighbour], number: int) -> Neighbour:
    """One of them."""
    return people[number % len(people)]
