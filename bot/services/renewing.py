"""A text that is released after its message was sent: what people have is changed in place, nothing is sent anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.events import Event
from bot.domain.people import Participant
from bot.language.texts import texts
from bot.messages import changes
from bot.messages import translating as words
from bot.services import announcing, answering, post
from bot.services.context import Context
from bot.store import announcements, mailings, outbox, participants, renewals, wordings
from bot.store.mailings import Mailing


async def event_texts(ctx: Context, person: Participant, event: Event, language: str) -> None:
    """Put an event's texts into the invitations and changes that its readers have, each with their own answer."""
    found = await announcements.of_event(ctx.sql, event.id, "sending", "done", "stopped")
    kept = list(_messages(event, found))
    if not kept:
        return
    silent = await announcing.invitation(ctx, event)(language)  # as those see it who gave no answer
    cards: dict[Content, list[int]] = {silent: [], **await answering.cards(ctx, event, language)}
    renewal_id = await renewals.add(ctx.sql, event.text_id, language, person.id, ctx.now)
    for key, announcement in kept:
        for content, people in cards.items():
            shown = _headed(announcement, event, content, answered=bool(people))
            mailing = Mailing(
                Audience(AudienceKind.LANGUAGE, language), Urgency.NORMAL, f"e{renewal_id}.{key}", event_id=event.id,
                expires_at=event.end, renewal_id=renewal_id, changes=key, people=json.dumps(people) if people else "",
            )  # fmt: skip
            await _change(ctx, mailing, shown)


async def waiting_changes(ctx: Context, event: Event) -> None:
    """Let changes of an event that have not left yet carry its present texts."""
    for one in await announcements.of_event(ctx.sql, event.id, "sending"):
        if one.kind != "change" or not (await outbox.progress(ctx.sql, one.id)).waiting:
            continue
        await mailings.drop(ctx.sql, one.id)
        await outbox.drop_waiting(ctx.sql, one.id)
        mailing = Mailing(one.audience, Urgency.NORMAL, f"n{one.id}", one.id, event.id)

        async def write(language: str, one: Announcement = one) -> Content:
            card = await announcing.invitation(ctx, event)(language)
            return _headed(one, event, card, answered=False)

        await post.to_audience(ctx, mailing, write)


def _messages(event: Event, found: Sequence[Announcement]) -> Iterator[tuple[str, Announcement]]:
    """What was sent about an event: the beginning of the keys of its deliveries, and one announcement of that kind."""
    keys = {"invitation": f"i{event.id}", "again": f"g{event.id}"}
    known = {keys.get(one.kind, f"n{one.id}"): one for one in found if one.kind != "cancellation"}
    yield from known.items()


def _headed(announcement: Announcement, event: Event, card: Content, *, answered: bool) -> Content:
    """The card under what stood above it when it was sent."""
    if announcement.kind == "change":  # what it was before is not known any more
        return changes.above(changes.changed(event, card.language, announcement.what, None), card)
    if announcement.kind == "again" and not answered:
        return card.headed(texts(card.language).t("Can you come? Please tell us."), "❓")
    return card


async def news_text(ctx: Context, person: Participant, announcement: Announcement, language: str) -> None:
    """Put the text of a free announcement into the messages that its readers have."""
    if announcement.state not in {"sending", "done", "stopped"} or announcement.text_id is None:
        return
    renewal_id = await renewals.add(ctx.sql, announcement.text_id, language, person.id, ctx.now)
    key = f"n{announcement.id}"
    mailing = Mailing(
        Audience(AudienceKind.LANGUAGE, language), Urgency.NORMAL, f"e{renewal_id}.{key}",
        renewal_id=renewal_id, changes=key,
    )  # fmt: skip
    await _change(ctx, mailing, await announcing.news(ctx, announcement.text_id)(language))


async def _change(ctx: Context, mailing: Mailing, content: Content) -> None:
    """Enqueue the first slice in this very transaction: an answer that comes later finds it there and takes it back."""
    mailing_id = await mailings.add(ctx.sql, mailing)
    for channel, voice in ctx.voices.items():
        for number, part in enumerate(voice.render(content) if voice.can_edit else ()):
            await mailings.add_body(
                ctx.sql, mailing_id, channel, content.language, number, part.payload, part.file_id, ctx.now
            )
    await post.enqueue(ctx, mailing, mailing_id)


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
