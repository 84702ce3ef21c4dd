"""The web server: how it serves, what it bounds, and how it ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.web.app import create_app
from bot.web.parts import Parts

MOST_HEADER_BYTES = 16_384  # that are kept of a call while its headers are still coming
MOST_LIVE_BYTES = 1_024  # of a message over a live connection: a page only asks whether it is heard


async def serve(parts: Parts, door: socket.socket) -> None:
    """Serve at a listening socket until cancelled; calls under way may end then."""
    server = _Server(web_config(create_app(parts)))
    serving = asyncio.create_task(server.serve([door]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def web_config(web: ASGIApp) -> uvicorn.Config:
    """How the web server serves, and what it bounds."""
    return uvicorn.Config(
        web,
        access_log=False,  # addresses of personal pages are secrets
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=5,  # seconds between two calls of a connection
        http="h11",
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        ws="websockets-sansio",
        ws_max_size=MOST_LIVE_BYTES,
    )


class _Server(uvicorn.Server):
    """A web server that leaves the signals to the app."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch none."""
        yield
