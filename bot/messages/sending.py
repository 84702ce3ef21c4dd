"""What coordinators read of announcements: who would get what, how it goes out, who was not reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.announcements import Announcement
from bot.domain.content import Button, Content, Line, rows
from bot.domain.deliveries import NO_CONSENT, NOT_APPROVED, RESTORED, Progress
from bot.domain.events import Event, Origin, Wording
from bot.domain.translations import Group, groups
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, team_texts, texts
from bot.messages.gaps import gap_buttons, gap_lines, people
from bot.messages.invitation import foreign_line
from bot.messages.letters import shortened
from bot.messages.team import line, stop_button, to_team_menu

DRAFT_SHOWN = 30


def send_choice(event: Event, found: Sequence[Group], language: str, shown: str) -> Content:
    """Below a preview: who gets it in which language, and what to do with it."""
    say = team_texts(language)
    send = [
        Button(f"📣 {say.team('Send it now')} ({people(found)})", f"send:{event.id}"),
        Button(f"⏱ {say.team('Send it at a time')}", f"sendat:{event.id}"),
    ]
    more = [
        Button(f"🙋 {say.team('Only to me')}", f"me1:{event.id}"),
        Button(f"🌐 {say.team('Write it in another language')}", f"word:{event.id}"),
        Button(f"📝 {say.team('Keep it as a draft')}", f"te:{event.id}"),
    ]
    now = [*gap_buttons(found, event.text_id, say), *send]
    return _choice(found, event.language, shown, f"pv:{event.id}", now, more, say)


def draft_choice(announcement: Announcement, found: Sequence[Group], source: str, language: str, shown: str) -> Content:
    """Below the preview of a free announcement that is kept: the same for it."""
    say, number, text_id = team_texts(language), announcement.id, announcement.text_id or 0
    send = [
        Button(f"📣 {say.team('Send it now')} ({people(found)})", f"dsend:{number}"),
        Button(f"⏱ {say.team('Send it at a time')}", f"dat:{number}"),
    ]
    more = [
        Button(f"🌐 {say.team('Write it in another language')}", f"dword:{number}"),
        Button(f"❌ {say.team('Do not send it')}", f"stop:{number}"),
        to_team_menu(say),
    ]
    now = [*gap_buttons(found, text_id, say), *send]
    return _choice(found, source, shown, f"draft:{number}", now, more, say)


def _choice(
    found: Sequence[Group],
    source: str,
    shown: str,
    preview: str,
    now: Sequence[Button],
    more: Sequence[Button],
    say: Texts,
) -> Content:
    """What a coordinator does next stands first: close the gaps, send; then the other languages, and the rest."""
    lines = [
        Line(say.team("Above: what people read in {language}", language=LANGUAGES[shown].name), "👁", "title"),
        Line(say.team("People who get it: {n}", n=people(found)), "👥"),
        *gap_lines(found, source, say),
    ]
    read = {source, *(group.language for group in found)}  # sixteen languages would hide what there is to do
    others = [Button(f"👁 {LANGUAGES[code].name}", f"{preview}:{code}") for code in LANGUAGES if code in read - {shown}]
    return Content(say.language, tuple(lines), (*rows(now), *rows(others, 2), *rows(more)))


def warning(found: Sequence[Group], text_id: int, source: str, anyway: str, language: str) -> Content:
    """Before something is sent without translations that wait: read them, or the action to send `anyway`."""
    say = team_texts(language)
    return _unreleased(found, text_id, source, (), Button(f"📣 {say.team('Send it anyway')}", anyway), say)


def missing_when_it_leaves(
    found: Sequence[Group], text_id: int, source: str, heading: Sequence[Line], preview: str, language: str
) -> Content:
    """Something goes out soon without all of its translations; `preview` is the action to look at it."""
    say = team_texts(language)
    look = Button(f"👁 {say.team('Preview and send')}", preview)
    return _unreleased(found, text_id, source, heading, look, say)


def _unreleased(
    found: Sequence[Group], text_id: int, source: str, heading: Sequence[Line], last: Button, say: Texts
) -> Content:
    title = Line(say.team("Not all translations are released"), "⚠️", "title")
    lines = (title, *heading, *gap_lines(found, source, say))
    return Content(say.language, lines, rows([*gap_buttons(found, text_id, say), last]))


def drafts(found: Sequence[tuple[Announcement, str, str]], language: str) -> Content:
    """Free announcements that have not gone out, each with its text and when it goes out."""
    say = team_texts(language)
    title = Line(say.team("Drafts"), "📝", "title")
    none = () if found else (Line(say.team("There are no drafts.")),)
    buttons = [
        Button(f"{f'⏱ {leaves}' if leaves else '📝'} {shortened(body, DRAFT_SHOWN)}", f"draft:{one.id}")
        for one, body, leaves in found
    ]
    return Content(say.language, (title, *none), rows([*buttons, to_team_menu(say)]))


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
        buttons.append(stop_button(announcement.id, say))
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
    closed = {
        NOT_APPROVED: say.team("gets it after writing to us: the messenger approves no text for it now"),
        NO_CONSENT: say.team("gets it after writing to us: has not agreed to get messages"),
    }
    after_restore = say.team("perhaps arrived: a backup is in use")
    lines = [Line(say.team("Who was not reached?"), "🔎", "title")]
    for name, state, reason in missed:
        detail = f" ({isolated(reason, language)})" if reason and state == "failed" else ""
        because = {RESTORED: after_restore, **closed}.get(reason) or why[state]
        lines.append(Line(f"{isolated(name or '?', language)}: {because}{detail}", "•"))
    if silent:
        lines.append(Line(say.team("Chat closed before: {n}", n=silent), "•"))
    if len(lines) == 1:
        lines.append(Line(say.team("Everyone was reached."), "✅"))
    return Content(say.language, tuple(lines), ((to_team_menu(say),),))


def planned(announcement_id: int, leaves: str, language: str) -> Content:
    """An announcement that goes out later, in words, and can still be stopped."""
    say = team_texts(language)
    buttons = rows([stop_button(announcement_id, say), to_team_menu(say)])
    return Content(say.language, (Line(leaves),), buttons)


def nobody(language: str) -> Content:
    """An audience without people."""
    return line(team_texts(language).team("Nobody belongs to this group now. Nothing was sent."), language)


def news(project: str, wording: Wording, language: str) -> Content:
    """A free announcement as people read it."""
    say = texts(language)
    lines = [Line(say.t("News from {project}", project=project), "📣", "title"), Line("")]
    lines.append(Line(isolated(wording.get("body"), language) if wording.foreign else wording.get("body")))
    lines += foreign_line(wording, language)
    if wording.automatic:
        lines.append(Line(say.t("A machine translated this. There may be mistakes."), "🤖", "quiet"))
    return Content(language, tuple(lines))


def news_preview(
    project: str, written: Mapping[str, str], counts: Mapping[str, int], source: str, language: str
) -> list[Line]:
    """A free announcement in every language it was written in, and who would get which."""
    say = team_texts(language)
    lines = [Line(say.team("This is how people read it:"), "👁", "title")]
    for code, body in written.items():
        lines += [Line(LANGUAGES[code].name, "🌐", "quiet")]
        lines += news(project, Wording(code, {"body": body}, {"body": code}), code).lines
    found = groups(counts, source, {code: {"body": Origin.PERSON} for code in written}, ())
    lines += [Line(""), *gap_lines(found, source, say)]
    return lines
