"""What a backup takes over of the database that it is put in the place of; that one is attached as `present`.

What was sent cannot be taken back, so it is carried into the backup: what became of its messages, and which messages
went out since. The rest of what happened since is gone.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.deliveries import RESTORED
from bot.store import migrations
from bot.store.database import Sql, read_stamp, stamp
from bot.store.forgotten import LINEAGE

# Where nobody knows which numbers were given out since, so many are left out: a project of a thousand people sends
# some ten thousand messages a day, so that they last for years.
NUMBERS_LEFT_OUT = 10_000_000


async def is_related(sql: Sql) -> bool:
    """Whether the present database is one of this Kranich, and of the backup's lineage."""
    if not await sql.value("SELECT count(*) FROM present.sqlite_schema WHERE name = 'migration'"):
        return False
    done = {row["number"] for row in await sql.all("SELECT number FROM present.migration")}
    if done != migrations.available().keys():
        return False
    return bool(
        await sql.value(
            "SELECT p.value = b.value FROM present.fact AS p JOIN main.fact AS b USING (key) WHERE key = ?", LINEAGE
        )
    )


async def present_fact(sql: Sql, key: str) -> str:
    """A fact of the present database, "" when it is not known."""
    return str(await sql.value("SELECT value FROM present.fact WHERE key = ?", key) or "")


async def forgotten(sql: Sql) -> dict[int, datetime]:
    """Who was forgotten according to the present database, and when."""
    rows = await sql.all("SELECT participant_id, at FROM present.forgotten")
    return {row["participant_id"]: read_stamp(row["at"]) for row in rows}


async def joined(sql: Sql) -> list[tuple[int, int]]:
    """Whose chats are joined by now: a number that was theirs before, and the one they have."""
    rows = await sql.all("SELECT number, participant_id FROM present.former_number ORDER BY number")
    return [(row["number"], row["participant_id"]) for row in rows]


async def parted(sql: Sql) -> list[tuple[int, int]]:
    """Chats that their persons, who are still known, have given up since: id, and whose it was."""
    rows = await sql.all(
        "SELECT c.id, c.participant_id FROM main.chat AS c JOIN present.participant AS p ON p.id = c.participant_id "
        "WHERE c.id NOT IN (SELECT id FROM present.chat)"
    )
    return [(row["id"], row["participant_id"]) for row in rows]


async def take_over_chats(sql: Sql) -> None:
    """Let people who are in the backup have the chats that joined theirs since, and be reached where they are now."""
    await sql.run(
        "UPDATE OR IGNORE main.chat AS b SET turn = p.turn FROM present.chat AS p WHERE p.id = b.id AND p.turn > b.turn"
    )
    await sql.run(
        "INSERT OR IGNORE INTO main.chat (id, channel, address, participant_id, reachable, last_in_at, created_at, "
        "turn) SELECT id, channel, address, participant_id, reachable, last_in_at, created_at, turn FROM present.chat "
        "WHERE participant_id IN (SELECT id FROM main.participant) AND id NOT IN (SELECT id FROM main.chat)"
    )
    await sql.run(  # with whom a phone was shared may not be known
        "UPDATE main.chat SET turn = 0 WHERE turn > 0 AND NOT EXISTS (SELECT 1 FROM main.chat AS o "
        "WHERE o.channel = chat.channel AND o.address = chat.address AND o.id <> chat.id)"
    )
    await sql.run(
        "UPDATE main.participant AS b SET home_chat_id = p.home_chat_id FROM present.participant AS p "
        "WHERE p.id = b.id AND p.home_chat_id IN (SELECT id FROM main.chat WHERE participant_id = b.id)"
    )


async def raise_numbers(sql: Sql, *, known: bool) -> None:
    """Let no number be given out again that was given out since the backup: buttons out there name them."""
    await sql.run(
        "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM main.sqlite_schema WHERE type = 'table' "
        "AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
    )
    if known:
        await sql.run(
            "UPDATE main.sqlite_sequence AS b SET seq = max(seq, coalesce("
            "(SELECT p.seq FROM present.sqlite_sequence AS p WHERE p.name = b.name), 0))"
        )
    else:
        await sql.run("UPDATE sqlite_sequence SET seq = seq + ?", NUMBERS_LEFT_OUT)


_HAS_LEFT = (
    "(p.state IN ('sent', 'failed', 'uncertain', 'unreachable') OR (p.state = 'sending' AND p.left_at IS NOT NULL))"
)
_UNDONE = "state IN ('waiting', 'sending')"

_TAKE_OVER = (
    # What became of the messages that the backup has as still to be sent.
    f"""UPDATE main.delivery AS b SET (state, attempts, left_at, not_before, external_id, reason, done_at) =
        (SELECT p.state, p.attempts, p.left_at, p.not_before, p.external_id, p.reason, p.done_at
        FROM present.delivery AS p WHERE p.id = b.id)
        WHERE {_UNDONE} AND EXISTS (SELECT 1 FROM present.delivery AS p WHERE p.id = b.id AND p.made_at = b.made_at)""",
    f"UPDATE main.delivery SET payload = NULL, address = NULL WHERE NOT {_UNDONE} AND payload IS NOT NULL",
    # Some were taken back since, and perhaps put into the outbox anew under the same key.
    f"""DELETE FROM main.delivery AS b WHERE {_UNDONE} AND id NOT IN (SELECT id FROM present.delivery)
        AND NOT EXISTS (SELECT 1 FROM present.delivery AS p WHERE p.dedupe_key = b.dedupe_key AND NOT {_HAS_LEFT})""",
    # A key that was given up since (who was not reached may be invited again) may be in use for a newer message.
    """UPDATE main.delivery AS b SET dedupe_key = NULL WHERE dedupe_key IS NOT NULL AND EXISTS
        (SELECT 1 FROM present.delivery AS p WHERE p.id = b.id AND p.made_at = b.made_at AND p.dedupe_key IS NULL)""",
    # Announcements that were begun since; one that was on its way begins again, and passes over who has it.
    """UPDATE main.announcement AS b SET (state, started_at, skipped, progress_delivery_id, progress) =
        (SELECT p.state, p.started_at, p.skipped, p.progress_delivery_id, p.progress
        FROM present.announcement AS p WHERE p.id = b.id)
        WHERE EXISTS (SELECT 1 FROM present.announcement AS p WHERE p.id = b.id AND p.created_at = b.created_at
        AND (p.state IN ('stopped', 'done') OR b.state = 'sending'))""",
    """INSERT INTO main.announcement (id, kind, event_id, what, audience, state, send_at, started_at, created_by,
        created_at, skipped, progress_delivery_id, progress)
        SELECT p.id, p.kind, p.event_id, p.what, p.audience, iif(p.state = 'sending', 'stopped', p.state), p.send_at,
        p.started_at, (SELECT id FROM main.participant WHERE id = p.created_by), p.created_at, p.skipped,
        p.progress_delivery_id, p.progress
        FROM present.announcement AS p JOIN main.event AS e ON e.id = p.event_id
        WHERE p.started_at IS NOT NULL AND p.id NOT IN (SELECT id FROM main.announcement)""",
    # Who holds an invitation finds its event.
    """UPDATE main.event SET state = 'planned' WHERE state = 'draft' AND id IN
        (SELECT event_id FROM main.announcement WHERE kind = 'invitation' AND started_at IS NOT NULL)""",
    # Who came and how it was has been asked.
    """UPDATE main.event AS b SET (who_came_at, feedback_at) =
        (SELECT coalesce(b.who_came_at, p.who_came_at), coalesce(b.feedback_at, p.feedback_at)
        FROM present.event AS p WHERE p.id = b.id)
        WHERE EXISTS (SELECT 1 FROM present.event AS p WHERE p.id = b.id AND p.starts_at = b.starts_at)""",
    # What went out since, under the keys that let it go out only once.
    f"""INSERT INTO main.delivery (id, channel, chat_id, participant_id, urgency, state, part, announcement_id,
        event_id, dedupe_key, attempts, external_id, reason, made_at, done_at)
        SELECT p.id, p.channel, (SELECT id FROM main.chat WHERE id = p.chat_id), w.id, p.urgency,
        iif(p.state = 'sending', 'uncertain', p.state), p.part,
        (SELECT id FROM main.announcement WHERE id = p.announcement_id),
        (SELECT id FROM main.event WHERE id = p.event_id),
        p.dedupe_key, p.attempts, p.external_id, p.reason, p.made_at, coalesce(p.done_at, p.left_at)
        FROM present.delivery AS p JOIN main.participant AS w ON w.id = p.participant_id
        WHERE p.dedupe_key IS NOT NULL AND {_HAS_LEFT} AND p.id NOT IN (SELECT id FROM main.delivery)
        ON CONFLICT (dedupe_key) DO NOTHING""",
    # What was stopped, or had reached everybody, is gone on with no more.
    """DELETE FROM main.mailing WHERE announcement_id IN
        (SELECT id FROM main.announcement WHERE state IN ('stopped', 'done'))""",
    # Who has said STOP since, or takes a break, is left alone.
    """UPDATE main.participant AS b SET (paused, reminders, reminders_before) =
        (SELECT p.paused, p.reminders, p.reminders_before FROM present.participant AS p WHERE p.id = b.id)
        WHERE EXISTS (SELECT 1 FROM present.participant AS p WHERE p.id = b.id)""",
    # A letter that was answered is not answered again.
    """UPDATE main.letter AS b SET (state, answer, answered_by, answered_at) =
        (SELECT p.state, p.answer, (SELECT id FROM main.participant WHERE id = p.answered_by), p.answered_at
        FROM present.letter AS p WHERE p.id = b.id)
        WHERE EXISTS (SELECT 1 FROM present.letter AS p WHERE p.id = b.id AND p.state = 'answered')""",
)


async def take_over(sql: Sql) -> None:
    """Carry what was sent into the backup. What the present database has as still to be sent stays so, or is asked
    for anew when it is due."""
    for statement in _TAKE_OVER:
        await sql.run(statement)


async def keep_back_told(sql: Sql, since: str, now: datetime) -> None:
    """Whoever moved up on a waiting list after `since`, and was told so, is not told again."""
    await sql.run(
        "UPDATE main.delivery AS b SET state = 'sent', payload = NULL, reason = ?, done_at = ? "
        "WHERE b.state = 'waiting' AND b.dedupe_key GLOB 'up:*' AND EXISTS (SELECT 1 FROM present.delivery AS p "
        "WHERE p.participant_id = b.participant_id AND p.event_id = b.event_id AND p.dedupe_key GLOB 'up:*' "
        f"AND p.made_at >= ? AND {_HAS_LEFT})",
        RESTORED, stamp(now), since,
    )  # fmt: skip


async def doubt_all(sql: Sql, now: datetime) -> int:
    """Nobody knows what was sent: whatever is still to be sent stays here, as uncertain. How many messages."""
    return await sql.run(
        f"UPDATE delivery SET state = 'uncertain', reason = ?, payload = NULL, address = NULL, done_at = ? "
        f"WHERE {_UNDONE}",
        RESTORED, stamp(now),
    )  # fmt: skip


async def withdraw_codes(sql: Sql) -> None:
    """A one-time code may have been used since: none of them works any more."""
    await sql.run("DELETE FROM main.invite WHERE used_at IS NULL")
    await sql.run("DELETE FROM main.link_code")
