"""A Bot API server that does as little as one can, in a process of its own, so that it is never the limit.

It answers every method with a plausible result, hands out taps, at once or one by one at a pace, honouring offsets,
and notes how long each waits for its answer. `/reset?taps=1000&pace=20` prepares a run, `/report` tells how it went,
`/waits` how long each tap waited, in seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from typing import cast
from urllib.parse import parse_qs

import uvloop

BUTTON = "a:1:coming"
POLL_SECONDS = 0.05
BATCH = 100  # updates in one answer to getUpdates, as Telegram has it
_SENT = b'{"ok":true,"result":{"message_id":%d,"date":1790000000,"chat":{"id":7,"type":"private"},"text":"x"}}'
_TRUE = b'{"ok":true,"result":true}'
_ME = (
    b'{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"K","username":"k_bot","can_join_groups":false,'
    b'"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
_NOTHING = b'{"ok":true,"result":[]}'


class Book:
    """What came in, and what is to be handed out: `taps` in all, each `pace` seconds after the one before."""

    def __init__(self, taps: int = 0, pace: float = 0.0) -> None:
        self.taps = taps
        self.pace = pace
        self.began = time.perf_counter()
        self.calls: Counter[bytes] = Counter()
        self.first = self.last = self.first_poll = 0.0
        self.waits: dict[int, float] = {}  # by tap, in seconds

    def due(self, number: int) -> float:
        """When a tap happens."""
        return self.began + number * self.pace

    def happened(self) -> int:
        """How many taps have happened by now."""
        if not self.pace:
            return self.taps
        return min(self.taps, 1 + int((time.perf_counter() - self.began) / self.pace))

    def answered(self, body: bytes) -> None:
        """A tap is acknowledged."""
        number = _number_after(body, b"callback_query_id") - 1
        self.waits.setdefault(number, time.perf_counter() - self.due(number))

    def report(self) -> bytes:
        """The counts, the seconds between the first call and the last, and when polling began."""
        found = {
            "calls": {method.decode(): count for method, count in self.calls.items()},
            "seconds": self.last - self.first,
            "first_poll": self.first_poll,
        }
        return json.dumps(found).encode()


def tap(number: int) -> bytes:
    """A press of "I am coming" by one person on their own copy of the invitation."""
    who = 1000 + number
    return (
        b'{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d,"is_bot":false,"first_name":"N"},'
        b'"chat_instance":"1","data":"%s","message":{"message_id":%d,"date":1790000000,"text":"x",'
        b'"chat":{"id":%d,"type":"private","first_name":"N"}}}}'
        % (number + 1, number + 1, who, BUTTON.encode(), number + 1, who)
    )


class Connection(asyncio.Protocol):
    """One keep-alive connection: requests are read by their Content-Length only."""

    book = Book()

    def __init__(self) -> None:
        self._left = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own kind

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._left += data
        while True:
            head_end = self._left.find(b"\r\n\r\n")
            if head_end < 0:
                return
            head = self._left[:head_end].lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            end = head_end + 4 + size
            if len(self._left) < end:
                return
            path = self._left[: self._left.find(b"\r\n")].split(b" ")[1]
            body, self._left = self._left[head_end + 4 : end], self._left[end:]
            self._take(path.rsplit(b"/", 1)[-1], body)

    def _take(self, method: bytes, body: bytes) -> None:
        book = Connection.book
        if method == b"getUpdates":
            self._poll(max(_number_after(body, b"offset") - 1, 0))
        elif method.startswith(b"report"):
            self._write(book.report())
        elif method.startswith(b"waits"):
            self._write(json.dumps(sorted(book.waits.values())).encode())
        elif method.startswith(b"reset"):
            asked = parse_qs(method.partition(b"?")[2].decode())
            Connection.book = Book(int(asked["taps"][0]), float(asked["pace"][0]) / 1000)
            self._write(_TRUE)
        else:
            self._write(self._result(method, body))

    def _result(self, method: bytes, body: bytes) -> bytes:
        book = Connection.book
        if method == b"getMe":
            return _ME
        book.calls[method] += 1
        if method in {b"sendMessage", b"editMessageText"}:
            book.last = time.perf_counter()
            book.first = book.first or book.last
            return _SENT % book.calls.total()
        if method == b"answerCallbackQuery":
            book.last = time.perf_counter()
            book.answered(body)
        return _TRUE

    def _poll(self, after: int) -> None:
        """Answer with the taps after this one; with none, wait as a long poll does, though not for long."""
        book = Connection.book
        book.first_poll = book.first_poll or time.perf_counter()
        found = [tap(number) for number in range(after, min(book.happened(), after + BATCH))]
        if found:
            book.first = book.first or time.perf_counter()
            self._write(b'{"ok":true,"result":[%s]}' % b",".join(found))
            return
        until_next = book.due(after) - time.perf_counter() if after < book.taps else POLL_SECONDS
        if until_next > POLL_SECONDS or after >= book.taps:
            asyncio.get_running_loop().call_later(POLL_SECONDS, self._write, _NOTHING)
        else:
            asyncio.get_running_loop().call_later(max(until_next, 0.0005), self._poll, after)

    def _write(self, answer: bytes) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
        )


def _number_after(body: bytes, name: bytes) -> int:
    """The first number after a field's name in a JSON or form body; 0 without."""
    at = body.find(name)
    digits = b""
    for byte in body[at + len(name) :] if at >= 0 else b"":
        if 48 <= byte <= 57:
            digits += bytes((byte,))
        elif digits:
            break
    return int(digits or 0)


async def serve() -> None:
    """Serve on the loopback until killed."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
