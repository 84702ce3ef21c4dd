"""Two rows of participants that are one person: everything of one goes over to the other."""

from __future__ import annotations

from bot.store.database import Row, Sql

# ?1 goes, ?2 stays. Every column that names a participant is in one of these, which a test checks against the schema.
# Help with a language goes with its answer: of two, what was said beside the newer stays. It moves before the answers
# do, and is checked against them at the end.
_LANGUAGE_HELP = (
    """DELETE FROM language_help AS h WHERE participant_id IN (?1, ?2) AND EXISTS (SELECT 1 FROM language_help AS o
        JOIN answer AS theirs ON theirs.event_id = o.event_id AND theirs.participant_id = o.participant_id
        JOIN answer AS own ON own.event_id = h.event_id AND own.participant_id = h.participant_id
        WHERE o.event_id = h.event_id AND o.participant_id IN (?1, ?2) AND o.participant_id <> h.participant_id AND
        (theirs.answered_at, theirs.participant_id = ?2) > (own.answered_at, own.participant_id = ?2))""",
    "UPDATE language_help SET participant_id = ?2 WHERE participant_id = ?1",
)
_HAND_OVER = (
    "UPDATE chat SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE answer SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE letter SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE letter SET answered_by = ?2 WHERE answered_by = ?1",
    "UPDATE event SET created_by = ?2 WHERE created_by = ?1",
    "UPDATE announcement SET created_by = ?2 WHERE created_by = ?1",
    "UPDATE audit SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE delivery SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE spare SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE OR IGNORE role SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE OR IGNORE interpreter_language SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE renewal SET created_by = ?2 WHERE created_by = ?1",
    "UPDATE translation SET asked_by = ?2 WHERE asked_by = ?1",
    "UPDATE translation SET written_by = ?2 WHERE written_by = ?1",
    "UPDATE translation SET confirmed_by = ?2 WHERE confirmed_by = ?1",
    # Nobody confirms their own text.
    """UPDATE translation SET state = 'proposed', confirmed_by = NULL
        WHERE state = 'confirmed' AND written_by = ?2 AND confirmed_by = ?2""",
    # Who said twice how an event was: the newer face counts, the words stand below each other. Of two voice messages
    # to one question the other one goes, so that none is left without a person.
    """DELETE FROM file WHERE id IN (SELECT iif(a.good_file_id IS NULL, NULL, b.good_file_id) FROM feedback AS a
        JOIN feedback AS b USING (event_id) WHERE a.participant_id = ?2 AND b.participant_id = ?1 UNION
        SELECT iif(a.better_file_id IS NULL, NULL, b.better_file_id) FROM feedback AS a
        JOIN feedback AS b USING (event_id) WHERE a.participant_id = ?2 AND b.participant_id = ?1)""",
    """UPDATE feedback AS a SET face = iif(b.given_at > a.given_at, b.face, a.face),
        good = trim(a.good || char(10) || b.good, char(10)), good_file_id = coalesce(a.good_file_id, b.good_file_id),
        better = trim(a.better || char(10) || b.better, char(10)),
        better_file_id = coalesce(a.better_file_id, b.better_file_id), given_at = max(a.given_at, b.given_at)
        FROM feedback AS b WHERE b.event_id = a.event_id AND a.participant_id = ?2 AND b.participant_id = ?1""",
    """DELETE FROM feedback WHERE participant_id = ?1
        AND event_id IN (SELECT event_id FROM feedback WHERE participant_id = ?2)""",
    "UPDATE feedback SET participant_id = ?2 WHERE participant_id = ?1",
    "UPDATE former_number SET participant_id = ?2 WHERE participant_id = ?1",
    """UPDATE participant SET second_language =
        coalesce(second_language, (SELECT second_language FROM participant WHERE id = ?1)) WHERE id = ?2""",
    "INSERT INTO former_number (number, participant_id) VALUES (?1, ?2)",
)


async def join_language_help(sql: Sql, gone: int, kept: int) -> None:
    """What `gone` said about languages at events is `kept`'s; their answers are to follow in the same transaction."""
    await sql.run("PRAGMA defer_foreign_keys = ON")
    for statement in _LANGUAGE_HELP:
        await sql.run(statement, gone, kept)


async def hand_over(sql: Sql, gone: int, kept: int) -> None:
    """All that is `gone`'s is `kept`'s. Answers and messages that both have were joined before."""
    for statement in _HAND_OVER:
        await sql.run(statement, gone, kept)
    await sql.run("PRAGMA defer_foreign_keys = OFF")


async def take_profile(sql: Sql, of: int, to: int) -> None:
    """Let a person be as another row has them: name, language, household, and what they told for the statistics."""
    await sql.run(
        "UPDATE participant SET (language, name, adults, children, residence, country, age_group, gender, reminders, "
        "reminders_before, paused) = (SELECT language, name, adults, children, residence, country, age_group, gender, "
        "reminders, reminders_before, paused FROM participant WHERE id = ?1), "
        "second_language = coalesce((SELECT second_language FROM participant WHERE id = ?1), second_language) "
        "WHERE id = ?2",
        of, to,
    )  # fmt: skip


async def former_numbers(sql: Sql, participant_id: int) -> list[int]:
    """The numbers that a person had before their chats were joined."""
    rows = await sql.all("SELECT number FROM former_number WHERE participant_id = ?", participant_id)
    return [row["number"] for row in rows]


async def join_messages(sql: Sql, gone: int, kept: int) -> None:
    """What was said to `gone` counts as said to `kept`, so that it is not said again; what waits for both leaves once.

    The keys of what is said once to each of many end with the person's id and the part. What changes a message does so
    in every chat.
    """
    rows = await sql.all(
        "SELECT id, dedupe_key, part, state, left_at FROM delivery WHERE participant_id = ? "
        "AND dedupe_key IS NOT NULL AND target IS NULL",
        gone,
    )
    for row in rows:
        ending = f":{gone}:{row['part']}"
        if row["dedupe_key"].endswith(ending):
            key = f"{row['dedupe_key'].removesuffix(ending)}:{kept}:{row['part']}"
            twin = await sql.one("SELECT id, state, left_at FROM delivery WHERE dedupe_key = ?", key)
            if twin is None or _weight(row) > _weight(twin):
                await _drop(sql, twin)
                await sql.run("UPDATE delivery SET dedupe_key = ? WHERE id = ?", key, row["id"])
            else:
                await _drop(sql, row)


def _weight(row: Row) -> int:
    """What counts more: what has left, then what is still to leave, then what came to nothing."""
    if row["state"] in {"sent", "uncertain"} or (row["state"] == "sending" and row["left_at"] is not None):
        return 2
    return 1 if row["state"] in {"waiting", "sending"} else 0


async def _drop(sql: Sql, row: Row | None) -> None:
    """Take a message back; one that has left cannot be, and stays as nobody's."""
    if row is None:
        return
    if _weight(row) < 2:
        await sql.run("DELETE FROM delivery WHERE id = ?", row["id"])
    else:
        await sql.run(
            "UPDATE delivery SET participant_id = NULL, dedupe_key = NULL, external_id = NULL, payload = NULL, "
            "knock = NULL, follows = 0 WHERE id = ?",
            row["id"],
        )
