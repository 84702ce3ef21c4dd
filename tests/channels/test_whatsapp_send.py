"""Sending to WhatsApp: messages, files, and every way in which it can fail."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.whatsapp import WhatsAppChannel, api
from bot.channels.whatsapp.errors import MEANINGS, meaning
from bot.channels.whatsapp.fields import message_key
from bot.domain.content import Button, Content, Line, Media, text
from bot.domain.deliveries import Receipt, Upload
from bot.errors import ChannelDown, Gone, NotSent, Rejected, SendError, TemplateRefused, Uncertain, WindowClosed
from tests.channels.whatsapp_support import NUMBER, delivery, open_channel
from tests.stand_ins.whatsapp import NOON, TOKEN, CloudApi
from tests.stand_ins.whatsapp_people import Person
from tests.stand_ins.whatsapp_rules import Refusal

HELLO = text("en", "Hello Amal", buttons=[[Button("Menu", "menu")]])
PHOTO = Content("en", (Line("Our garden", "🌱"),), ((Button("Menu", "menu"),),), Media(31, "photo"))


@pytest.fixture
async def amal(meta: CloudApi) -> Person:
    amal = meta.person(NUMBER)
    await amal.says("Hello")
    return amal


async def failure(channel: WhatsAppChannel, content: Content = HELLO, address: str = NUMBER) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(delivery(channel, content, address), None)
    return caught.value


async def test_a_message_is_shown_with_its_look_and_its_answers(channel: WhatsAppChannel, amal: Person) -> None:
    content = Content("en", (Line("Picnic", "🧺", "title"), Line("bring a hat", "", "quiet")), HELLO.buttons)
    receipt = await channel.send(delivery(channel, content), None)
    [shown] = amal.messages
    assert (shown.text, shown.labels) == ("🧺 Picnic\nbring a hat", ["Menu"])
    assert shown.marked == {"bold": ["Picnic"], "italic": ["bring a hat"]}
    assert receipt == Receipt(message_key(shown.id))
    assert NUMBER not in str(receipt)


async def test_our_own_number_of_the_delivery_goes_along(
    channel: WhatsAppChannel, meta: CloudApi, amal: Person
) -> None:
    await channel.send(delivery(channel, HELLO), None)
    assert meta.calls[0].message["biz_opaque_callback_data"] == "d17"
    assert (meta.calls[0].message["to"], len(amal.messages)) == (NUMBER, 1)


async def test_somebody_without_a_number_is_written_to_by_user_id(channel: WhatsAppChannel, meta: CloudApi) -> None:
    sami = meta.person("16505551234", "Sami", user_id="US.13491208655302741918", hides_number=True)
    await sami.says("Hi")
    await channel.send(delivery(channel, HELLO, "US.13491208655302741918"), None)
    assert [message.text for message in sami.messages] == ["Hello Amal"]
    assert "to" not in meta.calls[0].message


async def test_nothing_is_changed_afterwards_and_no_word_is_no_message(channel: WhatsAppChannel, amal: Person) -> None:
    assert channel.can_edit is False
    assert await channel.send(delivery(channel, Content("en", ()), tap_id="x"), None) == Receipt(None)
    await channel.send(delivery(channel, Content("en", (), toast="Saved"), tap_id="x"), None)
    assert [message.text for message in amal.messages] == ["Saved"]


async def test_a_file_is_uploaded_once_and_then_known(channel: WhatsAppChannel, meta: CloudApi, amal: Person) -> None:
    sami = meta.person("4915112345679", "Sami")
    await sami.says("Hi")
    picture = Upload("garden.jpg", "image/jpeg", data=b"\xff\xd8 a garden")
    first = await channel.send(delivery(channel, PHOTO), picture)
    assert first.file_reference
    assert meta.files[first.file_reference].data == b"\xff\xd8 a garden"
    known = Upload("garden.jpg", "image/jpeg", reference=first.file_reference)
    assert (await channel.send(delivery(channel, PHOTO, sami.number), known)).file_reference is None
    assert (amal.messages[0].file, amal.messages[0].text) == (sami.messages[0].file, sami.messages[0].text)
    assert (sami.messages[0].file_kind, sami.messages[0].labels) == ("image", ["Menu"])


@pytest.mark.parametrize(
    ("kind", "mime", "sent"),
    [
        ("voice", "audio/ogg; codecs=opus", "audio"),
        ("document", "application/pdf", "document"),
        ("document", "application/json", "document"),
        ("photo", "image/png", "image"),
    ],
)
async def test_every_kind_of_file(
    channel: WhatsAppChannel, meta: CloudApi, amal: Person, kind: Any, mime: str, sent: str
) -> None:
    content = Content("en", (), media=Media(5, kind))
    receipt = await channel.send(delivery(channel, content), Upload('a"/../قائمة.x', mime, data=b"abc"))
    assert (amal.messages[0].kind, amal.messages[0].file_kind) == (sent, sent)
    assert meta.files[receipt.file_reference or ""].name == "a..قائمة.x"


async def test_a_text_goes_without_a_picture_that_whatsapp_does_not_take(
    channel: WhatsAppChannel, amal: Person
) -> None:
    await channel.send(delivery(channel, PHOTO), Upload("g.webp", "image/webp", data=b"RIFF"))
    captioned = Content("en", (Line("Our garden"),), media=Media(31, "photo"))
    await channel.send(delivery(channel, captioned), Upload("g.jpg", "image/jpeg", data=b"x" * 5_000_001))
    assert [(one.kind, one.text) for one in amal.messages] == [("interactive", "🌱 Our garden"), ("text", "Our garden")]
    voice = delivery(channel, Content("en", (), media=Media(5, "voice")))
    with pytest.raises(Rejected, match="does not take this kind"):
        await channel.send(voice, Upload("a.webm", "audio/webm", data=b"abc"))


async def test_a_message_whose_file_is_gone_is_rejected(channel: WhatsAppChannel, meta: CloudApi, amal: Person) -> None:
    with pytest.raises(Rejected, match="no longer there"):
        await channel.send(delivery(channel, PHOTO), None)
    first = await channel.send(delivery(channel, PHOTO), Upload("g.jpg", "image/jpeg", data=b"\xff\xd8"))
    meta.move_on(days=31)
    await amal.says("still here")
    with pytest.raises(Rejected):
        await channel.send(delivery(channel, PHOTO), Upload("g.jpg", "image/jpeg", reference=first.file_reference))


async def test_what_somebody_sent_is_fetched(channel: WhatsAppChannel, meta: CloudApi, amal: Person) -> None:
    media_id = await amal.sends_file("audio", b"OggS voice", "audio/ogg; codecs=opus", voice=True)
    assert await channel.fetch(media_id) == b"OggS voice"
    meta.move_on(days=31)
    with pytest.raises(Rejected, match="no longer there"):
        await channel.fetch(media_id)


async def test_with_a_refused_token_a_file_is_not_given_up(meta: CloudApi, amal: Person) -> None:
    media_id = await amal.sends_file("image", b"12345", "image/jpeg")
    async with open_channel(meta, token="EAAx") as channel:
        with pytest.raises(ChannelDown):
            await channel.fetch(media_id)


async def test_a_file_that_is_too_big_is_not_fetched(
    channel: WhatsAppChannel, amal: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "LARGEST_DOWNLOAD", 4)
    with pytest.raises(Rejected, match="too big"):
        await channel.fetch(await amal.sends_file("image", b"12345", "image/jpeg"))


MEANT: list[tuple[int, int, type[SendError]]] = [
    (190, 401, ChannelDown), (0, 401, ChannelDown), (10, 403, ChannelDown), (200, 403, ChannelDown),
    (299, 403, ChannelDown), (104, 401, ChannelDown), (131005, 403, ChannelDown), (368, 403, ChannelDown),
    (131031, 403, ChannelDown), (133010, 400, ChannelDown), (131045, 500, ChannelDown),
    (4, 429, NotSent), (80007, 400, NotSent), (130429, 429, NotSent), (131048, 400, NotSent), (131056, 400, NotSent),
    (131049, 400, NotSent), (131042, 400, NotSent), (2, 503, NotSent), (131016, 500, NotSent), (133004, 503, NotSent),
    (1, 400, Uncertain), (131000, 500, Uncertain), (135000, 400, Uncertain),
    (131026, 400, Gone), (131030, 400, Gone), (130497, 403, Gone),
    (131047, 400, WindowClosed),
    (131050, 400, Rejected), (130472, 400, Rejected), (100, 400, Rejected), (131008, 400, Rejected),
    (131009, 400, Rejected), (131051, 400, Rejected), (131052, 400, Rejected), (131053, 400, Rejected),
    (131021, 400, Rejected),
    (132000, 400, TemplateRefused), (132001, 404, TemplateRefused), (132005, 400, TemplateRefused),
    (132007, 400, TemplateRefused), (132012, 400, TemplateRefused), (132015, 400, TemplateRefused),
    (132016, 400, TemplateRefused), (132018, 400, TemplateRefused),
    (987654, 400, Rejected), (987654, 500, Uncertain), (987654, 429, NotSent), (987654, 401, ChannelDown),
]  # fmt: skip


async def test_every_code_means_one_thing(channel: WhatsAppChannel, meta: CloudApi, amal: Person) -> None:
    found = []
    for code, status, _ in MEANT:
        meta.fail_next(code, status=status)
        found.append((code, status, type(await failure(channel))))
    assert found == MEANT
    assert not amal.messages


def test_the_table_leaves_out_no_code() -> None:
    assert {3, 33, 131057, 131064, 132008} | {code for code, _, _ in MEANT} >= MEANINGS.keys()


@pytest.mark.parametrize(
    ("code", "whole_channel", "wait"),
    [
        (130429, True, None),
        (131048, True, timedelta(hours=1)),
        (131056, False, None),
        (131049, False, timedelta(days=1)),
        (131016, True, None),
    ],
)
def test_who_waits_for_how_long(code: int, whole_channel: bool, wait: timedelta | None) -> None:
    error = meaning(code, NOON)
    assert isinstance(error, NotSent)
    assert (error.whole_channel, error.retry_at) == (whole_channel, None if wait is None else NOON + wait)


def test_an_object_that_is_not_there_is_our_number() -> None:
    assert isinstance(meaning(100, NOON, subcode=33, status=400), ChannelDown)


async def test_what_is_too_fast_for_one_person_is_not_sent(channel: WhatsAppChannel, amal: Person) -> None:
    for _ in range(45):
        await channel.send(delivery(channel, HELLO), None)
    error = await failure(channel)
    assert isinstance(error, NotSent)
    assert (error.whole_channel, len(amal.messages)) == (False, 45)


@pytest.mark.parametrize(
    ("fault", "arrived"), [("502", 0), ("disconnect", 0), ("garbage", 0), ("disconnect after accept", 1)]
)
async def test_what_may_have_arrived_is_uncertain(
    channel: WhatsAppChannel, meta: CloudApi, amal: Person, fault: str, arrived: int
) -> None:
    meta.fail_next(fault)
    assert isinstance(await failure(channel), Uncertain)
    assert len(amal.messages) == arrived


@pytest.mark.usefixtures("amal")
async def test_an_answer_that_does_not_come_is_uncertain(meta: CloudApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "ANSWER_SECONDS", 0.05)
    meta.fail_next("hang")
    async with open_channel(meta) as channel:
        assert isinstance(await failure(channel), Uncertain)


async def test_a_server_that_cannot_be_reached_got_nothing(channel: WhatsAppChannel, meta: CloudApi) -> None:
    await meta.stop()
    error = await failure(channel)
    assert isinstance(error, NotSent)
    assert (error.retry_at, error.whole_channel) == (None, True)


async def test_a_wrong_token_or_number_takes_the_channel_down(meta: CloudApi) -> None:
    for wrong, why in (({"token": "EAAx"}, "token"), ({"phone_id": "4711"}, "phone number")):
        async with open_channel(meta, **wrong) as channel:
            with pytest.raises(ChannelDown, match=why):
                await channel.open()
            assert isinstance(await failure(channel), ChannelDown)


async def test_a_link_puts_words_there_to_be_sent_once_our_number_is_known(channel: WhatsAppChannel) -> None:
    assert channel.link("e-17") is None
    await channel.open()
    assert channel.link("e-17") == "https://wa.me/15550783881?text=start%20e-17"
    with pytest.raises(ValueError, match="payload"):
        channel.link("e 17")


def test_without_the_app_secret_there_is_no_channel() -> None:
    with pytest.raises(ValueError, match="app secret"):
        WhatsAppChannel("EAAx", "4711", app_secret="", verify_token="x", clock=lambda: NOON)


async def test_fault_33_neither_token_nor_number_nor_text_stands_in_an_error_or_a_log(
    channel: WhatsAppChannel, meta: CloudApi, amal: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for loud in ("httpx", "httpcore"):
        caplog.set_level(logging.WARNING, loud)  # as bot.logs does
    said = []
    for kind in (131009, 190, "502", "garbage", "disconnect"):
        meta.fail_next(kind)
        said += traceback.format_exception(await failure(channel))
    written = "\n".join([*said, *(record.getMessage() for record in caplog.records)])
    assert "WhatsApp does not take it in this form." in written
    assert not [secret for secret in (TOKEN, amal.number, "Hello Amal") if secret in written]


def test_the_payload_of_an_error_is_metas_own() -> None:
    error = Refusal(131009, "Parameter value is not valid").body()["error"]
    assert error.keys() == {"message", "type", "code", "error_data", "fbtrace_id"}
