"""The real process with a number at Meta's: signed calls come in, answers go out, and kill -9 loses nothing."""

from __future__ import annotations

from pathlib import Path

from bot.language.texts import texts
from tests.acceptance.process import UP_WITHIN, installed
from tests.play_whatsapp import SETTINGS
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.whatsapp import CloudApi


async def test_fault_04_a_newcomer_is_answered_also_when_the_process_is_killed_in_between(
    server: TelegramServer, tmp_path: Path
) -> None:
    say = texts("fa")
    async with CloudApi() as meta, installed(server, tmp_path, telegram_token="", **SETTINGS) as bot:
        bot.settings |= {"whatsapp_api_url": meta.url}
        meta.webhook_url = f"http://127.0.0.1:{bot.settings['web_port']}/whatsapp"
        amina = meta.person("4915112345678", "Amina")
        await bot.launch()
        await bot.says("the web chat is at")
        await amina.says("Salam")
        await amina.reads("7. فارسی", UP_WITHIN)
        await amina.says("۷")
        await amina.taps(say.t("Yes, all right"))
        await amina.reads(say.t("What shall we call you?"))
        await amina.says("Amina")
        await amina.reads(say.t("How many adults? Count yourself."))
        await bot.kill()
        await amina.says("3")  # Meta keeps it, since nobody says that it was received
        bot.out.clear()
        await bot.launch()
        await bot.says("or send this code to the bot on WhatsApp")
        meta.brings_again()
        await amina.reads(say.t("How many children?"), UP_WITHIN)
        bot.never_said([amina.number, amina.name, meta.token, meta.app_secret])
