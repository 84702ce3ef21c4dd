"""A server that stands in for Meta's Cloud API: over real HTTP, refusing what the real one refuses.

    async with CloudApi() as meta:
        amal = meta.person("4915112345678", "Amal")
        await amal.says("Hello")       # is kept, signed, to be brought to the bot: `bodies`, or to `webhook_url`
        await amal.reads("…")

It has a clock of its own: the window of 24 hours, the pace and the age of files go by it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.ports import free_port
from tests.stand_ins.whatsapp_people import Person, Shown, options_of, read
from tests.stand_ins.whatsapp_rules import (
    Refusal,
    Template,
    check_file,
    check_message,
    check_template,
    must,
    read_definition,
)  # fmt: skip

TOKEN = "EAAstandin00000000000000000000000001"
APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "kranich-im-park"
PHONE_ID, BUSINESS_ID, NUMBER = "106540352242922", "419561257915477", "15550783881"
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
WINDOW, PAIR_STEP, PAIR_BURST = timedelta(hours=24), timedelta(seconds=6), 45
A_SECOND = 80  # messages
TEMPLATES_A_PAGE = 25
FILES_KEPT, ADDRESS_GOOD = timedelta(days=30), timedelta(minutes=5)
_LATER = {  # what is told only in a report, after the message was taken
    131047: "Re-engagement message", 131026: "Message undeliverable", 131049: "Not delivered to maintain engagement",
}  # fmt: skip


@dataclass
class Call:
    """One request to send a message, and the status it was answered with (None: a broken connection)."""

    message: dict[str, Any]
    status: int | None = None

    @property
    def to(self) -> str:
        """Whom it was for."""
        return str(self.message.get("to") or self.message.get("recipient"))


@dataclass
class Fault:
    """What goes wrong next with a message: a code of Meta's, or a word.

    disconnect, disconnect after accept, hang, hang after accept, garbage, 502; a code of `later` is told in a report.
    """

    kind: int | str
    times: int
    status: int
    to: str | None
    later: bool


@dataclass
class File:
    """A file at Meta."""

    kind: str
    data: bytes
    mime: str
    at: datetime
    name: str = ""


@dataclass
class CloudApi:
    """The server, its people and what went on. `calls` has every message in order, `bodies` what is to be brought."""

    token: str = TOKEN
    phone_id: str = PHONE_ID
    number: str = NUMBER
    app_secret: str = APP_SECRET
    now: datetime = NOON
    clock: Callable[[], datetime] = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    templates: dict[tuple[str, str], Template] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    bodies: deque[bytes] = field(default_factory=deque)
    answered: list[int] = field(default_factory=list)  # what the bot's webhook said
    webhook_url: str = ""
    paced: bool = True  # whether too many messages within a short time are refused
    window: timedelta = WINDOW  # how long after a person's last message anything may be written to them
    tier: str = "TIER_UNLIMITED"  # to how many people outside of the window within 24 hours
    tells: bool = True  # how far messages came; without it, tests make their own reports

    def __post_init__(self) -> None:
        self.clock = lambda: self.now
        self._faults: list[Fault] = []
        self._held: list[dict[str, Any]] | None = None
        self._trackers: dict[str, str] = {}
        self._addresses: dict[str, datetime] = {}
        self._pairs: dict[str, datetime] = {}
        self._seconds: Counter[int] = Counter()
        self._numbers = count(1)
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._bringing: asyncio.Task[None] | None = None
        self._port = 0

    # What a test says and asks

    def person(self, number: str, name: str = "Amal", **more: Any) -> Person:
        """Someone with WhatsApp."""
        return self.people.setdefault(number, Person(self, number, name, **more))

    def move_on(self, **by: float) -> None:
        """Let time pass here."""
        self.now += timedelta(**by)

    def fail_next(
        self, kind: int | str, times: int = 1, *, status: int = 400, to: str | None = None, later: bool = False
    ) -> None:
        """Let the next messages go wrong."""
        self._faults.append(Fault(kind, times, status, to, later))

    def hold(self) -> None:
        """Gather what is to be told, until `release`."""
        self._held = []

    async def release(self, order: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = list) -> None:
        """Tell all that was gathered in one call, in an order of one's own."""
        held, self._held = order(self._held or []), None
        self.put(json.dumps(self.body(*held)).encode())

    def signature(self, body: bytes, secret: str | None = None) -> str:
        """What Meta puts beside a body, to show that it is its own."""
        return "sha256=" + hmac.new((secret or self.app_secret).encode(), body, hashlib.sha256).hexdigest()

    def body(self, *values: dict[str, Any], phone_id: str | None = None) -> dict[str, Any]:
        """A call to the webhook with these values of changes."""
        metadata = {"display_phone_number": self.number, "phone_number_id": phone_id or self.phone_id}
        changes = [
            {"value": {"messaging_product": "whatsapp", "metadata": metadata} | value, "field": "messages"}
            for value in values
        ]
        return {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ID, "changes": changes}]}

    async def tell(self, value: dict[str, Any]) -> None:
        """Something is to be brought to the bot."""
        if self._held is not None:
            self._held.append(value)
        else:
            self.put(json.dumps(self.body(value)).encode())

    def put(self, body: bytes) -> None:
        """Any body at all is to be brought."""
        self.bodies.append(body)
        self._notify()

    def brings_again(self) -> None:
        """What the bot did not take is brought once more."""
        self._notify()

    async def report(self, message: Shown, reached: str, person: Person, code: int | None = None) -> None:
        """Tell how far a message came."""
        await self.tell({"statuses": [self.status(message.id, reached, person, code)]})

    def status(self, message_id: str, reached: str, person: Person, code: int | None = None) -> dict[str, Any]:
        """A report on a message."""
        status: dict[str, Any] = {"id": message_id, "status": reached, "timestamp": self.timestamp()}
        status["recipient_id"] = person.number
        if message_id in self._trackers:
            status["biz_opaque_callback_data"] = self._trackers[message_id]
        if person.user_id and reached != "failed":
            status["recipient_user_id"] = person.user_id
        if code is not None:
            words = _LATER.get(code, "Something went wrong")
            details = {"error_data": {"details": words}, "href": "https://developers.facebook.com/docs/"}
            status["errors"] = [{"code": code, "title": words, "message": words} | details]
        return status

    async def judges(self, state: str, kind: str = "", language: str = "", reason: str = "NONE") -> None:
        """Approve, refuse or pause templates (all whose name has `kind` in it), and tell the bot."""
        for (name, code), template in self.templates.items():
            if kind not in name or language not in ("", code):
                continue
            template.state, template.reason = state, reason
            value = {"event": state, "message_template_id": 594425479261596, "message_template_name": name}
            value |= {"message_template_language": code, "reason": reason}
            change = {"field": "message_template_status_update", "value": value}
            entry = {"id": BUSINESS_ID, "time": int(self.timestamp()), "changes": [change]}
            self.put(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())

    async def until(self, condition: Callable[[], object], within: float, otherwise: Callable[[], str]) -> None:
        """Wait for a condition, looked at whenever something happens here. AssertionError after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while not condition():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(otherwise()) from None

    def keep(self, kind: str, data: bytes, mime: str, name: str = "") -> str:
        """Keep a file; its id."""
        media_id = str(4490709327384000 + next(self._numbers))
        self.files[media_id] = File(kind, data, mime, self.clock(), name)
        return media_id

    def new_id(self, number: str) -> str:
        """The id of a new message; the number of the person can be read from it, as from a real one."""
        raw = f"\x1d\x0d\x15{number}\x15\x02\x00\x11\x18{next(self._numbers):016d}"
        return f"wamid.{base64.b64encode(raw.encode()).decode()}"

    def timestamp(self) -> str:
        """The present second."""
        return str(int(self.clock().timestamp()))

    # The server

    @property
    def url(self) -> str:
        """The base address, to give to the bot."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback."""
        app = web.Application(client_max_size=110_000_000, middlewares=[_refusals])
        app.router.add_post("/{version}/{phone_id}/messages", self._messages)
        app.router.add_post("/{version}/{phone_id}/media", self._upload)
        app.router.add_get("/{version}/{business_id}/message_templates", self._list_templates)
        app.router.add_post("/{version}/{business_id}/message_templates", self._take_template)
        app.router.add_get("/{version}/{id}", self._object)
        app.router.add_get("/attachments/{version}/{id}/{ticket}", self._download)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self._port or free_port())
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self._bringing = asyncio.create_task(self._bring())

    async def stop(self) -> None:
        """End; `start` comes back on the same port."""
        if self._bringing is not None:
            self._bringing.cancel()
            with suppress(asyncio.CancelledError):
                await self._bringing
        if self._runner is not None:
            await self._runner.cleanup()
        self._bringing = self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _notify(self) -> None:
        event, self._changed = self._changed, asyncio.Event()
        event.set()

    async def _bring(self) -> None:
        """Bring what waits to the webhook, if there is one; what it does not take comes again when more happens."""
        async with aiohttp.ClientSession() as session:
            while True:
                while not (self.webhook_url and self.bodies):
                    await self._changed.wait()
                body, changed = self.bodies[0], self._changed
                headers = {"X-Hub-Signature-256": self.signature(body), "Content-Type": "application/json"}
                try:
                    async with session.post(self.webhook_url, data=body, headers=headers) as answer:
                        self.answered.append(answer.status)
                except aiohttp.ClientError:
                    self.answered.append(0)
                if self.answered[-1] == 200:  # only that counts as received
                    self.bodies.popleft()
                    self._notify()
                else:
                    await changed.wait()

    def _authorise(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        must_know = Refusal(190, "Invalid OAuth access token", 401)
        if not given:
            raise Refusal(104, "An access token is required to request this resource", 401)
        if given != f"Bearer {self.token}":
            raise must_know
        if not re.fullmatch(r"v\d+\.\d+", request.match_info["version"]):
            raise Refusal(2500, "Unknown path components", 400)

    def _authorise_number(self, request: web.Request) -> None:
        self._authorise(request)
        if request.match_info["phone_id"] != self.phone_id:
            raise Refusal(100, "Unsupported post request. Object does not exist", 400, 33)

    def _authorise_business(self, request: web.Request) -> None:
        self._authorise(request)
        if request.match_info["business_id"] != BUSINESS_ID:
            raise Refusal(100, "Unsupported request. Object does not exist", 400, 33)

    async def _list_templates(self, request: web.Request) -> web.Response:
        self._authorise_business(request)
        first = int(request.query.get("after", "0"))
        page = list(self.templates.items())[first : first + TEMPLATES_A_PAGE]
        data = [
            {"name": name, "language": code, "status": one.state, "rejected_reason": one.reason, "id": "1"}
            for (name, code), one in page
        ]
        after = first + TEMPLATES_A_PAGE
        cursors = {"cursors": {"before": str(first), "after": str(after)}}
        more = {"next": f"{self.url}/next"} if after < len(self.templates) else {}
        return web.json_response({"data": data, "paging": cursors | more})

    async def _take_template(self, request: web.Request) -> web.Response:
        self._authorise_business(request)
        given = await request.json()
        template = read_definition(given)
        must((given["name"], given["language"]) not in self.templates, "there is such a template already")
        self.templates[given["name"], given["language"]] = template
        return web.json_response({"id": "594425479261596", "status": "PENDING", "category": given["category"]})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        self._authorise_number(request)
        try:
            message = await request.json()
        except ValueError:
            raise Refusal(100, "Invalid JSON in request body") from None
        call = Call(message)
        self.calls.append(call)
        try:
            return await self._take(call, request)
        except Refusal as refusal:
            call.status = refusal.status
            raise
        finally:
            self._notify()

    async def _take(self, call: Call, request: web.Request) -> web.StreamResponse:
        fault = next((one for one in self._faults if one.times > 0 and one.to in (None, call.to)), None)
        if fault is not None:
            fault.times -= 1
            if not str(fault.kind).endswith(" after accept") and not fault.later:
                return await self._go_wrong(fault, request)
        person = self._checked(call.message)
        message_id = self.new_id(person.number)
        await self._deliver(call.message, message_id, person, int(fault.kind) if fault and fault.later else None)
        if fault is not None and not fault.later:
            return await self._go_wrong(fault, request)
        call.status = 200
        contact = {"input": call.to, "wa_id": person.number}
        answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message_id}]}
        return web.json_response(answer)

    async def _go_wrong(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.kind == "garbage":
            return web.Response(text="<html>temporarily out of order</html>", content_type="text/html")
        if fault.kind == "502":
            return web.Response(text="Bad Gateway", status=502)
        what = str(fault.kind).removesuffix(" after accept")
        if what == "hang":
            self._notify()
            await asyncio.Event().wait()
        if what == "disconnect":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        raise Refusal(int(fault.kind), "It went wrong", fault.status)

    def _checked(self, message: dict[str, Any]) -> Person:
        """Whom a message is for. Raises Refusal for what is refused at once."""
        must(isinstance(message, dict), "no object")
        check_message(message)
        for media in _files_of(message):
            self._check_media(message["type"], media)
        if message["type"] == "template":
            template = message["template"]
            check_template(template, self.templates.get((template["name"], template["language"]["code"])))
        to, user_id = str(message.get("to", "")).lstrip("+"), message.get("recipient")
        found = next(
            (one for one in self.people.values() if one.number == to or (user_id and one.user_id == user_id)), None
        )
        person = found or Person(self, to or "0", "nobody", has_whatsapp=False)
        self._pace(person)
        return person

    def _check_media(self, kind: str, media: dict[str, Any]) -> None:
        file = self.files.get(media.get("id", ""))
        fresh = file is not None and self.clock() - file.at <= FILES_KEPT
        must("link" in media or fresh, "Media ID does not exist, or has expired", 131009)
        fits = file is None or kind in {"interactive", file.kind}
        must(fits, f"the file is no {kind}", 131053)

    def _pace(self, person: Person) -> None:
        if not self.paced:
            return
        second = int(self.clock().timestamp())
        self._seconds[second] += 1
        if self._seconds[second] > A_SECOND:
            raise Refusal(130429, "Rate limit hit", 429)
        now = self.clock()
        planned = max(self._pairs.get(person.number, now), now)
        if planned > now + PAIR_STEP * (PAIR_BURST - 1):
            raise Refusal(131056, "(Business Account, Consumer Account) pair rate limit hit")
        self._pairs[person.number] = planned + PAIR_STEP

    async def _deliver(self, message: dict[str, Any], message_id: str, person: Person, code: int | None) -> None:
        if "biz_opaque_callback_data" in message:
            self._trackers[message_id] = message["biz_opaque_callback_data"]
        shown = self._shown(message, message_id)
        code = code or self._fails(message, person)
        if code is None:
            person.messages.append(shown)
        if self.tells:
            reached = ["failed"] if code is not None else ["sent", "delivered"] if person.online else ["sent"]
            for one in reached:
                await self.report(shown, one, person, code)

    def _fails(self, message: dict[str, Any], person: Person) -> int | None:
        """The code with which a message that was taken fails afterwards."""
        if not person.has_whatsapp:
            return 131026
        is_open = person.last_said is not None and self.clock() - person.last_said < self.window
        return None if is_open or message["type"] == "template" else 131047

    def _shown(self, message: dict[str, Any], message_id: str) -> Shown:
        kind = message["type"]
        content = message[kind]
        said = content.get("body", "") if kind == "text" else content.get("caption", "")
        template = self.templates[content["name"], content["language"]["code"]] if kind == "template" else None
        if template:
            said = template.filled(content)
        if kind == "interactive":
            said = content["body"]["text"]
        text, marked = read(said)
        files = list(_files_of(message))
        file = self.files[files[0]["id"]] if files and "id" in files[0] else None
        shown = Shown(message_id, kind, text, message, self.clock(), marked, options_of(message, template))
        shown.file, shown.file_kind = (files[0]["id"], file.kind) if file else (None, None)
        return shown

    async def _upload(self, request: web.Request) -> web.Response:
        self._authorise_number(request)
        form = await request.post()
        must(form.get("messaging_product") == "whatsapp", "The parameter messaging_product is required.")
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise Refusal(100, "The parameter file is required.")
        data = file.file.read()
        kind = check_file(file.content_type, data)
        return web.json_response({"id": self.keep(kind, data, file.content_type, file.filename)})

    async def _object(self, request: web.Request) -> web.Response:
        self._authorise(request)
        name = request.match_info["id"]
        if name == self.phone_id:
            number = {"display_phone_number": f"+{self.number[:1]} {self.number[1:4]}-{self.number[4:]}"}
            return web.json_response(
                number | {"verified_name": "Kranich", "id": self.phone_id, "messaging_limit_tier": self.tier}
            )
        file = self.files.get(name)
        if file is None or self.clock() - file.at > FILES_KEPT:
            raise Refusal(100, "Unsupported get request. Object does not exist", 400, 33)
        ticket = hashlib.sha256(f"{name} {self.clock()}".encode()).hexdigest()[:16]
        self._addresses[ticket] = self.clock()
        url = f"{self.url}/attachments/v1.0/{name}/{ticket}"
        about = {"messaging_product": "whatsapp", "url": url, "mime_type": file.mime, "id": name}
        return web.json_response(about | {"sha256": hashlib.sha256(file.data).hexdigest(), "file_size": len(file.data)})

    async def _download(self, request: web.Request) -> web.Response:
        self._authorise(request)
        since, file = self._addresses.get(request.match_info["ticket"]), self.files.get(request.match_info["id"])
        if since is None or file is None or self.clock() - since > ADDRESS_GOOD:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type=file.mime.partition(";")[0])


def _files_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a message names files."""
    kind = message["type"]
    if kind in {"image", "audio", "document"}:
        return [message[kind]]
    header = message[kind].get("header", {}) if kind == "interactive" else {}
    return [header[header["type"]]] if header.get("type") in {"image", "document"} else []


@web.middleware
async def _refusals(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        answer: web.StreamResponse = await handler(request)
    except Refusal as refusal:
        return web.json_response(refusal.body(), status=refusal.status)
    return answer
