"""Send what was rendered: as a new message, or in place of an old one."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

import orjson
from telegram import InputFile

from bot.channels.telegram.api import Api
from bot.channels.telegram.parsing import WITH_CAPTION
from bot.channels.telegram.rendering import METHODS, TOAST
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.errors import Rejected, SendError, Uncertain

logger = logging.getLogger(__name__)

ANSWER_TAP_SECONDS = 5.0  # a person looks elsewhere by then
UPLOAD_SECONDS = 60.0
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


async def send(api: Api, delivery: Delivery, upload: Upload | None) -> Receipt:
    """Send or edit, and acknowledge the tap beside it. Raises SendError, but never for the tap."""
    payload: dict[str, Any] = orjson.loads(delivery.payload)
    toast = payload.pop("toast", "")
    if payload["method"] == TOAST:
        return await _send_toast(api, delivery, payload["text"])
    if delivery.tap_id is None:
        return await _deliver(api, delivery, payload, upload)
    receipt, _ = await asyncio.gather(
        _deliver(api, delivery, payload, upload), _answer_tap(api, delivery, toast), return_exceptions=True
    )
    if isinstance(receipt, BaseException):
        raise receipt
    return receipt


async def _send_toast(api: Api, delivery: Delivery, text: str) -> Receipt:
    answered = delivery.tap_id is not None and await _answer_tap(api, delivery, text)
    if answered or not text:
        return Receipt(delivery.target)
    # Nothing was tapped, or so long ago that Telegram shows no answer to it: nobody is left without a word.
    return await _post(api, {"method": "sendMessage", "chat_id": delivery.address, "text": text})


async def _answer_tap(api: Api, delivery: Delivery, text: str) -> bool:
    """Whether the tap was acknowledged."""
    parameters = {"callback_query_id": delivery.tap_id} | ({"text": text} if text else {})
    try:
        await api.call("answerCallbackQuery", parameters, read_timeout=ANSWER_TAP_SECONDS)
    except SendError as error:  # mostly too late: then the button only glows a little longer
        logger.info("tap not acknowledged delivery=%s error=%s", delivery.id, type(error).__name__)
        return isinstance(error, Uncertain)  # it may have been: better no word than two
    return True


async def _deliver(api: Api, delivery: Delivery, payload: dict[str, Any], upload: Upload | None) -> Receipt:
    edit = _edit(delivery.target, payload)
    if edit and await _edited(api, {**edit, "chat_id": delivery.address}):
        return Receipt(delivery.target)
    message = {**payload, "chat_id": delivery.address}
    kind = _KINDS.get(payload["method"])
    if kind is None:
        return await _post(api, message)
    if upload is None or (upload.reference is None and upload.data is None):
        raise Rejected("The file is no longer there.")
    if upload.reference is not None:
        return await _post(api, {**message, kind: upload.reference})
    return await _post(api, message, {kind: InputFile(upload.data or b"", _file_name(upload.name) or kind)})


def _file_name(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable() and letter not in '"\\/')[-100:]


def _edit(target: str | None, payload: dict[str, Any]) -> dict[str, Any] | None:
    """The call that puts a payload in place of `target`; None when it cannot be: files are not exchanged."""
    found = _TARGET.fullmatch(target or "")
    if not found or (payload["method"] != "sendMessage" and not found[2]):
        return None
    looks: dict[str, Any] = {key: payload[key] for key in ("parse_mode", "reply_markup") if key in payload}
    text = payload.get("text", payload.get("caption", ""))
    if found[2]:
        return {"method": "editMessageCaption", "message_id": int(found[1]), "caption": text, **looks}
    preview = {"link_preview_options": payload["link_preview_options"]}
    return {"method": "editMessageText", "message_id": int(found[1]), "text": text, **preview, **looks}


async def _edited(api: Api, edit: dict[str, Any]) -> bool:
    """Whether the old message now shows it. Raises SendError when nothing can."""
    method = edit.pop("method")
    try:
        await api.call(method, edit)
    except Rejected as error:
        said = str(error).lower()
        if _UNCHANGED in said:
            return True
        if any(sign in said for sign in _NOT_EDITABLE):
            return False
        raise
    return True


async def _post(api: Api, message: dict[str, Any], files: dict[str, InputFile] | None = None) -> Receipt:
    method = message.pop("method")
    if not files:
        return _receipt(await api.call(method, message), uploaded=False)
    return _receipt(await api.call(method, message, files, UPLOAD_SECONDS), uploaded=True)


def _receipt(result: Any, *, uploaded: bool) -> Receipt:
    # The message was taken; an answer that lacks something must not make it look unsent.
    message = result if isinstance(result, dict) else {}
    number, photos = message.get("message_id"), message.get("photo")
    file = photos[-1] if photos else next((message[kind] for kind in _KEPT_AS if message.get(kind)), None)
    shown = None if number is None else f"{number}{WITH_CAPTION if file else ''}"
    return Receipt(shown, file["file_id"] if uploaded and file else None)
