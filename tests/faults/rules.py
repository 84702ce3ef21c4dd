"""What must hold at every moment of a long life of the bot, whatever people, coordinators and the messenger do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.times import latest_due
from bot.store.database import read_stamp, stamp
from tests.faults.messenger import Arrived
from tests.faults.stages import WAITING, TroubledStage
from tests.play import Person

FINAL = {"sent", "failed", "uncertain", "unreachable", "expired", "cancelled"}


@dataclass
class Neighbour:
    """Someone on the stage. `tongues`: from which delivery on they are written to in which languages.

    These are several only for somebody who was forgotten: the bot knows their language again when they choose it.
    """

    person: Person
    name: str
    tongues: list[tuple[int, set[str]]]
    forgotten: bool = False

    def reads(self, delivery: int) -> set[str]:
        """The languages in which this delivery may be."""
        return [languages for since, languages in self.tongues if since <= delivery][-1]


@dataclass
class Rules:
    """Looks at the database, and at what arrived, and remembers what it saw."""

    play: TroubledStage
    everybody: dict[str, Neighbour] = field(default_factory=dict)  # by address
    _seen: int = 0
    _got: Counter[str] = field(default_factory=Counter)
    _held: dict[int, int] = field(default_factory=dict)
    _queues: dict[int, list[int]] = field(default_factory=dict)

    async def hold(self) -> None:
        """All of them; raises AssertionError."""
        await self.every_update_is_worked()
        await self.no_place_is_given_twice()
        await self.the_waiting_list_is_in_order()
        await self.who_is_to_be_reminded_is()
        self.what_arrived_was_right()
        assert await self.play.app.database.read.all("PRAGMA foreign_key_check") == []

    async def every_update_is_worked(self) -> None:
        """None waits, and none was set aside, which would be our mistake."""
        rows = await self.play.app.database.read.all("SELECT reason FROM inbox WHERE state <> 'done'")
        assert [row["reason"] for row in rows] == []

    async def no_place_is_given_twice(self) -> None:
        """Places are never overbooked; where a coordinator lowered them, nobody new gets in."""
        rows = await self.play.app.database.read.all(
            "SELECT e.id, e.places, coalesce(sum(a.adults + a.children), 0) AS held FROM event AS e "
            "LEFT JOIN answer AS a ON a.event_id = e.id AND a.choice = 'coming' AND a.waiting = 0 GROUP BY e.id"
        )
        for row in rows:
            if row["places"] is not None:
                assert row["held"] <= max(row["places"], self._held.get(row["id"], 0)), dict(row)
            self._held[row["id"]] = row["held"]

    async def the_waiting_list_is_in_order(self) -> None:
        """Whoever got a place was not too many for it, unlike those who wait on in front of them."""
        rows = await self.play.app.database.read.all(
            "SELECT event_id, participant_id, choice, waiting, adults + children AS seats FROM answer "
            "ORDER BY since, participant_id"
        )
        now = {(row["event_id"], row["participant_id"]): row for row in rows}
        for event_id, queue in self._queues.items():
            still = [now[event_id, person] for person in queue if (event_id, person) in now]
            for place, moved in enumerate(still):
                if moved["choice"] == "coming" and not moved["waiting"]:
                    assert all(not one["waiting"] or one["seats"] > moved["seats"] for one in still[:place])
        self._queues = {}
        for row in rows:
            if row["waiting"]:
                self._queues.setdefault(row["event_id"], []).append(row["participant_id"])

    async def who_is_to_be_reminded_is(self) -> None:
        """A reminder that is due was made for everybody who has a place, wants it and can be reached."""
        project, now = self.play.app.project, self.play.clock.now
        events = await self.play.app.database.read.all(
            "SELECT id, starts_at FROM event WHERE state = 'planned' AND starts_at > ?", stamp(now)
        )
        for event in events:
            start = read_stamp(event["starts_at"])
            due = latest_due(start, now, project.remind_before, project.quiet, project.zone)
            if due:
                key = f"r{event['id']}:{int(start.timestamp())}:{int(due[0].total_seconds())}:"
                assert await self._not_reminded(event["id"], due[1], key) == [], event["id"]

    async def _not_reminded(self, event_id: int, due: datetime, key: str) -> list[int]:
        rows = await self.play.app.database.read.all(
            "SELECT p.id FROM answer AS a JOIN participant AS p ON p.id = a.participant_id "
            "JOIN chat AS c ON c.id = p.home_chat_id WHERE a.event_id = ? AND a.choice = 'coming' AND a.waiting = 0 "
            "AND p.reminders = 1 AND c.reachable = 1 AND a.answered_at <= ? "
            "AND NOT EXISTS (SELECT 1 FROM delivery WHERE dedupe_key = ? || p.id || ':0')",
            event_id, stamp(due), key,
        )  # fmt: skip
        return [row["id"] for row in rows]

    def what_arrived_was_right(self) -> None:
        """In the person's language, once, and still true."""
        for one in self.play.post.arrived[self._seen :]:
            assert one.language in self.everybody[one.address].reads(one.delivery), one
            for known in filter(None, (one.key, f"delivery {one.delivery}")):
                self._got[known] += 1
                assert one.edits or self._got[known] == 1, one
            if one.key[:1] in {"r", "m"} and one.key[1:2].isdigit():
                _was_a_true_reminder(one)
            if one.key[:1] in {"i", "g"} and one.key[1:2].isdigit():
                assert one.event_start is not None
                assert one.at < one.event_start, one
                assert one.event_state == "planned", one
        self._seen = len(self.play.post.arrived)

    async def all_comes_to_its_end(self) -> None:
        """When everything has settled: each delivery in one final state, no announcement still under way."""
        sql = self.play.app.database.read
        assert await self.play.count(WAITING) == 0
        assert {row["state"] for row in await sql.all("SELECT DISTINCT state FROM delivery")} <= FINAL
        assert await sql.all("SELECT id FROM announcement WHERE state IN ('draft', 'sending')") == []
        assert [row[0] for row in await sql.all("PRAGMA integrity_check")] == ["ok"]
        for one in self.everybody.values():
            if one.forgotten:
                assert await self.traces(one.name) == []

    async def traces(self, name: str) -> list[str]:
        """Where a name stands in the database."""
        sql, found = self.play.app.database.read, []
        for table in await sql.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            rows = await sql.all(f'SELECT * FROM "{table["name"]}"')  # noqa: S608
            found += [table["name"] for row in rows if any(name in _as_text(value) for value in tuple(row))]
        return found


def _as_text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _was_a_true_reminder(one: Arrived) -> None:
    assert one.event_start is not None
    assert one.at < one.event_start, one
    assert one.event_state == "planned", one
    assert one.answer == ("coming" if one.key[0] == "r" else "maybe"), one
    assert one.key.split(":")[1] == str(int(one.event_start.timestamp())), one
