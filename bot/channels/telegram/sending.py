"""Send what was rendered: as a new message, or in place of an old one."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson
from telegram import InputFile

from bot.channels.telegram.api import Api
from bot.channels.telegram.parsing import WITH_CAPTION
from bot.channels.telegram.rendering import METHODS, TOAST
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.errors import NotEditable, NotSent, Rejected, SendError, Uncertain

logger = logging.getLogger(__name__)

ANSWER_TAP_SECONDS = 5.0  # a person looks elsewhere by then
_TARGET = re.compile(rf"(\d{{1,18}})({WITH_CAPTION}?)")
_KINDS = {method: kind for kind, method in METHODS.items()}
# Telegram may take a file for another kind than it was sent as.
_KEPT_AS = ("voice", "document", "audio", "animation", "video")
_UNCHANGED = "message is not modified"
# The old message is gone, or cannot take this text: a new one has to.
_NOT_EDITABLE = (
    "message to edit not found", "message can't be edited", "message_id_invalid", "caption is too long",
    "there is no text in the message to edit", "there is no caption in the message to edit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Message:
    """A stored payload, taken apart once for all who get the same. `fields` are a method's parameters but the chat."""

    method: str
    fields: Mapping[str, Any]
    toast: str
    json: bytes  # the fields, without the last brace

    def to(self, address: str) -> bytes:
        """The whole JSON for one chat."""
        return b'%s,"chat_id":%s}' % (self.json, orjson.dumps(address))


@lru_cache(maxsize=64)
def _message(payload: str) -> _Message:
    fields = orjson.loads(payload)
    method, toast = fields.pop("method"), fields.pop(TOAST, "")
    return _Message(method, fields, toast, orjson.dumps(fields)[:-1])


async def send(api: Api, delivery: Delivery, upload: Upload | None) -> Receipt:
    """Send or edit, and acknowledge the tap beside it. Raises SendError, but never for the tap.

    What cannot be edited is not sent anew by this try: an edit may be repeated, a new message may not.
    """
    message = _message(delivery.payload)
    if message.method == TOAST:
        return await _send_toast(api, delivery, message.fields["text"])
    if delivery.tap_id is None:
        return await _deliver(api, delivery, message, upload)
    acknowledging = asyncio.create_task(_answer_tap(api, delivery, message.toast))
    try:
        receipt = await _deliver(api, delivery, message, upload)
    except asyncio.CancelledError:
        acknowledging.cancel()
        raise
    finally:
        trouble = await acknowledging
    return replace(receipt, pause_until=trouble.retry_at) if isinstance(trouble, NotSent) else receipt


async def _send_toast(api: Api, delivery: Delivery, text: str) -> Receipt:
    if delivery.tap_id is not None:
        trouble = await _answer_tap(api, delivery, text)
        if isinstance(trouble, NotSent):
            raise trouble
        if trouble is None or isinstance(trouble, Uncertain):  # it may have been said: better no word than two
            return Receipt(delivery.target)
    if not text:
        return Receipt(delivery.target)
    # Nothing was tapped, or so long ago that Telegram shows no answer to it: nobody is left without a word.
    return _receipt(await api.call("sendMessage", {"chat_id": delivery.address, "text": text}))


async def _answer_tap(api: Api, delivery: Delivery, text: str) -> SendError | None:
    """Acknowledge the tap; what went wrong."""
    parameters = {"callback_query_id": delivery.tap_id} | ({"text": text} if text else {})
    try:
        await api.call("answerCallbackQuery", parameters, ANSWER_TAP_SECONDS)
    except SendError as error:  # mostly too late: then the button only glows a little longer
        logger.info("tap not acknowledged delivery=%s error=%s", delivery.id, type(error).__name__)
        return error
    return None


async def _deliver(api: Api, delivery: Delivery, message: _Message, upload: Upload | None) -> Receipt:
    if delivery.target is not None:
        await _change(api, delivery, delivery.target, message)
        return Receipt(delivery.target)
    kind = _KINDS.get(message.method)
    if kind is None:
        return _receipt(await api.forward(message.method, message.to(delivery.address)))
    if upload is None or (upload.reference is None and upload.data is None):
        raise Rejected("The file is no longer there.")
    fields = {**message.fields, "chat_id": delivery.address}
    if upload.reference is not None:
        return _receipt(await api.call(message.method, {**fields, kind: upload.reference}))
    file = InputFile(upload.data or b"", _file_name(upload.name) or kind)
    return _receipt(await api.upload(message.method, fields, {kind: file}), uploaded=True)


def _file_name(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable() and letter not in '"\\/')[-100:]


async def _change(api: Api, delivery: Delivery, target: str, message: _Message) -> None:
    """Let the old message show it. Raises SendError."""
    edit = _edit(target, message)
    if edit is None:
        raise NotEditable
    try:
        await api.call(edit[0], {**edit[1], "chat_id": delivery.address})
    except Rejected as error:
        said = str(error).lower()
        if any(sign in said for sign in _NOT_EDITABLE):
            raise NotEditable from None
        if _UNCHANGED not in said:
            raise


def _edit(target: str, message: _Message) -> tuple[str, dict[str, Any]] | None:
    """Method and fields that put a message in place of `target`; None where none can: files are not exchanged."""
    found, fields = _TARGET.fullmatch(target), message.fields
    if not found or (message.method != "sendMessage" and not found[2]):
        return None
    looks: dict[str, Any] = {key: fields[key] for key in ("parse_mode", "reply_markup") if key in fields}
    text, number = fields.get("text", fields.get("caption", "")), int(found[1])
    if found[2]:
        return "editMessageCaption", {"message_id": number, "caption": text, **looks}
    preview = {"link_preview_options": fields["link_preview_options"]}
    return "editMessageText", {"message_id": number, "text": text, **preview, **looks}


def _receipt(result: Any, *, uploaded: bool = False) -> Receipt:
    # The message was taken; an answer that lacks something must not make it look unsent.
    message = result if isinstance(result, dict) else {}
    number, file = message.get("message_id"), _kept_file(message)
    shown = None if number is None else f"{number}{WITH_CAPTION if file else ''}"
    return Receipt(shown, file["file_id"] if uploaded and file else None)


def _kept_file(message: dict[str, Any]) -> Any:
    for kind in _KEPT_AS:
        if kind in message:
            return message[kind]
    photos = message.get("photo")
    return photos[-1] if photos else None
