"""kill -9 a hundred times at random moments, while announcements go out and while answers pour in.

`SEED=… python -m pytest …` plays a run again; a failed one says its seed.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest

from tests.acceptance.killing import PATIENCE, RATE, Campaign, Killer, Party
from tests.acceptance.process import installed
from tests.stand_ins.telegram import TelegramServer

PEOPLE = 1000
TAPS, PLACES = 20, 120  # in each life; at the first event


@pytest.fixture
def chance() -> random.Random:
    """What happens when."""
    seed = int(os.environ.get("SEED", random.randrange(2**32)))
    sys.stderr.write(f"SEED={seed}\n")  # pytest shows it beside a failure
    return random.Random(seed)


@pytest.mark.parametrize("kills", [100, pytest.param(1000, marks=pytest.mark.soak)])
async def test_fault_01_killed_again_and_again_while_announcements_to_1000_people_go_out_the_books_balance(
    server: TelegramServer, tmp_path: Path, chance: random.Random, kills: int
) -> None:
    async with installed(server, tmp_path, telegram_rate=str(RATE)) as bot:
        campaign, killer = await Campaign.of(bot, PEOPLE), Killer(bot, chance)
        while killer.kills < kills:
            await campaign.announces_the_next()
            while killer.kills < kills and not campaign.is_over():
                await killer.one_life("sendMessage", PEOPLE, campaign.is_over)
                campaign.only_the_last_life_is_uncertain()
        await bot.start()
        await server.until(campaign.is_over, PATIENCE, bot.last_words)
        await bot.stop()
        campaign.balances(killer.kills)


@pytest.mark.parametrize("kills", [100, pytest.param(1000, marks=pytest.mark.soak)])
async def test_fault_04_killed_again_and_again_while_answers_pour_in_each_counts_once(
    server: TelegramServer, tmp_path: Path, chance: random.Random, kills: int
) -> None:
    async with installed(server, tmp_path, telegram_rate=str(RATE)) as bot:
        party, killer = await Party.of(bot, 300, places=PLACES), Killer(bot, chance)
        while killer.kills < kills:
            await party.answers(chance, taps=TAPS)
            await killer.one_life("editMessageText", TAPS, party.is_worked)
        await party.answers(chance, taps=TAPS)
        await bot.start()
        await server.until(lambda: party.is_worked() and party.is_shown(), PATIENCE, bot.last_words)
        await bot.stop()
        party.balances(places=PLACES)
