"""What a file is, told from its first bytes, and which part of one is asked for."""

from __future__ import annotations

import re

MOST_BYTES = 10_000_000
KINDS: dict[str, frozenset[str]] = {
    "photo": frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
    "voice": frozenset({"audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg"}),
}
# Shown on the page; everything else is only handed out for saving.
SHOWN = KINDS["photo"] | KINDS["voice"]
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\x1a\x45\xdf\xa3", "audio/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
)
_RANGE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$", re.ASCII)


def sniffed(data: bytes) -> str | None:
    """The type of a photo or voice message by its first bytes; None when it is neither."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    return next((mime for start, mime in _STARTS if data.startswith(start)), None)


def checked(kind: str, said: str, data: bytes) -> str | None:
    """The type to store a file of a kind under, when what its sender says and its bytes agree and are allowed."""
    mime = said.partition(";")[0].strip().lower()
    return mime if mime in KINDS.get(kind, ()) and sniffed(data) == mime else None


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for; None when all is to be sent. Safari plays nothing without."""
    match = _RANGE.match(header or "")
    if not match or not size:
        return None
    if not match[1]:
        return (max(0, size - int(match[2])), size - 1) if int(match[2] or 0) else None
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    return (first, min(last, size - 1)) if first <= last and first < size else None
