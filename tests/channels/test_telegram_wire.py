"""The short way of a message: connections that stay open, and what is said when one does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram import wire
from bot.channels.telegram.wire import NotReachedError, Wire

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
PIECES = (
    b"HTTP/1.1 200 O",
    b'K\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"o',
    b'\r\n3\r\nk":\r\n2\r\n1}\r\n0\r\n\r\n',
)
Say = Callable[[asyncio.StreamWriter, int], None]


class Server:
    """A server that says what it is told to, and counts its connections."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.requests: list[bytes] = []
        self.asked = asyncio.Event()
        self.open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        self.open[writer] = asyncio.current_task()
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(size))
                self.asked.set()
                self.say(writer, len(self.requests))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def serving(say: Say = lambda writer, _: writer.write(ANSWER)) -> AsyncIterator[Server]:
    """A server on the loopback."""
    server = Server(say)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        for writer in server.open:
            writer.transport.abort()
        await asyncio.gather(*filter(None, server.open.values()))


async def test_a_connection_is_used_again_and_the_request_is_whole() -> None:
    async with serving() as server:
        line = Wire(server.url + "/api", 3)
        for number in range(4):
            assert await line.post("/bot7:x/getMe", b'{"n":%d}' % number, 5) == (200, b"{}")
        await line.close()
    assert server.connections == 1
    assert server.requests[3] == (
        b"POST /api/bot7:x/getMe HTTP/1.1\r\nHost: " + server.url[7:].encode() + b"\r\nUser-Agent: Kranich\r\n"
        b'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"n":3}'
    )


async def test_no_more_connections_than_allowed_and_whoever_waits_comes_next() -> None:
    async with serving() as server:
        line = Wire(server.url, 2)
        answers = await asyncio.gather(*(line.post("/x", b"{}", 5) for _ in range(30)))
        assert answers == [(200, b"{}")] * 30
        await line.close()
    assert server.connections == 2


async def test_an_answer_in_pieces_and_in_chunks_is_put_together() -> None:
    async def pieces(writer: asyncio.StreamWriter) -> None:
        for piece in PIECES:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    tasks: list[asyncio.Task[None]] = []
    async with serving(lambda writer, _: tasks.append(asyncio.create_task(pieces(writer)))) as server:
        line = Wire(server.url, 1)
        assert await line.post("/x", b"{}", 5) == (200, b'{"ok":1}')
        assert await line.post("/x", b"{}", 5) == (200, b'{"ok":1}')
        await line.close()


async def test_a_connection_that_the_server_closes_is_replaced() -> None:
    def say(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    async with serving(say) as server:
        line = Wire(server.url, 1)
        for _ in range(3):
            assert await line.post("/x", b"{}", 5) == (200, b"{}")
        await line.close()
    assert server.connections == 3


async def test_an_answer_of_unsaid_length_ends_where_the_server_hangs_up() -> None:
    def say(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(b'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"ok":1}')
        writer.close()

    async with serving(say) as server:
        line = Wire(server.url, 1)
        for _ in range(2):
            assert await line.post("/x", b"{}", 5) == (200, b'{"ok":1}')
        await line.close()
    assert server.connections == 2


async def test_what_a_server_says_ahead_of_its_answer_is_not_the_answer() -> None:
    ahead = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    async with serving(lambda writer, _: writer.write(ahead + ANSWER)) as server:
        line = Wire(server.url, 1)
        for _ in range(2):
            assert await line.post("/x", b"{}", 5) == (200, b"{}")
        await line.close()
    assert server.connections == 1


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (lambda writer, _: None, TimedOut),
        (lambda writer, _: writer.close(), NetworkError),
        (lambda writer, _: (writer.write(b"HTTP/1.1 200 OK\r\nContent-Le"), writer.close()), NetworkError),
        (lambda writer, _: writer.transport.abort(), NetworkError),
        (lambda writer, _: writer.write(b"\x00\x01 this is no HTTP \r\n\r\n"), NetworkError),
    ],
    ids=["silence", "hung up without a word", "hung up in the head", "hung up", "garbage"],
)
async def test_without_an_answer_nobody_knows_and_the_next_gets_a_fresh_connection(
    say: Say, kind: type[NetworkError]
) -> None:
    async with serving(lambda writer, number: say(writer, number) if number == 1 else writer.write(ANSWER)) as server:
        line = Wire(server.url, 1)
        with pytest.raises(kind) as caught:
            await line.post("/x", b"{}", 0.05)
        assert not isinstance(caught.value, NotReachedError)
        assert await line.post("/x", b"{}", 5) == (200, b"{}")
        await line.close()
    assert server.connections == 2


async def test_whoever_gives_up_in_the_middle_leaves_no_answer_to_the_next() -> None:
    async with serving(lambda writer, number: writer.write(ANSWER) if number > 1 else None) as server:
        line = Wire(server.url, 1)
        given_up = asyncio.create_task(line.post("/x", b"first", 5))
        await server.asked.wait()
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert await line.post("/x", b"second", 5) == (200, b"{}")
        await line.close()
    assert server.connections == 2


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[not an address", "http://127.0.0.1:99999"])
async def test_what_did_not_leave_is_said_so(url: str) -> None:
    line = Wire(url, 1)
    for _ in range(2):  # and the place in the pool is free again
        with pytest.raises(NotReachedError):
            await line.post("/x", b"{}", 5)


async def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 1000)
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    async with serving(lambda writer, _: writer.write(long)) as server:
        line = Wire(server.url, 1)
        with pytest.raises(NetworkError, match="too long"):
            await line.post("/x", b"{}", 5)
        await line.close()
