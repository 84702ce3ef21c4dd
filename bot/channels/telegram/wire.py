"""The short way of a message: one POST on a connection that stays open.

What is sent most is JSON to one server and a short answer. httptools, the parser of Node's own HTTP, reads it; a whole
HTTP client around it takes three times as long as all that Kranich does for a message. It also leaves no doubt whether
anything has left: before the first byte is written, nothing has. Files go the long way, with python-telegram-bot.

No address ever gets into an error: it holds the bot's token.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from functools import cache
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

import httptools
from telegram.error import NetworkError, TimedOut

CONNECT_SECONDS = 10.0  # a free connection, or a new one
ADDRESS_SECONDS = 2.5  # for each address of the server: where IPv6 leads nowhere, the next one is tried in time
IDLE_SECONDS = 15.0  # a connection that rested longer may be dead without our knowing, behind a router for instance
MOST_BYTES = 50_000_000  # of an answer; a hundred long updates are below two million


class NotReachedError(NetworkError):
    """The request did not leave this machine."""


class Wire:
    """At most `connections` to the server of `url`, each with one request at a time."""

    def __init__(self, url: str, connections: int) -> None:
        self._url = url
        self._free = connections
        self._idle: list[tuple[_Connection, float]] = []  # each with the time since when it rests; the last goes first
        self._last: tuple[str, int] | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._heads: dict[str, bytes] = {}

    async def post(self, path: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        """Status and content of the answer to JSON, waited for so many seconds.

        Raises NotReachedError when nothing left, TimedOut or NetworkError when nobody knows.
        """
        connection = await self._connection()
        try:
            return await connection.exchange(b"%s%d\r\n\r\n%s" % (self._head(path), len(body), body), seconds)
        except TimedOut:
            await self.close()  # what rests is as old as the one that was dead
            raise
        finally:
            self._give_back(connection)

    async def close(self) -> None:
        """Let go of the connections that rest."""
        while self._idle:
            self._idle.pop()[0].close()
            self._free += 1

    async def _connection(self) -> _Connection:
        if not (self._idle or self._free):
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    while not (self._idle or self._free):
                        await self._turn()
            except TimeoutError:
                raise NotReachedError("no free connection") from None
        youngest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            connection, since = self._idle.pop()
            if connection.is_open and since >= youngest:
                return connection
            connection.close()
            self._free += 1
        self._free -= 1
        try:
            return await self._opened()
        except BaseException:
            self._free += 1
            self._wake_next()
            raise

    async def _turn(self) -> None:
        """Until a connection is free. Whoever comes meanwhile may take it first."""
        free: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(free)
        try:
            await free
        except asyncio.CancelledError:
            if not free.cancelled():
                self._wake_next()  # it is somebody else's turn now
            raise

    async def _opened(self) -> _Connection:
        try:
            server = urlsplit(self._url)
            host, secure = server.hostname or "", server.scheme == "https"
            port = server.port or (443 if secure else 80)
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._first_of(await self._addresses(host, port), host if secure else None)
        except (OSError, ValueError) as error:  # ssl.SSLError and TimeoutError are kinds of OSError
            raise NotReachedError(type(error).__name__) from None

    async def _addresses(self, host: str, port: int) -> list[tuple[str, int]]:
        """The server's, and first of all the one that took the last connection."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [(str(address[0]), int(address[1])) for *_, address in found]
        return sorted(addresses, key=lambda address: address != self._last)

    async def _first_of(self, addresses: list[tuple[str, int]], secure: str | None) -> _Connection:
        """A connection to the first address that takes one; `secure` is the name in the server's certificate."""
        loop, certificates = asyncio.get_running_loop(), _certificates() if secure else None
        trouble: OSError = OSError("no address")
        for address in addresses:
            try:
                async with asyncio.timeout(ADDRESS_SECONDS):
                    _, connection = await loop.create_connection(
                        _Connection, *address, ssl=certificates, server_hostname=secure
                    )
            except OSError as error:
                trouble = error
            else:
                self._last = address
                return connection
        raise trouble

    def _give_back(self, connection: _Connection) -> None:
        if connection.is_open:
            self._idle.append((connection, asyncio.get_running_loop().time()))
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
        self._parser = httptools.HttpResponseParser(self)

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
        timer = loop.call_later(seconds, self._time_out)
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
        """Called by the event loop; the connection is then closed.

        An answer whose length was not said ends here. So does one that is cut off, but then it is no JSON any more.
        """
        if self._parts:
            self.on_message_complete()

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
        status = self._parser.get_status_code()
        if status < HTTPStatus.OK:
            return  # said ahead of the answer
        self._keeps = self._keeps and self._parser.should_keep_alive()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, b"".join(self._parts)))

    def _time_out(self) -> None:
        self._fail(TimedOut())

    def _fail(self, error: NetworkError) -> None:
        if self._answer is not None and not self._answer.done():
            self._keeps = False
            self._answer.set_exception(error)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
