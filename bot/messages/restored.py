"""What the team reads after a backup was put back."""

from __future__ import annotations

from datetime import datetime

from bot.domain.content import Content, Line
from bot.language import formats
from bot.language.texts import team_texts


def told(as_of: datetime | None, zone: str, language: str, *, known: bool) -> Content:
    """From when the data is, and what that means; `known` says whether we know what was sent since."""
    say = team_texts(language)
    lines = [Line(say.team("A backup is in use now"), "🗄", "title")]
    if as_of is not None:
        then = formats.local(as_of, zone)
        time = f"{formats.short_day(then.date(), say.team_language)} {formats.clock(then)}"
        lines.append(Line(say.team("The data is from {time}. What was new after that is gone.", time=time), "🕓"))
    if known:
        lines.append(Line(say.team("Messages that were sent after that are not sent again."), "✅"))
    else:
        words = say.team("We do not know which messages were sent after that. So we do not send them again.")
        lines.append(Line(words, "❔"))
        lines.append(Line(say.team("Each invitation shows who may not have it.")))
    lines.append(Line(say.team("Please look at your events. Old codes work no more."), "👉"))
    return Content(say.language, tuple(lines))
