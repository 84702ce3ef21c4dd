"""Pictures and voice messages: uploaded once, fetched where they are."""

from __future__ import annotations

import asyncio
from math import inf

import pytest

from bot.channels.protocol import Limits
from bot.domain.incoming import Attachment
from bot.errors import Gone, NotSent
from bot.store import files

from .stand_in import LONG, House

PEOPLE = [f"person-{number:04}" for number in range(30)]
VOICE = Attachment("voice", "AwACAgQ-7", "audio/ogg", "voice.ogg")


async def picture(house: House) -> int:
    async with house.database.atomic() as sql:
        return await files.keep(sql, "kran.jpg", "image/jpeg", b"\xff\xd8 a crane", house.clock())


async def voice_from(house: House, channel: str) -> int:
    async with house.database.atomic() as sql:
        return await files.received(sql, channel, VOICE, house.clock())


async def uploads(house: House) -> list[bytes | str | None]:
    return [one.upload.data or one.upload.reference for one in house.channel.tries if one.upload]


async def test_a_picture_for_many_is_uploaded_once(house: House) -> None:
    file_id = await picture(house)
    await house.announces("Fest", PEOPLE, file_id)
    await house.worker().drain()
    kept = f"kept-{file_id}"
    assert await uploads(house) == [b"\xff\xd8 a crane"] + [kept] * 29
    assert await files.origins(house.database.read, file_id) == [("pigeon", kept)]
    await house.says("Ali", "noch eins", file_id=file_id)
    await house.worker().drain()
    assert (await uploads(house))[-1] == kept


async def test_while_a_picture_is_on_its_way_messages_without_it_go_on(house: House) -> None:
    file_id = await picture(house)
    house.channel.limits, house.channel.gate = Limits(per_second=1e6), asyncio.Event()
    await house.announces("Fest", PEOPLE[:5], file_id)
    await house.announces("Nur Text", PEOPLE[5:10])
    delivering = asyncio.create_task(house.worker().drain())
    await house.channel.has_tried(6)
    house.channel.gate.set()
    await delivering
    order = [one.payload for one in house.channel.tries]
    assert set(order[:6]) == {"Fest person-0000", *(f"Nur Text {person}" for person in PEOPLE[5:10])}


async def test_when_the_first_upload_fails_the_next_one_carries_the_bytes(house: House) -> None:
    file_id = await picture(house)
    await house.announces("Fest", PEOPLE[:3], file_id)
    house.channel.script["Fest person-0000"] = [Gone()]
    await house.worker().drain()
    assert await uploads(house) == [b"\xff\xd8 a crane", b"\xff\xd8 a crane", f"kept-{file_id}"]


async def test_a_channel_without_references_gets_the_bytes_each_time_and_all_side_by_side(house: House) -> None:
    house.channel.gives_references = False
    house.channel.limits, house.channel.turns = Limits(per_second=inf), LONG
    file_id = await picture(house)
    await house.announces("Fest", PEOPLE[:9], file_id)
    await house.worker().drain()
    assert await uploads(house) == [b"\xff\xd8 a crane"] * 9
    assert house.channel.most_under_way > 1


async def test_a_voice_message_from_another_channel_is_fetched_once_and_kept(house: House) -> None:
    file_id = await voice_from(house, "crow")
    house.elsewhere["crow", "AwACAgQ-7"] = b"OggS hello"
    await house.announces("Hört mal", PEOPLE[:4], file_id)
    await house.worker().drain()
    assert house.fetched == [("crow", "AwACAgQ-7")]
    assert await uploads(house) == [b"OggS hello"] + [f"kept-{file_id}"] * 3
    assert await files.data(house.database.read, file_id) == ("voice.ogg", "audio/ogg", b"OggS hello")


async def test_a_voice_message_goes_back_to_its_own_channel_by_name(house: House) -> None:
    file_id = await voice_from(house, "pigeon")
    await house.says("Ali", "Von dir", file_id=file_id)
    await house.worker().drain()
    assert await uploads(house) == ["AwACAgQ-7"]
    assert house.fetched == []


async def test_the_other_channels_trouble_puts_off_this_message_only(house: House) -> None:
    file_id = await voice_from(house, "crow")
    house.elsewhere["crow", "AwACAgQ-7"] = NotSent(whole_channel=True)
    [voice] = await house.says("Ali", "Hört mal", file_id=file_id)
    [text] = await house.says("Birgit", "Hallo")
    worker = house.worker()
    await worker.drain()
    assert [await house.state(voice), await house.state(text)] == ["waiting", "sent"]
    house.elsewhere["crow", "AwACAgQ-7"] = b"OggS hello"
    house.clock.move_on(2)
    await worker.drain()
    assert await house.state(voice) == "sent"


@pytest.mark.parametrize("gone", ["file", "origin"])
async def test_a_file_that_cannot_be_had_any_more_fails_its_message(house: House, gone: str) -> None:
    file_id = await voice_from(house, "crow")
    house.elsewhere["crow", "AwACAgQ-7"] = Gone()
    [voice] = await house.says("Ali", "Hört mal", file_id=file_id)
    if gone == "file":
        async with house.database.atomic() as sql:
            await sql.run("PRAGMA defer_foreign_keys = ON")
            await sql.run("DELETE FROM file_reference")
    await house.worker().drain()
    row = await house.row(voice)
    assert row["state"] == "failed"
    assert row["reason"] == "The messenger does not take this message. The file cannot be fetched."
    assert house.channel.tries == []
