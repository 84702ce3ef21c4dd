"""Letters to the team and back."""

from __future__ import annotations

from bot.domain.content import Button, Content, Line, Media, MediaKind, rows
from bot.domain.letters import Letter
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import texts

QUOTE_LENGTH = 200


def offer(letter_id: int, body: str, language: str) -> Content:
    """Shall I pass this on?"""
    say = texts(language)
    lines = [Line(say.t("Shall I pass this on to the team?"), "✉️", "title")]
    if body:
        lines.append(Line(isolated(shortened(body), language), style="quiet"))
    buttons = (
        Button(f"✅ {say.t('Yes, pass it on')}", f"l:{letter_id}:yes"),
        Button(f"❌ {say.t('No')}", f"l:{letter_id}:no"),
    )
    return Content(language, tuple(lines), rows(buttons))


def for_team(letter: Letter, language: str) -> Content:
    """A letter as a coordinator reads it, in the writer's own words."""
    say = texts(language)
    own = LANGUAGES[letter.language].name
    lines = (
        Line(say.team("A message from {name}", name=letter.name or "?"), "✉️", "title"),
        Line(say.team("Language: {language}", language=own), "🌐", "quiet"),
        *((Line(isolated(letter.body, language)),) if letter.body else ()),
    )
    media = Media(letter.file_id, media_kind(letter.mime)) if letter.file_id else None
    return Content(language, lines, ((Button(f"↩️ {say.team('Write an answer')}", f"reply:{letter.id}"),),), media)


def answer(letter: Letter, text: str, project: str, language: str) -> Content:
    """The team's answer as the writer reads it."""
    say = texts(language)
    lines = [Line(say.t("Answer from the team of {project}", project=project), "💬", "title")]
    if letter.body:
        lines.append(Line(say.t("You wrote: {text}", text=shortened(letter.body)), style="quiet"))
    lines.append(Line(isolated(text, language)))
    return Content(language, tuple(lines))


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
