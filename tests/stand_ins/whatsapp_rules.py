"""What Meta takes and what it refuses, from its OpenAPI (v23): the form of a message, of templates and of files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

MOST_FILE_BYTES = {"image": 5_000_000, "audio": 16_000_000, "document": 100_000_000}
MIMES = {
    "image": {"image/jpeg", "image/png"},
    "audio": {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"},
    "document": {
        "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    },
}  # fmt: skip
_USER_ID = re.compile(r"[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}")
_COMMON = {
    "messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data"
}  # fmt: skip


@dataclass
class Refusal(Exception):
    """An answer of Meta's that is an error."""

    code: int
    message: str
    status: int = 400
    subcode: int | None = None

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.message},
            "fbtrace_id": "AXsgnV2Cm3ZMGF3dFcfYIn",
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}


@dataclass
class Template:
    """A template of a language at Meta: how many parameters its body has, and how many quick replies."""

    parameters: int
    buttons: tuple[str, ...] = ()
    state: str = "APPROVED"  # PENDING, REJECTED, PAUSED or DISABLED
    text: str = ""
    lasts: timedelta = timedelta(days=30)
    reason: str = "NONE"

    def filled(self, template: dict[str, Any]) -> str:
        """The text with the facts of a message."""
        given = [one["text"] for part in template.get("components", []) if part["type"] == "body"
                 for one in part["parameters"]]  # fmt: skip
        return re.sub(r"\{\{(\d)\}\}", lambda found: str(given[int(found[1]) - 1]), self.text)


def must(condition: object, message: str, code: int = 100) -> None:
    """Raises Refusal unless it is so."""
    if not condition:
        raise Refusal(code, message)


def check_message(message: dict[str, Any]) -> None:
    """Raises Refusal for a message of a form that Meta does not take."""
    must(message.get("messaging_product") == "whatsapp", "The parameter messaging_product is required.")
    must(message.get("recipient_type") == "individual", "recipient_type must be individual")
    _check_recipient(message)
    kind = message.get("type")
    must(isinstance(kind, str) and kind in _CHECKS, "Unsupported message type", 131051)
    must(message.keys() <= _COMMON | {kind}, f"unknown parameters among {sorted(message)}")
    tracker = message.get("biz_opaque_callback_data", "")
    must(isinstance(tracker, str) and len(tracker) <= 512, "biz_opaque_callback_data has at most 512 characters")
    must(isinstance(message.get(str(kind)), dict), f"The parameter {kind} is required.", 131008)
    _CHECKS[str(kind)](message[str(kind)])


def _check_recipient(message: dict[str, Any]) -> None:
    to, recipient = message.get("to"), message.get("recipient")
    must(to or recipient, "The parameter to is required.", 131008)
    must(to is None or (isinstance(to, str) and re.fullmatch(r"\+?\d{5,20}", to)), "to is no phone number", 131009)
    fits = isinstance(recipient, str) and _USER_ID.fullmatch(recipient)
    must(recipient is None or fits, "recipient is no user id", 131009)


def _check_text(text: dict[str, Any]) -> None:
    must(text.keys() <= {"body", "preview_url"}, "unknown parameters of text")
    must(_is_text(text.get("body"), 4096), "text.body must have 1 to 4096 characters")
    must(isinstance(text.get("preview_url", False), bool), "preview_url is true or false")


def check_media(media: dict[str, Any], *extra: str) -> None:
    """Raises Refusal unless this names a file, by exactly one of id and link."""
    must(media.keys() <= {"id", "link", *extra}, f"unknown parameters among {sorted(media)}")
    must(("id" in media) is not ("link" in media), "exactly one of id and link is required")
    must(all(isinstance(value, str) for value in media.values()), "a file is described by texts")
    must(len(media.get("caption", "")) <= 1024, "caption has at most 1024 characters")


def _check_location(location: dict[str, Any]) -> None:
    must(location.keys() <= {"latitude", "longitude", "name", "address"}, "unknown parameters of location")
    for name, most in (("latitude", 90), ("longitude", 180)):
        try:
            fits = abs(float(location[name])) <= most
        except (KeyError, TypeError, ValueError):
            fits = False
        must(fits, f"location.{name} is required", 131009)


def _check_interactive(interactive: dict[str, Any]) -> None:
    kind = interactive.get("type")
    must(kind in {"button", "list"}, "unknown interactive type", 131009)
    must(interactive.keys() <= {"type", "header", "body", "footer", "action"}, "unknown parameters of interactive")
    must(_is_text(_dict(interactive, "body").get("text"), 1024), "body.text must have 1 to 1024 characters", 131009)
    if "footer" in interactive:
        must(_is_text(_dict(interactive, "footer").get("text"), 60), "footer.text has at most 60 characters", 131009)
    if "header" in interactive:
        _check_header(_dict(interactive, "header"), str(kind))
    action = _dict(interactive, "action")
    (_check_buttons if kind == "button" else _check_list)(action)


def _check_header(header: dict[str, Any], kind: str) -> None:
    form = header.get("type")
    if form == "text":
        must(_is_text(header.get("text"), 60), "header.text has at most 60 characters", 131009)
        return
    must(kind == "button" and form in {"image", "document", "video"}, "a list has no such header", 131009)
    must(header.keys() <= {"type", form}, "unknown parameters of header")
    check_media(_dict(header, str(form)), *(["filename"] if form == "document" else []))


def _check_buttons(action: dict[str, Any]) -> None:
    buttons = action.get("buttons")
    must(isinstance(buttons, list) and 1 <= len(buttons) <= 3, "there must be 1 to 3 buttons", 131009)
    must(all(isinstance(one, dict) and one.keys() == {"type", "reply"} for one in buttons or []), "no button", 131009)
    must(all(one["type"] == "reply" for one in buttons or []), "the only type of a button is reply", 131009)
    replies = [one["reply"] for one in buttons or []]
    for reply in replies:
        must(isinstance(reply, dict) and reply.keys() == {"id", "title"}, "a reply has an id and a title", 131009)
        must(_is_text(reply["id"], 256) and reply["id"] == reply["id"].strip(), "id has at most 256", 131009)
        must(_is_text(reply["title"], 20), "a button's title has 1 to 20 characters", 131009)
    _must_differ([reply["id"] for reply in replies], "button ids")
    _must_differ([reply["title"] for reply in replies], "button titles")


def _check_list(action: dict[str, Any]) -> None:
    must(action.keys() == {"button", "sections"}, "a list has a button and sections", 131009)
    must(_is_text(action["button"], 20), "the button of a list has 1 to 20 characters", 131009)
    sections = action["sections"]
    must(isinstance(sections, list) and 1 <= len(sections) <= 10, "there must be 1 to 10 sections", 131009)
    rows = [row for section in sections for row in section.get("rows", [])]
    must(all(len(sections) == 1 or _is_text(section.get("title"), 24) for section in sections), "title", 131009)
    must(1 <= len(rows) <= 10, "there must be 1 to 10 rows", 131009)
    for row in rows:
        must(isinstance(row, dict) and row.keys() <= {"id", "title", "description"}, "no row", 131009)
        must(_is_text(row.get("id"), 200), "a row's id has 1 to 200 characters", 131009)
        must(_is_text(row.get("title"), 24), "a row's title has 1 to 24 characters", 131009)
        must("description" not in row or _is_text(row["description"], 72), "description has at most 72", 131009)
    _must_differ([row["id"] for row in rows], "row ids")


def _check_template(template: dict[str, Any]) -> None:
    must(template.keys() <= {"name", "language", "components"}, "unknown parameters of template")
    must(_is_text(template.get("name"), 512), "template.name is required", 131008)
    language = _dict(template, "language")
    must(_is_text(language.get("code"), 20), "template.language.code is required", 131008)
    must(language.get("policy") == "deterministic", "template.language.policy is required", 131008)
    must(isinstance(template.get("components", []), list), "template.components is a list")


def check_template(template: dict[str, Any], known: Template | None) -> None:
    """Raises Refusal unless this template is there, approved, and gets what it needs."""
    must(
        known is not None and known.state in {"APPROVED", "PAUSED", "DISABLED"}, "Template name does not exist", 132001
    )
    assert known is not None
    must(known.state != "PAUSED", "Template is paused", 132015)
    must(known.state != "DISABLED", "Template is disabled", 132016)
    parameters, buttons = 0, 0
    for component in template.get("components", []):
        given = component.get("parameters", [])
        if component.get("type") == "body":
            parameters += len(given)
            must(all(one.get("type") == "text" and _is_text(one.get("text"), 32768) for one in given), "no", 132012)
            odd = [one for one in given if re.search(r"[\n\t]| {4}", one["text"])]
            must(not odd, "parameters cannot hold new lines, tabs or four spaces in a row", 132018)
        elif component.get("type") == "button":
            must(component.get("sub_type") == "quick_reply", "unknown button", 132012)
            must(re.fullmatch(r"\d", str(component.get("index", ""))), "a button has an index", 132012)
            must([one.get("type") for one in given] == ["payload"], "a quick reply has a payload", 132012)
            buttons += 1
        else:
            must(component.get("type") == "header", "unknown component", 132012)
    must(parameters == known.parameters, f"{known.parameters} parameters are expected", 132000)
    must(buttons <= len(known.buttons), f"there are {len(known.buttons)} buttons", 132000)


TEMPLATE_LANGUAGES = {
    "af", "ar", "az", "bn", "bg", "da", "de", "el", "en", "en_GB", "en_US", "es", "fa", "fr", "hi", "hu", "it", "kk",
    "nl", "pl", "pt_BR", "ro", "ru", "sq", "sr", "tr", "uk", "ur", "uz", "vi",
}  # fmt: skip


def read_definition(given: dict[str, Any]) -> Template:
    """A template as it is given for approval. Raises Refusal for what Meta does not take."""
    allowed = {"name", "language", "category", "components", "message_send_ttl_seconds"}
    must(given.keys() <= allowed, f"unknown parameters among {sorted(given)}")
    must(re.fullmatch(r"[a-z0-9_]{1,512}", str(given.get("name"))), "a name has small letters, digits and _")
    must(given.get("language") in TEMPLATE_LANGUAGES, "Param language is not supported")
    must(given.get("category") in {"UTILITY", "MARKETING", "AUTHENTICATION"}, "unknown category")
    lasts = given.get("message_send_ttl_seconds", 30 * 86_400)
    fits = 30 <= lasts <= 43_200 if given["category"] == "UTILITY" else 43_200 <= lasts <= 30 * 86_400
    must(fits or "message_send_ttl_seconds" not in given, "message_send_ttl_seconds is out of range")
    parts = {part.get("type"): part for part in given.get("components", [])}
    must("BODY" in parts and parts.keys() <= {"BODY", "BUTTONS", "FOOTER", "HEADER"}, "a body is required")
    text = parts["BODY"].get("text")
    must(_is_text(text, 1024), "a body has 1 to 1024 characters")
    numbers = [int(one) for one in re.findall(r"\{\{(\d+)\}\}", text)]
    must(sorted(numbers) == list(range(1, len(numbers) + 1)), "variables are numbered from 1")
    must(not re.search(r"^\{\{|\}\}$", text.strip()), "variables cannot stand at the begin or the end")
    must(len(text.split()) > 3 * len(numbers), "too many variables for so few words")
    must(not re.search(r"\n{3,}|\t| {5}", text), "too much space")
    examples = parts["BODY"].get("example", {}).get("body_text", [[]])[0]
    must(len(examples) == len(numbers), "every variable needs an example")
    buttons = tuple(one.get("text", "") for one in parts.get("BUTTONS", {}).get("buttons", []))
    for label in buttons:
        must(_is_text(label, 25), "a button has 1 to 25 characters")
        must(not any(ord(sign) > 0x2190 and not sign.isalpha() for sign in label), "a button has no pictogram")
    _must_differ(buttons, "buttons")
    return Template(len(numbers), buttons, "PENDING", text, timedelta(seconds=lasts))


def check_file(kind_of_mime: str, data: bytes) -> str:
    """The kind of an uploaded file (image, audio, document). Raises Refusal for a type or size that Meta refuses."""
    mime = kind_of_mime.partition(";")[0].strip()
    kind = next((name for name, mimes in MIMES.items() if mime in mimes), None)
    must(kind, f"Param file must be a file with one of the supported types, not {mime}")
    must(0 < len(data) <= MOST_FILE_BYTES[str(kind)], "the file is too big", 131053)
    return str(kind)


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= most


def _dict(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    must(isinstance(found, dict), f"{name} is required", 131008)
    assert isinstance(found, dict)
    return found


def _must_differ(values: Sequence[str], what: str) -> None:
    must(len(set(values)) == len(values), f"{what} must be unique", 131009)


def _check_reaction(reaction: dict[str, Any]) -> None:
    must(reaction.keys() == {"message_id", "emoji"}, "a reaction has a message_id and an emoji")


_CHECKS = {
    "text": _check_text,
    "image": lambda media: check_media(media, "caption"),
    "document": lambda media: check_media(media, "caption", "filename"),
    "audio": check_media,
    "location": _check_location,
    "interactive": _check_interactive,
    "template": _check_template,
    "reaction": _check_reaction,
}
