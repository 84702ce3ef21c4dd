"""What Telegram and its people do to a bot, against the real process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import announces, someone
from tests.acceptance.process import Bot, installed
from tests.acceptance.scenes import FAST, FEST, all_is_sent, prepared, refused, state_of, states
from tests.stand_ins.telegram import TelegramServer

SECRET = "only-telegram-knows-this"
ANOTHER_TOKEN = "7311442086:AAF0-the_new_token_of_35_characters"
TOKEN_REFUSED = "The messenger refuses this bot. The token is not valid."
UNCERTAIN = "perhaps arrived: the connection broke in the middle"


@pytest.mark.parametrize("kind", ["disconnect after accept", "garbage", 502])
async def test_fault_03_a_message_that_may_have_arrived_is_not_sent_again(
    server: TelegramServer, tmp_path: Path, clock: SharedClock, kind: int | str
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 8)
        server.fail_next("sendMessage", kind, chat=people[3].phone.id)
        await announces(olga, event)
        await all_is_sent(olga)
        await olga.taps(olga.say.team("Who was not reached?"))
        await olga.reads(people[3].name, olga.say.team(UNCERTAIN))
        assert states(bot) == {"sent": 8, "uncertain": 1}
        assert len([call for call in server.called("sendMessage") if call.chat == str(people[3].phone.id)]) == 1
        assert [len(one.read(FEST)) for one in people].count(1) == (8 if kind == "disconnect after accept" else 7)


async def test_fault_03_what_did_not_leave_because_nobody_took_the_connection_is_sent_later(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate="20") as bot:
        olga, people, event = await prepared(bot, server, 20)
        await announces(olga, event)
        await server.until(lambda: people[4].read(FEST), 20, "the announcement does not go out")
        await server.stop()
        await bot.says("paused channel=telegram")
        await server.start()
        clock.move_on(minutes=6)  # longer than the longest wait
        await all_is_sent(olga)
        after = states(bot)
        assert set(after) <= {"sent", "uncertain"}
        assert sum(after.values()) == 21
        assert after.get("uncertain", 0) <= 3  # they were on their way in that moment
        for one in [olga, *people]:
            copies = len(one.read(FEST))
            assert copies == 1 or (copies, state_of(bot, one)) == (0, "uncertain")


async def test_fault_05_the_same_update_many_times_and_at_the_same_moment_has_one_effect(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path, telegram_rate=FAST) as bot:
        _, [amina, john], _ = await prepared(bot, server, 2)
        await bot.stop()
        await amina.says("When does it begin?")
        [letter] = server.pending
        server.put_raw(letter)  # in the same answer
        await bot.start()
        await amina.reads(amina.say.t("Shall I pass this on to the team?"))
        server.put_raw(letter)  # and later
        await john.says("/menu")
        await john.reads(john.say.t("Hello {name}! What would you like to do?", name=john.name))
        assert bot.value("SELECT count(*) FROM letter") == 1
        assert len(amina.phone.messages) == 1


async def test_fault_05_a_webhook_that_is_called_twice_at_the_same_moment_has_one_effect(
    server: TelegramServer, tmp_path: Path
) -> None:
    amina = someone(server, "Amina", "en")
    async with installed(server, tmp_path) as bot:
        url = f"http://127.0.0.1:{bot.settings['web_port']}/telegram"
        bot.settings |= {"telegram_webhook_url": url, "telegram_webhook_secret": SECRET}
        await bot.launch()
        await server.until(lambda: server.webhook.url, 30, bot.last_words)
        await amina.starts()
        await amina.reads(amina.say.t("Hello! Please choose your language."))
        again = {"update_id": 900_777, "message": amina.phone.last_sent | {"message_id": 900_777}}
        secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with aiohttp.ClientSession(headers=secret) as telegram:

            async def call() -> int:
                async with telegram.post(url, json=again) as answer:
                    return answer.status

            assert await asyncio.gather(*(call() for _ in range(5))) == [200] * 5
        await amina.reads(amina.say.t("Hello! Please choose your language."), times=2)
        await amina.taps("English")
        await amina.reads(amina.say.t("Is that all right for you?"))
        assert bot.value("SELECT count(*) FROM inbox") == 3
        assert len(amina.phone.messages) == 3


async def test_fault_06_update_ids_that_begin_again_lower_are_handled(server: TelegramServer, tmp_path: Path) -> None:
    async with installed(server, tmp_path, telegram_rate=FAST) as bot:
        _, [amina, john], _ = await prepared(bot, server, 2)
        await amina.says("/menu")
        await amina.reads(amina.say.t("Hello {name}! What would you like to do?", name=amina.name))
        server.update_id = 17  # after a quiet week, Telegram draws new numbers
        await john.says("/menu")
        await john.reads(john.say.t("Hello {name}! What would you like to do?", name=john.name))
        assert not server.pending[1:]


async def test_fault_07_an_update_that_does_not_parse_is_set_aside_with_an_alert_and_its_neighbours_go_on(
    server: TelegramServer, tmp_path: Path
) -> None:
    amina, john = someone(server, "Amina", "ar"), someone(server, "John", "en")
    async with installed(server, tmp_path) as bot:
        await amina.starts()
        server.put_raw({"update_id": server.update_id, "message": {"message_id": "seven", "text": "secret words"}})
        server.put_raw("no update at all")
        server.update_id += 1
        await john.starts()
        await bot.start()
        for one in (amina, john):
            await one.reads(one.say.t("Hello! Please choose your language."))
        assert bot.value("SELECT count(*) FROM inbox WHERE state = 'aside'") == 2
        assert sum("ERROR" in line and "update set aside" in line for line in bot.err) == 2
        bot.never_said(["secret words", "no update at all"])


async def test_fault_11_who_blocks_the_bot_is_unreachable_and_comes_back_with_start(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 8)
        amina, say = people[3], people[3].say
        amina.phone.blocked = True  # in this very moment: the bot was not told
        await announces(olga, event)
        await olga.reads(olga.say.team("Sent: {n} of {all}", n=8, all=9), olga.say.team("Cannot be reached: {n}", n=1))
        await olga.taps(olga.say.team("Who was not reached?"))
        await olga.reads(amina.name, olga.say.team("cannot be reached: the chat is blocked or closed"))
        assert [call.chat for call in refused(server, 403)] == [str(amina.phone.id)]

        await amina.starts()
        await amina.reads(say.t("Hello {name}! What would you like to do?", name=amina.name))
        await announces(olga, event)
        await amina.taps(say.t("I am coming"), await amina.reads(FEST))
        await amina.reads(say.t("You are coming: {people}", people=say.tn("{number} adult", "{number} adults", 1)))
        assert all(len(one.read(FEST)) == 1 for one in people)


async def test_fault_12_a_deactivated_person_and_a_chat_that_is_not_found_end_for_themselves_only(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 8)
        deleted, unknown = people[2], people[5]
        deleted.phone.deactivated, unknown.phone.started = True, False
        await announces(olga, event)
        await olga.reads(olga.say.team("Sent: {n} of {all}", n=7, all=9), olga.say.team("Cannot be reached: {n}", n=2))
        assert {state_of(bot, deleted), state_of(bot, unknown)} == {"unreachable"}
        assert [call.chat for call in refused(server, 403)] == [str(deleted.phone.id)]
        assert [call.chat for call in refused(server, 400)] == [str(unknown.phone.id)]
        assert await bot.stop() == 0
        assert bot.value("SELECT count(*) FROM chat WHERE reachable = 0") == 2


async def test_fault_13_a_chat_that_moves_gets_the_message_at_its_new_id_and_all_later_ones_too(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, people, event = await prepared(bot, server, 8)
        group, moved = people[3], someone(server, people[3].name, people[3].language, clock)
        moved.phone.started = True
        server.fail_next("sendMessage", 400, chat=group.phone.id, migrate_to_chat_id=moved.phone.id)
        await announces(olga, event)
        await all_is_sent(olga, to=9)
        assert (len(group.read(FEST)), len(moved.read(FEST))) == (0, 1)
        assert [call.status for call in server.called("sendMessage") if call.chat == str(group.phone.id)] == [400]
        addresses = {address for (address,) in bot.rows("SELECT address FROM chat")}
        assert str(moved.phone.id) in addresses
        assert str(group.phone.id) not in addresses
        await moved.taps(moved.say.t("Not this time"))
        await moved.reads(moved.say.t("You are not coming this time."))
        assert bot.value("SELECT count(*) FROM participant") == 9


async def test_fault_14_a_refused_token_ends_the_process_with_one_sentence(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path, telegram_token="7311442086:AAF0-revoked_token_of_35_characters") as bot:
        bot.from_a_shell = True
        await bot.launch()
        assert await bot.ended(30) == 1
        assert bot.err == [TOKEN_REFUSED]


async def test_fault_14_a_token_that_is_refused_later_stops_the_sending_and_the_queue_stays(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path) as bot:
        olga, people, event = await prepared(bot, server, 60)
        await announces(olga, event)
        await server.until(lambda: len(people[7].read(FEST)), 20, "the announcement does not go out")
        token, server.token = server.token, ANOTHER_TOKEN
        since = len(server.calls)
        assert await bot.ended() == 1
        assert bot.err[-1] == TOKEN_REFUSED
        assert len(server.calls) - since <= 40  # what was under way; nothing is asked again and again
        after = states(bot)
        assert set(after) == {"sent", "waiting"}
        assert after["sent"] == sum(len(one.read(FEST)) for one in [olga, *people])
        assert sum(after.values()) == 61

        server.token, bot.settings["telegram_rate"] = token, FAST
        await bot.start()
        await all_is_sent(olga, to=61)
        assert all(len(one.read(FEST)) == 1 for one in [olga, *people])


async def test_fault_15_a_second_poller_ends_the_process_with_one_sentence(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path) as bot:
        await bot.start()
        async with aiohttp.ClientSession() as other, other.get(f"{server.url}/bot{server.token}/getUpdates") as polled:
            assert polled.status in {200, 409}
        assert await bot.ended() == 1
        assert bot.err == ["The messenger refuses this bot. Another program is reading this bot's messages."]


async def test_fault_15_a_second_process_on_the_same_database_refuses_to_start(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path) as bot:
        await bot.start()
        second = Bot(server, tmp_path)
        second.from_a_shell = True
        await second.launch()
        assert await second.ended() == 1
        assert second.err == ["Another Kranich is running on this database. Stop it first."]
        amina = someone(server, "Amina", "en")
        await amina.starts()
        await amina.reads(amina.say.t("Hello! Please choose your language."))
