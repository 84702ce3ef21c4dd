"""What has become true after a message was sent: what people have is changed in place, nothing is sent anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.events import Event, EventState
from bot.domain.people import Participant
from bot.language.texts import texts
from bot.messages import changes
from bot.messages import translating_team as words
from bot.services import announcing, answering, post
from bot.services.context import Context
from bot.store import (
    announcements,
    audiences,
    deliveries,
    events,
    mailings,
    participants,
    renewals,
    withdrawing,
    wordings,
)
from bot.store.mailings import Mailing
from bot.store.renewals import Stale

# A message that is being sent when facts change has the old ones, and can be changed once it is known to have arrived.
# Longer than this is not waited for that.
LONGEST_FLIGHT = timedelta(minutes=1)


async def facts_changed(
    ctx: Context, event_id: int, *, urgency: Urgency = Urgency.NORMAL, told: int | None = None
) -> None:
    """Soon put what is true of an event now into the messages that people have of it.

    So also those know it who gave no answer or do not come, and are told nothing. `told` is the announcement that
    tells the others: it says it already.
    """
    await renewals.note_stale(ctx.sql, Stale(event_id, ctx.now, urgency, told))


async def text_came(ctx: Context, event_id: int, language: str) -> None:
    """Soon put an event's texts, which came in a language without anybody, into the messages that its readers have."""
    await renewals.note_stale(ctx.sql, Stale(event_id, ctx.now, Urgency.NORMAL, language=language))


async def put_facts(ctx: Context) -> None:
    """Change the messages about events whose facts or texts have changed; several changes at a time are one."""
    for stale in await renewals.stale(ctx.sql):
        waited = ctx.now - stale.since
        if waited < LONGEST_FLIGHT and await deliveries.is_flying(ctx.sql, stale.event_id, stale.since):
            continue
        await renewals.end_stale(ctx.sql, stale)
        await _put_facts(ctx, stale)


async def _put_facts(ctx: Context, stale: Stale) -> None:
    """What waits to put in older facts is given up. Each message shows its reader's own answer."""
    if not stale.language:
        await mailings.drop_renewals(ctx.sql, stale.event_id)
        await withdrawing.drop_renewals(ctx.sql, stale.event_id)
    event = await events.get(ctx.sql, stale.event_id)
    found = [one for one in await _sent(ctx, stale.event_id) if one.id != stale.told]
    if event is None or event.end <= ctx.now or not found:
        return
    everybody = Audience(AudienceKind.EVERYONE)
    for language in [stale.language] if stale.language else await audiences.languages(ctx.sql, everybody):
        await _put(ctx, event, language, found, stale.urgency)


async def event_texts(ctx: Context, person: Participant, event: Event, language: str) -> None:
    """Put an event's texts into the invitations and changes that its readers have, each with their own answer."""
    found = await _sent(ctx, event.id)
    if found:
        await _put(ctx, event, language, found, Urgency.NORMAL, by=person.id)


async def _sent(ctx: Context, event_id: int) -> list[Announcement]:
    """What has begun to go out about an event, but for that it is cancelled: that is not true of anything else."""
    found = await announcements.of_event(ctx.sql, event_id, "sending", "done", "stopped")
    return [one for one in found if one.kind != "cancellation"]


async def _put(
    ctx: Context, event: Event, language: str, found: Sequence[Announcement], urgency: Urgency, by: int | None = None
) -> None:
    """Change the messages of these announcements in a language."""
    silent = await announcing.invitation(ctx, event)(language)  # as those see it who gave no answer
    cards = [(silent, []), *(await answering.cards(ctx, event, language)).items()]
    renewal_id = await renewals.add(ctx.sql, event.text_id, language, by, ctx.now)
    for key, announcement in _keys(event, found):
        mailing = Mailing(
            Audience(AudienceKind.LANGUAGE, language), urgency, f"e{renewal_id}.{key}", event_id=event.id,
            expires_at=event.end, renewal_id=renewal_id, changes=key,
        )  # fmt: skip
        for card, people in cards:
            await post.to_some(ctx, mailing, _headed(announcement, event, card, answered=bool(people)), people)


def _keys(event: Event, found: Sequence[Announcement]) -> Iterator[tuple[str, Announcement]]:
    """What was sent about an event: the beginning of the keys of its deliveries, and one announcement of that kind."""
    keys = {"invitation": f"i{event.id}", "again": f"g{event.id}"}
    yield from {keys.get(one.kind, f"n{one.id}"): one for one in found}.items()


def _headed(announcement: Announcement, event: Event, card: Content, *, answered: bool) -> Content:
    """The card under what stood above it when it was sent, as long as that has a sense."""
    if event.state is EventState.CANCELLED:
        return card
    if announcement.kind == "change":  # what it was before is not known any more
        return changes.above(changes.changed(event, card.language, announcement.what, None), card)
    if announcement.kind == "again" and not answered:
        return card.headed(texts(card.language).t("Can you come? Please tell us."), "❓")
    return card


async def news_text(ctx: Context, person: Participant | None, announcement: Announcement, language: str) -> None:
    """Put the text of a free announcement into the messages that its readers have. `person` is told how it went."""
    if announcement.state not in {"sending", "done", "stopped"} or announcement.text_id is None:
        return
    renewal_id = await renewals.add(ctx.sql, announcement.text_id, language, person.id if person else None, ctx.now)
    key = f"n{announcement.id}"
    mailing = Mailing(
        Audience(AudienceKind.LANGUAGE, language), Urgency.NORMAL, f"e{renewal_id}.{key}",
        renewal_id=renewal_id, changes=key,
    )  # fmt: skip
    await post.to_some(ctx, mailing, await announcing.news(ctx, announcement.text_id)(language))


async def tell_over(ctx: Context) -> None:
    """Tell whoever released a text how many messages show it now, and how many could not be changed."""
    for renewal in await renewals.over(ctx.sql):
        await renewals.told(ctx.sql, renewal.id, ctx.now)
        person = await participants.get(ctx.sql, renewal.created_by) if renewal.created_by else None
        if person is None or not person.is_coordinator or not (renewal.changed or renewal.missed):
            continue
        wording = await wordings.read(ctx.sql, renewal.text_id, person.language)
        content = words.renewed(wording, renewal.language, renewal.changed, renewal.missed, person.language)
        await post.to_participant(ctx, person.id, content, dedupe_key=f"er{renewal.id}")
