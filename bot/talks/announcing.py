"""Announcing anything else than an event, to an audience."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.announcements import Audience, AudienceKind
from bot.domain.content import Content, Line
from bot.domain.events import TEXT_LENGTH, Wording
from bot.domain.times import instant
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.messages import opening, team
from bot.messages import sending as words
from bot.messages.invitation import local_times
from bot.services import announcing, knocking
from bot.store import audiences, events, wordings
from bot.talks import drafts
from bot.talks.args import Args
from bot.talks.moments import ask_start
from bot.talks.planning import yes_or_no
from bot.talks.simple_text import simple_text
from bot.talks.talk import Option, Talk
from bot.talks.turn import Turn

EVENTS_SHOWN = 8


async def begin(turn: Turn, _: Args) -> None:
    """From the team's menu."""
    turn.begin("announce")


async def announce(talk: Talk) -> None:
    """The text, in more languages if wanted; to whom; a look at it; then it goes out."""
    say, ctx = talk.say, talk.ctx
    source = ctx.project.language
    hint = Line(say.team("Write it in {language}. Short sentences. Simple words.", language=LANGUAGES[source].name))
    question = (Line(say.team("What would you like to announce?"), "📣", "title"), hint)
    written = {source: await simple_text(talk, "body", question, TEXT_LENGTH)}
    audience = await _audience(talk)
    counts = await audiences.head_count(ctx.sql, audience)
    written |= await _translations(talk, source, written[source], list(counts))
    if not counts:
        await talk.turn.show(words.nobody(talk.language))
        return
    look = words.news_preview(ctx.project.name, written, counts, source, talk.language)
    seen = await knocking.outlook(ctx, audience, _news(talk, written))
    look += opening.outlook(seen.knocked, seen.later, seen.others, seen.silent, talk.language)
    asks, gaps = (Option("ask", f"🙏 {say.team('Ask the interpreters')}"),), counts.keys() - written.keys()
    options = (
        *(asks if gaps else ()),
        Option("now", f"📣 {say.team('Send it now')} ({sum(counts.values())})"),
        Option("later", f"⏱ {say.team('Send it at a time')}"),
        *(() if gaps else asks),
        Option("no", f"❌ {say.team('Do not send it')}"),
    )
    sure = await talk.choose("sure", look, options)
    at = None
    if sure == "later":
        local, _ = await ask_start(talk, "at", (Line(say.team("When shall it go out?"), "⏱", "title"),))
        at = instant(local, ctx.project.zone)
    if sure == "no":
        await talk.turn.show(team.line(say.team("Not sent."), talk.language))
        return
    if sure == "ask":
        await drafts.keep_and_ask(talk, audience, written)
        return
    announcement_id = await announcing.tell(ctx, talk.turn.person, audience, written, at)
    leaves = announcing.when_it_leaves(ctx, talk.turn.person, at)
    told = words.planned(announcement_id, leaves, talk.language) if at else team.line(leaves, talk.language)
    await talk.turn.show(told)


def _news(talk: Talk, written: Mapping[str, str]) -> Callable[[str], Awaitable[Content]]:
    """What is to be sent, before it is stored."""
    source = talk.ctx.project.language

    async def write(language: str) -> Content:
        shown = language if language in written else source
        wording = Wording(language, {"body": written[shown]}, {"body": shown})
        return words.news(talk.ctx.project.name, wording, language)

    return write


async def _audience(talk: Talk) -> Audience:
    say = talk.say
    options = [
        Option(AudienceKind.EVERYONE, f"👥 {say.team('Everyone')}"),
        Option(AudienceKind.LANGUAGE, f"🌐 {say.team('A language')}"),
        Option(AudienceKind.COMING, f"✅ {say.team('Those coming to an event')}"),
        Option(AudienceKind.UNANSWERED, f"❓ {say.team('Those who have not answered')}"),
        Option(AudienceKind.NEW, f"🌱 {say.team('Newly arrived people')}"),
        Option(AudienceKind.LONG, f"🌳 {say.team('People who have been here for long')}"),
    ]
    kind = AudienceKind(await talk.choose("audience", (Line(say.team("To whom?"), "👥", "title"),), options))
    if kind is AudienceKind.LANGUAGE:
        languages = [Option(code, language.name) for code, language in LANGUAGES.items()]
        asked = (Line(say.team("Which language?"), "🌐", "title"),)
        return Audience(kind, await talk.choose("audience_language", asked, languages, width=2))
    if kind in {AudienceKind.COMING, AudienceKind.UNANSWERED}:
        return Audience(kind, await _event(talk))
    return Audience(kind)


async def _event(talk: Talk) -> str:
    """Which event? With none planned there is only the way back."""
    options = []
    for event in await events.coming(talk.ctx.sql, talk.ctx.now, EVENTS_SHOWN):
        wording = await wordings.read(talk.ctx.sql, event.text_id, talk.language)
        day = formats.short_day(local_times(event)[0].date(), talk.language)
        options.append(Option(str(event.id), f"{day} {wording.get('title')}"))
    words = talk.say.team("Which event?") if options else talk.say.team("There are no events here.")
    return await talk.choose("audience_event", (Line(words, "🎉", "title"),), options)


async def _translations(talk: Talk, source: str, body: str, languages: list[str]) -> dict[str, str]:
    """The text in the languages of the audience, as far as someone writes it."""
    say = talk.say
    others = [code for code in languages if code != source]
    if not others:
        return {}
    asked = (Line(say.team("Will you also write it in other languages?"), "🌐", "title"),)
    if await talk.choose("translate", asked, yes_or_no(talk), width=2) == "no":
        return {}
    written: dict[str, str] = {}
    for code in others:
        question = (
            Line(say.team("Please write this in {language}:", language=LANGUAGES[code].name), "🌐", "title"),
            Line(body),
        )
        found = await talk.text(f"body_{code}", question, TEXT_LENGTH, skip=say.t("Leave it out"), lines=True)
        written |= {code: found} if found else {}
    return written
