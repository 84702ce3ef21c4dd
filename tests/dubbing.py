"""What is said over the web chat of a stage is said over Telegram and WhatsApp as well, and has to come across there.

So every conversation that the tests play is played over all channels, at the cost of the web chat alone: each content
goes through each messenger's renderer and the rules of its stand-in, and the reader must find every word and every
option; each tap, text and file goes in as that messenger brings it, and must mean the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from bot.channels.protocol import Rendered
from bot.channels.split import sound, units
from bot.channels.telegram import parsing as telegram_parsing
from bot.channels.telegram import rendering as telegram_rendering
from bot.channels.web import Show, WebChannel
from bot.channels.whatsapp import calls, options
from bot.channels.whatsapp import parsing as whatsapp_parsing
from bot.channels.whatsapp import rendering as whatsapp_rendering
from bot.channels.whatsapp.options import AGAIN
from bot.domain.content import Button, Content
from bot.domain.incoming import Incoming
from bot.domain.starts import is_issued
from bot.language.bidi import FSI, LRI, PDI, RLM
from bot.language.digits import choice_key
from tests.stand_ins import telegram_methods
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.telegram_chats import KINDS
from tests.stand_ins.whatsapp import PHONE_ID, CloudApi
from tests.stand_ins.whatsapp_people import Option, options_of, read
from tests.stand_ins.whatsapp_people import Shown as OnPhone
from tests.stand_ins.whatsapp_rules import check_message

T = TypeVar("T")
NUMBER = 4915112345678
A_WORD = 1000  # UTF-16 units, in which messengers count; what is longer may be cut
_UNSEEN = str.maketrans(dict.fromkeys((*FSI, *LRI, *PDI, *RLM, "\u2067", *"*_~`∗ˍ∼ˋ"), ""))
_COMMAND = re.compile(r"[A-Za-z0-9_]{1,32}")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_SAMPLES = {"photo": ("image", "image/jpeg"), "voice": ("audio", "audio/ogg"), "document": ("document", "text/plain")}


class Messenger(Protocol):
    """Where everything is said once more."""

    def shows(self, content: Content) -> None:
        """A reader finds all of a content. Raises AssertionError, or the stand-in's Refusal."""

    def hears(self, incoming: Incoming) -> None:
        """What a person says means the same when it comes from here. Raises AssertionError."""


class Dubbed(WebChannel):
    """The web chat, dubbed. `lost` names what did not come across: the engine survives it, a test must not."""

    def __init__(self, public_url: str, show: Show) -> None:
        super().__init__(public_url, show)
        self.lost: list[str] = []
        self._messengers: tuple[Messenger, ...] = (OnTelegram(), OnWhatsApp())

    def render(self, content: Content) -> list[Rendered]:
        """Show it everywhere."""
        for messenger in self._messengers:
            try:
                messenger.shows(content)
            except Exception as error:
                self.lost.append(f"{type(messenger).__name__}: {error!r} in {content!r}")
                raise
        return super().render(content)

    def parse(self, raw: str) -> Incoming | None:
        """Hear it everywhere."""
        incoming = super().parse(raw)
        for messenger in self._messengers:
            try:
                if incoming:
                    messenger.hears(incoming)
            except Exception as error:
                self.lost.append(f"{type(messenger).__name__}: {error!r}")
                raise
        return incoming


class OnTelegram:
    """Telegram, with one person who sees and says everything."""

    def __init__(self) -> None:
        self._server = TelegramServer()
        self._person = self._server.person(NUMBER, started=True)

    def shows(self, content: Content) -> None:
        """The text comes whole, the buttons as they are."""
        self._person.messages.clear()
        for part in telegram_rendering.render(content):
            payload = json.loads(part.payload)
            method, toast = payload.pop("method"), payload.pop("toast", "")
            assert units(toast) <= telegram_rendering.TOAST_LIMIT
            if method != telegram_rendering.TOAST:
                self._take(method, payload)
        shown = self._person.messages
        assert_all_is_read(content, [message.text for message in shown])
        keys = [(key["text"], key["callback_data"]) for message in shown for row in message.keyboard for key in row]
        assert keys == [(sound(button.label), button.action) for button in _buttons(content)]

    def _take(self, method: str, payload: dict[str, Any]) -> None:
        kind = KINDS.get(method)
        file = {kind: (f"a {kind}", b"its bytes")} if kind else {}
        given = {**payload, **file, "chat_id": self._person.id}
        fields = telegram_methods.METHODS[method.lower()][1]
        self._server.answers()[method](telegram_methods.checked(fields, given, as_text=False))

    def hears(self, incoming: Incoming) -> None:
        """An update of Telegram's means the same."""
        person, said = self._person, _typed(incoming, "/start")
        if said is not None:
            at_once(person.send(said))
        elif incoming.tap:
            if not person.messages:
                at_once(person.start())
                self._shown_something()
            at_once(person.tap_data(incoming.tap.action))
        elif incoming.attachment and incoming.attachment.kind == "voice":
            at_once(person.send_voice())
        elif incoming.attachment and incoming.attachment.kind == "photo":
            at_once(person.send_photo())
        updates, self._server.pending = self._server.pending, []
        heard = [telegram_parsing.parse(json.dumps(update)) for update in updates]
        assert_the_same([one for one in heard if one], incoming)

    def _shown_something(self) -> None:
        self._take("sendMessage", {"text": "…"})
        self._server.pending.clear()


class OnWhatsApp:
    """WhatsApp, with one person who sees and says everything; `ways` has how each action can be chosen there."""

    def __init__(self) -> None:
        self._meta = CloudApi()
        self._phone = self._meta.person(str(NUMBER))
        self._ways: dict[str, Option | str] = {}
        self._choices: dict[str, str] = {}

    def shows(self, content: Content) -> None:
        """The text comes whole; every button can be tapped, or stands on a line of its own with a word to type."""
        texts, taps, self._choices = [], list[Option](), {}
        for part in whatsapp_rendering.render(content):
            payload = json.loads(part.payload)
            if payload["type"] == whatsapp_rendering.NOTHING:
                continue
            text, found = self._take(payload)
            texts.append(text)
            taps += found
            self._choices |= dict(part.choices or ())
        assert_all_is_read(content, texts)
        for button in _buttons(content):
            self._ways[button.action] = self._way(button, taps, texts[-1])

    def _take(self, payload: dict[str, Any]) -> tuple[str, list[Option]]:
        """What is read, and what can be tapped. Raises Refusal for what Meta would not take."""
        file = payload.pop("file", None)
        kind = payload["type"]
        content = payload[kind]
        if file:
            (content["header"].setdefault(file, {}) if kind == "interactive" else content)["id"] = "4490709327384033"
        common = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": self._phone.number}
        check_message({**common, **payload})
        said = content["body"]["text"] if kind == "interactive" else content.get("body", content.get("caption", ""))
        return read(said)[0], options_of(payload)

    def _way(self, button: Button, taps: list[Option], text: str) -> Option | str:
        label = _words(button.label)
        for tap in taps:
            if options.action_of(tap.id) == button.action and _words(tap.label) == label:
                return tap
        lines = [_words(line) for line in text.split("\n")]
        for typed, action in self._choices.items():
            numbered = [*_words(f"{typed}."), *label] in lines
            if action == button.action and (numbered or ["•", *label] in lines):
                return typed
        raise AssertionError(f"no way to choose {button!r} among {taps!r} and {self._choices!r}")

    def hears(self, incoming: Incoming) -> None:
        """A call of Meta's means the same; what stands as a number is typed. Links are only those that we made."""
        if incoming.start and not is_issued(incoming.start):
            return
        said = _typed(incoming, "start")
        if said is not None:
            at_once(self._phone.says(said))
        elif incoming.tap and AGAIN not in incoming.tap.action:  # which no button of ours has
            self._chooses(incoming.tap.action)
        elif incoming.attachment:
            kind, mime = _SAMPLES[incoming.attachment.kind]
            at_once(self._phone.sends_file(kind, b"its bytes", mime))
        bodies = [self._meta.bodies.popleft() for _ in range(len(self._meta.bodies))]
        arrivals = [one for body in bodies for one in calls.arrivals(body)]
        heard = [whatsapp_parsing.parse(one.raw, PHONE_ID) for one in arrivals]
        understood = [self._tapped(one, incoming) for one in heard if isinstance(one, Incoming)]
        assert_the_same(understood, incoming)

    def _chooses(self, action: str) -> None:
        way = self._ways.get(action, Option("", action, "button_reply"))
        if isinstance(way, Option):
            at_once(self._phone.chooses(way, OnPhone("wamid.bm9uZQ==", "text", "", {}, self._meta.clock())))
        else:
            at_once(self._phone.says(way))

    def _tapped(self, heard: Incoming, incoming: Incoming) -> Incoming:
        """What was typed instead of a tap, as the engine takes it."""
        meant = incoming.tap and self._ways.get(incoming.tap.action)
        is_choice = isinstance(meant, str) and choice_key(heard.text or "") == meant
        return replace(heard, text=None, tap=incoming.tap) if is_choice else heard


def assert_all_is_read(content: Content, texts: list[str]) -> None:
    """Every line is there, in its order, with no word of it cut."""
    gap = "" if any(units(word) > A_WORD for line in content.lines for word in line.text.split()) else " "
    shown, at = f" {gap.join(_words(' '.join(texts)))} ", 0
    for line in content.lines:
        wanted = gap.join(_words(f"{line.icon} {line.text}"))
        if not wanted:
            continue
        at = shown.find(f"{gap}{wanted}{gap}", at)
        assert at >= 0, f"{wanted!r} is not read in {texts!r}"
        at += len(gap) + len(wanted)


def assert_the_same(heard: list[Incoming], incoming: Incoming) -> None:
    """A messenger brought what the web chat did, if it can be said there at all; a long text comes in several."""
    if not heard:
        return
    first = heard[0]
    text = None if first.text is None else "".join(one.text or "" for one in heard)
    assert text == incoming.text
    assert first.start == incoming.start
    assert first.command == (incoming.command and incoming.command.lower())
    assert (first.tap and first.tap.action) == (incoming.tap and incoming.tap.action), (first.tap, incoming.tap)
    assert (first.attachment and first.attachment.kind) == (incoming.attachment and incoming.attachment.kind)
    assert not first.unreadable


def at_once(acting: Coroutine[Any, Any, T]) -> T:
    """What somebody does, who waits for nothing."""
    try:
        acting.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("it waits for something")


def _typed(incoming: Incoming, start: str) -> str | None:
    """What is typed to say this; None where nothing can be."""
    if incoming.start is not None and _PAYLOAD.fullmatch(incoming.start):
        return f"{start} {incoming.start}".strip()
    if incoming.command and _COMMAND.fullmatch(incoming.command):
        return f"/{incoming.command}"
    text = incoming.text
    is_words = text and text.strip() and sound(text) == text and not re.match(r"\s*/|\s*start\b", text, re.IGNORECASE)
    return text if is_words else None


def _buttons(content: Content) -> list[Button]:
    return [button for row in content.buttons for button in row]


def _words(text: str) -> list[str]:
    """The words that are seen, without direction marks and without signs that may be marks."""
    return sound(text).translate(_UNSEEN).split()
