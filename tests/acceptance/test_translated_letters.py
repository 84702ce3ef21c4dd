"""A letter and its translation on Telegram, with a kill -9 while the machine is at work."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.neighbours import Neighbour, settle_in, someone
from tests.acceptance.process import installed
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.translation import KEY, translation_server


def has_both(reader: Neighbour, original: str, translation: str) -> bool:
    """Whether one message, and only one, shows the original, and the translation with its label below it."""
    (shown,) = reader.read(original)
    label = reader.say.t("A machine translated this. There may be mistakes.")
    return shown.text.index(original) < shown.text.index(label) < shown.text.index(translation)


async def test_a_translation_that_kill_9_cut_off_comes_under_its_letter_once(
    server: TelegramServer, tmp_path: Path
) -> None:
    olga, amina = someone(server, "Olga", "de"), someone(server, "Amina", "ar")
    async with (
        translation_server() as service,
        installed(server, tmp_path, translate_url=service.url, translate_key=KEY, translate_letters="1") as bot,
    ):
        await settle_in(bot, [amina], team=[olga])
        await bot.start()
        await amina.says("أين المطبخ؟")
        service.hanging = True
        await amina.taps(amina.say.t("Yes, pass it on"))
        first = await olga.reads("أين المطبخ؟")
        await service.is_called()
        await olga.says("/team")
        await olga.reads(olga.say.team("Team menu"))  # so that the letter before it is known to have arrived
        await bot.kill()

        service.hanging = False
        await bot.start()
        await olga.reads("de-أين de-المطبخ؟", new=False)
        assert has_both(olga, "أين المطبخ؟", "de-أين de-المطبخ؟")
        await olga.taps(olga.say.team("Write an answer"), first)
        await olga.says("Im Keller")
        await amina.reads("ar-Im ar-Keller", new=False)
        assert has_both(amina, "Im Keller", "ar-Im ar-Keller")
        bot.never_said([KEY, "Keller", "المطبخ"])
