"""Whoever watches over the real process from outside learns what is wrong, and why; the team learns it in the chat."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.language.texts import team_texts
from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import announces, draft_event, settle_in, settle_on_a_page, someone
from tests.acceptance.process import UP_WITHIN, Bot, installed
from tests.play import plain
from tests.stand_ins.telegram import TelegramServer

ANSWERS_WITHIN = 4.0  # seconds; it promises two, and the machine may be busy
SCRAPER = "gartenzwerg_4711_geheim"


async def get(bot: Bot, path: str, **headers: str) -> tuple[int, aiohttp.ClientResponse]:
    """A page, with its body read."""
    url = f"http://127.0.0.1:{bot.settings['web_port']}{path}"
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        await answer.read()
        return answer.status, answer


async def health(bot: Bot) -> tuple[int, dict[str, Any]]:
    """What /health says."""
    status, answer = await get(bot, "/health")
    return status, await answer.json()


async def turns(bot: Bot, status: int) -> None:
    """Ask until /health answers with this status."""
    async with asyncio.timeout(UP_WITHIN):
        while (await health(bot))[0] != status:
            pass


@dataclass
class Page:
    """Someone's page of the web chat, with everything that was said on it while it was open."""

    socket: aiohttp.ClientWebSocketResponse
    said: list[str] = field(default_factory=list)

    async def reads(self, words: str) -> None:
        """Wait until this is said."""
        async with asyncio.timeout(UP_WITHIN):
            while not self.has(words):
                frame = await self.socket.receive_json()
                for message in frame.get("messages", ()):
                    self.said.append(plain(" ".join(line["text"] for line in message["content"]["lines"])))

    def has(self, words: str) -> int:
        """How many messages say this."""
        return sum(words in one for one in self.said)


@asynccontextmanager
async def page(bot: Bot, token: str) -> AsyncIterator[Page]:
    """An open page."""
    url = f"http://127.0.0.1:{bot.settings['web_port']}/c/{token}/live?after=0"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        yield Page(socket)


async def test_a_database_that_another_program_holds_is_told_within_seconds_and_so_is_its_end(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path) as bot:
        await bot.start()
        assert (await health(bot))[0] == 200
        with closing(sqlite3.connect(bot.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await turns(bot, 503)
            for _ in range(2):
                begin = perf_counter()
                status, found = await health(bot)
                assert perf_counter() - begin < ANSWERS_WITHIN
                assert (status, found["ok"], found["database_writable"]) == (503, False, False)
                assert "another program may hold it" in found["lights"]["database"]["why"]
                assert found["lights"]["polling"]["ok"]
            code, said = await bot.command("check")
            assert code == 1
            assert "✗ database: It has not taken a write in time: another program may hold it" in said
            other.execute("ROLLBACK")
        await turns(bot, 200)
        code, said = await bot.command("check")
        assert (code, "✗" in said) == (0, False), said
        assert "✓ polling: Telegram answers." in said


async def test_telegram_away_is_told_with_the_reason_and_check_prints_it(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock) as bot:
        await bot.start()
        assert (await health(bot))[0] == 200
        await server.stop()
        clock.move_on(minutes=4)
        status, found = await health(bot)
        assert status == 503
        assert [name for name, light in found["lights"].items() if not light["ok"]] == ["polling"]
        why = "Telegram has not answered since 10:00: look at this machine's network."
        assert found["lights"]["polling"]["why"] == why
        code, said = await bot.command("check")
        assert code == 1
        assert f"\n✗ polling: {why}\n" in said
        assert "\n✓ database: It can be written.\n" in said


async def test_check_says_when_the_running_bot_does_not_answer_where_it_should(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with installed(server, tmp_path) as bot:
        await bot.start()
        code, said = await bot.command("check", web_port="1")
        assert code == 1
        assert said.endswith("\n✗ It does not answer at 127.0.0.1:1.\n")


def told(language: str) -> tuple[str, str]:
    """What the team is told of the trouble in the test below, and of its end."""
    say = team_texts(language)
    stuck = say.team(
        "Messages on {channel} do not leave at the moment, since {time}. Nothing is lost. They go out by themselves "
        "when it works again.",
        channel="Telegram",
        time="10:00",
    )
    again = "Messages on {channel} go out again. They did not leave from {start} to {end}."
    return stuck, say.team(again, channel="Telegram", start="10:00", end="11:00")


async def something_waits(bot: Bot) -> None:
    """Wait until a message may leave, and does not. Asking how the bot is takes a moment each time."""
    async with asyncio.timeout(UP_WITHIN):
        while not bot.value("SELECT count(*) FROM delivery WHERE state = 'waiting' AND not_before IS NULL"):
            await health(bot)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_coordinator_in_the_web_chat_is_told_once_that_telegram_is_stuck_and_once_that_it_is_not(
    server: TelegramServer, tmp_path: Path, clock: SharedClock, language: str
) -> None:
    vera, amina = someone(server, "Vera", "de", clock), someone(server, "Amina", "ar", clock)
    async with installed(server, tmp_path, clock) as bot:
        await settle_in(bot, [amina], team=[vera])
        token = await settle_on_a_page(bot, "Olga", language)
        event = await draft_event(bot, "Fest der Nachbarn")
        await bot.start()
        stuck, again = (plain(words) for words in told(language))
        async with page(bot, token) as olga:
            server.fail_next("sendMessage", 429, chat=amina.phone.id, retry_after=3600)
            await announces(vera, event)
            await bot.says("paused channel=telegram")
            await vera.says("/menu")  # so that something waits in any case, also when her own messages were quicker
            await something_waits(bot)
            clock.move_on(minutes=11)
            await bot.says("stuck channel=telegram")
            why = (await health(bot))[1]["lights"]["sending_telegram"]["why"]
            assert "although messages wait: it is held until 11:00, as the messenger asked for it" in why
            await olga.reads(stuck)
            clock.move_on(minutes=49, seconds=10)
            await olga.reads(again)
            assert (olga.has(stuck), olga.has(again)) == (1, 1)
        await vera.reads("gehen die Nachrichten wieder raus")
        assert not vera.read("gehen gerade keine Nachrichten raus")


async def test_the_numbers_are_there_for_prometheus(server: TelegramServer, tmp_path: Path) -> None:
    async with installed(server, tmp_path, metrics_token=SCRAPER) as bot:
        amina = someone(server, "Amina", "ar")
        await amina.starts()
        await bot.start()
        await amina.reads(amina.say.t("Hello! Please choose your language."))
        status, answer = await get(bot, "/metrics", Authorization=f"Bearer {SCRAPER}")
        assert status == 200
        names = {family.name for family in text_string_to_metric_families(await answer.text())}
        assert {"kranich_deliveries_finished", "kranich_send_seconds", "kranich_last_poll_age_seconds"} <= names
        assert (await get(bot, "/metrics"))[0] == 403
        code, said = await bot.command("check")
        assert code == 0
        assert f"✓ Metrics are at http://127.0.0.1:{bot.settings['web_port']}/metrics" in said
        assert SCRAPER not in said
        bot.never_said([SCRAPER])
