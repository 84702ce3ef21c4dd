"""Sending to Telegram: new messages, edits, taps, files, and every way in which it can fail."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.telegram import Profile, TelegramChannel, wire
from bot.domain.content import Button, Content, Line, Media, text
from bot.domain.deliveries import Receipt, Upload
from bot.errors import ChannelDown, Gone, Moved, NotEditable, NotSent, Rejected, SendError, Uncertain
from tests.channels.telegram_support import NOW, delivery, open_channel
from tests.stand_ins.telegram import TOKEN, TelegramServer
from tests.stand_ins.telegram_people import Person

HELLO = text("en", "Hello Amal", buttons=[[Button("Menu", "menu")]])
PHOTO = Content("en", (Line("Our garden", "🌱"),), ((Button("Menu", "menu"),),), Media(31, "photo"))


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def channel(server: TelegramServer) -> AsyncIterator[TelegramChannel]:
    async with open_channel(server) as channel:
        yield channel


@pytest.fixture
def amal(server: TelegramServer) -> Person:
    return server.person(4711, started=True)


async def test_a_message_is_shown_with_its_look_and_its_buttons(channel: TelegramChannel, amal: Person) -> None:
    content = Content("en", (Line("<Picnic>", "🧺", "title"), Line("bring a hat", "", "quiet")), HELLO.buttons)
    receipt = await channel.send(delivery(channel, content), None)
    shown = await amal.reads("🧺 <Picnic>\nbring a hat")
    assert receipt == Receipt(str(shown.message_id))
    assert (shown.styled("bold"), shown.styled("italic"), shown.buttons) == (["<Picnic>"], ["bring a hat"], ["Menu"])


async def test_an_edit_takes_the_place_of_its_message(channel: TelegramChannel, amal: Person) -> None:
    first = await channel.send(delivery(channel, HELLO), None)
    again = await channel.send(delivery(channel, text("en", "You come"), target=first.message), None)
    assert again == first
    [shown] = amal.messages
    assert (shown.text, shown.edited, shown.buttons) == ("You come", True, [])


async def test_an_edit_that_changes_nothing_has_succeeded(channel: TelegramChannel, amal: Person) -> None:
    first = await channel.send(delivery(channel, HELLO), None)
    assert await channel.send(delivery(channel, HELLO, target=first.message), None) == first
    assert len(amal.messages) == 1


async def test_what_cannot_be_edited_is_said_to_be_so_and_nothing_is_sent_in_its_place(
    channel: TelegramChannel, amal: Person
) -> None:
    first = await channel.send(delivery(channel, HELLO), None)
    amal.deletes(amal.messages[0])
    await amal.send("hi")
    own = str(amal.last_sent["message_id"])
    for target in (first.message, own, "web-3"):
        with pytest.raises(NotEditable):
            await channel.send(delivery(channel, text("en", "You come"), target=target), None)
    assert amal.messages == []


async def test_a_caption_is_edited_as_a_caption_and_a_long_text_cannot_be(
    channel: TelegramChannel, amal: Person
) -> None:
    first = await channel.send(delivery(channel, PHOTO, file_id=31), Upload("g.jpg", "image/jpeg", data=b"\xff\xd8"))
    assert first.message
    assert first.message.endswith("c")
    assert await channel.send(delivery(channel, text("en", "Thank you"), target=first.message), None) == Receipt(
        first.message
    )
    assert [(m.text, m.kind, m.edited) for m in amal.messages] == [("Thank you", "photo", True)]
    long = text("en", "word " * 300)
    with pytest.raises(NotEditable):
        await channel.send(delivery(channel, long, target=first.message), None)
    assert len(amal.messages) == 1


async def test_a_file_is_uploaded_once_and_then_known(channel: TelegramChannel, server: TelegramServer) -> None:
    amal, sami = server.person(4711, started=True), server.person(4712, first_name="Sami", started=True)
    data = bytes(range(256))
    first = await channel.send(delivery(channel, PHOTO), Upload("garden.jpg", "image/jpeg", data=data))
    assert first.file_reference
    assert server.files[first.file_reference].data == data
    known = Upload("garden.jpg", "image/jpeg", reference=first.file_reference)
    second = await channel.send(delivery(channel, PHOTO, "4712"), known)
    assert second.file_reference is None
    assert (amal.messages[0].file, amal.messages[0].text) == (sami.messages[0].file, sami.messages[0].text)
    assert sami.messages[0].buttons == ["Menu"]


@pytest.mark.parametrize(("kind", "name"), [("voice", "hello.oga"), ("document", "Gäste & mehr قائمة.xlsx")])
async def test_voice_messages_and_documents_go_the_same_way(
    channel: TelegramChannel, server: TelegramServer, amal: Person, kind: str, name: str
) -> None:
    content = Content("en", (Line("Listen"),), media=Media(5, kind))  # type: ignore[arg-type]
    receipt = await channel.send(delivery(channel, content), Upload(name, "x/y", data=b"abc"))
    assert (amal.messages[0].kind, amal.messages[0].text) == (kind, "Listen")
    assert server.files[receipt.file_reference or ""].name == name


async def test_a_file_name_cannot_break_out_of_its_place(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    content = Content("en", (), media=Media(5, "document"))
    receipt = await channel.send(
        delivery(channel, content), Upload('a"; x="\r\nHost: b\ud800/../c.pdf', "x/y", data=b"a")
    )
    assert server.files[receipt.file_reference or ""].name == "a; x=Host: b..c.pdf"
    assert len(amal.messages) == 1


async def test_a_message_whose_file_is_gone_is_rejected(channel: TelegramChannel, amal: Person) -> None:
    with pytest.raises(Rejected, match="file is no longer there"):
        await channel.send(delivery(channel, PHOTO), None)
    with pytest.raises(Rejected, match="Wrong file identifier"):
        await channel.send(delivery(channel, PHOTO), Upload("g.jpg", "image/jpeg", reference="photo-999"))
    assert not amal.messages


async def test_a_tap_is_answered_beside_the_message(channel: TelegramChannel, amal: Person) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    content = Content("en", (Line("Your menu"),), toast="Here it is")
    await channel.send(delivery(channel, content, tap_id=press.id, target=str(amal.messages[0].message_id)), None)
    assert await press.answered() == "Here it is"
    assert amal.messages[0].text == "Your menu"


async def test_a_toast_alone_only_answers_the_tap(channel: TelegramChannel, amal: Person) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    receipt = await channel.send(delivery(channel, Content("en", (), toast="Saved"), tap_id=press.id), None)
    assert (await press.answered(), receipt, len(amal.messages)) == ("Saved", Receipt(None), 1)
    await channel.send(delivery(channel, Content("en", (), toast="Saved")), None)
    assert (await amal.reads("Saved")).buttons == []


async def test_a_word_for_a_tap_that_is_too_old_comes_as_a_message(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    server.forget_taps()
    await channel.send(delivery(channel, Content("en", (), toast="This is over already."), tap_id=press.id), None)
    await channel.send(delivery(channel, Content("en", (), toast=""), tap_id=press.id), None)
    assert [m.text for m in amal.messages] == ["Hello Amal", "This is over already."]


@pytest.mark.parametrize("fault", ["old", 429, 500, "disconnect before", "garbage"])
async def test_a_tap_that_cannot_be_answered_harms_nothing(
    channel: TelegramChannel, server: TelegramServer, amal: Person, fault: int | str
) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    if fault == "old":
        server.forget_taps()
    else:
        server.fail_next("answerCallbackQuery", fault)
    assert (await channel.send(delivery(channel, text("en", "Your menu"), tap_id=press.id), None)).message
    assert [m.text for m in amal.messages] == ["Hello Amal", "Your menu"]


async def test_a_pause_asked_for_at_a_tap_is_said_with_the_message(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    server.fail_next("answerCallbackQuery", 429, retry_after=35)
    receipt = await channel.send(delivery(channel, text("en", "Your menu"), tap_id=press.id), None)
    assert receipt.pause_until == NOW + timedelta(seconds=35)
    assert [m.text for m in amal.messages] == ["Hello Amal", "Your menu"]


async def test_a_toast_that_has_to_wait_is_not_said_at_once_in_another_way(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    server.fail_next("answerCallbackQuery", 429, retry_after=35)
    toast = delivery(channel, Content("en", (), toast="For the team only"), tap_id=press.id)
    with pytest.raises(NotSent) as caught:
        await channel.send(toast, None)
    assert caught.value.retry_at == NOW + timedelta(seconds=35)
    await channel.send(toast, None)
    assert (press.answer, [m.text for m in amal.messages]) == ("For the team only", ["Hello Amal"])


async def test_a_tap_is_answered_even_if_the_message_fails(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    await channel.send(delivery(channel, HELLO), None)
    press = await amal.tap("Menu")
    server.fail_next("sendMessage", 500)
    with pytest.raises(Uncertain):
        await channel.send(delivery(channel, HELLO, tap_id=press.id), None)
    assert press.answer == ""


async def failure(channel: TelegramChannel, address: str = "4711") -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(delivery(channel, HELLO, address), None)
    return caught.value


async def test_too_many_requests_hold_the_whole_channel_as_long_as_asked(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    server.fail_next("sendMessage", 429, retry_after=35, something_new=True)
    error = await failure(channel)
    assert isinstance(error, NotSent)
    assert (error.retry_at, error.whole_channel) == (NOW + timedelta(seconds=35), True)
    assert not amal.messages


@pytest.mark.usefixtures("amal")
@pytest.mark.parametrize("said", ["soon", None, -3, 10**30])
async def test_an_odd_wait_is_still_a_wait(channel: TelegramChannel, server: TelegramServer, said: object) -> None:
    server.fail_next("sendMessage", 429, retry_after=said)
    error = await failure(channel)
    assert isinstance(error, NotSent)
    assert error.retry_at
    assert NOW < error.retry_at <= NOW + timedelta(days=1)


async def test_who_blocked_the_bot_or_left_telegram_is_gone(channel: TelegramChannel, amal: Person) -> None:
    await amal.blocks()
    assert isinstance(await failure(channel), Gone)
    await amal.unblocks()
    amal.deactivated = True
    error = await failure(channel)
    assert isinstance(error, Gone)
    assert "user is deactivated" in str(error)
    assert isinstance(await failure(channel, "4712"), Gone)
    assert isinstance(await failure(channel, "nobody"), Gone)


@pytest.mark.usefixtures("amal")
async def test_a_chat_that_moved_says_where_to(channel: TelegramChannel, server: TelegramServer) -> None:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    server.fail_next("sendMessage", 400, description=words, migrate_to_chat_id=-1001988)
    error = await failure(channel)
    assert isinstance(error, Moved)
    assert error.address == "-1001988"


@pytest.mark.usefixtures("amal")
async def test_a_refused_message_says_why_without_quoting_it(channel: TelegramChannel, server: TelegramServer) -> None:
    words = (
        """Bad Request: can't parse entities: unsupported start tag "Amal's secret" of 015112345678 at byte offset 9"""
    )
    server.fail_next("sendMessage", 400, description=words)
    error = await failure(channel)
    assert isinstance(error, Rejected)
    assert str(error).endswith("Can't parse entities: unsupported start tag … of … at byte offset 9")


@pytest.mark.usefixtures("amal")
@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_takes_the_channel_down(
    channel: TelegramChannel, server: TelegramServer, status: int
) -> None:
    server.fail_next("sendMessage", status)
    assert isinstance(await failure(channel), ChannelDown)


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (500, False), (502, False), ("disconnect before", False), ("garbage", False),
        ("disconnect after accept", True),
    ],
)  # fmt: skip
async def test_what_may_have_arrived_is_uncertain(
    channel: TelegramChannel, server: TelegramServer, amal: Person, fault: int | str, arrived: bool
) -> None:
    server.fail_next("sendMessage", fault)
    assert isinstance(await failure(channel), Uncertain)
    assert bool(amal.messages) is arrived


async def test_an_answer_that_does_not_come_is_uncertain(
    channel: TelegramChannel, server: TelegramServer, amal: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.api.Api.forward.__defaults__", (0.05,))
    server.fail_next("sendMessage", "hang after accept")
    assert isinstance(await failure(channel), Uncertain)
    assert len(amal.messages) == 1


async def test_a_server_that_cannot_be_reached_got_nothing(channel: TelegramChannel, server: TelegramServer) -> None:
    await server.stop()
    error = await failure(channel)
    assert isinstance(error, NotSent)
    assert (error.retry_at, error.whole_channel) == (None, True)


async def test_a_connection_that_never_gets_free_sent_nothing(
    server: TelegramServer, amal: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.SPARE_CONNECTIONS", -59)  # one connection in all
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.05)
    server.fail_next("sendMessage", "hang")
    async with open_channel(server) as channel:
        hanging = asyncio.create_task(channel.send(delivery(channel, HELLO), None))
        await server.until(lambda: server.called("sendMessage"), 5, "nothing was sent")
        error = await failure(channel)
        hanging.cancel()
    assert isinstance(error, NotSent)
    assert error.whole_channel
    assert (amal.messages, len(server.called("sendMessage"))) == ([], 1)


async def test_the_token_is_in_no_error_and_no_log(
    server: TelegramServer, amal: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    async with open_channel(server) as channel:
        for fault in (400, 401, 404, 409, 429, 500, "disconnect before", "garbage"):
            server.fail_next("sendMessage", fault)
            said += traceback.format_exception(await failure(channel))
        await channel.open()
        await server.stop()
        said += traceback.format_exception(await failure(channel))
    async with open_channel(server, api_url="http://[not an address") as channel:
        said += traceback.format_exception(await failure(channel))
    secret = TOKEN.split(":")[1]
    assert secret not in "".join(said)
    assert secret not in caplog.text
    assert "Hello Amal" not in caplog.text
    assert amal.messages == []


async def test_a_file_that_came_in_can_be_fetched(
    channel: TelegramChannel, server: TelegramServer, amal: Person
) -> None:
    reference = await amal.send_voice(b"OggS" + bytes(300))
    assert await channel.fetch(reference) == b"OggS" + bytes(300)
    with pytest.raises(Rejected, match="Wrong file_id"):
        await channel.fetch("voice-999")
    with pytest.raises(Rejected, match="too big"):
        await channel.fetch(server.keep("document", bytes(20_000_001), "film.mkv"))


async def test_a_file_that_vanishes_before_its_download_does_not_take_the_channel_down(
    channel: TelegramChannel, server: TelegramServer, amal: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = await amal.send_photo(b"\xff\xd8garden")
    with monkeypatch.context() as patch:
        patch.setattr(
            TelegramServer, "_get_file", lambda *_: {"file_id": "x", "file_unique_id": "u", "file_path": "p/x"}
        )
        with pytest.raises(Rejected, match="no longer there"):
            await channel.fetch(reference)
    assert await channel.fetch(reference) == b"\xff\xd8garden"


async def test_links_start_the_bot_with_a_payload(channel: TelegramChannel) -> None:
    assert channel.link("invite-7Q_x") is None
    await channel.open()
    assert channel.link("invite-7Q_x") == "https://t.me/kranich_test_bot?start=invite-7Q_x"
    for bad in ("", "a b", "ä", "x" * 65, "a\n"):
        with pytest.raises(ValueError, match="payload"):
            channel.link(bad)


async def test_a_wrong_token_is_noticed_at_the_start(server: TelegramServer) -> None:
    server.token = "1:another-token"
    async with open_channel(server) as channel:
        server.token = TOKEN
        with pytest.raises(ChannelDown, match="token is not valid"):
            await channel.open()


async def test_the_bot_introduces_itself_once_in_each_language(
    channel: TelegramChannel, server: TelegramServer
) -> None:
    commands = (("menu", "What I can do"), ("stop", "Forget me"))
    profiles = [Profile(None, commands, "I bring neighbours together.", "Neighbours")]
    profiles.append(Profile("de", (("menu", "Was ich kann"),), "Ich bringe Nachbarn zusammen.", "Nachbarn"))
    known = await channel.introduce(profiles, "")
    assert json.dumps(server.profile["setMyCommands", "de"]["commands"]) == json.dumps(
        [{"command": "menu", "description": "Was ich kann"}]
    )
    assert server.profile["setMyDescription", ""]["description"] == "I bring neighbours together."
    assert server.profile["setMyShortDescription", "de"]["short_description"] == "Nachbarn"
    calls = len(server.calls)
    assert await channel.introduce(profiles, known) == known
    assert len(server.calls) == calls
    assert await channel.introduce(profiles[:1], known) != known


@pytest.mark.parametrize(
    "parts",
    [(("Menu", "x"),), (("menu", ""),), (("menu", "x" * 257),)],
)
def test_commands_that_telegram_would_refuse_are_refused_where_they_are_built(
    parts: tuple[tuple[str, str], ...],
) -> None:
    with pytest.raises(ValueError, match="command"):
        Profile(None, parts, "", "")
    with pytest.raises(ValueError, match="description"):
        Profile(None, (), "", "x" * 121)


def test_the_limits_follow_the_rate() -> None:
    limits = [TelegramChannel(TOKEN, clock=lambda: NOW, rate=rate).limits for rate in (1, 30, 60, 1000)]
    assert [(limit.per_second, limit.parallel) for limit in limits] == [(1, 30), (30, 30), (60, 60), (1000, 100)]
