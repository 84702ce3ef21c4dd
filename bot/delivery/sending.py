"""One try to send one delivery."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, replace

from bot.channels.protocol import Sender
from bot.delivery.uploads import Uploads
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.errors import Moved, SendError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Try:
    """How a try ended: with a receipt or an error; perhaps at a new address, with a new reference of the file."""

    end: Receipt | Exception
    new_address: str | None = None
    file_reference: str | None = None


async def attempt(channel: Sender, uploads: Uploads, delivery: Delivery) -> Try:
    """Send, and once more when the chat has moved."""
    tried = await _once(channel, uploads, delivery)
    if not isinstance(tried.end, Moved):
        return tried
    address = tried.end.address
    again = await _once(channel, uploads, replace(delivery, address=address))
    return replace(again, new_address=address)


async def _once(channel: Sender, uploads: Uploads, delivery: Delivery) -> Try:
    upload: Upload | None = None
    end: Receipt | Exception
    uploads.start(delivery.file_id)
    try:
        if delivery.file_id is not None:
            upload = await uploads.get(delivery.file_id)
        end = await channel.send(delivery, upload)
    except Exception as error:  # noqa: BLE001 - a message that fails must not stop the others
        end = error
    reference = uploads.finish(delivery.file_id, upload, end if isinstance(end, Receipt) else None)
    _log(delivery, end)
    return Try(end, file_reference=reference)


def _log(delivery: Delivery, end: Receipt | Exception) -> None:
    if isinstance(end, Receipt):
        logger.debug("sent delivery=%s", delivery.id)
    elif isinstance(end, SendError):
        logger.info("not sent delivery=%s attempt=%s error=%s", delivery.id, delivery.attempts, type(end).__name__)
    else:
        logger.error("our mistake delivery=%s error=%s\n%s", delivery.id, type(end).__name__, places(end))


def places(error: BaseException) -> str:
    """Where an error came from, without its message, which may hold what was to be sent."""
    return "".join(traceback.format_tb(error.__traceback__))
