"""What a conversation can ask. A conversation is a plain coroutine that is run again from its top on every update.

It is fed the answers given so far and stops at the first question that has none. Before its last question it only
reads; it writes once, at its end.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.content import Button, Content, Line, rows
from bot.domain.incoming import Incoming
from bot.errors import Refused
from bot.language.bidi import back_arrow, cleaned, one_line, skip_arrow
from bot.language.digits import choice_key
from bot.language.texts import Texts, texts
from bot.store.talks import Given, OpenTalk
from bot.talks.turn import Turn

BACK, STOP, SKIP = "<", "x", "-"
PREFIX = "q"

Accept = Callable[[Incoming], Awaitable[Any]]
Question = str | Sequence[Line]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to tap: what is stored (at most 24 bytes), and its label."""

    value: str
    label: str


class Waiting(Exception):
    """The conversation waits for an answer; `content` is its question, `key` names it."""

    def __init__(self, key: str, content: Content, refusal: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.content = content
        self.refusal = refusal


class AskAgain(Exception):
    """An answer that was accepted cannot stand: its question is asked again, under the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(key)
        self.key = key
        self.reason = reason


class Talk:
    """A conversation under way: `turn` is the present update, `arguments` what it is about."""

    def __init__(self, turn: Turn, stored: OpenTalk, answer: Incoming | None, *, may_stop: bool = True) -> None:
        self.turn = turn
        self.ctx = turn.ctx
        self.arguments = stored.arguments
        self.language = turn.person.language
        self.given: Given = []
        self._stored = list(stored.answers)
        self._id = stored.id
        self._asked = stored.asked
        self._answer = answer
        self._may_stop = may_stop

    @property
    def say(self) -> Texts:
        """The texts in the language of the conversation, which it may change in mid-way."""
        return texts(self.language)

    def reached(self) -> list[str]:
        """The keys of the questions that were answered before, and of the one that waits for its answer."""
        return [*(key for key, _ in self._stored), self._asked]

    async def choose(
        self,
        key: str,
        question: Question,
        options: Sequence[Option],
        *,
        width: int = 1,
        skip: str = "",
        other: Accept | None = None,
    ) -> str:
        """Tap one of the options, or write its label or number; `other` may accept what is none of them."""

        async def accept(incoming: Incoming) -> str:
            picked = _picked(incoming, options)
            if picked is not None:
                return picked
            if other and (incoming.text or incoming.place or incoming.attachment):
                return str(await other(incoming))
            raise Refused(self.say.t("Please tap one of the buttons."))

        found = await self._ask(key, question, accept, options, width, skip, wants_text=other is not None)
        return "" if found is None else str(found)

    async def text(self, key: str, question: Question, limit: int, *, skip: str = "", lines: bool = False) -> str:
        """Write something: at most `limit` characters, on one line unless `lines`. "" when it was skipped."""

        async def accept(incoming: Incoming) -> str:
            return self.read_text(incoming, limit, lines=lines)

        found = await self._ask(key, question, accept, (), 1, skip, wants_text=True)
        return "" if found is None else str(found)

    async def ask(
        self,
        key: str,
        question: Question,
        accept: Accept,
        options: Sequence[Option] = (),
        *,
        width: int = 1,
        skip: str = "",
        numbered: bool = True,
    ) -> Any:
        """Any other question: `accept` makes a JSON value of an update or raises Refused. None when skipped.

        A bare number picks an option unless not `numbered`.
        """

        async def take(incoming: Incoming) -> Any:
            picked = _picked(incoming, options, numbered=numbered)
            return picked if picked is not None else await accept(incoming)

        return await self._ask(key, question, take, options, width, skip, wants_text=True)

    def read_text(self, incoming: Incoming, limit: int, *, lines: bool = False) -> str:
        """The text of an update, made harmless; raises Refused when there is none or it is too long."""
        if not incoming.text:
            raise Refused(self.say.t("Please write it as a text."))
        clean = cleaned if lines else one_line
        found = clean(incoming.text, limit + 1)
        if not found:
            raise Refused(self.say.t("I cannot read this. Please write it with letters."))
        if len(found) > limit:
            raise Refused(self.say.t("This is too long. Please write at most {n} letters.", n=limit))
        return found

    async def _ask(
        self,
        key: str,
        question: Question,
        accept: Accept,
        options: Sequence[Option],
        width: int,
        skip: str,
        *,
        wants_text: bool,
    ) -> Any:
        if self._stored and self._stored[0][0] == key:
            self.given.append(self._stored.pop(0))
            return self.given[-1][1]
        self._stored = []  # a new version asks something else: go on from here
        content = self._content(key, question, options, width, skip, wants_text=wants_text)
        if self._answer is None:
            raise Waiting(key, content)
        incoming, self._answer = self._own(key, self._answer, content), None
        try:
            value = None if skip and _skips(incoming, skip) else await accept(incoming)
        except Refused as refused:
            raise Waiting(key, content, refused.reason) from None
        self.given.append((key, value))
        return value

    def _own(self, key: str, incoming: Incoming, content: Content) -> Incoming:
        """The update with the bare value of its tap; what was said to another question is no answer to this one.

        Another question is one that was answered before, or that is not asked any more: the world has changed.
        """
        talk, asked, value = str(self._id), self._asked or key, ""
        if incoming.tap:
            _, talk, asked, value = (*incoming.tap.action.split(":", 3), "", "", "")[:4]
        if talk != str(self._id) or asked != key:
            raise Waiting(key, content, self.say.t("That one is answered already. This is the question now:"))
        return replace(incoming, tap=replace(incoming.tap, action=value)) if incoming.tap else incoming

    def _content(
        self, key: str, question: Question, options: Sequence[Option], width: int, skip: str, *, wants_text: bool
    ) -> Content:
        lines = (Line(question),) if isinstance(question, str) else tuple(question)
        buttons = rows([self._button(key, option.value, option.label) for option in options], width)
        if skip:
            buttons = (*buttons, (self._button(key, SKIP, f"{skip_arrow(self.language)} {skip}"),))
        ways: list[Button] = []
        if self.given:
            ways.append(self._button(key, BACK, f"{back_arrow(self.language)} {self.say.t('Back')}"))
        if self._may_stop:
            ways.append(self._button(key, STOP, f"✖️ {self.say.t('Stop')}"))
        else:
            ways.append(Button(f"🌐 {self.say.t('Language')}", "language"))
        return Content(self.language, lines, (*buttons, tuple(ways)), wants_text=wants_text)

    def _button(self, key: str, value: str, label: str) -> Button:
        return Button(label, f"{PREFIX}:{self._id}:{key}:{value}")


def _skips(incoming: Incoming, label: str) -> bool:
    """Whether the question was left out, by its button or in its button's words."""
    if incoming.tap:
        return incoming.tap.action == SKIP
    return (incoming.text or "").strip().casefold() == label.casefold()


def _picked(incoming: Incoming, options: Sequence[Option], *, numbered: bool = True) -> str | None:
    """The option that was tapped, or whose label or number was written."""
    if incoming.tap:
        return next((option.value for option in options if option.value == incoming.tap.action), None)
    typed = (incoming.text or "").strip().casefold()
    if not typed:
        return None
    for option in options:
        words = option.label.casefold()
        if typed in {words, words.split(" ", 1)[-1]}:
            return option.value
    return _by_number(options).get(choice_key(typed)) if numbered else None


def _by_number(options: Sequence[Option]) -> dict[str, str]:
    """What a bare number picks: a button by its place; among numbers, days and times only what it says itself."""
    if any(text[:1].isdigit() for option in options for text in (option.value, option.label)):
        return {option.value: option.value for option in options if option.label.startswith(option.value)}
    return {str(place): option.value for place, option in enumerate(options, 1)}
