"""The protocol of LibreTranslate: https://docs.libretranslate.com."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.errors import TranslatorGarbled
from bot.translation.calls import SECONDS, Calls
from bot.translation.codes import name_of


class LibreTranslate:
    """A LibreTranslate. `key` may be empty, where a server wants none."""

    def __init__(self, url: str, key: str, clock: Callable[[], datetime], seconds: float = SECONDS) -> None:
        self._calls = Calls(url, {}, clock, seconds)
        self._key = {"api_key": key} if key else {}
        self._targets: Mapping[str, frozenset[str]] | None = None  # by source; asked for once

    async def can(self, source: str, target: str) -> bool:
        """Whether the server has a model for this pair. Raises TranslationError."""
        return await self._pair(source, target) is not None

    async def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """The texts, each translated. Raises TranslationError."""
        pair = await self._pair(source, target)
        if pair is None:
            raise TranslatorGarbled("It does not know these languages.")
        body = {"q": list(texts), "source": pair[0], "target": pair[1], "format": "text", **self._key}
        return _texts(await self._calls.post("/translate", body), len(texts))

    async def close(self) -> None:
        """Let go of its connections."""
        await self._calls.close()

    async def _pair(self, source: str, target: str) -> tuple[str, str] | None:
        if self._targets is None:
            self._targets = _languages(await self._calls.get("/languages"))
        source_name = name_of(source, self._targets)
        if source_name is None:
            return None
        target_name = name_of(target, self._targets[source_name])
        return None if target_name is None else (source_name, target_name)


def _languages(found: Any) -> Mapping[str, frozenset[str]]:
    """The languages, each with those it is translated into: servers from before 1.3.9 translate all into all."""
    try:
        everything = [str(one["code"]) for one in found]
        return {str(one["code"]): frozenset(map(str, one.get("targets", everything))) for one in found}
    except (TypeError, KeyError, AttributeError) as error:
        raise TranslatorGarbled("It has no list of languages.") from error


def _texts(answer: Any, number: int) -> list[str]:
    found = answer.get("translatedText") if isinstance(answer, dict) else None
    if not isinstance(found, list) or len(found) != number or not all(isinstance(one, str) for one in found):
        raise TranslatorGarbled("These are not the texts that were asked for.")
    return found
