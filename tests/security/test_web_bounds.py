"""How much every route reads, and how often a caller may call it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import BaseRoute, WebSocketRoute

from bot.web import pace
from bot.web.app import create_app
from bot.web.parts import SECRET_HEADER
from tests.security.calls import ROUTES, SECRET, methods_of, name_of, plain
from tests.web.serving import House, house
from tests.web.test_demo import Village
from tests.web.test_webhook import Telegram

# The longest body that each route reads, in bytes.
BODIES = {
    "POST /start": 2_000,
    "POST /c/{token}/messages": 128_000,
    "POST /c/{token}/files": 10_000_000,
    "POST /telegram": 1_000_000,
    "POST /demo/clock": 1_000,
}
# Which of the paces bounds a route, beside the one for everything.
PACES = {
    "POST /start": "NEW_CHATS",
    "POST /c/{token}/messages": "CALLS",
    "POST /c/{token}/files": "FILES",
    "GET /c/{token}/live": "CALLS",
}
CALLER = "203.0.113.7"
Said = list[dict[str, Any]]


@pytest.fixture
async def home(tmp_path: Path) -> Any:
    async with house(tmp_path, telegram=Telegram(), demo=Village()) as made:
        await made.moves_in()
        yield made


async def called(
    web: Any, route: BaseRoute, receive: Callable[[], Awaitable[dict[str, Any]]], secret: str = SECRET
) -> int:
    """Call a route as the web server does, with a messenger's secret; the status of its answer."""
    said: Said = []

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope: dict[str, Any] = {
        "type": "websocket" if isinstance(route, WebSocketRoute) else "http", "method": methods_of(route)[-1],
        "path": plain(route), "raw_path": plain(route).encode(), "root_path": "", "scheme": "http",
        "query_string": b"kind=photo&id=00000001-0000-4000-8000-00000000abcd", "server": ("x", 1),
        "client": (CALLER, 1), "http_version": "1.1", "extensions": {"websocket.http.response": {}},
        "headers": [(SECRET_HEADER.lower().encode(), secret.encode())],
    }  # fmt: skip
    await web(scope, receive, send)
    return int(said[0].get("status", 101))


class Flood:
    """A body that does not end."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self) -> dict[str, Any]:
        """Another part of it."""
        self.sent += 1_000
        return {"type": "http.request", "body": b"x" * 1_000, "more_body": True}


class Visit:
    """A call without a body, or a page that connects and goes."""

    def __init__(self, route: BaseRoute) -> None:
        live = isinstance(route, WebSocketRoute)
        self._messages = ["websocket.connect", "websocket.disconnect"] if live else ["http.request"]

    async def __call__(self) -> dict[str, Any]:
        """What comes next."""
        return {"type": self._messages.pop(0), "code": 1000}


def test_every_route_that_reads_a_body_says_here_how_long_it_may_be() -> None:
    assert {name_of(route) for route in ROUTES if "POST" in methods_of(route)} == set(BODIES)


@pytest.mark.parametrize("route", [route for route in ROUTES if not isinstance(route, WebSocketRoute)], ids=name_of)
async def test_fault_26_a_body_without_end_is_read_to_its_bound_and_no_further(route: BaseRoute, home: House) -> None:
    assert home.parts
    flood = Flood()
    status = await called(create_app(home.parts), route, flood)
    bound = BODIES.get(name_of(route), 0)
    assert flood.sent <= bound + 1_000
    assert (status == 413) == bool(bound)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
async def test_no_caller_calls_a_route_without_a_bound(
    route: BaseRoute, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.parts
    for bound in {"EVERYTHING", PACES.get(name_of(route), "EVERYTHING")}:
        with monkeypatch.context() as stricter:
            stricter.setattr(pace, bound, 2)
            web = create_app(home.parts)
            found = [await called(web, route, Visit(route), secret="guessed") for _ in range(3)]
        assert found[2] == 429
        assert 429 not in found[:2]
