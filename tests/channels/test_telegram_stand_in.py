"""The stand-in refuses what Telegram refuses: a test that passes against it says something."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.stand_ins.telegram import TOKEN, TelegramServer, in_thread

BUTTON = {"text": "Menu", "callback_data": "menu"}


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        server.person(4711, started=True)
        yield server


async def ask(server: TelegramServer, method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{token}/{method}", json=parameters) as response,
    ):
        body = await response.json()
        return response.status, body.get("result", body.get("description"))


@pytest.mark.parametrize(
    ("method", "parameters", "refusal"),
    [
        ("sendMesage", {}, "Not Found"),
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 4711}, "message text is empty"),
        ("sendMessage", {"chat_id": 4711, "text": " \n "}, "message text is empty"),
        ("sendMessage", {"chat_id": 4711, "text": 5}, "text must be of type str"),
        ("sendMessage", {"chat_id": 4711, "text": "x", "txet": "x"}, "unknown parameter txet"),
        ("sendMessage", {"chat_id": 4712, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": 4711, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 4711, "text": "🙂" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 4711, "text": "x", "parse_mode": "Html5"}, "unsupported parse_mode"),
        ("sendMessage", {"chat_id": 4711, "text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
        ("sendMessage", {"chat_id": 4711, "text": "<b>a", "parse_mode": "HTML"}, "Can't find end tag"),
        ("sendMessage", {"chat_id": 4711, "text": "<b><i>a</b></i>", "parse_mode": "HTML"}, "Unmatched end tag"),
        ("sendMessage", {"chat_id": 4711, "text": "<h1>a</h1>", "parse_mode": "HTML"}, "Unsupported start tag"),
        ("sendPhoto", {"chat_id": 4711, "photo": "photo-99"}, "wrong file identifier"),
        ("sendPhoto", {"chat_id": 4711, "photo": "x", "caption": "x" * 1025}, "caption is too long"),
        ("editMessageText", {"chat_id": 4711, "message_id": 5, "text": "x"}, "message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "5"}, "query is too old"),
        ("getFile", {"file_id": "x"}, "wrong file_id"),
        ("setMyCommands", {"commands": [{"command": "Menu", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyDescription", {"description": "x", "language_code": "ckb"}, "invalid language code"),
        ("setWebhook", {"url": "http://example.org"}, "HTTPS URL must be provided"),
    ],
)
async def test_a_wrong_call_is_refused(
    server: TelegramServer, method: str, parameters: dict[str, Any], refusal: str
) -> None:
    status, said = await ask(server, method, **parameters)
    assert (status in {400, 404}, refusal in said) == (True, True), said


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([[BUTTON | {"callback_data": "ä" * 33}]], "BUTTON_DATA_INVALID"),
        ([[BUTTON | {"callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "Menu"}]], "Text buttons are unallowed"),
        ([[BUTTON | {"text": ""}]], 'Field "text" must be'),
        ([[BUTTON] * 9], "reply markup is too long"),
        ([BUTTON], "Array expected"),
    ],
)
async def test_a_wrong_keyboard_is_refused(server: TelegramServer, rows: Any, refusal: str) -> None:
    status, said = await ask(server, "sendMessage", chat_id=4711, text="x", reply_markup={"inline_keyboard": rows})
    assert status == 400
    assert refusal in said


async def test_tokens_are_checked(server: TelegramServer) -> None:
    assert await ask(server, "getMe", token=TOKEN[:-1] + "x") == (401, "Unauthorized")
    assert await ask(server, "getMe", token="nonsense") == (404, "Not Found")


async def test_a_limit_of_updates_and_a_negative_offset_are_honoured(server: TelegramServer) -> None:
    amal = server.person(4711)
    for word in ("one", "two", "three"):
        await amal.send(word)
    _, first = await ask(server, "getUpdates", limit=1)
    assert [update["message"]["text"] for update in first] == ["one"]
    _, last = await ask(server, "getUpdates", offset=-1)
    assert [update["message"]["text"] for update in last] == ["three"]
    assert await ask(server, "getUpdates", offset=last[0]["update_id"] + 1) == (200, [])
    assert not server.pending


async def test_updates_that_were_not_asked_for_do_not_come(server: TelegramServer) -> None:
    await ask(server, "getUpdates", allowed_updates=["callback_query"])
    await server.person(4711).send("hello")
    assert await ask(server, "getUpdates") == (200, [])


@pytest.mark.parametrize(
    ("minutes", "left"),
    [(2, ["message", "callback_query"]), (3, ["message"]), (24 * 60, ["message"]), (24 * 60 + 1, [])],
)
async def test_taps_are_kept_for_150_seconds_and_everything_else_for_a_day(
    server: TelegramServer, minutes: float, left: list[str]
) -> None:
    amal = server.person(4711)
    await ask(server, "sendMessage", chat_id=4711, text="Hello", reply_markup={"inline_keyboard": [[BUTTON]]})
    await amal.send("hello")
    press = await amal.tap("Menu")
    server.pass_minutes(minutes)
    _, found = await ask(server, "getUpdates")
    assert [kind for update in found for kind in update if kind != "update_id"] == left
    status, _ = await ask(server, "answerCallbackQuery", callback_query_id=press.id)
    assert status == (200 if "callback_query" in left else 400)


async def test_an_answer_can_be_held_until_something_else_has_happened(server: TelegramServer) -> None:
    held = server.fail_next("sendMessage", "held", chat=4711)
    amal = server.person(4711)
    sending = asyncio.create_task(ask(server, "sendMessage", chat_id=4711, text="Hello"))
    await server.until(lambda: not held.times, 10, "the call does not come")
    amal.blocked = True
    assert not sending.done()
    held.release.set()
    assert await sending == (403, "Forbidden: bot was blocked by the user")
    assert not server.taken["sendMessage"]


async def test_a_person_who_waits_in_vain_says_what_they_see(server: TelegramServer) -> None:
    amal = server.person(4711)
    await ask(server, "sendMessage", chat_id=4711, text="Hello", reply_markup={"inline_keyboard": [[BUTTON]]})
    with pytest.raises(AssertionError, match=r"Amal waits for 'Bye' and sees:\n\[\d+\] Hello \['Menu'\]"):
        await amal.reads("Bye", within=0)
    with pytest.raises(AssertionError, match="no button 'Help'"):
        await amal.tap("Help")


def test_it_also_runs_in_a_thread() -> None:
    server = TelegramServer()
    amal = server.person(4711)
    with in_thread(server) as do:
        do(amal.start())
        assert do(ask(server, "sendMessage", chat_id="4711", text="Hello"))[0] == 200
        assert do(amal.reads("Hello")).text == "Hello"


def test_it_also_runs_on_its_own() -> None:
    command = [sys.executable, "-m", "tests.stand_ins.telegram", "--people", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().startswith("http://127.0.0.1:")
        finally:
            process.terminate()
