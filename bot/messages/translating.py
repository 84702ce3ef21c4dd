"""The translation desk, as interpreters read it in any language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.content import Button, Content, Line, rows
from bot.domain.events import Event, Wording
from bot.domain.translations import Job, Stage, Translation, can_confirm, version
from bot.language import formats
from bot.language.bidi import isolated, onward_arrow
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, mark, texts
from bot.messages.invitation import when
from bot.messages.letters import shortened
from bot.messages.menu import BUTTON_LENGTH, back

TITLE_SHOWN = 60
FIELD_NAMES = {
    "title": ("🎉", mark("Title")),
    "what": ("📝", mark("What happens")),
    "cost": ("💶", mark("Cost")),
    "who_for": ("👥", mark("Who it is for")),
    "bring": ("🎒", mark("Bring along")),
    "body": ("📣", mark("Message")),
}


def title_of(wording: Wording) -> str:
    """An event's title, or the beginning of an announcement."""
    return wording.get("title") or shortened(wording.get("body"), TITLE_SHOWN)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a text is of, in its original words, and when it goes out (UTC), if that is planned."""

    wording: Wording
    event: Event | None
    leaves_at: datetime | None
    is_sent: bool
    zone: str

    @property
    def title(self) -> str:
        """The event's title, or the beginning of the announcement."""
        return title_of(self.wording)

    def lines(self, language: str) -> list[Line]:
        """What it is, and by when a translation is needed."""
        say = texts(language)
        found = [Line(isolated(self.title, language), "🎉" if self.event else "📣", "title")]
        if self.event:
            found.append(Line(when(self.event, language), "🗓"))
        if self.leaves_at:
            at = formats.local(self.leaves_at, self.zone)
            time = f"{formats.day(at.date(), language)}, {formats.clock(at)}"
            return [*found, Line(say.t("It goes out: {time}", time=time), "⏱")]
        if self.is_sent:
            return [*found, Line(say.t("It is sent already. A new text changes the messages."), "📬")]
        return [*found, Line(say.t("It is not sent yet."), "📝")]


def question(what: Heading, field: str, original: str, start: str, target: str, language: str) -> tuple[Line, ...]:
    """Please write this in a language: where it stands, which fact it is, the original, and what there is of it."""
    say = texts(language)
    icon, name = FIELD_NAMES[field]
    lines = [
        *what.lines(language),
        Line(""),
        Line(say.t("Please write this in {language}:", language=LANGUAGES[target].name), "🌐", "title"),
        Line(say.t(name), icon, "quiet"),
        Line(isolated(original, language)),
    ]
    if start:
        lines += [Line(""), Line(say.t("There is this text already:"), "📄", "quiet"), Line(isolated(start, language))]
    return tuple(lines)


def whose(original: Wording, theirs: Mapping[str, str], own: Mapping[str, str], language: str) -> tuple[Line, ...]:
    """Somebody has written this already: their text and one's own, below the original."""
    say = texts(language)
    lines = [Line(say.t("Somebody has translated this already."), "✅", "title")]
    for field, body in theirs.items():
        icon, name = FIELD_NAMES[field]
        lines += [
            Line(""),
            Line(say.t(name), icon, "quiet"),
            Line(isolated(original.get(field), language)),
            Line(say.t("There is this text already:"), "📄", "quiet"),
            Line(isolated(body, language)),
            Line(say.t("Your text:"), "✏️", "quiet"),
            Line(isolated(own[field], language)),
        ]
    return tuple(lines)


def languages_question(chosen: Collection[str], source: str, language: str) -> Content:
    """Into which languages do you translate? Each tap names the state it leads to."""
    say = texts(language)
    codes = sorted((code for code in LANGUAGES if code != source), key=lambda code: code != language)
    buttons = [
        Button(f"{'☑️' if code in chosen else '⬜'} {LANGUAGES[code].name}", f"into:{code}:{int(code not in chosen)}")
        for code in codes
    ]
    lines = (
        Line(say.t("Into which languages do you translate?"), "🗣", "title"),
        Line(say.t("Tap each of them. You can change this at any time.")),
    )
    done = (Button(f"✅ {say.t('Done')}", "texts"),)
    return Content(language, lines, (*rows(buttons, 2), done))


def job_list(found: Sequence[tuple[Job, Heading]], chosen: Collection[str], language: str) -> Content:
    """What an interpreter can translate or check, and the way to their languages."""
    say = texts(language)
    names = ", ".join(isolated(LANGUAGES[code].name, language) for code in LANGUAGES if code in chosen)
    into = say.t("You translate into: {languages}", languages=names or "–")
    lines = [Line(say.t("Texts to translate"), "✍️", "title"), Line(into, "🗣")]
    if not found:
        lines.append(Line(say.t("There is nothing to translate now. We will write to you.")))
    buttons = [
        Button(
            _label(f"{'✍️' if job.to_write else '🔎'} {LANGUAGES[job.language].name} · ", what.title, language),
            f"{'tr' if job.to_write else 'look'}:{job.text_id}:{job.language}",
        )
        for job, what in found
    ]
    buttons += [Button(f"🗣 {say.t('My languages')}", "into"), back(say)]
    return Content(language, tuple(lines), rows(buttons))


def _label(before: str, title: str, language: str) -> str:
    """A button's label; the title is cut to what fits, and so that it stays whole between its isolates."""
    most = BUTTON_LENGTH - len(before)
    cut = title if len(title) <= most else title[: most - 1].rstrip() + "…"
    return before + isolated(cut, language)


def request(text_id: int, what: Heading, languages: Sequence[str], language: str) -> Content:
    """A coordinator asks an interpreter for a text in these languages."""
    say = texts(language)
    title = Line(say.t("Please help us to translate a text."), "🙏", "title")
    buttons = [Button(f"✍️ {LANGUAGES[code].name}", f"tr:{text_id}:{code}") for code in languages]
    return Content(language, (title, *what.lines(language)), rows(buttons))


def to_check(text_id: int, what: Heading, target: str, language: str) -> Content:
    """Another interpreter has translated something: is it right?"""
    say = texts(language)
    title = Line(say.t("Please check a translation into {language}.", language=LANGUAGES[target].name), "🔎", "title")
    button = Button(f"🔎 {say.t('Read it')}", f"look:{text_id}:{target}")
    return Content(language, (title, *what.lines(language)), ((button,),))


def proposal(
    text_id: int,
    what: Heading,
    target: str,
    original: Wording,
    found: Sequence[Translation],
    reader_id: int,
    language: str,
    *,
    may_release: bool,
) -> Content:
    """What was proposed beside its original, and what this reader can do with it."""
    say, ready = texts(language), [one for one in found if one.is_ready]
    lines = [
        Line(say.t("Translation into {language}", language=LANGUAGES[target].name), "🌐", "title"),
        *what.lines(language),
    ]
    for one in ready:
        icon, name = FIELD_NAMES[one.field]
        lines += [
            Line(""),
            Line(say.t(name), icon, "quiet"),
            Line(isolated(original.get(one.field), language)),
            Line(isolated(one.body, language), onward_arrow(language), "title"),
        ]
    lines += [Line(""), *_state(found, say, may_release=may_release)]
    seen = version(found)
    buttons = []
    if can_confirm(found, reader_id):
        buttons.append(Button(f"✅ {say.t('It is right')}", f"right:{text_id}:{target}:{seen}"))
    if ready:
        buttons.append(Button(f"✏️ {say.t('Make it better')}", f"better:{text_id}:{target}"))
    if ready and may_release:
        buttons.append(Button(f"📣 {say.t('Release it')}", f"out:{text_id}:{target}:{seen}"))
    return Content(language, tuple(lines), rows([*buttons, back(say)]))


def _state(found: Sequence[Translation], say: Texts, *, may_release: bool) -> list[Line]:
    """How far it is."""
    ready, lines = [one for one in found if one.is_ready], []
    open_fields = sum(one.stage is Stage.ASKED for one in found)
    if not ready:
        lines.append(Line(say.t("There is nothing to check now."), "✅"))
    elif all(one.stage is Stage.CONFIRMED for one in ready):
        lines.append(Line(say.t("A second person has confirmed it."), "🤝"))
    else:
        lines.append(Line(say.t("No second person has confirmed it yet."), "☝️"))
        if may_release:
            lines.append(Line(say.t("If you release it now, it counts as written by one person.")))
    if open_fields:
        lines.append(Line(say.t("Not translated yet: {n}", n=open_fields), "⏳"))
    return lines
