"""How requests reach the Bot API: aiohttp and orjson under python-telegram-bot's request seam.

No address of a request ever gets into an error: it holds the bot's token.
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from aiohttp.payload import BytesPayload
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.telegram.raw import loads

CONNECT_SECONDS = 10.0  # a free connection of the pool, or a new one
ANSWER_SECONDS = 20.0
WRITE_SECONDS = 60.0
_ERRORS: dict[int, type[TelegramError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.CONFLICT: Conflict,
}
WAIT_UNSAID = 5  # seconds, when a 429 does not say how long
LONGEST_WAIT = 24 * 3600


class NotReachedError(NetworkError):
    """The request did not leave this machine."""


class Transport(BaseRequest):
    """One keep-alive session for all calls of a bot, at most `connections` at once."""

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the session."""
        self._open_session()

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One exchange. Raises NotReachedError when nothing left, TimedOut or NetworkError when nobody knows."""
        limits = timeout(read_timeout, _seconds(write_timeout, WRITE_SECONDS), connect_timeout)
        return await self._exchange(url, method, limits, _body(request_data))

    async def forward(self, url: str, body: bytes, limits: aiohttp.ClientTimeout) -> Any:
        """The result of a method, on the shortest way: python-telegram-bot's seam, without its objects.

        Most of what the bot sends was rendered long before and is only forwarded. Raises TelegramError.
        """
        status, content = await self._exchange(url, "POST", limits, _json(body))
        answer = self.parse_json_payload(content)
        if status == HTTPStatus.OK and answer.get("ok"):
            return answer["result"]
        raise _error(status, answer)

    async def _exchange(self, url: str, method: str, limits: aiohttp.ClientTimeout, data: Any) -> tuple[int, bytes]:
        session, address = self._session or self._open_session(), _address(url)
        try:
            async with session.request(method, address, data=data, timeout=limits, allow_redirects=False) as response:
                status, content = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotReachedError(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(type(error).__name__) from None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RetryAfter(_pause(content))
        return status, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; raises TelegramError when it is none."""
        try:
            answer = loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("unreadable answer") from None
        if not isinstance(answer, dict) or (answer.get("ok") is True) is not ("result" in answer):
            raise TelegramError("unreadable answer")
        return answer

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            # What the Bot API needs none of is left out of every exchange: cookies, compression, headers.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                headers={"User-Agent": "Kranich"},
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept", "Accept-Encoding"),
            )
        return self._session


def _error(status: int, answer: dict[str, Any]) -> TelegramError:
    """The error that python-telegram-bot has for an answer."""
    said = str(answer.get("description", ""))
    parameters = answer.get("parameters")
    moved = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if moved:
        return ChatMigrated(moved)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        return InvalidToken(said)
    return _ERRORS.get(status, NetworkError)(said)


def timeout(read: object = None, write: object = None, connect: object = None) -> aiohttp.ClientTimeout:
    """How long an exchange may take, in seconds; what is not a number is the usual."""
    connecting = _seconds(connect, CONNECT_SECONDS)
    # aiohttp has no limit for writing alone, so the total bounds it, and reading with it: a limit of its own would
    # be one timer more for every message.
    total = connecting + _seconds(write, 0.0) + _seconds(read, ANSWER_SECONDS)
    return aiohttp.ClientTimeout(total=total, connect=connecting, sock_connect=connecting)


def _seconds(given: object, usual: float) -> float:
    return float(given) if isinstance(given, int | float) else usual


@lru_cache(maxsize=64)
def _address(url: str) -> URL:
    """An address taken apart, which takes as long as a tenth of a whole exchange. Raises NotReachedError."""
    try:
        return URL(url, encoded=True)
    except ValueError:
        raise NotReachedError("no address") from None


def _json(body: bytes) -> BytesPayload:
    return BytesPayload(body, content_type="application/json")


def _body(request_data: RequestData | None) -> BytesPayload | aiohttp.FormData | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return _json(orjson.dumps(request_data.parameters))
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for field, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(field, content, filename=filename, content_type=mime)
    return form


def _pause(content: bytes) -> int:
    try:
        answer = loads(content)
    except (ValueError, RecursionError):
        return WAIT_UNSAID
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return min(seconds, LONGEST_WAIT) if isinstance(seconds, int) and seconds > 0 else WAIT_UNSAID
