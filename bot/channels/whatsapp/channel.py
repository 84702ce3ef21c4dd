"""WhatsApp as a channel."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from math import inf
from urllib.parse import quote

from bot.channels.protocol import Arrival, Limits, Receive, Rendered, Report
from bot.channels.whatsapp import calls, parsing, rendering, sending
from bot.channels.whatsapp.api import Api
from bot.clock import Clock
from bot.domain.content import Content
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.domain.incoming import Incoming
from bot.errors import ChannelDown, SendError

logger = logging.getLogger(__name__)

# Meta: one message every 6 s to one person, and up to 45 ahead of that, which are then made up for.
PAIR_SECONDS, PAIR_BURST = 6.0, 40
KEEPS_FILES = timedelta(days=30)
PARALLEL, SPARE_CONNECTIONS = 40, 10
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds, until Meta is asked about the number again
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class WhatsAppChannel:
    """One phone number at Meta's Cloud API. `rate` is in messages a second, 0 for as fast as they are taken.

    Messages come in over the web server, signed with `app_secret`; Meta shows `verify_token` when it is told of it.
    """

    name = parsing.NAME
    can_edit = False
    reports = True

    def __init__(
        self,
        token: str,
        phone_id: str,
        *,
        app_secret: str,
        verify_token: str,
        clock: Clock,
        api_url: str = "https://graph.facebook.com",
        rate: float = 80.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if not app_secret:
            raise ValueError("without the app secret nobody could tell Meta's calls from forged ones")
        self.limits = Limits(
            per_second=rate or inf,
            per_chat_seconds=PAIR_SECONDS if rate else 0.0,
            chat_burst=PAIR_BURST,
            parallel=PARALLEL,
            keeps_files=KEEPS_FILES,
        )
        self.number: str | None = None  # digits only, once it is known
        self._phone_id = phone_id
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        self._sleep = sleep
        self._api = Api(token, phone_id, api_url, PARALLEL + SPARE_CONNECTIONS, clock)

    async def open(self) -> None:
        """Learn the phone number, which links need. Raises SendError; ChannelDown when the token is refused."""
        shown = (await self._api.about_number()).get("display_phone_number")
        self.number = re.sub(r"\D", "", shown) if isinstance(shown, str) else None

    def parse(self, raw: str) -> Incoming | Report | None:
        """What an arrival means; None when it is of no concern to us. Raises Unparsable."""
        return parsing.parse(raw, self._phone_id)

    def render(self, content: Content) -> list[Rendered]:
        """The messages for a content. Raises ValueError for what no channel would take."""
        return rendering.render(content)

    def link(self, payload: str) -> str | None:
        """A wa.me link that puts "start" and the payload there to be sent, once our number is known."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload is 1 to 64 of A-Z a-z 0-9 _ -")
        return f"https://wa.me/{self.number}?text={quote(f'start {payload}')}" if self.number else None

    def is_signed(self, body: bytes, signature: str | None) -> bool:
        """Whether a call comes from Meta: X-Hub-Signature-256 over the raw body. Every answer takes the same time."""
        ours = b"sha256=" + hmac.new(self._app_secret, body, sha256).hexdigest().encode()
        return hmac.compare_digest((signature or "").encode("utf-8", "replace"), ours)

    def verifies(self, token: str | None) -> bool:
        """Whether somebody who enters our address at Meta knows the verify token."""
        return hmac.compare_digest((token or "").encode("utf-8", "replace"), self._verify_token)

    def arrivals(self, body: bytes) -> list[Arrival]:
        """The messages and reports in a call. Raises Unparsable."""
        return calls.arrivals(body)

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        """Send a message. Raises the SendErrors of bot.errors."""
        return await sending.send(self._api, delivery, upload)

    async def fetch(self, reference: str) -> bytes:
        """The bytes of a file that came in here, at most 20 MB. Raises SendError."""
        return await self._api.download(reference)

    async def run(self, receive: Receive) -> None:
        """Messages come in through the web server; wait until cancelled. Raises ChannelDown when Meta refuses us."""
        pause = FIRST_PAUSE
        while self.number is None:
            try:
                await self.open()
                break
            except ChannelDown:
                raise
            except SendError as error:
                logger.warning("whatsapp does not answer, error=%s", type(error).__name__)
            await self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Let go of connections."""
        await self._api.close()
