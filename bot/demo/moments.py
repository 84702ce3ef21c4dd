"""When the bot next does something by itself, and letting time pass from one such moment to the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.clock import MovableClock
from bot.domain.events import Answer, Choice, Event, EventState
from bot.domain.people import Participant
from bot.domain.project import Project
from bot.domain.times import next_loud, reminder_due
from bot.services.aftermath import ASK_UNTIL, ASK_WITHOUT_TICKS
from bot.services.context import Context
from bot.store import announcements, answers, events

_MOST = 1000
_PAST = timedelta(microseconds=1)


def reminders(event: Event, project: Project) -> list[datetime]:
    """When those who come to an event are reminded, in order."""
    return sorted(reminder_due(event.start, before, project.quiet, project.zone) for before in project.remind_before)


def reminders_of(event: Event, answer: Answer, project: Project) -> list[datetime]:
    """When the person who gave this answer is reminded: a "maybe" is asked once, a place on the list is no place."""
    if answer.choice is Choice.NO or answer.waiting:
        return []
    due = [at for at in reminders(event, project) if at >= answer.answered_at]
    return due if answer.choice is Choice.COMING else due[:1]


async def of_person(ctx: Context, person: Participant) -> list[datetime]:
    """When this person hears of the bot next: reminders, "who came?", "how was it?"."""
    found = []
    for event in await _planned(ctx):
        own = await answers.get(ctx.sql, event.id, person.id)
        if own and person.reminders:
            found += reminders_of(event, own, ctx.project)
        if own and own.seats and not own.waiting:
            found.append(event.end + ASK_WITHOUT_TICKS)
        if event.created_by == person.id:
            found.append(event.end)
    return _ahead(ctx, found)


async def of_all(ctx: Context) -> list[datetime]:
    """Every moment ahead at which the bot may do something by itself."""
    found = [ctx.now]
    for event in await _planned(ctx):
        found += [*reminders(event, ctx.project), event.end, event.end + ASK_WITHOUT_TICKS]
        scheduled = await announcements.next_scheduled(ctx.sql, event.id)
        found += [scheduled] if scheduled else []
    return _ahead(ctx, found)


async def _planned(ctx: Context) -> list[Event]:
    known = await events.for_team(ctx.sql, ctx.now - ASK_UNTIL, _MOST, 0)
    return [event for event in known if event.state is EventState.PLANNED]


def _ahead(ctx: Context, found: list[datetime]) -> list[datetime]:
    """Those still to come, in order; what would fall into the quiet hours comes at their end."""
    loud = {next_loud(at, ctx.project.quiet, ctx.project.zone) for at in found}
    return sorted(at for at in loud if at > ctx.now)


@dataclass(frozen=True, slots=True)
class Passing:
    """Lets the time of an app pass. `settle` lets the bot do what is due, and returns when it is done."""

    app: App
    clock: MovableClock
    settle: Callable[[], Awaitable[None]]

    def context(self) -> Context:
        """For looking, without a transaction."""
        return self.app.context(self.app.database.read)

    async def until(self, target: datetime) -> None:
        """Go to an instant, with a stop wherever the bot has something to do: nothing comes late or never."""
        while True:
            stop = next((at for at in await of_all(self.context()) if at < target), None)
            self.clock.move_on((stop or target) + _PAST - self.clock())
            await self.settle()
            if stop is None:
                return
