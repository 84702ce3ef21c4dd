"""Help with languages over Telegram, with the real process: asked for, offered, and missed by the team in time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, draft_event, settle_in, someone
from tests.acceptance.process import installed
from tests.acceptance.scenes import FEST
from tests.stand_ins.telegram import TelegramServer

DAY_BEFORE = datetime(2026, 11, 27, 14, 1, tzinfo=UTC)


async def comes(one: Neighbour, *labels: str) -> None:
    """Say yes to the invitation, and what is said about languages behind it, all in the one message."""
    invitation = await one.reads(FEST, new=False)
    for label in ("I am coming", "Language help", *labels):
        await one.taps(one.say.t(label), invitation)
    assert len(one.phone.messages) == 1


async def test_what_is_needed_meets_what_is_offered_and_the_team_hears_what_nobody_covers(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    named = (("Olga", "de"), ("Amina", "ar"), ("Caasha", "so"), ("Omar", "ar"))
    olga, amina, caasha, omar = (someone(server, name, language, clock) for name, language in named)
    async with installed(server, tmp_path, clock) as bot:
        await settle_in(bot, [amina, caasha, omar], team=[olga])
        event = await draft_event(bot, FEST, in_days=5)
        await bot.start()
        await announces(olga, event)
        for one in (amina, caasha):
            await comes(one, LANGUAGES[one.language].spoken)
            await one.reads(
                f"🗣 {one.say.t('You need someone who speaks {language}.', language=spoken(one))}", new=False
            )
        await comes(omar, "I can interpret", "⬜ العربية", "⬜ Deutsch", "Done")
        met = omar.say.t("Someone needs you: {languages}", languages=isolated(spoken(omar), "ar"))
        await omar.reads(f"🤝 {met}", new=False)
        olga.wait_until(DAY_BEFORE)
        told = await olga.reads(olga.say.team("Nobody interprets yet"), "Soomaali", new=False)
        assert "العربية" not in told.text
        reminder = await amina.reads(amina.say.t("Do not forget"), new=False)
        assert amina.say.t("Someone who speaks it is coming.") in reminder.text
        assert "Omar" not in reminder.text
        await olga.taps(olga.say.team("Who speaks {language}?", language="Soomaali"), told)
        await olga.reads(olga.say.team("Nobody. Perhaps you know someone who can come."))


def spoken(one: Neighbour) -> str:
    return LANGUAGES[one.language].spoken
