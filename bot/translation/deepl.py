"""The protocol of DeepL: https://developers.deepl.com."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.errors import TranslatorGarbled
from bot.translation.calls import SECONDS, Calls
from bot.translation.codes import name_of


class DeepL:
    """A DeepL. `url` ends in /v2; a key that ends in ":fx" belongs to api-free.deepl.com."""

    def __init__(self, url: str, key: str, clock: Callable[[], datetime], seconds: float = SECONDS) -> None:
        self._calls = Calls(url, {"Authorization": f"DeepL-Auth-Key {key}"}, clock, seconds)
        self._sources: list[str] | None = None
        self._targets: dict[str, bool] = {}  # and whether the service knows how to be polite in it

    async def can(self, source: str, target: str) -> bool:
        """Whether DeepL knows both languages, one to read and one to write. Raises TranslationError."""
        return await self._pair(source, target) is not None

    async def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """The texts, each translated; polite where DeepL can be asked for it, as our own texts are."""
        pair = await self._pair(source, target)
        if pair is None:
            raise TranslatorGarbled("It does not know these languages.")
        politely = {"formality": "prefer_more"} if self._targets[pair[1]] else {}
        body = {"text": list(texts), "source_lang": pair[0], "target_lang": pair[1], **politely}
        return _texts(await self._calls.post("/translate", body), len(texts))

    async def close(self) -> None:
        """Let go of its connections."""
        await self._calls.close()

    async def _pair(self, source: str, target: str) -> tuple[str, str] | None:
        if self._sources is None:
            self._targets = _languages(await self._calls.get("/languages", type="target"))
            self._sources = list(_languages(await self._calls.get("/languages", type="source")))
        source_name, target_name = name_of(source, self._sources), name_of(target, self._targets)
        return (source_name, target_name) if source_name and target_name else None


def _languages(found: Any) -> dict[str, bool]:
    try:
        return {str(one["language"]): one.get("supports_formality") is True for one in found}
    except (TypeError, KeyError, AttributeError) as error:
        raise TranslatorGarbled("It has no list of languages.") from error


def _texts(answer: Any, number: int) -> list[str]:
    try:
        found = [one["text"] for one in answer["translations"]]
    except (TypeError, KeyError) as error:
        raise TranslatorGarbled("These are not the texts that were asked for.") from error
    if len(found) != number or not all(isinstance(one, str) for one in found):
        raise TranslatorGarbled("These are not the texts that were asked for.")
    return found
