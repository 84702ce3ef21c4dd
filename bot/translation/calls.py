"""Calls to a translation service over HTTP: in bounded time and size, with every trouble told as one of four kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import orjson

from bot.errors import TranslatorGarbled, TranslatorRefuses, TranslatorSilent, TranslatorUsedUp

if TYPE_CHECKING:
    import httpx

SECONDS = 30.0  # for a whole call; LibreTranslate on a small machine needs a few for a page of text
MOST_BYTES = 1_000_000  # the longest answer there can be is far below
LONGEST_RETRY_AFTER = timedelta(days=1)

_REFUSED = {401, 403}
_USED_UP = {402, 456}  # 456 is DeepL's own
_TRY_AGAIN = {408, 425, 429}


class Calls:
    """One service at one address. `clock` tells the present instant, to understand "try again after"."""

    def __init__(
        self, url: str, headers: Mapping[str, str], clock: Callable[[], datetime], seconds: float = SECONDS
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        self._clock = clock
        self._seconds = seconds
        self._client: httpx.AsyncClient | None = None

    async def get(self, path: str, **parameters: str) -> Any:
        """The JSON at a path. Raises TranslationError."""
        return await self._call("GET", path, params=parameters)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON answer to a JSON body. Raises TranslationError."""
        content = orjson.dumps(body)
        return await self._call("POST", path, content=content, headers={"Content-Type": "application/json"})

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        import httpx  # noqa: PLC0415 - it takes its time, and most who run Kranich have no service

        try:
            async with asyncio.timeout(self._seconds):  # also when bytes come, one a second
                async with self._opened().stream(method, self._url + path, **more) as answer:
                    body = await _read(answer)
        except (httpx.TransportError, TimeoutError) as error:
            raise TranslatorSilent(f"{type(error).__name__}.") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise TranslatorGarbled(f"{type(error).__name__}.") from error
        self._must_be_well(answer, body)
        return _json(body)

    def _opened(self) -> httpx.AsyncClient:
        import httpx  # noqa: PLC0415

        if self._client is None:
            # A redirect is never followed: what is to be translated goes to the address that was set, and nowhere else.
            self._client = httpx.AsyncClient(
                headers=self._headers, timeout=self._seconds, follow_redirects=False, trust_env=False
            )
        return self._client

    def _must_be_well(self, answer: httpx.Response, body: bytes) -> None:
        status = answer.status_code
        if status in _REFUSED or (status == 400 and b"api key" in body.lower()):  # so LibreTranslate asks for one
            raise TranslatorRefuses(f"{status}.")
        if status in _USED_UP:
            raise TranslatorUsedUp(f"{status}.")
        if status in _TRY_AGAIN or status >= 500:
            raise TranslatorSilent(f"{status}.", retry_at=self._retry_at(answer.headers.get("Retry-After", "")))
        if status != 200:
            raise TranslatorGarbled(f"{status}.")

    def _retry_at(self, said: str) -> datetime | None:
        """When to try again, as the service asks: in so many seconds, or at a date; at most in a day."""
        now = self._clock()
        try:
            at = now + timedelta(seconds=int(said)) if said.isdigit() else parsedate_to_datetime(said)
        except (ValueError, OverflowError):
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return min(max(at, now), now + LONGEST_RETRY_AFTER)


async def _read(answer: httpx.Response) -> bytes:
    found = bytearray()
    async for piece in answer.aiter_bytes():
        found += piece
        if len(found) > MOST_BYTES:
            raise TranslatorGarbled("It is too long.")
    return bytes(found)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise TranslatorGarbled("It is no JSON.") from error
