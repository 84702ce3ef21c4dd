"""Calls of the Bot API, and its errors in the words of the house."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

import orjson
from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.answers import result
from bot.channels.telegram.wire import NotReachedError, Wire
from bot.clock import Clock
from bot.errors import ChannelDown, Gone, Moved, NotSent, Rejected, SendError, Uncertain

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
FILE_SECONDS = 60.0  # to write a file, and to wait for what is said to it
FILES_AT_ONCE = 20
_DOWN: dict[type[TelegramError], str] = {
    InvalidToken: "The token is not valid.",
    Conflict: "Another program is reading this bot's messages.",
}
_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")
# Telegram quotes what it refuses, and that may be a person's text.
_QUOTED = re.compile(r"""(?<!\w)["'“«](?:.*["'”»]|.*)""", re.DOTALL)
_NUMBER = re.compile(r"\d{5,}")
_LONGEST_REASON = 200
_T = TypeVar("_T")


class Api:
    """The Bot API for one token. Raises the SendErrors of bot.errors."""

    def __init__(self, token: str, api_url: str, connections: int, clock: Clock) -> None:
        # At DEBUG python-telegram-bot logs its address, which holds the token, and what people write.
        logging.getLogger("telegram").setLevel(logging.INFO)
        self._token = token
        self._url = api_url
        self._wire = Wire(api_url, connections)
        self._clock = clock

    @cached_property
    def bot(self) -> Bot:
        """python-telegram-bot, for all that is rare: files, commands, descriptions. Made when it is first needed."""
        request = HTTPXRequest(
            FILES_AT_ONCE,
            read_timeout=ANSWER_SECONDS,
            write_timeout=FILE_SECONDS,
            connect_timeout=CONNECT_SECONDS,
            pool_timeout=CONNECT_SECONDS,
            media_write_timeout=FILE_SECONDS,
            httpx_kwargs={"trust_env": False},
        )
        return Bot(self._token, f"{self._url}/bot", f"{self._url}/file/bot", request=request)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._wire.close()
        if "bot" in self.__dict__:
            await self.bot.request.shutdown()

    async def call(self, method: str, parameters: dict[str, Any], seconds: float = ANSWER_SECONDS) -> Any:
        """The result of a method, waited for so many seconds."""
        return await self.forward(method, orjson.dumps(parameters), seconds)

    async def forward(self, method: str, body: bytes, seconds: float = ANSWER_SECONDS) -> Any:
        """The result of a method whose parameters are JSON already."""
        try:
            return result(*await self._wire.post(f"/bot{self._token}/{method}", body, seconds))
        except TelegramError as error:
            raise translated(error, self._clock()) from None

    async def upload(self, method: str, parameters: dict[str, Any], files: dict[str, InputFile]) -> Any:
        """The result of a method that is given files."""
        fields = [RequestParameter(name, value, None) for name, value in parameters.items()]
        fields += [RequestParameter(name, None, [file]) for name, file in files.items()]
        url = f"{self._url}/bot{self._token}/{method}"
        return await self.ask(self.bot.request.post(url, RequestData(fields), read_timeout=FILE_SECONDS))

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
        case _ if _never_left(error):
            return NotSent("Telegram could not be reached.", whole_channel=True)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden() | BadRequest():
            return _refused(error)
        case InvalidToken() | Conflict():
            return ChannelDown(_DOWN[type(error)])
        case _:
            return Uncertain(f"({type(error).__name__})")


def _never_left(error: TelegramError) -> bool:
    """Whether the request did not leave this machine: python-telegram-bot tells it by the cause only."""
    cause = type(error.__cause__).__name__
    return isinstance(error, NotReachedError) or cause in {"ConnectError", "ConnectTimeout", "PoolTimeout"}


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
