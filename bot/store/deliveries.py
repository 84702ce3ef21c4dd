"""What became of deliveries, and what still waits or flies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Progress, State
from bot.store.database import Sql, stamp


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message that was put here before: whether it can still be taken back, or where it stands now."""

    id: int
    chat_id: int | None
    state: State
    left: bool  # its sending has begun
    external_id: str | None


async def under_key(sql: Sql, dedupe_key: str) -> list[Part]:
    """The parts of the message with a dedupe key, in order."""
    rows = await sql.all(
        "SELECT id, chat_id, state, left_at, external_id FROM delivery WHERE dedupe_key > ? AND dedupe_key < ? "
        "ORDER BY part",
        f"{dedupe_key}:", f"{dedupe_key};",  # as of `watching.withdraw`
    )  # fmt: skip
    return [
        Part(row["id"], row["chat_id"], State(row["state"]), row["left_at"] is not None, row["external_id"])
        for row in rows
    ]


async def external_id(sql: Sql, delivery_id: int, chat_id: int) -> str | None:
    """The messenger's id of a message we sent to a chat, once it is known; None when it went to another chat."""
    found = await sql.value("SELECT external_id FROM delivery WHERE id = ? AND chat_id = ?", delivery_id, chat_id)
    return None if found is None else str(found)


async def is_known(sql: Sql, pattern: str) -> bool:
    """Whether something has a key of this pattern; "*" in it stands for anything."""
    return bool(await sql.value("SELECT EXISTS (SELECT 1 FROM delivery WHERE dedupe_key GLOB ?)", pattern))


async def is_under_way(sql: Sql, delivery_id: int) -> bool:
    """Whether a message is still to be sent or on its way."""
    return bool(await sql.value("SELECT state IN ('waiting', 'sending') FROM delivery WHERE id = ?", delivery_id))


async def is_flying(sql: Sql, event_id: int, since: datetime) -> bool:
    """Whether something about an event that left before an instant is not known to have arrived, nor to have failed."""
    found = await sql.value(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'sending' AND +event_id = ? AND left_at <= ?)",
        event_id, stamp(since),
    )  # fmt: skip
    return bool(found)


async def is_leaving(sql: Sql, channel: str, now: datetime, *, quiet: bool) -> bool:
    """Whether something is on its way out of a channel, or may leave it now."""
    found = await sql.value(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE channel = ?1 AND (state = 'sending' OR (state = 'waiting' "
        "AND (?2 = 0 OR urgency <> 'normal') AND (not_before IS NULL OR not_before <= ?3))))",
        channel, quiet, stamp(now),
    )  # fmt: skip
    return bool(found)


async def progress(sql: Sql, announcement_id: int) -> Progress:
    """How an announcement stands, counted by people: their message's first part speaks for them."""
    rows = await sql.all(
        "SELECT state, count(*) AS n FROM delivery WHERE announcement_id = ? AND part = 0 GROUP BY state",
        announcement_id,
    )
    count = {row["state"]: int(row["n"]) for row in rows}
    row = await sql.one(
        "SELECT skipped, EXISTS (SELECT 1 FROM mailing AS m WHERE m.announcement_id = announcement.id) AS unfinished "
        "FROM announcement WHERE id = ?",
        announcement_id,
    )
    skipped, unfinished = (row["skipped"], bool(row["unfinished"])) if row else (0, False)
    return Progress(
        audience=sum(count.values()) + skipped,
        sent=count.get("sent", 0),
        waiting=count.get("waiting", 0) + count.get("sending", 0),
        failed=count.get("failed", 0),
        unreachable=count.get("unreachable", 0) + skipped,
        uncertain=count.get("uncertain", 0),
        cancelled=count.get("cancelled", 0) + count.get("expired", 0),
        unfinished=unfinished,
    )


async def not_reached(sql: Sql, announcement_id: int) -> list[tuple[str, str, str]]:
    """Who was not reached by an announcement: name, state, reason."""
    rows = await sql.all(
        "SELECT coalesce(p.name, '') AS name, d.state, d.reason FROM delivery AS d "
        "LEFT JOIN participant AS p ON p.id = d.participant_id WHERE d.announcement_id = ? "
        "AND d.state IN ('failed', 'unreachable', 'uncertain', 'expired', 'cancelled') AND d.part = 0 "
        "ORDER BY d.state, name",
        announcement_id,
    )
    return [(row["name"], row["state"], row["reason"]) for row in rows]
