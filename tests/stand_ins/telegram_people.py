"""People on Telegram: what they do, and what their phone shows them."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.stand_ins.telegram_html import units

if TYPE_CHECKING:
    from tests.stand_ins.telegram import TelegramServer

PATIENCE = 10.0  # seconds until a person who waits for something gives up


@dataclass
class Shown:
    """A message of the bot as its reader sees it. `at` grows with everything that happens."""

    message_id: int
    chat_id: int
    text: str
    entities: list[dict[str, Any]]
    keyboard: list[list[dict[str, Any]]]
    at: int
    file: str | None = None
    kind: str | None = None  # photo, voice or document
    edited: bool = False

    @property
    def buttons(self) -> list[str]:
        """The labels, row by row."""
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def actions(self) -> list[str]:
        """What the buttons say to the bot."""
        return [button["callback_data"] for row in self.keyboard for button in row if "callback_data" in button]

    def styled(self, kind: str) -> list[str]:
        """The stretches of the text that are bold, italic, text_link, …"""
        raw = self.text.encode("utf-16-le")
        return [
            raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in self.entities
            if e["type"] == kind
        ]


@dataclass(eq=False, repr=False)
class Press:
    """A tap on a button, and the bot's answer to it: None while there is none, "" for one without words."""

    id: str
    person: Person
    answer: str | None = None
    expired: bool = False

    async def answered(self, within: float = PATIENCE) -> str:
        """The bot's answer, as soon as it is there."""
        await self.person.server.until(lambda: self.answer is not None, within, "the tap was not answered")
        return self.answer or ""


@dataclass(eq=False, repr=False)
class Person:
    """Someone with Telegram and a private chat with the bot."""

    server: TelegramServer
    id: int
    first_name: str
    language_code: str | None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    messages: list[Shown] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    acted_at: int = 0
    last_sent: dict[str, Any] = field(default_factory=dict)

    async def send(self, text: str) -> None:
        """Write a text; a long one goes in several messages, as the app does it."""
        for at in range(0, max(len(text), 1), 2048):
            piece = text[at : at + 2048]
            command = re.match(r"/[A-Za-z0-9_@]+", piece)
            entities = [{"type": "bot_command", "offset": 0, "length": units(command[0])}] if command else []
            await self.send_message(text=piece, **({"entities": entities} if entities else {}))

    async def start(self, payload: str = "") -> None:
        """Open the bot, perhaps over a link."""
        self.blocked = False
        await self.send(f"/start {payload}".strip())

    async def tap(self, label: str) -> Press:
        """Tap the newest button that has this label, or has it as a part."""
        found = [(b, m) for m in reversed(self.messages) for row in m.keyboard for b in row if "callback_data" in b]
        exact = [pair for pair in found if pair[0]["text"] == label]
        partly = [pair for pair in found if label in pair[0]["text"]]
        if not partly:
            raise AssertionError(f"no button {label!r} among {[b['text'] for b, _ in found]} in:\n{self.transcript()}")
        button, message = (exact or partly)[0]
        return await self.tap_data(button["callback_data"], message)

    async def tap_data(self, data: str, message: Shown | None = None) -> Press:
        """A tap with any data, also one that no button carries."""
        message = message or self.messages[-1]
        press = self.server.new_press(self)
        query = {"id": press.id, "from": self.as_user(), "chat_instance": "1", "data": data}
        await self._act({"callback_query": query | {"message": self.server.as_json(message)}})
        return press

    async def send_photo(self, data: bytes = b"\xff\xd8photo", caption: str | None = None) -> str:
        """Send a picture; the id of its largest size."""
        small, large = self.server.keep("photo", data[:2], "small.jpg"), self.server.keep("photo", data, "photo.jpg")
        sizes = [_size(large, data, 1280), _size(small, data[:2], 90)]
        await self.send_message(photo=sizes, **({"caption": caption} if caption else {}))
        return large

    async def send_voice(self, data: bytes = b"OggSvoice", caption: str | None = None) -> str:
        """Record a voice message; its file id."""
        file = self.server.keep("voice", data, "voice.oga")
        voice = {"file_id": file, "file_unique_id": f"u{file}", "duration": 2, "mime_type": "audio/ogg"}
        await self.send_message(voice=voice, **({"caption": caption} if caption else {}))
        return file

    async def send_document(self, data: bytes, name: str, mime: str) -> str:
        """Send a file; its file id."""
        file = self.server.keep("document", data, name)
        document = {"file_id": file, "file_unique_id": f"u{file}", "file_name": name, "mime_type": mime}
        await self.send_message(document=document | {"file_size": len(data)})
        return file

    async def send_location(self, latitude: float, longitude: float) -> None:
        """Send a position."""
        await self.send_message(location={"latitude": latitude, "longitude": longitude})

    async def send_sticker(self) -> None:
        """Send a sticker."""
        sticker: dict[str, Any] = {"file_id": self.server.keep("sticker", b"RIFF", "s.webp"), "file_unique_id": "us"}
        kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        await self.send_message(sticker=sticker | kind)

    async def edits(self, text: str) -> None:
        """Change one's own last message."""
        await self._act({"edited_message": self.last_sent | {"text": text, "edit_date": int(time.time())}})

    async def blocks(self) -> None:
        """Stop the bot."""
        self.blocked = True
        await self._act({"my_chat_member": self._membership("member", "kicked")})

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.blocked = False
        await self._act({"my_chat_member": self._membership("kicked", "member")})

    def deletes(self, message: Shown) -> None:
        """Take a message out of the chat."""
        self.messages.remove(message)

    async def says_in_group(self, group_id: int, text: str) -> None:
        """Write in a group that the bot is in."""
        chat = {"id": group_id, "type": "group", "title": "Hausgruppe"}
        await self._act({"message": self._message() | {"chat": chat, "text": text}})

    async def send_message(self, **content: Any) -> None:
        """Send a message of any content, given as Telegram describes it."""
        self.started = True
        self.last_sent = self._message() | content
        await self._act({"message": self.last_sent})

    async def reads(self, part: str, within: float = PATIENCE, *, new: bool = False) -> Shown:
        """The newest message that contains `part`, as soon as it is shown; `new`: since this person's last act."""
        await self.server.until(lambda: self._find(part, new=new), within, lambda: self._unread(part))
        found = self._find(part, new=new)
        assert found
        return found

    def transcript(self) -> str:
        """All that the chat shows, for messages of failed tests."""
        return "\n".join(f"[{m.message_id}] {m.text} {m.buttons or ''}" for m in self.messages)

    def as_user(self) -> dict[str, Any]:
        """This person as Telegram describes them."""
        user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | ({"language_code": self.language_code} if self.language_code else {})

    def as_chat(self) -> dict[str, Any]:
        """The private chat with this person as Telegram describes it."""
        return {"id": self.id, "type": "private", "first_name": self.first_name}

    def _find(self, part: str, *, new: bool) -> Shown | None:
        fitting = [m for m in self.messages if part in m.text and not (new and m.at <= self.acted_at)]
        return max(fitting, key=lambda m: m.at, default=None)

    def _unread(self, part: str) -> str:
        return f"{self.first_name} waits for {part!r} and sees:\n{self.transcript()}"

    async def _act(self, what: dict[str, Any]) -> None:
        self.acted_at = self.server.tick()
        await self.server.put_update(what)

    def _message(self) -> dict[str, Any]:
        number = self.server.next_message_id()
        return {"message_id": number, "date": int(time.time()), "chat": self.as_chat(), "from": self.as_user()}

    def _membership(self, old: str, new: str) -> dict[str, Any]:
        bot = self.server.bot_user()
        change = {"chat": self.as_chat(), "from": self.as_user(), "date": int(time.time())}
        until = {"until_date": 0}
        return change | {
            "old_chat_member": {"user": bot, "status": old} | (until if old == "kicked" else {}),
            "new_chat_member": {"user": bot, "status": new} | (until if new == "kicked" else {}),
        }


def _size(file: str, data: bytes, width: int) -> dict[str, Any]:
    return {"file_id": file, "file_unique_id": f"u{file}", "width": width, "height": width, "file_size": len(data)}
