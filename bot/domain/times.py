"""Local times, quiet hours, and when something is due."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
Repeat = Literal["weekly", "monthly"]


class NoSuchTime(ValueError):
    """This local time does not exist: the clocks are set forward then."""


def instant(local: datetime, zone: str) -> datetime:
    """The UTC instant of a naive local time. A time that exists twice is its first; raises NoSuchTime in the gap."""
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    found = aware.astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise NoSuchTime
    return found


def is_ambiguous(local: datetime, zone: str) -> bool:
    """Whether the clocks show this local time twice, in the autumn hour."""
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    return first != second and first is not None and second is not None and first > second


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of the local day in which nobody is disturbed; equal ends mean none. May pass midnight."""

    start: time
    end: time

    def contain(self, local: time) -> bool:
        """Whether this time of the day is quiet."""
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


def is_quiet(now: datetime, quiet: QuietHours, zone: str) -> bool:
    """Whether nothing but direct replies may leave at this instant."""
    return quiet.contain(now.astimezone(ZoneInfo(zone)).time())


def next_loud(now: datetime, quiet: QuietHours, zone: str) -> datetime:
    """The first instant from `now` on that is not quiet."""
    local = now.astimezone(ZoneInfo(zone))
    if not quiet.contain(local.time()):
        return now
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0, tzinfo=None)
    if local.time() >= quiet.end:
        end += timedelta(days=1)
    return end.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def loud_since(now: datetime, quiet: QuietHours, zone: str) -> datetime | None:
    """Since when it has not been quiet: the last end of the quiet hours, or ever without any. None when it is quiet."""
    if quiet.start == quiet.end:
        return datetime.min.replace(tzinfo=UTC)
    local = now.astimezone(ZoneInfo(zone))
    if quiet.contain(local.time()):
        return None
    end = datetime.combine(local.date(), quiet.end)
    if local.time() < quiet.end:
        end -= timedelta(days=1)
    return end.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def last_loud(now: datetime, quiet: QuietHours, zone: str, before: timedelta) -> datetime:
    """The instant `before` the start of the quiet hours that hold `now`; `now` itself when it is not quiet.

    Where the hours between are shorter than `before`, it is their last minute.
    """
    local = now.astimezone(ZoneInfo(zone))
    if not quiet.contain(local.time()):
        return now
    start = local.replace(hour=quiet.start.hour, minute=quiet.start.minute, second=0, microsecond=0, tzinfo=None)
    if local.time() < quiet.start:
        start -= timedelta(days=1)
    began = start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return began - before if not is_quiet(began - before, quiet, zone) else began - timedelta(minutes=1)


def cannot_wait(now: datetime, start: datetime, quiet: QuietHours, zone: str) -> bool:
    """Whether news of something that begins at `start` must leave in quiet hours: at their end people have set out."""
    return is_quiet(now, quiet, zone) and start < next_loud(now, quiet, zone) + timedelta(hours=2)


def reminder_due(start: datetime, offset: timedelta, quiet: QuietHours, zone: str) -> datetime:
    """When the reminder `offset` before `start` is to go out.

    In quiet hours it waits for their end, if half an hour is then left before the start; else it comes an hour
    before they begin, so that an early event has its reminder on the evening before.
    """
    due = start - offset
    loud = next_loud(due, quiet, zone)
    if loud == due or loud <= start - timedelta(minutes=30):
        return loud
    return last_loud(due, quiet, zone, timedelta(hours=1))


def latest_due(
    start: datetime, now: datetime, offsets: Iterable[timedelta], quiet: QuietHours, zone: str
) -> tuple[timedelta, datetime] | None:
    """The newest reminder that is due now, with its instant; None when none is, or the event has begun."""
    if now >= start:
        return None
    due = [(reminder_due(start, offset, quiet, zone), offset) for offset in offsets]
    passed = [(at, offset) for at, offset in due if at <= now]
    if not passed:
        return None
    at, offset = max(passed)
    return offset, at


def repeated(first: datetime, repeat: Repeat, until: date) -> Iterator[datetime]:
    """The naive local starts of a series from `first` to `until` (both in it), at the same time of day.

    Monthly keeps the day of the month, or takes the month's last day where it has no such day.
    """
    step = 0
    while True:
        if repeat == "weekly":
            local = first + timedelta(weeks=step)
        else:
            years, month = divmod(first.month - 1 + step, 12)
            last = calendar.monthrange(first.year + years, month + 1)[1]
            local = first.replace(year=first.year + years, month=month + 1, day=min(first.day, last))
        if local.date() > until:
            return
        yield local
        step += 1
