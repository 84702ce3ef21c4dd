"""A content as Telegram messages: HTML, inline buttons, at most one file. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson

from bot.channels.protocol import Rendered
from bot.channels.split import clipped, sound, spans
from bot.domain.content import Button, Content, Line, Style
from bot.language.bidi import led

TEXT_LIMIT, CAPTION_LIMIT, TOAST_LIMIT = 4096, 1024, 200  # UTF-16 units after parsing
ACTION_BYTES, ROW_LIMIT, BUTTON_LIMIT = 64, 8, 100
TOAST = "toast"
METHODS = {"photo": "sendPhoto", "voice": "sendVoice", "document": "sendDocument"}
_TAGS: dict[Style, str] = {"title": "b", "quiet": "i"}


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text of one look."""

    text: str
    style: Style = "plain"
    link: str | None = None


def render(content: Content) -> list[Rendered]:
    """The messages of a content, buttons on the last. Raises ValueError for what Telegram would refuse."""
    return list(_messages(content))


@lru_cache(maxsize=256)
def _messages(content: Content) -> tuple[Rendered, ...]:
    keyboard = _keyboard(content.buttons)
    toast = clipped(sound(content.toast), TOAST_LIMIT) if content.toast else ""
    payloads = _payloads(content)
    if not payloads:  # only the tap is answered, perhaps without a word
        return (_rendered({"method": TOAST, "text": toast}),)
    if keyboard:
        payloads[-1]["reply_markup"] = {"inline_keyboard": keyboard}
    if toast:
        payloads[0][TOAST] = toast
    carries = content.media.file_id if content.media else None
    return tuple(_rendered(payload, carries if at == 0 else None) for at, payload in enumerate(payloads))


def _payloads(content: Content) -> list[dict[str, Any]]:
    if content.media is None:
        return _texts(content)
    payload: dict[str, Any] = {"method": METHODS[content.media.kind]}
    captions = _parts(content, CAPTION_LIMIT)
    if len(captions) > 1:
        return [payload, *_texts(content)]
    return [payload | {"caption": caption, "parse_mode": "HTML"} for caption in captions] or [payload]


def _texts(content: Content) -> list[dict[str, Any]]:
    return [
        {"method": "sendMessage", "text": part, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        for part in _parts(content, TEXT_LIMIT)
    ]


def _parts(content: Content, limit: int) -> list[str]:
    """The text with its markup, in parts of at most `limit` units."""
    lines = [_line(line, content.language) for line in content.lines]
    text = "\n".join([text for text, _ in lines])
    if text and 2 * len(text) <= limit and text == text.strip():  # most fit, whatever they are made of
        return ["\n".join([marked for _, marked in lines])]
    runs = [run for line in content.lines for run in (*_runs(line, content.language), _Run("\n"))]
    return [_html(runs, start, end) for start, end in spans(text, limit)]


@lru_cache(maxsize=1024)  # the lines of an invitation are shown again with every answer to it
def _line(line: Line, language: str) -> tuple[str, str]:
    """A line as it is read, and with its markup."""
    runs = _runs(line, language)
    return "".join([run.text for run in runs]), "".join(map(_marked, runs))


def _runs(line: Line, language: str) -> tuple[_Run, _Run]:
    lead = f"{line.icon} " if line.icon and line.text else line.icon
    first, *others = line.text.split("\n")
    before = led(lead + first, language).removesuffix(first)
    said = "\n".join((first, *(led(other, language) for other in others)))
    return _Run(sound(before)), _Run(sound(said), line.style, line.link)


def _html(runs: Sequence[_Run], start: int, end: int) -> str:
    """The part of the text from `start` to `end`, with its markup."""
    pieces, at = [], 0
    for run in runs:
        pieces.append(_marked(replace(run, text=run.text[max(start - at, 0) : max(end - at, 0)])))
        at += len(run.text)
    return "".join(pieces)


def _marked(run: _Run) -> str:
    if not run.text.strip():
        return run.text
    marked = html.escape(run.text, quote=False)
    if run.link:
        marked = f'<a href="{html.escape(sound(run.link))}">{marked}</a>'
    tag = _TAGS.get(run.style)
    return f"<{tag}>{marked}</{tag}>" if tag else marked


def _keyboard(rows: Sequence[Sequence[Button]]) -> list[list[dict[str, str]]]:
    if any(len(row) > ROW_LIMIT for row in rows) or sum(map(len, rows)) > BUTTON_LIMIT:
        raise ValueError(f"more than {ROW_LIMIT} buttons in a row or {BUTTON_LIMIT} in all")
    return [[_button(button) for button in row] for row in rows if row]


def _button(button: Button) -> dict[str, str]:
    label = _label(button.label)
    if not label:
        raise ValueError(f"a button without a label: {button.action}")
    if not 1 <= len(button.action.encode()) <= ACTION_BYTES:
        raise ValueError(f"a button's action must have 1 to {ACTION_BYTES} bytes: {button.action}")
    return {"text": label, "callback_data": button.action}


@lru_cache(maxsize=1024)  # the same few stand below every invitation
def _label(label: str) -> str:
    """What is read on a button; "" when there is nothing to read."""
    said = sound(label)
    return said if said.strip() else ""


def _rendered(payload: dict[str, Any], file_id: int | None = None) -> Rendered:
    return Rendered(orjson.dumps(payload).decode(), file_id)
