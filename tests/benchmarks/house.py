"""Kranich as the benchmarks use it: real parts on a database in a folder of its own. No hour is quiet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot import settings
from bot.app import App
from bot.domain.announcements import Audience, AudienceKind
from bot.domain.events import EventState
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from bot.services import announcing, planning
from bot.services.planning import Plan
from bot.store import announcements, events, participants
from bot.store.database import Sql, stamp
from tests.benchmarks.ways import TOKEN


@asynccontextmanager
async def house(folder: Path, url: str, rate: float = 0) -> AsyncIterator[App]:
    """The app on a fresh database; a rate of 0 is as fast as it can."""
    given = {"database": folder / "kranich.db", "telegram_token": TOKEN, "quiet_hours": "00:00-00:00"}
    async with App.open(settings.load(_env_file=None, telegram_api_url=url, telegram_rate=rate, **given)) as app:
        yield app


async def runs(app: App) -> None:
    """Take updates in, work them, send, and go on with mailings, until cancelled."""
    telegram = app.telegram
    assert telegram is not None

    async def receive(arrivals: object) -> None:
        await app.receive("telegram", arrivals)  # type: ignore[arg-type]

    worker = app.workers["telegram"]
    await asyncio.gather(app.engine.run(), worker.run(), app.rounds["mailings"].run(), telegram.run(receive))


async def fill(sql: Sql, people: int, now: datetime) -> None:
    """Registered people with a Telegram chat each, their languages in turn."""
    codes = list(LANGUAGES)
    at = stamp(now)
    await sql.many(
        "INSERT INTO participant (id, language, name, adults, children, home_chat_id, registered_at, created_at) "
        "VALUES (?, ?, 'N', 2, 1, ?, ?, ?)",
        ((number, codes[number % len(codes)], number, at, at) for number in range(1, people + 1)),
    )
    await sql.many(
        "INSERT INTO chat (id, channel, address, participant_id, created_at) VALUES (?, 'telegram', ?, ?, ?)",
        ((number, str(999 + number), number, at) for number in range(1, people + 1)),
    )


async def event(app: App, sql: Sql) -> int:
    """A planned event."""
    ctx = app.context(sql)
    start = (datetime.now(UTC) + timedelta(days=5)).replace(tzinfo=None, hour=15, minute=0, second=0, microsecond=0)
    texts = {"title": "Plätzchen backen", "what": "Wir backen zusammen."}
    person = await participants.get(sql, 1)
    assert person is not None
    event_id = await planning.create(ctx, person, Plan(texts, start, start + timedelta(hours=2), "Grundstraße 10"))
    await events.set_state(sql, event_id, EventState.PLANNED)
    return event_id


async def with_event(app: App, people: int) -> int:
    """People, and an event that they are invited to by nobody; its id. The bot has spoken every language before."""
    for code in LANGUAGES:
        formats.day(date(2026, 11, 28), code)
        texts(code).team("Team menu")
    async with app.database.atomic() as sql:
        await fill(sql, people, app.clock())
        return await event(app, sql)


async def announce(app: App, event_id: int) -> None:
    """Invite everybody: the first slice is enqueued at once, `Schedule.mail` sees to the others."""
    async with app.database.atomic() as sql:
        announcement_id = await announcements.add(
            sql, "invitation", Audience(AudienceKind.EVERYONE), app.clock(), event_id=event_id
        )
        await announcing.start(app.context(sql), announcement_id)
    app.workers["telegram"].wake()
    app.rounds["mailings"].wake()


async def announcement(app: App, people: int) -> Callable[[], Awaitable[None]]:
    """People and an event; calling what is returned invites them all: outbox rows, claim, send, record."""
    event_id = await with_event(app, people)

    async def send() -> None:
        await announce(app, event_id)
        mailing = asyncio.create_task(app.schedule.mail())
        worker = app.workers["telegram"]
        while not mailing.done():
            await worker.drain()
        await mailing
        await worker.drain()
        done = await app.database.read.value("SELECT count(*) FROM delivery WHERE state = 'sent'")
        assert done == people, done

    return send
