"""The demo: a made-up neighbourhood in a database of its own, which is gone when the demo ends."""

from bot.demo.running import run

__all__ = ["run"]
