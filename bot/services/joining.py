"""Two participants turn out to be one person: what both have is put together, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.events import Answer
from bot.domain.people import Participant
from bot.domain.places import joined
from bot.services.context import Context
from bot.services.people import known
from bot.store import answers, audit, chats, events, joining, participants, talks, withdrawing


async def join(ctx: Context, gone: Participant, kept: Participant, *, as_gone: bool = False) -> Participant:
    """Hand over to `kept` all that is `gone`'s; `as_gone` says whose name, language and household stay.

    Of two answers to one event the newer stays, and no place is given twice. The row of `gone` goes.
    """
    await joining.join_language_help(ctx.sql, gone.id, kept.id)
    for answer in await answers.of_participant(ctx.sql, gone.id):
        other = await answers.get(ctx.sql, answer.event_id, kept.id)
        if other:
            await _join_answers(ctx, answer, other)
    await joining.join_messages(ctx.sql, gone.id, kept.id)
    await joining.hand_over(ctx.sql, gone.id, kept.id)
    for chat in await chats.of_participant(ctx.sql, kept.id):
        await talks.drop(ctx.sql, chat.id, "feedback")  # which would store its words again, over those of both
    if as_gone:
        await joining.take_profile(ctx.sql, of=gone.id, to=kept.id)
    await participants.delete(ctx.sql, gone.id)
    await audit.note(ctx.sql, kept.id, "people joined", f"participant {gone.id}", ctx.now)
    return await known(ctx, kept.id)


async def _join_answers(ctx: Context, theirs: Answer, kept: Answer) -> None:
    event_id, person_id = kept.event_id, kept.participant_id
    event = await events.get(ctx.sql, event_id)
    await answers.withdraw(ctx.sql, event_id, theirs.participant_id)
    held = await answers.held(ctx.sql, event_id, but=person_id)
    queue = [one for one in await answers.queue(ctx.sql, event_id) if one.participant_id != person_id]
    after = joined(theirs, kept, event.places if event else None, held, len(queue))
    await answers.put(ctx.sql, replace(after, participant_id=person_id))
    if after.came is not None:
        await answers.set_came(ctx.sql, event_id, person_id, came=after.came)
    for before in (theirs, kept):  # what waits to remind of the other answer is not true any more
        if (before.choice, before.adults, before.children) != (after.choice, after.adults, after.children):
            await withdrawing.take_back_told(ctx.sql, event_id, before.participant_id, standing=True)
    freed = sum(0 if one.waiting else one.seats for one in (theirs, kept)) > (0 if after.waiting else after.seats)
    if freed or theirs.waiting or kept.waiting:  # a party that waits is smaller, or others are nearer to their turn
        await events.set_freed(ctx.sql, event_id, ctx.now)
