"""A stage with a translation service: what its tests share."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Role
from bot.translation.services import translator
from tests.play import Person, Stage
from tests.stand_ins.translation import KEY, TranslationServer

AUTOMATIC = "A machine translated this. There may be mistakes."


def service(server: TranslationServer, *, letters: bool = False) -> dict[str, Any]:
    """The settings with which a stage has this service."""
    return {"translate_url": server.url, "translate_key": KEY, "translate_letters": letters}


async def translates(play: Stage) -> None:
    """Let the machine do all that it may do now."""
    assert play.app.machine
    while await play.app.machine.work():
        pass
    await play.settle()


def waits(play: Stage, server: TranslationServer, seconds: float) -> None:
    """Let the bot wait so long for the service."""
    assert play.app.machine
    play.app.machine.translator = translator(server.url, KEY, play.clock, seconds)


async def coordinator(play: Stage, language: str = "en") -> Person:
    """A coordinator with a page."""
    olga = await play.neighbour("Olga", language)
    await play.grants(olga, Role.COORDINATOR)
    return olga
