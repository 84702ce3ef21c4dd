"""What Telegram and its people do to a bot, against the real process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, crowd, draft_event, settle_in, someone
from tests.acceptance.process import Bot, installed
from tests.stand_ins.telegram import Call, TelegramServer

FEST = "Fest der Nachbarn"
FAST = "500"  # messages a second
PAUSE = 2  # seconds that Telegram asks for


async def prepared(bot: Bot, server: TelegramServer, number: int) -> tuple[Neighbour, list[Neighbour], int]:
    """A running bot with a coordinator, so many participants, and an event to send."""
    olga, people = someone(server, "Olga", "de", bot.clock), crowd(server, number, bot.clock)
    await settle_in(bot, people, team=[olga])
    event = await draft_event(bot, FEST)
    await bot.start()
    return olga, people, event


async def test_a_429_is_obeyed_and_replies_go_first_afterwards(server: TelegramServer, tmp_path: Path) -> None:
    async with installed(server, tmp_path) as bot:
        olga, people, event = await prepared(bot, server, 30)
        first, unlucky = people[0], people[9]
        server.fail_next("sendMessage", 429, chat=unlucky.phone.id, retry_after=PAUSE)
        await announces(olga, event)
        invitation = await first.reads(FEST, new=False)
        await server.until(lambda: refused(server, 429), 20, "nobody is told to wait")
        told_at = asyncio.get_running_loop().time()
        since = server.calls.index(refused(server, 429)[0]) + 1

        def confirmations() -> list[Call]:
            return [call for call in server.calls[since:] if call.chat == str(first.phone.id)]

        await first.taps(first.say.t("I am coming"), invitation)
        await server.until(confirmations, 20, first.phone.transcript)
        assert asyncio.get_running_loop().time() - told_at > PAUSE - 0.1
        meanwhile = server.calls[since : server.calls.index(confirmations()[0])]
        assert [call.method for call in meanwhile].count("sendMessage") <= 3  # those that were under way
        await olga.reads(olga.say.team("Everything is sent"))
        assert all(len(one.read(FEST)) == 1 for one in [olga, *people])


def refused(server: TelegramServer, status: int) -> list[Call]:
    """The calls that were answered with this status."""
    return [call for call in server.calls if call.status == status]


async def test_who_blocks_the_bot_is_unreachable_and_comes_back_with_start(
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


async def test_a_stopped_announcement_can_be_sent_to_the_others_later(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock) as bot:
        olga, people, event = await prepared(bot, server, 40)
        await announces(olga, event)
        await server.until(lambda: people[4].read(FEST), 20, "the announcement does not go out")
        await olga.taps(olga.say.team("Stop"))
        await olga.reads(olga.say.team("Stopped"))
        assert 5 <= len([one for one in people if one.read(FEST)]) < 30
        await announces(olga, event)
        for one in [olga, *people]:
            await one.reads(FEST, new=False)
        await olga.reads(olga.say.team("Everything is sent"))
        assert all(len(one.read(FEST)) == 1 for one in [olga, *people])


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


async def test_an_update_that_does_not_parse_is_set_aside_and_its_neighbours_go_on(
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
        assert sum("update set aside" in line for line in bot.err) == 2
        bot.never_said(["secret words", "no update at all"])


async def test_updates_that_come_twice_or_with_lower_numbers_have_one_effect_each(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path, telegram_rate=FAST) as bot:
        _, [amina, john, mehmet], _ = await prepared(bot, server, 3)
        await amina.says("When does it begin?")
        letter = server.pending[-1] if server.pending else None
        assert letter is not None
        server.put_raw(letter)
        await amina.reads(amina.say.t("Shall I pass this on to the team?"))
        await john.says("/menu")
        await john.reads(john.say.t("Hello {name}! What would you like to do?", name=john.name))
        server.put_raw(letter)
        server.update_id = 17  # after a quiet week, Telegram draws new numbers
        await mehmet.says("/menu")
        await mehmet.reads(mehmet.say.t("Hello {name}! What would you like to do?", name=mehmet.name))
        assert bot.value("SELECT count(*) FROM letter") == 1
        assert len(amina.phone.messages) == 1


async def test_a_refused_token_ends_the_process_with_one_sentence(server: TelegramServer, tmp_path: Path) -> None:
    async with installed(server, tmp_path, telegram_token="7311442086:AAF0-revoked_token_of_35_characters") as bot:
        bot.from_a_shell = True
        await bot.launch()
        assert await bot.ended(30) == 1
        assert bot.err == ["The messenger refuses this bot. The token is not valid."]


async def test_a_second_poller_ends_the_process_with_one_sentence(server: TelegramServer, tmp_path: Path) -> None:
    async with installed(server, tmp_path) as bot:
        await bot.start()
        async with aiohttp.ClientSession() as other:
            await other.get(f"{server.url}/bot{server.token}/getUpdates")
        assert await bot.ended() == 1
        assert bot.err == ["The messenger refuses this bot. Another program is reading this bot's messages."]
