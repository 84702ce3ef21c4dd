"""How requests reach the Bot API: aiohttp and orjson under python-telegram-bot's request seam.

No address of a request ever gets into an error: it holds the bot's token.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0  # a free connection of the pool, or a new one
ANSWER_SECONDS = 20.0
WRITE_SECONDS = 60.0
TOO_MANY_REQUESTS = 429
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
        timeout = _timeout(read_timeout, write_timeout, connect_timeout)
        try:
            async with self._open_session().request(
                method, url, timeout=timeout, allow_redirects=False, **_body(request_data)
            ) as response:
                status, content = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotReachedError(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(type(error).__name__) from None
        if status == TOO_MANY_REQUESTS:
            raise RetryAfter(_pause(content))
        return status, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; raises TelegramError when it is none."""
        try:
            answer = _loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("unreadable answer") from None
        if not isinstance(answer, dict) or (answer.get("ok") is True) is not ("result" in answer):
            raise TelegramError("unreadable answer")
        return answer

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": "Kranich"})
        return self._session


def _loads(payload: bytes) -> object:
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        # orjson refuses lone surrogates; one such text must not hold up the updates beside it.
        return json.loads(payload)


def _timeout(read: object, write: object, connect: object) -> aiohttp.ClientTimeout:
    reading, connecting = _seconds(read, ANSWER_SECONDS), _seconds(connect, CONNECT_SECONDS)
    # aiohttp has no limit for writing alone, so the total bounds it.
    total = connecting + _seconds(write, WRITE_SECONDS) + reading
    return aiohttp.ClientTimeout(total=total, connect=connecting, sock_connect=connecting, sock_read=reading)


def _seconds(given: object, usual: float) -> float:
    return float(given) if isinstance(given, int | float) else usual


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {"data": orjson.dumps(request_data.parameters), "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for field, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(field, content, filename=filename, content_type=mime)
    return {"data": form}


def _pause(content: bytes) -> int:
    try:
        answer = _loads(content)
    except (ValueError, RecursionError):
        return WAIT_UNSAID
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return min(seconds, LONGEST_WAIT) if isinstance(seconds, int) and seconds > 0 else WAIT_UNSAID
