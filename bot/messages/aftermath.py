"""What coordinators read after an event: who came, and how it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.content import Button, Content, Line, Media, rows
from bot.domain.events import Event, Named, Wording
from bot.domain.letters import Quote
from bot.language.bidi import back_arrow, isolated, onward_arrow
from bot.language.languages import LANGUAGES
from bot.language.texts import team_texts
from bot.messages.team import PAGE, to_team_menu

QUOTES = 20


def who_came_question(event: Event, wording: Wording, language: str) -> Content:
    """After an event: please tick who came."""
    say = team_texts(language)
    lines = (
        Line(say.team("Who came?"), "☑️", "title"),
        Line(isolated(wording.get("title"), language), "🎉"),
        Line(say.team("Tick who came. Then we ask them how it was.")),
    )
    return Content(say.language, lines, ((Button(f"☑️ {say.team('Who came?')}", f"at:{event.id}"),),))


def attendance(
    event: Event, wording: Wording, named: Sequence[Named], walk_ins: int, page: int, language: str
) -> Content:
    """The list to tick, a page at a time, and the count of those who came without an answer."""
    say = team_texts(language)
    shown = named[page * PAGE : (page + 1) * PAGE]
    came = [one for one in named if one.answer.came]
    people = sum(max(one.answer.seats, 1) for one in came) + walk_ins
    lines = (
        Line(say.team("Who came?"), "☑️", "title"),
        Line(isolated(wording.get("title"), language), "🎉"),
        Line(say.team("Ticked: {n}. People, all together: {people}", n=len(came), people=people)),
        Line(say.team("Came without an answer: {n}", n=walk_ins), "🚶"),
    )
    # A tick names the state it leads to: pressing an old button twice changes nothing.
    ticks = [
        Button(
            f"{'☑️' if one.answer.came else '⬜'} {one.name} ({max(one.answer.seats, 1)})",
            f"tick:{event.id}:{one.answer.participant_id}:{0 if one.answer.came else 1}:{page}",
        )
        for one in shown
    ]
    turn = []
    if page:
        turn.append(Button(back_arrow(say.language), f"at:{event.id}:{page - 1}"))
    if (page + 1) * PAGE < len(named):
        turn.append(Button(onward_arrow(say.language), f"at:{event.id}:{page + 1}"))
    extra = [Button(f"➕ {say.team('Came without an answer')}", f"walk:{event.id}:{walk_ins + 1}:{page}")]
    if walk_ins:
        extra.insert(0, Button("➖", f"walk:{event.id}:{walk_ins - 1}:{page}"))
    done = (Button(f"✅ {say.team('Done')}", f"done:{event.id}"),)
    return Content(say.language, lines, (*rows(ticks), *((tuple(turn),) if turn else ()), tuple(extra), done))


def feedback(wording: Wording, faces: Mapping[int, int], quotes: Sequence[Quote], language: str) -> Content:
    """What people said about an event, each quote with its language."""
    say = team_texts(language)
    lines = [
        Line(isolated(wording.get("title"), language), "💛", "title"),
        Line(f"😀 {faces.get(3, 0)}   😐 {faces.get(2, 0)}   🙁 {faces.get(1, 0)}"),
    ]
    for kind, title in (("good", say.team("What was good")), ("better", say.team("What should be better"))):
        chosen = [quote for quote in quotes if quote.kind == kind][:QUOTES]
        if chosen:
            lines += [Line(""), Line(title, "👍" if kind == "good" else "💡", "title")]
        for quote in chosen:
            own = LANGUAGES[quote.language].name if quote.language in LANGUAGES else "?"
            said = isolated(quote.body, language) if quote.body else f"🎤 {say.team('a voice message, below')}"
            lines.append(Line(f"{said} ({isolated(own, language)})", "–"))
    if not faces:
        lines.append(Line(say.team("Nobody has said anything yet.")))
    return Content(say.language, tuple(lines), ((to_team_menu(say),),))


def voice_quote(quote: Quote, own: str, language: str) -> Content:
    """A voice message from the feedback."""
    icon = "👍" if quote.kind == "good" else "💡"
    media = Media(quote.file_id, "voice") if quote.file_id else None
    return Content(language, (Line(isolated(own, language), icon),), media=media)
