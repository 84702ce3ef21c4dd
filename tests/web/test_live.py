"""A page shows what changes as soon as it changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import pytest

from bot.channels.web import Listener, Listeners
from bot.domain.content import Button, Content, Line, rows, text
from bot.store import web_messages
from tests.web.serving import ADDRESS, TOKEN, Browser, House, an_id


@pytest.fixture(autouse=True)
async def somebody(home: House) -> None:
    await home.moves_in()


async def said(socket: aiohttp.ClientWebSocketResponse, kind: str = "news") -> dict[str, Any]:
    """The next frame of a kind."""
    while True:
        frame: dict[str, Any] = await asyncio.wait_for(socket.receive_json(), 10)
        if frame["type"] == kind:
            return frame


def texts(frame: dict[str, Any]) -> list[str]:
    return [line["text"] for message in frame["messages"] for line in message["content"]["lines"]]


async def test_a_page_gets_what_stands_on_it_and_then_what_is_new(browser: Browser, home: House) -> None:
    await home.bot_says(text("de", "Guten Morgen"))
    async with browser.live() as socket:
        assert texts(await said(socket)) == ["Guten Morgen"]
        await home.bot_says(text("de", "Am Samstag kochen wir."))
        assert texts(await said(socket)) == ["Am Samstag kochen wir."]
        await browser.says(an_id(1), text="Ich komme!")
        frame = await said(socket)
        assert texts(frame) == ["Ich komme!"]
        assert frame["messages"][0]["mine"]


async def test_an_edit_keeps_the_name_and_time_of_its_message(browser: Browser, home: House) -> None:
    name = await home.bot_says(Content("de", (Line("Kommst du?"),), rows([Button("Ja", "yes")])))
    async with browser.live() as socket:
        before = (await said(socket))["messages"][0]
        await home.bot_says(text("de", "Du kommst."), target=name)
        (after,) = (await said(socket))["messages"]
    assert (after["name"], after["at"]) == (before["name"], before["at"])
    assert after["id"] > before["id"]
    assert after["content"]["buttons"] == []


async def test_a_word_that_answers_a_tap_is_shown_and_not_kept(browser: Browser, home: House) -> None:
    async with browser.live() as socket:
        await said(socket)
        assert await home.bot_says(Content("de", (), toast="Gut!"), target="b4") == "b4"
        frame = await said(socket)
        assert (frame["messages"], frame["toasts"]) == ([], ["Gut!"])
    assert await home.shown() == []


async def test_a_word_that_answers_a_tap_stays_where_the_page_is_not_back_yet(browser: Browser, home: House) -> None:
    await home.bot_says(Content("de", (), toast="Es ist kein Platz frei."), target="b4")
    async with browser.live() as socket:
        frame = await said(socket)
        assert (texts(frame), frame["toasts"]) == (["Es ist kein Platz frei."], [])


async def test_a_new_language_changes_the_page_itself(browser: Browser, home: House) -> None:
    async with browser.live() as socket:
        state = await said(socket, "state")
        assert (state["language"], state["direction"], state["days"]["months"][10]) == ("de", "ltr", "November")
        await home.speaks("ar")
        await home.bot_says(text("ar", "أهلاً"))
        state = await said(socket, "state")
        assert (state["language"], state["direction"]) == ("ar", "rtl")
        (message,) = (await said(socket))["messages"]
        assert (message["language"], message["direction"]) == ("ar", "rtl")


async def test_the_page_of_somebody_forgotten_is_emptied_but_for_the_goodbye(browser: Browser, home: House) -> None:
    await home.speaks("tr")
    await home.bot_says(text("tr", "Cumartesi çorba yapıyoruz."))
    async with browser.live(Accept_Language="de") as socket:
        assert (await said(socket, "state"))["language"] == "tr"
        assert texts(await said(socket)) == ["Cumartesi çorba yapıyoruz."]
        await home.forgets()
        await home.bot_says(text("tr", "Hoşça kalın!"))
        frames = [await asyncio.wait_for(socket.receive_json(), 10) for _ in range(2)]
        assert [frame["type"] for frame in frames] == ["emptied", "news"]
        assert texts(frames[1]) == ["Hoşça kalın!"]


async def test_a_page_that_slept_while_its_person_was_forgotten_starts_over(browser: Browser, home: House) -> None:
    await home.bot_says(text("de", "Am Samstag kochen wir."))
    seen = (await web_messages.since(home.database.read, ADDRESS, 0))[-1].id
    await home.forgets()
    await home.bot_says(text("de", "Alles Gute!"))
    async with browser.live(after=seen) as socket:
        assert (await asyncio.wait_for(socket.receive_json(), 10))["type"] == "all"
        assert texts(await said(socket)) == ["Alles Gute!"]


async def test_a_page_that_two_share_is_shown_anew_when_one_is_gone_and_not_when_the_turn_goes_on(
    browser: Browser, home: House
) -> None:
    await home.bot_says(text("de", "Guten Morgen"))
    await home.shares("ar")
    async with browser.live() as socket:
        assert (await said(socket, "state"))["language"] == "ar"
        assert texts(await said(socket)) == ["Guten Morgen"]
        await home.gives_turn_back()
        await home.bot_says(text("de", "Kommst du?"))
        assert [(await asyncio.wait_for(socket.receive_json(), 10))["type"] for _ in range(2)] == ["state", "news"]
        await home.forgets()
        await home.bot_says(text("ar", "أهلاً"))
        assert (await asyncio.wait_for(socket.receive_json(), 10))["type"] == "emptied"
        assert (await said(socket, "state"))["language"] == "ar"


async def test_somebody_who_was_forgotten_and_starts_again_reads_only_what_is_new(
    browser: Browser, home: House
) -> None:
    await home.bot_says(text("de", "Am Samstag kochen wir."))
    async with browser.live() as socket:
        await said(socket)
        await home.forgets()
        await home.moves_in()
        await home.bot_says(text("de", "Willkommen!"))
        assert await said(socket, "emptied")
        assert texts(await said(socket)) == ["Willkommen!"]
        await home.bot_says(text("de", "Wie heißt du?"))
        assert (await asyncio.wait_for(socket.receive_json(), 10))["type"] == "news"


async def test_a_page_that_comes_back_gets_only_what_it_missed(browser: Browser, home: House) -> None:
    await home.bot_says(text("de", "eins"))
    seen = (await web_messages.since(home.database.read, ADDRESS, 0))[-1].id
    await home.bot_says(text("de", "zwei"))
    async with browser.live(after=seen) as socket:
        assert texts(await said(socket)) == ["zwei"]


async def test_a_page_starts_over_when_it_has_seen_more_than_there_is(browser: Browser, home: House) -> None:
    await home.bot_says(text("de", "aus der Sicherung"))
    async with browser.live(after=5000) as socket:
        assert (await asyncio.wait_for(socket.receive_json(), 10))["type"] == "all"
        assert texts(await said(socket)) == ["aus der Sicherung"]


@pytest.mark.parametrize("after", ["", "-1", "x", "9" * 30, "1;DROP"])
async def test_an_odd_place_to_go_on_from_is_the_beginning(after: str, browser: Browser, home: House) -> None:
    await home.bot_says(text("de", "von vorn"))
    async with browser.live(after=after) as socket:  # type: ignore[arg-type]
        assert texts(await said(socket)) == ["von vorn"]


async def test_people_do_not_see_each_others_messages(browser: Browser, home: House) -> None:
    await home.moves_in("zweite-seite")
    async with browser.live(token="zweite-seite") as socket:
        await said(socket)
        await home.bot_says(text("de", "nicht für dich"))
        await home.bot_says(text("de", "für dich"), token="zweite-seite")
        assert texts(await said(socket)) == ["für dich"]


async def test_two_windows_of_one_page_show_the_same(browser: Browser, home: House) -> None:
    async with browser.live() as phone, browser.live() as laptop:
        await said(phone)
        await said(laptop)
        await home.bot_says(text("de", "auf beiden"))
        assert texts(await said(phone)) == texts(await said(laptop)) == ["auf beiden"]


async def test_a_page_nobody_has_is_told_to_stop_trying(browser: Browser) -> None:
    async with browser.live(token="guessed") as socket:
        message = await asyncio.wait_for(socket.receive(), 10)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 4404)


async def test_another_site_cannot_listen(browser: Browser) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.live(Origin="https://evil.example")
    assert refused.value.status == 403


async def test_a_page_can_ask_whether_it_is_still_heard(browser: Browser) -> None:
    async with browser.live() as socket:
        await said(socket)
        await socket.send_str("?")
        assert await said(socket, "here")
        await socket.send_bytes(b"\x00")
        assert await said(socket, "here")


class Broken(Listeners):
    """What a mistake of ours in the midst of telling a page looks like."""

    @contextmanager
    def listen(self, address: str) -> Iterator[Listener]:
        class Deaf(Listener):
            async def news(self) -> list[str]:
                raise RuntimeError("dictionary changed size during iteration")

        yield Deaf()


async def test_a_mistake_of_ours_is_not_taken_for_a_page_that_left(
    browser: Browser, home: House, caplog: pytest.LogCaptureFixture
) -> None:
    home.channel.listeners = Broken()
    async with browser.live() as socket:
        await said(socket)
        assert (await asyncio.wait_for(socket.receive(), 10)).type is aiohttp.WSMsgType.CLOSED
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [RuntimeError]


async def test_nobody_listens_for_a_page_that_was_closed(browser: Browser, home: House) -> None:
    async with browser.live() as socket:
        await said(socket)
        assert home.channel.listeners.count(ADDRESS) == 1
    for _ in range(100):  # the server hears of it a little later
        if not home.channel.listeners.count(ADDRESS):
            break
        await browser.get("/health")
    assert home.channel.listeners.count(ADDRESS) == 0
    home.channel.listeners.notify(ADDRESS)


async def test_the_page_itself_says_what_its_script_needs(browser: Browser) -> None:
    _, _, html = await browser.get(f"/c/{TOKEN}")
    state = json.loads(html.split("data-state='")[1].split("'")[0])
    async with browser.live() as socket:
        assert {"type": "state", **state} == await said(socket, "state")
