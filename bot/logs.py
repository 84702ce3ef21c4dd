"""Logging: an action and ids, one line each; never a text, a name, an address or a token."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
import traceback
from datetime import UTC, datetime
from math import isfinite
from types import TracebackType

# A token of the Bot API or of Meta's, wherever a library may put it.
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}|\bEAA[A-Za-z0-9]{20,}")
_PATH_SECRET = re.compile(r"(/c/|/start/)[A-Za-z0-9_-]+")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Whatever ends a line somewhere, or moves the cursor of a terminal.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A place for a value in a message, with the name before it: "paused channel=%s".
_FIELD = re.compile(r"(?:(\w+)=)?%[-#0 +.\d]*([sdrif%])")


class Discreet(logging.Formatter):
    """Takes secrets out of every line, tracebacks too. Nobody can forge a line: a message has no line breaks."""

    def format(self, record: logging.LogRecord) -> str:
        """The line to write."""
        return discreet(super().format(record))

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


class DiscreetJson(Discreet):
    """The same as one JSON object a line, for programs: the values named in a message are fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line to write. Secrets are taken out of each value, before quoting can hide or be torn by them."""
        found: dict[str, str | int | float] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1]:
            found["exception"] = self.formatException(record.exc_info)
        for name, value in _fields(record).items():
            found.setdefault(name, value)
        tidy = {name: discreet(value) if isinstance(value, str) else value for name, value in found.items()}
        return json.dumps(tidy)


def _fields(record: logging.LogRecord) -> dict[str, str | int | float]:
    """The values that the message names: channel and until of "paused channel=%s until=%s"."""
    if not isinstance(record.args, tuple):
        return {}
    names = [name for name, kind in _FIELD.findall(str(record.msg)) if kind != "%"]
    return {
        name: value if isinstance(value, int | float) and isfinite(value) else str(value)
        for name, value in zip(names, record.args, strict=False)
        if name
    }


def discreet(text: str) -> str:
    """A text without tokens and the secret parts of addresses."""
    return _PATH_SECRET.sub(r"\1…", _TOKEN.sub("…token…", text))


def set_up(level: int = logging.INFO, form: str = "text") -> None:
    """Log to standard error, as text or json. Libraries that write addresses speak up only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    text = Discreet("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(DiscreetJson() if form == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for loud in (
        "httpx",
        "httpcore",
        "apscheduler",
        "telegram",
        "pywa",
        "uvicorn",
        "uvicorn.error",
        "asyncio",
        "aiosqlite",
        "websockets",
    ):
        logging.getLogger(loud).setLevel(logging.WARNING)
