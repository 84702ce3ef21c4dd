"""What a Telegram update means."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import Unparsable
from bot.channels.telegram.parsing import parse
from bot.domain.incoming import Attachment, Incoming, Place, Tap

AMAL = {"id": 4711, "is_bot": False, "first_name": "Amal", "language_code": "ar"}
CHAT: dict[str, Any] = {"id": 4711, "type": "private", "first_name": "Amal"}
GROUP: dict[str, Any] = {"id": -100200, "type": "supergroup", "title": "Hausgruppe"}
BOT = {"id": 7, "is_bot": True, "first_name": "Kranich", "username": "kranich_bot"}


def message(chat: dict[str, Any] = CHAT, **content: Any) -> dict[str, Any]:
    return {"message_id": 61, "date": 1_773_480_413, "chat": chat, "from": AMAL, **content}


def update(**content: Any) -> str:
    return json.dumps({"update_id": 900_001, **content})


def read(**content: Any) -> Incoming | None:
    return parse(update(message=message(**content)))


def amal(**what: Any) -> Incoming:
    return Incoming("telegram", "4711", language_hint="ar", **what)


def test_a_text_is_taken_as_it_was_written() -> None:
    assert read(text="می‌خواهم <b>بیایم</b> 🙂") == amal(text="می‌خواهم <b>بیایم</b> 🙂")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("/start", {"start": ""}),
        ("/start invite-7Q_x", {"start": "invite-7Q_x"}),
        ("/start@kranich_bot invite-7Q_x", {"start": "invite-7Q_x"}),
        ("/START  abc ", {"start": "abc"}),
        ("/menu", {"command": "menu"}),
        ("/Menu@kranich_bot please", {"command": "menu"}),
        ("/home/user", {"text": "/home/user"}),
        ("/", {"text": "/"}),
        ("/قائمة", {"text": "/قائمة"}),
        ("yes /menu", {"text": "yes /menu"}),
    ],
)
def test_commands_and_start_links_are_told_from_texts(text: str, meaning: dict[str, str]) -> None:
    assert read(text=text) == amal(**meaning)


def test_a_tap_names_its_action_its_message_and_itself() -> None:
    query = {"id": "88001", "from": AMAL, "chat_instance": "1", "data": "come:31:yes"}
    tapped = parse(update(callback_query=query | {"message": message(text="Coming?")}))
    assert tapped == amal(tap=Tap("come:31:yes", "61", "88001"))


@pytest.mark.parametrize(
    "content",
    [
        {"caption": "Picnic"},
        {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]},
        {"voice": {"file_id": "v", "file_unique_id": "u", "duration": 3}},
    ],
)
def test_a_tap_under_a_file_says_that_its_message_has_a_caption(content: dict[str, Any]) -> None:
    query = {"id": "88001", "from": AMAL, "chat_instance": "1", "data": "x", "message": message(**content)}
    tapped = parse(update(callback_query=query))
    assert tapped
    assert tapped.tap == Tap("x", "61c", "88001")


def test_a_tap_on_a_message_too_old_to_be_shown_still_counts() -> None:
    old = {"chat": CHAT, "message_id": 12, "date": 0}
    query = {"id": "88001", "from": AMAL, "chat_instance": "1", "data": "x", "message": old}
    assert parse(update(callback_query=query)) == amal(tap=Tap("x", "12", "88001"))


def test_of_a_photo_the_largest_size_is_taken_with_its_caption() -> None:
    sizes = [
        {"file_id": name, "file_unique_id": f"u{name}", "width": width, "height": width * 2}
        for name, width in (("small", 90), ("large", 1280), ("middle", 320))
    ]
    assert read(photo=sizes, caption="our garden") == amal(
        attachment=Attachment("photo", "large", "image/jpeg"), text="our garden"
    )


def test_voice_audio_and_documents_are_attachments() -> None:
    about = {"file_id": "f1", "file_unique_id": "u"}
    assert read(voice=about | {"duration": 4}) == amal(attachment=Attachment("voice", "f1", "audio/ogg"))
    song = about | {"duration": 4, "mime_type": "audio/mp4", "file_name": "note.m4a"}
    assert read(audio=song) == amal(attachment=Attachment("voice", "f1", "audio/mp4", "note.m4a"))
    paper = about | {"file_name": "Plan.pdf", "mime_type": "application/pdf"}
    assert read(document=paper) == amal(attachment=Attachment("document", "f1", "application/pdf", "Plan.pdf"))


def test_a_location_or_a_venue_is_a_place() -> None:
    where = {"latitude": 49.9003, "longitude": 8.6802}
    assert read(location=where) == amal(place=Place(49.9003, 8.6802))
    venue = {"location": where, "title": "Community house", "address": "Main street 1"}
    assert read(location=where, venue=venue) == amal(place=Place(49.9003, 8.6802))


@pytest.mark.parametrize(("status", "sign"), [("kicked", "blocked"), ("member", "unblocked")])
def test_blocking_and_coming_back_are_signs(status: str, sign: str) -> None:
    new = {"user": BOT, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    change = {"chat": CHAT, "from": AMAL, "date": 1, "new_chat_member": new}
    old = {"old_chat_member": {"user": BOT, "status": "member"}}
    assert parse(update(my_chat_member=change | old)) == amal(sign=sign)


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 9, "height": 9,
                     "is_animated": False, "is_video": False}},
        {"video": {"file_id": "v", "file_unique_id": "u", "width": 9, "height": 9, "duration": 3}},
        {"contact": {"phone_number": "0", "first_name": "Amal"}},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                  "allows_revoting": False, "members_only": False}},
        {"animation": {"file_id": "a", "file_unique_id": "u", "width": 9, "height": 9, "duration": 3},
         "document": {"file_id": "a", "file_unique_id": "u"}},
        {"something_telegram_invents_next_year": {"a": 1}},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_unreadable_so_that_its_sender_hears_of_it(content: dict[str, Any]) -> None:
    assert read(**content) == amal(unreadable=True)


def test_an_edited_message_is_unreadable_but_a_moving_location_is_nothing() -> None:
    edited = {"edit_date": 1_773_480_500}
    assert parse(update(edited_message=message(text="I come") | edited)) == amal(unreadable=True)
    moving = message(location={"latitude": 49.9, "longitude": 8.6, "live_period": 900})
    assert parse(update(edited_message=moving | edited)) is None


def test_what_telegram_itself_puts_into_a_chat_is_of_no_concern() -> None:
    assert read(pinned_message=message(text="Hello")) is None
    assert read(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}) is None
    assert parse(update(an_update_of_next_year={"a": 1})) is None


def test_groups_are_of_no_concern() -> None:
    assert read(chat=GROUP, text="hello") is None
    assert read(chat=GROUP, text="/menu@kranich_bot") is None
    query = {"id": "1", "from": AMAL, "chat_instance": "1", "data": "x", "message": message(GROUP, text="?")}
    assert parse(update(callback_query=query)) is None
    member = {"user": BOT, "status": "member"}
    change = {"chat": GROUP, "from": AMAL, "date": 1, "old_chat_member": member, "new_chat_member": member}
    assert parse(update(my_chat_member=change)) is None


@pytest.mark.parametrize(
    "raw",
    [
        "", "null", "[]", "7", '"text"', "{}", '{"update_id": "x"}', '{"update_id": true}', '{"update_id": null}',
        '{"message": {"text": "no id"}}', '{"update_id": 1, "message": []}', '{"update_id": 1, "message": "x"}',
        '{"update_id": 1, "callback_query": {}}', "{" * 5000, "[" * 100_000,
        update(message=message(text=5)), update(message=message(location={"latitude": "north", "longitude": 8.6})),
        update(message=message(chat={"id": "4711", "type": "private"}, text="x")),
        update(message=message(text="x") | {"chat": 5}), update(message=message(photo=[5])),
        update(message=message(voice={"file_id": "f", "file_unique_id": "u", "duration": 1, "mime_type": 5})),
    ],
)  # fmt: skip
def test_an_odd_update_is_unparsable_and_nothing_else(raw: str) -> None:
    with pytest.raises(Unparsable):
        parse(raw)


def test_a_lone_surrogate_is_no_reason_to_fail() -> None:
    assert read(text="so\ud800 ein") == amal(text="so\ud800 ein")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(field=st.sampled_from(["chat", "from", "text", "photo", "voice", "location", "date"]), value=json_values)
def test_no_value_in_a_known_field_breaks_anything(field: str, value: object) -> None:
    try:
        found = parse(update(message=message(text="x") | {field: value}))
    except Unparsable:
        return
    assert found is None or found.channel == "telegram"
