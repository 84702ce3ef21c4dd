"""How far the messages came that a messenger took, as it reports later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Outcome, Reached, State
from bot.store.database import Sql, read_stamp, stamp


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that a messenger has taken: where it stands, what was reported of it, when it left."""

    id: int
    chat_id: int | None
    state: State
    reported: Reached | None
    left_at: datetime | None
    follows: bool  # it only knocked


_COLUMNS = "id, chat_id, state, reported, left_at, follows"
_TAKEN = f"""
SELECT {_COLUMNS} FROM delivery WHERE channel = ?1 AND external_id = ?2 UNION ALL
SELECT {_COLUMNS} FROM delivery WHERE id = ?3 AND channel = ?1 AND external_id IS NULL
    AND (state = 'uncertain' OR (state = 'sending' AND left_at IS NOT NULL)) LIMIT 1"""


async def taken(sql: Sql, channel: str, message: str, delivery_id: int | None) -> Taken | None:
    """The delivery that a messenger took as `message`; `delivery_id` helps as long as we have not heard of that."""
    row = await sql.one(_TAKEN, channel, message, delivery_id)
    if row is None:
        return None
    reported = Reached(row["reported"]) if row["reported"] else None
    left_at = read_stamp(row["left_at"]) if row["left_at"] else None
    return Taken(row["id"], row["chat_id"], State(row["state"]), reported, left_at, bool(row["follows"]))


async def note(sql: Sql, delivery_id: int, message: str, reached: Reached, outcome: Outcome, now: datetime) -> None:
    """Note how far a message came that the messenger had taken, and the state in which that leaves it."""
    await sql.run(
        "UPDATE delivery SET reported = ?, external_id = ?, state = ?, reason = ?, not_before = NULL, "
        "done_at = coalesce(done_at, ?), payload = iif(follows, payload, NULL), knock = iif(follows, knock, NULL), "
        "address = NULL WHERE id = ?",
        reached, message, outcome.state, outcome.reason, stamp(now), delivery_id,
    )  # fmt: skip


async def knock_instead(sql: Sql, delivery_id: int) -> bool:
    """The chat turned out to be closed: let the message leave once more as its knock; False when it has none."""
    return bool(
        await sql.run(
            "UPDATE delivery SET state = 'waiting', follows = 1, left_at = NULL, external_id = NULL, reported = NULL, "
            "done_at = NULL, not_before = NULL WHERE id = ? AND follows = 0 AND (knock IS NOT NULL OR EXISTS (SELECT 1 "
            "FROM body AS b WHERE b.id = coalesce(knock_body_id, body_id) AND b.knock IS NOT NULL)) "
            "AND NOT EXISTS (SELECT 1 FROM announcement AS a WHERE a.id = announcement_id AND a.state = 'stopped')",
            delivery_id,
        )
    )
