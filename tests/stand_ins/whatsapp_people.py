"""People on WhatsApp: what they do, and what their phone shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.stand_ins.whatsapp_rules import Template

if TYPE_CHECKING:
    from tests.stand_ins.whatsapp import CloudApi

PATIENCE = 10.0  # seconds until a person who waits for something gives up
_SIGNS = {"*": "bold", "_": "italic", "~": "struck", "`": "code"}
_MARK = re.compile(r"(?<!\w)([*_~`])(?=\S)([^\n]*?\S)\1(?!\w)")


@dataclass
class Option:
    """Something to tap: what it says, and its id; in a list it has a smaller text below, which is read on with it."""

    label: str
    id: str
    kind: str  # button_reply, list_reply or button (of a template)
    title: str = ""
    description: str = ""


@dataclass
class Shown:
    """A message of the bot as its reader sees it."""

    id: str
    kind: str
    text: str
    raw: dict[str, Any]
    at: datetime
    marked: dict[str, list[str]] = field(default_factory=dict)  # bold, italic, …: the stretches that look so
    options: list[Option] = field(default_factory=list)
    file: str | None = None
    file_kind: str | None = None

    @property
    def labels(self) -> list[str]:
        """What can be tapped."""
        return [option.label for option in self.options]


def read(text: str) -> tuple[str, dict[str, list[str]]]:
    """A text as the phone shows it: without the marks, and what they mark."""
    marked: dict[str, list[str]] = {}

    def note(found: re.Match[str]) -> str:
        marked.setdefault(_SIGNS[found[1]], []).append(found[2])
        return found[2]

    return _MARK.sub(note, text), marked


def options_of(message: dict[str, Any], template: Template | None = None) -> list[Option]:
    """What can be tapped on a message that the bot sent, perhaps with a template."""
    if template:
        parts = [one for one in message["template"].get("components", []) if one["type"] == "button"]
        return [Option(template.buttons[int(one["index"])], one["parameters"][0]["payload"], "button") for one in parts]
    interactive = message.get("interactive", {})
    action = interactive.get("action", {})
    replies = [button["reply"] for button in action.get("buttons", [])]
    found = [Option(reply["title"], reply["id"], "button_reply", reply["title"]) for reply in replies]
    for row in (row for section in action.get("sections", []) for row in section["rows"]):
        below = row.get("description", "")
        found.append(Option(f"{row['title']} {below}".strip(), row["id"], "list_reply", row["title"], below))
    return found


@dataclass(eq=False, repr=False)
class Person:
    """Someone with WhatsApp. Who has a user id may hide the number: then only the id is told to the bot."""

    server: CloudApi
    number: str
    name: str
    user_id: str | None = None
    hides_number: bool = False
    has_whatsapp: bool = True
    online: bool = True  # the phone takes messages
    last_said: datetime | None = None
    messages: list[Shown] = field(default_factory=list)

    async def says(self, text: str) -> str:
        """Write a text; the message's id."""
        return await self.sends("text", {"body": text})

    async def taps(self, label: str, within: float = PATIENCE) -> str:
        """Tap the newest option that has this in its label, as soon as there is one."""
        nothing = f"nothing says {label!r} in:\n"
        await self.server.until(lambda: self.finds_option(label), within, lambda: nothing + self.transcript())
        found = self.finds_option(label)
        assert found
        return await self.chooses(*found)

    def finds_option(self, label: str) -> tuple[Option, Shown] | None:
        """The newest option that has this in its label, and the message that it is on."""
        fitting = [(option, shown) for shown in self.messages for option in shown.options if label in option.label]
        return fitting[-1] if fitting else None

    async def chooses(self, option: Option, message: Shown) -> str:
        """Tap an option, also one that no message has."""
        context = {"from": self.server.number, "id": message.id}
        if option.kind == "button":
            return await self.sends("button", {"payload": option.id, "text": option.label}, context=context)
        reply = {"id": option.id, "title": option.title}
        if option.kind == "list_reply":
            reply["description"] = option.description
        return await self.sends("interactive", {"type": option.kind, option.kind: reply}, context=context)

    async def sends_file(self, kind: str, data: bytes, mime: str, **more: Any) -> str:
        """Send an image, audio, document, video or sticker; where Meta keeps it."""
        media_id = self.server.keep(kind, data, mime)
        digest = {"mime_type": mime, "sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=", "id": media_id}
        await self.sends(kind, digest | more)
        return media_id

    async def sends_location(self, latitude: float, longitude: float) -> str:
        """Send a place on the map."""
        return await self.sends("location", {"latitude": latitude, "longitude": longitude})

    async def reacts(self, emoji: str = "👍") -> str:
        """Put a sign on the bot's last message."""
        return await self.sends("reaction", {"message_id": self.messages[-1].id, "emoji": emoji})

    async def sends_unsupported(self) -> str:
        """Send what Meta does not pass on, as a poll."""
        details = {"details": "Message type is currently not supported."}
        error = {"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}
        return await self.act({"type": "unsupported", "errors": [error | {"error_data": details}]})

    async def edits(self, text: str, original: str) -> str:
        """Change one's own message."""
        changed = {"type": "text", "text": {"body": text}, "id": original}
        return await self.sends("edit", {"original_message_id": original, "message": changed})

    async def deletes(self, original: str) -> str:
        """Take back one's own message."""
        return await self.sends("revoke", {"original_message_id": original})

    async def changes_number(self, number: str, user_id: str | None = None) -> None:
        """Take one's account to another number: Meta tells it, and says nothing of contacts with it."""
        before, self.number = self.number, number
        self.server.people[number] = self.server.people.pop(before)
        system: dict[str, Any] = {"body": f"User {self.name} changed from {before} to {number}", "wa_id": number}
        system["type"] = "user_changed_number"
        message: dict[str, Any] = {"from": before, "id": self.server.new_id(before), "type": "system"}
        if user_id is not None:
            message["from_user_id"], self.user_id = self.user_id, user_id
            system["user_id"] = user_id
        message |= {"timestamp": self.server.timestamp(), "system": system}
        await self.server.tell({"messages": [message]})

    async def sends(self, kind: str, content: dict[str, Any], **more: Any) -> str:
        """Send a message of any kind, given as Meta describes it; its id."""
        return await self.act({"type": kind, kind: content, **more})

    async def act(self, what: dict[str, Any]) -> str:
        """A message of this person's; its id. The window is open from now on."""
        self.last_said = self.server.clock()
        message = {"id": self.server.new_id(self.number), "timestamp": self.server.timestamp(), **what}
        contact: dict[str, Any] = {"profile": {"name": self.name}}
        if not self.hides_number:
            message["from"] = contact["wa_id"] = self.number
        if self.user_id is not None:
            message["from_user_id"] = contact["user_id"] = self.user_id
        await self.server.tell({"contacts": [contact], "messages": [message]})
        return str(message["id"])

    async def has_read(self, message: Shown) -> None:
        """Look at a message; the bot is told."""
        await self.server.report(message, "read", self)

    async def reads(self, part: str, within: float = PATIENCE) -> Shown:
        """The newest message that contains `part`, as soon as it is shown."""
        await self.server.until(lambda: self.find(part), within, lambda: f"no {part!r} in:\n{self.transcript()}")
        found = self.find(part)
        assert found
        return found

    def find(self, part: str) -> Shown | None:
        """The newest message that contains `part`."""
        return next((message for message in reversed(self.messages) if part in message.text), None)

    def transcript(self) -> str:
        """All that the chat shows, for messages of failed tests."""
        return "\n".join(f"[{m.kind}] {m.text} {m.labels or ''}" for m in self.messages)
