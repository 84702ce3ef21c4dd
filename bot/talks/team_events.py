"""What the team sees of events: lists, one event, its answers, its link."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Content, Line, Media
from bot.domain.events import Choice, Event, Named, Wording
from bot.domain.language_help import HelpKind, Said
from bot.domain.starts import HELLO
from bot.domain.translations import Stage
from bot.files.qr import qr_picture
from bot.files.tables import answer_list
from bot.language import formats
from bot.language.languages import LANGUAGES, direction
from bot.language.texts import Texts, mark_team
from bot.messages import language_help_team, team
from bot.messages.language_help import spoken
from bot.services.people import must_coordinate
from bot.store import announcements, answers, events, files, language_help, letters, translations, wordings
from bot.talks.args import Args
from bot.talks.browsing import known_event
from bot.talks.turn import Turn

PAGE = 8
_PAGES = 1000
_LETTERS_COUNTED = 100
_SPEAKERS = 50  # of one language, shown to be asked


async def menu(turn: Turn, _: Args) -> None:
    """The team's menu."""
    waiting = await letters.open_letters(turn.ctx.sql, _LETTERS_COUNTED)
    kept = await announcements.drafts(turn.ctx.sql)
    await turn.show(team.menu(turn.person, len(waiting), len(kept)))


async def coming(turn: Turn, args: Args) -> None:
    """Events to come, a page at a time."""
    page = args.number(most=_PAGES)
    found = await events.for_team(turn.ctx.sql, turn.ctx.now, PAGE + 1, page * PAGE)
    rows = [(event, await _wording(turn, event)) for event in found[:PAGE]]
    await turn.show(team.event_list(rows, turn.person.language, page, more=len(found) > PAGE))


async def past(turn: Turn, args: Args) -> None:
    """Events that are over, the newest first, a page at a time."""
    page = args.number(most=_PAGES) if len(args) else 0
    found = await events.past(turn.ctx.sql, turn.ctx.now, PAGE + 1, page * PAGE)
    rows = [(event, await _wording(turn, event)) for event in found[:PAGE]]
    await turn.show(team.event_list(rows, turn.person.language, page, more=len(found) > PAGE, past=True))


async def event(turn: Turn, args: Args) -> None:
    """One event with all that can be done with it."""
    await turn.show(await _card(turn, await known_event(turn, args)))


async def show_event(turn: Turn, event_id: int, heading: str = "", icon: str = "") -> None:
    """The event as it is now, at the end of a conversation; under a first line if there is something to say."""
    found = await events.get(turn.ctx.sql, event_id)
    if found:
        card = await _card(turn, found)
        await turn.show(card.headed(heading, icon) if heading else card)


async def show_draft(turn: Turn, event_id: int) -> None:
    """A new event: it is stored, and nobody but the team sees it yet."""
    found = await events.get(turn.ctx.sql, event_id)
    if found:
        content = await _card(turn, found)
        say = turn.say
        dates = len(await events.of_series(turn.ctx.sql, found.series_id)) if found.series_id else 1
        saved = say.team("Saved as a draft.") if dates == 1 else say.team("Saved as a draft: {n} dates.", n=dates)
        await turn.show(content.headed(saved, "📝"))


async def _card(turn: Turn, found: Event) -> Content:
    ctx, language = turn.ctx, turn.person.language
    scheduled = [
        team.Scheduled(planned.id, formats.local(planned.send_at, ctx.project.zone))
        for planned in await announcements.of_event(ctx.sql, found.id, "scheduled")
        if planned.send_at
    ]
    tally = await answers.tally(ctx.sql, found.id)
    begun, over = found.start <= ctx.now, found.end <= ctx.now
    lost = any(one.stage is Stage.OUTDATED for one in await translations.of_text(ctx.sql, found.text_id))
    return team.event_card(
        found, await _wording(turn, found), tally, language, begun=begun, over=over, scheduled=scheduled, lost=lost,
        languages=await language_help.of_event(ctx.sql, found.id),
    )  # fmt: skip


async def _wording(turn: Turn, found: Event) -> Wording:
    return await wordings.read(turn.ctx.sql, found.text_id, turn.person.language)


async def answers_of(turn: Turn, args: Args) -> None:
    """Who answered what."""
    found = await known_event(turn, args)
    named = await answers.of_event(turn.ctx.sql, found.id)
    tally = await answers.tally(turn.ctx.sql, found.id)
    said = await language_help.of_event(turn.ctx.sql, found.id)
    await turn.reply(team.answer_list(found, await _wording(turn, found), named, tally, turn.person.language, said))


async def speakers(turn: Turn, args: Args) -> None:
    """Who comes and speaks a language: they can be asked to interpret."""
    found = await known_event(turn, args)
    language = args.word(1, LANGUAGES)
    people = await language_help.speakers(turn.ctx.sql, found.id, language, _SPEAKERS)
    await turn.reply(language_help_team.speakers(found.id, language, people, turn.person.language))


async def as_file(turn: Turn, args: Args) -> None:
    """The list of answers as an .xlsx file."""
    found = await known_event(turn, args)
    say, ctx = turn.say, turn.ctx
    wording = await _wording(turn, found)
    headings = [say.team(word) for word in _HEADINGS]
    said = await language_help.of_event(ctx.sql, found.id)
    rows = [[*_row(one, say), *_languages(one, said)] for one in await answers.of_event(ctx.sql, found.id)]
    rtl = direction(say.team_language) == "rtl"
    data = answer_list(rows, headings, wording.get("title"), right_to_left=rtl)
    file_id = await files.keep(ctx.sql, f"event-{found.id}.xlsx", _XLSX, data, ctx.now, files.KEEP_MADE)
    line = Line(wording.get("title"), "📊", "title")
    await turn.reply(Content(turn.person.language, (line,), media=Media(file_id, "document")))


_HEADINGS = (
    mark_team("Name"),
    mark_team("Answer"),
    mark_team("Adults"),
    mark_team("Children"),
    mark_team("Language"),
    mark_team("Came"),
    mark_team("Needs language"),
    mark_team("Can interpret"),
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _row(one: Named, say: Texts) -> list[str | int]:
    answer = one.answer
    words = {
        Choice.COMING: say.team("waiting list") if answer.waiting else say.team("coming"),
        Choice.MAYBE: say.team("maybe"),
        Choice.NO: say.team("not coming"),
    }
    came = "" if answer.came is None else say.t("Yes") if answer.came else say.t("No")
    return [one.name, words[answer.choice], answer.adults, answer.children, one.language, came]


def _languages(one: Named, said: Sequence[Said]) -> list[str]:
    """The language that a person needs, and those they can interpret."""
    own = [word for word in said if word.participant_id == one.answer.participant_id]
    return [", ".join(spoken(word.language) for word in own if word.kind is kind) for kind in HelpKind]


async def link(turn: Turn, args: Args) -> None:
    """The links that lead to an event, and a QR code to print."""
    found = await known_event(turn, args)
    await _links(turn, f"e{found.id}", (await _wording(turn, found)).get("title"))


async def poster(turn: Turn, _: Args) -> None:
    """The links with which anyone can start, and a QR code to print."""
    must_coordinate(turn.person)
    await _links(turn, "", turn.ctx.project.name)


async def _links(turn: Turn, payload: str, title: str) -> None:
    ctx, say = turn.ctx, turn.say
    for channel in ctx.voices.values():
        address = channel.link(payload or HELLO)
        if address is None:
            continue
        file_id = await files.keep(ctx.sql, "qr.png", "image/png", qr_picture(address), ctx.now, files.KEEP_MADE)
        lines = (
            Line(title, "🔗", "title"),
            Line(address, link=address),
            Line(say.team("Print the picture, or send the link to people.")),
        )
        await turn.reply(Content(turn.person.language, lines, media=Media(file_id, "photo")))
