"""Logging: an action and ids, one line each; never a text, a name, an address or a token."""

from __future__ import annotations

import logging
import re
import sqlite3
import sys
import traceback
from types import TracebackType

# A Bot API token, wherever a library may put it.
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_PATH_SECRET = re.compile(r"(/c/|/start/)[A-Za-z0-9_-]+")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_BREAKS = re.compile(r"[\r\n]+(?=\S)")


class Discreet(logging.Formatter):
    """Takes secrets out of every line, tracebacks too. Nobody can forge a line: a message has no line breaks."""

    def format(self, record: logging.LogRecord) -> str:
        """The line to write."""
        record.message = _BREAKS.sub(" ", record.getMessage())
        line = super().format(record)
        return _PATH_SECRET.sub(r"\1…", _TOKEN.sub("…token…", line))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        """Where it happened and what kind it was. What an exception says may quote a person; SQLite's words do not."""
        chain, error = [], ei[1]
        while error is not None:
            said = f": {error}" if isinstance(error, sqlite3.Error) else ""
            chain.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + said)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nafter:\n".join(chain)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The message with its breaks taken out, in the line's form."""
        record.message = _BREAKS.sub(" ", record.message)
        return super().formatMessage(record)


def set_up(level: int = logging.INFO) -> None:
    """Log to standard error. Libraries that write addresses into their lines speak up only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for loud in (
        "httpx",
        "httpcore",
        "aiohttp",
        "apscheduler",
        "telegram",
        "uvicorn",
        "uvicorn.error",
        "asyncio",
        "aiosqlite",
        "websockets",
    ):
        logging.getLogger(loud).setLevel(logging.WARNING)
