"""Send what was rendered."""

from __future__ import annotations

from typing import Any

import orjson

from bot.channels.whatsapp.api import Api
from bot.channels.whatsapp.fields import message_key
from bot.channels.whatsapp.rendering import NOTHING
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.errors import Rejected

# From Meta's list of media types; audio/ogg must be Opus, which voice messages of phones are.
TAKEN: dict[str, frozenset[str]] = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "document": frozenset(
        {
            "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
    ),
}  # fmt: skip
_AS_TEXT = ("text/", "application/json")  # these are plain text, too
LARGEST = {"image": 5_000_000, "audio": 16_000_000, "document": 100_000_000}  # bytes
_NAME_LIMIT = 100


async def send(api: Api, delivery: Delivery, upload: Upload | None) -> Receipt:
    """Send a new message: WhatsApp changes none. Raises SendError."""
    payload = orjson.loads(delivery.payload)
    if payload["type"] == NOTHING:
        return Receipt(delivery.target)
    file, media_id = payload.pop("file", None), None
    if file is not None:
        payload, media_id = await _with_file(api, payload, file, upload)
    kind = payload["type"]
    found = await api.send(delivery.address, kind, payload[kind], f"d{delivery.id}")
    new = media_id if upload is not None and media_id != upload.reference else None
    return Receipt(None if found is None else message_key(found), new)


async def _with_file(
    api: Api, payload: dict[str, Any], kind: str, upload: Upload | None
) -> tuple[dict[str, Any], str | None]:
    """The payload with its file, which is uploaded first; a text goes without a file that WhatsApp does not take."""
    if upload is None or (upload.reference is None and upload.data is None):
        raise Rejected("The file is no longer there.")
    mime = _mime(kind, upload)
    if mime is None:
        return _without_file(payload, kind), None
    name = _name(upload.name) or kind
    media_id = upload.reference or await api.upload(upload.data or b"", mime, name)
    media = {"id": media_id} | ({"filename": name} if kind == "document" else {})
    if payload["type"] == "interactive":
        payload["interactive"]["header"][kind] = media
    else:
        payload[kind] |= media
    return payload, media_id


def _mime(kind: str, upload: Upload) -> str | None:
    """What a file is uploaded as; None when WhatsApp does not take it."""
    mime = upload.mime.partition(";")[0].strip().lower()
    if kind == "document" and mime.startswith(_AS_TEXT):
        mime = "text/plain"
    too_big = upload.data is not None and len(upload.data) > LARGEST[kind]
    return mime if mime in TAKEN[kind] and not too_big else None


def _without_file(payload: dict[str, Any], kind: str) -> dict[str, Any]:
    if payload["type"] == "interactive":
        del payload["interactive"]["header"]
        return payload
    caption = payload[kind].get("caption")
    if caption is None:
        raise Rejected("WhatsApp does not take this kind of file.")
    return {"type": "text", "text": {"body": caption, "preview_url": False}}


def _name(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable() and letter not in '"\\/')[-_NAME_LIMIT:]
