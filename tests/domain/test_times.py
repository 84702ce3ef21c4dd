"""Local times, quiet hours and reminders, also on the days on which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.times import (
    NoSuchTime,
    QuietHours,
    Repeat,
    instant,
    is_ambiguous,
    is_quiet,
    last_loud,
    latest_due,
    next_loud,
    reminder_due,
    repeated,
)

BERLIN = "Europe/Berlin"
EVENING_TO_MORNING = QuietHours(time(20), time(8))
NONE = QuietHours(time(0), time(0))
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

zones = st.sampled_from([BERLIN, "UTC", "America/New_York", "Asia/Kathmandu", "Asia/Kabul"])
clock_changes = st.sampled_from([datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)])
instants = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.builds(lambda at, minutes: at + timedelta(minutes=minutes), clock_changes, st.integers(-2000, 2000)),
)
# Whole minutes, not in the hours in which clocks change: there an evening could begin twice.
ends = st.builds(time, st.sampled_from([0, *range(4, 24)]), st.integers(0, 59))
quiet_hours = st.builds(QuietHours, ends, ends)
offsets = st.builds(lambda minutes: timedelta(minutes=minutes), st.integers(1, 3 * 24 * 60))


def local(text: str) -> datetime:
    """A naive local time."""
    return datetime.fromisoformat(text)


def berlin(text: str) -> datetime:
    """An instant, by the clocks of Berlin; the first one of two."""
    return instant(local(text), BERLIN)


def shown(at: datetime) -> str:
    """What the clocks of Berlin show at an instant."""
    return at.astimezone(ZoneInfo(BERLIN)).strftime("%Y-%m-%dT%H:%M")


def reminded(event: str, before: timedelta, quiet: QuietHours = EVENING_TO_MORNING) -> str:
    return shown(reminder_due(berlin(event), before, quiet, BERLIN))


def test_a_local_time_becomes_an_instant_in_summer_and_winter() -> None:
    assert berlin("2026-07-01T15:00") == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert berlin("2026-11-28T15:00") == datetime(2026, 11, 28, 14, tzinfo=UTC)


def test_fault_19_a_time_in_the_spring_gap_does_not_exist() -> None:
    for minute in ("02:00", "02:30", "02:59"):
        with pytest.raises(NoSuchTime):
            berlin(f"2027-03-28T{minute}")
    assert berlin("2027-03-28T03:00") - berlin("2027-03-28T01:59") == MINUTE


def test_fault_19_a_time_in_the_autumn_hour_is_the_first_of_two_and_known_to_be_two() -> None:
    assert berlin("2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert is_ambiguous(local("2026-10-25T02:30"), BERLIN)
    for other in ("2026-10-25T01:59", "2026-10-25T03:00", "2027-03-28T02:30", "2026-11-28T15:00"):
        assert not is_ambiguous(local(other), BERLIN)


@given(instants, zones)
def test_what_the_clocks_show_leads_back_to_the_instant(at: datetime, zone: str) -> None:
    clocks = at.astimezone(ZoneInfo(zone))
    back = instant(clocks.replace(tzinfo=None, fold=0), zone)
    assert back == (at if clocks.fold == 0 else at - HOUR)
    assert is_ambiguous(clocks.replace(tzinfo=None), zone) or back == at


def test_quiet_hours_hold_their_start_and_not_their_end() -> None:
    assert [EVENING_TO_MORNING.contain(time(*at)) for at in ((19, 59), (20,), (0,), (7, 59), (8,))] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert QuietHours(time(13), time(15)).contain(time(14))
    assert not QuietHours(time(13), time(15)).contain(time(15))
    assert not any(NONE.contain(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-24T00:10", "2026-11-24T08:00"),
        ("2026-10-24T22:00", "2026-10-25T08:00"),
        ("2027-03-27T22:00", "2027-03-28T08:00"),
    ],
)
def test_quiet_hours_end_by_the_clocks_on_the_wall(now: str, expected: str) -> None:
    assert shown(next_loud(berlin(now), EVENING_TO_MORNING, BERLIN)) == expected


@given(instants, quiet_hours, zones)
def test_the_next_loud_instant_is_the_first_one(now: datetime, quiet: QuietHours, zone: str) -> None:
    loud = next_loud(now, quiet, zone)
    assert not is_quiet(loud, quiet, zone)
    assert now <= loud <= now + timedelta(hours=25)
    assert loud == now if not is_quiet(now, quiet, zone) else is_quiet(loud - MINUTE, quiet, zone)


@given(instants, quiet_hours, zones, st.integers(1, 120))
def test_the_last_loud_instant_is_loud_and_before_the_quiet_hours(
    now: datetime, quiet: QuietHours, zone: str, minutes: int
) -> None:
    last = last_loud(now, quiet, zone, timedelta(minutes=minutes))
    assert not is_quiet(last, quiet, zone)
    assert now - timedelta(hours=27) <= last <= now


def test_a_reminder_goes_out_at_its_time_by_day() -> None:
    assert reminded("2026-11-28T15:00", DAY) == "2026-11-27T15:00"
    assert reminded("2026-11-28T15:00", 2 * HOUR) == "2026-11-28T13:00"


def test_a_reminder_in_the_night_waits_for_the_morning_when_there_is_time() -> None:
    assert reminded("2026-11-28T09:30", 2 * HOUR) == "2026-11-28T08:00"
    assert reminded("2026-11-28T08:30", 2 * HOUR) == "2026-11-28T08:00"


def test_an_early_event_has_its_reminder_on_the_evening_before() -> None:
    assert reminded("2026-11-28T08:29", 2 * HOUR) == "2026-11-27T19:00"
    assert reminded("2026-11-28T07:00", 2 * HOUR) == "2026-11-27T19:00"


def test_a_night_walk_has_its_reminders_before_the_quiet_hours() -> None:
    assert reminded("2026-11-28T22:30", 2 * HOUR) == "2026-11-28T19:00"
    assert reminded("2026-11-28T22:30", DAY) == "2026-11-28T08:00"


def test_fault_19_reminders_on_the_days_of_the_clock_change() -> None:
    assert reminded("2026-10-25T15:00", DAY) == "2026-10-24T16:00"  # 24 hours, not the same time on the wall
    assert reminded("2027-03-28T15:00", DAY) == "2027-03-27T14:00"
    assert reminded("2026-10-25T08:10", 2 * HOUR) == "2026-10-24T19:00"
    assert reminded("2027-03-28T08:10", 2 * HOUR) == "2027-03-27T19:00"


def test_a_project_with_hardly_an_hour_of_day_still_reminds_within_it() -> None:
    half_an_hour = QuietHours(time(9), time(8, 30))
    assert reminded("2026-11-28T12:00", HOUR, half_an_hour) == "2026-11-28T08:59"


@given(instants, offsets, quiet_hours, zones)
def test_a_reminder_is_never_in_quiet_hours_and_always_before_the_start(
    start: datetime, offset: timedelta, quiet: QuietHours, zone: str
) -> None:
    due = reminder_due(start, offset, quiet, zone)
    assert due < start
    assert not is_quiet(due, quiet, zone)
    assert due == start - offset or is_quiet(start - offset, quiet, zone)


def due_at(now: str, event: str = "2026-11-28T15:00") -> timedelta | None:
    found = latest_due(berlin(event), berlin(now), (DAY, 2 * HOUR), EVENING_TO_MORNING, BERLIN)
    return found[0] if found else None


def test_the_newest_reminder_that_has_come_due_is_the_one() -> None:
    assert due_at("2026-11-27T14:59") is None
    assert due_at("2026-11-27T15:00") == DAY
    assert due_at("2026-11-28T12:59") == DAY
    assert due_at("2026-11-28T13:00") == 2 * HOUR
    assert due_at("2026-11-28T14:59") == 2 * HOUR


def test_no_reminder_is_due_once_the_event_has_begun() -> None:
    assert due_at("2026-11-28T15:00") is None
    assert due_at("2026-11-29T15:00") is None


@given(instants, st.lists(offsets, max_size=3), quiet_hours, st.lists(st.integers(-4000, 100), min_size=2, max_size=6))
def test_as_time_goes_on_reminders_only_get_newer(
    start: datetime, before: list[timedelta], quiet: QuietHours, ticks: list[int]
) -> None:
    seen = [latest_due(start, start + timedelta(minutes=x), before, quiet, BERLIN) for x in sorted(ticks)]
    dues = [found[1] for found in seen if found]
    assert dues == sorted(dues)
    for found in filter(None, seen):
        assert found[1] == reminder_due(start, found[0], quiet, BERLIN)


def test_every_week_until_a_day_that_is_in_it() -> None:
    weeks = list(repeated(local("2026-10-18T15:00"), "weekly", date(2026, 11, 1)))
    assert weeks == [local("2026-10-18T15:00"), local("2026-10-25T15:00"), local("2026-11-01T15:00")]
    assert [shown(instant(week, BERLIN))[-5:] for week in weeks] == ["15:00"] * 3


def test_every_month_on_its_day_or_its_last_one() -> None:
    months = repeated(local("2027-10-31T15:00"), "monthly", date(2028, 3, 31))
    assert [f"{month:%d.%m.%y}" for month in months] == [
        "31.10.27",
        "30.11.27",
        "31.12.27",
        "31.01.28",
        "29.02.28",
        "31.03.28",
    ]


def test_a_series_that_ends_before_it_begins_is_empty() -> None:
    for repeat in get_args(Repeat):
        assert list(repeated(local("2026-11-28T15:00"), repeat, date(2026, 11, 27))) == []


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    st.sampled_from(get_args(Repeat)),
    st.integers(0, 800),
)
def test_a_series_keeps_its_time_of_day_and_skips_nothing(first: datetime, repeat: Repeat, days: int) -> None:
    until = first.date() + timedelta(days=days)
    series = list(islice(repeated(first, repeat, until), 200))
    assert series[0] == first
    assert {start.time() for start in series} == {first.time()}
    assert first.date() <= series[-1].date() <= until < series[-1].date() + timedelta(days=32)
    gaps = {(later - earlier).days for earlier, later in pairwise(series)}
    assert gaps <= ({7} if repeat == "weekly" else {28, 29, 30, 31})
    if repeat == "monthly":
        months = [start.year * 12 + start.month for start in series]
        assert months == list(range(months[0], months[0] + len(months)))
