"""What coordinators read when something does not work, without a technical word."""

from __future__ import annotations

from datetime import datetime

from bot.domain.content import Content, Line
from bot.domain.translation import Trouble
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, team_texts
from bot.messages.channels import NAMES


def stuck(channel: str, since: datetime, now: datetime, language: str) -> Content:
    """Messages do not leave; `since` and `now` as the clocks of the project show them."""
    say = team_texts(language)
    words = say.team(
        "Messages on {channel} do not leave at the moment, since {time}. Nothing is lost. They go out by themselves "
        "when it works again.",
        channel=_name(channel, say),
        time=_time(since, now, say),
    )
    return Content(say.language, (Line(words, "⏸"),))


def works_again(channel: str, since: datetime, now: datetime, language: str) -> Content:
    """Messages leave again."""
    say = team_texts(language)
    words = say.team(
        "Messages on {channel} go out again. They did not leave from {start} to {end}.",
        channel=_name(channel, say),
        start=_time(since, now, say),
        end=_time(now, since, say),
    )
    return Content(say.language, (Line(words, "▶️"),))


def set_aside(number: int, language: str) -> Content:
    """Something came in that the bot could not work."""
    say = team_texts(language)
    words = say.team(
        "Messages came in that the bot could not understand: {n}. Everything else goes on. Please tell the person "
        "who looks after the bot.",
        n=number,
    )
    return Content(say.language, (Line(words, "🧩"),))


def translation(trouble: Trouble, source: str, language: str) -> Content:
    """The translation service does not work; what is not translated goes out in `source`."""
    say = team_texts(language)
    what = {
        Trouble.SILENT: say.team("The translation service does not answer."),
        Trouble.REFUSED: say.team("The translation service does not accept our key."),
        Trouble.USED_UP: say.team("The translation service has no letters left for this month."),
        Trouble.GARBLED: say.team("The translation service answers, but not as it should."),
    }
    goes = say.team("Texts that nobody has translated go out in {language}.", language=LANGUAGES[source].name)
    tell = say.team("Please tell the person who looks after the bot.")
    return Content(say.language, (Line(what[trouble], "🤖", "title"), Line(goes), Line(tell)))


def translation_works(language: str) -> Content:
    """The translation service works again."""
    say = team_texts(language)
    return Content(say.language, (Line(say.team("The translation service works again."), "🤖"),))


def _name(channel: str, say: Texts) -> str:
    return NAMES.get(channel) or say.team("the web chat")


def _time(at: datetime, now: datetime, say: Texts) -> str:
    if at.date() == now.date():
        return formats.clock(at)
    return f"{formats.short_day(at.date(), say.language)} {formats.clock(at)}"
