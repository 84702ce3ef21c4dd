"""After an event: who came, how it was, and what people said."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.announcements import Audience, AudienceKind
from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.events import Event
from bot.domain.people import Participant
from bot.messages import aftermath as team_words
from bot.messages import feedback as words
from bot.services import post
from bot.services.context import Context
from bot.store import answers, audit, events, feedback, wordings
from bot.store.database import stamp
from bot.store.mailings import Mailing

# Without a tick those who said they would come are asked, a day after; a week later nobody remembers well.
ASK_WITHOUT_TICKS = timedelta(hours=24)
ASK_UNTIL = timedelta(days=7)


async def see_to_ended(ctx: Context) -> None:
    """For events that ended: ask the team who came, then ask those who came how it was."""
    for event in await events.ended_between(ctx.sql, ctx.now - ASK_UNTIL, ctx.now):
        after = await events.aftermath(ctx.sql, event.id)
        if not after.ticked and not after.team_asked and await _ask_who_came(ctx, event):
            await events.put(ctx.sql, event.id, "who_came", stamp(ctx.now))
        if not after.asked and (after.ticked or ctx.now >= event.end + ASK_WITHOUT_TICKS):
            await ask_feedback(ctx, event)


async def _ask_who_came(ctx: Context, event: Event) -> bool:
    """Ask the one who made the event, or the team when that one cannot be asked. Whether somebody was."""

    async def write(language: str) -> Content:
        return team_words.who_came_question(event, await wordings.read(ctx.sql, event.text_id, language), language)

    key = f"t{event.id}:{int(event.start.timestamp())}"
    return await post.to_coordinator(ctx, event.created_by, write, dedupe=key)


async def ask_feedback(ctx: Context, event: Event) -> None:
    """Ask those who came how it was, each once."""
    await answers.all_came(ctx.sql, event.id)
    await events.put(ctx.sql, event.id, "feedback", stamp(ctx.now))

    async def write(language: str) -> Content:
        return words.question(event, await wordings.read(ctx.sql, event.text_id, language), language)

    audience = Audience(AudienceKind.CAME, str(event.id))
    mailing = Mailing(audience, Urgency.NORMAL, f"f{event.id}", event_id=event.id, expires_at=event.end + ASK_UNTIL)
    await post.to_audience(ctx, mailing, write)


async def tick(ctx: Context, event: Event, participant_id: int, *, came: bool) -> None:
    """Note whether a person came."""
    await answers.all_came(ctx.sql, event.id)
    await answers.set_came(ctx.sql, event.id, participant_id, came=came)


async def ticking_done(ctx: Context, person: Participant, event: Event) -> None:
    """The list of who came is complete: now they can be asked."""
    await answers.all_came(ctx.sql, event.id)
    await events.put(ctx.sql, event.id, "attendance", stamp(ctx.now))
    await audit.note(ctx.sql, person.id, "attendance ticked", f"event {event.id}", ctx.now)
    if event.end <= ctx.now <= event.end + ASK_UNTIL:
        await ask_feedback(ctx, event)  # whoever was asked before is passed over


async def may_give_feedback(ctx: Context, event: Event, person: Participant) -> bool:
    """Only those who came are asked, and only after the event."""
    own = await answers.get(ctx.sql, event.id, person.id)
    if own is None or event.end > ctx.now:
        return False
    said_so = own.seats > 0 and not own.waiting
    return said_so if own.came is None else own.came


async def give_face(ctx: Context, event: Event, person: Participant, face: int) -> None:
    """Store how it was: 3 good, 2 so-so, 1 bad."""
    await feedback.put_face(ctx.sql, event.id, person.id, face, person.language, ctx.now)
