"""The methods of the Bot API that are used, with their parameters, and the checks of what is sent."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.stand_ins.telegram_html import Refusal, parsed, units

# name:type, with ! where required. id is a number or a string, file an upload or a file id.
_MESSAGE = (
    "chat_id!:id message_thread_id:int parse_mode:str disable_notification:bool protect_content:bool "
    "allow_paid_broadcast:bool message_effect_id:str reply_parameters:dict reply_markup:dict "
)
_CAPTION = "caption:str caption_entities:list show_caption_above_media:bool "
_EDIT = "chat_id:id message_id:int inline_message_id:str parse_mode:str reply_markup:dict business_connection_id:str "
_SPEC = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:list",
    "setWebhook": "url!:str ip_address:str max_connections:int allowed_updates:list drop_pending_updates:bool "
    "secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _MESSAGE + "text!:str entities:list link_preview_options:dict",
    "sendPhoto": _MESSAGE + _CAPTION + "photo!:file has_spoiler:bool",
    "sendVoice": _MESSAGE + "caption:str caption_entities:list voice!:file duration:int",
    "sendDocument": _MESSAGE + "caption:str caption_entities:list document!:file thumbnail:file "
    "disable_content_type_detection:bool",
    "editMessageText": _EDIT + "text!:str entities:list link_preview_options:dict",
    "editMessageCaption": _EDIT + _CAPTION,
    "editMessageReplyMarkup": "chat_id:id message_id:int inline_message_id:str reply_markup:dict",
    "deleteMessage": "chat_id!:id message_id!:int",
    "answerCallbackQuery": "callback_query_id!:str text:str show_alert:bool url:str cache_time:int",
    "getFile": "file_id!:str",
    "setMyCommands": "commands!:list scope:dict language_code:str",
    "getMyCommands": "scope:dict language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "sendChatAction": "chat_id!:id message_thread_id:int action!:str",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,), "str": (str,), "bool": (bool,), "list": (list,), "dict": (dict,), "id": (int, str), "file": (str,),
}  # fmt: skip


def _table(spec: str) -> dict[str, tuple[str, bool]]:
    fields = (field.split(":") for field in spec.split())
    return {name.rstrip("!"): (kind, name.endswith("!")) for name, kind in fields}


METHODS = {method.lower(): (method, _table(spec)) for method, spec in _SPEC.items()}
Upload = tuple[str, bytes]


def checked(fields: dict[str, tuple[str, bool]], given: dict[str, Any], *, as_text: bool) -> dict[str, Any]:
    """The parameters with their types. `as_text`: they came as form fields. Raises Refusal."""
    unknown = set(given) - set(fields)
    if unknown:
        raise Refusal(400, f"Bad Request: unknown parameter {min(unknown)}")
    found = {name: _typed(name, fields[name][0], value, as_text=as_text) for name, value in given.items()}
    for name, (_, required) in fields.items():
        if required and found.get(name) in (None, ""):
            raise Refusal(400, f"Bad Request: {_MISSING.get(name, f'parameter {name} is missing')}")
    return found


_MISSING = {"text": "message text is empty", "chat_id": "chat_id is empty"}


def _typed(name: str, kind: str, value: Any, *, as_text: bool) -> Any:
    if kind == "file" and isinstance(value, tuple):
        return value
    if as_text and kind not in {"str", "id", "file"}:
        try:
            value = json.loads(value)
        except ValueError:
            raise Refusal(400, f"Bad Request: can't parse {name}") from None
    if not isinstance(value, _TYPES[kind]) or (kind in {"int", "id"} and isinstance(value, bool)):
        raise Refusal(400, f"Bad Request: parameter {name} must be of type {kind}")
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise Refusal(400, "Bad Request: strings must be encoded in UTF-8")
    return value


def shown_text(parameters: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text of a message and its entities. Raises Refusal."""
    text, entities = parsed(parameters["text"], parameters.get("parse_mode"))
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    if units(text) > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    return text, entities


def shown_caption(parameters: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The caption of a file and its entities. Raises Refusal."""
    text, entities = parsed(parameters.get("caption", ""), parameters.get("parse_mode"))
    if units(text) > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    return text, entities


def keyboard(parameters: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The inline buttons of a message. Raises Refusal."""
    markup = parameters.get("reply_markup")
    if markup is None:
        return []
    rows = markup.get("inline_keyboard")
    if set(markup) != {"inline_keyboard"} or not isinstance(rows, list):
        raise Refusal(400, "Bad Request: object expected as reply markup")
    for row in rows:
        if not isinstance(row, list):
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: Array expected")
        for button in row:
            _check_button(button)
    if any(len(row) > 8 for row in rows) or sum(map(len, rows)) > 100:
        raise Refusal(400, "Bad Request: reply markup is too long")
    return [row for row in rows if row]


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise Refusal(400, 'Bad Request: can\'t parse inline keyboard button: Field "text" must be of type String')
    actions = [key for key in ("callback_data", "url") if key in button]
    if len(actions) != 1 or set(button) - {"text", *actions}:
        raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    data = button.get("callback_data")
    if "callback_data" in button and not (isinstance(data, str) and 1 <= len(data.encode()) <= 64):
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def check_commands(parameters: dict[str, Any]) -> None:
    """Raises Refusal for commands that Telegram does not take."""
    for command in parameters["commands"]:
        name, said = command.get("command"), command.get("description")
        if set(command) != {"command", "description"} or not re.fullmatch(r"[a-z0-9_]{1,32}", name or ""):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= units(said or "") <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    check_language(parameters)


def check_language(parameters: dict[str, Any]) -> None:
    """Raises Refusal for a language code that is not of two letters."""
    if not re.fullmatch(r"([a-z]{2})?", parameters.get("language_code", "")):
        raise Refusal(400, "Bad Request: invalid language code specified")
