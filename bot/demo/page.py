"""What a person does on their own page, said to the real bot as their browser would."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

from bot.app import App
from bot.channels.web import NAME, arrival
from bot.domain.content import Content, Line
from bot.store import web_messages

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Page:
    """The web chat page at an address. `settle` lets the bot answer."""

    app: App
    address: str
    settle: Callable[[], Awaitable[None]]

    async def command(self, command: str) -> None:
        """Choose a command."""
        await self.app.receive(NAME, [arrival(self.address, f"demo-{next(_numbers)}", command=command)])
        await self.settle()

    async def tap(self, action: str) -> None:
        """Tap the newest button whose action ends with `action`; raises LookupError when there is none."""
        for message in reversed(await web_messages.since(self.app.database.read, self.address, 0)):
            for row in json.loads(message.payload)["buttons"]:
                for button in row:
                    if button["action"].endswith(action):
                        said = {"action": button["action"], "message": message.message}
                        await self.app.receive(NAME, [arrival(self.address, f"demo-{next(_numbers)}", **said)])
                        await self.settle()
                        return
        raise LookupError(action)

    async def write(self, words: str) -> None:
        """Write a text; it stands on the page as one's own."""
        name = f"demo-{next(_numbers)}"
        (shown,) = self.app.web.render(Content(self.app.project.language, (Line(words),)))
        async with self.app.database.atomic() as sql:
            await web_messages.put(sql, self.address, f"m{name}", shown.payload, self.app.clock(), mine=True)
        await self.app.receive(NAME, [arrival(self.address, name, text=words)])
        await self.settle()
