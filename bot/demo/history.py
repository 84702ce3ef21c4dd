"""What happened before the demo opens: it is played through the real bot, each moment at its time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from bot.app import App
from bot.demo.page import Page
from bot.demo.plot import FOLDER, Plot, Said, Scene, Written
from bot.domain.events import Choice, Event
from bot.domain.people import Participant
from bot.domain.times import instant
from bot.services import aftermath, announcing, answering, letters, planning
from bot.services.context import Context
from bot.services.planning import Plan
from bot.store import answers, events, files, wordings

MORNING, LATER, EVENING = time(9), time(9, 30), time(17)
# Some answer at once, more after work, some on the next day.
WAVES = (timedelta(minutes=20), timedelta(hours=8), timedelta(hours=25))
MAYBE, NO = 0.12, 0.2  # the shares of people who say so
NOT_THERE = 0.12  # of those who said that they come
FACES = (3, 3, 3, 3, 3, 3, 2, 2, 1, 0, 0, 0)  # 0: says nothing

Step = tuple[datetime, Callable[[], Awaitable[None]]]


@dataclass(frozen=True, slots=True)
class Village:
    """Everyone by name, the coordinator first, with their pages. What those in `shown` do is told by the plot."""

    app: App
    everyone: Mapping[str, Participant]
    pages: Mapping[str, Page]
    shown: Collection[str]

    @property
    def coordinator(self) -> Participant:
        """Who plans the events."""
        return next(iter(self.everyone.values()))

    @property
    def others(self) -> Mapping[str, Participant]:
        """Those of whom only the answers are seen."""
        return {name: one for name, one in self.everyone.items() if name not in self.shown}


def steps(village: Village, plot: Plot, opening: date) -> list[Step]:
    """All that happened, in its order, and some of what would happen later."""
    found: list[Step] = []
    for scene in plot.events:
        found += Staged(village, scene, plot.texts[scene.texts], opening).steps()
    for letter in plot.letters:
        found.append((_at(village, opening, letter.day, letter.at), partial(_write, village, letter)))
    return sorted(found, key=lambda step: step[0])


def _at(village: Village, opening: date, day: int, at: time) -> datetime:
    return instant(datetime.combine(opening + timedelta(days=day), at), village.app.project.zone)


async def _write(village: Village, letter: Written) -> None:
    async with village.app.database.atomic() as sql:
        ctx, writer = village.app.context(sql), village.everyone[letter.by]
        await letters.pass_on(ctx, writer, await letters.offer(ctx, writer, letter.text, None))


class Staged:
    """One event of the plot, on its way from the plan to the feedback."""

    def __init__(self, village: Village, scene: Scene, texts: Mapping[str, dict[str, str]], opening: date) -> None:
        self._village = village
        self._app = village.app
        self._scene = scene
        self._texts = texts
        self._opening = opening
        self._start = datetime.combine(scene.takes_place(opening), scene.start)
        self._chance = Random(f"{scene.texts} {scene.day}")
        self._answers = list(self._draw())
        self._id = 0

    def _draw(self) -> Iterator[tuple[Participant, Choice, int]]:
        """Who answers what, in which wave; everybody else says nothing."""
        coming = self._scene.coming
        for person in self._village.others.values():
            drawn, wave = self._chance.random(), self._chance.choice((0, 1, 1, 2))
            if drawn < coming:
                yield person, Choice.COMING, wave
            elif drawn < coming + MAYBE:
                yield person, Choice.MAYBE, wave
            elif drawn < coming + MAYBE + NO:
                yield person, Choice.NO, wave

    def steps(self) -> list[Step]:
        """What happens when; all of it at hours at which people are awake."""
        if self._scene.sent is None:
            return [(self._on(-1, MORNING), self._plan)]
        invited, day = self._on(self._scene.sent, MORNING), (self._start.date() - self._opening).days
        return [
            (invited, self._invite),
            *((invited + wave, partial(self._answer, number)) for number, wave in enumerate(WAVES)),
            (self._on(day + 1, LATER), self._tick),
            (self._on(day + 1, EVENING), self._give_feedback),
        ]

    def _on(self, day: int, at: time) -> datetime:
        return _at(self._village, self._opening, day, at)

    async def _event(self, ctx: Context) -> Event:
        event = await events.get(ctx.sql, self._id)
        if event is None:
            raise LookupError("event")
        return event

    async def _plan(self) -> None:
        async with self._app.database.atomic() as sql:
            ctx = self._app.context(sql)
            self._id = await planning.create(ctx, self._village.coordinator, await self._planned(ctx))
            await self._translate(ctx)

    async def _planned(self, ctx: Context) -> Plan:
        scene, start = self._scene, self._start
        return Plan(
            texts=self._texts[ctx.project.language],
            start=start,
            end=start + timedelta(hours=scene.hours),
            place=scene.place,
            latitude=scene.latitude,
            longitude=scene.longitude,
            children_welcome=scene.children,
            places=scene.places,
            contact=scene.contact,
            picture_id=await self._picture(ctx),
            repeat="weekly" if scene.weeks > 1 else None,
            until=start.date() + timedelta(weeks=scene.weeks - 1) if scene.weeks > 1 else None,
        )

    async def _picture(self, ctx: Context) -> int | None:
        name = self._scene.picture
        return await files.keep(ctx.sql, name, "image/png", (FOLDER / name).read_bytes(), ctx.now) if name else None

    async def _translate(self, ctx: Context) -> None:
        first = await self._event(ctx)
        for event in await events.of_series(ctx.sql, first.series_id) if first.series_id else [first]:
            for language, texts in self._texts.items():
                for field, body in texts.items():
                    await wordings.write(ctx.sql, event.text_id, field, language, body, ctx.now)

    async def _invite(self) -> None:
        await self._plan()
        async with self._app.database.atomic() as sql:
            ctx = self._app.context(sql)
            event = await self._event(ctx)
            await announcing.invite(ctx, self._village.coordinator, event)
            await announcing.send_series(ctx, self._village.coordinator, event)

    async def _answer(self, wave: int) -> None:
        if wave == 0:
            for name, choice in self._scene.pages.items():
                await self._village.pages[name].tap(f"a:{self._id}:{choice}")
        async with self._app.database.atomic() as sql:
            ctx = self._app.context(sql)
            event = await self._event(ctx)
            for person, choice, when in self._answers:
                if when == wave:
                    await answering.answer(ctx, event, person, choice)

    async def _tick(self) -> None:
        seen = {self._village.everyone[name].id for name in self._village.shown}
        async with self._app.database.atomic() as sql:
            ctx = self._app.context(sql)
            event = await self._event(ctx)
            for one in await answers.of_event(sql, event.id):
                if one.answer.seats and one.answer.participant_id not in seen and self._chance.random() < NOT_THERE:
                    await aftermath.tick(ctx, event, one.answer.participant_id, came=False)
            await events.put(sql, event.id, "walk_ins", self._scene.walk_ins)
            await aftermath.ticking_done(ctx, self._village.coordinator, event)

    async def _give_feedback(self) -> None:
        came = await self._who_came()
        for said in self._scene.feedback:
            speaks = (name for name, person in came.items() if person.language == said.language)
            name = said.by or next(speaks, "")
            came.pop(name, None)
            if name:
                await self._say(self._village.pages[name], said)
        async with self._app.database.atomic() as sql:
            ctx = self._app.context(sql)
            event = await self._event(ctx)
            for person in came.values():
                face = self._chance.choice(FACES)
                if face:
                    await aftermath.give_face(ctx, event, person, face)

    async def _who_came(self) -> dict[str, Participant]:
        named = await answers.of_event(self._app.database.read, self._id)
        came = {one.answer.participant_id for one in named if one.answer.came}
        return {name: person for name, person in self._village.others.items() if person.id in came}

    async def _say(self, page: Page, said: Said) -> None:
        """A face, then the answers to two questions."""
        await page.tap(f"f:{self._id}:{said.face}")
        for key, words in (("good", said.good), ("better", said.better)):
            await (page.write(words) if words else page.tap(f":{key}:-"))
