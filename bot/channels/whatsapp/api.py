"""Calls of the Cloud API, by pywa, and its errors in the words of the house.

Of pywa only its way to Meta is used: its objects would build again what rendering has built already, and its intake
loses messages (see parsing.py). It is a fixed address there, and is set anew on the HTTP client, which is ours.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable
from typing import Any, TypeVar

import httpx
from pywa_async.client import WhatsApp
from pywa_async.errors import WhatsAppError

from bot.channels.whatsapp.errors import NOT_THERE, meaning
from bot.channels.whatsapp.templates import Known, known
from bot.clock import Clock
from bot.errors import AccountRefused, ChannelDown, NotSent, Rejected, SendError, Uncertain

VERSION = "v23.0"
CONNECT_SECONDS, ANSWER_SECONDS, FILE_SECONDS = 10.0, 20.0, 60.0
LARGEST_DOWNLOAD = 20_000_000  # bytes
TEMPLATE_FIELDS, MOST_PAGES = ("name", "language", "status", "rejected_reason"), 50
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_PHONE_NUMBER = re.compile(r"\d{4,20}")
_T = TypeVar("_T")


class Api:
    """The Cloud API for one token and one of its phone numbers. Raises the SendErrors of bot.errors."""

    def __init__(self, token: str, phone_id: str, api_url: str, connections: int, clock: Clock) -> None:
        # pywa logs what people write at DEBUG, and advice to programmers at WARNING.
        logging.getLogger("pywa").setLevel(logging.ERROR)
        self._phone_id = phone_id
        self._clock = clock
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )
        self._meta = WhatsApp(phone_id, token, session=self._client).api
        self._client.base_url = httpx.URL(api_url if re.search(r"/v\d+\.\d+$", api_url) else f"{api_url}/{VERSION}")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def send(self, address: str, kind: str, message: dict[str, Any], tracker: str) -> str | None:
        """Send a message of a kind; the id that Meta gave it, as far as it tells. `tracker` comes back in reports."""
        is_number = _PHONE_NUMBER.fullmatch(address) is not None
        to, recipient = (address, None) if is_number else (None, address)
        answer = await self._asked(
            self._meta.send_message(
                self._phone_id, to, recipient, "individual", kind, message, biz_opaque_callback_data=tracker
            )
        )
        try:
            return str(answer["messages"][0]["id"])
        except (LookupError, TypeError):  # it was taken all the same
            return None

    async def upload(self, data: bytes, mime: str, name: str) -> str:
        """Where Meta keeps a file, for 30 days. What goes wrong here is no word about the message."""
        try:
            answer = await self._asked(self._meta.upload_media(self._phone_id, data, mime, name))
        except Uncertain:
            raise NotSent("The file could not be uploaded.") from None
        found = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(found, str):
            raise NotSent("The file could not be uploaded.")
        return found

    async def download(self, media_id: str) -> bytes:
        """A file that somebody sent. Its address is asked for first, since it is good for five minutes only."""
        answer = await self._asked(self._meta.get_media_url(media_id), missing="The file is no longer there.")
        try:
            return await self._asked(self._bytes(str(answer["url"])))
        except (LookupError, TypeError):
            raise NotSent("The file could not be found.") from None

    async def _bytes(self, url: str) -> bytes:
        found = bytearray()
        async with self._client.stream("GET", url, timeout=FILE_SECONDS) as answer:
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise Rejected("The file is no longer there.")
            if answer.status_code != httpx.codes.OK:
                raise NotSent("The file could not be fetched.")
            async for part in answer.aiter_bytes():
                found += part
                if len(found) > LARGEST_DOWNLOAD:
                    raise Rejected("The file is too big.")
        return bytes(found)

    async def about_number(self) -> dict[str, Any]:
        """The phone number as Meta describes it. Raises ChannelDown when the token or the number's id is not valid."""
        fields = ("display_phone_number", "verified_name", "messaging_limit_tier")
        answer = await self._asked(self._meta.get_business_phone_number(self._phone_id, fields))
        return answer if isinstance(answer, dict) else {}

    async def templates(self, business_id: str) -> list[Known]:
        """Our templates as Meta has them."""
        found: list[Known] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            pagination = {"limit": "200"} | ({"after": after} if after else {})
            page = await self._of_account(self._meta.get_templates(business_id, TEMPLATE_FIELDS, pagination=pagination))
            try:
                mine, after = known(page)
            except (LookupError, TypeError):
                raise Uncertain("(unreadable answer)") from None
            found += mine
            if after is None:
                break
        return found

    async def upload_template(self, business_id: str, definition: dict[str, Any]) -> str:
        """Give a template to Meta for approval; the state in which it is then, in Meta's word."""
        answer = await self._of_account(self._meta.create_template(business_id, definition))
        return str(answer.get("status", "")) if isinstance(answer, dict) else ""

    async def _of_account(self, question: Awaitable[_T]) -> _T:
        """What Meta answers about the business account. Who may not see that can send messages all the same."""
        try:
            return await self._asked(question)
        except ChannelDown:
            raise AccountRefused("Is the business id right, and may the token manage it?") from None

    async def _asked(self, question: Awaitable[_T], missing: str = "") -> _T:
        """What Meta answers; `missing` is what it means when the object of the question is not there."""
        try:
            return await question
        except WhatsAppError as error:
            if missing and NOT_THERE in {error.code, error.subcode}:
                raise Rejected(missing) from None
            raise meaning(error.code, self._clock(), subcode=error.subcode, status=error.status_code) from None
        except _NEVER_LEFT:
            raise NotSent("WhatsApp could not be reached.", whole_channel=True) from None
        except httpx.HTTPError as error:
            raise Uncertain(f"({type(error).__name__})") from None
        except SendError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError):  # an answer of a shape that Meta's never have
            raise Uncertain("(unreadable answer)") from None
