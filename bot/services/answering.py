"""Answers to events: who comes, who waits, who moves up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bot.domain.content import NEWS, Content
from bot.domain.deliveries import Urgency
from bot.domain.events import Answer, Choice, Event, EventState
from bot.domain.language_help import NO_HELP
from bot.domain.people import MAX_ADULTS, MAX_CHILDREN, Household, Participant
from bot.domain.places import LONGEST_BEFORE_PROMOTION, QUIET_BEFORE_PROMOTION, has_room, moving_up
from bot.domain.times import cannot_wait
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages import invitation
from bot.messages.invitation import Standing
from bot.services import post
from bot.services.context import Context
from bot.store import answers, events, language_help, participants, wordings


async def answer(
    ctx: Context, event: Event, person: Participant, choice: Choice, party: Household | None = None
) -> Answer:
    """Store a person's answer; who finds no room is on the waiting list. Raises Refused with the reason.

    Without a party, all of the household come. A larger party than fits is refused and the old one kept. What waits to
    be told to the person is seen to by `telling.answered`.
    """
    must_be_open(ctx, event, person)
    before = await answers.get(ctx.sql, event.id, person.id)
    wanted = _party(event, person, party) if choice is Choice.COMING else Household(0, 0)
    if before and choice is Choice.COMING and party is None and before.choice is Choice.COMING:
        return before  # a second tap on "I am coming"
    after = await _placed(ctx, event, person, before, Answer(
        event_id=event.id, participant_id=person.id, choice=choice, adults=wanted.adults, children=wanted.children,
        waiting=False, since=ctx.now, answered_at=ctx.now,
    ))  # fmt: skip
    await answers.put(ctx.sql, after)
    if before and _held(before) > _held(after):
        await events.set_freed(ctx.sql, event.id, ctx.now)
    return after


async def _placed(ctx: Context, event: Event, person: Participant, before: Answer | None, wish: Answer) -> Answer:
    """The wish with its place, or its turn on the waiting list."""
    if wish.choice is not Choice.COMING:
        return wish
    if event.places is None:
        return wish
    queue = await answers.queue(ctx.sql, event.id)
    held = await answers.held(ctx.sql, event.id, but=person.id)
    if before and _held(before):  # has a place: only more people need room
        if wish.seats > before.seats and not has_room(event.places, held, wish.seats, len(queue)):
            raise Refused(texts(person.language).t("There are no more free places."))
        return wish
    if before and before.waiting:  # keeps the turn; a party that became smaller may fit when a place comes free
        if wish.seats < before.seats:
            await events.set_freed(ctx.sql, event.id, ctx.now)
        return replace(wish, waiting=True, since=before.since)
    if queue and has_room(event.places, held, wish.seats, 0):
        await events.look_at_list(ctx.sql, event.id, ctx.now)  # who is in front is too many for what is free
    return replace(wish, waiting=not has_room(event.places, held, wish.seats, len(queue)))


async def standing(ctx: Context, event: Event, person: Participant, own: Answer | None = None) -> Standing:
    """How a person stands to an event now; `own` is their answer, where it is known."""
    own = own or await answers.get(ctx.sql, event.id, person.id)
    turn = None
    if own and own.waiting:
        queue = await answers.queue(ctx.sql, event.id)
        turn = 1 + [waiting.participant_id for waiting in queue].index(person.id)
    said = await language_help.get(ctx.sql, event.id, person.id) if own and own.choice is not Choice.NO else NO_HELP
    return Standing(own, turn, await free_places(ctx, event), person.household, said)


async def free_places(ctx: Context, event: Event) -> int | None:
    """Places nobody holds; None when the event has no limit."""
    if event.places is None:
        return None
    return max(event.places - await answers.held(ctx.sql, event.id, but=0), 0)


async def card(ctx: Context, event: Event, person: Participant, given: Answer | None = None) -> Content:
    """The invitation as this person sees it now; `given` is their answer, where it is known."""
    wording = await wordings.read(ctx.sql, event.text_id, person.language)
    own = await standing(ctx, event, person, given)
    aloud = person.language in ctx.project.spoken
    return invitation.card(event, wording, person.language, own, over=event.end <= ctx.now, aloud=aloud)


async def cards(ctx: Context, event: Event, language: str, *, but_no: bool = False) -> dict[Content, list[int]]:
    """`card` for all who answered and read a language: each that is shown, with the ids of those who see it.

    `but_no`: without those who do not come.
    """
    wording = await wordings.read(ctx.sql, event.text_id, language)
    free = await free_places(ctx, event)
    queue = [waiting.participant_id for waiting in await answers.queue(ctx.sql, event.id)]
    found: defaultdict[Content, list[int]] = defaultdict(list)
    aloud = language in ctx.project.spoken
    for own, household, said in await answers.in_language(ctx.sql, event.id, language):
        if but_no and own.choice is Choice.NO:
            continue
        turn = 1 + queue.index(own.participant_id) if own.waiting else None
        own_help = NO_HELP if own.choice is Choice.NO else said
        seen = Standing(own, turn, free, household, own_help)
        shown = invitation.card(event, wording, language, seen, over=event.end <= ctx.now, aloud=aloud)
        found[shown].append(own.participant_id)
    return found


async def promote(ctx: Context, event_id: int) -> int:
    """Give freed places to the waiting list, in its order, and tell those who move up. How many did."""
    event = await events.get(ctx.sql, event_id)
    await events.set_given_on(ctx.sql, event_id)
    if event is None or event.state is not EventState.PLANNED or event.start <= ctx.now:
        return 0
    held = await answers.held(ctx.sql, event.id, but=0)
    up = moving_up(event.places, held, await answers.queue(ctx.sql, event.id))
    for waiting in up:
        await answers.put(ctx.sql, replace(waiting, waiting=False, answered_at=ctx.now))
        await _tell_moved_up(ctx, event, waiting)
    return len(up)


async def _tell_moved_up(ctx: Context, event: Event, waiting: Answer) -> None:
    person = await participants.get(ctx.sql, waiting.participant_id)
    if person is None:
        return
    say = texts(person.language)
    content = await card(ctx, event, person)
    content = content.headed(say.t("Good news: there is a place for you now. You can come."), "🎈")
    content = content.noticed("place", *NEWS.actions, f"a:{event.id}:no")
    key = f"up:{event.id}:{person.id}:{ctx.now.timestamp()}"
    urgent = cannot_wait(ctx.now, event.start, ctx.project.quiet, ctx.project.zone)
    await post.to_participant(
        ctx, person.id, content, urgency=Urgency.URGENT if urgent else Urgency.NORMAL, event_id=event.id,
        dedupe_key=key, expires_at=event.start,
    )  # fmt: skip


async def promote_due(ctx: Context) -> None:
    """Promote wherever places came free and it was quiet for long enough since, or one has been free for too long."""
    quiet_since, since = ctx.now - QUIET_BEFORE_PROMOTION, ctx.now - LONGEST_BEFORE_PROMOTION
    for event_id in await events.freed(ctx.sql, quiet_since, since):
        await promote(ctx, event_id)


def must_be_open(ctx: Context, event: Event, person: Participant) -> None:
    """Raises Refused, with the reason, when nothing can be said to this event by this person any more."""
    say = texts(person.language)
    if event.state is EventState.CANCELLED:
        raise Refused(say.t("This is cancelled. It does not take place."))
    if event.end <= ctx.now:
        raise Refused(say.t("This is over already."))
    if event.state is not EventState.PLANNED and not person.is_coordinator:
        raise Refused(say.t("This button is no longer valid."))


def _party(event: Event, person: Participant, party: Household | None) -> Household:
    """Those who are meant: the party that was named, or the household; adults only where children are not welcome."""
    wanted = party or person.household
    if not event.children_welcome:
        wanted = Household(max(wanted.adults, 1), 0)
    if not wanted.people > 0 or wanted.adults > MAX_ADULTS or wanted.children > MAX_CHILDREN:
        raise Refused(texts(person.language).t("This button is no longer valid."))
    return wanted


def _held(answer: Answer) -> int:
    return 0 if answer.waiting else answer.seats
