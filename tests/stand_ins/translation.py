"""A translation service that stands in for LibreTranslate and DeepL: both protocols at one address, over real HTTP.

It "translates" by putting the target's code before every word, and keeps tokens as a good engine does. A test can let
it be slow, wrong or down.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.ports import free_port

KEY = "c0ffee-5417-kichererbse:fx"
LIBRE = {"de": ["en", "ar", "ru", "kmr"], "en": ["de", "ar"], "ar": ["de", "en"]}
DEEPL = {"EN-GB": False, "AR": False, "RU": True, "FR": True, "DE": True, "UK": False}
_TOKEN = re.compile(r"(\[X\d+X\])")

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Engine = Callable[[str, str], str]  # a text and the target's code


def honest(text: str, target: str) -> str:
    """A translation in which every word is there, with the language's code before it."""
    words = (word if _TOKEN.fullmatch(word) else re.sub(r"[^\W\d_]+", f"{target.lower()}-\\g<0>", word)
             for word in _TOKEN.split(text))  # fmt: skip
    return "".join(words)


@dataclass
class TranslationServer:
    """The service; `asked` holds what it was to translate (source, target, texts), `calls` every path."""

    url: str
    engine: Engine = honest
    answers: list[Answer] = field(default_factory=list)  # to the next calls for a translation, instead
    asked: list[tuple[str, str, list[str]]] = field(default_factory=list)
    bodies: list[Mapping[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None  # awaited while a translation is under way
    languages: str | None = None  # the list of them, instead
    hanging: bool = False  # nothing comes
    begins: bool = False  # or an answer begins, and nothing more comes
    down: bool = False
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def deepl(self) -> str:
        """The address at which it speaks DeepL's protocol."""
        return f"{self.url}/v2"

    @property
    def texts(self) -> str:
        """Everything that it was ever sent."""
        return json.dumps(self.bodies, ensure_ascii=False)

    def answers_with(self, status: int, body: str = "", times: int = 1, **headers: str) -> None:
        """Let the next calls be answered so."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, text=body, headers=named)

        self.answers += [answer] * times

    async def is_called(self, times: int = 1, within: float = 20.0) -> None:
        """Wait until it was called so many times in all. TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while len(self.calls) < times:
                self._called.clear()
                await self._called.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any call."""
        self.calls.append(f"{request.method} {request.path}")
        self._called.set()
        if self.hanging:
            if self.begins:
                await web.StreamResponse().prepare(request)
            await asyncio.Event().wait()
        if self.down:
            return web.Response(status=503)
        if request.path.startswith("/v2") and request.headers.get("Authorization") != f"DeepL-Auth-Key {KEY}":
            return web.Response(status=403)
        if request.path.endswith("/languages"):
            known = json.dumps(self._languages(request)) if self.languages is None else self.languages
            return web.Response(text=known)
        body = json.loads(await request.read())
        self.bodies.append(body)
        if self.answers:
            return await self.answers.pop(0)(request)
        if self.before:
            await self.before()
        return web.json_response(self._deepl(body) if "target_lang" in body else self._libre(body))

    def _languages(self, request: web.Request) -> list[dict[str, Any]]:
        if request.path == "/languages":
            return [{"code": code, "name": code, "targets": [code, *others]} for code, others in LIBRE.items()]
        if request.query["type"] == "source":
            return [{"language": code.partition("-")[0], "name": code} for code in DEEPL]
        return [{"language": code, "name": code, "supports_formality": polite} for code, polite in DEEPL.items()]

    def _libre(self, body: Mapping[str, Any]) -> dict[str, Any]:
        assert set(body) <= {"q", "source", "target", "format", "api_key"}, body
        assert body["format"] == "text"
        assert body["target"] in LIBRE[body["source"]]
        self.asked.append((body["source"], body["target"], body["q"]))
        return {"translatedText": [self.engine(text, body["target"]) for text in body["q"]]}

    def _deepl(self, body: Mapping[str, Any]) -> dict[str, Any]:
        assert set(body) <= {"text", "source_lang", "target_lang", "formality"}, body
        assert len(body["text"]) <= 50
        assert body["target_lang"] in DEEPL
        self.asked.append((body["source_lang"], body["target_lang"], body["text"]))
        found = [self.engine(text, body["target_lang"]) for text in body["text"]]
        return {"translations": [{"detected_source_language": "DE", "text": text} for text in found]}


@asynccontextmanager
async def translation_server() -> AsyncIterator[TranslationServer]:
    """The service, until the end of the block."""
    port = free_port()
    server = TranslationServer(f"http://127.0.0.1:{port}")
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield server
    finally:
        await runner.cleanup()
