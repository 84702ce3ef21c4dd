"""A content as WhatsApp messages. Pure.

A payload holds a message's `type` and the object of that name, as Meta describes them; with "file" in it, sending puts
the stored file in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson

from bot.channels.protocol import Rendered
from bot.channels.split import sound, spans, units
from bot.channels.whatsapp.marks import marked, plain
from bot.channels.whatsapp.options import Options, options
from bot.channels.whatsapp.templates import knock
from bot.domain.content import Content, Line, Media, Spot, Style
from bot.domain.deliveries import Knock
from bot.language.bidi import led
from bot.language.texts import mark, texts

TEXT_LIMIT, BODY_LIMIT, CAPTION_LIMIT = 4096, 1024, 1024  # Meta counts characters; UTF-16 units are never fewer
YOU_CAN_ALSO = mark("You can also:")  # above buttons that stand apart from the answers
NOTHING = "nothing"  # of a payload that says nothing: the tap needs no answer here
_SILENT = Knock("", f'{{"type":"{NOTHING}"}}')
FILES = {"photo": "image", "voice": "audio", "document": "document"}
_SIGNS: dict[Style, str] = {"title": "*", "quiet": "_"}
_EMPTY_LINES = re.compile(r"\n{3,}")


def render(content: Content) -> list[Rendered]:
    """The messages of a content, buttons on the last. Raises ValueError for what no channel would take."""
    return list(_messages(content))


@lru_cache(maxsize=256)
def _messages(content: Content) -> tuple[Rendered, ...]:
    buttons = [button for row in content.buttons for button in row]
    choose, *apart = options(buttons, content.language) if buttons else [Options()]
    text = _text(content, choose.lines)
    media = content.media if content.media and content.media.link is None else None
    if not text and not choose.action and media is None:
        return (_rendered({"type": NOTHING}),)
    parts = _with_file(text, choose, media) if media else _parts(text, choose)
    also = f"👇 {texts(content.language).t(YOU_CAN_ALSO)}"
    for choose in apart:
        parts += _parts("\n".join((led(also, content.language), *choose.lines)), choose)
    messages = [_rendered(part, media.file_id if media and "file" in part else None) for part in parts]
    if buttons or content.wants_text:
        messages[-1] = replace(messages[-1], choices=choose.choices)
    if content.spot:
        messages.append(_map(content.spot))
    # Where the chat is closed, a template leaves in place of the first, and nothing in place of the others.
    messages[0] = replace(messages[0], knock=knock(content.notice, content.language))
    return (messages[0], *(replace(message, knock=_SILENT) for message in messages[1:]))


def _map(spot: Spot) -> Rendered:
    """The place as a message of its own: a tap on it shows the way."""
    location = {"latitude": f"{spot.latitude:.6f}", "longitude": f"{spot.longitude:.6f}"}
    return _rendered({"type": "location", "location": location | ({"name": sound(spot.name)} if spot.name else {})})


def _with_file(text: str, choose: Options, media: Media) -> list[dict[str, Any]]:
    """A file goes with the text where both fit into one message, and before it elsewhere."""
    kind = FILES[media.kind]
    if kind != "audio" and choose.kind == "button" and text and units(text) <= BODY_LIMIT:
        return [_interactive(text, choose, header={"type": kind}) | {"file": kind}]
    if kind != "audio" and not choose.action and units(text) <= CAPTION_LIMIT:
        return [{"type": kind, kind: {"caption": text} if text else {}, "file": kind}]
    return [{"type": kind, kind: {}, "file": kind}, *(_parts(text, choose) if text or choose.action else [])]


def _parts(text: str, choose: Options) -> list[dict[str, Any]]:
    if not choose.action:
        return _texts(text)
    start, end = (spans(text, BODY_LIMIT) or [(0, 0)])[-1]
    body = text[start:end] or choose.action.get("button", "…")
    return [*_texts(text[:start]), _interactive(body, choose)]


def _texts(text: str) -> list[dict[str, Any]]:
    return [
        {"type": "text", "text": {"body": text[start:end], "preview_url": False}}
        for start, end in spans(text, TEXT_LIMIT)
    ]


def _interactive(body: str, choose: Options, **more: object) -> dict[str, Any]:
    shown = {"type": choose.kind, **more, "body": {"text": body}, "action": choose.action}
    return {"type": "interactive", "interactive": shown}


def _text(content: Content, below: Iterable[str]) -> str:
    """All that is read: the short word that other channels show for a moment, the lines, and the options to type."""
    lines = [*([plain(content.toast), ""] if content.toast and content.lines else [plain(content.toast)])]
    lines += [_line(line, content.language) for line in content.lines]
    if content.media and content.media.link:
        lines.append(content.media.link)
    text = sound("\n".join([*lines, *map(plain, below)]))
    return _EMPTY_LINES.sub("\n\n", text).strip()


@lru_cache(maxsize=1024)
def _line(line: Line, language: str) -> str:
    sign = _SIGNS.get(line.style)
    text = marked(line.text, sign) if sign else plain(line.text)
    shown = led(" ".join(filter(None, (line.icon, text))), language)
    if not line.link:
        return shown
    return line.link if line.text == line.link else f"{shown}\n{line.link}"


def _rendered(payload: dict[str, Any], file_id: int | None = None) -> Rendered:
    return Rendered(orjson.dumps(payload).decode(), file_id)
