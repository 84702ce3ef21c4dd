"""Messages that do not reach their person in the chat they were for, and may go to another one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.deliveries import Urgency
from bot.domain.people import Chat
from bot.store.database import Row, Sql, read_stamp, stamp


@dataclass(frozen=True, slots=True)
class Stranded:
    """A message that did not arrive in the chat it was for. `key` is the dedupe key without the part.

    `tried` are the chats in which it did not arrive, this one among them; `content` is what it says, as plain data.
    """

    id: int
    chat_id: int
    participant_id: int
    urgency: Urgency
    key: str
    body_id: int | None
    announcement_id: int | None
    event_id: int | None
    expires_at: datetime | None
    tried: tuple[int, ...]
    content: dict[str, Any] | None


# Only what is said under a key can be said anew and not twice, and only as a whole: if any part may have arrived, none
# is sent elsewhere. A part for which the first one was to knock, in a closed chat, has not left; what has followed its
# knock has arrived. Replies belong where somebody wrote. What was stopped or called off meanwhile goes nowhere.
_SELECT = """
SELECT d.id, d.chat_id, d.participant_id, d.urgency, d.dedupe_key, d.body_id, d.announcement_id, d.event_id,
    d.expires_at, d.tried, s.content FROM delivery AS d LEFT JOIN spare AS s ON s.delivery_id = d.id
    LEFT JOIN announcement AS a ON a.id = d.announcement_id LEFT JOIN event AS e ON e.id = d.event_id
WHERE d.part = 0 AND d.dedupe_key IS NOT NULL AND d.participant_id IS NOT NULL AND d.chat_id IS NOT NULL
    AND d.target IS NULL AND d.urgency <> 'reply' AND (d.expires_at IS NULL OR d.expires_at > ?1)
    AND coalesce(a.state, '') <> 'stopped'
    AND (coalesce(e.state, '') <> 'cancelled' OR coalesce(a.kind, '') = 'cancellation')
    AND NOT EXISTS (SELECT 1 FROM delivery AS o WHERE o.dedupe_key > substr(d.dedupe_key, 1, length(d.dedupe_key) - 1)
        AND o.dedupe_key < substr(d.dedupe_key, 1, length(d.dedupe_key) - 2) || ';'
        AND ((o.state IN ('sent', 'uncertain') AND (o.follows = 0 OR o.knocked_at IS NOT NULL))
            OR (o.state = 'sending' AND o.left_at IS NOT NULL)))
    AND NOT EXISTS (SELECT 1 FROM delivery AS f WHERE f.dedupe_key = 'w:' || d.id) """

_NOT_LEFT = "(d.state = 'waiting' OR (d.state = 'sending' AND d.left_at IS NULL))"


async def whose(sql: Sql, delivery_ids: Sequence[int]) -> list[int]:
    """Ids of the people for whom these deliveries were, and of those with whom they share the phone."""
    rows = await sql.all(
        "SELECT d.participant_id FROM delivery AS d WHERE d.participant_id IS NOT NULL "
        "AND d.id IN (SELECT value FROM json_each(?1)) UNION SELECT o.participant_id FROM delivery AS d "
        "JOIN chat AS c ON c.id = d.chat_id AND c.turn > 0 JOIN chat AS o ON o.channel = c.channel "
        "AND o.address = c.address WHERE d.id IN (SELECT value FROM json_each(?1))",
        json.dumps(list(delivery_ids)),
    )
    return [row["participant_id"] for row in rows]


async def unreachable(sql: Sql, delivery_ids: Sequence[int], now: datetime) -> list[Stranded]:
    """The messages of these deliveries that found nobody in their chat with any part, for good; also those that could
    only have come too late there, and are still in time."""
    rows = await sql.all(
        f"{_SELECT} AND d.state IN ('unreachable', 'expired') AND d.dedupe_key IN (SELECT substr(n.dedupe_key, 1, "
        "length(n.dedupe_key) - length(n.part)) || '0' FROM delivery AS n "
        "WHERE n.id IN (SELECT value FROM json_each(?2))) ORDER BY d.id",
        stamp(now), json.dumps(list(delivery_ids)),
    )  # fmt: skip
    return [_stranded(row) for row in rows]


async def waiting_in_chat(sql: Sql, chat_id: int, now: datetime) -> list[Stranded]:
    """What has not begun to leave to a chat."""
    rows = await sql.all(f"{_SELECT} AND {_NOT_LEFT} AND d.chat_id = ?2 ORDER BY d.id", stamp(now), chat_id)
    return [_stranded(row) for row in rows]


async def waiting_on_channel(sql: Sql, channel: str, now: datetime) -> list[Stranded]:
    """What has not begun to leave on a channel, for people who can be reached on another."""
    rows = await sql.all(
        f"{_SELECT} AND {_NOT_LEFT} AND d.channel = ?2 AND EXISTS (SELECT 1 FROM chat AS c "
        "WHERE c.participant_id = d.participant_id AND c.channel <> ?2 AND c.reachable = 1) ORDER BY d.id",
        stamp(now), channel,
    )  # fmt: skip
    return [_stranded(row) for row in rows]


async def keep_spare(sql: Sql, delivery_id: int, participant_id: int, content: dict[str, Any]) -> None:
    """Keep what a message to one person says, until it has arrived."""
    await sql.run(
        "INSERT INTO spare (delivery_id, participant_id, content) VALUES (?, ?, ?)",
        delivery_id, participant_id, json.dumps(content, ensure_ascii=False),
    )  # fmt: skip


async def drop_spares(sql: Sql, reporting: Iterable[str], since: datetime) -> None:
    """Keep no longer what messages said that have come to their end.

    What the channels `reporting` have taken `since`, and not yet reported to have arrived, may still come back.
    """
    await sql.run(
        "DELETE FROM spare WHERE NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.id = spare.delivery_id "
        "AND (d.state IN ('waiting', 'sending') OR (d.state = 'sent' AND d.done_at > ?2 "
        "AND coalesce(d.reported, 'sent') = 'sent' AND d.channel IN (SELECT value FROM json_each(?1)))))",
        json.dumps(list(reporting)), stamp(since),
    )  # fmt: skip


async def has_form(sql: Sql, body_id: int, channel: str) -> bool | None:
    """Whether a mailing's message has a form for another channel; None when it is of no mailing."""
    found = await sql.value(
        "SELECT EXISTS (SELECT 1 FROM mailing_body AS b WHERE b.mailing_id = own.mailing_id AND b.channel = ?2 "
        "AND b.language = own.language) FROM mailing_body AS own WHERE own.body_id = ?1",
        body_id, channel,
    )  # fmt: skip
    return None if found is None else bool(found)


async def said(sql: Sql, body_id: int | None) -> dict[str, Any] | None:
    """What a mailing's message says, before a channel gave it its form."""
    found = await sql.value(
        "SELECT said.content FROM mailing_body AS own JOIN mailing_body AS b ON b.mailing_id = own.mailing_id "
        "AND b.language = own.language AND b.part = 0 JOIN body AS said ON said.id = b.body_id "
        "WHERE own.body_id = ? AND said.content IS NOT NULL LIMIT 1",
        body_id,
    )
    return None if found is None else dict(json.loads(found))


async def take_back(sql: Sql, message: Stranded) -> None:
    """Take a message that did not arrive out of the outbox with all its parts, which gives up its key."""
    await sql.run("DELETE FROM delivery WHERE dedupe_key > ?1 || ':' AND dedupe_key < ?1 || ';'", message.key)


async def put_form(sql: Sql, message: Stranded, chat: Chat, knock_language: str, now: datetime) -> None:
    """Put a mailing's message into the outbox in the form of another chat's channel, under the same key.

    `knock_language` is the one in which that chat is knocked at, should it be closed.
    """
    await sql.run(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, body_id, part, announcement_id, event_id, "
        "dedupe_key, expires_at, made_at, tried, knock_body_id) "
        "SELECT ?1, ?2, ?3, ?4, b.body_id, b.part, ?5, ?6, ?7 || ':' || b.part, ?8, ?9, ?11, iif(b.part = 0, "
        "(SELECT k.body_id FROM mailing_body AS k JOIN body AS o ON o.id = k.body_id AND o.knock IS NOT NULL "
        "WHERE k.mailing_id = own.mailing_id AND k.channel = ?1 AND k.language = ?12 AND k.part = 0), NULL) "
        "FROM mailing_body AS own "
        "JOIN mailing_body AS b ON b.mailing_id = own.mailing_id AND b.channel = ?1 AND b.language = own.language "
        "WHERE own.body_id = ?10 ORDER BY b.part",
        chat.channel, chat.id, message.participant_id, message.urgency, message.announcement_id, message.event_id,
        message.key, stamp(message.expires_at) if message.expires_at else None, stamp(now), message.body_id,
        json.dumps(message.tried), knock_language,
    )  # fmt: skip


def _stranded(row: Row) -> Stranded:
    return Stranded(
        id=row["id"],
        chat_id=row["chat_id"],
        participant_id=row["participant_id"],
        urgency=Urgency(row["urgency"]),
        key=row["dedupe_key"].removesuffix(":0"),
        body_id=row["body_id"],
        announcement_id=row["announcement_id"],
        event_id=row["event_id"],
        expires_at=read_stamp(row["expires_at"]) if row["expires_at"] else None,
        tried=(*json.loads(row["tried"]), row["chat_id"]),
        content=json.loads(row["content"]) if row["content"] else None,
    )
