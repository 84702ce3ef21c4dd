"""Telegram's HTML: what is shown of it, and what it is refused for."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r"<(/?)([^\s>/]*)([^>]*)>|<", re.DOTALL)
_NAMED = {"lt", "gt", "amp", "quot"}
_ENTITY = re.compile(r"&(#x[0-9a-fA-F]+|#\d+|[a-z]+);")
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class _Open:
    tag: str
    at: int
    url: str | None


def parsed(source: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """The text that is shown and its entities. Raises Refusal."""
    if mode is None:
        return source.strip(), []
    if mode != "HTML":
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    shown, stack, entities, at = "", list[_Open](), list[dict[str, Any]](), 0
    for token in _TOKEN.finditer(source):
        shown += _unescaped(source[at : token.start()])
        at = token.end()
        offset = len(source[: token.start()].encode())
        if token[0] == "<":
            raise _bad(f"Unclosed start tag at byte offset {offset}")
        if token[1]:
            entities.append(_closed(stack, token[2].lower(), shown, offset))
        else:
            stack.append(_opened(token[2].lower(), token[3], shown, offset))
    shown += _unescaped(source[at:])
    if stack:
        raise _bad(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return shown.strip(), [entity for entity in entities if entity["length"]]


def _opened(tag: str, rest: str, shown: str, offset: int) -> _Open:
    if tag not in _TYPES:
        raise _bad(f'Unsupported start tag "{tag}" at byte offset {offset}')
    url = re.fullmatch(r'\s+href="([^"]*)"\s*', rest) if tag == "a" else None
    if rest.strip() and not url:
        raise _bad(f'Unexpected attributes of tag "{tag}" at byte offset {offset}')
    return _Open(tag, units(shown), html.unescape(url[1]) if url else None)


def _closed(stack: list[_Open], tag: str, shown: str, offset: int) -> dict[str, Any]:
    if not stack:
        raise _bad(f"Unexpected end tag at byte offset {offset}")
    opened = stack.pop()
    if opened.tag != tag:
        raise _bad(f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{tag}>"')
    entity = {"type": _TYPES[tag], "offset": opened.at, "length": units(shown) - opened.at}
    return entity | ({"url": opened.url} if opened.url else {})


def _unescaped(piece: str) -> str:
    # Telegram knows four names; every other & stays as it is.
    return _ENTITY.sub(lambda m: html.unescape(m[0]) if m[1][0] == "#" or m[1] in _NAMED else m[0], piece)


def _bad(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: can't parse entities: {why}")
