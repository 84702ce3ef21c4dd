"""Kranich as the benchmarks use it: real parts, pacing off, a database in a folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import settings
from bot.app import App
from bot.channels.telegram import TelegramChannel
from bot.delivery.worker import Worker
from bot.domain.announcements import Audience, AudienceKind
from bot.domain.events import EventState
from bot.errors import ChannelDown
from bot.language.languages import LANGUAGES
from bot.services import announcing, planning
from bot.services.planning import Plan
from bot.store import announcements, events, participants
from bot.store.database import Sql, stamp

TOKEN = "42:benchmark-token-of-nobody-at-all"


@asynccontextmanager
async def house(folder: Path, url: str, rate: float = 1e6) -> AsyncIterator[App]:
    """The app on a fresh database, sending as fast as it can. The clock is the real one; no hour is quiet."""
    given = {"database": folder / "kranich.db", "telegram_token": TOKEN, "quiet_hours": "00:00-00:00"}
    async with App.open(settings.load(_env_file=None, telegram_api_url=url, **given)) as app:
        channel = TelegramChannel(TOKEN, clock=app.clock, api_url=url, rate=rate)  # a setting ends at 1,000/s
        app.workers["telegram"] = Worker(
            app.database,
            channel,
            app.clock,
            quiet=lambda: False,
            on_down=_failed,
            fetch=lambda _, reference: channel.fetch(reference),
        )
        yield app
        await channel.close()


def _failed(error: ChannelDown) -> None:
    raise error


async def fill(sql: Sql, people: int, now: datetime) -> None:
    """Registered people with a Telegram chat each, their languages in turn."""
    codes = list(LANGUAGES)
    await sql.many(
        "INSERT INTO participant (id, language, name, adults, children, home_chat_id, registered_at, created_at) "
        "VALUES (?, ?, 'N', 2, 1, ?, ?, ?)",
        [(number, codes[number % len(codes)], number, stamp(now), stamp(now)) for number in range(1, people + 1)],
    )
    await sql.many(
        "INSERT INTO chat (id, channel, address, participant_id, created_at) VALUES (?, 'telegram', ?, ?, ?)",
        [(number, str(999 + number), number, stamp(now)) for number in range(1, people + 1)],
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


async def announcement(app: App, people: int) -> Callable[[], Awaitable[None]]:
    """People and an event; calling what is returned invites them all: outbox rows, claim, send, record."""
    async with app.database.atomic() as sql:
        await fill(sql, people, app.clock())
        event_id = await event(app, sql)
        announcement_id = await announcements.add(
            sql, "invitation", Audience(AudienceKind.EVERYONE), app.clock(), event_id=event_id
        )

    async def send() -> None:
        async with app.database.atomic() as sql:
            await announcing.start(app.context(sql), announcement_id)
        mailing = asyncio.create_task(app.schedule.mail())
        while not mailing.done():
            await app.workers["telegram"].drain()
        await mailing
        await app.workers["telegram"].drain()
        done = await app.database.read.value("SELECT count(*) FROM delivery WHERE state = 'sent'")
        assert done == people, done

    return send
