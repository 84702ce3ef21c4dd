"""How the bot presents itself in a messenger, per language: its commands, and who it is."""

from __future__ import annotations

from bot.language.texts import mark, texts

COMMANDS = {
    "menu": mark("Menu"),
    "events": mark("What is on"),
    "my": mark("My events"),
    "language": mark("Language"),
    "settings": mark("About me"),
    "help": mark("Help"),
}


def commands(language: str) -> tuple[tuple[str, str], ...]:
    """Every command with what it does."""
    return tuple((name, texts(language).t(said)) for name, said in COMMANDS.items())


def description(project: str, language: str) -> str:
    """Who the bot is, in an empty chat."""
    return texts(language).t("{project}: here you find out what is going on in the neighbourhood.", project=project)
