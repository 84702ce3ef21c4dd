"""Events and series."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from bot.domain.events import Event, EventState
from bot.domain.times import Repeat
from bot.store.database import Row, Sql, Value, read_stamp, stamp

_SELECT = "SELECT e.*, f.language FROM event AS e JOIN free_text AS f ON f.id = e.text_id "


@dataclass(frozen=True, slots=True)
class NewEvent:
    """The facts of an event to be stored; its texts are stored before."""

    text_id: int
    start: datetime
    end: datetime
    local_start: str
    local_end: str
    zone: str
    place: str
    latitude: float | None = None
    longitude: float | None = None
    children_welcome: bool = True
    places: int | None = None
    contact: str = ""
    picture_id: int | None = None
    series_id: int | None = None
    created_by: int | None = None
    state: EventState = field(default=EventState.DRAFT)


async def add(sql: Sql, new: NewEvent, now: datetime) -> int:
    """Store an event; its id."""
    return await sql.insert(
        "INSERT INTO event (text_id, starts_at, ends_at, local_start, local_end, zone, place, latitude, longitude, "
        "children_welcome, places, contact, picture_id, series_id, created_by, state, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new.text_id, stamp(new.start), stamp(new.end), new.local_start, new.local_end, new.zone, new.place,
        new.latitude, new.longitude, new.children_welcome, new.places, new.contact, new.picture_id, new.series_id,
        new.created_by, new.state, stamp(now),
    )  # fmt: skip


async def add_series(sql: Sql, repeat: Repeat, until: date) -> int:
    """Store the rule of a series; its id."""
    return await sql.insert("INSERT INTO series (repeat, until) VALUES (?, ?)", repeat, until.isoformat())


async def get(sql: Sql, event_id: int) -> Event | None:
    """An event by id."""
    row = await sql.one(_SELECT + "WHERE e.id = ?", event_id)
    return None if row is None else _event(row)


async def of_text(sql: Sql, text_id: int) -> Event | None:
    """The event that a text is of."""
    row = await sql.one(_SELECT + "WHERE e.text_id = ?", text_id)
    return None if row is None else _event(row)


async def coming(sql: Sql, now: datetime, limit: int = 20) -> list[Event]:
    """Planned events that are not over, the next first."""
    rows = await sql.all(
        _SELECT + "WHERE e.ends_at > ? AND e.state = 'planned' ORDER BY e.starts_at LIMIT ?", stamp(now), limit
    )
    return [_event(row) for row in rows]


async def for_team(sql: Sql, since: datetime, limit: int, offset: int) -> list[Event]:
    """Every event, drafts and cancelled ones too, that is not over since `since`, the next first."""
    rows = await sql.all(
        _SELECT + "WHERE e.ends_at > ? ORDER BY e.starts_at LIMIT ? OFFSET ?", stamp(since), limit, offset
    )
    return [_event(row) for row in rows]


async def past(sql: Sql, now: datetime, limit: int, offset: int = 0) -> list[Event]:
    """Events that are over, the newest first."""
    rows = await sql.all(
        _SELECT + "WHERE e.ends_at <= ? AND e.state = 'planned' ORDER BY e.ends_at DESC LIMIT ? OFFSET ?",
        stamp(now), limit, offset,
    )  # fmt: skip
    return [_event(row) for row in rows]


async def of_participant(sql: Sql, participant_id: int, now: datetime) -> list[Event]:
    """Events to come that a person is coming to, may come to, or waits for."""
    rows = await sql.all(
        _SELECT + "JOIN answer AS a ON a.event_id = e.id WHERE a.participant_id = ? AND a.choice <> 'no' "
        "AND e.ends_at > ? AND e.state = 'planned' ORDER BY e.starts_at",
        participant_id, stamp(now),
    )  # fmt: skip
    return [_event(row) for row in rows]


async def of_series(sql: Sql, series_id: int) -> list[Event]:
    """The events of a series, in order."""
    rows = await sql.all(_SELECT + "WHERE e.series_id = ? ORDER BY e.starts_at", series_id)
    return [_event(row) for row in rows]


async def starting_between(sql: Sql, after: datetime, until: datetime) -> list[Event]:
    """Planned events whose start lies between two instants."""
    rows = await sql.all(
        _SELECT + "WHERE e.starts_at > ? AND e.starts_at <= ? AND e.state = 'planned'", stamp(after), stamp(until)
    )
    return [_event(row) for row in rows]


async def ended_between(sql: Sql, after: datetime, until: datetime) -> list[Event]:
    """Planned events whose end lies between two instants."""
    rows = await sql.all(
        _SELECT + "WHERE e.ends_at > ? AND e.ends_at <= ? AND e.state = 'planned'", stamp(after), stamp(until)
    )
    return [_event(row) for row in rows]


async def freed(sql: Sql, quiet_since: datetime, since: datetime) -> list[int]:
    """Ids of events in which a place came free, and no other since `quiet_since`; or one before `since`."""
    rows = await sql.all(
        "SELECT id FROM event WHERE freed_at IS NOT NULL AND (freed_at <= ? OR freed_since <= ?)",
        stamp(quiet_since), stamp(since),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def set_freed(sql: Sql, event_id: int, at: datetime) -> None:
    """Note when a place last came free."""
    await sql.run(
        "UPDATE event SET freed_at = ?1, freed_since = coalesce(freed_since, ?1) WHERE id = ?2", stamp(at), event_id
    )


async def set_given_on(sql: Sql, event_id: int) -> None:
    """Note that what came free has been seen to."""
    await sql.run("UPDATE event SET freed_at = NULL, freed_since = NULL WHERE id = ?", event_id)


async def look_at_list(sql: Sql, event_id: int, now: datetime) -> None:
    """Have the waiting list looked at soon; not later than it would be anyway."""
    await sql.run(
        "UPDATE event SET freed_at = coalesce(freed_at, ?1), freed_since = coalesce(freed_since, ?1) WHERE id = ?2",
        stamp(now), event_id,
    )  # fmt: skip


async def set_state(sql: Sql, event_id: int, state: EventState) -> None:
    """Plan or cancel an event. Cancelling is a change that calendars must see."""
    bump = state is EventState.CANCELLED
    await sql.run("UPDATE event SET state = ?, sequence = sequence + ? WHERE id = ?", state, bump, event_id)


async def move(sql: Sql, event_id: int, start: datetime, end: datetime, local_start: str, local_end: str) -> None:
    """Give an event another time."""
    await sql.run(
        "UPDATE event SET starts_at = ?, ends_at = ?, local_start = ?, local_end = ?, sequence = sequence + 1, "
        "who_came_at = NULL, attendance_at = NULL, feedback_at = NULL WHERE id = ?",
        stamp(start), stamp(end), local_start, local_end, event_id,
    )  # fmt: skip


async def set_place(
    sql: Sql, event_id: int, place: str, latitude: float | None = None, longitude: float | None = None
) -> None:
    """Give an event another place."""
    await sql.run(
        "UPDATE event SET place = ?, latitude = ?, longitude = ?, sequence = sequence + 1 WHERE id = ?",
        place, latitude, longitude, event_id,
    )  # fmt: skip


# A column per fact that a coordinator can correct: no name from outside ever gets into a statement.
_SET = {
    "places": "UPDATE event SET places = ?, sequence = sequence + 1 WHERE id = ?",
    "contact": "UPDATE event SET contact = ?, sequence = sequence + 1 WHERE id = ?",
    "picture": "UPDATE event SET picture_id = ?, sequence = sequence + 1 WHERE id = ?",
    "children": "UPDATE event SET children_welcome = ?, sequence = sequence + 1 WHERE id = ?",
    "walk_ins": "UPDATE event SET walk_ins = ? WHERE id = ?",
    "who_came": "UPDATE event SET who_came_at = ? WHERE id = ?",
    "attendance": "UPDATE event SET attendance_at = ? WHERE id = ?",
    "feedback": "UPDATE event SET feedback_at = ? WHERE id = ?",
    "texts": "UPDATE event SET sequence = sequence + (? IS NOT NULL) WHERE id = ?",
}


async def put(sql: Sql, event_id: int, fact: str, value: Value) -> None:
    """Change one fact, by its name in `_SET`; instants as stamps."""
    await sql.run(_SET[fact], value, event_id)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is known of an event after it took place."""

    walk_ins: int
    team_asked: bool
    ticked: bool
    asked: bool


async def aftermath(sql: Sql, event_id: int) -> Aftermath:
    """Walk-ins, whether the team was asked who came and ticked it, and whether feedback was asked for."""
    row = await sql.one("SELECT walk_ins, who_came_at, attendance_at, feedback_at FROM event WHERE id = ?", event_id)
    if row is None:
        return Aftermath(0, team_asked=False, ticked=False, asked=False)
    return Aftermath(
        row["walk_ins"],
        team_asked=row["who_came_at"] is not None,
        ticked=row["attendance_at"] is not None,
        asked=row["feedback_at"] is not None,
    )


@lru_cache(maxsize=64)  # every tap on an invitation asks for the same few; a row is equal when all it holds is
def _event(row: Row) -> Event:
    return Event(
        id=row["id"],
        text_id=row["text_id"],
        series_id=row["series_id"],
        state=EventState(row["state"]),
        language=row["language"],
        start=read_stamp(row["starts_at"]),
        end=read_stamp(row["ends_at"]),
        local_start=row["local_start"],
        local_end=row["local_end"],
        zone=row["zone"],
        place=row["place"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        children_welcome=bool(row["children_welcome"]),
        places=row["places"],
        contact=row["contact"],
        picture_id=row["picture_id"],
        sequence=row["sequence"],
        created_by=row["created_by"],
    )
