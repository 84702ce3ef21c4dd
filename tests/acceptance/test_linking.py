"""One person with two telephones and a page of the web chat, on a process that is killed."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, someone
from tests.acceptance.process import Bot, installed
from tests.acceptance.scenes import FAST, FEST, all_is_sent, prepared, states
from tests.stand_ins.telegram import TelegramServer

ON_PAGES = "SELECT count(*) FROM web_message WHERE mine = 0 AND instr(payload, ?)"


async def makes_a_number(amina: Neighbour) -> tuple[str, str]:
    """The number, and what the link to the web chat starts with."""
    await amina.says("/settings")
    await amina.taps(amina.say.t("Other phone or app"))
    number = re.search(r"\d{4} \d{4}", (await amina.reads("🔢")).text)
    payload = re.search(r"/start/(k-[\w-]{32})", (await amina.reads("/start/k-")).text)
    assert number
    assert payload
    return number[0], payload[1]


async def opens_a_page(bot: Bot, payload: str) -> None:
    """A browser opens the link, and its reader goes on."""
    house = f"http://127.0.0.1:{bot.settings['web_port']}"
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(
            f"{house}/start", data={"payload": payload}, headers={"Origin": house}, allow_redirects=False
        ) as answer,
    ):
        assert answer.status == 303


def told(amina: Neighbour, channel: str) -> str:
    """What she is told when another chat joins hers."""
    return amina.say.t("You use me in another place now, too: {channel}", channel=channel)


async def test_two_telephones_and_a_page_are_one_person_whom_an_invitation_reaches_once(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, [amina], event = await prepared(bot, server, 1)
        number, _ = await makes_a_number(amina)
        second = someone(server, "Zweites Telefon", amina.language, clock)
        await second.starts()
        await second.reads(second.say.t("Hello! Please choose your language."))
        taken = server.taken["sendMessage"]
        await second.says(number)
        await server.until(lambda: server.taken["sendMessage"] > taken, 20, "the number is not taken")
        await bot.kill()
        await bot.start()
        await amina.reads(told(amina, "Telegram"), new=False)
        assert bot.value("SELECT count(*) FROM participant") == 2
        assert bot.value("SELECT count(DISTINCT participant_id) FROM chat WHERE channel = 'telegram'") == 2

        _, payload = await makes_a_number(amina)
        await opens_a_page(bot, payload)
        await amina.reads(told(amina, amina.say.t("Web chat")), new=False)
        amina.phone.blocked = True
        await announces(olga, event)
        await all_is_sent(olga, to=2)
        await bot.stop()
        assert states(bot) == {"sent": 2}
        assert (bot.value(ON_PAGES, FEST), second.read(FEST), amina.read(FEST)) == (1, [], [])
