"""The web chat on a real web server and a real database; only the talks behind it are played by the tests."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn

from bot.channels.protocol import Arrival
from bot.channels.web import NAME, WebChannel
from bot.clock import MovableClock
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Urgency
from bot.domain.health import Health
from bot.domain.incoming import Incoming
from bot.domain.project import Project
from bot.domain.times import QuietHours
from bot.services import privacy
from bot.services.context import Context
from bot.store import chats, inbox, migrations, participants, web_messages
from bot.store.database import Database
from bot.web.app import create_app
from bot.web.landing import address_of
from bot.web.parts import Demo, Metrics, Parts, SignedWebhook, Webhook
from bot.web.server import web_config
from tests.ports import free_port

MORNING = datetime(2026, 11, 27, 9, 12, tzinfo=UTC)
ALL_WELL = Health({}, None, database_writable=True, oldest_waiting_seconds=0)
TOKEN = "kichererbse-17"
ADDRESS = address_of(TOKEN)


class Server(uvicorn.Server):
    """Uvicorn that says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@dataclass
class House:
    """A served web chat, with what a test wants to do behind it."""

    database: Database
    channel: WebChannel
    clock: MovableClock
    port: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    health: Health = ALL_WELL
    parts: Parts | None = None
    said: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self, token: str = TOKEN) -> str:
        return f"{self.url}/c/{token}"

    async def moves_in(self, token: str = TOKEN, language: str = "de") -> None:
        """A person with a page."""
        async with self.database.atomic() as sql:
            person = await sql.insert(
                "INSERT INTO participant (language, created_at) VALUES (?, ?)", language, "2026-11-27"
            )
            await chats.add(sql, NAME, address_of(token), person, self.clock())

    async def speaks(self, language: str, token: str = TOKEN) -> None:
        """The person of a page chooses another language."""
        async with self.database.atomic() as sql:
            await sql.run(
                "UPDATE participant SET language = ? WHERE id = (SELECT participant_id FROM chat WHERE address = ?)",
                language, address_of(token),
            )  # fmt: skip

    async def shares(self, language: str, token: str = TOKEN) -> None:
        """Somebody else comes to a page, and has the turn."""
        async with self.database.atomic() as sql:
            chat = await chats.find(sql, NAME, address_of(token))
            assert chat
            await chats.share(sql, chat, await participants.add(sql, language, self.clock()), self.clock())

    async def gives_turn_back(self, token: str = TOKEN) -> None:
        """The first person of a page has the turn."""
        async with self.database.atomic() as sql:
            await chats.give_turn(sql, (await chats.at(sql, NAME, address_of(token)))[0])

    async def forgets(self, token: str = TOKEN) -> None:
        """The person of a page is forgotten."""
        assert self.parts
        async with self.database.atomic() as sql:
            chat = await chats.find(sql, NAME, address_of(token))
            person = await participants.get(sql, chat.participant_id) if chat else None
            assert person
            await privacy.forget(Context(sql, self.clock(), self.parts.project, {NAME: self.channel}), person)

    async def bot_says(self, content: Content, target: str | None = None, token: str = TOKEN) -> str | None:
        """The bot writes, or edits `target`, the way the delivery worker does it; the message's name."""
        self.said += 1
        (rendered,) = self.channel.render(content)
        delivery = Delivery(
            self.said, 1, address_of(token), Urgency.REPLY, rendered.payload, 1, target, None, rendered.file_id
        )
        return (await self.channel.send(delivery, None)).message

    async def inbox(self) -> list[Incoming | None]:
        """What came in and waits to be worked."""
        return [self.channel.parse(row.raw) for row in await inbox.waiting(self.database.read, 100)]

    async def hears(self) -> Incoming | None:
        """Wait for the next message and take it out of the inbox, as the engine does."""
        while not (rows := await inbox.waiting(self.database.read, 1)):
            await asyncio.wait_for(self.woken.wait(), 10)
            self.woken.clear()
        async with self.database.atomic() as sql:
            await inbox.done(sql, [rows[0].id])
        return self.channel.parse(rows[0].raw)

    async def shown(self, token: str = TOKEN) -> list[str]:
        """The texts that stand on a page."""
        found = await web_messages.since(self.database.read, address_of(token), 0)
        return ["\n".join(line["text"] for line in json.loads(m.payload)["lines"]) for m in found]


@asynccontextmanager
async def house(
    folder: Path,
    *,
    telegram: Webhook | None = None,
    signed: Mapping[str, SignedWebhook] | None = None,
    demo: Demo | None = None,
    metrics: Metrics | None = None,
) -> AsyncIterator[House]:
    """A web chat, ready to be served."""
    database = await Database.open(folder / "kranich.db")
    await migrations.migrate(database)
    clock = MovableClock(lambda: MORNING)
    port = free_port()

    async def show(address: str, message: str, payload: str, file_id: int | None) -> None:
        async with database.atomic() as sql:
            await web_messages.put(sql, address, message, payload, clock(), mine=False, file_id=file_id)

    channel = WebChannel(f"http://127.0.0.1:{port}", show)
    home = House(database, channel, clock, port)

    async def receive(name: str, arrivals: Sequence[Arrival]) -> None:
        async with database.atomic() as sql:
            await inbox.add(sql, name, [(arrival.update_id, arrival.raw) for arrival in arrivals], clock())
        home.woken.set()

    async def health() -> Health:
        return home.health

    home.parts = Parts(
        database,
        channel,
        receive,
        home.woken.set,
        clock,
        project(home.url),
        health,
        telegram=telegram,
        signed=signed or {},
        demo=demo,
        metrics=metrics,
    )
    try:
        yield home
    finally:
        await database.close()


def project(url: str) -> Project:
    return Project(
        "Kranich im Quartier", "de", "Europe/Berlin", QuietHours(time(20), time(8)), (timedelta(hours=2),), url
    )


@asynccontextmanager
async def served(home: House) -> AsyncIterator[House]:
    """Serve it, until the end of the block."""
    assert home.parts
    config = web_config(create_app(home.parts))
    config.port = home.port
    server = Server(config)
    task = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.up.wait(), 10)
    try:
        yield home
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, 10)


class Browser:
    """A browser without a screen: calls pages as one does, and reads what they say."""

    def __init__(self, session: aiohttp.ClientSession, home: House) -> None:
        self.session = session
        self.home = home

    async def get(self, path: str, **headers: str) -> tuple[int, aiohttp.ClientResponse, str]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(self.home.url + path, headers=sent, allow_redirects=False) as answer:
            return answer.status, answer, (await answer.read()).decode(errors="replace")

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, aiohttp.ClientResponse, str]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body) if isinstance(body, dict) else io.BytesIO(body) if isinstance(body, bytes) else body
        url = self.home.url + path
        async with self.session.post(url, data=data, headers=sent, allow_redirects=False) as answer:
            return answer.status, answer, await answer.text()

    async def says(self, said_id: str, token: str = TOKEN, **said: object) -> int:
        status, _, _ = await self.post(f"/c/{token}/messages", {"id": said_id, **said})
        return status

    def live(self, after: int = 0, token: str = TOKEN, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.ws_connect(f"{self.home.page(token)}/live?after={after}", headers=sent)


def an_id(number: int) -> str:
    """An id as a page draws it."""
    return f"{number:08x}-0000-4000-8000-00000000abcd"
