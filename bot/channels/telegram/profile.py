"""How the bot presents itself in Telegram: its commands and descriptions, per language of the app."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.channels.telegram.api import Api

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_LIMIT, DESCRIPTION_LIMIT, SHORT_LIMIT = 256, 512, 120  # characters


@dataclass(frozen=True, slots=True)
class Profile:
    """The bot in one language (two letters; None for everybody else): commands with what they do, who it is.

    `description` is shown in an empty chat, `short_description` on the bot's page. Raises ValueError where too long.
    """

    language: str | None
    commands: tuple[tuple[str, str], ...]
    description: str
    short_description: str

    def __post_init__(self) -> None:
        if not all(_COMMAND.fullmatch(name) and 1 <= len(said) <= COMMAND_LIMIT for name, said in self.commands):
            raise ValueError("a command is 1 to 32 of a-z 0-9 _ and explained in 1 to 256 characters")
        if len(self.description) > DESCRIPTION_LIMIT or len(self.short_description) > SHORT_LIMIT:
            raise ValueError("a description has at most 512 characters, a short one 120")


def digest(profiles: Sequence[Profile]) -> str:
    """What tells one set of profiles from another."""
    return hashlib.sha256(json.dumps([asdict(profile) for profile in profiles]).encode()).hexdigest()


async def publish(api: Api, profile: Profile) -> None:
    """Set one language's profile. Raises SendError."""
    bot, language = api.bot, profile.language
    await api.ask(bot.set_my_commands(profile.commands, language_code=language))
    await api.ask(bot.set_my_description(profile.description, language_code=language))
    await api.ask(bot.set_my_short_description(profile.short_description, language_code=language))
