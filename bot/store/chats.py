"""Chats: where people are reached."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.people import Chat
from bot.store.database import Row, Sql, Value, stamp

_COLUMNS = "id, channel, address, participant_id, reachable, choices, turn"
# Whoever shares a phone, with their chat there. The index is named and the join CROSS, since SQLite cannot know how few
# they are: it would look at everybody.
SHARERS = "chat AS c INDEXED BY chat_shared CROSS JOIN participant AS p ON p.id = c.participant_id AND c.turn > 0"


async def find(sql: Sql, channel: str, address: str) -> Chat | None:
    """The chat of an address; where people share it, of the one whose turn it is."""
    row = await sql.one(
        f"SELECT {_COLUMNS} FROM chat WHERE channel = ? AND address = ? ORDER BY turn DESC LIMIT 1", channel, address
    )
    return _chat(row)


async def at(sql: Sql, channel: str, address: str) -> list[Chat]:
    """The chats of all people who are reached at an address, the oldest first."""
    rows = await sql.all(f"SELECT {_COLUMNS} FROM chat WHERE channel = ? AND address = ? ORDER BY id", channel, address)
    return [chat for chat in map(_chat, rows) if chat]


async def share(sql: Sql, chat: Chat, participant_id: int, now: datetime) -> Chat:
    """A chat for one more person at the same address, whose turn it is then."""
    await sql.run("UPDATE chat SET turn = 1 WHERE id = ? AND turn = 0", chat.id)
    chat_id = await sql.insert(
        "INSERT INTO chat (channel, address, participant_id, last_in_at, created_at, turn) "
        "SELECT channel, address, ?, last_in_at, ?, turn + 1 FROM chat WHERE channel = ? AND address = ? "
        "ORDER BY turn DESC LIMIT 1",
        participant_id, stamp(now), chat.channel, chat.address,
    )  # fmt: skip
    return Chat(chat_id, chat.channel, chat.address, participant_id, reachable=True, turn=max(chat.turn, 1) + 1)


async def give_turn(sql: Sql, chat: Chat) -> None:
    """From now on what is typed at this address is said by the person of this chat."""
    await sql.run(
        "UPDATE chat SET turn = 1 + (SELECT max(turn) FROM chat WHERE channel = ? AND address = ?) WHERE id = ?",
        chat.channel, chat.address, chat.id,
    )  # fmt: skip


async def share_an_address(sql: Sql, one_id: int, other_id: int) -> bool:
    """Whether two participants are reached at the same address."""
    found = await sql.value(
        "SELECT EXISTS (SELECT 1 FROM chat AS a JOIN chat AS b ON b.channel = a.channel AND b.address = a.address "
        "WHERE a.participant_id = ? AND b.participant_id = ?)",
        one_id, other_id,
    )  # fmt: skip
    return bool(found)


async def get(sql: Sql, chat_id: int) -> Chat | None:
    """A chat by its id."""
    return _chat(await sql.one(f"SELECT {_COLUMNS} FROM chat WHERE id = ?", chat_id))


async def home(sql: Sql, participant_id: int) -> Chat | None:
    """The chat in which a participant wants to be reached."""
    row = await sql.one(
        "SELECT c.id, c.channel, c.address, c.participant_id, c.reachable, c.choices, c.turn FROM participant AS p "
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
    which, values = _all_there(chat)
    await sql.run(
        f"UPDATE chat SET last_in_at = max(coalesce(last_in_at, ''), ?), reachable = 1 WHERE {which}",
        stamp(said_at), *values,
    )  # fmt: skip


async def set_reachable(sql: Sql, chat_id: int, *, reachable: bool, as_of: datetime | None = None) -> None:
    """Note that a chat blocks us or is gone, or is back; not if something came in from it after `as_of`.

    That is so for all who share it.
    """
    await sql.run(
        f"UPDATE chat SET reachable = ?1 WHERE {_WITH_ALL} AND (?3 IS NULL OR last_in_at IS NULL OR last_in_at <= ?3)",
        reachable, chat_id, stamp(as_of) if as_of else None,
    )  # fmt: skip


async def close(sql: Sql, chat_id: int) -> None:
    """One person is not to be reached in this chat any more; who shares it still is."""
    await sql.run("UPDATE chat SET reachable = 0 WHERE id = ?", chat_id)


async def delete(sql: Sql, chat_id: int) -> None:
    """A chat is nobody's any more."""
    await sql.run("DELETE FROM chat WHERE id = ?", chat_id)


async def move(sql: Sql, chat_id: int, address: str) -> None:
    """A chat got a new address from its messenger."""
    await sql.run(f"UPDATE chat SET address = ?1 WHERE {_WITH_ALL} AND {_IS_FREE}", address, chat_id)


async def rename(sql: Sql, channel: str, formerly: Sequence[str], address: str) -> None:
    """Let the chat that is known under one of these addresses have its present one, unless that is taken."""
    for former in formerly:
        await sql.run(
            "UPDATE chat SET address = ?1 WHERE channel = ?2 AND address = ?3 "
            "AND NOT EXISTS (SELECT 1 FROM chat AS o WHERE o.channel = ?2 AND o.address = ?1)",
            address, channel, former,
        )  # fmt: skip


async def offer(sql: Sql, chat: Chat, choices: Sequence[tuple[str, str]]) -> None:
    """Note what can be typed in a chat from now on, each word with the action that it stands for.

    Who shares it sees the same message last, whoever it is for.
    """
    which, values = _all_there(chat)
    await sql.run(f"UPDATE chat SET choices = ? WHERE {which}", json.dumps(dict(choices)) if choices else "", *values)


# The chat ?2 and those with its address.
_WITH_ALL = "(channel, address) = (SELECT channel, address FROM chat WHERE id = ?2)"
_IS_FREE = (
    "NOT EXISTS (SELECT 1 FROM chat AS o WHERE o.address = ?1 AND o.channel = (SELECT channel FROM chat WHERE id = ?2))"
)


def _all_there(chat: Chat) -> tuple[str, tuple[Value, ...]]:
    """A condition for a chat and those with its address, and its values."""
    if chat.shared:
        return "channel = ? AND address = ?", (chat.channel, chat.address)
    return "id = ?", (chat.id,)


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
    return None if row is None else read(row, row["id"], row["participant_id"])


def read(row: Row, chat_id: int, participant_id: int) -> Chat:
    """The chat that stands in a row, which may hold more; its id and its person's may have other names there."""
    choices = json.loads(row["choices"]) if row["choices"] else {}
    reachable, turn = bool(row["reachable"]), row["turn"]
    return Chat(chat_id, row["channel"], row["address"], participant_id, reachable, choices, turn)
