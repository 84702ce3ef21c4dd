"""WhatsApp's marks in a text: *bold*, _italic_, ~struck~, `code`. Pure.

WhatsApp knows no way to escape them. In what people wrote, a sign that would begin a mark is replaced by one that looks
like it, and only where another one would end the mark: web addresses, 2*3*4 and snake_case stay as they are.
"""

from __future__ import annotations

import re

from bot.channels.split import units

# A longer line is left plain, so that a text can always be split before it.
LONGEST_MARKED = 400
_ALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_PAIR = re.compile(r"(?<!\w)([*_~`])(?=\S)(?=[^\n]*\S\1(?!\w))|(`)(?=`)")


def plain(text: str) -> str:
    """A text in which nothing becomes a mark."""
    if not any(sign in text for sign in _ALIKE):
        return text
    addresses = [address.span() for address in _ADDRESS.finditer(text)]

    def alike(found: re.Match[str]) -> str:
        inside = any(start <= found.start() < end for start, end in addresses)
        return found[0] if inside else _ALIKE[found[0]]

    return _PAIR.sub(alike, text)


def marked(text: str, sign: str) -> str:
    """A text between two signs, line by line; nothing in it ends the mark too early."""
    return "\n".join(_line(line, sign) for line in text.split("\n"))


def _line(line: str, sign: str) -> str:
    inner = line.strip()
    if not inner or units(inner) > LONGEST_MARKED:
        return plain(line)
    return line.replace(inner, f"{sign}{plain(inner.replace(sign, _ALIKE[sign]))}{sign}")
