"""Writing an event's texts in another language."""

from __future__ import annotations

from bot.domain.content import Line
from bot.domain.events import FACT_LENGTH, FIELDS, TEXT_LENGTH
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.services import planning
from bot.store import events, wordings
from bot.talks import team_events
from bot.talks.args import Args
from bot.talks.browsing import known_event
from bot.talks.talk import Option, Talk
from bot.talks.turn import Turn


async def begin(turn: Turn, args: Args) -> None:
    """Write it in another language."""
    turn.begin("translate", event=(await known_event(turn, args)).id)


async def translate(talk: Talk) -> None:
    """Choose a language; then each text that there is, with the original above. What is left out stays as it was."""
    say, ctx = talk.say, talk.ctx
    event = await events.get(ctx.sql, int(talk.arguments["event"]))
    if event is None:
        raise LookupError("event")
    options = [Option(code, language.name) for code, language in LANGUAGES.items() if code != event.language]
    asked = (Line(say.team("In which language do you write?"), "🌐", "title"),)
    language = await talk.choose("language", asked, options, width=2)
    original = await wordings.read(ctx.sql, event.text_id, event.language)
    written: dict[str, str] = {}
    for field in FIELDS:
        text = original.get(field)
        if text:
            question = (
                Line(say.team("Please write this in {language}:", language=LANGUAGES[language].name), "🌐", "title"),
                Line(isolated(text, talk.language)),
            )
            limit = TEXT_LENGTH if field == "what" else FACT_LENGTH
            written[field] = await talk.text(field, question, limit, skip=say.t("Leave it out"), lines=field == "what")
    more = await planning.translate(ctx, talk.turn.person, event, language, written)
    heading = say.team("Dates with the same text that have it now, too: {n}", n=more) if more else ""
    await team_events.show_event(talk.turn, event.id, heading, "🔁")
