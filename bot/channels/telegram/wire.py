"""The short way of a message: one POST on a connection that stays open.

What is sent most is JSON to one server and a short answer. httptools, the parser of Node's own HTTP, reads it; a whole
HTTP client around it takes three times as long as all that Kranich does for a message. It also leaves no doubt whether
anything has left: before the first byte is written, nothing has. Files go the long way, over aiohttp.

No address ever gets into an error: it holds the bot's token.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from functools import cache
from typing import cast
from urllib.parse import urlsplit

import httptools
from telegram.error import NetworkError, TimedOut

CONNECT_SECONDS = 10.0  # a free connection, or a new one
MOST_BYTES = 50_000_000  # of an answer; a hundred long updates are below two million


class NotReachedError(NetworkError):
    """The request did not leave this machine."""


class Wire:
    """At most `connections` to the server of `url`, each with one request at a time."""

    def __init__(self, url: str, connections: int) -> None:
        self._url = url
        self._free = connections
        self._idle: list[_Connection] = []
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._heads: dict[str, bytes] = {}

    async def post(self, path: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        """Status and content of the answer to JSON, waited for so many seconds.

        Raises NotReachedError when nothing left, TimedOut or NetworkError when nobody knows.
        """
        connection = await self._connection()
        try:
            return await connection.exchange(b"%s%d\r\n\r\n%s" % (self._head(path), len(body), body), seconds)
        finally:
            self._give_back(connection)

    async def close(self) -> None:
        """Let go of the connections."""
        while self._idle:
            self._idle.pop().close()
            self._free += 1

    async def _connection(self) -> _Connection:
        while not (self._idle or self._free):
            await self._until_one_is_free()
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
            self._free += 1
        self._free -= 1
        try:
            return await self._opened()
        except BaseException:
            self._free += 1
            self._wake_next()
            raise

    async def _until_one_is_free(self) -> None:
        free: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(free)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await free
        except BaseException as error:
            if free.done() and not free.cancelled():
                self._wake_next()  # it is somebody else's turn now
            if isinstance(error, TimeoutError):
                raise NotReachedError("no free connection") from None
            raise

    async def _opened(self) -> _Connection:
        try:
            address = urlsplit(self._url)
            host, secure = address.hostname or "", address.scheme == "https"
            port, certificates = address.port or (443 if secure else 80), _certificates() if secure else None
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await loop.create_connection(_Connection, host, port, ssl=certificates)
        except (OSError, ValueError) as error:  # ssl.SSLError and TimeoutError are kinds of OSError
            raise NotReachedError(type(error).__name__) from None
        return connection

    def _give_back(self, connection: _Connection) -> None:
        if connection.is_open:
            self._idle.append(connection)
        else:
            self._free += 1
        self._wake_next()

    def _wake_next(self) -> None:
        while self._waiting:
            free = self._waiting.popleft()
            if not free.done():
                free.set_result(None)
                return

    def _head(self, path: str) -> bytes:
        """Everything before the length of the body."""
        head = self._heads.get(path)
        if head is None:
            address = urlsplit(self._url)
            lines = (
                f"POST {address.path}{path} HTTP/1.1",
                f"Host: {address.netloc.rpartition('@')[2]}",
                "User-Agent: Kranich",
                "Content-Type: application/json",
                "Content-Length: ",
            )
            head = self._heads[path] = "\r\n".join(lines).encode()
        return head


class _Connection(asyncio.Protocol):
    """One connection. The parser calls `on_body` and `on_message_complete`."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._parts: list[bytes] = []
        self._bytes = 0
        self._keeps = True

    @property
    def is_open(self) -> bool:
        """Whether it can take another request."""
        return self._keeps and self._transport is not None and not self._transport.is_closing()

    async def exchange(self, request: bytes, seconds: float) -> tuple[int, bytes]:
        """Send, and wait for the answer; a connection on which it did not come is of no more use."""
        if self._transport is None or self._transport.is_closing():
            raise NotReachedError("closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[int, bytes]] = loop.create_future()
        self._answer = answer
        self._parts, self._bytes = [], 0
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)
        timer = loop.call_later(seconds, self._fail, TimedOut())
        try:
            return await answer
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()
            self._answer = None

    def close(self) -> None:
        """Be of no more use."""
        self._keeps = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are kinds of their own

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if self._answer is None:  # nobody asked
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(NetworkError("no HTTP"))

    def eof_received(self) -> None:
        """Called by the event loop; the connection is then closed."""

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the event loop."""
        self._fail(NetworkError("closed"))

    def on_body(self, part: bytes) -> None:
        """Called by the parser."""
        self._parts.append(part)
        self._bytes += len(part)
        if self._bytes > MOST_BYTES:
            self._fail(NetworkError("too long"))

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._keeps = self._keeps and self._parser.should_keep_alive()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._parts)))

    def _fail(self, error: NetworkError) -> None:
        self._keeps = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
