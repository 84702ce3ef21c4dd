"""What the Bot API answered: a result, or the error that python-telegram-bot has for it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.raw import loads

WAIT_UNSAID = 5  # seconds, when a 429 does not say how long
LONGEST_WAIT = 24 * 3600
_ERRORS: dict[int, type[TelegramError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.CONFLICT: Conflict,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.NOT_FOUND: InvalidToken,
}


def result(status: int, content: bytes) -> Any:
    """The result in an answer. Raises TelegramError."""
    answer = _read(content)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RetryAfter(_pause(answer))
    if answer is None or (answer.get("ok") is True) is not ("result" in answer):
        raise TelegramError("unreadable answer")
    if status == HTTPStatus.OK and answer["ok"]:
        return answer["result"]
    raise _error(status, answer)


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        answer = loads(content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _error(status: int, answer: dict[str, Any]) -> TelegramError:
    moved = _parameter(answer, "migrate_to_chat_id")
    if moved:
        return ChatMigrated(moved)
    return _ERRORS.get(status, NetworkError)(str(answer.get("description", "")))


def _pause(answer: dict[str, Any] | None) -> int:
    """How many seconds to wait."""
    seconds = _parameter(answer or {}, "retry_after")
    return min(seconds, LONGEST_WAIT) if isinstance(seconds, int) and seconds > 0 else WAIT_UNSAID


def _parameter(answer: dict[str, Any], name: str) -> Any:
    parameters = answer.get("parameters")
    return parameters.get(name) if isinstance(parameters, dict) else None
