"""The same whole evenings over WhatsApp: in three scripts, and on a build server in every language."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.language.languages import LANGUAGES
from tests.play_whatsapp import WhatsAppStage, whatsapp_stage
from tests.talks.test_evening import (  # noqa: F401 - collected here as well, with this stage
    test_an_event_goes_from_the_plan_to_the_feedback,
    test_someone_waits_moves_up_writes_to_the_team_and_is_forgotten,
)

PLAYED_IN = tuple(LANGUAGES) if os.environ.get("CI") else ("de", "fa", "ckb")


@pytest.fixture
async def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WhatsAppStage]:
    """The bot with a number at Meta's. Nobody's window closes: templates are another matter."""
    monkeypatch.setattr("bot.channels.whatsapp.channel.WINDOW", timedelta(days=30))
    async with whatsapp_stage(tmp_path) as found:
        found.meta.window = timedelta(days=30)
        yield found
