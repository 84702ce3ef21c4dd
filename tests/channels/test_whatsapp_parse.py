"""What Meta's calls hold, and what each part means. The shapes are those of its OpenAPI."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.protocol import Report, Unparsable, Verdict
from bot.channels.whatsapp.calls import arrivals
from bot.channels.whatsapp.fields import message_key
from bot.channels.whatsapp.parsing import parse
from bot.domain.deliveries import Reached
from bot.domain.incoming import Attachment, Incoming, Place, Tap
from bot.errors import Gone, Rejected, WindowClosed
from tests.stand_ins.whatsapp import PHONE_ID, CloudApi

SAID = datetime.fromtimestamp(1749416383, UTC)
SHEENA, USER = "16505551234", "US.13491208655302741918"
ID = "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA="
TAPPED = {"from": "15550783881", "id": "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI3MEM2RUJFNkI0RENGQTVDRjUA"}
FILE = {"sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=", "id": "1003383421387256"}


def value(message: dict[str, Any], **contact: Any) -> dict[str, Any]:
    about = {"profile": {"name": "Sheena Nelson"}, "wa_id": SHEENA} | contact
    return {"contacts": [about], "messages": [{"from": SHEENA, "id": ID, "timestamp": "1749416383"} | message]}


def meaning(what: dict[str, Any]) -> Incoming | Report | Verdict | None:
    [arrival] = arrivals(json.dumps(CloudApi().body(what)).encode())
    return parse(arrival.raw, PHONE_ID)


def heard(message: dict[str, Any], **contact: Any) -> Incoming:
    found = meaning(value(message, **contact))
    assert isinstance(found, Incoming)
    return found


def test_a_text() -> None:
    found = heard({"type": "text", "text": {"body": "Does it come in another colour?"}})
    assert found == Incoming("whatsapp", SHEENA, text="Does it come in another colour?", said_at=SAID)


@pytest.mark.parametrize(
    ("typed", "payload"),
    [("start", ""), ("START e17 ", "e17"), ("/start r-ABCD-2345", "r-ABCD-2345"), ("Start\u00a0e17", "e17"),
     ("start hello", "hello"), ("start k-" + "x" * 32, "k-" + "x" * 32)],
)  # fmt: skip
def test_what_a_link_puts_there_to_be_sent_is_a_start(typed: str, payload: str) -> None:
    assert heard({"type": "text", "text": {"body": typed}}).start == payload


def test_a_command_and_a_text_that_only_begins_like_a_start() -> None:
    assert heard({"type": "text", "text": {"body": "/Menu"}}).command == "menu"
    assert heard({"type": "text", "text": {"body": "start with bread please"}}).text == "start with bread please"


@pytest.mark.parametrize(
    "typed",
    ["start morgen", "Start morgen", "START 15", "start e", "start e17x", "start k-short", "start\nnow", "Start:"],
)
def test_what_no_link_of_ours_puts_there_is_a_text(typed: str) -> None:
    found = heard({"type": "text", "text": {"body": typed}})
    assert (found.start, found.text) == (None, typed)


@pytest.mark.parametrize(
    "tap",
    [
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "a:1:no", "title": "N"}},
        },
        {
            "type": "interactive",
            "interactive": {"type": "list_reply", "list_reply": {"id": "a:1:no#2", "title": "N", "description": ""}},
        },
        {"type": "button", "button": {"payload": "a:1:no", "text": "No"}},
    ],
)
def test_a_tap_on_a_button_a_row_or_a_template(tap: dict[str, Any]) -> None:
    assert heard(tap | {"context": TAPPED}).tap == Tap("a:1:no", message_key(TAPPED["id"]), message_key(ID))


@pytest.mark.parametrize(
    ("message", "attachment", "words"),
    [
        (
            {"type": "image", "image": FILE | {"mime_type": "image/jpeg", "caption": "Taj Mahal"}},
            Attachment("photo", FILE["id"], "image/jpeg"),
            "Taj Mahal",
        ),
        (
            {"type": "audio", "audio": FILE | {"mime_type": "audio/ogg; codecs=opus", "voice": True}},
            Attachment("voice", FILE["id"], "audio/ogg"),
            None,
        ),
        (
            {"type": "document", "document": FILE | {"mime_type": "application/pdf", "filename": "receipt.pdf"}},
            Attachment("document", FILE["id"], "application/pdf", "receipt.pdf"),
            None,
        ),
    ],
)
def test_files(message: dict[str, Any], attachment: Attachment, words: str | None) -> None:
    found = heard(message)
    assert (found.attachment, found.text) == (attachment, words)


def test_a_place_on_the_map() -> None:
    where = {"address": "101 Forest Ave", "latitude": 37.44221496582, "longitude": -122.16165924072, "name": "P"}
    assert heard({"type": "location", "location": where}).place == Place(37.44221496582, -122.16165924072)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "sticker", "sticker": FILE | {"mime_type": "image/webp", "animated": True}},
        {"type": "video", "video": FILE | {"mime_type": "video/mp4"}},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Lucía"}}]},
        {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]},
        {"type": "edit", "edit": {"original_message_id": ID, "message": {"type": "text", "text": {"body": "x"}}}},
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}},
        {"type": "something Meta thinks of next year"},
    ],
)
def test_what_cannot_be_read_is_answered(message: dict[str, Any]) -> None:
    assert heard(message) == Incoming("whatsapp", SHEENA, unreadable=True, said_at=SAID)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "reaction", "reaction": {"message_id": ID, "emoji": "👍"}},
        {"type": "revoke", "revoke": {"original_message_id": ID}},
        {"type": "text", "text": {"body": "to the group"}, "group_id": "Y2FwaV9ncm91cDox"},
        {"type": "system", "system": {"body": "Sheena changed her picture", "type": "customer_identity_changed"}},
    ],
)
def test_what_nobody_waits_for_an_answer_to_is_passed_over(message: dict[str, Any]) -> None:
    assert meaning(value(message)) is None


def test_who_has_a_user_id_is_known_by_it_and_found_by_the_number_they_had() -> None:
    found = heard({"type": "text", "text": {"body": "hi"}, "from_user_id": USER}, user_id=USER)
    assert (found.address, found.formerly) == (USER, (SHEENA,))


def test_somebody_elses_id_in_the_call_is_not_theirs() -> None:
    found = heard({"type": "text", "text": {"body": "hi"}}, wa_id="4915112345678", user_id=USER)
    assert (found.address, found.formerly) == (SHEENA, ())
    found = heard({"type": "text", "text": {"body": "hi"}, "from_user_id": "US.7"}, wa_id="4915112345678", user_id=USER)
    assert (found.address, found.formerly) == ("US.7", (SHEENA,))


def test_somebody_without_a_number() -> None:
    what = value({"type": "text", "text": {"body": "hi"}, "from_user_id": USER})
    del what["messages"][0]["from"]
    what["contacts"] = [{"profile": {"name": "S"}, "user_id": USER}]
    assert meaning(what) == Incoming("whatsapp", USER, text="hi", said_at=SAID)


def test_a_new_number() -> None:
    system = {"body": "User changed", "wa_id": "12195555358", "type": "user_changed_number"}
    message = {"from": SHEENA, "id": ID, "timestamp": "1750269342", "type": "system", "system": system}
    assert meaning({"messages": [message]}) == Incoming("whatsapp", "12195555358", sign="moved", formerly=(SHEENA,))
    moved = message | {"from_user_id": USER, "system": system | {"user_id": "US.9"}}
    assert meaning({"messages": [moved]}) == Incoming("whatsapp", "US.9", sign="moved", formerly=(USER, SHEENA))


def status(reached: str, **more: Any) -> dict[str, Any]:
    about = {"id": ID, "status": reached, "timestamp": "1750263773", "recipient_id": SHEENA}
    return {"statuses": [about | more]}


def test_how_far_a_message_came() -> None:
    found = meaning(status("delivered", biz_opaque_callback_data="d17", pricing={"billable": False}))
    assert found == Report(message_key(ID), Reached.DELIVERED, 17)
    assert meaning(status("played")) == Report(message_key(ID), Reached.READ)
    assert meaning(status("read", biz_opaque_callback_data="d17; DROP TABLE")) == Report(message_key(ID), Reached.READ)


@pytest.mark.parametrize(
    ("errors", "kind"),
    [([{"code": 131026}], Gone), ([{"code": 131047}], WindowClosed), ([{"code": 7}], Rejected), ([], Rejected)],
)
def test_why_a_message_failed(errors: list[Any], kind: type[Exception]) -> None:
    found = meaning(status("failed", errors=errors))
    assert isinstance(found, Report)
    assert isinstance(found.error, kind)


def test_another_number_of_the_same_business_is_no_concern_of_ours() -> None:
    body = CloudApi().body(value({"type": "text", "text": {"body": "hi"}}), phone_id="999")
    [arrival] = arrivals(json.dumps(body).encode())
    assert parse(arrival.raw, PHONE_ID) is None


def test_fault_27_everything_in_a_batch_is_kept_by_itself_the_oldest_first() -> None:
    meta = CloudApi()
    late, early = (
        value({"type": "text", "text": {"body": "2"}, "timestamp": "200", "id": "wamid.B"}),
        value({"type": "text", "text": {"body": "1"}, "timestamp": "100", "id": "wamid.A"}),
    )
    odd = {"contacts": [], "messages": ["no message", {"id": 7}], "statuses": [{"status": "read"}]}
    body = meta.body(late, odd, status("read"), status("delivered"), {"messages": "none"}, early)
    body["entry"] += ["no entry", {"id": "1", "changes": {}}]
    found = arrivals(json.dumps(body).encode())
    assert len(found) == len({one.update_id for one in found}) == 10
    meanings: list[Any] = []
    for one in found:
        try:
            meanings.append(parse(one.raw, PHONE_ID))
        except Unparsable:
            meanings.append("odd")
    assert meanings.count("odd") == 6
    texts = [one.text for one in meanings if isinstance(one, Incoming)]
    assert texts == ["1", "2"]
    assert [one.reached for one in meanings if isinstance(one, Report)] == [Reached.READ, Reached.DELIVERED]


def test_two_people_in_one_change_are_told_apart() -> None:
    both = value({"type": "text", "text": {"body": "hi"}})
    both["contacts"].append({"profile": {"name": "B"}, "wa_id": "4915", "user_id": "DE.4915"})
    both["messages"].append({"from": "4915", "id": "wamid.B", "timestamp": "1", "type": "text", "text": {"body": "yo"}})
    found = [parse(one.raw, PHONE_ID) for one in arrivals(json.dumps(CloudApi().body(both)).encode())]
    assert found == [
        Incoming("whatsapp", "DE.4915", text="yo", formerly=("4915",), said_at=datetime.fromtimestamp(1, UTC)),
        Incoming("whatsapp", SHEENA, text="hi", said_at=SAID),
    ]


def test_the_same_comes_under_the_same_id_and_no_id_has_a_number_in_it() -> None:
    meta = CloudApi()
    amal = meta.person("4915112345678")
    body = meta.body(value({"type": "text", "text": {"body": "hi"}, "id": meta.new_id(amal.number)}))
    first, again = (arrivals(json.dumps(body).encode())[0] for _ in range(2))
    assert first.update_id == again.update_id
    assert amal.number not in first.update_id


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"7", b'{"entry": 7}', b'{"object": "x"}', b"[" * 100_000])
def test_a_body_that_is_none_of_metas_cannot_be_parsed(body: bytes) -> None:
    with pytest.raises(Unparsable):
        arrivals(body)
