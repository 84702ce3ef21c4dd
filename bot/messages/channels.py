"""What the channels are called. Messengers have names of their own, which no language changes."""

from __future__ import annotations

from bot.language.texts import Texts

NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


def called(channel: str, say: Texts) -> str:
    """A channel's name for participants."""
    return NAMES.get(channel) or say.t("Web chat")
