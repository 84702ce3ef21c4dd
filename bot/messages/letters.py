"""Letters to the team and back."""

from __future__ import annotations

from bot.domain.content import Button, Content, Line, Media, MediaKind, rows
from bot.domain.letters import Letter
from bot.domain.translation import Reason
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import team_texts, texts
from bot.messages.machine import why_not

QUOTE_LENGTH = 200


def offer(letter_id: int, body: str, language: str, *, translated: bool = False) -> Content:
    """Shall I pass this on? `translated`: a translation service gets it, too."""
    say = texts(language)
    lines = [Line(say.t("Shall I pass this on to the team?"), "✉️", "title")]
    if body:
        lines.append(Line(isolated(shortened(body), language), style="quiet"))
    if translated:
        lines.append(read_along(language))
    buttons = (
        Button(f"✅ {say.t('Yes, pass it on')}", f"l:{letter_id}:yes"),
        Button(f"❌ {say.t('No')}", f"l:{letter_id}:no"),
    )
    return Content(language, tuple(lines), rows(buttons))


def for_team(letter: Letter, language: str, translation: str = "") -> Content:
    """A letter as a coordinator reads it, in the writer's own words; below them a machine's, if there are some."""
    lines = (
        *_from(letter, language),
        language_line(letter, language),
        *((Line(isolated(letter.body, language)),) if letter.body else ()),
        *_automatic(translation, language),
    )
    media = Media(letter.file_id, media_kind(letter.mime)) if letter.file_id else None
    return Content(language, lines, _write_an_answer(letter, language), media)


def language_line(letter: Letter, language: str) -> Line:
    """In which language a letter is written."""
    own = LANGUAGES[letter.language].name
    return Line(texts(language).team("Language: {language}", language=own), "🌐", "quiet")


def translated_for_team(letter: Letter, language: str, translation: str) -> Content:
    """The translation alone, after a letter that stands above."""
    lines = (*_from(letter, language), *_automatic(translation, language))
    return Content(language, lines, _write_an_answer(letter, language))


def _from(letter: Letter, language: str) -> tuple[Line, ...]:
    return (Line(texts(language).team("A message from {name}", name=letter.name or "?"), "✉️", "title"),)


def _write_an_answer(letter: Letter, language: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button(f"↩️ {texts(language).team('Write an answer')}", f"reply:{letter.id}"),),)


def _automatic(translation: str, language: str) -> tuple[Line, ...]:
    if not translation:
        return ()
    label = texts(language).t("A machine translated this. There may be mistakes.")
    return (Line(""), Line(label, "🤖", "quiet"), Line(translation))


def answer(letter: Letter, text: str, project: str, language: str, translation: str = "") -> Content:
    """The team's answer as the writer reads it, perhaps with a machine's translation below."""
    lines = (*_answered(letter, project, language), Line(isolated(text, language)), *_automatic(translation, language))
    return Content(language, lines)


def translated_answer(letter: Letter, project: str, language: str, translation: str) -> Content:
    """The translation alone, after an answer that stands above."""
    return Content(language, (*_answered(letter, project, language), *_automatic(translation, language)))


def _answered(letter: Letter, project: str, language: str) -> tuple[Line, ...]:
    say = texts(language)
    title = Line(say.t("Answer from the team of {project}", project=project), "💬", "title")
    if not letter.body:
        return (title,)
    return title, Line(say.t("You wrote: {text}", text=shortened(letter.body)), style="quiet")


def answer_untranslated(letter: Letter, reason: Reason, language: str) -> Content:
    """What a coordinator is told whose answer a machine did not translate."""
    say = team_texts(language)
    lines = (
        Line(say.team("Your answer to {name} went out as you wrote it.", name=letter.name or "?"), "🤖", "title"),
        Line(why_not(reason, say)),
    )
    return Content(say.language, lines)


def read_along(language: str) -> Line:
    """Said before anybody writes to the team, where a translation service reads along."""
    words = texts(language).t("A translation service reads what you write to the team, too.")
    return Line(words, "🤖", "quiet")


def media_kind(mime: str) -> MediaKind:
    """How a file that came with a letter is shown."""
    kinds: dict[str, MediaKind] = {"audio": "voice", "image": "photo"}
    return kinds.get(mime.partition("/")[0], "document")


def shortened(body: str, most: int = QUOTE_LENGTH) -> str:
    """The beginning of a text, on one line of at most `most` characters, cut between words."""
    flat = " ".join(body.split())
    return flat if len(flat) <= most else flat[: most - 2].rsplit(" ", 1)[0] + " …"


def answered_before(letter: Letter, language: str) -> Content:
    """A colleague was faster."""
    say = texts(language)
    lines = (Line(say.team("This is answered already:"), "✅", "title"), Line(isolated(letter.answer, language)))
    return Content(language, lines)
