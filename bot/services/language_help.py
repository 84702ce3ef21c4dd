"""Help with a language at an event: saying it, and telling the team in time what nobody covers."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.content import Content
from bot.domain.events import Choice, Event
from bot.domain.language_help import LanguageHelp, uncovered
from bot.domain.people import Participant
from bot.domain.times import reminder_due
from bot.errors import Refused
from bot.language.texts import texts
from bot.messages import language_help_team as words
from bot.services import post
from bot.services.answering import must_be_open
from bot.services.context import Context
from bot.store import answers, events, language_help, wordings

TELL_BEFORE = timedelta(hours=24)
_PULLED = timedelta(days=1)  # quiet hours pull it forward by no more, as with reminders


async def own(ctx: Context, event: Event, person: Participant) -> LanguageHelp:
    """What a person said. Raises Refused when they have not said that they come or may come, or the event is over."""
    must_be_open(ctx, event, person)
    answer = await answers.get(ctx.sql, event.id, person.id)
    if answer is None or answer.choice is Choice.NO:
        raise Refused(texts(person.language).t("Please say first if you are coming."))
    return await language_help.get(ctx.sql, event.id, person.id)


async def tell_uncovered(ctx: Context) -> None:
    """Tell the team, a day before an event, which languages are needed and not covered; each once.

    One that is first needed later is told at once. What waits for the end of the quiet hours lapses at the start.
    """
    for event in await events.starting_between(ctx.sql, ctx.now, ctx.now + TELL_BEFORE + _PULLED):
        if reminder_due(event.start, TELL_BEFORE, ctx.project.quiet, ctx.project.zone) <= ctx.now:
            await _tell_uncovered(ctx, event)


async def _tell_uncovered(ctx: Context, event: Event) -> None:
    said = await language_help.of_event(ctx.sql, event.id)
    missing = uncovered(said)
    told = await language_help.told(ctx.sql, event.id, event.start) if missing else set()
    new = [language for language in missing if language not in told]
    if not new:
        return

    async def write(language: str) -> Content:
        wording = await wordings.read(ctx.sql, event.text_id, language)
        return words.uncovered_languages(event, wording, said, new, language)

    key = f"lh{event.id}:{int(event.start.timestamp())}:{'+'.join(sorted(new))}"
    if await post.to_team(ctx, write, dedupe=key, expires_at=event.start):
        await language_help.note_told(ctx.sql, event.id, event.start, new)
