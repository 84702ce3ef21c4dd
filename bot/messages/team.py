"""What coordinators read: their menu, their events, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.content import Button, Content, Line, packed, rows
from bot.domain.events import Event, EventState, Named, Tally, Wording
from bot.domain.language_help import Said, uncovered
from bot.domain.letters import Letter
from bot.domain.people import Participant
from bot.language import formats
from bot.language.bidi import back_arrow, isolated, onward_arrow
from bot.language.texts import Texts, team_texts
from bot.messages import language_help_team
from bot.messages.invitation import local_times, when
from bot.messages.letters import shortened
from bot.messages.menu import BUTTON_LENGTH
from bot.messages.people import party

PAGE = 8
VOICE = "🎤"
_STATE_ICONS = {EventState.DRAFT: "📝", EventState.PLANNED: "📅", EventState.CANCELLED: "🚫"}


def menu(person: Participant, open_letters: int, drafts: int = 0) -> Content:
    """The team's menu; the way to drafts of announcements, if there are some."""
    say = team_texts(person.language)
    letters = f"✉️ {say.team('Messages to answer')}" + (f" ({open_letters})" if open_letters else "")
    kept = (Button(f"📝 {say.team('Drafts')} ({drafts})", "drafts"),) if drafts else ()
    buttons = (
        Button(f"➕ {say.team('New event')}", "new"),
        Button(f"🗓 {say.team('Events')}", "tev:0"),
        Button(f"🕰 {say.team('Past events')}", "tpast"),
        Button(f"📣 {say.team('Announce something')}", "announce"),
        *kept,
        Button(letters, "letters"),
        Button(f"🔗 {say.team('Invite people')}", "poster"),
        Button(f"🏠 {say.t('Menu')}", "menu"),
    )
    return Content(say.language, (Line(say.team("Team menu"), "🗂", "title"),), packed(*buttons))


def to_team_menu(say: Texts) -> Button:
    """The way back."""
    return Button(f"🗂 {say.team('Team menu')}", "team")


def line(words: str, language: str) -> Content:
    """A single line, and the way back to the menu."""
    say = team_texts(language)
    return Content(say.language, (Line(words),), ((to_team_menu(say),),))


def event_list(
    found: Sequence[tuple[Event, Wording]], language: str, page: int, *, more: bool, past: bool = False
) -> Content:
    """Events of the team as buttons, drafts and cancelled ones too."""
    say = team_texts(language)
    title = Line(say.team("Past events") if past else say.team("Events"), "🗓", "title")
    buttons = [Button(_label(event, wording, say.language), f"te:{event.id}") for event, wording in found]
    action, earlier, later = ("tpast", more, page > 0) if past else ("tev", page > 0, more)
    way = -1 if past else 1  # what is over stands the newest first
    if earlier:
        buttons.append(Button(f"{back_arrow(say.language)} {say.team('Earlier')}", f"{action}:{page - way}"))
    if later:
        buttons.append(Button(f"{onward_arrow(say.language)} {say.team('Later')}", f"{action}:{page + way}"))
    none = () if found else (Line(say.team("There are no events here.")),)
    return Content(say.language, (title, *none), rows([*buttons, to_team_menu(say)]))


def _label(event: Event, wording: Wording, language: str) -> str:
    start, _ = local_times(event)
    at = f"{formats.short_day(start.date(), language)} {formats.clock(start)}"
    label = f"{_STATE_ICONS[event.state]} {at} · {wording.get('title')}"
    return label if len(label) <= BUTTON_LENGTH else label[: BUTTON_LENGTH - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An announcement that goes out at a local time."""

    id: int
    at: datetime


def _state(event: Event, say: Texts, *, over: bool) -> str:
    if event.state is EventState.PLANNED:
        return say.team("It is over") if over else say.team("Planned")
    return say.team("Cancelled") if event.state is EventState.CANCELLED else say.team("Draft: only the team sees it")


def event_card(
    event: Event,
    wording: Wording,
    tally: Tally,
    language: str,
    *,
    begun: bool,
    over: bool,
    scheduled: Sequence[Scheduled],
    languages: Sequence[Said] = (),
    lost: bool = False,
) -> Content:
    """An event as the team sees it: its answers, and all that can be done with it. `lost`: translations of it went."""
    say = team_texts(language)
    lines = [
        Line(isolated(wording.get("title"), language), "🎉", "title"),
        Line(when(event, say.language), "🗓"),
        Line(isolated(event.place or "–", language), "📍"),
        Line(_state(event, say, over=over), _STATE_ICONS[event.state]),
    ]
    for planned in scheduled:
        time = f"{formats.day(planned.at.date(), say.language)}, {formats.clock(planned.at)}"
        lines.append(Line(say.team("The invitation goes out: {time}", time=time), "⏱"))
    if event.state is not EventState.DRAFT:
        lines += [Line(""), *tally_lines(tally, event, say), *language_help_team.lines(languages, say)]
    stops = [stop_button(planned.id, say) for planned in scheduled]
    groups = [stops, *_event_buttons(event, say, begun=begun, over=over, lost=lost), [to_team_menu(say)]]
    return Content(say.language, tuple(lines), tuple(row for group in groups for row in packed(*group)))


def stop_button(announcement_id: int, say: Texts) -> Button:
    """Stop an announcement that is planned or going out."""
    return Button(f"✋ {say.team('Stop')}", f"stop:{announcement_id}")


def ask_button(text_id: int, say: Texts, *, again: bool = False) -> Button:
    """Ask the interpreters for the languages in which a text is missing, perhaps since it was corrected."""
    label = say.team("Ask the interpreters again") if again else say.team("Ask the interpreters")
    return Button(f"🙏 {label}", f"askin:{text_id}")


def _event_buttons(event: Event, say: Texts, *, begun: bool, over: bool, lost: bool) -> list[list[Button]]:
    """What belongs together, the most usual first."""
    number = event.id
    who = Button(f"📋 {say.team('Answers')}", f"who:{number}")
    if event.state is EventState.CANCELLED:
        return [[who]]
    file = Button(f"📊 {say.team('List as a file')}", f"xlsx:{number}")
    came = Button(f"☑️ {say.team('Who came?')}", f"at:{number}")
    if over:
        return [[came, Button(f"💛 {say.team('Feedback')}", f"fb:{number}")], [who, file]]
    send = [Button(f"👁 {say.team('Preview and send')}", f"pv:{number}:")]
    remind = Button(f"❓ {say.team('Ask those without an answer')}", f"ask:{number}")
    replies = [[came if begun else remind], [who, file]] if event.state is EventState.PLANNED else []
    languages = [
        Button(f"🌐 {say.team('Write it in another language')}", f"word:{number}"),
        ask_button(event.text_id, say, again=lost),
    ]
    change = [
        Button(f"✏️ {say.team('Correct something')}", f"fix:{number}"),
        Button(f"🔗 {say.team('Link and QR code')}", f"qr:{number}"),
        Button(f"🗓 {say.team('Change the time')}", f"move:{number}"),
        Button(f"🚫 {say.team('Cancel it')}", f"cancel:{number}"),
    ]
    return [send, *replies, languages, change]


def tally_lines(tally: Tally, event: Event, say: Texts) -> list[Line]:
    """The answers in numbers."""
    places = f" / {event.places}" if event.places is not None else ""
    coming = say.team("Coming: {n}", n=tally.coming)
    lines = [Line(f"{coming} · {party(say, tally.adults, tally.children)} = {tally.held}{places}", "✅")]
    if tally.waiting:
        lines.append(
            Line(say.team("Waiting list: {n} (people: {seats})", n=tally.waiting, seats=tally.waiting_seats), "⏳")
        )
    lines.append(Line(say.team("Maybe: {n}", n=tally.maybe), "🤔"))
    lines.append(Line(say.team("Not coming: {n}", n=tally.no), "❌"))
    lines.append(Line(say.team("No answer yet: {n}", n=tally.unanswered), "…"))
    return lines


def answer_list(
    event: Event,
    wording: Wording,
    named: Sequence[Named],
    tally: Tally,
    language: str,
    languages: Sequence[Said] = (),
) -> Content:
    """Who answered what, and who could be asked for a language that nobody interprets."""
    say = team_texts(language)
    lines = [Line(isolated(wording.get("title"), language), "📋", "title"), *tally_lines(tally, event, say)]
    lines += [*language_help_team.lines(languages, say), Line("")]
    icons = {"coming": "✅", "maybe": "🤔", "no": "❌"}
    for one in named:
        icon = "⏳" if one.answer.waiting else icons[one.answer.choice]
        who = party(say, one.answer.adults, one.answer.children) if one.answer.seats else ""
        name = isolated(one.name, language)
        lines.append(Line(f"{name}: {who}" if who else name, icon))
    buttons = (
        *language_help_team.speakers_buttons(event.id, uncovered(languages), say),
        Button(f"📊 {say.team('List as a file')}", f"xlsx:{event.id}"),
        Button(f"{back_arrow(say.language)} {say.team('Back to the event')}", f"te:{event.id}"),
    )
    return Content(say.language, tuple(lines), rows(buttons))


def letter_list(found: Sequence[Letter], language: str) -> Content:
    """Letters that wait for an answer."""
    say = team_texts(language)
    title = Line(say.team("Messages to answer"), "✉️", "title")
    none = () if found else (Line(say.team("Everything is answered.")),)
    buttons = [
        Button(f"✉️ {shortened(f'{letter.name}: {letter.body or VOICE}', BUTTON_LENGTH)}", f"letter:{letter.id}")
        for letter in found
    ]
    return Content(say.language, (title, *none), rows([*buttons, to_team_menu(say)]))
