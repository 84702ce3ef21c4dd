"""Who asked to be forgotten, by number only: in the database, and in a file beside it that outlives the database."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bot.errors import DatabaseProblem
from bot.store import facts
from bot.store.database import Sql, read_stamp, stamp
from bot.store.disk import to_disk

LINEAGE = "lineage"
# A line that was cut off does not match, as its instant is too short.
_LINE = re.compile(r"^(\S+) (\d+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00)$", re.MULTILINE)


async def note(sql: Sql, participant_id: int, now: datetime) -> None:
    """A person is forgotten."""
    await sql.run("INSERT INTO forgotten (participant_id, at) VALUES (?, ?)", participant_id, stamp(now))


class Sidecar:
    """The file `<database>.forgotten`: a line for each person who was forgotten, with the lineage and the instant.

    Several databases may have stood at this place one after the other; each finds its own lines by the lineage.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".forgotten")
        self._seen = 0

    async def catch_up(self, sql: Sql) -> None:
        """Add whoever the database has forgotten and the file does not name; on the disk when it returns.

        Raises DatabaseProblem.
        """
        rows = await sql.all("SELECT id, participant_id, at FROM forgotten WHERE id > ? ORDER BY id", self._seen)
        if rows:
            lineage = await facts.get(sql, LINEAGE)
            await asyncio.to_thread(self._add, lineage, [(row["participant_id"], row["at"]) for row in rows])
            self._seen = rows[-1]["id"]

    def read(self, lineage: str) -> dict[int, datetime]:
        """Who was forgotten, and when. Raises DatabaseProblem."""
        return _named(self._text(), lineage)

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8", errors="replace") if self.path.exists() else ""
        except OSError as error:
            raise DatabaseProblem(f"{self.path} cannot be read: {error.strerror}.") from error

    def _add(self, lineage: str, gone: Iterable[tuple[int, str]]) -> None:
        before = self._text()
        named = _named(before, lineage)
        lines = [f"{lineage} {number} {at}\n" for number, at in gone if number not in named]
        if not lines:
            return
        cut_off = before and not before.endswith("\n")
        try:
            _append(self.path, "".join(["\n" if cut_off else "", *lines]))
        except OSError as error:
            raise DatabaseProblem(f"{self.path} cannot be written: {error.strerror}.") from error


def _named(text: str, lineage: str) -> dict[int, datetime]:
    return {int(number): read_stamp(at) for line_of, number, at in _LINE.findall(text) if line_of == lineage}


def _append(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    to_disk(path.parent)
