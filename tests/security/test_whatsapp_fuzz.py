"""Faults 7, 26 and 27: calls of Meta's that are not as it describes them, and signatures that are not its own."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from bot.channels.protocol import Arrival, Report, Unparsable
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp.calls import arrivals
from bot.channels.whatsapp.parsing import parse
from bot.domain.incoming import Incoming
from tests.play import Stage, stage
from tests.play_whatsapp import SETTINGS
from tests.security.exploring import LENGTHS, QUICK, explore, mutated, odd_texts
from tests.stand_ins.whatsapp import APP_SECRET, NOON, PHONE_ID, VERIFY_TOKEN, CloudApi

FILE = {"id": "1003383421387256", "mime_type": "image/jpeg", "sha256": "SfInY0gGKTsJ"}
TAPPED = {"from": "15550783881", "id": "wamid.BBB"}
SAID: tuple[dict[str, Any], ...] = (
    {"type": "text", "text": {"body": "Hello"}},
    {"type": "text", "text": {"body": "start r-ABCD-EFGH-JKLM-NPQ7"}},
    {"type": "image", "image": FILE | {"caption": "Our garden"}},
    {"type": "location", "location": {"latitude": 49.9, "longitude": 8.6}},
    {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "menu"}}, "context": TAPPED},
    {"type": "button", "button": {"payload": "menu", "text": "Menu"}, "context": TAPPED},
    {"type": "unsupported", "errors": [{"code": 131051}]},
    {"type": "system", "system": {"wa_id": "12195555358", "type": "user_changed_number"}},
)
STATUS = {"id": "wamid.CCC", "status": "failed", "timestamp": "1", "recipient_id": "1", "errors": [{"code": 131026}]}


def call_with(what: dict[str, Any]) -> dict[str, Any]:
    return CloudApi().body(what)


CALLS = [
    call_with(
        {
            "contacts": [{"profile": {"name": "S"}, "wa_id": "16505551234", "user_id": "US.1"}],
            "messages": [{"from": "16505551234", "id": "wamid.AAA", "timestamp": "1749416383", **said}],
        }
    )
    for said in SAID
] + [call_with({"statuses": [STATUS | {"biz_opaque_callback_data": "d1"}]})]


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot with WhatsApp, to which nothing is sent."""
    async with stage(tmp_path, **SETTINGS) as found:
        yield found


@pytest.mark.parametrize("examples", [QUICK * 10, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_fault_26_a_call_is_understood_or_unparsable_and_nothing_else(examples: int) -> None:
    found = {"understood": 0, "unparsable": 0}

    async def holds(call: dict[str, Any]) -> None:
        try:
            kept = arrivals(json.dumps(call).encode())
        except Unparsable:
            found["unparsable"] += 1
            return
        for one in kept:
            one.raw.encode(errors="replace")
            try:
                meaning = parse(one.raw, PHONE_ID)
            except Unparsable:
                found["unparsable"] += 1
            else:
                assert meaning is None or isinstance(meaning, Incoming | Report)
                found["understood"] += 1

    await explore(examples, mutated(CALLS), holds)
    assert min(found.values()) > examples / 20, found


@pytest.mark.parametrize("examples", LENGTHS)
async def test_fault_7_an_odd_call_is_set_aside_or_worked_and_its_neighbours_go_on(examples: int, play: Stage) -> None:
    numbers = count()

    async def holds(calls: list[dict[str, Any]]) -> None:
        number = next(numbers)
        good = {"from": f"49{number:09d}", "id": f"wamid.good{number}", "timestamp": "1", **SAID[1]}
        bodies = [*calls[:1], call_with({"messages": [good]}), *calls[1:]]
        for at, body in enumerate(bodies):
            try:
                kept = arrivals(json.dumps(body).encode())
            except Unparsable:
                kept = [Arrival(f"odd {number} {at}", json.dumps(body))]
            mine = [Arrival(f"{number} {at} {one.update_id}", one.raw) for one in kept]
            await play.app.receive("whatsapp", mine)
        while await play.app.engine.work():
            pass
        assert await play.count("SELECT count(*) FROM inbox WHERE state = 'waiting'") == 0
        assert await play.count("SELECT count(*) FROM inbox WHERE reason LIKE 'our mistake%'") == 0
        assert await play.count("SELECT count(*) FROM chat WHERE address = ?", good["from"]) == 1

    await explore(examples, st.lists(mutated(CALLS), min_size=1, max_size=3), holds)


@pytest.mark.parametrize("examples", [QUICK * 10, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_fault_26_no_signature_but_metas_is_believed_and_none_breaks_anything(examples: int) -> None:
    channel = WhatsAppChannel("EAAx", PHONE_ID, app_secret=APP_SECRET, verify_token=VERIFY_TOKEN, clock=lambda: NOON)

    async def holds(given: tuple[bytes, str]) -> None:
        body, header = given
        ours = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert channel.is_signed(body, ours)
        assert channel.is_signed(body, header) is (header == ours)
        assert not channel.is_signed(body + b" ", ours)
        assert not channel.is_signed(body, ours[:-1])
        assert not channel.is_signed(body, None)
        assert channel.verifies(header) is (header == VERIFY_TOKEN)

    try:
        await explore(examples, st.tuples(st.binary(max_size=200), odd_texts), holds)
    finally:
        await channel.close()
