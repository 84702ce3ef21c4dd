"""A Bot API server that stands in for Telegram: over real HTTP, refusing what the real one refuses.

    async with TelegramServer() as server:
        amal = server.person(4711, first_name="Amal", language_code="ar")
        await amal.start()
        await amal.reads("…")

It can also run in a thread (`in_thread`) or on its own: python -m tests.stand_ins.telegram --people 1000
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from tests.ports import free_port
from tests.stand_ins import telegram_methods as methods
from tests.stand_ins.telegram_chats import Chats, number_of
from tests.stand_ins.telegram_html import Refusal
from tests.stand_ins.telegram_people import Person

T = TypeVar("T")
TOKEN = "7311442086:AAF0-stand_in_token_of_35_characters"
FIRST_UPDATE = 900_001
TAPS_KEPT, UPDATES_KEPT = 2.5, 24 * 60  # minutes
USUAL_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_WORDS = {
    403: "Forbidden: bot was blocked by the user", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 401: "Unauthorized", 404: "Not Found", 409: "Conflict", 400: "Bad Request",
}  # fmt: skip


@dataclass
class Call:
    """One request of the bot: its parameters, and the status it was answered with (None: a broken connection)."""

    method: str
    parameters: dict[str, Any]
    status: int | None = None

    @property
    def chat(self) -> str:
        """The chat it was for."""
        return str(self.parameters.get("chat_id", ""))


@dataclass
class Fault:
    """What goes wrong next: a status, or a word.

    disconnect before, disconnect after accept, hang, hang after accept, garbage; held: answered when `release` is set
    """

    method: str
    kind: int | str
    times: int
    chat: int | None
    description: str | None
    parameters: dict[str, Any]
    release: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, call: Call) -> bool:
        """Whether it hits this call."""
        return self.times > 0 and self.method == call.method and self.chat in (None, number_of(call.chat))


@dataclass
class _Webhook:
    url: str = ""
    secret: str | None = None
    statuses: list[int] = field(default_factory=list)


class TelegramServer(Chats):
    """The server, its people and what went on. `calls` has every request in order."""

    def __init__(self, token: str = TOKEN, username: str = "kranich_test_bot") -> None:
        super().__init__(int(token.split(":", maxsplit=1)[0]), username)
        self.token = token
        self.calls: list[Call] = []
        self.taken: Counter[str] = Counter()  # how many calls were said yes to, by method
        self.update_id = FIRST_UPDATE  # of the next update
        self.pending: list[Any] = []
        self.webhook = _Webhook()
        self.profile: dict[tuple[str, str], Any] = {}  # (method, language code): what was set
        self._allowed: tuple[str, ...] = USUAL_UPDATES
        self._faults: list[Fault] = []
        self.polls = 0  # how often the bot has asked for updates
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._pusher: asyncio.Task[None] | None = None
        self._port = 0

    # What a test says and asks

    def person(
        self, number: int, *, first_name: str = "Amal", language_code: str | None = "de", started: bool = False
    ) -> Person:
        """Someone with Telegram; the bot can write to them once they started it."""
        return self.people.setdefault(number, Person(self, number, first_name, language_code, started))

    def fail_next(
        self,
        method: str,
        kind: int | str,
        times: int = 1,
        *,
        chat: int | None = None,
        description: str | None = None,
        **parameters: Any,
    ) -> Fault:
        """Let the next calls go wrong; `parameters` (retry_after, migrate_to_chat_id) stand in the answer."""
        fault = Fault(method, kind, times, chat, description, parameters)
        self._faults.append(fault)
        return fault

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    async def until(
        self,
        condition: Callable[[], object],
        within: float,
        otherwise: str | Callable[[], str],
    ) -> None:
        """Wait for a condition, looked at whenever something happens here. AssertionError after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._until(condition)
        except TimeoutError:
            raise AssertionError(otherwise if isinstance(otherwise, str) else otherwise()) from None

    async def put_update(self, what: dict[str, Any]) -> None:
        """An update of the allowed kinds waits for the bot."""
        if any(kind in self._allowed for kind in what):
            self.put_raw({"update_id": self.update_id, **what})
            self.update_id += 1

    def put_raw(self, update: object) -> None:
        """Anything at all waits for the bot."""
        self.pending.append(update)
        self._notify()

    def pass_minutes(self, minutes: float) -> None:
        """Taps are kept for 150 seconds, everything else for a day; older than that, they are gone."""
        if minutes > TAPS_KEPT:
            self.forget_taps()
            self.pending = [update for update in self.pending if "callback_query" not in update]
        if minutes > UPDATES_KEPT:
            self.pending = []

    # The server

    @property
    def updates(self) -> int:
        """How many updates there were."""
        return self.update_id - FIRST_UPDATE

    @property
    def url(self) -> str:
        """The base address, to give to the bot."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback."""
        app = web.Application(client_max_size=60_000_000)
        app.router.add_get("/report", self._report)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self._port or free_port())
        await site.start()
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """End; `start` comes back on the same port."""
        if self._pusher is not None:
            self._pusher.cancel()
            with suppress(asyncio.CancelledError):
                await self._pusher
            self._pusher = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _notify(self) -> None:
        event, self._changed = self._changed, asyncio.Event()
        event.set()

    async def _until(self, condition: Callable[[], object]) -> None:
        while not condition():
            await self._changed.wait()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        given, as_text = await _given(request)
        name = request.match_info["method"]
        canonical = methods.METHODS.get(name.lower(), (name, {}))[0]
        call = Call(canonical, given)
        self.calls.append(call)
        fault = next((fault for fault in self._faults if fault.fits(call)), None)
        if fault is not None:
            fault.times -= 1
        try:
            if fault is not None:
                await self._go_wrong(fault, call, request, as_text=as_text)
            result = await self._answer(request.match_info["token"], call, as_text=as_text)
        except Refusal as refusal:
            call.status = refusal.code
            body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return self._respond(body, refusal.code)
        except _Garbage:
            call.status = 200
            return web.Response(text="<html>temporarily out of order</html>", content_type="text/html")
        call.status = 200
        self.taken[call.method] += 1
        return self._respond({"ok": True, "result": result}, 200)

    def _respond(self, body: dict[str, Any], status: int) -> web.Response:
        self._notify()
        return web.Response(text=json.dumps(body), status=status, content_type="application/json")

    async def _go_wrong(self, fault: Fault, call: Call, request: web.Request, *, as_text: bool) -> None:
        if isinstance(fault.kind, int):
            usual = {"retry_after": 1} if fault.kind == 429 else {}
            words = fault.description or _WORDS.get(fault.kind, "Bad Request")
            raise Refusal(fault.kind, words, **(usual | fault.parameters))
        if fault.kind == "garbage":
            raise _Garbage
        if fault.kind == "held":
            self._notify()
            await fault.release.wait()
            return
        if fault.kind.endswith("after accept"):
            await self._answer(request.match_info["token"], call, as_text=as_text)
        self._notify()
        if fault.kind.startswith("disconnect") and request.transport is not None:
            request.transport.abort()
        await asyncio.Event().wait()  # until the connection is gone

    async def _answer(self, token: str, call: Call, *, as_text: bool) -> Any:
        if token != self.token:
            raise Refusal(401, "Unauthorized") if re.fullmatch(r"\d+:[\w-]{10,}", token) else Refusal(404, "Not Found")
        if call.method.lower() not in methods.METHODS:
            raise Refusal(404, "Not Found")
        fields = methods.METHODS[call.method.lower()][1]
        parameters = call.parameters = methods.checked(fields, call.parameters, as_text=as_text)
        if call.method == "getUpdates":
            return await self._get_updates(parameters)
        answers: dict[str, Callable[[dict[str, Any]], Any]] = self.answers() | {
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
        }
        answer = answers.get(call.method)
        return answer(parameters) if answer else self._set_profile(call.method, parameters)

    # Updates

    async def _get_updates(self, parameters: dict[str, Any]) -> list[Any]:
        if self.webhook.url:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls += 1
        mine = self.polls
        self._notify()
        if "allowed_updates" in parameters:
            self._allowed = tuple(parameters["allowed_updates"]) or USUAL_UPDATES
        offset = parameters.get("offset", 0)
        if offset < 0:
            del self.pending[:offset]
        elif offset > 0:
            self._confirm(offset)
        with suppress(TimeoutError):
            async with asyncio.timeout(parameters.get("timeout", 0)):
                await self._until(lambda: self.pending or mine != self.polls)
        if mine != self.polls:
            raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")
        return self.pending[: parameters.get("limit", 100)]

    def _confirm(self, offset: int) -> None:
        """Forget what is before `offset`; an update without an id goes with the others."""
        ids = [_id_of(update) for update in self.pending]
        moved = any(number is not None and number < offset for number in ids)
        nameless = offset - 1 if moved else offset
        paired = zip(self.pending, ids, strict=True)
        self.pending = [update for update, number in paired if (nameless if number is None else number) >= offset]

    def _set_webhook(self, parameters: dict[str, Any]) -> bool:
        url = parameters["url"]
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", parameters.get("secret_token", "x")):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = _Webhook(url, parameters.get("secret_token"))
        self._allowed = tuple(parameters.get("allowed_updates", self._allowed)) or USUAL_UPDATES
        if self._pusher is None:
            self._pusher = asyncio.create_task(self._push())
        self._notify()
        return True

    def _delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = _Webhook()
        if parameters.get("drop_pending_updates"):
            self.pending.clear()
        return True

    def _webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.webhook.url, "has_custom_certificate": False, "pending_update_count": len(self.pending)}

    async def _push(self) -> None:
        """Bring updates to the webhook; one that is not taken comes again when something else happens."""
        async with aiohttp.ClientSession() as session:
            while True:
                await self._until(lambda: self.webhook.url and self.pending)
                update, changed = self.pending[0], self._changed
                secret = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}
                try:
                    async with session.post(self.webhook.url, json=update, headers=secret) as response:
                        status = response.status
                except aiohttp.ClientError:
                    status = 0
                self.webhook.statuses.append(status)
                if 200 <= status < 300:
                    self.pending.remove(update)
                    self._notify()
                else:
                    await changed.wait()

    async def _download(self, request: web.Request) -> web.Response:
        file = self.files.get(request.match_info["path"].split("/")[-1])
        if request.match_info["token"] != self.token or file is None:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=file.data)

    def _set_profile(self, method: str, parameters: dict[str, Any]) -> Any:
        language = parameters.get("language_code", "")
        methods.check_language(parameters)
        if method == "setMyCommands":
            methods.check_commands(parameters)
        if method == "setMyDescription" and len(parameters.get("description", "")) > 512:
            raise Refusal(400, "Bad Request: description is too long")
        if method == "setMyShortDescription" and len(parameters.get("short_description", "")) > 120:
            raise Refusal(400, "Bad Request: short description is too long")
        if method.startswith("getMy"):
            return self.profile.get((method.replace("get", "set", 1), language), [])
        self.profile[method, language] = parameters
        return True

    async def _report(self, _: web.Request) -> web.Response:
        counts = Counter(call.method for call in self.calls)
        shown = {person.id: len(person.messages) for person in self.people.values()}
        return web.json_response({"calls": counts, "messages": shown})


class _Garbage(Exception):
    """The answer is no JSON."""


async def _given(request: web.Request) -> tuple[dict[str, Any], bool]:
    """The parameters of a request, and whether they came as text. A file is a pair of name and bytes."""
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            body = None
        return (body if isinstance(body, dict) else {"": body}), False
    given: dict[str, Any] = dict(request.query)
    for name, value in (await request.post()).items():
        given[name] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    return given, True


def _id_of(update: Any) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None


@contextmanager
def in_thread(server: TelegramServer) -> Iterator[Callable[[Coroutine[Any, Any, T]], T]]:
    """Run the server beside this thread; gives a function that does a coroutine there and waits for it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def do(coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)

    do(server.start())
    try:
        yield do
    finally:
        do(server.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(port: int, token: str, people: int) -> None:
    server = TelegramServer(token)
    for number in range(1, people + 1):
        server.person(number, started=True)
    await server.start(port)
    print(server.url, flush=True)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A Bot API server for tests; GET /report counts what came.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--people", type=int, default=0, help="chats 1 to this number are there from the start")
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.port, options.token, options.people))
