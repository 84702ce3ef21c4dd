"""Updates from Telegram: nothing is confirmed that is not stored, and nothing that is odd stops the rest."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web

from bot.channels.protocol import Arrival, Unparsable
from bot.channels.telegram import TelegramChannel
from bot.errors import ChannelDown
from tests.channels.telegram_support import NOW, Naps, open_channel, running
from tests.stand_ins.telegram import TOKEN, TelegramServer

SECRET = "a-secret-of-the-webhook"


class Inbox:
    """Where updates are stored; the first `failures` times it cannot."""

    def __init__(self, server: TelegramServer, failures: int = 0) -> None:
        self.server = server
        self.failures = failures
        self.kept: dict[str, str] = {}
        self.calls: list[int] = []
        self.unconfirmed: list[int] = []

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        self.calls.append(len(arrivals))
        self.unconfirmed.append(len(self.server.pending))
        if self.failures:
            self.failures -= 1
            raise OSError("database or disk is full")
        self.kept |= {arrival.update_id: arrival.raw for arrival in arrivals}

    def texts(self) -> list[str]:
        return [json.loads(raw)["message"]["text"] for raw in self.kept.values()]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


async def all_confirmed(server: TelegramServer) -> None:
    await server.until(lambda: not server.pending, 5, "updates wait unconfirmed")


async def polls(server: TelegramServer, number: int) -> None:
    wanted = len(server.called("getUpdates")) + number
    await server.until(lambda: len(server.called("getUpdates")) >= wanted, 5, "no further poll")


async def test_fault_23_updates_are_stored_before_they_are_confirmed(server: TelegramServer) -> None:
    amal, inbox = server.person(4711), Inbox(server)
    await amal.start("invite-7Q")
    await amal.send("Grüße, می‌آیم 🙂")
    async with open_channel(server) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
        assert channel.last_poll == NOW
    assert inbox.texts() == ["/start invite-7Q", "Grüße, می‌آیم 🙂"]
    assert inbox.unconfirmed == [2]
    assert [call.parameters.get("offset") for call in server.called("getUpdates")] == [None, 900_003]
    assert server.called("getUpdates")[0].parameters["allowed_updates"] == [
        "message", "edited_message", "callback_query", "my_chat_member",
    ]  # fmt: skip


async def test_fault_22_what_could_not_be_stored_is_not_confirmed_and_comes_again(server: TelegramServer) -> None:
    inbox, naps = Inbox(server, failures=3), Naps()
    await server.person(4711).send("I come")
    async with open_channel(server, sleep=naps) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
    assert (inbox.calls, inbox.unconfirmed, inbox.texts()) == ([1] * 4, [1] * 4, ["I come"])
    assert naps.taken == [1, 2, 4]


async def test_an_odd_update_does_not_hold_up_its_neighbours(server: TelegramServer) -> None:
    amal, inbox = server.person(4711), Inbox(server)
    await amal.send("first")
    for odd in (7, None, ["x"], {"message": {"text": "no id"}}, {"update_id": "abc"}, {"update_id": -4, "message": 5}):
        server.put_raw(odd)
    server.put_raw({"update_id": 900_002, "message": "not as described \ud800"})
    server.update_id = 900_003
    await amal.send("last")
    async with open_channel(server) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
        kept = list(inbox.kept.values())
        assert len(kept) == 9
        assert len(set(inbox.kept)) == 9
        for raw in kept[1:-1]:
            with pytest.raises(Unparsable):
                channel.parse(raw)
        meant = [channel.parse(raw) for raw in (kept[0], kept[-1])]
    assert [incoming and incoming.text for incoming in meant] == ["first", "last"]


async def test_only_odd_updates_are_not_asked_for_in_a_hot_loop(server: TelegramServer) -> None:
    naps, inbox = Naps(), Inbox(server)
    server.put_raw({"message": {"text": "no id"}})
    async with open_channel(server, sleep=naps) as channel, running(channel, inbox.receive):
        await polls(server, 4)
    assert len(inbox.kept) == 1
    assert naps.taken[:3] == [1, 2, 4]


async def test_after_a_quiet_time_ids_may_begin_lower(server: TelegramServer) -> None:
    amal, inbox = server.person(4711), Inbox(server)
    await amal.send("before")
    async with open_channel(server, poll_seconds=0) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
        await polls(server, 2)
        server.update_id = 12
        await amal.send("after")
        await all_confirmed(server)
    assert list(inbox.kept) == ["900001", "12"]


@pytest.mark.parametrize("fault", [500, 502, 403, 400, "garbage", "disconnect before", "disconnect after accept"])
async def test_trouble_on_the_way_is_waited_out(server: TelegramServer, fault: int | str) -> None:
    inbox, naps = Inbox(server), Naps()
    server.fail_next("getUpdates", fault, times=7)
    await server.person(4711).send("I come")
    async with open_channel(server, sleep=naps) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
    assert inbox.texts() == ["I come"]
    assert naps.taken == [1, 2, 4, 8, 16, 30, 30]


async def test_a_pause_that_telegram_asks_for_is_obeyed(server: TelegramServer) -> None:
    inbox, naps = Inbox(server), Naps()
    server.fail_next("getUpdates", 429, retry_after=35)
    await server.person(4711).send("I come")
    async with open_channel(server, sleep=naps) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
    assert naps.taken == [35]


async def test_a_server_away_at_the_start_is_waited_for(server: TelegramServer) -> None:
    inbox, naps = Inbox(server), Naps()
    await server.person(4711).send("I come")
    await server.stop()

    async def back_after_three(seconds: float) -> None:
        await naps(seconds)
        if len(naps.taken) == 3:
            await server.start()

    async with open_channel(server, sleep=back_after_three) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
        assert channel.link("x") == "https://t.me/kranich_test_bot?start=x"
    assert naps.taken == [1, 2, 4]


async def test_a_second_reader_ends_the_first_with_a_plain_sentence(server: TelegramServer) -> None:
    inbox = Inbox(server)
    async with open_channel(server) as first, open_channel(server) as second, running(first, inbox.receive) as task:
        await server.until(lambda: server.called("getUpdates"), 5, "no poll")
        async with running(second, inbox.receive):
            with pytest.raises(ChannelDown, match=r"Another program is reading this bot's messages\."):
                await task


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
async def test_a_refused_token_ends_the_intake(server: TelegramServer, method: str) -> None:
    server.fail_next(method, 401)
    async with open_channel(server) as channel:
        with pytest.raises(ChannelDown, match="token is not valid"):
            await channel.run(Inbox(server).receive)


async def test_polling_ends_a_webhook_and_keeps_what_waits(server: TelegramServer) -> None:
    inbox = Inbox(server)
    server.webhook.url = "https://elsewhere.example/hook"
    await server.person(4711).send("I come")
    async with open_channel(server) as channel, running(channel, inbox.receive):
        await all_confirmed(server)
    assert inbox.texts() == ["I come"]


async def test_with_a_webhook_updates_are_brought(server: TelegramServer) -> None:
    amal, arrivals = server.person(4711), list[Arrival]()

    async def hook(request: web.Request) -> web.Response:
        assert channel.secret_matches(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        arrivals.append(channel.arrival(await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    options = {"webhook_url": url, "webhook_secret": SECRET}
    async with open_channel(server, **options) as channel, running(channel, Inbox(server).receive):
        await server.until(lambda: server.webhook.url, 5, "no webhook was set")
        [call] = server.called("setWebhook")
        assert call.parameters["max_connections"] == 1  # else Telegram calls forty times at once, in no order
        await amal.send("I come")
        await all_confirmed(server)
    await runner.cleanup()
    assert [arrival.update_id for arrival in arrivals] == ["900001"]
    incoming = channel.parse(arrivals[0].raw)
    assert incoming
    assert incoming.text == "I come"


async def test_a_webhook_address_that_telegram_does_not_take_is_said(server: TelegramServer) -> None:
    async with open_channel(server, webhook_url="http://kranich.example/hook", webhook_secret=SECRET) as channel:
        with pytest.raises(ChannelDown, match="an https url must be provided"):
            await channel.run(Inbox(server).receive)


@pytest.mark.parametrize("header", [None, "", SECRET + "x", SECRET[:-1], "ü" * 23, "\ud800"])
def test_a_wrong_secret_is_refused_whatever_it_is_made_of(header: str | None) -> None:
    channel = TelegramChannel(TOKEN, clock=lambda: NOW, webhook_url="https://x.example", webhook_secret=SECRET)
    assert channel.secret_matches(SECRET)
    assert not channel.secret_matches(header)
    assert not TelegramChannel(TOKEN, clock=lambda: NOW).secret_matches(header)


@pytest.mark.parametrize("body", [b"", b"null", b"7", b"[]", b"\xff\xfe", b"{", b'{"a":' * 5000, b"[" * 100_000])
def test_a_body_that_is_no_update_is_unparsable(body: bytes) -> None:
    with pytest.raises(Unparsable):
        TelegramChannel(TOKEN, clock=lambda: NOW).arrival(body)


def test_a_body_without_an_id_gets_one_from_what_it_says() -> None:
    channel = TelegramChannel(TOKEN, clock=lambda: NOW)
    first, again, other = (channel.arrival(body) for body in (b'{"a": 1}', b'{"a":1}', b'{"a": 2}'))
    assert first == again
    assert first.update_id != other.update_id
