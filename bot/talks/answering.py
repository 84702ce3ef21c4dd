"""The buttons of an invitation."""

from __future__ import annotations

import re

from bot.domain.events import Choice
from bot.domain.people import Household
from bot.services import answering, reading_aloud, telling
from bot.talks.args import Args, Forged
from bot.talks.browsing import known_event
from bot.talks.turn import Turn

_CHOICES = frozenset(Choice)
_PARTY = re.compile(r"^(\d{1,2})\.(\d{1,2})$", re.ASCII)


async def answer(turn: Turn, args: Args) -> None:
    """I come, maybe, not this time; or so many adults and children. The invitation then shows it."""
    event = await known_event(turn, args)
    choice, party = _read(args.word(1))
    given = await answering.answer(turn.ctx, event, turn.person, choice, party)
    await telling.answered(turn.ctx, event, turn.person)
    await turn.show(await answering.card(turn.ctx, event, turn.person, given))


async def hear(turn: Turn, args: Args) -> None:
    """Read the invitation aloud: at once if somebody heard it before, else as soon as it is made."""
    event = await known_event(turn, args)
    content = await reading_aloud.hear(turn.ctx, event, turn.person, turn.chat)
    if content is None:
        await turn.toast(turn.say.t("One moment, please."))
    else:
        await turn.reply(content)


def _read(said: str) -> tuple[Choice, Household | None]:
    numbers = _PARTY.match(said)
    if numbers:
        return Choice.COMING, Household(int(numbers[1]), int(numbers[2]))
    if said not in _CHOICES:
        raise Forged
    return Choice(said), None
