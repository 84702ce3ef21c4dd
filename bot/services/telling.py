"""What changed about an event is told to those whom it concerns, each with their own answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.content import Line
from bot.domain.deliveries import Urgency
from bot.domain.events import Choice, Event
from bot.domain.people import Participant
from bot.messages import changes
from bot.messages.changes import FirstLines
from bot.services import announcing, answering, knocking, post
from bot.services.context import Context
from bot.store import announcements, answers, audiences, deliveries, mailings, withdrawing
from bot.store.mailings import Mailing


async def tell(
    ctx: Context, by: Participant, after: Event, kind: str, urgency: Urgency, first_lines: FirstLines,
    what: tuple[str, ...] = (),
) -> int | None:  # fmt: skip
    """Tell those concerned. The id of the announcement; None when there is nobody to tell."""
    audience = _concerned(after)
    if not await audiences.head_count(ctx.sql, audience):
        return None
    announcement_id = await announcements.add(
        ctx.sql, kind, audience, ctx.now, event_id=after.id, created_by=by.id, what=what
    )
    await announcements.start(ctx.sql, announcement_id, ctx.now)
    mailing = _mailing(announcement_id, after, urgency)
    await _enqueue(ctx, after, mailing, first_lines, off=kind == "cancellation")
    return announcement_id


async def carry_texts(ctx: Context, event: Event) -> None:
    """Let changes of an event that have not left yet carry its present texts."""
    for one in await announcements.of_event(ctx.sql, event.id, "sending"):
        if one.kind == "change" and (await deliveries.progress(ctx.sql, one.id)).waiting:
            await withdrawing.drop_waiting(ctx.sql, one.id)
            await _enqueue(ctx, event, _mailing(one.id, event, Urgency.NORMAL), _said_again(one))


async def answered(ctx: Context, event: Event, person: Participant) -> None:
    """What waits to remind of the answer before is not true any more, and a change carries the new one."""
    await _carry(ctx, event, person, await withdrawing.take_back_told(
        ctx.sql, event.id, person.id, standing=True, changes=True
    ))  # fmt: skip


async def carry_answer(ctx: Context, event: Event, person: Participant) -> None:
    """Let a change that has not left yet to a person carry what they have just said; who comes not needs none."""
    await _carry(ctx, event, person, await withdrawing.take_back_told(ctx.sql, event.id, person.id, changes=True))


async def _carry(ctx: Context, event: Event, person: Participant, taken_back: Sequence[tuple[int, Urgency]]) -> None:
    for announcement_id, urgency in taken_back:
        one = await announcements.get(ctx.sql, announcement_id)
        own = await answers.get(ctx.sql, event.id, person.id)
        if one is None or own is None or own.choice is Choice.NO:
            continue
        card = await answering.card(ctx, event, person, own)
        content = changes.above(_said_again(one)(event, person.language), card)
        await post.to_some(ctx, _mailing(one.id, event, urgency), content, [person.id])


def _mailing(announcement_id: int, event: Event, urgency: Urgency) -> Mailing:
    return Mailing(_concerned(event), urgency, f"n{announcement_id}", announcement_id, event.id)


def _concerned(event: Event) -> Audience:
    return Audience(AudienceKind.CONCERNED, str(event.id))


def _said_again(announcement: Announcement) -> FirstLines:
    """What stands above: what it was before is not known any more."""

    def first_lines(event: Event, language: str) -> tuple[Line, ...]:
        return changes.changed(event, language, announcement.what, None)

    return first_lines


async def _enqueue(ctx: Context, event: Event, mailing: Mailing, first_lines: FirstLines, *, off: bool = False) -> None:
    """One message for all who see the same card, in one go: they are those of one event."""
    await mailings.begin(ctx.sql, mailing)
    for language in await audiences.languages(ctx.sql, mailing.audience):
        knocks = [
            changes.above(first_lines(event, other), await announcing.invitation(ctx, event)(other), off=off)
            for other in await knocking.more_languages(ctx, [language])
        ]
        for card, people in (await answering.cards(ctx, event, language, but_no=True)).items():
            content = changes.above(first_lines(event, language), card, off=off)
            await post.to_some(ctx, mailing, content, people, knocks)
