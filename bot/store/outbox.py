"""The outbox: one row per platform message to one chat, from being put there to what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

import orjson

from bot.domain.deliveries import Delivery, Knock, Outcome, Receipt, State, Urgency
from bot.store.database import Sql, read_stamp, stamp
from bot.store.knocking import to_text

Choices = Sequence[tuple[str, str]] | None  # words that may be typed, each with the action that it stands for


@dataclass(frozen=True, slots=True)
class Draft:
    """A message for one chat, before it is stored."""

    channel: str
    chat_id: int | None
    participant_id: int | None
    urgency: Urgency
    payload: str
    file_id: int | None = None
    target: str | None = None
    tap_id: str | None = None
    part: int = 0
    event_id: int | None = None
    dedupe_key: str | None = None
    expires_at: datetime | None = None
    address: str | None = None  # of a chat that is no longer known
    tried: tuple[int, ...] = ()  # the person's chats in which it was tried in vain before
    knock: Knock | None = None
    announcement_id: int | None = None
    renewal_id: int | None = None


async def put(sql: Sql, draft: Draft, now: datetime) -> int | None:
    """Store a message to send; its id, or None when its dedupe key was used before."""
    return await sql.insert_new(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, payload, file_id, target, tap_id, part, "
        "event_id, dedupe_key, expires_at, address, made_at, tried, knock, announcement_id, renewal_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dedupe_key) DO NOTHING",
        draft.channel, draft.chat_id, draft.participant_id, draft.urgency, draft.payload, draft.file_id,
        draft.target, draft.tap_id, draft.part, draft.event_id, draft.dedupe_key,
        stamp(draft.expires_at) if draft.expires_at else None, draft.address, stamp(now),
        orjson.dumps(draft.tried).decode(), to_text(draft.knock), draft.announcement_id, draft.renewal_id,
    )  # fmt: skip


async def put_body(
    sql: Sql, payload: str, file_id: int | None, now: datetime, knock: Knock | None = None, choices: Choices = None,
    content: str | None = None,
) -> int:  # fmt: skip
    """Store a message that goes to many, with what may be typed as an answer; its id.

    `content` is what it says, for those to whom it must be said in another form.
    """
    return await sql.insert(
        "INSERT INTO body (payload, file_id, made_at, knock, choices, content) VALUES (?, ?, ?, ?, ?, ?)",
        payload, file_id, stamp(now), to_text(knock), json.dumps(dict(choices)) if choices else None, content,
    )  # fmt: skip


_CLAIM = """
UPDATE delivery SET state = 'sending', attempts = attempts + 1, left_at = NULL WHERE id IN (
    SELECT id FROM delivery WHERE channel = ?1 AND urgency = ?2 AND state = 'waiting'
        AND (not_before IS NULL OR not_before <= ?3) AND (expires_at IS NULL OR expires_at > ?3)
    ORDER BY id LIMIT ?4
) RETURNING id, coalesce(chat_id, 0), coalesce((SELECT c.address FROM chat AS c WHERE c.id = chat_id), address),
    body_id, payload, attempts, target, tap_id, file_id, renewal_id IS NOT NULL,
    knock IS NOT NULL OR EXISTS (SELECT 1 FROM body AS b
        WHERE b.id = coalesce(knock_body_id, body_id) AND b.knock IS NOT NULL)"""


_CANCEL = "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL WHERE id = ?"


# Stopping an announcement cancels what waits. What was claimed at that moment and comes back has missed it.
_CANCEL_STOPPED = """
UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL WHERE id IN (SELECT value FROM json_each(?))
    AND state = 'waiting' AND announcement_id IN (SELECT id FROM announcement WHERE state = 'stopped')"""


async def claim(sql: Sql, channel: str, urgency: Urgency, limit: int, now: datetime) -> list[Delivery]:
    """Take up to `limit` deliveries for sending, oldest first; they are then in state sending.

    What has lost its chat, because the person left, is cancelled.
    """
    rows = await sql.all(_CLAIM, channel, urgency, stamp(now), limit)
    homeless = [row[0] for row in rows if row[2] is None]
    if homeless:
        await sql.many(_CANCEL, [(stamp(now), delivery_id) for delivery_id in homeless])
    bodies = {body_id: await _body(sql, body_id) for body_id in {row[3] for row in rows}}
    found = []
    for number, chat_id, address, body_id, own, attempts, target, tap_id, own_file, renews, has_knock in rows:
        payload, file_id = bodies[body_id] or (own, own_file)
        if address is not None:
            how = (target, tap_id, file_id, bool(renews), bool(has_knock))
            found.append(Delivery(number, chat_id, address, urgency, payload, attempts, *how))
    return sorted(found, key=attrgetter("id"))  # RETURNING keeps no order


async def _body(sql: Sql, body_id: int | None) -> tuple[str, int | None] | None:
    """What many get, and its file; None for what is for one person only."""
    row = None if body_id is None else await sql.one("SELECT payload, file_id FROM body WHERE id = ?", body_id)
    return None if row is None else (row["payload"], row["file_id"])


async def record_sent(sql: Sql, sent: Sequence[tuple[int, str | None]], now: datetime) -> None:
    """Note deliveries (id, the messenger's id) as sent, all in one statement. As of `record`.

    The text is kept where it may turn out that the chat was closed: then a knock is sent, and the text follows.
    """
    await sql.run(
        "UPDATE delivery SET state = 'sent', external_id = coalesce(done.value ->> 1, external_id), reason = '', "
        "not_before = NULL, done_at = ?, payload = iif(knock IS NULL, NULL, payload), address = NULL "
        "FROM json_each(?) AS done WHERE delivery.id = done.value ->> 0 AND state = 'sending'",
        stamp(now), orjson.dumps(sent).decode(),
    )  # fmt: skip


async def record(sql: Sql, results: Sequence[tuple[int, Outcome, Receipt | None]], now: datetime) -> None:
    """Note what became of claimed deliveries. The text of a finished message to one person is not kept.

    One that was cancelled in between, because its person left, stays cancelled.
    """
    await sql.many(
        "UPDATE delivery SET state = ?, not_before = ?, reason = ?, external_id = coalesce(?, external_id), "
        "done_at = ?, payload = CASE WHEN ?6 AND knock IS NULL THEN NULL ELSE payload END, "
        "follows = max(follows, ?8), address = CASE WHEN ?6 THEN NULL ELSE address END, "
        "target = iif(?9, NULL, target), tap_id = iif(?9, NULL, tap_id) "  # the tap was answered beside the first try
        "WHERE id = ?7 AND state = 'sending'",
        [
            (
                outcome.state,
                stamp(outcome.retry_at) if outcome.retry_at else None,
                outcome.reason,
                receipt.message if receipt else None,
                None if outcome.state is State.WAITING else stamp(now),
                outcome.state is not State.WAITING,
                delivery_id,
                outcome.knock,
                outcome.anew,
            )
            for delivery_id, outcome, receipt in results
        ],
    )
    again = [delivery_id for delivery_id, outcome, _ in results if outcome.state is State.WAITING]
    await _cancel_stopped(sql, again, now)


async def release(sql: Sql, claimed: Sequence[tuple[int, datetime | None]], now: datetime) -> None:
    """Put claimed deliveries back that were not tried, each not before its instant. Not counted as an attempt."""
    await sql.many(
        "UPDATE delivery SET state = 'waiting', attempts = attempts - 1, not_before = ? "
        "WHERE id = ? AND state = 'sending'",
        [(stamp(not_before) if not_before else None, delivery_id) for delivery_id, not_before in claimed],
    )
    await _cancel_stopped(sql, [delivery_id for delivery_id, _ in claimed], now)


async def _cancel_stopped(sql: Sql, put_back: Sequence[int], now: datetime) -> None:
    if put_back:
        await sql.run(_CANCEL_STOPPED, stamp(now), json.dumps(put_back))


async def leave(sql: Sql, claimed: Sequence[int], now: datetime) -> set[int]:
    """Note that claimed deliveries are tried now. Those that may: one may have been cancelled in between."""
    numbers = orjson.dumps(claimed).decode()
    these = "WHERE id IN (SELECT value FROM json_each(?)) AND state = 'sending'"
    if await sql.run(f"UPDATE delivery SET left_at = ? {these}", stamp(now), numbers) == len(claimed):
        return set(claimed)
    return await still_claimed(sql, claimed)


async def still_claimed(sql: Sql, claimed: Sequence[int]) -> set[int]:
    """Those of the claimed deliveries that nobody cancelled in between."""
    rows = await sql.all(
        "SELECT id FROM delivery WHERE id IN (SELECT value FROM json_each(?)) AND state = 'sending'",
        json.dumps(claimed),
    )  # fmt: skip
    return {row["id"] for row in rows}


async def left_in_flight(sql: Sql, channel: str, *, edits: bool) -> list[int]:
    """Deliveries that were being sent when the process ended: nobody knows whether they arrived.

    `edits` picks those that change a message (True) or bring a new one (False).
    """
    rows = await sql.all(
        "SELECT id FROM delivery WHERE channel = ? AND state = 'sending' AND left_at IS NOT NULL "
        "AND (target IS NOT NULL) = ? ORDER BY id",
        channel, edits,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def left_lined_up(sql: Sql, channel: str) -> list[int]:
    """Deliveries that were claimed when the process ended, and whose try had not begun."""
    rows = await sql.all("SELECT id FROM delivery WHERE channel = ? AND state = 'sending' AND left_at IS NULL", channel)
    return [row["id"] for row in rows]


async def put_off(sql: Sql, channel: str, now: datetime) -> list[tuple[str, Urgency, datetime]]:
    """The chats with something to be tried again later: address, class, and until when that waits."""
    rows = await sql.all(
        "SELECT coalesce(c.address, d.address, '') AS address, d.urgency, max(d.not_before) AS until "
        "FROM delivery AS d LEFT JOIN chat AS c ON c.id = d.chat_id WHERE d.channel = ? "
        "AND d.urgency IN ('reply', 'urgent', 'normal') AND d.state = 'waiting' AND d.not_before > ? "
        "GROUP BY 1, d.urgency",
        channel, stamp(now),
    )  # fmt: skip
    return [(row["address"], Urgency(row["urgency"]), read_stamp(row["until"])) for row in rows]


async def expire(sql: Sql, now: datetime) -> int:
    """Mark what has lost its sense before it could leave; how many."""
    return await sql.run(
        "UPDATE delivery SET state = 'expired', done_at = ?, payload = NULL "
        "WHERE state = 'waiting' AND expires_at <= ?",
        stamp(now), stamp(now),
    )  # fmt: skip


async def prune(sql: Sql, before: datetime) -> int:
    """Forget finished messages that belong to no announcement and were done before `before`. How many.

    What was rendered for many goes when it is as old and no message names it any more.
    """
    count = await sql.run("DELETE FROM delivery WHERE announcement_id IS NULL AND done_at < ?", stamp(before))
    await sql.run(
        "DELETE FROM body WHERE made_at < ? AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.body_id = body.id) "
        "AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.knock_body_id = body.id)",
        stamp(before),
    )
    return count


async def pause(sql: Sql, channel: str, until: datetime | None, trouble: str = "") -> None:
    """Hold a whole channel until an instant (None: not held), over restarts too."""
    await sql.run(
        "INSERT INTO channel_state (channel, paused_until, trouble) VALUES (?, ?, ?) ON CONFLICT (channel) "
        "DO UPDATE SET paused_until = excluded.paused_until, trouble = excluded.trouble",
        channel, stamp(until) if until else None, trouble,
    )  # fmt: skip


async def paused_until(sql: Sql, channel: str) -> datetime | None:
    """Until when a channel is held."""
    found = await sql.value("SELECT paused_until FROM channel_state WHERE channel = ?", channel)
    return None if found is None else datetime.fromisoformat(found)
