"""An invitation is heard over Telegram: made once by a real voice, uploaded once, and only named from then on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, draft_event, settle_in, someone
from tests.acceptance.process import installed
from tests.acceptance.scenes import FAST, FEST, accepted
from tests.stand_ins import espeak
from tests.stand_ins.telegram import TelegramServer


async def listens(one: Neighbour) -> str:
    """Tap the button; the file that comes."""
    heard = len(voices(one))
    await one.taps(one.say.t("Listen"))
    await one.phone.server.until(lambda: len(voices(one)) > heard, 30, f"{one.name} hears nothing")
    return voices(one)[-1]


def voices(one: Neighbour) -> list[str]:
    """The voice messages that somebody has got."""
    return [shown.file or "" for shown in one.phone.messages if shown.kind == "voice"]


async def test_who_wants_to_hear_the_invitation_gets_a_voice_message_that_telegram_keeps(
    server: TelegramServer, tmp_path: Path, clock: SharedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path(espeak.program(tmp_path / "bin"))
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, first, second = (someone(server, name, "de", clock) for name in ("Olga", "Amina", "Sabine"))
        await settle_in(bot, [first, second], team=[olga])
        event = await draft_event(bot, FEST)
        await bot.start()
        await announces(olga, event)
        for one in (first, second):
            await one.reads(FEST)
        file = await listens(first)
        assert server.files[file].data[:4] == b"OggS"
        assert len(server.files[file].data) > 5_000
        assert await listens(second) == await listens(first) == file
        assert len(accepted(server, "sendVoice")) == 3
        assert len([call for call in accepted(server, "sendVoice") if call.parameters["voice"] == file]) == 2
