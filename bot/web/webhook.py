"""Calls from messengers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.protocol import Arrival, Unparsable
from bot.web.guard import FROM_ELSEWHERE, Refusal, body
from bot.web.pace import Pace
from bot.web.parts import SECRET_HEADER, SIGNATURE_HEADER, Parts, SignedWebhook, Webhook

logger = logging.getLogger(__name__)

MOST_BYTES = 1_000_000
MOST_SIGNED_BYTES = 3_000_000  # Meta's own bound for a call with many messages
LONGEST_CHALLENGE = 200


@dataclass(frozen=True, slots=True)
class TelegramWebhook:
    """Telegram's updates."""

    parts: Parts
    telegram: Webhook
    pace: Pace

    def routes(self) -> list[BaseRoute]:
        """Where they come to."""
        return [Route("/telegram", self.take, methods=["POST"])]

    async def take(self, request: Request) -> Response:
        """Commit an update, then say that it was received. What cannot be read is kept too, to be set aside."""
        if not self.telegram.secret_matches(request.headers.get(SECRET_HEADER)):
            raise Refusal(403, FROM_ELSEWHERE)
        self.pace.give_back(request)
        raw = await body(request, MOST_BYTES)
        await self.parts.receive("telegram", [self._arrival(raw)])
        return JSONResponse({})

    def _arrival(self, raw: bytes) -> Arrival:
        try:
            return self.telegram.arrival(raw)
        except Unparsable:
            return _unreadable(raw)


@dataclass(frozen=True, slots=True)
class SignedCalls:
    """The calls of a messenger that signs them, at an address with the channel's name."""

    parts: Parts
    name: str
    channel: SignedWebhook
    pace: Pace

    def routes(self) -> list[BaseRoute]:
        """Where they come to."""
        path = f"/{self.name}"
        return [Route(path, self.verify, methods=["GET"]), Route(path, self.take, methods=["POST"])]

    async def verify(self, request: Request) -> Response:
        """Give the challenge back to whoever knows the verify token: so Meta sees that the address is ours."""
        asked = request.query_params
        challenge = asked.get("hub.challenge", "")
        known = self.channel.verifies(asked.get("hub.verify_token"))
        if not known or asked.get("hub.mode") != "subscribe" or len(challenge) > LONGEST_CHALLENGE:
            raise Refusal(403, FROM_ELSEWHERE)
        return PlainTextResponse(challenge)

    async def take(self, request: Request) -> Response:
        """Commit all that a call holds, then say that it was received: it is worked afterwards. What cannot be read
        is kept too, to be set aside."""
        raw = await body(request, MOST_SIGNED_BYTES)
        if not self.channel.is_signed(raw, request.headers.get(SIGNATURE_HEADER)):
            raise Refusal(403, FROM_ELSEWHERE)
        self.pace.give_back(request)
        await self.parts.receive(self.name, self._arrivals(raw))
        return JSONResponse({})

    def _arrivals(self, raw: bytes) -> list[Arrival]:
        try:
            return self.channel.arrivals(raw)
        except Unparsable:
            return [_unreadable(raw)]


def _unreadable(raw: bytes) -> Arrival:
    logger.warning("webhook call unreadable bytes=%d", len(raw))
    return Arrival(f"unreadable-{sha256(raw).hexdigest()}", raw.decode(errors="replace"))
