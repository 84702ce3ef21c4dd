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
    if status == HTTPStatus.OK and answer.get("ok") is True and "result" in answer:
        return answer["result"]
    raise _error(status, answer)


def _read(content: bytes) -> dict[str, Any]:
    """The answer; empty when it is none of Telegram's."""
    try:
        answer = loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _error(status: int, answer: dict[str, Any]) -> TelegramError:
    refused = answer.get("ok") is False  # a proxy's 403 or 404 says nothing of a chat or of the token
    code = _code(answer) if refused and status == HTTPStatus.OK else status
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return RetryAfter(_pause(answer))
    if not refused:
        return TelegramError("unreadable answer")
    moved = _parameter(answer, "migrate_to_chat_id")
    if moved:
        return ChatMigrated(moved)
    return _ERRORS.get(code, NetworkError)(str(answer.get("description", "")))


def _code(answer: dict[str, Any]) -> int:
    """What the answer itself says, where the server gives every answer the same status."""
    code = answer.get("error_code")
    return code if isinstance(code, int) else HTTPStatus.OK


def _pause(answer: dict[str, Any]) -> int:
    """How many seconds to wait."""
    seconds = _parameter(answer, "retry_after")
    return min(seconds, LONGEST_WAIT) if isinstance(seconds, int) and seconds > 0 else WAIT_UNSAID


def _parameter(answer: dict[str, Any], name: str) -> Any:
    parameters = answer.get("parameters")
    return parameters.get(name) if isinstance(parameters, dict) else None
