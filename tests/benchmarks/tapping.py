"""Taps on "I am coming", taken in by polling: `python -m tests.benchmarks.tapping WAY URL TAPS`.

The peers have the smallest handler there is: one read, one durable write, one reply. Kranich stores the update, finds
the person, gives the place, edits the invitation and acknowledges the tap, which is two calls for each.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.ways import TOKEN, Figures, main, until_answered


async def kranich(url: str, taps: int) -> Figures:
    """Kranich's whole way: inbox row, engine, answer, outbox row, edit and acknowledgement."""
    from tests.benchmarks.house import house, runs, with_event

    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url) as app:
            await with_event(app, taps + 1)
            calls = ("editMessageText", "answerCallbackQuery")
            return _rate(taps, await until_answered(url, taps, 0, calls, lambda: runs(app)))


async def aiogram(url: str, taps: int) -> Figures:
    """aiogram with a minimal handler."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import CallbackQuery

    async with _answers() as database:
        dispatcher = Dispatcher()

        @dispatcher.callback_query()  # type: ignore[untyped-decorator, unused-ignore]
        async def tapped(query: CallbackQuery) -> None:
            await _store(database, query.from_user.id)
            if query.message is not None:
                await query.message.answer("You are coming")

        bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))

        async def run() -> None:
            await dispatcher.start_polling(bot, handle_signals=False)

        return _rate(taps, await until_answered(url, taps, 0, ("sendMessage",), run))


async def ptb(url: str, taps: int) -> Figures:
    """python-telegram-bot as it comes, updates worked side by side, with a minimal handler."""
    from telegram import Update
    from telegram.ext import Application, CallbackQueryHandler, ContextTypes

    async with _answers() as database:

        async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            if update.callback_query and update.effective_user:
                await _store(database, update.effective_user.id)
                await update.effective_chat.send_message("You are coming")  # type: ignore[union-attr]

        builder = Application.builder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(True)
        application: Any = builder.build()
        application.add_handler(CallbackQueryHandler(tapped))
        taps //= 5

        async def run() -> None:
            async with application:
                await application.start()
                await application.updater.start_polling(timeout=1)
                try:
                    await asyncio.Event().wait()
                finally:
                    await application.updater.stop()
                    await application.stop()

        return _rate(taps, await until_answered(url, taps, 0, ("sendMessage",), run))


@asynccontextmanager
async def _answers() -> AsyncIterator[Any]:
    """A table of answers, as durable as ours."""
    import aiosqlite

    with tempfile.TemporaryDirectory() as folder:
        async with aiosqlite.connect(Path(folder) / "bot.db") as database:
            await database.execute("PRAGMA journal_mode = WAL")
            await database.execute("PRAGMA synchronous = FULL")
            await database.execute("CREATE TABLE answer (person INTEGER PRIMARY KEY, choice TEXT)")
            await database.commit()
            yield database


async def _store(database: Any, person: int) -> None:
    """One read, one durable write."""
    await database.execute_fetchall("SELECT choice FROM answer WHERE person = ?", (person,))
    await database.execute("INSERT OR REPLACE INTO answer VALUES (?, 'coming')", (person,))
    await database.commit()


def _rate(taps: int, report: dict[str, Any]) -> Figures:
    return {"a second": taps / float(report["seconds"])}


WAYS = {"aiogram": aiogram, "ptb": ptb, "kranich": kranich}

if __name__ == "__main__":
    main(WAYS)
