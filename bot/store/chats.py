"""Chats: where people are reached."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.people import Chat
from bot.store.database import Row, Sql, stamp

_COLUMNS = "id, channel, address, participant_id, reachable, choices"


async def find(sql: Sql, channel: str, address: str) -> Chat | None:
    """The chat of an address."""
    row = await sql.one(f"SELECT {_COLUMNS} FROM chat WHERE channel = ? AND address = ?", channel, address)
    return _chat(row)


async def get(sql: Sql, chat_id: int) -> Chat | None:
    """A chat by its id."""
    return _chat(await sql.one(f"SELECT {_COLUMNS} FROM chat WHERE id = ?", chat_id))


async def home(sql: Sql, participant_id: int) -> Chat | None:
    """The chat in which a participant wants to be reached."""
    row = await sql.one(
        "SELECT c.id, c.channel, c.address, c.participant_id, c.reachable, c.choices FROM participant AS p "
        "JOIN chat AS c ON c.id = p.home_chat_id WHERE p.id = ?",
        participant_id,
    )
    return _chat(row)


async def newest(sql: Sql, participant_id: int, channels: Iterable[str], *, but: Sequence[int] = ()) -> Chat | None:
    """The reachable chat of a participant on one of these channels, none of `but`, that was last heard of."""
    row = await sql.one(
        f"SELECT {_COLUMNS} FROM chat WHERE participant_id = ? AND reachable = 1 "
        "AND channel IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?)) "
        "ORDER BY last_in_at DESC, id DESC LIMIT 1",
        participant_id, json.dumps(list(channels)), json.dumps(but),
    )  # fmt: skip
    return _chat(row)


async def of_participant(sql: Sql, participant_id: int) -> list[Chat]:
    """All chats of a participant, the oldest first."""
    rows = await sql.all(f"SELECT {_COLUMNS} FROM chat WHERE participant_id = ? ORDER BY id", participant_id)
    return [chat for chat in map(_chat, rows) if chat]


async def are_several(sql: Sql, participant_id: int) -> bool:
    """Whether a participant has more than one chat."""
    found = await sql.value("SELECT count(*) FROM chat WHERE participant_id = ?", participant_id)
    return int(found) > 1


async def at_home_on(sql: Sql, channel: str) -> list[int]:
    """Ids of the participants with several chats who are reached on this channel."""
    rows = await sql.all(
        "SELECT p.id FROM participant AS p JOIN chat AS c ON c.id = p.home_chat_id WHERE c.channel = ? AND p.id IN "
        "(SELECT participant_id FROM chat GROUP BY participant_id HAVING count(*) > 1)",
        channel,
    )
    return [row["id"] for row in rows]


async def channels(sql: Sql) -> list[str]:
    """The channels on which there are chats."""
    return [row["channel"] for row in await sql.all("SELECT DISTINCT channel FROM chat")]


async def add(
    sql: Sql, channel: str, address: str, participant_id: int, now: datetime, said_at: datetime | None = None
) -> Chat:
    """A new chat of a participant."""
    chat_id = await sql.insert(
        "INSERT INTO chat (channel, address, participant_id, last_in_at, created_at) VALUES (?, ?, ?, ?, ?)",
        channel, address, participant_id, stamp(said_at or now), stamp(now),
    )  # fmt: skip
    return Chat(chat_id, channel, address, participant_id, reachable=True)


async def heard(sql: Sql, chat: Chat, said_at: datetime) -> None:
    """Something came in from this chat, said at an instant: it can be reached. What comes in late sets nothing back."""
    await sql.run(
        "UPDATE chat SET last_in_at = max(coalesce(last_in_at, ''), ?), reachable = 1 WHERE id = ?",
        stamp(said_at), chat.id,
    )  # fmt: skip


async def set_reachable(sql: Sql, chat_id: int, *, reachable: bool, as_of: datetime | None = None) -> None:
    """Note that a chat blocks us or is gone, or is back; not if something came in from it after `as_of`."""
    await sql.run(
        "UPDATE chat SET reachable = ?1 WHERE id = ?2 AND (?3 IS NULL OR last_in_at IS NULL OR last_in_at <= ?3)",
        reachable, chat_id, stamp(as_of) if as_of else None,
    )  # fmt: skip


async def delete(sql: Sql, chat_id: int) -> None:
    """A chat is nobody's any more."""
    await sql.run("DELETE FROM chat WHERE id = ?", chat_id)


async def move(sql: Sql, chat_id: int, address: str) -> None:
    """A chat got a new address from its messenger."""
    await sql.run("UPDATE OR IGNORE chat SET address = ? WHERE id = ?", address, chat_id)


async def rename(sql: Sql, channel: str, formerly: Sequence[str], address: str) -> None:
    """Let the chat that is known under one of these addresses have its present one, unless that is taken."""
    for former in formerly:
        await sql.run(
            "UPDATE OR IGNORE chat SET address = ? WHERE channel = ? AND address = ?", address, channel, former
        )


async def offer(sql: Sql, chat_id: int, choices: Sequence[tuple[str, str]]) -> None:
    """Note what can be typed in a chat from now on, each word with the action that it stands for."""
    await sql.run("UPDATE chat SET choices = ? WHERE id = ?", json.dumps(dict(choices)) if choices else "", chat_id)


async def offer_sent(sql: Sql, delivery_ids: Sequence[int]) -> None:
    """The same for those of these deliveries that went to many and could not show all their buttons, once they may have
    arrived: while they waited, what was typed belonged to what stood there then."""
    rows = await sql.all(
        "SELECT b.choices, d.chat_id FROM delivery AS d JOIN body AS b ON b.id = d.body_id AND b.choices IS NOT NULL "
        "WHERE d.id IN (SELECT value FROM json_each(?)) AND d.state IN ('sent', 'uncertain') AND d.follows = 0 "
        "ORDER BY d.id",
        json.dumps(delivery_ids),
    )
    await sql.many("UPDATE chat SET choices = ? WHERE id = ?", [tuple(row) for row in rows])


def _chat(row: Row | None) -> Chat | None:
    if row is None:
        return None
    choices = json.loads(row["choices"]) if row["choices"] else {}
    return Chat(row["id"], row["channel"], row["address"], row["participant_id"], bool(row["reachable"]), choices)
