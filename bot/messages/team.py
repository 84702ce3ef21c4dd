"""What coordinators read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.announcements import Announcement
from bot.domain.content import Button, Content, Line, Media, rows
from bot.domain.deliveries import Progress
from bot.domain.events import Event, EventState, Named, Tally, Wording
from bot.domain.letters import Letter, Quote
from bot.domain.people import Participant
from bot.language import formats
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, team_texts, texts
from bot.messages.invitation import local_times, when
from bot.messages.menu import BUTTON_LENGTH
from bot.messages.people import party

PAGE = 8
QUOTES = 20


def menu(person: Participant, open_letters: int) -> Content:
    """The team's menu."""
    say = team_texts(person.language)
    letters = f"✉️ {say.team('Messages to answer')}" + (f" ({open_letters})" if open_letters else "")
    buttons = (
        Button(f"➕ {say.team('New event')}", "new"),
        Button(f"🗓 {say.team('Events')}", "tev:0"),
        Button(f"🕰 {say.team('Past events')}", "tpast"),
        Button(f"📣 {say.team('Announce something')}", "announce"),
        Button(letters, "letters"),
        Button(f"🔗 {say.team('Invite people')}", "poster"),
        Button(f"🏠 {say.t('Menu')}", "menu"),
    )
    return Content(say.language, (Line(say.team("Team menu"), "🗂", "title"),), rows(buttons))


def to_team_menu(say: Texts) -> Button:
    """The way back."""
    return Button(f"🗂 {say.team('Team menu')}", "team")


_STATE_ICONS = {EventState.DRAFT: "📝", EventState.PLANNED: "📅", EventState.CANCELLED: "🚫"}


def event_list(
    found: Sequence[tuple[Event, Wording]], language: str, page: int, *, more: bool, past: bool = False
) -> Content:
    """Events of the team as buttons, drafts and cancelled ones too."""
    say = team_texts(language)
    title = Line(say.team("Past events") if past else say.team("Events"), "🗓", "title")
    buttons = [Button(_label(event, wording, say.language), f"te:{event.id}") for event, wording in found]
    if page:
        buttons.append(Button(f"⬅️ {say.team('Earlier')}", f"tev:{page - 1}"))
    if more:
        buttons.append(Button(f"➡️ {say.team('Later')}", f"tev:{page + 1}"))
    none = () if found else (Line(say.team("There are no events here.")),)
    return Content(say.language, (title, *none), rows([*buttons, to_team_menu(say)]))


def _label(event: Event, wording: Wording, language: str) -> str:
    start, _ = local_times(event)
    at = f"{formats.short_day(start.date(), language)} {formats.clock(start)}"
    label = f"{_STATE_ICONS[event.state]} {at} · {wording.get('title')}"
    return label if len(label) <= BUTTON_LENGTH else label[: BUTTON_LENGTH - 1].rstrip() + "…"


def event_card(
    event: Event, wording: Wording, tally: Tally, language: str, *, begun: bool, over: bool, scheduled: str
) -> Content:
    """An event as the team sees it: its answers, and all that can be done with it."""
    say = team_texts(language)
    names = {
        EventState.DRAFT: say.team("Draft: only the team sees it"),
        EventState.PLANNED: say.team("Planned"),
        EventState.CANCELLED: say.team("Cancelled"),
    }
    lines = [
        Line(isolated(wording.get("title"), language), "🎉", "title"),
        Line(when(event, say.language), "🗓"),
        Line(isolated(event.place or "–", language), "📍"),
        Line(names[event.state], _STATE_ICONS[event.state]),
    ]
    if scheduled:
        lines.append(Line(say.team("The invitation goes out: {time}", time=scheduled), "⏱"))
    if event.state is not EventState.DRAFT:
        lines += [Line(""), *tally_lines(tally, event, say)]
    return Content(
        say.language, tuple(lines), rows([*_event_buttons(event, say, begun=begun, over=over), to_team_menu(say)])
    )


def _event_buttons(event: Event, say: Texts, *, begun: bool, over: bool) -> list[Button]:
    number = event.id
    if event.state is EventState.CANCELLED:
        return [Button(f"📋 {say.team('Answers')}", f"who:{number}")]
    after = [
        Button(f"☑️ {say.team('Who came?')}", f"at:{number}"),
        Button(f"💛 {say.team('Feedback')}", f"fb:{number}"),
        Button(f"📋 {say.team('Answers')}", f"who:{number}"),
        Button(f"📊 {say.team('List as a file')}", f"xlsx:{number}"),
    ]
    if over:
        return after
    before = [
        Button(f"👁 {say.team('Preview and send')}", f"pv:{number}:"),
        Button(f"🌐 {say.team('Write it in another language')}", f"word:{number}"),
    ]
    if event.state is EventState.PLANNED:
        before += after[:1] if begun else [Button(f"❓ {say.team('Ask those without an answer')}", f"ask:{number}")]
        before += after[2:]
    change = [
        Button(f"🗓 {say.team('Change the time')}", f"move:{number}"),
        Button(f"✏️ {say.team('Correct something')}", f"fix:{number}"),
        Button(f"🔗 {say.team('Link and QR code')}", f"qr:{number}"),
        Button(f"🚫 {say.team('Cancel it')}", f"cancel:{number}"),
    ]
    return [*before, *change]


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


def answer_list(event: Event, wording: Wording, named: Sequence[Named], tally: Tally, language: str) -> Content:
    """Who answered what."""
    say = team_texts(language)
    lines = [Line(isolated(wording.get("title"), language), "📋", "title"), *tally_lines(tally, event, say), Line("")]
    icons = {"coming": "✅", "maybe": "🤔", "no": "❌"}
    for one in named:
        icon = "⏳" if one.answer.waiting else icons[one.answer.choice]
        who = party(say, one.answer.adults, one.answer.children) if one.answer.seats else ""
        name = isolated(one.name, language)
        lines.append(Line(f"{name}: {who}" if who else name, icon))
    buttons = (
        Button(f"📊 {say.team('List as a file')}", f"xlsx:{event.id}"),
        Button(f"⬅️ {say.team('Back to the event')}", f"te:{event.id}"),
    )
    return Content(say.language, tuple(lines), rows(buttons))


def gap_lines(counts: Mapping[str, int], written: Mapping[str, int], source: str, say: Texts) -> list[Line]:
    """Who would get what: people per language, and which of them a text that is not in theirs."""
    full = written.get(source, 0)
    lines = []
    for language, number in counts.items():
        name = LANGUAGES[language].name
        if written.get(language, 0) >= full:
            lines.append(Line(say.team("{language}: {n}", language=name, n=number), "✅"))
        else:
            where = LANGUAGES[source].name
            line = say.team("{language}: {n}, in {source} only", language=name, n=number, source=where)
            lines.append(Line(line, "⚠️"))
    return lines


def send_choice(
    event: Event, counts: Mapping[str, int], written: Mapping[str, int], language: str, shown: str
) -> Content:
    """Below a preview: who gets it in which language, and what to do with it."""
    say = team_texts(language)
    total = sum(counts.values())
    lines = [
        Line(say.team("Above: what people read in {language}", language=LANGUAGES[shown].name), "👁", "title"),
        Line(say.team("People who get it: {n}", n=total), "👥"),
        *gap_lines(counts, written, event.language, say),
    ]
    others = [Button(f"👁 {LANGUAGES[code].name}", f"pv:{event.id}:{code}") for code in LANGUAGES if code != shown]
    send = [
        Button(f"📣 {say.team('Send it now')} ({total})", f"send:{event.id}"),
        Button(f"⏱ {say.team('Send it at a time')}", f"sendat:{event.id}"),
        Button(f"🙋 {say.team('Only to me')}", f"me1:{event.id}"),
        Button(f"🌐 {say.team('Write it in another language')}", f"word:{event.id}"),
        Button(f"📝 {say.team('Keep it as a draft')}", f"te:{event.id}"),
    ]
    return Content(say.language, tuple(lines), (*rows(others, 2), *rows(send)))


def progress(announcement: Announcement, state: Progress, language: str) -> Content:
    """How far an announcement got; the same message is changed until it is over."""
    say = team_texts(language)
    stopped = announcement.state == "stopped" and bool(state.waiting or state.cancelled)
    if stopped:
        title = Line(say.team("Stopped"), "✋", "title")
    elif state.is_over:
        title = Line(say.team("Everything is sent"), "📬", "title")
    else:
        title = Line(say.team("Sending …"), "📤", "title")
    lines = [
        title,
        Line(say.team("Sent: {n} of {all}", n=state.sent, all=state.audience), "✅"),
        *((Line(say.team("Still to send: {n}", n=state.waiting), "⏳"),) if state.waiting else ()),
        Line(say.team("Failed: {n}", n=state.failed), "❌"),
        Line(say.team("Cannot be reached: {n}", n=state.unreachable), "🚷"),
    ]
    if state.uncertain:
        lines.append(Line(say.team("Perhaps arrived, perhaps not: {n}", n=state.uncertain), "❔"))
    if state.cancelled:
        lines.append(Line(say.team("Not sent any more: {n}", n=state.cancelled), "✋"))
    buttons = []
    if not state.is_over and not stopped:
        buttons.append(Button(f"✋ {say.team('Stop')}", f"stop:{announcement.id}"))
    if state.failed or state.unreachable or state.uncertain or state.cancelled:
        buttons.append(Button(f"🔎 {say.team('Who was not reached?')}", f"missed:{announcement.id}"))
    return Content(say.language, tuple(lines), rows(buttons))


def not_reached(missed: Sequence[tuple[str, str, str]], silent: int, language: str) -> Content:
    """Who was not reached by an announcement, and why."""
    say = team_texts(language)
    why = {
        "failed": say.team("failed"),
        "unreachable": say.team("cannot be reached: the chat is blocked or closed"),
        "uncertain": say.team("perhaps arrived: the connection broke in the middle"),
        "expired": say.team("it was too late"),
        "cancelled": say.team("was stopped before"),
    }
    lines = [Line(say.team("Who was not reached?"), "🔎", "title")]
    for name, state, reason in missed:
        detail = f" ({isolated(reason, language)})" if reason and state == "failed" else ""
        lines.append(Line(f"{isolated(name or '?', language)}: {why[state]}{detail}", "•"))
    if silent:
        lines.append(Line(say.team("Chat closed before: {n}", n=silent), "•"))
    if len(lines) == 1:
        lines.append(Line(say.team("Everyone was reached."), "✅"))
    return Content(say.language, tuple(lines), ((to_team_menu(say),),))


def news(project: str, wording: Wording, language: str) -> Content:
    """A free announcement as people read it."""
    say = texts(language)
    lines = [Line(say.t("News from {project}", project=project), "📣", "title"), Line("")]
    lines.append(Line(isolated(wording.get("body"), language) if wording.foreign else wording.get("body")))
    if wording.foreign:
        source = LANGUAGES[wording.languages["body"]].name
        lines.append(Line(say.t("Some of this is in {language} only.", language=source), "ℹ️", "quiet"))
    return Content(language, tuple(lines))


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
        turn.append(Button("⬅️", f"at:{event.id}:{page - 1}"))
    if (page + 1) * PAGE < len(named):
        turn.append(Button("➡️", f"at:{event.id}:{page + 1}"))
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


def letter_list(found: Sequence[Letter], language: str) -> Content:
    """Letters that wait for an answer."""
    say = team_texts(language)
    title = Line(say.team("Messages to answer"), "✉️", "title")
    none = () if found else (Line(say.team("Everything is answered.")),)
    buttons = [
        Button(f"✉️ {letter.name}: {letter.body or '🎤'}"[:BUTTON_LENGTH], f"letter:{letter.id}") for letter in found
    ]
    return Content(say.language, (title, *none), rows([*buttons, to_team_menu(say)]))


def voice_quote(quote: Quote, own: str, language: str) -> Content:
    """A voice message from the feedback."""
    icon = "👍" if quote.kind == "good" else "💡"
    media = Media(quote.file_id, "voice") if quote.file_id else None
    return Content(language, (Line(isolated(own, language), icon),), media=media)


def line(words: str, language: str) -> Content:
    """A single line, and the way back to the menu."""
    say = team_texts(language)
    return Content(say.language, (Line(words),), ((to_team_menu(say),),))


def nobody(language: str) -> Content:
    """An audience without people."""
    return line(team_texts(language).team("Nobody belongs to this group now. Nothing was sent."), language)


def series_question(event: Event, others: int, days: int, language: str) -> Content:
    """Shall the invitations of a series' other dates go out by themselves?"""
    say = team_texts(language)
    lines = (
        Line(say.team("This event repeats. More dates: {n}", n=others), "🔁", "title"),
        Line(say.team("Shall each invitation go out by itself, {days} days before?", days=days)),
    )
    buttons = (
        Button(f"✅ {say.t('Yes')}", f"series:{event.id}"),
        Button(f"❌ {say.t('No')}", f"te:{event.id}"),
    )
    return Content(say.language, lines, (buttons,))


def news_preview(
    project: str, written: Mapping[str, str], counts: Mapping[str, int], source: str, language: str
) -> list[Line]:
    """A free announcement in every language it was written in, and who would get which."""
    say = team_texts(language)
    lines = [Line(say.team("This is how people read it:"), "👁", "title")]
    for code, body in written.items():
        lines += [Line(LANGUAGES[code].name, "🌐", "quiet")]
        lines += news(project, Wording(code, {"body": body}, {"body": code}), code).lines
    lines += [Line(""), *gap_lines(counts, dict.fromkeys(written, 1), source, say)]
    return lines
