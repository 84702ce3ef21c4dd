"""After an outage: what people wrote is worked as ever, but their taps are lost, and the team should know."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta

from bot.domain.content import Content, Line
from bot.domain.deliveries import Urgency
from bot.domain.incoming import Incoming
from bot.language import formats
from bot.language.texts import team_texts
from bot.services import people, post
from bot.services.context import Context
from bot.services.housekeeping import ALIVE, note_alive
from bot.store import chats, facts, talks
from bot.talks import routing
from bot.talks.turn import Turn

log = logging.getLogger(__name__)

# Telegram keeps taps for 150 s and messages for 24 h.
TAPS_KEPT = timedelta(seconds=150)
MESSAGES_KEPT = timedelta(hours=24)


async def after_outage(ctx: Context) -> None:
    """Ask open questions again where taps were lost; tell the team when messages may be lost, too."""
    known = await facts.get(ctx.sql, ALIVE)
    await note_alive(ctx)
    last = datetime.fromisoformat(known) if known else ctx.now
    gap = ctx.now - last
    if gap < TAPS_KEPT:
        return
    log.warning("was off seconds=%d", gap.total_seconds())
    for chat_id in await talks.chats_in_talks(ctx.sql, last - MESSAGES_KEPT):
        await _try_to_ask_again(ctx, chat_id)
    if gap >= MESSAGES_KEPT:
        await _tell_team(ctx, last)


async def _try_to_ask_again(ctx: Context, chat_id: int) -> None:
    """One broken conversation must not keep the bot from starting."""
    try:
        async with ctx.sql.savepoint():
            await _ask_again(ctx, chat_id)
    except sqlite3.OperationalError:  # a full or broken disk: nothing else would work either
        raise
    except Exception:
        log.exception("not asked again chat=%d", chat_id)


async def _ask_again(ctx: Context, chat_id: int) -> None:
    chat = await chats.get(ctx.sql, chat_id)
    voice = ctx.voices.get(chat.channel) if chat else None
    if chat is not None and chat.reachable and voice is not None and not voice.keeps_taps:
        person = await people.known(ctx, chat.participant_id)
        turn = Turn(ctx, Incoming(chat.channel, chat.address), chat, person, urgency=Urgency.NORMAL)
        await routing.ask_again(turn)


async def _tell_team(ctx: Context, last: datetime) -> None:
    async def write(language: str) -> Content:
        say = team_texts(language)
        then, now = (formats.local(at, ctx.project.zone) for at in (last, ctx.now))
        words = say.team(
            "The bot was off from {start} to {end}. Messages from that time may be lost.",
            start=f"{formats.short_day(then.date(), say.language)} {formats.clock(then)}",
            end=f"{formats.short_day(now.date(), say.language)} {formats.clock(now)}",
        )
        return Content(say.language, (Line(words, "🔌"),))

    await post.to_team(ctx, write, dedupe=f"off:{int(last.timestamp())}")
