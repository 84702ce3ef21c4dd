"""What a Telegram update means. Pure. Only private chats concern us."""

from __future__ import annotations

import json
import re
from typing import Any

from telegram import (
    Audio,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Document,
    Message,
    PhotoSize,
    Update,
    User,
    Voice,
)

from bot.channels.protocol import Unparsable
from bot.domain.incoming import Attachment, AttachmentKind, Incoming, Place, Tap

NAME = "telegram"
WITH_CAPTION = "c"  # ends the id of a message that carries a file: it is edited in another way than a text
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
# What Telegram itself puts into a chat; nobody waits for an answer to it.
_SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
    "users_shared", "chat_shared", "connected_website", "boost_added", "gift", "unique_gift", "refunded_payment",
    "paid_message_price_changed", "proximity_alert_triggered", "web_app_data",
)  # fmt: skip
_FILES_WE_DO_NOT_TAKE = ("animation", "sticker", "video", "video_note", "story", "paid_media")
# Telegram promises the types; whatever else python-telegram-bot trips over means that they were not kept.
_ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError, RecursionError)


def parse(raw: str) -> Incoming | None:
    """What an update means; None when it is of no concern to us. Raises Unparsable."""
    try:
        update = Update.de_json(json.loads(raw))
        return _meaning(update)
    except _ODD:
        raise Unparsable("not an update as Telegram describes it") from None


def _meaning(update: Update) -> Incoming | None:
    _whole(update.update_id)
    if update.callback_query:
        return _tap(update.callback_query)
    if update.my_chat_member:
        return _sign(update.my_chat_member)
    if update.edited_message:
        return _edited(update.edited_message)
    return _message(update.message) if update.message else None


def _message(message: Message) -> Incoming | None:
    if message.chat.type != Chat.PRIVATE or any(getattr(message, name) for name in _SERVICE):
        return None
    if message.text is not None:
        return _text(message, _string(message.text))
    if message.location:
        place = Place(float(message.location.latitude), float(message.location.longitude))
        return _incoming(message.chat, message.from_user, place=place)
    attachment = _attachment(message)
    if attachment is None:
        return _incoming(message.chat, message.from_user, unreadable=True)
    caption = None if message.caption is None else _string(message.caption)
    return _incoming(message.chat, message.from_user, attachment=attachment, text=caption)


def _text(message: Message, text: str) -> Incoming:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return _incoming(message.chat, message.from_user, text=text)
    if command[1].lower() == "start":
        return _incoming(message.chat, message.from_user, start=(command[2] or "").strip())
    return _incoming(message.chat, message.from_user, command=command[1].lower())


def _attachment(message: Message) -> Attachment | None:
    if any(getattr(message, name) for name in _FILES_WE_DO_NOT_TAKE):
        return None
    if message.photo:
        return _file("photo", max(message.photo, key=_area), "image/jpeg")
    if message.voice:
        return _file("voice", message.voice, "audio/ogg")
    if message.audio:
        return _file("voice", message.audio, "audio/mpeg")
    return _file("document", message.document, "application/octet-stream") if message.document else None


def _file(kind: AttachmentKind, file: PhotoSize | Voice | Audio | Document, usual_mime: str) -> Attachment:
    mime, name = getattr(file, "mime_type", None), getattr(file, "file_name", None)
    return Attachment(kind, _string(file.file_id), _string(mime or usual_mime), _string(name or ""))


def _area(photo: PhotoSize) -> int:
    return photo.width * photo.height


def _edited(message: Message) -> Incoming | None:
    # A live location edits itself every few seconds; nobody has written anything.
    if message.chat.type != Chat.PRIVATE or message.location:
        return None
    return _incoming(message.chat, message.from_user, unreadable=True)


def _tap(query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.data is None or query.message.chat.type != Chat.PRIVATE:
        return None
    number = _whole(query.message.message_id)
    message = f"{number}{WITH_CAPTION}" if _carries_file(query.message) else str(number)
    tap = Tap(_string(query.data), message, _string(query.id))
    return _incoming(query.message.chat, query.from_user, tap=tap)


def _carries_file(message: Any) -> bool:
    return isinstance(message, Message) and bool(message.caption or message.effective_attachment)


def _sign(change: ChatMemberUpdated) -> Incoming | None:
    if change.chat.type != Chat.PRIVATE:
        return None
    match change.new_chat_member.status:
        case ChatMember.BANNED:
            return _incoming(change.chat, change.from_user, sign="blocked")
        case ChatMember.MEMBER:
            return _incoming(change.chat, change.from_user, sign="unblocked")
        case _:
            return None


def _incoming(chat: Chat, person: User | None, **what: Any) -> Incoming:
    hint = person.language_code if person else None
    return Incoming(NAME, str(_whole(chat.id)), language_hint=hint and _string(hint), **what)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
