"""The chats of the stand-in: people, messages, taps, files, and the methods that work on them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.stand_ins import telegram_methods as methods
from tests.stand_ins.telegram_html import Refusal
from tests.stand_ins.telegram_people import Person, Press, Shown

KINDS = {"sendPhoto": "photo", "sendVoice": "voice", "sendDocument": "document"}
LARGEST_FILE = 20_000_000


@dataclass
class File:
    """A stored file."""

    kind: str
    data: bytes
    name: str


class Chats:
    """What the bot and its people see. Its methods raise Refusal."""

    def __init__(self, bot_id: int, username: str) -> None:
        self.bot_id = bot_id
        self.username = username
        self.people: dict[int, Person] = {}
        self.files: dict[str, File] = {}
        self._presses: dict[str, Press] = {}
        self._message_id = 100
        self._now = 0

    def answers(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """The methods by name, each taking checked parameters."""
        return {
            "getMe": self._get_me,
            "sendMessage": self._send_message,
            **{method: partial(self._send_file, kind) for method, kind in KINDS.items()},
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "sendChatAction": lambda parameters: bool(self._chat(parameters)),
            "answerCallbackQuery": self._answer_tap,
            "getFile": self._get_file,
        }

    def forget_taps(self) -> None:
        """Let 150 seconds pass: no tap so far can be answered any more."""
        for press in self._presses.values():
            press.expired = True

    def keep(self, kind: str, data: bytes, name: str) -> str:
        """Store a file; its id."""
        file_id = f"{kind}-{self.tick()}"
        self.files[file_id] = File(kind, data, name)
        return file_id

    def lose(self, file_id: str) -> None:
        """Delete a file."""
        del self.files[file_id]

    def bot_user(self) -> dict[str, Any]:
        """The bot as Telegram describes it."""
        return {"id": self.bot_id, "is_bot": True, "first_name": "Kranich", "username": self.username}

    def as_json(self, shown: Shown) -> dict[str, Any]:
        """A message of the bot as Telegram describes it."""
        message: dict[str, Any] = {
            "message_id": shown.message_id,
            "date": int(time.time()),
            "chat": self.people[shown.chat_id].as_chat(),
            "from": self.bot_user(),
        }
        if shown.keyboard:
            message["reply_markup"] = {"inline_keyboard": shown.keyboard}
        if shown.kind is None:
            return message | {"text": shown.text, "entities": shown.entities}
        file = {"file_id": shown.file, "file_unique_id": f"u{shown.file}", "file_size": 10}
        looks = {"photo": [file | {"width": 9, "height": 9}], "voice": file | {"duration": 1}}.get(shown.kind, file)
        caption = {"caption": shown.text, "caption_entities": shown.entities} if shown.text else {}
        return message | {shown.kind: looks} | caption

    def tick(self) -> int:
        """The next point in the order of things."""
        self._now += 1
        return self._now

    def next_message_id(self) -> int:
        """A message id never used before."""
        self._message_id += 1
        return self._message_id

    def new_press(self, person: Person) -> Press:
        """A tap that can be answered once."""
        press = Press(str(88_000_000 + len(self._presses)), person)
        self._presses[press.id] = press
        person.presses.append(press)
        return press

    def _get_me(self, _: dict[str, Any]) -> dict[str, Any]:
        return self.bot_user() | {"can_join_groups": False, "supports_inline_queries": False}

    def _chat(self, parameters: dict[str, Any]) -> Person:
        person = self.people.get(number_of(str(parameters.get("chat_id", ""))))
        if person is None or not person.started:
            raise Refusal(400, "Bad Request: chat not found")
        if person.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return person

    def _send_message(self, parameters: dict[str, Any]) -> dict[str, Any]:
        person = self._chat(parameters)
        text, entities = methods.shown_text(parameters)
        return self._show(person, text, entities, methods.keyboard(parameters))

    def _send_file(self, kind: str, parameters: dict[str, Any]) -> dict[str, Any]:
        person = self._chat(parameters)
        text, entities = methods.shown_caption(parameters)
        buttons = methods.keyboard(parameters)
        given = parameters[kind]
        if isinstance(given, tuple) and not given[1]:
            raise Refusal(400, "Bad Request: file must be non-empty")
        file = self.keep(kind, given[1], given[0]) if isinstance(given, tuple) else given
        if file not in self.files:
            raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if self.files[file].kind != kind:
            raise Refusal(400, f"Bad Request: can't use file of type {self.files[file].kind} as {kind}")
        return self._show(person, text, entities, buttons, file, kind)

    def _show(
        self,
        person: Person,
        text: str,
        entities: list[dict[str, Any]],
        keyboard: list[list[dict[str, Any]]],
        file: str | None = None,
        kind: str | None = None,
    ) -> dict[str, Any]:
        shown = Shown(self.next_message_id(), person.id, text, entities, keyboard, self.tick(), file, kind)
        person.messages.append(shown)
        return self.as_json(shown)

    def _edit_text(self, parameters: dict[str, Any]) -> dict[str, Any]:
        shown = self._old(parameters)
        if shown.kind is not None:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        return self._edit(shown, *methods.shown_text(parameters), methods.keyboard(parameters))

    def _edit_caption(self, parameters: dict[str, Any]) -> dict[str, Any]:
        shown = self._old(parameters)
        if shown.kind is None:
            raise Refusal(400, "Bad Request: there is no caption in the message to edit")
        return self._edit(shown, *methods.shown_caption(parameters), methods.keyboard(parameters))

    def _edit_markup(self, parameters: dict[str, Any]) -> dict[str, Any]:
        shown = self._old(parameters)
        return self._edit(shown, shown.text, shown.entities, methods.keyboard(parameters))

    def _old(self, parameters: dict[str, Any]) -> Shown:
        person, number = self._chat(parameters), parameters.get("message_id")
        if number == person.last_sent.get("message_id"):
            raise Refusal(400, "Bad Request: message can't be edited")
        for shown in person.messages:
            if shown.message_id == number:
                return shown
        raise Refusal(400, "Bad Request: message to edit not found")

    def _edit(
        self, shown: Shown, text: str, entities: list[dict[str, Any]], keyboard: list[list[dict[str, Any]]]
    ) -> dict[str, Any]:
        if (shown.text, shown.entities, shown.keyboard) == (text, entities, keyboard):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            )
        shown.text, shown.entities, shown.keyboard = text, entities, keyboard
        shown.edited, shown.at = True, self.tick()
        return self.as_json(shown) | {"edit_date": int(time.time())}

    def _delete(self, parameters: dict[str, Any]) -> bool:
        shown = self._old(parameters)
        self._chat(parameters).messages.remove(shown)
        return True

    def _answer_tap(self, parameters: dict[str, Any]) -> bool:
        press = self._presses.get(parameters["callback_query_id"])
        text = parameters.get("text", "")
        if len(text) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        if press is None or press.expired or press.answer is not None:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        press.answer = text
        return True

    def _get_file(self, parameters: dict[str, Any]) -> dict[str, Any]:
        file_id = parameters["file_id"]
        file = self.files.get(file_id)
        if file is None:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(file.data) > LARGEST_FILE:
            raise Refusal(400, "Bad Request: file is too big")
        about = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(file.data)}
        return about | {"file_path": f"{file.kind}s/{file_id}"}


def number_of(text: str) -> int:
    """A chat id given as text; 0 when it is none."""
    return int(text) if re.fullmatch(r"-?\d+", text) else 0
