"""kill -9, and SIGTERM under load: the next process goes on where the last one was."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, crowd, draft_event, settle_in, someone
from tests.acceptance.process import DOWN_WITHIN, Bot, installed
from tests.acceptance.scenes import FAST, FEST, accepted, all_is_sent, prepared, state_of, states
from tests.stand_ins.telegram import TelegramServer


async def test_fault_04_a_registration_goes_on_after_kill_9(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    amina = someone(server, "Amina", "ar", clock)
    say = amina.say
    async with installed(server, tmp_path, clock) as bot:
        bot.from_a_shell = True
        await bot.start()
        await amina.starts()
        await amina.consents()
        await amina.writes(say.t("What shall we call you?"), "Amina")
        adults = await amina.reads(say.t("How many adults? Count yourself."))
        await bot.kill()
        await amina.taps("2", adults)  # nobody is there
        newcomer = someone(server, "Mehmet", "tr")
        await newcomer.starts()
        await bot.start()
        await amina.answers(say.t("How many children?"), "3")
        for question in ("Are you new here?", "Which country do you come from?", "How old are you?", "You are …"):
            await amina.answers(say.t(question), say.t("I'd rather not say"))
        await amina.reads(say.t("Thank you, {name}!", name="Amina"))
        await newcomer.reads(newcomer.say.t("Hello! Please choose your language."))
        assert bot.rows("SELECT name, adults, children FROM participant WHERE name <> ''") == [("Amina", 2, 3)]
        assert len(newcomer.phone.messages) == 1


async def test_fault_01_an_announcement_to_52_people_goes_on_after_kill_9(
    server: TelegramServer, tmp_path: Path
) -> None:
    olga, people = someone(server, "Olga", "de"), crowd(server, 52)
    everyone = [olga, *people]
    async with installed(server, tmp_path) as bot:
        await settle_in(bot, people, team=[olga])
        event = await draft_event(bot, FEST)
        await bot.start()
        await announces(olga, event)
        await server.until(lambda: len(accepted(server)) >= 20, 20, "the announcement does not go out")
        await bot.kill()
        reached = [one for one in everyone if one.read(FEST)]
        assert 10 < len(reached) < len(everyone)

        bot.settings["telegram_rate"] = FAST
        await bot.start()
        await olga.reads(olga.say.team("Everything is sent"))
        after = states(bot)
        assert set(after) <= {"sent", "uncertain"}
        assert sum(after.values()) == len(everyone)
        uncertain = {name for (name,) in bot.rows(UNCERTAIN)}
        assert 0 < len(uncertain) == after["uncertain"] <= 20
        nothing = [one for one in everyone if not one.read(FEST)]
        assert len(nothing) <= 3  # their request was cut off on its way
        for one in everyone:
            assert len(one.read(FEST)) == 1 or (one.name in uncertain and one in nothing)
            assert all(one.say.t("I am coming") in shown.buttons[0] for shown in one.read(FEST))
        await who_perhaps_got_nothing_is_asked_again(olga, people, event)


UNCERTAIN = """
SELECT p.name FROM delivery AS d JOIN participant AS p ON p.id = d.participant_id
WHERE d.announcement_id = 1 AND d.state = 'uncertain'"""


async def who_perhaps_got_nothing_is_asked_again(olga: Neighbour, people: list[Neighbour], event: int) -> None:
    """The coordinator sees for whom it is uncertain; asking again reaches them all."""
    await olga.taps(olga.say.team("Who was not reached?"))
    await olga.reads(olga.say.team("perhaps arrived: the connection broke in the middle"))
    await olga.presses(f"ask:{event}")
    for one in people:
        await one.reads(one.say.t("Can you come? Please tell us."), FEST, new=False)


async def test_fault_02_a_kill_between_the_accept_and_our_commit_leaves_a_message_uncertain_and_repeats_an_edit(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 8)
        amina, john = people[3], people[5]
        server.fail_next("sendMessage", "hang after accept", chat=amina.phone.id)
        await announces(olga, event)
        for one in people:
            await one.reads(FEST, new=False)
        await olga.reads(olga.say.team("Sent: {n} of {all}", n=8, all=9))
        server.fail_next("editMessageText", "hang after accept", chat=john.phone.id)
        await john.taps(john.say.t("I am coming"))
        coming = john.say.t("You are coming: {people}", people=john.say.tn("{number} adult", "", 1))
        await john.reads(coming)
        await bot.kill()
        await bot.start()
        await bot.says("left in flight channel=telegram edits=False count=1")
        await all_is_sent(olga)
        assert states(bot) == {"sent": 8, "uncertain": 1}
        assert state_of(bot, amina) == "uncertain"
        assert len(amina.read(FEST)) == 1
        assert len([call for call in server.called("editMessageText") if call.chat == str(john.phone.id)]) == 2


async def test_fault_04_answers_under_way_at_kill_9_count_once_and_are_confirmed(
    server: TelegramServer, tmp_path: Path
) -> None:
    olga, people = someone(server, "Olga", "de"), crowd(server, 24)
    async with installed(server, tmp_path, telegram_rate=FAST) as bot:
        await settle_in(bot, people, team=[olga])
        event = await draft_event(bot, FEST, places=10)
        await bot.start()
        await announces(olga, event)
        cards = [await one.reads(FEST, new=False) for one in people]
        for one, card in zip(people, cards, strict=True):
            await one.taps(one.say.t("I am coming"), card)
        await server.until(lambda: accepted(server, "editMessageText"), 20, "nobody gets an answer")
        await bot.kill()
        await bot.start()
        for one in people:
            await server.until(partial(confirmed, one), 20, one.phone.transcript)
        counted = "SELECT waiting, count(*) FROM answer WHERE choice = 'coming' GROUP BY waiting"
        assert bot.rows(counted) == [(0, 10), (1, 14)]
        assert not bot.value("SELECT count(*) FROM inbox WHERE state <> 'done'")


def confirmed(one: Neighbour) -> bool:
    """Whether the invitation shows that this person has a place, or waits for one."""
    who = one.say.tn("{number} adult", "{number} adults", 1)
    place = one.say.t("You are coming: {people}", people=who)
    turns = [one.say.t("Waiting list for {people}. You are number {turn}.", people=who, turn=at) for at in range(1, 15)]
    return any(words in shown.text for shown in one.read(FEST) for words in (place, *turns))


async def test_fault_34_sigterm_under_load_leaves_nothing_half_done(server: TelegramServer, tmp_path: Path) -> None:
    newcomers = [someone(server, f"Neue-{at:02}", "en") for at in range(30)]
    async with installed(server, tmp_path) as bot:
        olga, people, event = await prepared(bot, server, 52, places=20)
        await announces(olga, event)
        await server.until(lambda: len(accepted(server)) >= 20, 20, "the announcement does not go out")
        for one in newcomers:
            await one.starts()
        early = [one for one in people if one.read(FEST)]
        for one in early:
            await one.taps(one.say.t("I am coming"))
        await ends_in_time(bot)
        assert set(states(bot)) == {"sent", "waiting"}
        assert states(bot)["sent"] == sum(len(one.read(FEST)) for one in [olga, *people])

        bot.settings["telegram_rate"] = FAST
        await bot.start()
        for one in newcomers:
            await one.reads(one.say.t("Hello! Please choose your language."), new=False)
        for one in early:
            await server.until(partial(confirmed, one), 20, one.phone.transcript)
        await all_is_sent(olga)
        assert states(bot) == {"sent": 53}
        assert all(len(one.read(FEST)) == 1 for one in [olga, *people])
        assert all(len(one.phone.messages) == 1 for one in newcomers)
        assert bot.value("SELECT count(*) FROM answer WHERE choice = 'coming'") == len(early)


async def test_fault_34_sigterm_while_telegram_takes_a_minute_to_answer_ends_in_time_too(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 52)
        slow = server.fail_next("sendMessage", "hang after accept", times=1000)
        await announces(olga, event)
        await server.until(lambda: slow.times <= 960, 20, "the announcement does not go out")
        for one in people:
            await one.says("/menu")
        await ends_in_time(bot)
        after = states(bot)
        assert set(after) <= {"waiting", "uncertain"}
        nobody_knows = after["uncertain"]
        assert nobody_knows == sum(len(one.read(FEST)) for one in [olga, *people])

        slow.times = 0
        await bot.start()
        for one in people:
            await one.reads(one.say.t("Hello {name}! What would you like to do?", name=one.name))
        await all_is_sent(olga)
        assert states(bot) == {"sent": 53 - nobody_knows, "uncertain": nobody_knows}
        assert all(len(one.read(FEST)) == 1 for one in [olga, *people])


async def ends_in_time(bot: Bot) -> None:
    """SIGTERM, and a whole database."""
    began = asyncio.get_running_loop().time()
    assert await bot.stop() == 0
    assert asyncio.get_running_loop().time() - began < DOWN_WITHIN
    assert bot.value("PRAGMA integrity_check") == "ok"
    assert not bot.value("SELECT count(*) FROM delivery WHERE state = 'sending'")
