"""Calls of the Bot API, and its errors in the words of the house."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import orjson
from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.transport import ANSWER_SECONDS, NotReachedError, Transport, timeout
from bot.clock import Clock
from bot.errors import ChannelDown, Gone, Moved, NotSent, Rejected, SendError, Uncertain

_DOWN: dict[type[TelegramError], str] = {
    InvalidToken: "The token is not valid.",
    Conflict: "Another program is reading this bot's messages.",
}
_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")
# Telegram quotes what it refuses, and that may be a person's text.
_QUOTED = re.compile(r"""(?<!\w)["'“«](?:.*["'”»]|.*)""", re.DOTALL)
_NUMBER = re.compile(r"\d{5,}")
_LONGEST_REASON = 200
_USUAL = timeout()
_T = TypeVar("_T")


class Api:
    """The Bot API for one token. Raises the SendErrors of bot.errors."""

    def __init__(self, token: str, api_url: str, transport: Transport, clock: Clock) -> None:
        # At DEBUG python-telegram-bot logs its address, which holds the token, and what people write.
        logging.getLogger("telegram").setLevel(logging.INFO)
        self.bot = Bot(token, f"{api_url}/bot", f"{api_url}/file/bot", request=transport, get_updates_request=transport)
        self._address = f"{api_url}/bot{token}"
        self._transport = transport
        self._clock = clock

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        files: dict[str, InputFile] | None = None,
        read_timeout: float = ANSWER_SECONDS,
    ) -> Any:
        """The result of a method, without python-telegram-bot's objects; waits `read_timeout` seconds for it."""
        if not files:
            return await self.forward(method, orjson.dumps(parameters), read_timeout)
        url = f"{self._address}/{method}"
        fields = [RequestParameter(name, value, None) for name, value in parameters.items()]
        fields += [RequestParameter(name, None, [file]) for name, file in files.items()]
        return await self.ask(self._transport.post(url, RequestData(fields), read_timeout=read_timeout))

    async def forward(self, method: str, body: bytes, read_timeout: float = ANSWER_SECONDS) -> Any:
        """The result of a method whose parameters are JSON already."""
        limits = _USUAL if read_timeout == ANSWER_SECONDS else timeout(read_timeout)
        return await self.ask(self._transport.forward(f"{self._address}/{method}", body, limits))

    async def ask(self, question: Awaitable[_T]) -> _T:
        """What a call of `bot` answers."""
        try:
            return await question
        except TelegramError as error:
            raise translated(error, self._clock()) from None
        except (KeyError, TypeError, AttributeError):  # an answer of a shape that Telegram's never have
            raise Uncertain("(unreadable answer)") from None


def translated(error: TelegramError, now: datetime) -> SendError:
    """What an error of python-telegram-bot means to the house."""
    match error:
        case RetryAfter():
            return NotSent("Telegram asks for a pause.", retry_at=now + _duration(error), whole_channel=True)
        case NotReachedError():
            return NotSent("Telegram could not be reached.", whole_channel=True)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden() | BadRequest():
            return _refused(error)
        case InvalidToken() | Conflict():
            return ChannelDown(_DOWN[type(error)])
        case _:
            return Uncertain(f"({type(error).__name__})")


def _duration(error: RetryAfter) -> timedelta:
    pause = error.retry_after
    return pause if isinstance(pause, timedelta) else timedelta(seconds=pause)


def _refused(error: Forbidden | BadRequest) -> SendError:
    said = harmless(error.message)
    gone = isinstance(error, Forbidden) or any(sign in said.lower() for sign in _GONE)
    return Gone(said) if gone else Rejected(said)


def harmless(said: str) -> str:
    """The messenger's words without what it quotes and without long numbers."""
    return _NUMBER.sub("…", _QUOTED.sub("…", said))[:_LONGEST_REASON]
