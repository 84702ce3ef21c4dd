"""What a Telegram update means. Pure. Only private chats concern us.

Of an update's hundred fields we need six, so python-telegram-bot's objects are not built: they took ten times as long.
"""

from __future__ import annotations

import re
from typing import Any

from bot.channels.protocol import Unparsable
from bot.channels.raw import loads
from bot.domain.incoming import Attachment, AttachmentKind, Incoming, Place, Sign, Tap

NAME = "telegram"
WITH_CAPTION = "c"  # ends the id of a message that carries a file: it is edited in another way than a text
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
# What Telegram itself puts into a chat; nobody waits for an answer to it.
_SERVICE = {
    "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
    "users_shared", "chat_shared", "connected_website", "boost_added", "gift", "unique_gift", "refunded_payment",
    "paid_message_price_changed", "proximity_alert_triggered", "web_app_data",
}  # fmt: skip
_FILES_WE_DO_NOT_TAKE = {"animation", "sticker", "video", "video_note", "story", "paid_media"}
# The files that we take, in the order in which they are looked for, and what they are when Telegram does not say it.
_FILES: dict[str, tuple[AttachmentKind, str]] = {
    "photo": ("photo", "image/jpeg"),
    "voice": ("voice", "audio/ogg"),
    "audio": ("voice", "audio/mpeg"),
    "document": ("document", "application/octet-stream"),
}
_CARRIED = {"caption", *_FILES, *_FILES_WE_DO_NOT_TAKE}
_SIGNS: dict[object, Sign] = {"kicked": "blocked", "member": "unblocked"}
Fields = dict[str, Any]


def parse(raw: str) -> Incoming | None:
    """What an update means; None when it is of no concern to us. Raises Unparsable."""
    try:
        return _meaning(_fields(loads(raw)))
    except (LookupError, TypeError, ValueError, RecursionError):  # Telegram's promise of names and types was not kept
        raise Unparsable("not an update as Telegram describes it") from None


def _meaning(update: Fields) -> Incoming | None:
    _whole(update["update_id"])
    if "callback_query" in update:
        return _tap(_fields(update["callback_query"]))
    if "my_chat_member" in update:
        return _sign(_fields(update["my_chat_member"]))
    if "edited_message" in update:
        return _edited(_fields(update["edited_message"]))
    return _message(_fields(update["message"])) if "message" in update else None


def _message(message: Fields) -> Incoming | None:
    if not _is_private(message) or message.keys() & _SERVICE:
        return None
    if message.get("text") is not None:
        return _text(message, _string(message["text"]))
    if message.get("location") is not None:
        where = _fields(message["location"])
        return _incoming(message, place=Place(_degrees(where["latitude"]), _degrees(where["longitude"])))
    attachment = _attachment(message)
    if attachment is None:
        return _incoming(message, unreadable=True)
    caption = message.get("caption")
    return _incoming(message, attachment=attachment, text=None if caption is None else _string(caption))


def _text(message: Fields, text: str) -> Incoming:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return _incoming(message, text=text)
    if command[1].lower() == "start":
        return _incoming(message, start=(command[2] or "").strip())
    return _incoming(message, command=command[1].lower())


def _attachment(message: Fields) -> Attachment | None:
    if message.keys() & _FILES_WE_DO_NOT_TAKE:
        return None
    found = next((name for name in _FILES if message.get(name)), None)
    if found is None:
        return None
    kind, usual_mime = _FILES[found]
    file = max(map(_fields, message[found]), key=_area) if found == "photo" else _fields(message[found])
    mime, name = file.get("mime_type") or usual_mime, file.get("file_name") or ""
    return Attachment(kind, _string(file["file_id"]), _string(mime), _string(name))


def _area(photo: Fields) -> int:
    return _whole(photo["width"]) * _whole(photo["height"])


def _edited(message: Fields) -> Incoming | None:
    # A live location edits itself every few seconds; nobody has written anything.
    if not _is_private(message) or "location" in message:
        return None
    return _incoming(message, unreadable=True)


def _tap(query: Fields) -> Incoming | None:
    if "message" not in query or "data" not in query:  # from an inline message, or of a game: not ours
        _string(query["id"])
        return None
    message = _fields(query["message"])
    if not _is_private(message):
        return None
    number = str(_whole(message["message_id"])) + (WITH_CAPTION if message.keys() & _CARRIED else "")
    return _incoming({**message, "from": query["from"]}, tap=Tap(_string(query["data"]), number, _string(query["id"])))


def _sign(change: Fields) -> Incoming | None:
    sign = _SIGNS.get(_fields(change["new_chat_member"])["status"])
    return _incoming(change, sign=sign) if sign and _is_private(change) else None


def _is_private(message: Fields) -> bool:
    return _string(_fields(message["chat"])["type"]) == "private"


def _incoming(message: Fields, **what: Any) -> Incoming:
    """What came in from the chat of a message, and the language of the person's app, if it is said."""
    person = message.get("from")
    hint = None if person is None else _fields(person).get("language_code")
    return Incoming(NAME, str(_whole(message["chat"]["id"])), language_hint=hint and _string(hint), **what)


def _fields(value: object) -> Fields:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _degrees(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError
    if not -180 <= value <= 180:  # also what is no number
        raise ValueError
    return float(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
