"""What coordinators read of a machine's translations that are not there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Line
from bot.domain.translation import Missing, Reason
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, team_texts


def standing(missing: Sequence[Missing], language: str) -> list[Line]:
    """Below a preview: what a machine is still to translate; and what it does not, and why."""
    say = team_texts(language)
    lines = []
    for reason in (None, *Reason):
        found = dict.fromkeys(LANGUAGES[one.language].name for one in missing if one.reason is reason)
        if not found:
            continue
        if reason is None:
            words = say.team("A machine is still translating: {languages}", languages=", ".join(found))
        elif reason is Reason.HARD:  # that is so in every language
            words = why_not(reason, say)
        else:
            words = f"{', '.join(found)}: {why_not(reason, say)}"
        lines.append(Line(words, "🤖"))
    return lines


def why_not(reason: Reason, say: Texts) -> str:
    """Why a machine did not translate a text."""
    return {
        Reason.HARD: say.team("This text is too hard for a machine. Short sentences and simple words help."),
        Reason.UNKNOWN: say.team("The translation service does not know this language."),
        Reason.WRONG: say.team("The machine made mistakes. Its text is not used."),
        Reason.TROUBLE: say.team("The translation service does not answer."),
    }[reason]
