"""Announcements: to whom, when, and how they go out."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.events import Event, EventState
from bot.domain.people import Participant
from bot.domain.times import is_quiet, next_loud
from bot.errors import Refused
from bot.language import formats
from bot.language.texts import texts
from bot.messages import sending as words
from bot.messages.invitation import Standing, card
from bot.services import answering, machine, post, progress
from bot.services.context import Context
from bot.services.post import Write
from bot.store import announcements, audiences, audit, events, mailings, withdrawing, wordings
from bot.store.mailings import Mailing

SERIES_LEAD = timedelta(days=6)


async def invite(ctx: Context, person: Participant, event: Event, send_at: datetime | None = None) -> int:
    """Invite everyone to an event, now or at an instant. Whoever has the invitation already does not get it twice.

    Those whom an earlier one did not reach, or who were left when it was stopped, get this one. Raises Refused when
    there is nobody left to invite.
    """
    _must_be_ahead(ctx, person, event)
    if event.state is EventState.PLANNED and not (send_at or await _is_somebody_left(ctx, event)):
        raise Refused(texts(person.language).team("Everyone has it already."))
    for earlier in await announcements.of_event(ctx.sql, event.id, "scheduled"):
        if earlier.kind == "invitation":
            await announcements.set_state(ctx.sql, earlier.id, "stopped")
    everyone = Audience(AudienceKind.EVERYONE)
    await machine.ask(ctx, event.text_id, everyone)  # somebody may have come with a language that nobody had before
    return await _announce(ctx, person, "invitation", everyone, event=event, send_at=send_at)


async def _is_somebody_left(ctx: Context, event: Event) -> bool:
    """Whether somebody has no invitation, and none is on its way to everybody."""
    under_way = await mailings.is_open_for_event(ctx.sql, event.id)
    return not under_way and await audiences.is_somebody_uninvited(ctx.sql, event.id, ctx.voices)


async def ask_again(ctx: Context, person: Participant, event: Event) -> int:
    """Ask those who were invited and said nothing, once per event. Raises Refused when that was done, or nobody is."""
    _must_be_ahead(ctx, person, event)
    say, silent = texts(person.language), Audience(AudienceKind.UNANSWERED, str(event.id))
    if any(a.kind == "again" for a in await announcements.of_event(ctx.sql, event.id, "sending", "done", "stopped")):
        raise Refused(say.team("They were asked again already. We ask one time only."))
    if not await audiences.head_count(ctx.sql, silent):
        raise Refused(say.team("Nobody is left to ask now."))
    return await _announce(ctx, person, "again", silent, event=event)


async def tell(
    ctx: Context, person: Participant, audience: Audience, written: dict[str, str], send_at: datetime | None = None
) -> int:
    """Announce anything else: a text per language. Everyone gets theirs, or the one in the project's language."""
    text_id = await _news_text(ctx, written)
    if send_at or waits_for_morning(ctx, ctx.now):  # what leaves at once leaves before a machine has read it
        await machine.ask(ctx, text_id, audience)
    return await _announce(ctx, person, "news", audience, text_id=text_id, send_at=send_at)


async def draft(ctx: Context, person: Participant, audience: Audience, written: dict[str, str]) -> Announcement:
    """Keep a free announcement that is to be sent later, for example when it is translated."""
    text_id = await _news_text(ctx, written)
    await machine.ask(ctx, text_id, audience)
    number = await announcements.add(ctx.sql, "news", audience, ctx.now, text_id=text_id, created_by=person.id)
    await audit.note(ctx.sql, person.id, "news drafted", f"announcement {number}", ctx.now)
    return await _stored(ctx, number)


async def _news_text(ctx: Context, written: dict[str, str]) -> int:
    source = ctx.project.language
    text_id = await wordings.add(ctx.sql, source, {"body": written[source]}, ctx.now)
    for language, body in written.items():
        await wordings.write(ctx.sql, text_id, "body", language, body, ctx.now)
    return text_id


async def _stored(ctx: Context, number: int) -> Announcement:
    found = await announcements.get(ctx.sql, number)
    if found is None:
        raise LookupError(f"announcement {number}")
    return found


async def send_draft(
    ctx: Context, person: Participant, announcement: Announcement, send_at: datetime | None = None
) -> None:
    """Let a kept announcement go out, now or at an instant. Raises Refused when it is on its way, or was dropped."""
    if announcement.state not in {"draft", "scheduled"}:
        raise Refused(texts(person.language).team("It was sent or dropped before."))
    await audit.note(ctx.sql, person.id, "announced news", f"announcement {announcement.id}", ctx.now)
    if send_at is None:
        await start(ctx, announcement.id)
    else:
        await announcements.schedule(ctx.sql, announcement.id, send_at)


async def _announce(
    ctx: Context,
    person: Participant,
    kind: str,
    audience: Audience,
    *,
    event: Event | None = None,
    text_id: int | None = None,
    send_at: datetime | None = None,
) -> int:
    announcement_id = await announcements.add(
        ctx.sql, kind, audience, ctx.now,
        event_id=event.id if event else None, text_id=text_id, created_by=person.id, send_at=send_at,
    )  # fmt: skip
    await audit.note(ctx.sql, person.id, f"announced {kind}", f"announcement {announcement_id}", ctx.now)
    if event and event.state is EventState.DRAFT:
        await events.set_state(ctx.sql, event.id, EventState.PLANNED)
    if send_at is None:
        await start(ctx, announcement_id)
    return announcement_id


async def start(ctx: Context, announcement_id: int) -> None:
    """Put an announcement into the outbox, one delivery per person."""
    announcement = await announcements.get(ctx.sql, announcement_id)
    if announcement is None or announcement.state in {"stopped", "done", "sending"}:
        return
    if announcement.event_id is not None:
        await withdrawing.give_up_keys(ctx.sql, announcement.event_id)
    await announcements.start(ctx.sql, announcement_id, ctx.now)
    await _enqueue(ctx, announcement)
    await progress.show(ctx, announcement)


async def _enqueue(ctx: Context, announcement: Announcement) -> None:
    """Say to everybody what it says; to nobody when its event is gone or has begun."""
    number, audience = announcement.id, announcement.audience
    if announcement.event_id is None:
        mailing = Mailing(audience, Urgency.NORMAL, f"n{number}", number)
        await post.to_audience(ctx, mailing, news(ctx, announcement.text_id or 0))
        return
    event = await events.get(ctx.sql, announcement.event_id)
    if event is None or event.end <= ctx.now or event.state is not EventState.PLANNED:
        return
    again = announcement.kind == "again"
    key = f"{'g' if again else 'i'}{event.id}"
    mailing = Mailing(audience, Urgency.NORMAL, key, number, event.id, expires_at=event.start)
    await post.to_audience(ctx, mailing, invitation(ctx, event, again=again))


def invitation(ctx: Context, event: Event, *, again: bool = False) -> Write:
    """The writer of an event's invitation, per language."""

    async def write(language: str) -> Content:
        wording = await wordings.read(ctx.sql, event.text_id, language)
        free = await answering.free_places(ctx, event)
        content = card(event, wording, language, Standing(free=free), aloud=language in ctx.project.spoken)
        return content.headed(texts(language).t("Can you come? Please tell us."), "❓") if again else content

    return write


def news(ctx: Context, text_id: int) -> Write:
    """The writer of a free announcement, per language."""

    async def write(language: str) -> Content:
        wording = await wordings.read(ctx.sql, text_id, language)
        return words.news(ctx.project.name, wording, language)

    return write


async def renew(ctx: Context, event_id: int) -> None:
    """Let what has not left of an event's announcements carry its present facts."""
    for announcement in await announcements.of_event(ctx.sql, event_id, "sending"):
        if announcement.kind in {"invitation", "again"}:
            await renew_one(ctx, announcement)


async def renew_one(ctx: Context, announcement: Announcement) -> None:
    """Let what has not left of an announcement say what it would say now."""
    unfinished = await mailings.drop(ctx.sql, announcement.id)
    if await withdrawing.drop_waiting(ctx.sql, announcement.id) or unfinished:
        await _enqueue(ctx, announcement)


async def stop(ctx: Context, person: Participant, announcement_id: int) -> None:
    """Stop an announcement: what has not left does not leave."""
    await announcements.set_state(ctx.sql, announcement_id, "stopped")
    await mailings.drop(ctx.sql, announcement_id)
    await withdrawing.cancel_for_announcement(ctx.sql, announcement_id, ctx.now)
    await audit.note(ctx.sql, person.id, "announcement stopped", f"announcement {announcement_id}", ctx.now)


async def start_due(ctx: Context) -> None:
    """Start the announcements whose time has come."""
    for announcement in await announcements.due(ctx.sql, ctx.now):
        await start(ctx, announcement.id)


async def send_series(ctx: Context, person: Participant, event: Event) -> int:
    """Schedule the invitations of a series' other dates, each six days before. How many."""
    if event.series_id is None:
        return 0
    planned = 0
    for other in await events.of_series(ctx.sql, event.series_id):
        if other.state is EventState.DRAFT and other.start > event.start:
            await invite(ctx, person, other, send_at=max(other.start - SERIES_LEAD, ctx.now))
            planned += 1
    return planned


def waits_for_morning(ctx: Context, at: datetime) -> bool:
    """Whether an announcement that is sent at an instant falls into the quiet hours."""
    return is_quiet(at, ctx.project.quiet, ctx.project.zone)


def when_it_leaves(ctx: Context, person: Participant, at: datetime | None = None) -> str:
    """When what is sent now, or `at` an instant, goes out, in words for the team: in quiet hours it waits."""
    say, project = texts(person.language), ctx.project
    if not waits_for_morning(ctx, at or ctx.now):
        return say.team("It is planned.") if at else say.team("It goes out now.")
    if at:
        loud = formats.local(next_loud(at, project.quiet, project.zone), project.zone)
        time = f"{formats.short_day(loud.date(), say.team_language)} {formats.clock(loud)}"
        return say.team("It is planned. Nobody is disturbed at night. It goes out at {time}.", time=time)
    loud = formats.local(next_loud(ctx.now, project.quiet, project.zone), project.zone)
    return say.team("It is late. Nobody is disturbed now. It goes out at {time}.", time=formats.clock(loud))


def _must_be_ahead(ctx: Context, person: Participant, event: Event) -> None:
    say = texts(person.language)
    if event.state is EventState.CANCELLED:
        raise Refused(say.team("This event is cancelled."))
    if event.start <= ctx.now:
        raise Refused(say.team("This event has begun or is over."))


async def preview(ctx: Context, event: Event, language: str) -> Content:
    """The invitation exactly as it goes out in a language, without its buttons working for a real answer."""
    return await invitation(ctx, event)(language)
