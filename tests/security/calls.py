"""Odd HTTP calls, made from the route table, and a client that sends them byte by byte as they are."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

from hypothesis import strategies as st
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from bot.clock import system_clock
from bot.web import app
from bot.web.pace import paces
from bot.web.parts import SECRET_HEADER, Parts
from tests.security.exploring import odd_json, odd_numbers, odd_texts
from tests.web.serving import TOKEN, an_id
from tests.web.test_chat import PNG, WEBM

SECRET = "gartenzwerg_4711_geheim"
# Meta's webhook has odd calls of its own: test_whatsapp_fuzz.py
ROUTES: list[BaseRoute] = app.routes(
    cast(Parts, SimpleNamespace(telegram=True, demo=True, metrics=True, signed={}, clock=system_clock)),
    paces(system_clock),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get")


def path_of(route: BaseRoute) -> str:
    """The path of a route, as it was written."""
    assert isinstance(route, Route | WebSocketRoute | Mount)
    return route.path


def methods_of(route: BaseRoute) -> list[str]:
    """The methods that a route takes, but HEAD, which stands beside every GET."""
    return sorted((route.methods or set()) - {"HEAD"}) if isinstance(route, Route) else ["GET"]


def name_of(route: BaseRoute) -> str:
    """A route as people speak of it."""
    return f"{'/'.join(methods_of(route))} {path_of(route)}"


def plain(route: BaseRoute | str) -> str:
    """The path of a route with what belongs in its places."""
    path = route if isinstance(route, str) else path_of(route)
    return path.replace("{token}", TOKEN).replace("{payload}", "hello").replace("{file_id:int}", "1")


@dataclass(frozen=True)
class Call:
    """One call, as it goes over the wire. `whole` says whether the body is as long as its header says."""

    head: bytes
    body: bytes
    whole: bool

    @property
    def raw(self) -> bytes:
        """All of its bytes."""
        return self.head + self.body


# How each part of a path is filled; a route with a new part says here what may stand there.
PARTS: Mapping[str, st.SearchStrategy[str]] = {
    "token": st.sampled_from([TOKEN] * 4) | odd_texts,
    "payload": st.one_of(st.sampled_from(["hello", "e1", "r-ABCD-EFGH-JKLM-NPQ7"]), odd_texts),
    "name": st.one_of(st.sampled_from(["1-" + "0" * 32, "9" * 300 + "-x", "-"]), odd_texts),
    "file_id:int": st.one_of(st.integers(0, 3).map(str), st.just("9" * 300), odd_texts),
}
BREAKS = (
    b"\r\n", b"\x00", b"\r\nContent-Length: many\r\n", b"\r\nContent-Length: -1\r\n", b"\r\nTransfer-Encoding: zip\r\n",
    b"\r\nHost: y\r\n", b"x" * 20_000, b" HTTP/9.9\r\n", b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
)  # fmt: skip
ids = st.one_of(st.integers(0, 2**31).map(an_id), odd_texts)
QUERY: Mapping[str, st.SearchStrategy[Any]] = {
    "after": st.one_of(st.integers(-2, 10), odd_texts),
    "kind": st.one_of(st.sampled_from(["photo", "voice", "document"]), odd_texts),
    "id": ids,
}
HEADERS: Mapping[str, tuple[str, ...]] = {
    "Accept": ("text/html", "*/*"),
    "Accept-Language": ("de", "ar;q=0.9, *", "x" * 60, "de;q=nan", ",;=,"),
    "Content-Type": ("application/json", "image/png", "audio/webm", "multipart/form-data", "text/plain; charset=utf-7"),
    "Content-Encoding": ("gzip",),
    "Origin": ("https://evil.example", "null", "http://[", "://"),
    "Sec-Fetch-Site": ("cross-site", "same-origin"),
    "Range": ("bytes=0-1", "bytes=5-2", "bytes=-0", "bytes=9999999999999999999-", "chickens=1"),
    "If-None-Match": ('W/"1"', "*"),
    "If-Modified-Since": ("yesterday", "Thu, 99 Jan 99999 00:00:00 GMT"),
    "X-Forwarded-For": ("203.0.113.7", "not an address", "fe80::1%25eth0", ",,,"),
    "X-Forwarded-Proto": ("https", "gopher"),
    "Cookie": ("a=b; " * 20,),
    "Expect": ("100-continue", "a miracle"),
    "Upgrade": ("websocket", "h2c"),
    "Sec-WebSocket-Version": ("13", "7"),
    "Sec-WebSocket-Key": ("dGhlIHNhbXBsZSBub25jZQ==", "short"),
    SECRET_HEADER: (SECRET, "wrong", "x" * 5_000),
    "X-Long": ("x" * 15_000,),
}
odd_value = st.one_of(
    st.sampled_from([b"g\xc3\xa4rten", b"g\xe4rten", b"\xff" * 20, b"", b"-", b"0", b"1" * 400]),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40).map(
        lambda text: text.encode("latin-1")
    ),
)
header = st.sampled_from(sorted(HEADERS)).flatmap(
    lambda name: st.tuples(
        st.just(name.encode()), st.sampled_from([value.encode() for value in HEADERS[name]]) | odd_value
    )
)
said = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(ids, ids, odd_json),
        "text": st.one_of(odd_texts, odd_json),
        "action": st.one_of(st.sampled_from(["menu", "a:1:coming"]), odd_json),
        "message": st.one_of(st.just("b1"), odd_json),
        "command": st.one_of(st.just("menu"), odd_json),
        "step": st.one_of(st.just("hour"), odd_json),
        "update_id": odd_numbers,
        "message_id": odd_numbers,
    },
)
form = st.dictionaries(st.sampled_from(["token", "payload", "x"]), st.one_of(st.just(TOKEN), odd_texts), max_size=3)
MULTIPART = b'--edge\r\nContent-Disposition: form-data; name="token"; filename="\xff\r\n\r\nhalf of a'
GOOD_BODIES = tuple(
    json.dumps(body).encode()
    for body in (
        {"id": an_id(7), "text": "Hallo"},
        {"id": an_id(8), "action": "menu"},
        {"step": "day"},
        {"update_id": 8},
    )
)
ODD_SAID: tuple[dict[str, Any], ...] = (
    {"text": "\ud83d"}, {"text": "\0"}, {"text": None}, {"text": "x" * 10_001}, {"action": "\ud83d" * 9},
    {"action": ""}, {"action": "menu", "message": {"a": [1]}}, {"action": "menu", "message": "b\n"}, {"command": "ü"},
    {"command": 1e99},
)  # fmt: skip
ODD_BODIES = (
    *(json.dumps({"id": an_id(9)} | odd).encode() for odd in ODD_SAID),
    b"", b"[" * 100_000, b'{"id":' * 20_000, b"9" * 5_000, b"NaN", b"null", b"[]", b"\xef\xbb\xbf{}", b"\xff\xfe",
    b'"\\ud83d"', b'{"id": "\\u0000", "text": 7}', b'{"id": {}, "action": []}', b"&" * 500, b"=" * 1_000,
    b"payload=%00%ff&token=%ed%a0%80", PNG, WEBM, MULTIPART, b"x" * 200_000,
)  # fmt: skip
bodies = st.one_of(
    st.sampled_from(GOOD_BODIES),
    st.sampled_from(ODD_BODIES),
    st.binary(max_size=300),
    odd_json.map(lambda value: json.dumps(value).encode()),
    said.map(lambda value: json.dumps(value).encode()),
    said.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")),
    form.map(lambda fields: "&".join(f"{k}={quote(v, errors='replace')}" for k, v in fields.items()).encode()),
)


def known_calls(route: BaseRoute) -> list[Call]:
    """Good calls of a route but for their body, which is one of those known to be odd; and really good ones."""
    query = f"?kind=photo&id={an_id(5)}&after=0"
    head = f"{methods_of(route)[-1]} {plain(route)}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += f"{SECRET_HEADER}: {SECRET}\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n"
    return [Call((head % len(body)).encode(), body, whole=True) for body in (*GOOD_BODIES, *ODD_BODIES)]


@st.composite
def calls(draw: st.DrawFn, route: BaseRoute) -> Call:
    """A call of a route, mostly with a method that it takes."""
    path = draw(filled(path_of(route)))
    method = draw(st.sampled_from(methods_of(route) * 4 + list(METHODS)))
    query = "&".join(
        f"{name}={quote(str(draw(QUERY[name])), errors='replace')}"
        for name in draw(st.lists(st.sampled_from(sorted(QUERY)), max_size=4))
    )
    body = draw(bodies) if draw(st.booleans()) or method == "POST" else b""
    framing, body, whole = draw(framed(body))
    lines = [b"%s: %s" % pair for pair in draw(st.lists(header, max_size=4))]
    if draw(st.integers(0, 4)):
        lines.append(b"%s: %s" % (SECRET_HEADER.encode(), SECRET.encode()))
    target = path + (f"?{query}" if query else "")
    head = b"\r\n".join([f"{method} {target} HTTP/1.1".encode(), b"Host: 127.0.0.1", *lines, *framing, b"", b""])
    return Call(head, body, whole)


@st.composite
def filled(draw: st.DrawFn, path: str) -> str:
    """A path with something in its places."""
    if path == "/static":
        return path + "/" + quote(draw(st.one_of(st.just("chat.js"), odd_texts)), errors="replace")
    return re.sub(r"{([^}]+)}", lambda place: quote(draw(PARTS[place[1]]), safe="/", errors="replace")[:9_000], path)


@st.composite
def framed(draw: st.DrawFn, body: bytes) -> tuple[list[bytes], bytes, bool]:
    """The headers that say how long a body is; the body as it is sent; whether it is all there."""
    match draw(st.sampled_from(["length", "length", "chunked", "chunked", "short"])):
        case "length":
            return [b"Content-Length: %d" % len(body)], body, True
        case "chunked":
            at = draw(st.integers(0, len(body)))
            parts = [part for part in (body[:at], body[at:]) if part]
            return [b"Transfer-Encoding: chunked"], b"".join(map(chunk, parts)) + chunk(b""), True
        case _:
            return [b"Content-Length: %d" % (len(body) + 10)], body, False


@st.composite
def no_calls(draw: st.DrawFn) -> Call:
    """A call with bytes of it changed, so that it is mostly no HTTP any more."""
    call = draw(st.sampled_from(ROUTES).flatmap(calls))
    at = draw(st.integers(0, len(call.head)))
    put = draw(st.one_of(st.binary(min_size=1, max_size=20), st.sampled_from(BREAKS)))
    return Call(call.head[:at] + put + call.head[at + draw(st.integers(0, 3)) :], call.body, whole=False)


def chunk(part: bytes) -> bytes:
    """A part of a body that does not say beforehand how long it is."""
    return b"%x\r\n%s\r\n" % (len(part), part)


async def status_of(port: int, call: Call) -> int | None:
    """Send a call; the status of its answer, or None when there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(call.raw)
        if not call.whole:
            writer.write_eof()
        line = await asyncio.wait_for(reader.readline(), 10)
        while line.startswith(b"HTTP/1.1 100"):
            await reader.readline()
            line = await asyncio.wait_for(reader.readline(), 10)
        return int(line.split()[1]) if line else None
    except ConnectionError:  # it hung up while we were still talking
        return None
    finally:
        writer.close()
