"""Words after "start" that stand in no link of ours: what somebody says on WhatsApp, a plain start on Telegram."""

from __future__ import annotations

import json

import pytest

from tests.play_whatsapp import WhatsAppStage
from tests.talks.test_elsewhere import Telegram, telegram  # noqa: F401 - a fixture
from tests.talks.test_linking_whatsapp import play, tells_telegram  # noqa: F401 - a fixture

HELLO = "Hello! Please choose your language."
MENU = "Hello {name}! What would you like to do?"


async def test_start_tomorrow_is_an_answer_to_the_question_that_is_open(play: WhatsAppStage) -> None:  # noqa: F811
    amina = play.person()
    await amina.starts()
    await amina.says("2")
    await amina.taps("Yes, all right")
    await amina.says("Start morgen")
    await amina.reads(amina.t("How many adults?"))
    await amina.says("2")
    await amina.says("0")
    assert await play.count("SELECT count(*) FROM talk WHERE answers LIKE '%Start morgen%'") == 1


async def test_who_has_no_question_open_may_give_it_to_the_team(play: WhatsAppStage) -> None:  # noqa: F811
    amina = await play.neighbour("Amina")
    await amina.says("Start morgen?")
    offered = await amina.last()
    await amina.says("start morgen")
    assert (await amina.last()).labels == offered.labels
    assert await play.count("SELECT count(*) FROM letter WHERE body = 'start morgen'") == 1


@pytest.mark.parametrize("payload", ["xyz", "e99999", "e", "r-x", "k-x", "\u0661", "e\u0661", "a b c", "x" * 200])
async def test_on_telegram_an_unknown_payload_is_a_plain_start(
    play: WhatsAppStage,  # noqa: F811
    telegram: Telegram,  # noqa: F811
    payload: str,
) -> None:
    there = play.person("de")
    await tells_telegram(play, 777, f"/start {payload}")
    assert there.t(HELLO) in "".join(telegram.told["777"])
    await play.change("UPDATE participant SET name = 'Amina', registered_at = created_at")
    await play.change("DELETE FROM talk")
    telegram.told.clear()
    await tells_telegram(play, 777, f"/start {payload}")
    [told] = telegram.told["777"]
    assert there.t(MENU, name="Amina") in json.loads(told)["text"]
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 0
