"""What has not left the outbox is taken back: for a person, a chat, an announcement or an event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain.deliveries import Urgency
from bot.store.database import Sql, stamp
from bot.store.deliveries import Part

# What can still be kept back: also what is claimed, as long as its try has not begun.
_NOT_LEFT = "(state = 'waiting' OR (state = 'sending' AND left_at IS NULL))"


async def take_back(sql: Sql, parts: Sequence[Part]) -> bool:
    """Take back a message that has not left, with its dedupe key; False when any part of it has."""
    numbers = json.dumps([part.id for part in parts])
    these = f"delivery WHERE id IN (SELECT value FROM json_each(?)) AND {_NOT_LEFT}"
    if await sql.value(f"SELECT count(*) FROM {these}", numbers) != len(parts):
        return False
    return await sql.run(f"DELETE FROM {these}", numbers) > 0


async def take_back_told(
    sql: Sql, event_id: int, participant_id: int, *, standing: bool = False, changes: bool = False
) -> list[tuple[int, Urgency]]:
    """Take back what has not left to tell a person how they stand to an event (a reminder, a place that was found), or
    what changed of it. Of changes, the announcements, and how urgent each is.
    """
    rows = await sql.all(  # the + keeps SQLite from going through all that was ever said about the event
        "SELECT id, announcement_id, urgency, part FROM delivery WHERE participant_id = ?1 AND +event_id = ?2 "
        f"AND {_NOT_LEFT} AND iif(announcement_id IS NULL, ?3 AND urgency <> 'reply', ?4 AND announcement_id IN "
        "(SELECT id FROM announcement WHERE event_id = ?2 AND kind = 'change'))",
        participant_id, event_id, standing, changes,
    )  # fmt: skip
    if not rows:
        return []  # as for nearly every answer; a DELETE that finds nothing takes four times as long
    await sql.run(
        "DELETE FROM delivery WHERE id IN (SELECT value FROM json_each(?))", json.dumps([row["id"] for row in rows])
    )
    told = [row for row in rows if row["announcement_id"] is not None and row["part"] == 0]
    return sorted((row["announcement_id"], Urgency(row["urgency"])) for row in told)


async def give_up_keys(sql: Sql, event_id: int) -> None:
    """Let an event's announcements that did not reach a person be sent to that person anew."""
    await sql.run(
        "UPDATE delivery SET dedupe_key = NULL, follows = 0 "
        "WHERE state IN ('cancelled', 'expired', 'failed', 'unreachable') "
        "AND announcement_id IN (SELECT id FROM announcement WHERE event_id = ?)",
        event_id,
    )


async def cancel_for_participant(sql: Sql, participant_id: int, now: datetime) -> int:
    """Nothing more goes to this person. How many messages were still to come."""
    return await sql.run(
        "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL "
        "WHERE participant_id = ? AND state IN ('waiting', 'sending')",
        stamp(now), participant_id,
    )  # fmt: skip


async def cancel_for_chat(sql: Sql, chat_id: int, now: datetime) -> int:
    """Nothing more goes to this chat. How many messages were still to come."""
    return await sql.run(
        "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL, knock = NULL "
        "WHERE chat_id = ? AND state IN ('waiting', 'sending')",
        stamp(now), chat_id,
    )  # fmt: skip


async def stop_for_participant(sql: Sql, participant_id: int, now: datetime) -> None:
    """Nothing that waits goes to this person, but answers, and what becomes of an event that they are coming to."""
    await sql.run(
        "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL, knock = NULL WHERE participant_id = ? "
        f"AND urgency <> 'reply' AND {_NOT_LEFT} AND NOT EXISTS (SELECT 1 FROM announcement AS a "
        "WHERE a.id = announcement_id AND a.kind IN ('change', 'cancellation'))",
        stamp(now), participant_id,
    )  # fmt: skip


async def cancel_for_announcement(sql: Sql, announcement_id: int, now: datetime) -> int:
    """Stop an announcement: what has not left does not leave. How many messages that is."""
    return await sql.run(
        "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL "
        f"WHERE announcement_id = ? AND {_NOT_LEFT}",
        stamp(now), announcement_id,
    )  # fmt: skip


async def cancel_for_event(sql: Sql, event_id: int, now: datetime) -> int:
    """What was to be said about an event that is off (invitations, reminders) does not leave. How many messages."""
    announced = await sql.run(
        f"UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL WHERE {_NOT_LEFT} "
        "AND announcement_id IN (SELECT id FROM announcement WHERE event_id = ?)",
        stamp(now), event_id,
    )  # fmt: skip
    other = await sql.run(
        "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL WHERE event_id = ? "
        f"AND announcement_id IS NULL AND {_NOT_LEFT} AND urgency <> 'reply'",
        stamp(now), event_id,
    )  # fmt: skip
    return announced + other


async def drop_waiting(sql: Sql, announcement_id: int) -> int:
    """Take back what has not left of an announcement, so that it can be enqueued anew. How many messages."""
    return await sql.run(f"DELETE FROM delivery WHERE announcement_id = ? AND {_NOT_LEFT}", announcement_id)


async def drop_waiting_for_event(sql: Sql, event_id: int) -> int:
    """Take back reminders and the like that tell of an event as it was. How many messages.

    That a place was found stays true, and the change is told after it.
    """
    return await sql.run(
        f"DELETE FROM delivery WHERE event_id = ? AND {_NOT_LEFT} AND announcement_id IS NULL "
        "AND urgency <> 'reply' AND coalesce(dedupe_key, '') NOT LIKE 'up:%'",
        event_id,
    )


async def drop_renewals(sql: Sql, event_id: int) -> None:
    """Take back what has not left to change messages about an event: what it says is no longer true."""
    await sql.run(f"DELETE FROM delivery WHERE event_id = ? AND {_NOT_LEFT} AND renewal_id IS NOT NULL", event_id)
