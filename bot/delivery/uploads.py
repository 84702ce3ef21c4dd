"""Files on their way out on one channel: uploaded once, only named from then on."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.channels.protocol import Sender
from bot.clock import Clock
from bot.domain.deliveries import Receipt, Upload
from bot.errors import Gone, NotSent, Rejected, SendError
from bot.store import files
from bot.store.database import Database

logger = logging.getLogger(__name__)

# The bytes of a file that a channel (its name) keeps under a reference. Raises SendError.
Fetch = Callable[[str, str], Awaitable[bytes]]

_REMEMBERED = 1000
# A reference is used a while before the channel lets go of the file, and remembered no longer than a day of that.
_REMEMBERED_FOR, _SLACK = timedelta(days=1), timedelta(days=2)


class Uploads:
    """Lets the first send of a file go alone; the rest follow with the reference that it brought."""

    def __init__(self, database: Database, channel: Sender, fetch: Fetch, clock: Clock) -> None:
        self._database = database
        self._channel = channel.name
        self._keeps_files = channel.limits.keeps_files
        self._fetch = fetch
        self._clock = clock
        self._known: dict[int, Upload | None] = {}  # None: the channel took the file and gave no reference
        self._under_way: set[int] = set()
        self._since = clock()  # what is known was noted after this

    def must_wait(self, file_id: int | None) -> bool:
        """Whether a message with this file waits for the first one that carries it."""
        return file_id in self._under_way

    def start(self, file_id: int | None) -> None:
        """A message with this file leaves now."""
        if self._keeps_files is not None and self._clock() - self._since > _REMEMBERED_FOR:
            self._known.clear()
            self._since = self._clock()
        if file_id is not None and file_id not in self._known:
            self._under_way.add(file_id)

    async def get(self, file_id: int) -> Upload:
        """The file for sending; raises NotSent or Rejected when it cannot be had."""
        known = self._known.get(file_id)
        if known is not None:
            return known
        try:
            return await self._load(file_id)
        except sqlite3.Error as error:
            raise NotSent("The file could not be read.") from error

    def finish(self, file_id: int | None, upload: Upload | None, receipt: Receipt | None) -> str | None:
        """A send of this file has ended. The reference to be noted, if it is new."""
        if file_id is None:
            return None
        self._under_way.discard(file_id)
        if receipt is None or upload is None or file_id in self._known:
            return None
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        reference = receipt.file_reference or upload.reference
        self._known[file_id] = replace(upload, reference=reference, data=None) if reference else None
        return reference if reference != upload.reference else None

    async def _load(self, file_id: int) -> Upload:
        since = self._clock() - self._keeps_files + _SLACK if self._keeps_files is not None else None
        upload = await files.upload(self._database.read, file_id, self._channel, since)
        if upload is None:
            raise Rejected("The file is not there any more.")
        if upload.reference is None and upload.data is None:
            return replace(upload, data=await self._bring(file_id))
        return upload

    async def _bring(self, file_id: int) -> bytes:
        """The bytes from the channel that has them; kept for the other channels."""
        failures: list[SendError] = []
        for channel, reference in await files.origins(self._database.read, file_id):
            try:
                data = await self._fetch(channel, reference)
            except SendError as error:
                logger.warning("not fetched file=%s from=%s error=%s", file_id, channel, type(error).__name__)
                failures.append(error)
                continue
            async with self._database.atomic() as sql:
                await files.fill(sql, file_id, data)
            return data
        raise _unavailable(failures)


async def bring_home(database: Database, channel: str, fetch: Fetch) -> None:
    """Fetch what came in on a channel that does not keep it for good."""
    for file_id, reference in await files.left_there(database.read, channel):
        try:
            data = await fetch(channel, reference)
        except (Gone, Rejected):
            logger.warning("file lost file=%s from=%s", file_id, channel)
            async with database.atomic() as sql:
                await files.unrefer(sql, file_id, channel)
        except SendError as error:  # the next round tries again
            logger.warning("not fetched file=%s from=%s error=%s", file_id, channel, type(error).__name__)
        else:
            async with database.atomic() as sql:
                await files.fill(sql, file_id, data)


def _unavailable(failures: list[SendError]) -> SendError:
    """Why the file cannot be had. What ails the channel it comes from must not hold the one it goes to."""
    if all(isinstance(error, Gone | Rejected) for error in failures):
        return Rejected("The file cannot be fetched.")
    times = [error.retry_at for error in failures if isinstance(error, NotSent) and error.retry_at]
    return NotSent("The file could not be fetched yet.", retry_at=min(times, default=None))
