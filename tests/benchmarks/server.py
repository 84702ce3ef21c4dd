"""A Bot API server that does as little as one can, in a process of its own, so that it is never the limit.

It answers every method with a plausible result, and hands out as many taps or texts as it is asked for, honouring
offsets. What it counted is read at /report.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import cast

import uvloop

BUTTON = "a:1:coming"
_CHAT = b'{"id":%d,"type":"private","first_name":"N"}'
_SENT = b'{"ok":true,"result":{"message_id":%d,"date":1790000000,"chat":{"id":7,"type":"private"},"text":"x"}}'
_TRUE = b'{"ok":true,"result":true}'
_ME = (
    b'{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"K","username":"k_bot","can_join_groups":false,'
    b'"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
NOTHING = b'{"ok":true,"result":[]}'
POLL_SECONDS = 0.05
BATCH = 100  # updates in one answer to getUpdates, as Telegram has it


class Book:
    """What came in, and what is to be handed out."""

    def __init__(self) -> None:
        self.taps = 0  # to hand out in all
        self.sent = self.edited = self.answered = 0
        self.first = self.last = 0.0
        self.latencies: dict[int, float] = {}

    def report(self) -> bytes:
        """The counts, and the seconds between the first call and the last."""
        seconds = self.last - self.first
        found = {"sent": self.sent, "edited": self.edited, "answered": self.answered, "seconds": seconds}
        return json.dumps(found).encode()


def tap(number: int) -> bytes:
    """A press of "I am coming" by one person on their own copy of the invitation."""
    who = 1000 + number
    return (
        b'{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d,"is_bot":false,"first_name":"N"},'
        b'"chat_instance":"1","data":"%s","message":{"message_id":%d,"date":1790000000,"chat":%s,"text":"x"}}}'
        % (number + 1, number + 1, who, BUTTON.encode(), number + 1, _CHAT % who)
    )


class Connection(asyncio.Protocol):
    """One keep-alive connection: requests are read by their Content-Length only."""

    def __init__(self, book: Book) -> None:
        self._book = book
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
            answer = self._answer(path.rsplit(b"/", 1)[-1], body)
            if answer is NOTHING:  # a long poll, though a short one: nobody may spin
                asyncio.get_running_loop().call_later(POLL_SECONDS, self._write, answer)
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
        )

    def _answer(self, method: bytes, body: bytes) -> bytes:
        book = self._book
        if method in {b"sendMessage", b"editMessageText"}:
            book.last = time.perf_counter()
            book.first = book.first or book.last
            if method == b"sendMessage":
                book.sent += 1
            else:
                book.edited += 1
            return _SENT % (book.sent + book.edited)
        if method == b"answerCallbackQuery":
            book.answered += 1
            book.last = time.perf_counter()
            return _TRUE
        if method == b"getUpdates":
            return self._updates(body)
        if method == b"getMe":
            return _ME
        if method.startswith(b"report"):
            return book.report()
        if method.startswith(b"reset"):
            book.__init__()  # type: ignore[misc]
            book.taps = int(method[5:] or 0)
        return _TRUE

    def _updates(self, body: bytes) -> bytes:
        book = self._book
        offset = _offset(body)
        found = [tap(number) for number in range(max(offset - 1, 0), min(book.taps, max(offset - 1, 0) + BATCH))]
        if found and not book.first:
            book.first = time.perf_counter()
        return b'{"ok":true,"result":[%s]}' % b",".join(found) if found else NOTHING


def _offset(body: bytes) -> int:
    """The offset in a JSON or form body."""
    at = body.find(b"offset")
    digits = b""
    for byte in body[at + 6 :] if at >= 0 else b"":
        if 48 <= byte <= 57:
            digits += bytes((byte,))
        elif digits:
            break
    return int(digits or 0)


async def serve(port: int) -> None:
    """Serve on loopback until killed."""
    book = Book()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(book), "127.0.0.1", port)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
