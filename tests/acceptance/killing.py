"""kill -9 at random moments, again and again, and the books that must balance afterwards."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.telegram.channel import MOST_PARALLEL
from bot.messages import people as wording
from tests.acceptance.neighbours import Neighbour, announces, crowd, draft_event, settle_in, someone
from tests.acceptance.process import Bot
from tests.stand_ins.telegram_people import Shown

RATE = 1000  # messages a second
SOON = 0.15  # seconds; a process begins to work within this time
PATIENCE = 60.0


@dataclass
class Killer:
    """Starts the bot and kills it, as chance has it."""

    bot: Bot
    chance: random.Random
    kills: int = 0

    async def one_life(self, method: str, most: int, is_over: Callable[[], bool] = lambda: False) -> None:
        """From a start to a kill: up to `most` calls later, or soon after the start, or when all is over.

        Few calls are as likely as many, counted in powers: a kill hits the first message and the thousandth.
        """
        server, chance = self.bot.server, self.chance
        await self.bot.launch()
        if chance.random() < 0.2:
            await asyncio.sleep(chance.uniform(0, SOON))
        else:
            until = server.taken[method] + round(most ** chance.random())
            await server.until(
                lambda: server.taken[method] >= until or is_over(), PATIENCE, lambda: f"stuck:\n{self.bot.last_words()}"
            )
            await asyncio.sleep(chance.uniform(0, 0.01))  # somewhere between an accept and the next
        await self.bot.kill()
        self.kills += 1


@dataclass
class Campaign:
    """Announcements to the same people, one after the other."""

    bot: Bot
    olga: Neighbour
    people: list[Neighbour]
    titles: list[str] = field(default_factory=list)
    uncertain: int = 0  # at the last look

    @classmethod
    async def of(cls, bot: Bot, number: int) -> Campaign:
        """A coordinator and so many people; nothing is announced yet."""
        olga, people = someone(bot.server, "Olga", "de"), crowd(bot.server, number)
        await settle_in(bot, people, team=[olga])
        await bot.start()
        await olga.says("/team")
        await olga.reads(olga.say.team("Team menu"))
        await bot.stop()
        return cls(bot, olga, people)

    async def announces_the_next(self) -> None:
        """While the bot is off, the coordinator taps to send one more."""
        self.titles.append(f"Fest-{len(self.titles):03}")
        event = await draft_event(self.bot, self.titles[-1])
        await self.olga.presses(f"send:{event}")

    def is_over(self) -> bool:
        """Whether the coordinator reads that all are sent."""
        return len(self.olga.read(self.olga.say.team("Everything is sent"))) >= len(self.titles)

    def only_the_last_life_is_uncertain(self) -> None:
        """What a start finds uncertain was in flight at the kill, and is never more than may be at once."""
        uncertain = self.bot.value(UNCERTAIN)
        assert uncertain - self.uncertain <= MOST_PARALLEL
        self.uncertain = uncertain

    def balances(self, kills: int) -> None:
        """Every recipient of every announcement is reached or uncertain, nobody twice, and the sums are right."""
        assert self.bot.value("PRAGMA integrity_check") == "ok"
        everyone = {str(one.phone.id): seen(one) for one in (self.olga, *self.people)}
        rows = self.bot.rows(DELIVERED)
        assert Counter(title for title, *_ in rows) == dict.fromkeys(self.titles, len(everyone))
        ends = Counter((state, everyone[address][title]) for title, address, state in rows)
        assert set(ends) <= {("sent", 1), ("uncertain", 1), ("uncertain", 0)}
        assert ends["uncertain", 0] <= kills * MOST_PARALLEL  # cut off on their way


UNCERTAIN = "SELECT count(*) FROM delivery WHERE announcement_id IS NOT NULL AND state = 'uncertain'"
DELIVERED = """
SELECT w.body, c.address, d.state FROM delivery AS d JOIN chat AS c ON c.id = d.chat_id
    JOIN announcement AS a ON a.id = d.announcement_id JOIN event AS e ON e.id = a.event_id
    JOIN wording AS w ON w.text_id = e.text_id AND w.field = 'title' AND w.language = 'de'
WHERE d.part = 0"""


def seen(one: Neighbour) -> Counter[str]:
    """How often this person's phone shows each announcement."""
    return Counter(title for shown in one.phone.messages for title in re.findall(r"Fest-\d{3}", shown.text)[:1])


Standing = tuple[str, int, int]  # choice, adults, children


def after(tap: str, before: Standing | None) -> Standing:
    """What a tap makes of an answer, where there is room for all."""
    if "." in tap:
        adults, children = tap.split(".")
        return "coming", int(adults), int(children)
    if tap == "coming":
        return before if before and before[0] == "coming" else ("coming", 1, 0)
    return tap, 0, 0


@dataclass
class Party:
    """People who answer the invitations to two events again and again; the first has few places."""

    bot: Bot
    people: list[Neighbour]
    few: int = 1  # the events, which are also the numbers in their titles
    many: int = 2
    meant: dict[tuple[int, Neighbour], Standing] = field(default_factory=dict)
    newcomers: list[Neighbour] = field(default_factory=list)

    @classmethod
    async def of(cls, bot: Bot, number: int, places: int) -> Party:
        """So many people who have both invitations."""
        olga, people = someone(bot.server, "Olga", "de"), crowd(bot.server, number)
        await settle_in(bot, people, team=[olga])
        events = [await draft_event(bot, "Fest-001", places=places), await draft_event(bot, "Fest-002")]
        await bot.start()
        for event in events:
            await announces(olga, event)
        await bot.server.until(
            lambda: all(len(one.phone.messages) == len(events) for one in people), PATIENCE, bot.last_words
        )
        await bot.stop()
        return cls(bot, people)

    async def answers(self, chance: random.Random, taps: int) -> None:
        """Some tap, alone or with family, and some of them think again at once; and somebody new comes in."""
        for one in chance.choices(self.people, k=taps):
            event = chance.choice([self.few, self.many])
            tap = chance.choice(["coming", "maybe", "no", f"{chance.randint(1, 3)}.{chance.randint(0, 3)}"])
            self.meant[event, one] = after(tap, self.meant.get((event, one)))
            await one.phone.tap_data(f"a:{event}:{tap}", card(one, event))
        self.newcomers.append(someone(self.bot.server, f"Neu-{len(self.newcomers):03}", "en"))
        await self.newcomers[-1].starts()

    def is_worked(self) -> bool:
        """Whether the last newcomer, who came after all the taps, is greeted."""
        return bool(self.newcomers[-1].phone.messages)

    def is_shown(self) -> bool:
        """Whether every phone shows what its owner said last."""
        return all(
            words(one, meant) in card(one, event).text for (event, one), meant in self.meant.items() if event == 2
        )

    def balances(self, places: int) -> None:
        """Each update had one effect: what each person said last counts, and no place is given twice."""
        bot = self.bot
        assert bot.value("PRAGMA integrity_check") == "ok"
        assert bot.rows("SELECT state, count(*) FROM inbox GROUP BY state") == [("done", bot.server.updates)]
        assert bot.value("SELECT count(*) FROM participant") == 1 + len(self.people) + len(self.newcomers)
        assert max(len(one.phone.messages) for one in self.newcomers) == 1
        found = {(event, address): tuple(answer) for event, address, *answer in bot.rows(ANSWERED)}
        meant = {(event, str(one.phone.id)): answer for (event, one), answer in self.meant.items()}
        assert found.keys() == meant.keys()
        for (event, address), answer in found.items():
            said = meant[event, address]
            assert answer == said if event == self.many else answer[0] == said[0]  # a larger party may be refused
        # Perhaps nobody holds one: they are given on at a tick, two seconds after a start, and no life was as long.
        assert (bot.value(TAKEN, self.few) or 0) <= places
        assert not bot.value("SELECT count(*) FROM answer WHERE waiting AND event_id = ?", self.many)


ANSWERED = """
SELECT a.event_id, c.address, a.choice, a.adults, a.children
FROM answer AS a JOIN chat AS c ON c.participant_id = a.participant_id"""
TAKEN = "SELECT sum(adults + children) FROM answer WHERE event_id = ? AND choice = 'coming' AND NOT waiting"


def card(one: Neighbour, event: int) -> Shown:
    """This person's invitation."""
    return next(shown for shown in one.phone.messages if f"Fest-{event:03}" in shown.text)


def words(one: Neighbour, answer: Standing) -> str:
    """What the invitation says of an answer where there is room for all."""
    choice, adults, children = answer
    if choice == "coming":
        return one.say.t("You are coming: {people}", people=wording.party(one.say, adults, children))
    said = {"maybe": "Maybe you are coming. Please tell us when you know.", "no": "You are not coming this time."}
    return one.say.t(said[choice])
