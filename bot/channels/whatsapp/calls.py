"""What a call of Meta's holds: messages of people and reports on ours, of several chats, in any order. Pure.

pywa reads only the first message of a call. Here each is kept by itself, under an id of its own, so that one that we do
not understand holds up none beside it.
"""

from __future__ import annotations

import hashlib
import re

from bot.channels.protocol import Arrival, Unparsable
from bot.channels.raw import dumps, loads
from bot.channels.whatsapp.fields import REACHED, Fields, fields, items, message_key


def arrivals(body: bytes) -> list[Arrival]:
    """Everything in a call, each under an id of its own, the oldest first. Raises Unparsable."""
    try:
        entries = items(fields(loads(body))["entry"])
    except (LookupError, TypeError, ValueError, RecursionError):
        raise Unparsable("not a call as Meta describes it") from None
    parts = [part for entry in entries for part in _in_entry(entry)]
    parts.sort(key=_said_at)  # a call can hold several of one chat, in any order
    return [Arrival(_id(part), dumps(part)) for part in parts]


def said(raw: str) -> int:
    """When an arrival was said, in seconds; 0 when it does not tell. So do those of several calls come into order."""
    try:
        return _said_at(fields(loads(raw)))
    except (TypeError, ValueError, RecursionError):
        return 0


def _in_entry(entry: object) -> list[Fields]:
    """All parts of an entry; what is not as Meta describes it is a part by itself, to be set aside."""
    try:
        changes = items(fields(entry)["changes"])
    except (LookupError, TypeError):
        return [{"odd": entry}]
    at = fields(entry).get("time")
    return [part for change in changes for part in _in_change(change, at)]


def _in_change(change: object, at: object) -> list[Fields]:
    try:
        value = fields(fields(change)["value"])
        if "message_template_name" in value:
            return [{"template": value, "time": at}]
        about = {"metadata": value.get("metadata")}
        said = [about | _contact(value, one) | {"message": one} for one in items(value.get("messages", []))]
        return [*said, *(about | {"status": one} for one in items(value.get("statuses", [])))]
    except (LookupError, TypeError):
        return [{"odd": change}]


def _contact(value: Fields, message: object) -> Fields:
    """Who of the call's people wrote a message: by their id, or because there is only one, and no other."""
    contacts = [contact for contact in items(value.get("contacts", [])) if isinstance(contact, dict)]
    if not isinstance(message, dict):
        return {}
    ids = {one for one in (message.get("from"), message.get("from_user_id")) if isinstance(one, str)}
    mine = [contact for contact in contacts if _ids(contact) & ids]
    found = mine or [one for one in contacts if len(contacts) == 1 and not _is_another(one, message)]
    return {"contact": {name: found[0][name] for name in ("wa_id", "user_id") if name in found[0]}} if found else {}


def _is_another(contact: Fields, message: Fields) -> bool:
    pairs = ((contact.get("wa_id"), message.get("from")), (contact.get("user_id"), message.get("from_user_id")))
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _ids(contact: Fields) -> set[str]:
    return {contact[name] for name in ("wa_id", "user_id") if isinstance(contact.get(name), str)}


def _said_at(part: Fields) -> int:
    said = part.get("message", part.get("status"))
    stamp = said.get("timestamp") if isinstance(said, dict) else None
    return int(stamp) if isinstance(stamp, str | int) and re.fullmatch(r"\d{1,12}", str(stamp)) else 0


def _id(part: Fields) -> str:
    """What tells a part from every other one: WhatsApp's id for the message, and of a report how far it came."""
    message, status = part.get("message"), part.get("status")
    if isinstance(message, dict) and isinstance(message.get("id"), str):
        return f"m{message_key(message['id'])}"
    if isinstance(status, dict) and isinstance(status.get("id"), str) and status.get("status") in REACHED:
        return f"s{message_key(status['id'])}-{status['status']}"
    return f"x{hashlib.sha256(dumps(part).encode('utf-8', 'replace')).hexdigest()[:32]}"
