"""Tells Telegram what the bot is, and its commands."""

from __future__ import annotations

import logging
import sqlite3

from bot.channels.telegram import Profile, TelegramChannel
from bot.errors import ChannelDown, SendError
from bot.language.languages import LANGUAGES, SOURCE
from bot.messages import profile
from bot.store import facts
from bot.store.database import Database

log = logging.getLogger(__name__)


async def introduce(telegram: TelegramChannel, database: Database, project: str) -> None:
    """Set commands and descriptions, when they changed. Not being able to is no reason to stop; raises ChannelDown."""
    try:
        await telegram.open()
        known = await facts.get(database.read, "telegram profile")
        current = await telegram.introduce(profiles(project), known)
        if current != known:
            async with database.atomic() as sql:
                await facts.put(sql, "telegram profile", current)
    except ChannelDown:
        raise
    except (SendError, sqlite3.Error) as error:  # the next start tries again
        log.warning("telegram commands not set: %s", type(error).__name__)


def profiles(project: str) -> list[Profile]:
    """The bot's profile in every language that Telegram has one for (two letters), and for everybody else."""
    shown = {None: SOURCE} | {code: code for code in LANGUAGES if len(code) == 2}
    return [
        Profile(code, profile.commands(language), profile.description(project, language), project)
        for code, language in shown.items()
    ]
