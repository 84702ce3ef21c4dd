"""Telegram's calls are kept before they are acknowledged."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.protocol import Arrival, Unparsable
from bot.store import inbox
from bot.web.parts import SECRET_HEADER
from tests.faults.troubles import TROUBLES, Trouble
from tests.web.serving import Browser, House, house, served

SECRET = "gartenzwerg_4711_geheim"


class Telegram:
    """What the Telegram channel offers to the web server."""

    def secret_matches(self, header: str | None) -> bool:
        return header is not None and hmac.compare_digest(header.encode(), SECRET.encode())

    def arrival(self, body: bytes) -> Arrival:
        try:
            return Arrival(str(json.loads(body)["update_id"]), body.decode())
        except (ValueError, KeyError, TypeError) as error:
            raise Unparsable from error


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, telegram=Telegram()) as made, served(made):
        yield made


@pytest.fixture
async def browser(home: House) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, home)


async def call(browser: Browser, body: str | bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return (await browser.post("/telegram", body, **headers))[0]


async def kept(home: House) -> list[tuple[str, str]]:
    return [(row.channel, row.raw) for row in await inbox.waiting(home.database.read, 9)]


async def test_fault_26_a_replayed_update_is_kept_once(browser: Browser, home: House) -> None:
    assert await call(browser, '{"update_id": 8}') == 200
    assert await call(browser, '{"update_id": 8}') == 200
    assert await kept(home) == [("telegram", '{"update_id": 8}')]


@pytest.mark.parametrize("secret", [None, "", "falsch", "gärtenzwerg", SECRET + "x"])
async def test_fault_26_a_forged_call_is_refused(secret: str | None, browser: Browser, home: House) -> None:
    assert await call(browser, '{"update_id": 8}', secret) == 403
    assert await kept(home) == []


async def test_a_call_that_cannot_be_read_is_kept_to_be_set_aside(browser: Browser, home: House) -> None:
    assert await call(browser, b"\xff not json") == 200
    assert await call(browser, b"\xff not json") == 200
    assert await kept(home) == [("telegram", "\ufffd not json")]


async def test_fault_26_a_call_of_ten_megabytes_is_refused(browser: Browser, home: House) -> None:
    assert await call(browser, b"x" * 10_000_000) == 413
    assert await kept(home) == []


@pytest.mark.parametrize(("trouble", "why"), TROUBLES)
async def test_fault_22_nothing_is_acknowledged_that_is_not_stored(
    browser: Browser, home: House, trouble: Trouble, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    long = json.dumps({"update_id": 8, "x": "x" * 20_000})
    async with trouble(home.database):
        assert await call(browser, long) == 503
        assert why in caplog.text
        assert await kept(home) == []
    assert await call(browser, long) == 200
    assert await kept(home) == [("telegram", long)]


async def test_without_a_demo_there_is_none(browser: Browser) -> None:
    assert (await browser.get("/demo"))[0] == 404
    assert (await browser.get("/"))[0] == 200
