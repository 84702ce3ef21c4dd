"""Reads aloud: makes the voice messages that people wait for, one after another, outside of any transaction.

Who waits stands in the database, so that after a kill it is gone on with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.files import voice
from bot.services import reading_aloud
from bot.services.context import Context
from bot.store import readings
from bot.store.database import Database, Sql
from bot.store.readings import Reading

log = logging.getLogger(__name__)


class Reader:
    """Speaks with the program `espeak`; without one, whoever still waits is told so. `after` is called after a commit.

    One at a time: a voice takes a second of a whole processor.
    """

    def __init__(
        self, database: Database, context: Callable[[Sql], Context], after: Callable[[], None], espeak: str | None
    ) -> None:
        self._database = database
        self._context = context
        self._after = after
        self._espeak = espeak

    async def work(self) -> None:
        """Make and hand on all that is waited for now."""
        while reading := await readings.oldest(self._database.read):
            await self._finish(reading.file_id, await self._sound(reading))
            self._after()

    async def _sound(self, reading: Reading) -> bytes | None:
        if self._espeak is None:
            return None
        try:
            return await voice.record(self._espeak, reading.script)
        except (voice.NotSpoken, OSError) as error:
            log.warning("not read aloud file=%s error=%s", reading.file_id, type(error).__name__)
            return None

    async def _finish(self, file_id: int, sound: bytes | None) -> None:
        await self._database.transact(lambda sql: reading_aloud.finish(self._context(sql), file_id, sound))
