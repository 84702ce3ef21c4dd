"""Whoever watches over the real process from outside learns what is wrong, and why; the team learns it in the chat."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.people import Household, Role, Statistics
from bot.language.texts import texts
from bot.services import people
from bot.store import participants, web_messages
from bot.web.landing import address_of
from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, _house, announces, draft_event, settle_in, someone
from tests.acceptance.process import ROOT, UP_WITHIN, Bot, installed
from tests.stand_ins.telegram import TelegramServer

ANSWERS_WITHIN = 3.0  # seconds, also on a busy machine
FEST = "Fest der Nachbarn"


async def health(bot: Bot) -> tuple[int, dict[str, Any]]:
    """What /health says."""
    url = f"http://127.0.0.1:{bot.settings['web_port']}/health"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def red(bot: Bot, light: str) -> str:
    """Why a light is red, as soon as it is."""
    async with asyncio.timeout(UP_WITHIN):
        while True:
            status, found = await health(bot)
            if not found["lights"][light]["ok"]:
                assert (status, found["ok"]) == (503, False)
                return str(found["lights"][light]["why"])
