"""Sending one text to many people: each way as its own program, `python -m tests.benchmarks.sending WAY URL PEOPLE`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

TOKEN = "42:benchmark-token-of-nobody-at-all"
PARALLEL = 100
TEXT = "<b>Plätzchen backen</b>\n🗓 Samstag, 28. November, 15:00 bis 17:00\n📍 Grundstraße 10"
Send = Callable[[int], Awaitable[object]]


async def timed(send: Send, people: int) -> float:
    """Messages a second, `PARALLEL` of them under way at once."""
    todo = iter(range(people))

    async def work() -> None:
        for person in todo:
            await send(1000 + person)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(PARALLEL)))
    return people / (time.perf_counter() - began)


async def raw(url: str, people: int) -> float:
    """aiohttp and orjson alone: no framework, no record."""
    import aiohttp
    import orjson

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=PARALLEL)) as session:

        async def send(chat: int) -> None:
            data = orjson.dumps({"chat_id": chat, "text": TEXT, "parse_mode": "HTML"})
            headers = {"Content-Type": "application/json"}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=data, headers=headers) as answer:
                orjson.loads(await answer.read())

        return await timed(send, people)


async def ptb(url: str, people: int) -> float:
    """python-telegram-bot as it comes."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    async with Bot(TOKEN, base_url=f"{url}/bot", request=HTTPXRequest(PARALLEL)) as bot:
        return await timed(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), people)


async def aiogram(url: str, people: int) -> float:
    """aiogram's bare send loop."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    try:
        return await timed(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), people)
    finally:
        await bot.session.close()


async def kranich(url: str, people: int) -> float:
    """Kranich's whole durable way: an announcement enqueued, claimed, sent and recorded, per language."""
    from tests.benchmarks.house import announcement, house

    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url) as app:
            send = await announcement(app, people)
            began = time.perf_counter()
            await send()
            return people / (time.perf_counter() - began)


WAYS = {"raw": raw, "ptb": ptb, "aiogram": aiogram, "kranich": kranich}

if __name__ == "__main__":
    import uvloop

    way, address, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    sys.stdout.write(f"{uvloop.run(WAYS[way](address, count)):.0f}\n")
