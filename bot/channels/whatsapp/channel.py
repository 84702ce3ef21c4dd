"""WhatsApp as a channel."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from math import inf
from urllib.parse import quote

from bot.channels.protocol import Arrival, Limits, Receive, Rendered, Report, Verdict
from bot.channels.raw import dumps
from bot.channels.whatsapp import calls, parsing, rendering, sending, templates
from bot.channels.whatsapp.api import Api
from bot.channels.whatsapp.fields import Fields
from bot.channels.whatsapp.templates import Known
from bot.clock import Clock
from bot.domain.content import Content
from bot.domain.deliveries import Approval, Delivery, Receipt, Upload
from bot.domain.incoming import Incoming
from bot.errors import ChannelDown, SendError

logger = logging.getLogger(__name__)

# Meta: one message every 6 s to one person, and up to 45 ahead of that, which are then made up for.
PAIR_SECONDS, PAIR_BURST = 6.0, 40
KEEPS_FILES = timedelta(days=30)
WINDOW = timedelta(hours=24)
LOOK_SECONDS = 1800.0
LEAST_PEOPLE = 250
PARALLEL, SPARE_CONNECTIONS = 40, 10
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds, until Meta is asked about the number again
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def people_a_day(tier: object) -> int | None:
    """How many people a number may write to outside of the window within 24 hours, from Meta's word (TIER_1K).

    None: any number. A word that we do not know is taken for the least that a number is given.
    """
    if tier == "TIER_UNLIMITED":
        return None
    found = re.fullmatch(r"TIER_(\d{1,4})(K?)", tier) if isinstance(tier, str) else None
    return int(found[1]) * (1000 if found[2] else 1) if found else LEAST_PEOPLE


class WhatsAppChannel:
    """One phone number at Meta's Cloud API. `rate` is in messages a second, 0 for as fast as they are taken.

    Messages come in over the web server, signed with `app_secret`; Meta shows `verify_token` when it is told of it.
    """

    name = parsing.NAME
    can_edit = False
    reports = True
    tells_block = False
    keeps_taps = True  # Meta calls again for days
    notices = frozenset(templates.CODES)

    def __init__(
        self,
        token: str,
        phone_id: str,
        *,
        business_id: str = "",
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
            window=WINDOW,
            knocks_a_day=LEAST_PEOPLE,  # until Meta has told
            numbers=True,
        )
        self.number: str | None = None  # digits only, once it is known
        self._phone_id = phone_id
        self._business_id = business_id
        self._clock = clock
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        self._sleep = sleep
        self._api = Api(token, phone_id, api_url, PARALLEL + SPARE_CONNECTIONS, clock)

    async def open(self) -> None:
        """Learn the phone number, which links need, and how many people may be written to within a day outside of the
        window. Raises SendError; ChannelDown when the token is refused."""
        about = await self._api.about_number()
        shown = about.get("display_phone_number")
        self.number = re.sub(r"\D", "", shown) if isinstance(shown, str) else None
        self.limits = replace(self.limits, knocks_a_day=people_a_day(about.get("messaging_limit_tier")))

    async def known_templates(self) -> list[Known]:
        """Our templates as Meta has them. Raises SendError."""
        return await self._api.templates(self._business_id)

    async def lacking_templates(self) -> list[str]:
        """The keys of those of our templates that Meta does not have in their present words. Raises SendError."""
        known = {one.key for one in await self.known_templates()}
        return [key for key, _ in templates.definitions() if key not in known]

    async def upload_template(self, definition: Fields) -> Approval:
        """Give a template to Meta for approval. Raises SendError."""
        return templates.state_of(await self._api.upload_template(self._business_id, definition) or "PENDING")

    def said(self, raw: str) -> int:
        """When an arrival was said, in seconds; 0 when it does not tell."""
        return calls.said(raw)

    def parse(self, raw: str) -> Incoming | Report | Verdict | None:
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
        if not self._business_id:
            await asyncio.Event().wait()
        while True:
            await self.look(receive)
            await self._sleep(LOOK_SECONDS)

    async def look(self, receive: Receive) -> None:
        """See how the templates and the limit stand: Meta's word of a change may have been lost. Raises ChannelDown."""
        try:
            await self.open()
            found = await self.known_templates()
        except ChannelDown:
            raise
        except SendError as error:
            logger.warning("whatsapp templates not seen, error=%s", type(error).__name__)
            return
        at = int(self._clock().timestamp())
        try:
            await receive([Arrival(f"t{at}:{one.key}", dumps(templates.arrival_of(one))) for one in found])
        except Exception as error:  # noqa: BLE001 - a full disk today; they are seen again
            logger.error("whatsapp templates not noted, error=%s", type(error).__name__)  # noqa: TRY400

    async def close(self) -> None:
        """Let go of connections."""
        await self._api.close()
