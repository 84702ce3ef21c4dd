"""One update being worked on: who said it, where, and the ways to reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.domain.content import Content, text
from bot.domain.deliveries import Urgency
from bot.domain.incoming import Incoming
from bot.domain.people import Chat, Participant
from bot.language.texts import Texts, texts
from bot.services import post
from bot.services.context import Context


@dataclass
class Turn:
    """An update with its chat and person. A tap is acknowledged exactly once, by the first thing said."""

    ctx: Context
    incoming: Incoming
    chat: Chat
    person: Participant
    acknowledged: bool = False
    urgency: Urgency = Urgency.REPLY
    opened: bool | None = None  # by this very update a chat that was closed: whether more follows by itself
    gone: bool = False  # the person was forgotten in this very turn
    begun: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def say(self) -> Texts:
        """The texts in this person's language."""
        return texts(self.person.language)

    async def reply(self, content: Content) -> None:
        """Say something new."""
        await post.to_chat(self.ctx, self.chat, content, tap_id=self._tap_id(), urgency=self.urgency)

    async def show(self, content: Content) -> None:
        """Change the message that was tapped; where none was, say something new."""
        target = self.incoming.tap.message if self.incoming.tap else None
        await post.to_chat(self.ctx, self.chat, content, target=target, tap_id=self._tap_id())

    async def toast(self, words: str) -> None:
        """Answer a tap with a few words that pass; without a tap, say them."""
        tap = self._tap_id()
        if tap:
            await post.to_chat(self.ctx, self.chat, Content(self.person.language, (), toast=words), tap_id=tap)
        elif words:
            await self.reply(text(self.person.language, words))

    async def goodbye(self, content: Content) -> None:
        """The last words to someone who was forgotten: nothing of them is stored but this message until it is sent."""
        self.gone = True
        await post.farewell(self.ctx, self.chat, content, tap_id=self._tap_id())

    async def finish(self) -> None:
        """Acknowledge a tap to which nothing was said."""
        if self.incoming.tap and not self.acknowledged:
            await self.toast("")

    def begin(self, talk: str, **arguments: Any) -> None:
        """Begin a conversation when this handler is through."""
        self.begun.append((talk, arguments))

    def _tap_id(self) -> str | None:
        if self.acknowledged or self.incoming.tap is None:
            return None
        self.acknowledged = True
        return self.incoming.tap.tap_id
