"""Making events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.announcements import Audience, AudienceKind
from bot.domain.people import Participant
from bot.domain.times import LOCAL_FORMAT, Repeat, instant, repeated
from bot.services import machine
from bot.services.context import Context
from bot.store import audit, events, wordings
from bot.store.events import NewEvent


@dataclass(frozen=True, slots=True)
class Plan:
    """What a coordinator told about a new event. Times are naive, local at the project's place."""

    texts: dict[str, str]
    start: datetime
    end: datetime
    place: str
    latitude: float | None = None
    longitude: float | None = None
    children_welcome: bool = True
    places: int | None = None
    contact: str = ""
    picture_id: int | None = None
    repeat: Repeat | None = None
    until: date | None = None


async def create(ctx: Context, person: Participant, plan: Plan) -> int:
    """Store an event, or every event of a series, as drafts. The id of the first. Raises NoSuchTime before it does."""
    starts = list(repeated(plan.start, plan.repeat, plan.until)) if plan.repeat and plan.until else [plan.start]
    for local in starts:
        _instants(ctx, plan, local)
    series_id = await events.add_series(ctx.sql, plan.repeat, plan.until) if plan.repeat and plan.until else None
    text_id = await wordings.add(ctx.sql, ctx.project.language, plan.texts, ctx.now)
    ids: list[int] = []
    for local in starts:
        own_text = text_id if not ids else await wordings.copy(ctx.sql, text_id)
        await machine.ask(ctx, own_text, Audience(AudienceKind.EVERYONE))
        ids.append(await events.add(ctx.sql, _facts(ctx, plan, local, own_text, series_id, person.id), ctx.now))
    await audit.note(ctx.sql, person.id, "event made", f"event {ids[0]}", ctx.now)
    return ids[0]


def _instants(ctx: Context, plan: Plan, local: datetime) -> tuple[datetime, datetime]:
    return instant(local, ctx.project.zone), instant(local + (plan.end - plan.start), ctx.project.zone)


def _facts(ctx: Context, plan: Plan, local: datetime, text_id: int, series_id: int | None, person_id: int) -> NewEvent:
    start, end = _instants(ctx, plan, local)
    return NewEvent(
        text_id=text_id,
        start=start,
        end=end,
        local_start=local.strftime(LOCAL_FORMAT),
        local_end=(local + (plan.end - plan.start)).strftime(LOCAL_FORMAT),
        zone=ctx.project.zone,
        place=plan.place,
        latitude=plan.latitude,
        longitude=plan.longitude,
        children_welcome=plan.children_welcome,
        places=plan.places,
        contact=plan.contact,
        picture_id=plan.picture_id,
        series_id=series_id,
        created_by=person_id,
    )
