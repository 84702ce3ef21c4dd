"""Preview, and sending: now, at a time, to me only; then how it goes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.content import Content, Line, text
from bot.domain.events import Event
from bot.domain.times import instant
from bot.language.languages import LANGUAGES
from bot.messages import machine as machine_words
from bot.messages import opening, team
from bot.messages import sending as words
from bot.services import announcing, knocking, post, translating, unreleased
from bot.services.translating import Subject
from bot.store import announcements, deliveries, events, machine
from bot.talks import team_events
from bot.talks.args import Args, Forged
from bot.talks.browsing import known_event
from bot.talks.moments import ask_start
from bot.talks.talk import AskAgain, Talk
from bot.talks.turn import Turn


async def preview(turn: Turn, args: Args) -> None:
    """The invitation exactly as people get it, in the project's language or any other; then what to do with it."""
    event = await known_event(turn, args)
    language = args.word(1) if len(args) > 1 else ""
    language = language if language in LANGUAGES else event.language
    shown = await announcing.preview(turn.ctx, event, language)
    await turn.reply(shown.without_buttons())
    found = await translating.readers(turn.ctx, Subject(event.text_id, event.language, event, None))
    choice = words.send_choice(event, found, turn.person.language, language)
    choice = await with_closed(turn, choice, Audience(AudienceKind.EVERYONE), announcing.invitation(turn.ctx, event))
    await turn.reply(await with_machine(turn, event.text_id, choice))


async def with_machine(turn: Turn, text_id: int, choice: Content) -> Content:
    """The same, with what a machine is still to translate of these texts, or does not, and why."""
    if not turn.ctx.project.machine:
        return choice
    standing = machine_words.standing(await machine.missing(turn.ctx.sql, text_id), turn.person.language)
    return replace(choice, lines=(*choice.lines, *standing))


async def with_closed(turn: Turn, choice: Content, audience: Audience, write: post.Write) -> Content:
    """The same, with what is to be expected of chats that a messenger has closed."""
    seen = await knocking.outlook(turn.ctx, audience, write)
    lines = opening.outlook(seen.knocked, seen.later, seen.others, seen.silent, turn.person.language)
    return replace(choice, lines=(*choice.lines, *lines))


async def send(turn: Turn, args: Args) -> None:
    """Send the invitation now. A second tap reaches only people who have come since."""
    event = await known_event(turn, args)
    if await warned(turn, Subject(event.text_id, event.language, event, None), args, f"send:{event.id}:1"):
        return
    await announcing.invite(turn.ctx, turn.person, event)
    await turn.toast(announcing.when_it_leaves(turn.ctx, turn.person))
    await offer_series(turn, event)


async def warned(turn: Turn, found: Subject, args: Args, anyway: str) -> bool:
    """Whether translations wait that would be missing: then that is said first, with the action to send `anyway`."""
    if len(args) > 1 and args.number(1, most=1):
        return False
    waiting = await unreleased.waiting(turn.ctx, found)
    if waiting:
        await turn.reply(words.warning(waiting, found.text_id, found.language, anyway, turn.person.language))
    return bool(waiting)


async def offer_series(turn: Turn, event: Event) -> None:
    """Of a series: shall the invitations of the other dates go out by themselves?"""
    if event.series_id is None:
        return
    others = [one for one in await events.of_series(turn.ctx.sql, event.series_id) if one.state == "draft"]
    if others:
        content = words.series_question(event, len(others), announcing.SERIES_LEAD.days, turn.person.language)
        await turn.reply(content)


async def send_series(turn: Turn, args: Args) -> None:
    """Yes: each a few days before its date."""
    event = await known_event(turn, args)
    planned = await announcing.send_series(turn.ctx, turn.person, event)
    if not planned:
        await turn.toast(turn.say.t("That one is answered already."))
        return
    await turn.show(text(turn.person.language, turn.say.team("Invitations that go out by themselves: {n}", n=planned)))


async def begin_send_at(turn: Turn, args: Args) -> None:
    """Send it at a time."""
    turn.begin("send_at", event=(await known_event(turn, args)).id)


async def send_at(talk: Talk) -> None:
    """When shall the invitation go out?"""
    ctx, say = talk.ctx, talk.say
    event = await events.get(ctx.sql, int(talk.arguments["event"]))
    if event is None:
        raise LookupError("event")
    at, _ = await ask_start(talk, "at", (Line(say.team("When shall it go out?"), "⏱", "title"),))
    when = instant(at, ctx.project.zone)
    if when >= event.start:
        raise AskAgain("at", say.team("The event has begun by then."))
    await announcing.invite(ctx, talk.turn.person, event, send_at=when)
    if announcing.waits_for_morning(ctx, when):
        await talk.turn.reply(text(talk.language, announcing.when_it_leaves(ctx, talk.turn.person, when)))
    await team_events.show_event(talk.turn, event.id)
    await offer_series(talk.turn, event)


async def to_me(turn: Turn, args: Args) -> None:
    """The invitation to myself only, in my language."""
    event = await known_event(turn, args)
    content = await announcing.preview(turn.ctx, event, turn.person.language)
    await turn.reply(content.headed(turn.say.team("Only you got this."), "👁"))


async def ask_again(turn: Turn, args: Args) -> None:
    """Ask those who were invited and said nothing, once."""
    await announcing.ask_again(turn.ctx, turn.person, await known_event(turn, args))
    await turn.toast(announcing.when_it_leaves(turn.ctx, turn.person))


async def stop(turn: Turn, args: Args) -> None:
    """Stop an announcement in mid-way."""
    announcement = await announcements.get(turn.ctx.sql, args.number())
    if announcement is None:
        raise Forged
    if announcement.state in {"draft", "sending", "scheduled"}:
        await announcing.stop(turn.ctx, turn.person, announcement.id)
        announcement = await announcements.get(turn.ctx.sql, announcement.id) or announcement
    progress = await deliveries.progress(turn.ctx.sql, announcement.id)
    if announcement.state == "stopped" and not progress.audience:  # it was withdrawn before it began
        await _withdrawn(turn, announcement)
        return
    await turn.show(words.progress(announcement, progress, turn.person.language))


async def _withdrawn(turn: Turn, announcement: Announcement) -> None:
    words = turn.say.team("Not sent.")
    if announcement.event_id is None:
        await turn.show(team.line(words, turn.person.language))
    else:
        await team_events.show_event(turn, announcement.event_id, words, "✋")


async def missed(turn: Turn, args: Args) -> None:
    """Who was not reached, and why."""
    announcement = await announcements.get(turn.ctx.sql, args.number())
    if announcement is None:
        raise Forged
    found = await deliveries.not_reached(turn.ctx.sql, announcement.id)
    silent = await announcements.skipped(turn.ctx.sql, announcement.id)
    await turn.reply(words.not_reached(found, silent, turn.person.language))
