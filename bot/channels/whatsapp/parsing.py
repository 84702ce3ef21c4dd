"""What one message of a person, or one report on a message of ours, means. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.channels.protocol import Report, Unparsable, Verdict
from bot.channels.raw import loads
from bot.channels.whatsapp import templates
from bot.channels.whatsapp.errors import meaning
from bot.channels.whatsapp.fields import REACHED, Fields, degrees, fields, message_key, optional, string
from bot.channels.whatsapp.options import action_of
from bot.domain.deliveries import Reached
from bot.domain.incoming import Attachment, AttachmentKind, Incoming, Place, Tap
from bot.domain.starts import is_issued

NAME = "whatsapp"
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:\s+.*)?", re.DOTALL)
_START = re.compile(r"/?start(?:\s+(\S+))?", re.IGNORECASE)  # a link puts these words there to be sent
_MEDIA_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_TRACKER = re.compile(r"d(\d{1,18})")
# What is no message to us: a 👍 on one of ours, and one that was taken back.
_PASSED_OVER = {"reaction", "revoke"}
_FILES: dict[str, AttachmentKind] = {"image": "photo", "audio": "voice", "document": "document"}
_LATER = datetime.fromtimestamp(0, UTC)  # what has been taken is not sent again, whatever is reported of it
_NO_CODE = -1
_SECONDS = re.compile(r"[0-9]{1,11}")


def parse(raw: str, phone_id: str) -> Incoming | Report | Verdict | None:
    """What an arrival means to the number with this id; None when it is of no concern. Raises Unparsable."""
    try:
        part = fields(loads(raw))
        if "template" in part:
            return _verdict(fields(part["template"]))
        if string(fields(part["metadata"])["phone_number_id"]) != phone_id:
            return None  # another number of the same business
        return _message(part) if "message" in part else _report(fields(part["status"]))
    except (LookupError, TypeError, ValueError, RecursionError):  # Meta's promise of names and types was not kept
        raise Unparsable("not a message as Meta describes it") from None


def _verdict(value: Fields) -> Verdict | None:
    if "event" not in value:  # of its quality, or its category
        return None
    found = templates.update(value)
    return Verdict(found.key, found.state, found.reason)


def _report(status: Fields) -> Report:
    reached = REACHED[string(status["status"])]
    tracker = _TRACKER.fullmatch(optional(status.get("biz_opaque_callback_data")) or "")
    error = meaning(_code(status), _LATER) if reached is Reached.FAILED else None
    return Report(message_key(string(status["id"])), reached, int(tracker[1]) if tracker else None, error)


def _code(status: Fields) -> int:
    errors = status.get("errors")
    code = fields(errors[0]).get("code") if isinstance(errors, list) and errors else None
    return code if isinstance(code, int) and not isinstance(code, bool) else _NO_CODE


def _message(part: Fields) -> Incoming | None:
    message, contact = fields(part["message"]), fields(part.get("contact", {}))
    string(message["id"])
    kind = string(message["type"])
    if kind in _PASSED_OVER or message.get("group_id") is not None:
        return None
    if kind == "system":
        return _moved(message)
    what = _READ[kind](message) if kind in _READ else {"unreadable": True}
    return _from(message, contact, **what)


def _from(message: Fields, contact: Fields, **what: Any) -> Incoming:
    """What came from a person: known by the id that they have with us, which stays when they hide their number."""
    number = optional(message.get("from")) or optional(contact.get("wa_id"))
    user = optional(message.get("from_user_id")) or optional(contact.get("user_id"))
    address = user or number
    if not address:
        raise ValueError
    return Incoming(NAME, address, formerly=(number,) if user and number else (), said_at=_said_at(message), **what)


def _said_at(message: Fields) -> datetime | None:
    """By Meta's clock: it counts the window of 24 hours from there."""
    stamp = message.get("timestamp")
    if not isinstance(stamp, str) or not _SECONDS.fullmatch(stamp):
        return None
    return datetime.fromtimestamp(int(stamp), UTC)


def _moved(message: Fields) -> Incoming | None:
    """Somebody has a new number, and with it perhaps a new id."""
    system = fields(message["system"])
    user = optional(system.get("user_id"))
    address = user or optional(system.get("wa_id")) or optional(system.get("new_wa_id"))
    before = [optional(message.get("from_user_id")) if user else None, optional(message.get("from"))]
    if not address:  # somebody's profile changed
        return None
    formerly = tuple(former for former in before if former and former != address)
    return Incoming(NAME, address, sign="moved", formerly=formerly)


def _text(message: Fields) -> Fields:
    text = string(fields(message["text"])["body"])
    start, command = _START.fullmatch(text.strip()), _COMMAND.fullmatch(text.strip())
    if start and (start[1] is None or is_issued(start[1])):  # "Start tomorrow" is what somebody says
        return {"start": start[1] or ""}
    return {"command": command[1].lower()} if command else {"text": text}


def _interactive(message: Fields) -> Fields:
    answer = fields(message["interactive"])
    reply = answer.get(string(answer["type"]))
    if answer["type"] not in {"button_reply", "list_reply"}:
        return {"unreadable": True}
    return {"tap": _tap(message, string(fields(reply)["id"]))}


def _button(message: Fields) -> Fields:
    """A button of a template."""
    return {"tap": _tap(message, string(fields(message["button"])["payload"]))}


def _tap(message: Fields, action: str) -> Tap:
    tapped = optional(fields(message.get("context", {})).get("id"))
    return Tap(action_of(action), message_key(tapped) if tapped else None, message_key(string(message["id"])))


def _location(message: Fields) -> Fields:
    where = fields(message["location"])
    return {"place": Place(degrees(where["latitude"]), degrees(where["longitude"]))}


def _file(message: Fields) -> Fields:
    name = message["type"]
    file = fields(message[name])
    reference = string(file["id"])
    if not _MEDIA_ID.fullmatch(reference):
        raise ValueError
    mime = string(file["mime_type"]).partition(";")[0].strip()
    attachment = Attachment(_FILES[name], reference, mime, optional(file.get("filename")) or "")
    return {"attachment": attachment, "text": optional(file.get("caption"))}


def _welcome(_: Fields) -> Fields:
    """Somebody has opened the chat for the first time, perhaps on a new phone: that undoes no STOP, as START would."""
    return {"command": "menu"}


_READ: dict[str, Callable[[Fields], Fields]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _button,
    "location": _location,
    "request_welcome": _welcome,
    **dict.fromkeys(_FILES, _file),
}
