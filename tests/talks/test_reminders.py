"""Reminders: when they come, to whom, and what they say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.play import SATURDAY, Person, Stage, stage
from tests.talks.test_invitation import coming


async def reminded(person: Person) -> int:
    return await person.has(person.t("Do not forget"))


@asynccontextmanager
async def comes(folder: Path, start: datetime, now: datetime) -> AsyncIterator[tuple[Stage, Person]]:
    """Someone who comes to an event at `start`, local; `now` is UTC."""
    async with stage(folder, now) as play:
        person = await play.neighbour("Amina")
        await play.event(start=start)
        await play.later(seconds=1)
        await person.presses("a:1:coming")
        yield play, person


async def times_of_reminders(play: Stage, person: Person, hours: int) -> list[str]:
    """When each reminder came, as the clocks in Darmstadt showed it, looking every half hour."""
    found: list[str] = []
    for _ in range(hours * 2):
        before = await reminded(person)
        await play.later(minutes=30)
        if await reminded(person) > before:
            found.append(f"{play.clock.now.astimezone(ZoneInfo('Europe/Berlin')):%d.%m. %H:%M}")
        assert await reminded(person) - before <= 1
    return found


async def test_whoever_comes_is_reminded_a_day_and_two_hours_before(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language, adults=2, children=3)
    await play.event()
    await person.presses("a:1:coming")
    await play.later(days=4, hours=4, minutes=59)
    assert await reminded(person) == 0
    await play.later(minutes=2)
    shown = await person.reads(person.t("Do not forget"))
    assert coming(person, 2, 3) in shown.text
    assert person.t("You get this because you answered. You can switch reminders off.") in shown.text
    await play.later(hours=21, minutes=58)
    assert await reminded(person) == 1
    await play.later(minutes=2)
    assert await reminded(person) == 2
    await play.later(hours=3)
    assert await reminded(person) == 2


async def test_the_answer_can_be_changed_in_the_reminder(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await play.event()
    await person.presses("a:1:coming")
    await play.later(days=4, hours=5, minutes=1)
    shown = await person.reads(person.t("Do not forget"))
    await person.taps(person.t("Not this time"), shown)
    assert person.t("You are not coming this time.") in (await person.again(shown)).text
    await play.later(days=1)
    assert await reminded(person) == 0


async def test_maybe_is_asked_once(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await play.event()
    await person.presses("a:1:maybe")
    await play.later(days=4, hours=5, minutes=1)
    asked = await person.reads(person.t("You said: maybe. Do you know now?"))
    await play.later(hours=22)
    assert await person.has(person.t("You said: maybe. Do you know now?")) == 1
    await person.taps(person.t("I am coming"), asked)
    assert coming(person, 1) in (await person.again(asked)).text


async def test_nobody_else_is_reminded(play: Stage) -> None:
    await play.event(places=1)
    answers = {"no": "a:1:no", "waiting": "a:1:coming", "silent": "menu"}
    first = await play.neighbour("First")
    await first.presses("a:1:coming")
    others = {name: await play.neighbour(name) for name in answers}
    for name, action in answers.items():
        await others[name].presses(action)
    await play.later(days=4, hours=5, minutes=1)
    assert await reminded(first) == 1
    for person in others.values():
        assert await reminded(person) == 0


async def test_reminders_can_be_switched_off_in_a_reminder_and_on_again(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await play.event()
    await person.presses("a:1:coming")
    await play.later(days=4, hours=5, minutes=1)
    await person.taps(person.t("No reminders"))
    assert person.t("You get no reminders.") in (await person.last()).text
    await play.later(hours=22)
    assert await reminded(person) == 1
    await person.commands("settings")
    await person.taps(person.t("Remind me"))
    await person.reads(person.t("You get reminders."))
    await play.later(seconds=2)
    assert await reminded(person) == 2


async def test_late_answers_are_not_reminded_of_what_was_just_read(play: Stage) -> None:
    await play.event()
    late = await play.neighbour("Late")
    await play.later(days=4, hours=6)
    await late.presses("a:1:coming")
    await play.later(minutes=5)
    assert await reminded(late) == 0
    await play.later(hours=22)
    assert await reminded(late) == 1


@pytest.mark.parametrize("action", ["a:1:no", "a:1:2.0", "a:1:maybe"])
async def test_a_reminder_that_waits_is_void_when_its_reader_answers_anew(play: Stage, action: str) -> None:
    person, other = await play.neighbour("Amina"), await play.neighbour("Bela")
    await play.event()
    for one in (person, other):
        await one.presses("a:1:coming")
    play.clock.move_on(days=4, hours=5, minutes=1)
    await play.app.schedule.tick()
    await person.presses(action)  # before the reminder could leave
    await play.later(minutes=5)
    assert [await reminded(one) for one in (person, other)] == [0, 1]
    await play.later(hours=22)
    assert await reminded(person) == (action == "a:1:2.0")


async def test_a_break_from_invitations_does_not_stop_reminders(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    await person.presses("pause:1")
    await play.later(days=4, hours=5, minutes=1)
    assert await reminded(person) == 1


async def test_fault_20_a_moved_event_reminds_anew_and_only_of_the_new_time(play: Stage) -> None:
    olga = await play.coordinator()
    person, silent = await play.neighbour("Amina"), await play.neighbour("Silent")
    await play.event(by=olga)
    await person.presses("a:1:coming")
    await play.later(days=4, hours=5, minutes=1)
    assert await reminded(person) == 1
    await olga.presses("move:1")
    await olga.says("5.12. 15:00-17:00")
    await olga.taps(olga.tt("Yes"))
    assert await person.has(person.t("There is a new date or time.")) == 1
    assert await silent.has(silent.t("There is a new date or time.")) == 0
    await play.later(days=1)
    assert await reminded(person) == 1
    await play.later(days=6)
    assert await reminded(person) == 2
    assert "Saturday 5 December" in (await person.reads("Do not forget")).text
    await play.later(hours=22)
    assert await reminded(person) == 3


async def test_fault_20_a_reminder_that_waits_for_the_morning_is_void_when_the_event_moves(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.event(by=olga, start=SATURDAY.replace(hour=9))
    await person.presses("a:1:coming")
    await play.later(days=4, hours=20)  # Saturday, 6:00
    await olga.presses("move:1")
    await olga.says("29.11. 15:00-17:00")
    await olga.taps(olga.tt("Yes"))
    await play.later(hours=2, minutes=30)
    assert await reminded(person) == 0
    await person.reads(person.t("There is a new date or time."))


async def test_a_cancelled_event_is_not_reminded_of(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    await play.change("UPDATE event SET state = 'cancelled'")
    await play.later(days=5, hours=4)
    assert await reminded(person) == 0


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-28T09:00", ["27.11. 09:00", "28.11. 08:00"]),  # the second waits for the morning
        ("2026-11-28T08:15", ["27.11. 08:30", "27.11. 19:00"]),  # too early for that: the evening before
        ("2026-11-28T21:30", ["28.11. 08:00", "28.11. 19:30"]),
        ("2026-11-28T23:00", ["28.11. 08:00", "28.11. 19:00"]),
    ],
)
async def test_nobody_is_reminded_in_the_quiet_hours(tmp_path: Path, start: str, expected: list[str]) -> None:
    at = datetime.fromisoformat(start)
    async with comes(tmp_path, at, datetime(2026, 11, 26, 22, 30, tzinfo=UTC)) as (play, person):
        assert await times_of_reminders(play, person, 48) == expected


@pytest.mark.parametrize(
    ("start", "now", "expected"),
    [
        ("2026-10-25T15:00", "2026-10-24T12:00+00:00", ["24.10. 16:00", "25.10. 13:00"]),
        ("2027-03-28T15:00", "2027-03-27T12:00+00:00", ["27.03. 14:00", "28.03. 13:00"]),
    ],
)
async def test_fault_19_a_change_of_the_clocks_brings_exactly_one_reminder_each(
    tmp_path: Path, start: str, now: str, expected: list[str]
) -> None:
    async with comes(tmp_path, datetime.fromisoformat(start), datetime.fromisoformat(now)) as (play, person):
        assert await times_of_reminders(play, person, 28) == expected


@pytest.mark.parametrize("hours", [(-1, 1, 1, -2, 1), (1, -1), (-1, -1, 2), (1, -1, -1, 1)])
@pytest.mark.parametrize("minutes", [-1, 1])
async def test_fault_18_a_clock_that_jumps_an_hour_around_a_reminder_reminds_nobody_twice(
    play: Stage, minutes: int, hours: tuple[int, ...]
) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    for already, due in enumerate((SATURDAY - timedelta(days=1), SATURDAY - timedelta(hours=2))):
        play.clock.now = due.replace(tzinfo=ZoneInfo("Europe/Berlin")) + timedelta(minutes=minutes)
        await play.later(seconds=1)
        for jump in hours:
            assert await reminded(person) - already in {0, 1}
            await play.later(hours=jump)
        await play.restarts(after=120)
        assert await reminded(person) == already + 1


async def test_fault_18_after_a_sleep_a_late_reminder_comes_until_the_event_begins(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    play.clock.move_on(days=5)
    await play.restarts(after=4 * 3600)
    assert await reminded(person) == 1
    await play.later(minutes=30)
    assert await reminded(person) == 1


async def test_fault_18_after_a_sleep_past_the_start_no_reminder_comes(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    play.clock.move_on(days=5)
    await play.restarts(after=5.5 * 3600)
    await play.later(minutes=1)
    assert await reminded(person) == 0


async def test_the_blocked_and_the_forgotten_are_passed_over(play: Stage) -> None:
    gone, forgotten = await play.neighbour("Gone"), await play.neighbour("Forgotten")
    await play.event()
    for person in (gone, forgotten):
        await person.presses("a:1:coming")
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", gone.address)
    await forgotten.presses("forget:yes")
    await play.later(days=4, hours=5, minutes=1)
    assert await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'r1:%'") == 0
