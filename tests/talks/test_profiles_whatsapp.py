"""Several people on one phone with WhatsApp: numbers to type, STOP, and chats that are closed to free text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import chats
from tests.play import plain
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage
from tests.talks.test_profiles import TITLE, chat_of, chosen, id_of, second, speaking

LANGUAGE = "SELECT language FROM participant WHERE name = ?"
STATES = (
    "SELECT group_concat(paused || reminders, ' ') FROM (SELECT * FROM participant WHERE name <> 'Team' ORDER BY id)"
)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[WhatsAppStage]:
    """The bot with a number at Meta's and all templates approved, on a Monday morning."""
    async with whatsapp_stage(tmp_path) as found:
        await found.templates()
        yield found


async def both(play: WhatsAppStage) -> tuple[Person, Person]:
    """A mother, who reads Arabic, and her grown-up son on her phone, who reads Kurdish."""
    amina = await play.neighbour("Amina", "ar")
    assert isinstance(amina, Person)
    bela = await second(amina, "Bela", "ckb")
    assert isinstance(bela, Person)
    return amina, bela


async def states(play: WhatsAppStage) -> str:
    """Who takes a break and wants reminders: two digits for each person."""
    return str(await play.app.database.read.value(STATES))


async def test_a_number_is_typed_to_the_message_that_came_last_whoever_it_is_for(play: WhatsAppStage) -> None:
    amina, bela = await both(play)
    await amina.presses(f"language@{await chat_of(play, 'Amina')}")
    shown = await amina.reads("👤 Amina", amina.t("Please choose your language."))
    async with play.app.database.atomic() as sql:
        found = await chats.get(sql, await chat_of(play, "Bela"))
        assert found
        await chats.give_turn(sql, found)
    typed = shown.button("Türkçe")
    assert typed.startswith("type ")
    await bela.presses(typed, shown)
    languages = [await play.app.database.read.value(LANGUAGE, name) for name in ("Amina", "Bela")]
    assert languages == ["tr", "ckb"]


async def test_stop_is_obeyed_for_all_on_the_phone_and_start_undoes_it(play: WhatsAppStage) -> None:
    amina, bela = await both(play)
    await amina.says("STOP")
    assert await states(play) == "10 10"
    await play.event()
    assert await amina.has(TITLE) == 0
    await bela.says("START")
    assert await states(play) == "01 01"
    await play.event("Lantern walk")
    assert await amina.has("Lantern walk") == 2


async def test_a_closed_phone_is_knocked_at_for_each_by_name_and_all_follows_when_one_opens_it(
    play: WhatsAppStage,
) -> None:
    amina, bela = await both(play)
    await play.later(days=2)
    before = len(amina.phone.messages)
    await play.event()
    knocks = amina.phone.messages[before:]
    assert [message.kind for message in knocks] == ["template", "template"]
    for knock, name in zip(knocks, ("Amina", "Bela"), strict=True):
        assert f"🎉 👤 {name} · {TITLE}\n" in plain(knock.text)
    await amina.taps(amina.t("I am coming"))
    assert (await chosen(play, "Amina"), await chosen(play, "Bela")) == ("coming", "")
    shown = [plain(message.text) for message in amina.phone.messages[before + 2 :]]
    assert [text.split("\n")[0] for text in shown] == ["👤 Bela", "👤 Amina"]
    assert bela.t("Children are welcome") in shown[0]
    await bela.taps(bela.t("Maybe"))
    assert (await chosen(play, "Amina"), await chosen(play, "Bela")) == ("coming", "maybe")


async def test_a_phone_with_a_new_number_is_still_of_both(play: WhatsAppStage) -> None:
    amina, bela = await both(play)
    await play.change("UPDATE chat SET address = '4915550000001' WHERE address = ?", amina.address)
    async with play.app.database.atomic() as sql:
        await chats.rename(sql, "whatsapp", ["4915550000001"], amina.address)
    await speaking(bela, "ckb").commands("menu")
    assert (await bela.last()).text.startswith("👤 Bela\n")
    assert await play.count("SELECT count(*) FROM chat WHERE address = ?", amina.address) == 2
    assert await id_of(play, "Amina") != await id_of(play, "Bela")


async def test_start_leaves_alone_who_on_the_phone_takes_a_break_of_their_own(play: WhatsAppStage) -> None:
    amina, bela = await both(play)
    await amina.presses(f"pause:1@{await chat_of(play, 'Amina')}")
    await bela.presses(f"pause:1@{await chat_of(play, 'Bela')}")
    await bela.says("START")
    assert await states(play) == "11 01"
