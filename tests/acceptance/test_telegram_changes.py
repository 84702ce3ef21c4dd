"""An announcement that is stopped or corrected, or whose reader asks to be forgotten, while it is going out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces
from tests.acceptance.process import Bot, installed
from tests.acceptance.scenes import FAST, FEST, all_is_sent, have_it, prepared, state_of, states
from tests.stand_ins.telegram import TelegramServer

SLOWLY = "2"  # messages a second: there is time to think again, on a busy machine too


async def thinks_of_leaving(amina: Neighbour) -> None:
    """The question whether she is to be forgotten stands in her chat."""
    await amina.says("/settings")
    await amina.taps(amina.say.t("Forget me"))
    await amina.reads(amina.say.t("Shall I forget you?"))


async def is_forgotten(amina: Neighbour) -> None:
    """She says yes."""
    await amina.taps(amina.say.t("Yes, forget me"))
    await amina.reads(amina.say.t("Your data is deleted."))


async def shows(one: Neighbour, words: str) -> None:
    """Wait until the first message about the event says this."""
    await one.phone.server.until(
        lambda: words in one.read(FEST)[0].text, 20, lambda: f"it stays: {[shown.text for shown in one.read(FEST)]}"
    )


def nothing_is_left_of(amina: Neighbour, bot: Bot) -> bool:
    """Not her number, not her name."""
    stored = "\n".join(bot.dump())
    return str(amina.phone.id) not in stored and amina.name not in stored


async def test_fault_16_who_is_forgotten_while_an_announcement_goes_out_does_not_get_it_and_the_sums_are_right(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=SLOWLY) as bot:
        olga, people, event = await prepared(bot, server, 40)
        amina = [one for one in people if one.language == "tr"][-1]  # the last in line
        await thinks_of_leaving(amina)
        await announces(olga, event)
        await have_it(server, people, 5)
        await is_forgotten(amina)
        assert not amina.read(FEST)
        await bot.stop()
        assert nothing_is_left_of(amina, bot)
        bot.settings["telegram_rate"] = FAST
        await bot.start()
        await olga.reads(olga.say.team("Sent: {n} of {all}", n=40, all=41))
        assert states(bot) == {"sent": 40, "cancelled": 1}
        assert all(len(one.read(FEST)) == (one is not amina) for one in [olga, *people])


@pytest.mark.parametrize("end", ["arrives", "blocked", "moved"])
async def test_fault_16_what_comes_of_a_message_under_way_brings_nothing_back_of_a_person_who_was_forgotten(
    server: TelegramServer, tmp_path: Path, clock: SharedClock, end: str
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 8)
        amina, john = people[3], people[5]
        await thinks_of_leaving(amina)
        held = server.fail_next("sendMessage", "held", chat=amina.phone.id)
        if end == "moved":
            server.fail_next("sendMessage", 400, chat=amina.phone.id, migrate_to_chat_id=77_000_111)
        await announces(olga, event)
        await server.until(lambda: not held.times, 20, "her invitation does not leave")
        await amina.taps(amina.say.t("Yes, forget me"))
        await john.reads(FEST, new=False)
        await john.says("/menu")  # which is worked after hers
        await john.reads(john.say.t("Hello {name}! What would you like to do?", name=john.name))
        amina.phone.blocked = end == "blocked"
        held.release.set()
        await olga.reads(olga.say.team("Sent: {n} of {all}", n=8, all=9))
        if end == "arrives":
            await amina.reads(amina.say.t("Your data is deleted."))
        await bot.stop()
        assert nothing_is_left_of(amina, bot)
        assert states(bot) == {"sent": 8, "cancelled": 1}
        assert bot.value("SELECT count(*) FROM participant") == 8


async def test_fault_16_a_later_sign_that_she_blocked_the_bot_brings_nobody_back(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        _, [amina, john], _ = await prepared(bot, server, 2)
        await thinks_of_leaving(amina)
        await is_forgotten(amina)
        await amina.phone.blocks()
        await john.says("/menu")
        await john.reads(john.say.t("Hello {name}! What would you like to do?", name=john.name))
        await bot.stop()
        assert nothing_is_left_of(amina, bot)
        assert bot.value("SELECT count(*) FROM participant") == 2


async def test_fault_17_a_stopped_announcement_stops_and_can_be_sent_to_the_others_later(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=SLOWLY) as bot:
        olga, people, event = await prepared(bot, server, 40)
        everyone = [olga, *people]
        await announces(olga, event)
        await have_it(server, people, 5)
        await olga.taps(olga.say.team("Stop"))
        await olga.reads(olga.say.team("Stopped"))
        with_it = [one for one in everyone if one.read(FEST)]
        assert 5 <= len(with_it) < 35
        await bot.stop()
        assert {state_of(bot, one) for one in with_it} == {"sent"}
        assert {state_of(bot, one) for one in everyone if one not in with_it} == {"cancelled"}
        bot.settings["telegram_rate"] = FAST
        await bot.start()
        await announces(olga, event)
        for one in everyone:
            await one.reads(FEST, new=False)
        await all_is_sent(olga)
        assert all(len(one.read(FEST)) == 1 for one in everyone)


async def test_fault_17_a_correction_while_it_goes_out_reaches_the_rest_as_part_of_it_and_the_others_in_place(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=SLOWLY) as bot:
        olga, people, event = await prepared(bot, server, 40)
        await announces(olga, event)
        [early, *_] = await have_it(server, people, 2)
        await early.taps(early.say.t("I am coming"))
        await early.reads(early.say.t("You are coming: {people}", people=early.say.tn("{number} adult", "", 1)))
        await olga.presses(f"fix:{event}")
        await olga.answers(olga.say.team("What is wrong?"), olga.say.team("Place"))
        await olga.says("Nordlichtweg 5")
        await olga.reads("Nordlichtweg 5")
        await bot.stop()
        with_the_old = [one for one in people if any("Grundstraße 10" in shown.text for shown in one.read(FEST))]
        assert 2 <= len(with_the_old) < 38
        assert {state_of(bot, one) for one in with_the_old} == {"sent"}
        bot.settings["telegram_rate"] = FAST
        await bot.start()
        await all_is_sent(olga, to=41)
        await early.reads(early.say.t("Something has changed"), "Nordlichtweg 5")
        for one in people:
            await shows(one, "Nordlichtweg 5")
            invitation, *news = one.read(FEST)
            assert invitation.edited == (one in with_the_old)
            assert len(news) == (one is early)
        assert early.say.t("You are coming: {people}", people="") in early.read(FEST)[-1].text
        assert states(bot) == {"sent": 41}


async def test_the_card_of_a_cancelled_event_says_so_to_those_who_said_nothing(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, [coming, silent], event = await prepared(bot, server, 2)
        await announces(olga, event)
        await all_is_sent(olga)
        await coming.taps(coming.say.t("I am coming"))
        await olga.presses(f"cancel:{event}")
        await olga.taps(olga.say.team("Yes, cancel it"))
        await olga.taps(olga.say.t("Leave it out"))
        await coming.reads(coming.say.t("Cancelled. We are sorry."))
        for one in (coming, silent):
            await shows(one, one.say.t("This is cancelled. It does not take place."))
            card, *news = one.read(FEST)
            assert not card.buttons
            assert len(news) == (one is coming)


async def test_the_progress_is_shown_anew_when_its_message_may_be_lost(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, _, event = await prepared(bot, server, 8)
        await olga.says("/team")
        await olga.reads(olga.say.team("Team menu"))
        server.fail_next("sendMessage", "disconnect before", chat=olga.phone.id)
        await olga.presses(f"send:{event}")
        olga.wait(seconds=5)
        await olga.reads(olga.say.team("Everything is sent"))
