"""Which protocol an address speaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.translation import speaks_deepl
from bot.translation.calls import SECONDS
from bot.translation.deepl import DeepL
from bot.translation.libre import LibreTranslate
from bot.translation.protocol import Translator


def translator(url: str, key: str, clock: Callable[[], datetime], seconds: float = SECONDS) -> Translator:
    """The service at an address. A call takes at most so many seconds."""
    if not speaks_deepl(url):
        return LibreTranslate(url, key, clock, seconds)
    base = url.rstrip("/")
    return DeepL(base if base.endswith("/v2") else f"{base}/v2", key, clock, seconds)
