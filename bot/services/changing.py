"""Moving, correcting, translating and cancelling events. Those concerned are told, and what was sent follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.announcements import Audience, AudienceKind
from bot.domain.content import Line
from bot.domain.deliveries import Urgency
from bot.domain.events import Event, EventState, Origin, Wording
from bot.domain.people import Participant
from bot.domain.times import LOCAL_FORMAT, cannot_wait, instant
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages import changes
from bot.messages.changes import FirstLines
from bot.services import announcing, machine, renewing, telling
from bot.services.context import Context
from bot.store import announcements, audit, deliveries, events, mailings, translations, withdrawing, wordings


def must_be_open(ctx: Context, person: Participant, event: Event) -> None:
    """Raises Refused when an event can be changed no more: it is cancelled, or over."""
    say = texts(person.language)
    if event.state is EventState.CANCELLED:
        raise Refused(say.team("This event is cancelled."))
    if event.end <= ctx.now:
        raise Refused(say.team("This event has begun or is over."))


async def move(ctx: Context, person: Participant, event: Event, start: datetime, end: datetime) -> None:
    """Give an event another local time. Those concerned are told, old reminders are void, calendars follow."""
    await events.move(
        ctx.sql, event.id, instant(start, event.zone), instant(end, event.zone),
        start.strftime(LOCAL_FORMAT), end.strftime(LOCAL_FORMAT),
    )  # fmt: skip
    await _bring_forward(ctx, event, event.start - instant(start, event.zone))
    await audit.note(ctx.sql, person.id, "event moved", f"event {event.id}", ctx.now)
    await tell_changed(ctx, person, event, "when")


async def _bring_forward(ctx: Context, event: Event, by: timedelta) -> None:
    """What is planned to go out before an event leaves as long before it, where that comes earlier."""
    for announcement in await announcements.of_event(ctx.sql, event.id, "scheduled"):
        if announcement.send_at is not None and by > timedelta():
            await announcements.schedule(ctx.sql, announcement.id, max(announcement.send_at - by, ctx.now))


async def translate(
    ctx: Context,
    person: Participant,
    event: Event,
    language: str,
    bodies: Mapping[str, str],
    origins: Mapping[str, Origin] | None = None,
) -> int:
    """Write an event's texts in another language, by field; "" leaves one as it is. What still waits carries them,
    and what was sent is changed in place.

    The other dates of its series that are not over get those whose original is the same. How many dates did.
    `origins` says who wrote them, where that was not a single person.
    """
    written = {field: (body, (origins or {}).get(field, Origin.PERSON)) for field, body in bodies.items() if body}
    original = await wordings.read(ctx.sql, event.text_id, event.language)
    dates = await events.of_series(ctx.sql, event.series_id) if event.series_id else [event]
    changed = [
        one.id
        for one in dates
        if one.id == event.id or (one.end > ctx.now and one.state is not EventState.CANCELLED)
        if await _write_same(ctx, person, one, language, written, original)
    ]
    await audit.note(ctx.sql, person.id, "event translated", f"event {event.id}", ctx.now)
    return sum(number != event.id for number in changed)


async def _write_same(
    ctx: Context,
    person: Participant,
    event: Event,
    language: str,
    written: Mapping[str, tuple[str, Origin]],
    original: Wording,
) -> bool:
    """Write those texts whose original this event has, too; whether there was one."""
    own = await wordings.read(ctx.sql, event.text_id, event.language)
    same = {field: said for field, said in written.items() if own.get(field) == original.get(field)}
    for field, (body, origin) in same.items():
        await wordings.write(ctx.sql, event.text_id, field, language, body, ctx.now, origin)
        await translations.close(ctx.sql, event.text_id, field, language)
    if same:
        await events.put(ctx.sql, event.id, "texts", 1)
        await announcing.renew(ctx, event.id)
        await telling.carry_texts(ctx, event)
        await renewing.event_texts(ctx, person, event, language)
    return bool(same)


async def correct_text(ctx: Context, person: Participant, event: Event, field: str, body: str) -> list[str]:
    """Correct a free text, in the language it was written in; "" takes the fact away. Those concerned are told.

    Its translations go: they say what is no longer true. Their languages. Interpreters find them to start from.
    """
    gone = [code for code in await wordings.languages_of(ctx.sql, event.text_id, field) if code != event.language]
    await translations.outdate(ctx.sql, event.text_id, field, stays=bool(body), now=ctx.now)
    await wordings.erase(ctx.sql, event.text_id, field)
    await wordings.write(ctx.sql, event.text_id, field, event.language, body, ctx.now)
    await machine.ask(ctx, event.text_id, Audience(AudienceKind.EVERYONE))
    await events.put(ctx.sql, event.id, "texts", 1)
    await audit.note(ctx.sql, person.id, f"event {field} corrected", f"event {event.id}", ctx.now)
    await tell_changed(ctx, person, event, field)
    return gone


async def correct_place(
    ctx: Context, person: Participant, event: Event, place: str, position: tuple[float, float] | None
) -> None:
    """Give an event another place, perhaps with its position on the map. Those concerned are told."""
    await events.set_place(ctx.sql, event.id, place, *(position or (None, None)))
    await audit.note(ctx.sql, person.id, "event place corrected", f"event {event.id}", ctx.now)
    await tell_changed(ctx, person, event, "place")


async def correct_places(ctx: Context, person: Participant, event: Event, places: int | None) -> None:
    """Change how many places there are. More places move the waiting list up; nobody who has one loses it."""
    await events.put(ctx.sql, event.id, "places", places)
    await events.set_freed(ctx.sql, event.id, ctx.now)
    await audit.note(ctx.sql, person.id, "event places corrected", f"event {event.id}", ctx.now)
    await _put_right(ctx, event.id)


async def correct_children(ctx: Context, person: Participant, event: Event, *, welcome: bool) -> None:
    """Say whether children are welcome. Those concerned are told, unless it was so before."""
    if welcome == event.children_welcome:
        return
    await events.put(ctx.sql, event.id, "children", int(welcome))
    await audit.note(ctx.sql, person.id, "event children corrected", f"event {event.id}", ctx.now)
    await tell_changed(ctx, person, event, "children")


async def correct_contact(ctx: Context, person: Participant, event: Event, contact: str) -> None:
    """Name somebody else who answers questions; "" is nobody. It is no news: nobody is told."""
    await events.put(ctx.sql, event.id, "contact", contact)
    await audit.note(ctx.sql, person.id, "event contact corrected", f"event {event.id}", ctx.now)
    await _put_right(ctx, event.id)


async def correct_picture(ctx: Context, person: Participant, event: Event, picture_id: int | None) -> None:
    """Give an event another picture, or none. A new picture is no news: nobody is told."""
    await events.put(ctx.sql, event.id, "picture", picture_id)
    await audit.note(ctx.sql, person.id, "event picture corrected", f"event {event.id}", ctx.now)
    await _put_right(ctx, event.id)


async def _put_right(ctx: Context, event_id: int) -> None:
    """Let what waits to go out carry the present facts, and what was sent show them soon."""
    await announcing.renew(ctx, event_id)
    await renewing.facts_changed(ctx, event_id)


async def cancel(ctx: Context, person: Participant, event: Event, reason: str) -> int:
    """An event does not take place. Nothing more goes out about it; those concerned are told. How many."""
    for running in await announcements.of_event(ctx.sql, event.id, "scheduled", "sending"):
        await announcements.set_state(ctx.sql, running.id, "stopped")
    await mailings.drop_for_event(ctx.sql, event.id)
    await withdrawing.cancel_for_event(ctx.sql, event.id, ctx.now)
    await events.set_state(ctx.sql, event.id, EventState.CANCELLED)
    await audit.note(ctx.sql, person.id, "event cancelled", f"event {event.id}", ctx.now)
    if event.state is not EventState.PLANNED:
        return 0
    told = await _tell(
        ctx, person, event, "cancellation", lambda after, language: changes.cancelled(after, language, reason)
    )
    return (await deliveries.progress(ctx.sql, told)).waiting if told else 0


async def tell_changed(ctx: Context, person: Participant, before: Event, changed: str) -> None:
    """Tell those coming, maybe coming or waiting what changed; let what still waits to go out carry the new facts."""
    await withdrawing.drop_waiting_for_event(ctx.sql, before.id)
    await mailings.drop_renewals(ctx.sql, before.id)
    await announcing.renew(ctx, before.id)
    if before.state is not EventState.PLANNED:
        return
    withdrawn = await _withdraw(ctx, person, before.id)
    what = tuple(dict.fromkeys((*withdrawn, changed)))
    known = None if withdrawn else before  # of what was withdrawn, nobody knows

    def first_lines(after: Event, language: str) -> tuple[Line, ...]:
        return changes.changed(after, language, what, known)

    await _tell(ctx, person, before, "change", first_lines, what)


async def _withdraw(ctx: Context, person: Participant, event_id: int) -> list[str]:
    """Stop earlier changes that wait: the newest message tells of them, too. The facts they told of."""
    found: list[str] = []
    for earlier in await announcements.of_event(ctx.sql, event_id, "sending"):
        if earlier.kind == "change" and (await deliveries.progress(ctx.sql, earlier.id)).waiting:
            await announcing.stop(ctx, person, earlier.id)
            found += earlier.what
    return found


async def _tell(
    ctx: Context, person: Participant, before: Event, kind: str, first_lines: FirstLines, what: tuple[str, ...] = ()
) -> int | None:
    """Tell those concerned, and soon put the facts into what everybody has. The announcement, if there is one."""
    after = await events.get(ctx.sql, before.id)
    if after is None:
        return None
    urgency = urgency_of_change(ctx, before, after)
    told = await telling.tell(ctx, person, after, kind, urgency, first_lines, what)
    await renewing.facts_changed(ctx, after.id, urgency=urgency, told=told)
    return told


def urgency_of_change(ctx: Context, before: Event, after: Event) -> Urgency:
    """A change waits for the end of the quiet hours, unless people would then have set out already."""
    urgent = cannot_wait(ctx.now, min(before.start, after.start), ctx.project.quiet, ctx.project.zone)
    return Urgency.URGENT if urgent else Urgency.NORMAL
