"""What coordinators do in a long life of the bot, and its good end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.store.database import Row, read_stamp, stamp
from tests.faults.people import People
from tests.faults.rules import Neighbour
from tests.faults.stages import WAITING

BERLIN = ZoneInfo("Europe/Berlin")
TITLES = ("Plätzchen backen", "Nähen", "Fußball & Tee", "<b>Chor</b>")


@dataclass
class Neighbourhood(People):
    """Everybody and the team."""

    async def event(self, number: int) -> int:
        """The id of one of the events; mostly of one that is still to come."""
        ahead = [] if number % 4 == 0 else await self._ahead()
        ids = ahead or range(1, await self.play.count("SELECT count(*) FROM event") + 1)
        return ids[number % len(ids)]

    async def _ahead(self) -> list[int]:
        rows = await self.play.app.database.read.all(
            "SELECT id FROM event WHERE state = 'planned' AND starts_at > ?", stamp(self.play.clock.now)
        )
        return [row["id"] for row in rows]

    def day(self, days: int, hour: int) -> datetime:
        """A local time so many days from now."""
        today: date = self.play.clock.now.astimezone(BERLIN).date()
        return datetime.combine(today + timedelta(days=days), time(hour))

    async def plans(self, one: Neighbour, days: int, hour: int, places: int | None, title: str) -> None:
        """A new event, when its start is still to come."""
        start = self.day(days, hour)
        if start.replace(tzinfo=BERLIN) > self.play.clock.now:
            await self.play.event(title, start=start, places=places, send=False, by=one.person)

    async def announces(self, one: Neighbour, event_id: int) -> None:
        """Everybody who can be reached and has no invitation gets one; the sums add up to the audience."""
        audience, reachable, invited = await self._audience(event_id)
        reachable.add(await self.play.id_of(one.person))  # by this very tap
        newest = await self._newest_announcement()
        await self.presses(one, f"send:{event_id}")
        made = await self._newest_announcement()
        if made == newest:
            return
        rows = await self.play.app.database.read.all(
            "SELECT participant_id FROM delivery WHERE announcement_id = ? AND part = 0", made
        )
        assert {row["participant_id"] for row in rows} == (audience & reachable) - invited
        skipped = await self.play.count("SELECT skipped FROM announcement WHERE id = ?", made)
        assert skipped == len(audience - reachable)
        assert len(rows) + skipped == len(audience - (invited & reachable))

    async def _newest_announcement(self) -> int:
        return await self.play.count("SELECT coalesce(max(id), 0) FROM announcement")

    async def _audience(self, event_id: int) -> tuple[set[int], set[int], set[int]]:
        """Who is meant, who can be reached, and who has an invitation or will get it."""

        async def ids(statement: str, *values: int) -> set[int]:
            return {row[0] for row in await self.play.app.database.read.all(statement, *values)}

        return (
            await ids("SELECT id FROM participant WHERE registered_at IS NOT NULL AND paused = 0"),
            await ids(
                "SELECT p.id FROM participant AS p JOIN chat AS c ON c.id = p.home_chat_id WHERE c.reachable = 1"
            ),
            await ids(
                "SELECT d.participant_id FROM delivery AS d JOIN announcement AS n ON n.id = d.announcement_id "
                "WHERE n.event_id = ? AND n.kind = 'invitation' AND d.participant_id IS NOT NULL "
                "AND d.state IN ('waiting', 'sending', 'sent', 'uncertain')",
                event_id,
            ),
        )

    async def schedules(self, one: Neighbour, event_id: int, days: int, hour: int) -> None:
        """The invitation goes out by itself."""
        await self.presses(one, f"sendat:{event_id}")
        await self.says(one, f"{self.day(days, hour):%d.%m.%Y %H:%M}")

    async def moves(self, one: Neighbour, event_id: int, days: int, hour: int) -> None:
        """To another time."""
        await self.presses(one, f"move:{event_id}")
        await self.says(one, f"{self.day(days, hour):%d.%m.%Y %H:%M}-{hour + 1}:30", one.person.tt("Yes"))

    async def corrects(self, one: Neighbour, event_id: int, fact: str, value: str) -> None:
        """Another place, another number of places."""
        await self.presses(one, f"fix:{event_id}")
        await self.says(one, one.person.team(fact), value)

    async def cancels(self, one: Neighbour, event_id: int) -> None:
        """It does not take place."""
        await self.presses(one, f"cancel:{event_id}")
        await self.says(one, one.person.team("Yes, cancel it"), one.person.tt("Leave it out"))

    async def ticks(self, one: Neighbour, event_id: int, number: int) -> None:
        """Who came."""
        rows: list[Row] = await self.play.app.database.read.all(
            "SELECT participant_id FROM answer WHERE event_id = ?", event_id
        )
        await self.presses(one, f"at:{event_id}")
        if rows:
            await self.presses(one, f"tick:{event_id}:{rows[number % len(rows)]['participant_id']}:{number % 2}:0")
        await self.presses(one, f"walk:{event_id}:{number % 3}:0")
        await self.presses(one, f"done:{event_id}")

    async def waits_for(self, event_id: int, moment: timedelta) -> None:
        """Time passes until so long before or after the start of an event, when that is still to come."""
        start = await self.play.app.database.read.value("SELECT starts_at FROM event WHERE id = ?", event_id)
        seconds = (read_stamp(start) + moment - self.play.clock.now).total_seconds()
        if seconds > 0:
            await self.play.later(seconds=seconds)

    async def ends_well(self) -> None:
        """The messenger is well again, everybody is back: all comes to its end, and everybody is answered."""
        self.play.post.ahead.clear()
        self.play.post.blocked.clear()
        for _ in range(20):
            await self.play.later(hours=7)
            if not await self.play.count(WAITING):
                break
        await self.settle()
        await self.rules.all_comes_to_its_end()
        for one in [*self.people, *self.team]:
            arrived = len(self.play.post.arrived)
            await self.happens(one, command="menu")
            assert any(message.address == one.person.address for message in self.play.post.arrived[arrived:])
