"""What keeps the door: where a call comes from, how long it may be, what a browser may do with our pages."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import KranichError
from bot.language.texts import mark


class Refusal(KranichError):
    """A call is refused: with an HTTP status, and a sentence of the catalog for the person."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


TOO_BIG = mark("This is too big.")
NOT_UNDERSTOOD = mark("This was not understood.")
FROM_ELSEWHERE = mark("Please open this page again.")
MOST_HEADERS = 100  # a browser sends some twenty, a proxy a few more
BODY_SECONDS = 300.0  # for a photo of 10 MB over a slow phone; whoever takes longer holds a connection for nothing


async def body(request: Request, limit: int) -> bytes:
    """The body of a call, at most `limit` bytes. Raises Refusal as soon as it is too long, or too late."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, limit)
    except TimeoutError as error:
        raise Refusal(408, NOT_UNDERSTOOD) from error
    except ClientDisconnect as error:
        raise Refusal(400, NOT_UNDERSTOOD) from error


async def _read(request: Request, limit: int) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > limit:
            raise Refusal(413, TOO_BIG)
    return bytes(received)


def must_be_short(call: HTTPConnection) -> None:
    """Raises Refusal for a call with too many headers."""
    if len(call.scope["headers"]) > MOST_HEADERS:
        raise Refusal(431, TOO_BIG)


def is_same_origin(headers: Headers, public_url: str) -> bool:
    """Whether a call comes from a page of ours, or from no browser at all (which has no cookies or pages to abuse)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return True
    return _host(origin) in {headers.get("host"), _host(public_url)}


def must_be_same_origin(headers: Headers, public_url: str) -> None:
    """Raises Refusal for a call that another site made."""
    if not is_same_origin(headers, public_url):
        raise Refusal(403, FROM_ELSEWHERE)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def policy(public_url: str) -> str:
    """The content security policy: everything from here, nothing from elsewhere, nothing inline."""
    socket = "wss://" if public_url.startswith("https:") else "ws://"
    kinds = ("script-src", "style-src", "img-src", "media-src", "font-src", "form-action", "frame-src")
    parts = ["default-src 'none'", *(f"{kind} 'self'" for kind in kinds)]
    # Safari before 15.4 does not count a WebSocket to the same host as 'self'.
    parts += [f"connect-src 'self' {socket}{_host(public_url)}", "frame-ancestors 'self'", "base-uri 'none'"]
    return "; ".join(parts)


class SecurityHeaders:
    """Puts the security headers on every answer; a page may set its own Referrer-Policy and Cache-Control."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy(public_url),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on and complete its answer."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, completed if scope["type"] == "http" else send)
