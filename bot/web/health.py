"""What those read who watch over the bot."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.guard import FROM_ELSEWHERE, Refusal
from bot.web.parts import Metrics, Parts


@dataclass(frozen=True, slots=True)
class HealthPage:
    """Whether all is well."""

    parts: Parts

    def routes(self) -> list[BaseRoute]:
        """Where it is found."""
        return [Route("/health", self.tell, methods=["GET"])]

    async def tell(self, request: Request) -> Response:
        """How things stand; status 503 when somebody should look."""
        found = await self.parts.health()
        return JSONResponse(found.as_json(), 200 if found.ok else 503)


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """Numbers for Prometheus. Behind a web server all calls come from this machine, so a token opens them."""

    metrics: Metrics

    def routes(self) -> list[BaseRoute]:
        """Where they are found."""
        return [Route("/metrics", self.tell, methods=["GET"])]

    async def tell(self, request: Request) -> Response:
        """The numbers, for whoever has the token; every wrong one takes the same time."""
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.metrics.token}".encode()):
            raise Refusal(403, FROM_ELSEWHERE)
        numbers, content_type = await self.metrics.scrape()
        return Response(numbers, headers={"Content-Type": content_type})
