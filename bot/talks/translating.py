"""Writing an event's or an announcement's texts in another language: by a coordinator, who is read at once."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from bot.domain.content import Line
from bot.domain.events import FACT_LENGTH, FIELDS, TEXT_LENGTH, Wording
from bot.domain.incoming import Incoming
from bot.errors import Refused
from bot.language.digits import choice_key
from bot.language.languages import LANGUAGES
from bot.messages import translating as words
from bot.services import translating
from bot.services.translating import Subject
from bot.store import events, translations, wordings
from bot.talks import drafts, team_events
from bot.talks.args import Args
from bot.talks.browsing import known_event
from bot.talks.talk import Option, Talk
from bot.talks.turn import Turn

LONG = {"what", "body"}  # texts of several lines; the others are facts
AS_IT_IS = "="


async def begin(turn: Turn, args: Args) -> None:
    """Write an event in another language."""
    turn.begin("translate", event=(await known_event(turn, args)).id)


async def begin_news(turn: Turn, args: Args) -> None:
    """Write a kept announcement in another language."""
    turn.begin("translate", text=(await drafts.known_draft(turn, args)).text_id)


async def translate(talk: Talk) -> None:
    """Choose a language; then each text that there is, with the original above. What is left out stays as it was."""
    say, ctx = talk.say, talk.ctx
    found = await _subject(talk)
    options = [Option(code, language.name) for code, language in LANGUAGES.items() if code != found.language]
    asked = (Line(say.team("In which language do you write?"), "🌐", "title"),)
    language = await talk.choose("language", asked, options, width=2)
    older = {one.field: one.body for one in await translations.of_text(ctx.sql, found.text_id, language)}
    written = await ask_bodies(talk, found, language, (*FIELDS, "body"), older)
    more = await translating.write(ctx, talk.turn.person, found, language, written)
    if found.event:
        heading = say.team("Dates with the same text that have it now, too: {n}", n=more) if more else ""
        await team_events.show_event(talk.turn, found.event.id, heading, "🔁")
    elif found.news:
        await drafts.show(talk.turn, found.news, language)


async def _subject(talk: Talk) -> Subject:
    text_id = talk.arguments.get("text")
    if text_id is None:
        event = await events.get(talk.ctx.sql, int(talk.arguments["event"]))
        text_id = event.text_id if event else 0
    found = await translating.subject(talk.ctx, int(text_id))
    if found is None:
        raise Refused(talk.say.t("This text is not needed any more."))
    return found


async def ask_bodies(
    talk: Talk, found: Subject, language: str, fields: tuple[str, ...], older: Mapping[str, str]
) -> dict[str, str]:
    """Ask for each of these fields that there is, with the original and the text to start from; "" is left out.

    When the original changes in the meantime, it is asked again.
    """
    ctx = talk.ctx
    original = await wordings.read(ctx.sql, found.text_id, found.language)
    own = await wordings.read(ctx.sql, found.text_id, language)
    what = await translating.heading(ctx, found)
    written: dict[str, str] = {}
    for field in fields:
        text = original.get(field)
        if text:
            start = older.get(field) or _in_language(own, field, language)
            asked = words.question(what, field, text, start, language, talk.language)
            key = f"{field}_{crc32(text.encode()):x}"
            limit = TEXT_LENGTH if field in LONG else FACT_LENGTH
            written[field] = await _body(talk, key, asked, start, limit, numbered=not choice_key(text).isdigit())
    return written


def _in_language(own: Wording, field: str, language: str) -> str:
    return own.get(field) if own.languages.get(field) == language else ""


async def _body(talk: Talk, key: str, asked: tuple[Line, ...], start: str, limit: int, *, numbered: bool = True) -> str:
    """Ask for one of them; `numbered`: a bare number taps a button, which it cannot where it may be the translation."""

    async def accept(incoming: Incoming) -> str:
        body = talk.read_text(incoming, limit, lines=limit == TEXT_LENGTH)
        if body == AS_IT_IS:  # no text in any language, and not to be taken for the button
            raise Refused(talk.say.t("I cannot read this. Please write it with letters."))
        return body

    options = (Option(AS_IT_IS, f"📄 {talk.say.t('Take it as it is')}"),) if start else ()
    found = await talk.ask(key, asked, accept, options, skip=talk.say.t("Leave it out"), numbered=numbered)
    return start if found == AS_IT_IS else str(found or "")
