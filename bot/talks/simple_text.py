"""Asking for a text that many will read: what is hard in it is shown, with a button that puts it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.content import Line
from bot.domain.incoming import Incoming
from bot.language.bidi import isolated
from bot.language.simple import Finding, Level, Verdict, check
from bot.talks.talk import Option, Question, Talk

SHOWN = 3  # findings at a time: more would be a lecture
LABEL = 20  # letters of a fix on its button
PLACE = 60  # letters of a hard place in a line
KEEP, AGAIN = "keep", "again"


async def simple_text(talk: Talk, key: str, question: Question, limit: int, *, skip: str = "") -> str:
    """Write something of at most `limit` characters; "" when it was skipped.

    While it is not simple, the most useful findings are shown: each tap on a fix is an answer and shows the text anew
    with what is left; it can be written again, and it can always stay as it is.
    """
    text = await talk.text(key, question, limit, skip=skip, lines=True)
    step = 0
    while text:
        verdict = check(text, talk.ctx.project.language)
        if verdict.level is Level.SIMPLE:
            break
        step += 1
        chosen = await _choose(talk, f"{key}-{step}", text, verdict, limit)
        if chosen == KEEP:
            break
        if chosen == AGAIN:
            text = await talk.text(f"{key}-{step}-again", question, limit, lines=True)
        else:
            text = chosen
    return text


async def _choose(talk: Talk, key: str, text: str, verdict: Verdict, limit: int) -> str:
    """The text with a fix in it or as it is written anew; KEEP or AGAIN."""
    found = verdict.most_useful(SHOWN)
    mended = {_value(finding): verdict.mended(text, finding) for finding in found if finding.fix}
    options = (
        *(
            Option(_value(finding), f"✅ {_shortened(finding.fix, LABEL)}")
            for finding in found
            if finding.fix and len(mended[_value(finding)]) <= limit
        ),
        Option(AGAIN, f"✏️ {talk.say.team('Write it again')}"),
        Option(KEEP, f"▶️ {talk.say.team('Keep it as it is')}"),
    )

    async def accept(incoming: Incoming) -> list[str]:
        return [talk.read_text(incoming, limit, lines=True)]

    answer = await talk.ask(key, tuple(_lines(talk, text, found)), accept, options)
    if isinstance(answer, list):
        return str(answer[0])
    return mended.get(answer) or (str(answer) if answer in {KEEP, AGAIN} else text)


def _value(finding: Finding) -> str:
    """What a tap on a fix stores: a place, not a number in a list that another version may order in another way.

    It begins with a letter: else a bare number that is written would not pick a button by its place.
    """
    return f"at{finding.start}-{finding.end}"


def _lines(talk: Talk, text: str, found: Sequence[Finding]) -> Iterator[Line]:
    yield Line(talk.say.team("Some places may be hard to read."), "💡", "title")
    yield Line(isolated(text, talk.language))
    yield Line("")
    for finding in found:
        place = isolated(_shortened(" ".join(finding.text.split()), PLACE), talk.language)
        advice = talk.say.team(finding.advice.message, **finding.advice.values)
        yield Line(f"“{place}”: {advice}", "👉")


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
