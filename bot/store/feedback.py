"""Feedback: a face per person and event, and their words in their own language."""

from __future__ import annotations

from datetime import datetime

from bot.domain.letters import Quote
from bot.store.database import Sql, stamp


async def put_face(sql: Sql, event_id: int, participant_id: int, face: int, language: str, now: datetime) -> None:
    """Store a face, 3 (good) to 1 (bad), in place of the one before."""
    await sql.run(
        "INSERT INTO feedback (event_id, participant_id, face, language, given_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (event_id, participant_id) DO UPDATE SET face = excluded.face, given_at = excluded.given_at",
        event_id, participant_id, face, language, stamp(now),
    )  # fmt: skip


_PUT_WORDS = {
    "good": "UPDATE feedback SET good = ?, good_file_id = ?, language = ? WHERE event_id = ? AND participant_id = ?",
    "better": "UPDATE feedback SET better = ?, better_file_id = ?, language = ? "
    "WHERE event_id = ? AND participant_id = ?",
}


async def put_words(
    sql: Sql, event_id: int, participant_id: int, kind: str, words: str, file_id: int | None, language: str
) -> None:
    """Store what was good or what should be better (`kind`), as text or voice message. Needs a face first."""
    await sql.run(_PUT_WORDS[kind], words, file_id, language, event_id, participant_id)


async def faces(sql: Sql, event_id: int) -> dict[int, int]:
    """How many gave each face."""
    rows = await sql.all("SELECT face, count(*) AS n FROM feedback WHERE event_id = ? GROUP BY face", event_id)
    return {row["face"]: row["n"] for row in rows}


async def quotes(sql: Sql, event_id: int) -> list[Quote]:
    """What people said, without their names."""
    rows = await sql.all(
        "SELECT 'good' AS kind, good AS body, good_file_id AS file_id, language, id FROM feedback "
        "WHERE event_id = ?1 AND (good <> '' OR good_file_id IS NOT NULL) UNION ALL "
        "SELECT 'better', better, better_file_id, language, id FROM feedback "
        "WHERE event_id = ?1 AND (better <> '' OR better_file_id IS NOT NULL) ORDER BY kind DESC, id",
        event_id,
    )
    return [Quote(row["kind"], row["body"], row["file_id"], row["language"]) for row in rows]


async def of_participant(sql: Sql, participant_id: int) -> list[dict[str, object]]:
    """Everything one person said about events."""
    rows = await sql.all(
        "SELECT event_id, face, good, better, given_at FROM feedback WHERE participant_id = ? ORDER BY id",
        participant_id,
    )
    return [dict(row) for row in rows]


async def forget(sql: Sql, participant_id: int) -> None:
    """Keep a leaving person's faces as counts; their words and voice go."""
    await sql.run(
        "DELETE FROM file WHERE id IN (SELECT good_file_id FROM feedback WHERE participant_id = ?1 "
        "UNION SELECT better_file_id FROM feedback WHERE participant_id = ?1 "
        "UNION SELECT file_id FROM letter WHERE participant_id = ?1) "
        "AND id NOT IN (SELECT picture_id FROM event WHERE picture_id IS NOT NULL)",
        participant_id,
    )
    await sql.run(
        "UPDATE feedback SET participant_id = NULL, good = '', better = '', language = '' WHERE participant_id = ?",
        participant_id,
    )
