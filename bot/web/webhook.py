"""Calls from messengers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.protocol import Arrival, Unparsable
from bot.web.guard import FROM_ELSEWHERE, Refusal, body
from bot.web.parts import SECRET_HEADER, Parts, Webhook

logger = logging.getLogger(__name__)

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class TelegramWebhook:
    """Telegram's updates."""

    parts: Parts
    telegram: Webhook

    def routes(self) -> list[BaseRoute]:
        """Where they come to."""
        return [Route("/telegram", self.take, methods=["POST"])]

    async def take(self, request: Request) -> Response:
        """Commit an update, then say that it was received. What cannot be read is kept too, to be set aside."""
        if not self.telegram.secret_matches(request.headers.get(SECRET_HEADER)):
            raise Refusal(403, FROM_ELSEWHERE)
        raw = await body(request, MOST_BYTES)
        await self.parts.receive("telegram", [self._arrival(raw)])
        return JSONResponse({})

    def _arrival(self, raw: bytes) -> Arrival:
        try:
            return self.telegram.arrival(raw)
        except Unparsable:
            logger.warning("webhook call unreadable bytes=%d", len(raw))
            return Arrival(f"unreadable-{sha256(raw).hexdigest()}", raw.decode(errors="replace"))
