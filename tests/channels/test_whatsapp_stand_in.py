"""The stand-in of Meta's Cloud API refuses what Meta refuses, and tells what Meta tells."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from tests.channels.whatsapp_support import NUMBER
from tests.stand_ins.whatsapp import PHONE_ID, TOKEN, CloudApi
from tests.stand_ins.whatsapp_people import Person, read
from tests.stand_ins.whatsapp_rules import Refusal, Template, check_message

TEXT = {"type": "text", "text": {"body": "Hello"}}
REPLY = {"type": "reply", "reply": {"id": "a", "title": "Yes"}}


@pytest.fixture
async def amal(meta: CloudApi) -> Person:
    amal = meta.person(NUMBER)
    await amal.says("Hello")
    meta.bodies.clear()
    return amal


def to_amal(what: dict[str, Any]) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": NUMBER} | what


async def sent(meta: CloudApi, message: object, token: str | None = TOKEN, number: str = PHONE_ID) -> tuple[int, int]:
    """Status and code of the answer; the code of a success is 0."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{meta.url}/v23.0/{number}/messages"
    async with aiohttp.ClientSession() as session, session.post(url, json=message, headers=headers) as answer:
        said = await answer.json()
        return answer.status, said.get("error", {}).get("code", 0)


def told(meta: CloudApi) -> list[tuple[str, int | None]]:
    """What was reported: how far a message came, and the code of a failure."""
    found = []
    for body in meta.bodies:
        value = json.loads(body)["entry"][0]["changes"][0]["value"]
        found += [(one["status"], one.get("errors", [{}])[0].get("code")) for one in value.get("statuses", [])]
    return found


def interactive(action: dict[str, Any], kind: str = "button", body: str = "?", **more: Any) -> dict[str, Any]:
    shown = {"type": kind, "body": {"text": body}, "action": action} | more
    return to_amal({"type": "interactive", "interactive": shown})


def rows(*titles: str, **more: str) -> dict[str, Any]:
    found = [{"id": f"r{number}", "title": title} | more for number, title in enumerate(titles)]
    return {"button": "Choose", "sections": [{"rows": found}]}


@pytest.mark.parametrize(
    "message",
    [
        {"messaging_product": "sms", **TEXT},
        {"messaging_product": "whatsapp", "to": NUMBER, **TEXT},
        to_amal(TEXT) | {"to": "Amal"},
        to_amal({"type": "text", "text": {"body": ""}}),
        to_amal({"type": "text", "text": {"body": "x" * 4097}}),
        to_amal({"type": "text", "text": {"body": "x", "bold": True}}),
        to_amal(TEXT | {"something": 1}),
        to_amal(TEXT | {"biz_opaque_callback_data": "x" * 513}),
        to_amal({"type": "poll", "poll": {}}),
        to_amal({"type": "audio", "audio": {"id": "1", "caption": "no"}}),
        to_amal({"type": "image", "image": {"id": "1", "link": "https://example.org/a.jpg"}}),
        to_amal({"type": "image", "image": {"id": "1", "caption": "x" * 1025}}),
        to_amal({"type": "location", "location": {"latitude": 91, "longitude": 8}}),
        interactive({"buttons": [REPLY] * 2}),
        interactive({"buttons": [REPLY | {"reply": {"id": str(n), "title": str(n)}} for n in range(4)]}),
        interactive({"buttons": [REPLY | {"reply": {"id": "a", "title": "x" * 21}}]}),
        interactive({"buttons": [REPLY]}, body="x" * 1025),
        interactive({"buttons": [REPLY]}, footer={"text": "x" * 61}),
        interactive({"buttons": [REPLY]}, header={"type": "text", "text": "x" * 61}),
        interactive(rows(*"abcdefghijk"), "list"),
        interactive(rows("x" * 25), "list"),
        interactive(rows("a", description="x" * 73), "list"),
        interactive(rows("a") | {"button": "x" * 21}, "list"),
        interactive(rows("a"), "list", header={"type": "image", "image": {"id": "1"}}),
    ],
)
def test_a_message_that_meta_does_not_take(message: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        check_message(message)


async def test_token_number_and_body_must_be_right(meta: CloudApi, amal: Person) -> None:
    assert await sent(meta, to_amal(TEXT), token="EAAx") == (401, 190)
    assert await sent(meta, to_amal(TEXT), token=None) == (401, 104)
    assert await sent(meta, to_amal(TEXT), number="4711") == (400, 100)
    assert await sent(meta, [TEXT]) == (400, 100)
    assert await sent(meta, to_amal(TEXT)) == (200, 0)
    assert [message.text for message in amal.messages] == ["Hello"]


async def test_after_a_day_only_a_template_arrives_and_the_rest_is_reported_as_failed(
    meta: CloudApi, amal: Person
) -> None:
    meta.templates["invitation", "de"] = Template(1, ("Yes", "No"))
    meta.move_on(hours=23, minutes=59)
    assert await sent(meta, to_amal(TEXT)) == (200, 0)
    meta.move_on(minutes=1)
    assert await sent(meta, to_amal(TEXT)) == (200, 0)
    body = {"type": "body", "parameters": [{"type": "text", "text": "Picnic"}]}
    template: dict[str, Any] = {"name": "invitation", "language": {"policy": "deterministic", "code": "de"}}
    good = to_amal({"type": "template", "template": template | {"components": [body]}})
    assert await sent(meta, good) == (200, 0)
    assert [message.kind for message in amal.messages] == ["text", "template"]
    assert told(meta) == [("sent", None), ("delivered", None), ("failed", 131047), ("sent", None), ("delivered", None)]
    assert await sent(meta, to_amal({"type": "template", "template": template})) == (400, 132000)
    body["parameters"] = [{"type": "text", "text": "two\nlines"}]
    assert await sent(meta, good) == (400, 132018)
    for state, code in (("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)):
        meta.templates["invitation", "de"].state = state
        assert await sent(meta, good) == (400, code)


async def test_who_has_no_whatsapp_is_reported_afterwards(meta: CloudApi) -> None:
    assert await sent(meta, to_amal(TEXT)) == (200, 0)
    assert told(meta) == [("failed", 131026)]


async def test_the_pace_of_a_person_and_of_all(meta: CloudApi, amal: Person) -> None:
    codes = [(await sent(meta, to_amal(TEXT)))[1] for _ in range(46)]
    assert codes == [0] * 45 + [131056]
    meta.move_on(seconds=6)
    assert (await sent(meta, to_amal(TEXT)))[1] == 0
    meta.move_on(seconds=1)
    others = [(await sent(meta, to_amal(TEXT) | {"to": f"4915{number}99"}))[1] for number in range(81)]
    assert others == [0] * 80 + [130429]
    assert len(amal.messages) == 46


def test_a_phone_shows_marks_as_their_look() -> None:
    assert read("*Picnic* _at_ ~3~ `4`, 2*3*4") == (
        "Picnic at 3 4, 2*3*4",
        {"bold": ["Picnic"], "italic": ["at"], "struck": ["3"], "code": ["4"]},
    )
