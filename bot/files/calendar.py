"""An event as a calendar file (RFC 5545) that phones and desktop calendars open."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.domain.events import Event, EventState

MIME = "text/calendar"
MAKER = "-//Kranich//Kranich//EN"


def calendar_file(
    event: Event, title: str, description: str, url: str | None, now: datetime, cancelled: bool = False
) -> bytes:
    """One VEVENT, in UTC. Its UID stays the same for the event and the host of `url`, so that a later file
    with a higher sequence replaces the entry of an earlier one.
    """
    import icalendar  # noqa: PLC0415

    entry = icalendar.Event()
    entry.add("uid", _uid(event.id, url))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", _whole_second(now))
    entry.add("dtstart", _whole_second(event.start))
    if event.end > event.start:  # RFC 5545 3.8.2.2: an end must be later
        entry.add("dtend", _whole_second(event.end))
    entry.add("summary", title)
    for name, value in (("description", description), ("location", event.place), ("url", url)):
        if value:
            entry.add(name, value)
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    off = cancelled or event.state is EventState.CANCELLED
    entry.add("status", "CANCELLED" if off else "CONFIRMED")

    calendar = icalendar.Calendar()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _uid(event_id: int, url: str | None) -> str:
    host = urlsplit(url).hostname if url else None
    return f"kranich-event-{event_id}@{host or 'kranich'}"


def _whole_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
