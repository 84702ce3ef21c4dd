"""Taps on "I am coming", taken in by polling: `python -m tests.benchmarks.tapping WAY URL TAPS`.

Each tap is read, an answer is stored durably, the message is edited and the tap acknowledged.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

TOKEN = "42:benchmark-token-of-nobody-at-all"
LOOK_SECONDS = 0.05
LONGEST = 120.0


async def counted(url: str, taps: int, run: Callable[[], Awaitable[object]]) -> float:
    """Let a bot run until the server has seen every tap answered; taps a second."""
    async with aiohttp.ClientSession() as session:
        await (await session.get(f"{url}/reset{taps}")).read()
        bot = asyncio.ensure_future(run())
        try:
            async with asyncio.timeout(LONGEST):
                while True:
                    report = await (await session.get(f"{url}/report")).json(content_type=None)
                    if min(report["edited"], report["answered"]) >= taps:
                        return taps / float(report["seconds"])
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)


async def kranich(url: str, taps: int) -> float:
    """Kranich's whole way: inbox row, engine, answer, outbox rows, edit and acknowledgement."""
    from bot.app import App
    from tests.benchmarks.house import event, fill, house

    async def run(app: App) -> None:
        async def receive(arrivals: object) -> None:
            await app.receive("telegram", arrivals)  # type: ignore[arg-type]

        assert app.telegram is not None
        tasks = (app.engine.run(), app.workers["telegram"].run(), app.telegram.run(receive))
        await asyncio.gather(*tasks)

    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url) as app:
            async with app.database.atomic() as sql:
                await fill(sql, taps + 1, app.clock())
                await event(app, sql)
            return await counted(url, taps, lambda: run(app))


async def aiogram(url: str, taps: int) -> float:
    """aiogram with a minimal handler: one read and one durable write with aiosqlite, then edit and answer."""
    import aiosqlite
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import CallbackQuery

    with tempfile.TemporaryDirectory() as folder:
        async with aiosqlite.connect(Path(folder) / "bot.db") as database:
            await database.execute("PRAGMA journal_mode = WAL")
            await database.execute("PRAGMA synchronous = FULL")
            await database.execute("CREATE TABLE answer (person INTEGER PRIMARY KEY, choice TEXT)")
            await database.commit()
            dispatcher = Dispatcher()

            @dispatcher.callback_query()  # type: ignore[untyped-decorator, unused-ignore]
            async def tapped(query: CallbackQuery) -> None:
                await database.execute_fetchall("SELECT choice FROM answer WHERE person = ?", (query.from_user.id,))
                await database.execute("INSERT OR REPLACE INTO answer VALUES (?, 'coming')", (query.from_user.id,))
                await database.commit()
                if query.message is not None:
                    await query.message.edit_text("You are coming")  # type: ignore[union-attr, unused-ignore]
                await query.answer()

            bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
            return await counted(url, taps, lambda: dispatcher.start_polling(bot, handle_signals=False))


WAYS = {"aiogram": aiogram, "kranich": kranich}

if __name__ == "__main__":
    import uvloop

    way, address, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    sys.stdout.write(f"{uvloop.run(WAYS[way](address, count)):.0f}\n")
