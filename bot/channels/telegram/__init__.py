"""Telegram."""

import os

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.profile import Profile

__all__ = ["Profile", "TelegramChannel"]

# python-telegram-bot's coming way with durations; without it, it warns of it at many an update.
os.environ.setdefault("PTB_TIMEDELTA", "true")
