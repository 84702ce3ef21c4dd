"""After an event: tick who came, then read how it was."""

from __future__ import annotations

from bot.domain.content import Content, Media, text
from bot.domain.events import Choice, Event
from bot.errors import Refused
from bot.files.plot import DRAWN, plot_reference
from bot.language.languages import LANGUAGES
from bot.messages import aftermath as words
from bot.services import aftermath
from bot.store import answers, events, files, wordings
from bot.store import feedback as stored
from bot.talks.args import Args, Forged
from bot.talks.browsing import known_event
from bot.talks.turn import Turn

MOST_WALK_INS = 10_000
_PAGES = 1000


async def show(turn: Turn, args: Args) -> None:
    """The list to tick, beginning with what people said."""
    event = await _begun_event(turn, args)
    await answers.all_came(turn.ctx.sql, event.id)
    await _show(turn, event, args.number(1, most=_PAGES) if len(args) > 1 else 0)


async def _begun_event(turn: Turn, args: Args) -> Event:
    event = await known_event(turn, args)
    if event.start > turn.ctx.now:
        raise Refused(turn.say.team("This event has not begun."))
    return event


async def tick(turn: Turn, args: Args) -> None:
    """Came, or did not come."""
    event = await _begun_event(turn, args)
    if await answers.get(turn.ctx.sql, event.id, args.number(1)) is None:
        raise Forged
    await aftermath.tick(turn.ctx, event, args.number(1), came=bool(args.number(2, most=1)))
    await _show(turn, event, args.number(3, most=_PAGES))


async def walk_ins(turn: Turn, args: Args) -> None:
    """How many came without an answer."""
    event = await _begun_event(turn, args)
    await events.put(turn.ctx.sql, event.id, "walk_ins", args.number(1, most=MOST_WALK_INS))
    await _show(turn, event, args.number(2, most=_PAGES))


async def _show(turn: Turn, event: Event, page: int) -> None:
    ctx, language = turn.ctx, turn.person.language
    named = [one for one in await answers.of_event(ctx.sql, event.id) if one.answer.choice is not Choice.NO]
    walked = (await events.aftermath(ctx.sql, event.id)).walk_ins
    wording = await wordings.read(ctx.sql, event.text_id, language)
    await turn.show(words.attendance(event, wording, named, walked, page, language))


async def done(turn: Turn, args: Args) -> None:
    """The list is complete; those who came are asked how it was."""
    event = await known_event(turn, args)
    if event.end > turn.ctx.now:
        raise Refused(turn.say.team("This event is not over yet."))
    await aftermath.ticking_done(turn.ctx, turn.person, event)
    await turn.show(text(turn.person.language, turn.say.team("Thank you! Those who came are asked how it was.")))


async def feedback(turn: Turn, args: Args) -> None:
    """The faces as a picture, and what people said in their own words."""
    event = await known_event(turn, args)
    ctx, language = turn.ctx, turn.person.language
    faces = await stored.faces(ctx.sql, event.id)
    quotes = await stored.quotes(ctx.sql, event.id)
    wording = await wordings.read(ctx.sql, event.text_id, language)
    if faces:
        plot = plot_reference(faces.get(3, 0), faces.get(2, 0), faces.get(1, 0))
        file_id = await files.promise(
            ctx.sql, "faces.png", "image/png", DRAWN, plot, ctx.now
        )  # drawn outside of any lock
        await turn.reply(Content(language, (), media=Media(file_id, "photo")))
    await turn.reply(words.feedback(wording, faces, quotes, language))
    for quote in quotes:
        if quote.file_id:
            own = LANGUAGES[quote.language].name if quote.language in LANGUAGES else "?"
            await turn.reply(words.voice_quote(quote, own, language))
