"""Open conversations: the answers given so far."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.store.database import Sql, read_stamp, stamp

Given = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """A conversation in the middle: its name, what it is about, key and value of every answer, and what was asked."""

    id: int
    name: str
    arguments: dict[str, Any]
    answers: Given
    changed_at: datetime
    asked: str = ""


async def current(sql: Sql, chat_id: int) -> OpenTalk | None:
    """The conversation a chat is in: the newest, if several are open."""
    row = await sql.one(
        "SELECT id, name, arguments, answers, changed_at, asked FROM talk WHERE chat_id = ? ORDER BY id DESC LIMIT 1",
        chat_id,
    )
    if row is None:
        return None
    answers = [(key, value) for key, value in json.loads(row["answers"])]
    arguments, changed_at = json.loads(row["arguments"]), read_stamp(row["changed_at"])
    return OpenTalk(row["id"], row["name"], arguments, answers, changed_at, row["asked"])


async def start(sql: Sql, chat_id: int, name: str, arguments: dict[str, Any], now: datetime) -> OpenTalk:
    """Begin a conversation, on top of any other; the same one begun before starts anew."""
    await sql.run("DELETE FROM talk WHERE chat_id = ? AND name = ?", chat_id, name)
    talk_id = await sql.insert(
        "INSERT INTO talk (chat_id, name, arguments, changed_at) VALUES (?, ?, ?, ?)",
        chat_id, name, json.dumps(arguments), stamp(now),
    )  # fmt: skip
    return OpenTalk(talk_id, name, arguments, [], now)


async def save(sql: Sql, talk_id: int, answers: Given, now: datetime) -> None:
    """Store the answers given so far."""
    await sql.run("UPDATE talk SET answers = ?, changed_at = ? WHERE id = ?", json.dumps(answers), stamp(now), talk_id)


async def note_asked(sql: Sql, talk_id: int, key: str) -> None:
    """Note which question a conversation waits at."""
    await sql.run("UPDATE talk SET asked = ? WHERE id = ?", key, talk_id)


async def give_arguments(sql: Sql, talk: OpenTalk, arguments: dict[str, Any]) -> OpenTalk:
    """Change what a conversation is about; it goes on with the same answers."""
    await sql.run("UPDATE talk SET arguments = ? WHERE id = ?", json.dumps(arguments), talk.id)
    return replace(talk, arguments=arguments)


async def end(sql: Sql, talk_id: int) -> None:
    """A conversation is over."""
    await sql.run("DELETE FROM talk WHERE id = ?", talk_id)


async def drop(sql: Sql, chat_id: int, name: str) -> None:
    """End a conversation of a chat, if it is open."""
    await sql.run("DELETE FROM talk WHERE chat_id = ? AND name = ?", chat_id, name)


async def prune(sql: Sql, before: datetime) -> int:
    """Forget conversations that nobody has gone on with since `before`; how many."""
    return await sql.run("DELETE FROM talk WHERE changed_at < ?", stamp(before))


async def chats_in_talks(sql: Sql, since: datetime) -> list[int]:
    """Chats with an open conversation that someone was in since an instant."""
    rows = await sql.all("SELECT DISTINCT chat_id FROM talk WHERE changed_at >= ?", stamp(since))
    return [row["chat_id"] for row in rows]


async def end_all(sql: Sql, chat_id: int) -> None:
    """A chat is in no conversation any more."""
    await sql.run("DELETE FROM talk WHERE chat_id = ?", chat_id)
