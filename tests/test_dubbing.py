"""That the dubbing of conversations hears what gets lost on a messenger, and lets pass what comes across."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.protocol import Rendered
from bot.channels.telegram import parsing as telegram_parsing
from bot.channels.telegram import rendering as telegram_rendering
from bot.channels.whatsapp import parsing as whatsapp_parsing
from bot.channels.whatsapp import rendering as whatsapp_rendering
from bot.domain.content import Button, Content, text
from bot.domain.incoming import Incoming, Tap
from tests.dubbing import Messenger, OnTelegram, OnWhatsApp
from tests.play import stage
from tests.stand_ins.telegram_html import Refusal as TelegramRefusal
from tests.stand_ins.whatsapp_rules import Refusal as WhatsAppRefusal

MESSENGERS = (OnTelegram, OnWhatsApp)
RENDERING = {OnTelegram: telegram_rendering, OnWhatsApp: whatsapp_rendering}
PARSING = {OnTelegram: telegram_parsing, OnWhatsApp: whatsapp_parsing}
LOST = (AssertionError, TelegramRefusal, WhatsAppRefusal)


def invitation(buttons: int) -> Content:
    """A content with so many buttons."""
    return text(
        "en", "Soup *for* all", "", "Bring a _spoon_.", buttons=[[Button(f"Yes {n}", f"y:{n}")] for n in range(buttons)]
    )


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize("buttons", [0, 2, 7, 30])
def test_what_comes_across_passes(messenger: type[OnTelegram | OnWhatsApp], buttons: int) -> None:
    there = messenger()
    there.shows(invitation(buttons))
    there.shows(text("fa", "سلام " * 900))
    for said in ({"text": "Hello " * 900}, {"start": "r-abc"}, {"command": "menu"}, {"tap": Tap("y:1")}):
        there.hears(Incoming("web", "somebody", **said))


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda sent: sent.replace("spoon", "spo"),
        lambda sent: sent.replace("Yes 1", "Yes"),
        lambda sent: sent.replace("y:1", "y:0"),
        lambda sent: sent.replace("Bring a", "x" * 5000),
        lambda sent: sent.replace("Yes 1", "Yes " * 99),
    ],
)
def test_what_is_lost_on_a_messenger_is_found(
    messenger: type[OnTelegram | OnWhatsApp], spoil: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    render = RENDERING[messenger].render

    def spoiled(content: Content) -> list[Rendered]:
        return [Rendered(spoil(part.payload), part.file_id, part.choices) for part in render(content)]

    monkeypatch.setattr(RENDERING[messenger], "render", spoiled)
    with pytest.raises(LOST):
        messenger().shows(invitation(2))


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize("said", [{"text": "Hello"}, {"tap": Tap("y:1")}, {"start": "r-abc"}, {"command": "menu"}])
def test_what_is_misheard_on_a_messenger_is_found(
    messenger: type[OnTelegram | OnWhatsApp], said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    misheard = Incoming("elsewhere", "somebody", text="Hallo")
    monkeypatch.setattr(PARSING[messenger], "parse", lambda *_: misheard)
    there: Messenger = messenger()
    with pytest.raises(AssertionError):
        there.hears(Incoming("web", "somebody", **said))


async def test_a_conversation_does_not_go_on_when_something_was_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path) as play:
        nothing = [Rendered(json.dumps({"type": "nothing"}))]
        monkeypatch.setattr(whatsapp_rendering, "render", lambda _: nothing)
        with pytest.raises(AssertionError, match="OnWhatsApp"):
            await play.person().starts()
