"""Help with languages: what people read on their invitation, and behind its button."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.content import Button, Content, Line, packed, rows
from bot.domain.events import Event, Wording
from bot.domain.language_help import LanguageHelp
from bot.language.bidi import back_arrow, isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, texts

ICON = "🗣"
MET = "🤝"


def spoken(code: str) -> str:
    """A language by its own name."""
    return LANGUAGES[code].spoken if code in LANGUAGES else code


def opening(event_id: int, say: Texts) -> Button:
    """The button of an invitation that leads here."""
    return Button(f"{ICON} {say.t('Language help')}", f"lh:{event_id}", aside=True)


def own_lines(said: LanguageHelp, language: str) -> list[Line]:
    """What one said, in one line, and in another that it is met. Nobody is named."""
    say = texts(language)
    met = _listed(said.met, language)
    if said.need:
        own = say.t("You need someone who speaks {language}.", language=spoken(said.need))
        return [Line(own, ICON), *([Line(say.t("Someone who speaks it is coming."), MET)] if met else [])]
    if said.can:
        own = say.t("You can interpret: {languages}", languages=_listed(said.can, language))
        return [Line(own, ICON), *([Line(say.t("Someone needs you: {languages}", languages=met), MET)] if met else [])]
    return []


def _listed(codes: Iterable[str], language: str) -> str:
    return ", ".join(isolated(spoken(code), language) for code in codes)


def question(event: Event, wording: Wording, own: str, said: LanguageHelp) -> Content:
    """Behind the button: do you need help with a language, or can you help others? `own` is the reader's language."""
    say = texts(own)
    buttons = [
        _need(event, own, say.t("I need: {language}", language=spoken(own)), said),
        Button(f"🌐 {say.t('Another language')}", f"lh:{event.id}:need"),
        Button(f"{MET} {say.t('I can interpret')}", f"lh:{event.id}:can"),
    ]
    ways = packed(
        Button(f"✖️ {say.t('Neither')}", f"lh:{event.id}:none"),
        Button(f"{back_arrow(say.language)} {say.t('Back')}", f"card:{event.id}"),
    )
    lines = (
        *_heading(wording, say),
        Line(say.t("Do you need someone who speaks your language? Or can you interpret for others?")),
        *own_lines(said, own),
    )
    return Content(own, lines, (*rows(buttons), *ways))


def needing(event: Event, wording: Wording, own: str, said: LanguageHelp) -> Content:
    """Every language one can need, but the reader's own, which stands one step before."""
    say = texts(own)
    buttons = [_need(event, code, spoken(code), said) for code in LANGUAGES if code != own]
    lines = (*_heading(wording, say), Line(say.t("Which language do you need?")))
    return Content(own, lines, (*rows(buttons, 2), (_back(event, say),)))


def interpreting(event: Event, wording: Wording, own: str, project: str, said: LanguageHelp) -> Content:
    """The languages to tick, one's own and the project's on top. A tap names the state it leads to."""
    say = texts(own)
    codes = dict.fromkeys((own, project, *LANGUAGES))
    buttons = [
        Button(f"{'☑️' if ticked else '⬜'} {spoken(code)}", f"lh:{event.id}:can:{code}:{int(not ticked)}")
        for code in codes
        for ticked in (code in said.can,)
    ]
    ways = packed(_back(event, say), Button(f"✅ {say.t('Done')}", f"card:{event.id}"))
    lines = (*_heading(wording, say), Line(say.t("Which languages can you interpret? Tap each of them.")))
    return Content(own, lines, (*rows(buttons, 2), *ways))


def _need(event: Event, code: str, label: str, said: LanguageHelp) -> Button:
    return Button(f"{'✓' if said.need == code else '🙋'} {label}", f"lh:{event.id}:need:{code}")


def _back(event: Event, say: Texts) -> Button:
    return Button(f"{back_arrow(say.language)} {say.t('Back')}", f"lh:{event.id}")


def _heading(wording: Wording, say: Texts) -> tuple[Line, ...]:
    title = Line(isolated(wording.get("title"), say.language), "🎉")
    return (Line(say.t("Language help"), ICON, "title"), title)
