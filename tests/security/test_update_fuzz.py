"""Faults 7 and 26: updates that are not as Telegram describes them are set aside or worked, and hold nobody up."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import strategies as st

from bot.channels.protocol import Arrival, Unparsable
from bot.channels.raw import loads
from bot.channels.telegram.parsing import parse
from bot.channels.telegram.polling import arrival_in, arrival_of
from bot.domain.incoming import Incoming
from tests.channels.test_telegram_parse import AMAL, BOT, CHAT, message
from tests.play import Stage
from tests.security.exploring import LENGTHS, QUICK, explore, mutated, odd_json, odd_texts

FILE = {"file_id": "AgAC", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000}
MEMBER = {"user": BOT, "status": "member"}
SENT = (
    message(text="Hello"),
    message(text="/start r-ABCD-EFGH-JKLM-NPQ7", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    message(text="/menu"),
    message(photo=[FILE, FILE | {"file_id": "b", "width": 900}], caption="Our garden"),
    message(voice={"file_id": "v", "file_unique_id": "u", "duration": 3, "mime_type": "audio/ogg"}),
    message(document={"file_id": "d", "file_unique_id": "u", "file_name": "list.pdf"}),
    message(location={"latitude": 49.9, "longitude": 8.6}),
    message(sticker={"file_id": "s"}),
)
UPDATES: tuple[dict[str, Any], ...] = (
    *({"update_id": 8, "message": sent} for sent in SENT),
    {"update_id": 8, "edited_message": message(text="Hello") | {"edit_date": 1_773_480_500}},
    {
        "update_id": 8,
        "callback_query": {"id": "1", "from": AMAL, "chat_instance": "1", "data": "menu", "message": message(text="?")},
    },
    {
        "update_id": 8,
        "my_chat_member": {
            "chat": CHAT, "from": AMAL, "date": 1, "old_chat_member": MEMBER, "new_chat_member": MEMBER,
        },
    },
)  # fmt: skip


@pytest.mark.parametrize("examples", [QUICK * 10, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_fault_26_an_update_is_understood_or_unparsable_and_nothing_else(examples: int) -> None:
    found = {"understood": 0, "unparsable": 0}

    async def holds(update: dict[str, Any]) -> None:
        raw = json.dumps(update).encode()
        kept = arrival_of(loads(raw))
        assert arrival_in(raw) == kept
        try:
            meaning = parse(kept.raw)
        except Unparsable:
            found["unparsable"] += 1
        else:
            assert meaning is None or isinstance(meaning, Incoming)
            found["understood"] += 1

    await explore(examples, mutated(UPDATES), holds)
    assert min(found.values()) > examples / 10, found


async def works(play: Stage, *arrivals: Arrival) -> None:
    await play.app.receive("telegram", arrivals)
    while await play.app.engine.work():
        pass


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_7_an_odd_update_is_set_aside_or_worked_and_its_neighbours_go_on(
    examples: int, play: Stage
) -> None:
    numbers, raws = count(), st.one_of(mutated(UPDATES).map(json.dumps), odd_json.map(json.dumps), odd_texts)

    async def holds(raws: list[str]) -> None:
        number = next(numbers)
        odd = [Arrival(f"odd {number} {at}", raw.encode(errors="replace").decode()) for at, raw in enumerate(raws)]
        good = {"update_id": number, "message": message(chat=CHAT | {"id": 815 + number}, text="/start")}
        await works(play, *odd[:1], arrival_of(good), *odd[1:])
        assert await play.count("SELECT count(*) FROM inbox WHERE state = 'waiting'") == 0
        assert await play.count("SELECT count(*) FROM inbox WHERE reason LIKE 'our mistake%'") == 0
        assert await play.count("SELECT count(*) FROM chat WHERE address = ?", str(815 + number)) == 1

    await explore(examples, st.lists(raws, min_size=1, max_size=4), holds)
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'")
