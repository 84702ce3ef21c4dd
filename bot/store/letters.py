"""Letters: what participants write to the team, and what comes back."""

from __future__ import annotations

from datetime import datetime

from bot.domain.letters import Letter
from bot.store import files
from bot.store.database import Row, Sql, stamp

_SELECT = (
    "SELECT l.*, coalesce(p.name, '') AS name, coalesce(f.mime, '') AS mime FROM letter AS l "
    "JOIN participant AS p ON p.id = l.participant_id LEFT JOIN file AS f ON f.id = l.file_id "
)


async def offer(sql: Sql, participant_id: int, body: str, file_id: int | None, language: str, now: datetime) -> int:
    """Keep a text until its writer says whether it is for the team. Its id."""
    return await sql.insert(
        "INSERT INTO letter (participant_id, state, body, file_id, language, written_at) "
        "VALUES (?, 'offered', ?, ?, ?, ?)",
        participant_id, body, file_id, language, stamp(now),
    )  # fmt: skip


async def get(sql: Sql, letter_id: int) -> Letter | None:
    """A letter by id."""
    row = await sql.one(_SELECT + "WHERE l.id = ?", letter_id)
    return None if row is None else _letter(row)


async def open_letters(sql: Sql, limit: int = 20) -> list[Letter]:
    """Letters that wait for an answer, the oldest first."""
    rows = await sql.all(_SELECT + "WHERE l.state = 'open' ORDER BY l.id LIMIT ?", limit)
    return [_letter(row) for row in rows]


async def pass_on(sql: Sql, letter_id: int) -> bool:
    """The writer wants the team to read it. False when that was said before."""
    return bool(await sql.run("UPDATE letter SET state = 'open' WHERE id = ? AND state = 'offered'", letter_id))


async def give(sql: Sql, letter_id: int, participant_id: int, language: str) -> bool:
    """Somebody else wrote it, in their language. False when it was decided before what becomes of it."""
    return bool(
        await sql.run(
            "UPDATE letter SET participant_id = ?, language = ? WHERE id = ? AND state = 'offered'",
            participant_id, language, letter_id,
        )
    )  # fmt: skip


async def drop(sql: Sql, letter_id: int) -> bool:
    """The writer keeps it to themselves: the text and the file go."""
    file_id = await sql.value("SELECT file_id FROM letter WHERE id = ? AND state = 'offered'", letter_id)
    dropped = await sql.run(
        "UPDATE letter SET state = 'dropped', body = '', file_id = NULL WHERE id = ? AND state = 'offered'", letter_id
    )
    if file_id is not None:
        await files.discard(sql, file_id)
    return bool(dropped)


async def drop_undecided(sql: Sql, before: datetime) -> None:
    """Forget texts that were offered before an instant and never given to the team."""
    rows = await sql.all("SELECT id FROM letter WHERE state = 'offered' AND written_at < ?", stamp(before))
    for row in rows:
        await drop(sql, row["id"])


async def answer(sql: Sql, letter_id: int, text: str, by: int, now: datetime) -> None:
    """Note the team's answer."""
    await sql.run(
        "UPDATE letter SET state = 'answered', answer = ?, answered_by = ?, answered_at = ? WHERE id = ?",
        text, by, stamp(now), letter_id,
    )  # fmt: skip


async def of_participant(sql: Sql, participant_id: int) -> list[Letter]:
    """What a person wrote to the team."""
    rows = await sql.all(_SELECT + "WHERE l.participant_id = ? AND l.state <> 'dropped' ORDER BY l.id", participant_id)
    return [_letter(row) for row in rows]


def _letter(row: Row) -> Letter:
    return Letter(
        row["id"], row["participant_id"], row["name"], row["state"], row["body"], row["file_id"], row["language"],
        row["answer"], row["mime"], row["answered_by"],
    )  # fmt: skip
