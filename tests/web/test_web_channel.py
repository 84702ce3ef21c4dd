"""The web chat as a channel."""

from __future__ import annotations

import asyncio
import json
import sqlite3

import pytest

from bot.channels.protocol import Channel, Unparsable
from bot.channels.web import WebChannel, arrival
from bot.domain.content import Button, Content, Line, Media, rows, text
from bot.domain.deliveries import Delivery, Receipt, Urgency
from bot.domain.incoming import Attachment, Incoming, Tap
from bot.errors import NotSent

Shown = tuple[str, str, str, int | None]


@pytest.fixture
def shown() -> list[Shown]:
    return []


@pytest.fixture
def channel(shown: list[Shown]) -> WebChannel:
    async def show(address: str, message: str, payload: str, file_id: int | None) -> None:
        shown.append((address, message, payload, file_id))

    return WebChannel("https://kranich.example", show)


def delivery(payload: str, target: str | None = None, file_id: int | None = None) -> Delivery:
    return Delivery(83, 5, "a7", Urgency.REPLY, payload, 1, target, None, file_id)


def test_it_is_a_channel(channel: WebChannel) -> None:
    as_channel: Channel = channel
    assert (as_channel.name, as_channel.can_edit, as_channel.limits.repeatable) == ("web", True, True)


def test_a_content_is_one_message_with_all_it_says(channel: WebChannel) -> None:
    content = Content("ar", (Line("حديقة", "📍"),), rows([Button("نعم", "yes")]), Media(3, "photo"))
    (rendered,) = channel.render(content)
    assert rendered.file_id == 3
    assert "حديقة" in rendered.payload
    assert json.loads(rendered.payload)["buttons"] == [[{"label": "نعم", "action": "yes"}]]


def test_half_a_letter_does_not_break_a_message(channel: WebChannel) -> None:
    (rendered,) = channel.render(text("de", "halb \ud83c"))
    assert rendered.payload.encode()


async def test_a_message_is_named_after_its_delivery_and_an_edit_after_its_target(
    channel: WebChannel, shown: list[Shown]
) -> None:
    (rendered,) = channel.render(text("de", "Hallo"))
    assert await channel.send(delivery(rendered.payload), None) == Receipt("b83")
    assert await channel.send(delivery(rendered.payload, target="b12"), None) == Receipt("b12")
    assert [(address, name) for address, name, _, _ in shown] == [("a7", "b83"), ("a7", "b12")]


async def test_a_file_needs_no_second_upload(channel: WebChannel, shown: list[Shown]) -> None:
    (rendered,) = channel.render(Content("de", (), media=Media(3, "photo")))
    assert await channel.send(delivery(rendered.payload, file_id=3), None) == Receipt("b83", "3")
    assert shown[0][3] == 3


async def test_fault_22_a_database_that_takes_nothing_means_not_sent() -> None:
    async def show(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    channel = WebChannel("https://kranich.example", show)
    (rendered,) = channel.render(text("de", "Hallo"))
    with pytest.raises(NotSent) as error:
        await channel.send(delivery(rendered.payload), None)
    assert error.value.whole_channel


@pytest.mark.parametrize(
    ("said", "incoming"),
    [
        ({"start": "e5", "language": "tr"}, Incoming("web", "a7", start="e5", language_hint="tr")),
        ({"text": "Guten Tag"}, Incoming("web", "a7", text="Guten Tag")),
        ({"command": "menu"}, Incoming("web", "a7", command="menu")),
        ({"action": "yes", "message": "b4"}, Incoming("web", "a7", tap=Tap("yes", "b4", "k9"))),
        (
            {"file": {"kind": "voice", "reference": "6", "mime": "audio/ogg"}},
            Incoming("web", "a7", attachment=Attachment("voice", "6", "audio/ogg")),
        ),
    ],
)
def test_what_a_page_says_is_understood(said: dict[str, object], incoming: Incoming, channel: WebChannel) -> None:
    update = arrival("a7", "k9", **said)
    assert update.update_id == "a7:k9"
    assert channel.parse(update.raw) == incoming


@pytest.mark.parametrize(
    "raw", ["", "[]", "{}", "7", '{"address": "a"}', '{"address": "a", "id": "1"}', "[" * 100_000,
            '{"address": "a", "id": "1", "file": {"kind": "bomb", "reference": "1", "mime": ""}}',
            '{"address": "a", "id": "1", "file": 3}'],
)  # fmt: skip
def test_what_it_does_not_say_is_not_guessed(raw: str, channel: WebChannel) -> None:
    with pytest.raises(Unparsable):
        channel.parse(raw)


async def test_files_are_fetched_nowhere(channel: WebChannel) -> None:
    with pytest.raises(NotSent):
        await channel.fetch("3")


async def test_it_runs_until_it_is_told_to_stop(channel: WebChannel) -> None:
    async def receive(_: object) -> None:
        raise AssertionError

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(channel.run(receive), 0.01)
    await channel.close()
