"""Fault 26: whatever is sent to a route of the web server, it is answered or refused, and never breaks anything."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import strategies as st
from starlette.routing import BaseRoute

from bot.channels.telegram import TelegramChannel
from bot.clock import system_clock
from bot.web import pace
from bot.web.parts import SECRET_HEADER
from bot.web.server import MOST_HEADER_BYTES
from tests.security.calls import (
    ROUTES,
    SECRET,
    Call,
    calls,
    chunk,
    known_calls,
    methods_of,
    name_of,
    no_calls,
    plain,
    status_of,
)
from tests.security.exploring import LENGTHS, dump, explore, odd_json, odd_numbers, odd_texts
from tests.web.serving import Browser, House, house, served
from tests.web.test_demo import Village


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """All routes there are, served as in earnest: with a webhook and a demo."""
    telegram = TelegramChannel("1:" + "a" * 30, clock=system_clock, webhook_secret=SECRET)
    async with house(tmp_path, telegram=telegram, demo=Village()) as made, served(made):
        await made.moves_in()
        yield made
    await telegram.close()


@pytest.fixture
async def browser(home: House) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, home)


@pytest.fixture
def trouble(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What is logged as an error, or with an exception."""
    caplog.set_level(logging.WARNING)
    return caplog.records


async def version(home: House) -> int:
    """A number that is another one after everything that was written to the database."""
    return int(await home.database.read.value("PRAGMA data_version"))


def serious(records: list[logging.LogRecord]) -> list[str]:
    return [record.getMessage() for record in records if record.levelno >= logging.ERROR or record.exc_info]


@pytest.mark.parametrize("examples", LENGTHS)
@pytest.mark.parametrize("route", ROUTES, ids=name_of)
async def test_fault_26_no_call_breaks_a_route_and_a_refused_one_changes_nothing(
    route: BaseRoute, examples: int, home: House, trouble: list[logging.LogRecord]
) -> None:
    async def holds(call: Call) -> None:
        before = await version(home)
        status = await status_of(home.port, call)
        assert status is None or status < 500, status
        assert serious(trouble) == []
        if status not in {200, 303}:
            assert await version(home) == before

    for call in known_calls(route):
        await holds(call)
    await explore(examples, calls(route), holds)


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_26_what_is_no_call_at_all_breaks_nothing(
    examples: int, home: House, browser: Browser, trouble: list[logging.LogRecord]
) -> None:
    async def holds(call: Call) -> None:
        status = await status_of(home.port, call)
        assert status is None or status < 500, status
        assert serious(trouble) == []

    await explore(examples, no_calls(), holds)
    assert (await browser.get("/health"))[0] == 200


frames = st.one_of(st.binary(max_size=1_500), odd_texts.map(lambda text: text.encode(errors="replace").decode()))


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_26_no_message_breaks_a_live_connection(
    examples: int, browser: Browser, home: House, trouble: list[logging.LogRecord]
) -> None:
    before = await dump(home.database.read)

    async def holds(said: list[str | bytes]) -> None:
        async with browser.live() as socket:
            for one in said:
                await (socket.send_bytes(one) if isinstance(one, bytes) else socket.send_str(one))
            await socket.close()
        assert serious(trouble) == []

    await explore(examples, st.lists(frames, max_size=4), holds)
    async with browser.live() as socket:
        assert (await socket.receive_json())["type"] == "all"
    assert await dump(home.database.read) == before


async def test_a_long_message_over_a_live_connection_ends_it(browser: Browser) -> None:
    async with browser.live() as socket:
        await socket.send_str("?" * 1_025)
        while (heard := await socket.receive()).type != aiohttp.WSMsgType.CLOSE:
            assert heard.type == aiohttp.WSMsgType.TEXT
        assert heard.data == 1009


UPDATE = st.fixed_dictionaries({}, optional={"update_id": odd_numbers, "message": odd_json, "callback_query": odd_json})
updates = st.one_of(
    UPDATE.map(json.dumps), odd_json.map(json.dumps), st.binary(max_size=99),
    st.sampled_from(["", "[" * 9_000, "9" * 5_000]),
)  # fmt: skip


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_26_whatever_the_webhook_is_sent_is_kept_once_and_replayed_has_no_effect(
    examples: int, browser: Browser, home: House, trouble: list[logging.LogRecord]
) -> None:
    async def holds(update: Any) -> None:
        for _ in range(2):
            status, _, _ = await browser.post("/telegram", update, **{SECRET_HEADER.replace("-", "_"): SECRET})
            assert status == 200
            kept.append(await home.database.read.value("SELECT count(*) FROM inbox"))
        assert kept[-1] == kept[-2] <= kept[-3] + 1
        assert serious(trouble) == []

    kept = [0]
    await explore(examples, updates, holds)
    assert kept[-1] > examples / 2


async def test_fault_26_a_forged_secret_is_refused_whatever_it_is(browser: Browser, home: House) -> None:
    before = await dump(home.database.read)
    for secret in (
        b"",
        b"wrong",
        SECRET[:-1].encode(),
        SECRET.upper().encode(),
        b"g\xc3\xa4rten",
        b"\xff",
        b"x" * 9_000,
    ):
        head = b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n%s: %s\r\n\r\n"
        call = Call(head % (SECRET_HEADER.encode(), secret), b'{"update_id":8}', whole=True)
        assert await status_of(home.port, call) == 403, secret
    twice = Call(
        head.replace(b"\r\n\r\n", b"\r\n%s: %s\r\n\r\n") % ((SECRET_HEADER.encode(), b"x") * 2), b"", whole=True
    )
    assert await status_of(home.port, twice) == 403
    assert await dump(home.database.read) == before


async def test_fault_26_headers_without_end_are_refused(home: House) -> None:
    head, more = b"GET / HTTP/1.1\r\nHost: x\r\n%s\r\n", b"X-More: 1\r\n"
    assert await status_of(home.port, Call(head % (more * 99), b"", whole=True)) == 303
    assert await status_of(home.port, Call(head % (more * 100), b"", whole=True)) == 431
    unfinished = Call(b"GET / HTTP/1.1\r\nX-More: " + b"x" * MOST_HEADER_BYTES, b"", whole=True)
    assert await status_of(home.port, unfinished) == 400


@pytest.mark.parametrize("route", [route for route in ROUTES if "POST" in methods_of(route)], ids=name_of)
async def test_fault_26_ten_megabytes_are_refused_over_the_wire(route: BaseRoute, home: House) -> None:
    head = f"POST {plain(route)}?kind=photo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    before = await dump(home.database.read)
    assert await status_of(home.port, Call(head.encode(), chunk(b"x" * 10_000_000), whole=True)) in {
        400,
        403,
        413,
        None,
    }
    assert await dump(home.database.read) == before


async def test_fault_26_a_body_that_comes_too_slowly_is_refused(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.guard.BODY_SECONDS", 0.02)
    head = f"POST {plain('/c/{token}/messages')} HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n".encode()
    assert await status_of(home.port, Call(head, b'{"id"', whole=True)) == 408


async def test_what_a_page_says_over_a_live_connection_has_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "EVERYTHING", 3)
    async with house(tmp_path) as home, served(home), aiohttp.ClientSession() as session:
        await home.moves_in()
        async with Browser(session, home).live(X_Forwarded_For="203.0.113.7") as socket:
            for _ in range(3):
                await socket.send_str("?")
            heard = [one async for one in socket]
            assert [one.json()["type"] for one in heard].count("here") == 2
            assert socket.close_code == 1013
