"""One text to many people: each way as its own program, `python -m tests.benchmarks.sending WAY URL PEOPLE`."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.ways import TOKEN, Figures, main

PARALLEL = 100
TEXT = "<b>Plätzchen backen</b>\n🗓 Samstag, 28. November, 15:00 bis 17:00\n📍 Grundstraße 10"
Send = Callable[[int], Awaitable[object]]


async def timed(send: Send, people: int) -> Figures:
    """Messages a second, `PARALLEL` of them under way at once."""
    todo = iter(range(people))

    async def work() -> None:
        for person in todo:
            await send(1000 + person)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(PARALLEL)))
    return {"a second": people / (time.perf_counter() - began)}


async def server(url: str, people: int) -> Figures:
    """What the server takes: ready-made requests, thrown at it without a look at its answers but their number."""
    host, port = url.removeprefix("http://").split(":")
    body = b'{"chat_id":7,"text":"x"}'
    request = b"POST /bot%s/sendMessage HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (TOKEN.encode(), len(body), body)
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request * people)
    seen = b""
    answers = 0
    while answers < people:
        seen = seen[-10:] + await reader.read(1 << 20)
        answers += seen.count(b'{"ok":true')
    writer.close()
    return {"a second": people / (time.perf_counter() - began)}


async def raw(url: str, people: int) -> Figures:
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


async def ptb(url: str, people: int) -> Figures:
    """python-telegram-bot as it comes."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    async with Bot(TOKEN, base_url=f"{url}/bot", request=HTTPXRequest(PARALLEL)) as bot:
        return await timed(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), people // 10)


async def telebot(url: str, people: int) -> Figures:
    """pyTelegramBotAPI's bare send loop."""
    from telebot import asyncio_helper
    from telebot.async_telebot import AsyncTeleBot

    asyncio_helper.API_URL = url + "/bot{0}/{1}"
    asyncio_helper.REQUEST_LIMIT = PARALLEL
    bot: Any = AsyncTeleBot(TOKEN)
    try:
        return await timed(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), people)
    finally:
        await bot.close_session()


async def aiogram(url: str, people: int) -> Figures:
    """aiogram's bare send loop."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    try:
        return await timed(lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"), people)
    finally:
        await bot.session.close()


async def kranich(url: str, people: int) -> Figures:
    """Kranich's whole durable way: an announcement in every language enqueued, claimed, sent and recorded."""
    from tests.benchmarks.house import announcement, house

    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), url) as app:
            send = await announcement(app, people)
            began = time.perf_counter()
            await send()
            return {"a second": people / (time.perf_counter() - began)}


WAYS = {"server": server, "raw": raw, "telebot": telebot, "aiogram": aiogram, "ptb": ptb, "kranich": kranich}

if __name__ == "__main__":
    main(WAYS)
