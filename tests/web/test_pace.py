"""Nobody fills the disk, or keeps the bot from the others."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.web import pace
from tests.web.serving import TOKEN, Browser, House, an_id, house, served
from tests.web.test_chat import PNG

HERE, THERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    for name in ("NEW_CHATS", "CALLS", "FILES"):
        monkeypatch.setattr(pace, name, 3)
    async with house(tmp_path) as made, served(made):
        await made.moves_in()
        yield made


async def start(browser: Browser, caller: str) -> int:
    status, _, _ = await browser.post("/start", "payload=", X_Forwarded_For=caller)
    return status


async def says(browser: Browser, number: int, caller: str) -> int:
    said = {"id": an_id(number), "text": "Hallo"}
    status, _, _ = await browser.post(f"/c/{TOKEN}/messages", said, X_Forwarded_For=caller)
    return status


async def test_new_chats_of_one_caller_are_bounded_each_hour(browser: Browser, home: House) -> None:
    assert [await start(browser, HERE) for _ in range(4)] == [303, 303, 303, 429]
    assert len(await home.inbox()) == 3
    assert await start(browser, THERE) == 303
    home.clock.move_on(timedelta(hours=1))
    assert await start(browser, HERE) == 303


async def test_the_refusal_says_in_simple_words_when_to_come_again(browser: Browser) -> None:
    for _ in range(3):
        await start(browser, HERE)
    status, _, html = await browser.post(
        "/start", "payload=", X_Forwarded_For=HERE, Accept="text/html", Accept_Language="de"
    )
    assert status == 429
    assert "Bitte warten Sie 1 Stunde." in html


async def test_messages_of_one_caller_are_bounded_each_minute(browser: Browser, home: House) -> None:
    assert [await says(browser, number, HERE) for number in range(4)] == [200, 200, 200, 429]
    assert len(await home.shown()) == 3
    assert await says(browser, 4, THERE) == 200
    home.clock.move_on(timedelta(minutes=1))
    assert await says(browser, 3, HERE) == 200


async def test_files_of_one_caller_are_bounded_each_minute(browser: Browser, home: House) -> None:
    paths = [f"/c/{TOKEN}/files?kind=photo&id={an_id(number)}" for number in range(4)]
    found = [await browser.post(path, PNG, Content_Type="image/png", X_Forwarded_For=HERE) for path in paths]
    assert [status for status, _, _ in found] == [200, 200, 200, 429]
    assert json.loads(found[-1][2])["error"]
    assert len(await home.inbox()) == 3


async def test_live_connections_of_one_caller_are_bounded_each_minute(browser: Browser) -> None:
    for _ in range(3):
        async with browser.live(X_Forwarded_For=HERE) as socket:
            await socket.receive_json()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.live(X_Forwarded_For=HERE)
    assert refused.value.status == 429


async def test_a_household_with_many_addresses_is_one_caller(browser: Browser) -> None:
    found = [await start(browser, f"2001:db8:7:1::{number}") for number in range(4)]
    assert found == [303, 303, 303, 429]
    assert await start(browser, "2001:db8:7:2::1") == 303


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
async def test_what_comes_from_this_machine_is_not_counted(host: str, browser: Browser) -> None:
    assert [await start(browser, host) for _ in range(5)] == [303] * 5
