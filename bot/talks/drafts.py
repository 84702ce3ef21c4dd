"""Announcements that are kept to be sent later: found again, looked at, sent, scheduled, dropped."""

from __future__ import annotations

from bot.domain.announcements import Announcement, Audience
from bot.domain.content import Line
from bot.domain.times import instant
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.messages import sending as words
from bot.messages import translating_team as translations
from bot.services import announcing, translating
from bot.store import announcements, wordings
from bot.talks.args import Args, Forged
from bot.talks.moments import ask_start
from bot.talks.sending import warned, with_closed, with_machine
from bot.talks.talk import Talk
from bot.talks.turn import Turn

KEPT = ("draft", "scheduled")


async def keep_and_ask(talk: Talk, audience: Audience, written: dict[str, str]) -> None:
    """Keep a new announcement, and ask the interpreters for the languages that it lacks."""
    ctx, person = talk.ctx, talk.turn.person
    found = await announcing.draft(ctx, person, audience, written)
    subject = await translating.subject(ctx, found.text_id or 0)
    if subject is None:
        raise LookupError("text")
    done = await translating.ask(ctx, person, subject)
    content = translations.asked(done.asked, done.nobody, talk.language)
    await talk.turn.show(content.headed(talk.say.team("Saved as a draft."), "📝"))
    await show(talk.turn, found)


async def known_draft(turn: Turn, args: Args) -> Announcement:
    """The announcement a button names, as long as it has not gone out."""
    found = await announcements.get(turn.ctx.sql, args.number())
    if found is None or found.text_id is None or found.state not in KEPT:
        raise Forged
    return found


async def drafts(turn: Turn, _: Args) -> None:
    """All that are kept."""
    ctx, say, found = turn.ctx, turn.say, []
    for one in await announcements.drafts(ctx.sql):
        wording = await wordings.read(ctx.sql, one.text_id or 0, turn.person.language)
        at = formats.local(one.send_at, ctx.project.zone) if one.send_at else None
        leaves = f"{formats.short_day(at.date(), say.team_language)} {formats.clock(at)}" if at else ""
        found.append((one, wording.get("body"), leaves))
    await turn.show(words.drafts(found, turn.person.language))


async def draft(turn: Turn, args: Args) -> None:
    """One of them, as people read it in a language."""
    found = await known_draft(turn, args)
    language = args.word(1, LANGUAGES) if len(args) > 1 else ""
    await show(turn, found, language)


async def show(turn: Turn, found: Announcement, language: str = "") -> None:
    """A kept announcement as people get it; then who gets what, and what to do with it."""
    subject = await translating.subject(turn.ctx, found.text_id or 0)
    if subject is None:
        raise Forged
    language = language or subject.language
    shown = await announcing.news(turn.ctx, subject.text_id)(language)
    await turn.reply(shown)
    groups = await translating.readers(turn.ctx, subject)
    choice = words.draft_choice(found, groups, subject.language, turn.person.language, language)
    choice = await with_closed(turn, choice, found.audience, announcing.news(turn.ctx, subject.text_id))
    await turn.reply(await with_machine(turn, subject.text_id, choice))


async def send(turn: Turn, args: Args) -> None:
    """Send it now."""
    found = await known_draft(turn, args)
    subject = await translating.subject(turn.ctx, found.text_id or 0)
    if subject and await warned(turn, subject, args, f"dsend:{found.id}:1"):
        return
    await announcing.send_draft(turn.ctx, turn.person, found)
    await turn.toast(announcing.when_it_leaves(turn.ctx, turn.person))


async def begin_send_at(turn: Turn, args: Args) -> None:
    """Send it at a time."""
    turn.begin("draft_at", announcement=(await known_draft(turn, args)).id)


async def send_at(talk: Talk) -> None:
    """When shall it go out?"""
    ctx, say = talk.ctx, talk.say
    local, _ = await ask_start(talk, "at", (Line(say.team("When shall it go out?"), "⏱", "title"),))
    at = instant(local, ctx.project.zone)
    found = await announcements.get(ctx.sql, int(talk.arguments["announcement"]))
    if found is None:
        raise LookupError("announcement")
    await announcing.send_draft(ctx, talk.turn.person, found, at)
    leaves = announcing.when_it_leaves(ctx, talk.turn.person, at)
    await talk.turn.show(words.planned(found.id, leaves, talk.language))
