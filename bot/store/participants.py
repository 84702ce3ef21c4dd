"""Participants and their roles."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from bot.domain.people import AgeGroup, Chat, Gender, Household, Participant, Residence, Role, Statistics
from bot.store import chats
from bot.store.database import Row, Sql, stamp

_COLUMNS = "p.*, (SELECT group_concat(role) FROM role WHERE participant_id = p.id) AS roles"
_SELECT = f"SELECT {_COLUMNS} FROM participant AS p "


async def add(sql: Sql, language: str, now: datetime) -> int:
    """A person who has just come, not registered yet. Their id."""
    return await sql.insert("INSERT INTO participant (language, created_at) VALUES (?, ?)", language, stamp(now))


async def get(sql: Sql, participant_id: int) -> Participant | None:
    """A participant by id."""
    row = await sql.one(_SELECT + "WHERE p.id = ?", participant_id)
    return None if row is None else _participant(row)


async def in_chat(sql: Sql, channel: str, address: str) -> tuple[Chat, Participant] | None:
    """The chat of an address and its person, as `chats.find` and `get` give them, at one go: each update asks so."""
    row = await sql.one(
        f"SELECT {_COLUMNS}, c.id AS chat_id, c.channel, c.address, c.reachable, c.choices, c.turn "
        "FROM chat AS c JOIN participant AS p ON p.id = c.participant_id "
        "WHERE c.channel = ? AND c.address = ? ORDER BY c.turn DESC LIMIT 1",
        channel, address,
    )  # fmt: skip
    return None if row is None else (chats.read(row, row["chat_id"], row["id"]), _participant(row))


async def register(
    sql: Sql, participant_id: int, name: str, household: Household, statistics: Statistics, channel: str, now: datetime
) -> None:
    """Store what a person told about themselves, for the first time or again; and on which channel they consented."""
    await sql.run(
        "UPDATE participant SET name = ?, adults = ?, children = ?, residence = ?, country = ?, age_group = ?, "
        "gender = ?, registered_at = coalesce(registered_at, ?), consent_at = coalesce(consent_at, ?), "
        "consent_channel = coalesce(consent_channel, ?) WHERE id = ?",
        name, household.adults, household.children, statistics.residence, statistics.country,
        statistics.age_group, statistics.gender, stamp(now), stamp(now), channel, participant_id,
    )  # fmt: skip


async def set_language(sql: Sql, participant_id: int, language: str) -> None:
    """The language in which this person is spoken to."""
    await sql.run("UPDATE participant SET language = ? WHERE id = ?", language, participant_id)


async def set_second_language(sql: Sql, participant_id: int, language: str) -> None:
    """A language that this person understands, too."""
    await sql.run("UPDATE participant SET second_language = ? WHERE id = ?", language, participant_id)


async def second_languages(sql: Sql, but: Collection[str]) -> set[str]:
    """The second languages of those who read none of the languages `but`."""
    rows = await sql.all(
        "SELECT DISTINCT second_language FROM participant WHERE second_language IS NOT NULL "
        "AND language NOT IN (SELECT value FROM json_each(?))",
        json.dumps(list(but)),
    )  # fmt: skip
    return {row["second_language"] for row in rows}


async def set_home_chat(sql: Sql, participant_id: int, chat_id: int) -> None:
    """The chat in which this person is reached."""
    await sql.run("UPDATE participant SET home_chat_id = ? WHERE id = ?", chat_id, participant_id)


async def set_reminders(sql: Sql, participant_id: int, *, wanted: bool) -> None:
    """Whether this person is reminded of events."""
    await sql.run("UPDATE participant SET reminders = ?, reminders_before = NULL WHERE id = ?", wanted, participant_id)


async def pause(sql: Sql, participant_id: int) -> None:
    """This person wants no invitations and news for now."""
    await sql.run("UPDATE participant SET paused = 1 WHERE id = ?", participant_id)


async def stop(sql: Sql, participant_id: int) -> None:
    """This person wants no invitations, news and reminders. Whether there were reminders is kept for `go_on`."""
    await sql.run(
        "UPDATE participant SET paused = 1, reminders = 0, reminders_before = coalesce(reminders_before, reminders) "
        "WHERE id = ?",
        participant_id,
    )


async def go_on(sql: Sql, participant_id: int) -> None:
    """This person wants invitations and news again, and reminders if there were some before `stop`."""
    await sql.run(
        "UPDATE participant SET paused = 0, reminders = coalesce(reminders_before, reminders), reminders_before = NULL "
        "WHERE id = ?",
        participant_id,
    )


async def undo_stop(sql: Sql, participant_id: int) -> None:
    """As `go_on`, for somebody who was stopped; a pause that they chose themselves stays."""
    await sql.run(
        "UPDATE participant SET paused = 0, reminders = reminders_before, reminders_before = NULL "
        "WHERE id = ? AND reminders_before IS NOT NULL",
        participant_id,
    )


async def delete(sql: Sql, participant_id: int) -> None:
    """Delete a person with their chats, answers, letters and roles."""
    await sql.run("DELETE FROM participant WHERE id = ?", participant_id)


async def with_role(sql: Sql, role: Role) -> list[Participant]:
    """Everyone who has registered and holds a role."""
    rows = await sql.all(
        _SELECT + "WHERE p.registered_at IS NOT NULL AND p.id IN (SELECT participant_id FROM role WHERE role = ?)", role
    )
    return [_participant(row) for row in rows]


async def grant(sql: Sql, participant_id: int, role: Role, now: datetime) -> None:
    """Give a person a role."""
    await sql.run(
        "INSERT INTO role (participant_id, role, granted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        participant_id, role, stamp(now),
    )  # fmt: skip


async def never_registered(sql: Sql, silent_since: datetime) -> list[Participant]:
    """Those who came, did not finish their registration, and were not heard of since an instant.

    On a shared phone nobody knows of whom was heard: there they came before it.
    """
    rows = await sql.all(
        _SELECT + "WHERE p.registered_at IS NULL AND p.created_at < ?1 AND NOT EXISTS "
        "(SELECT 1 FROM chat AS c WHERE c.participant_id = p.id AND c.last_in_at >= ?1 AND c.turn = 0)",
        stamp(silent_since),
    )
    return [_participant(row) for row in rows]


def _participant(row: Row) -> Participant:
    return Participant(
        id=row["id"],
        language=row["language"],
        name=row["name"],
        household=Household(row["adults"], row["children"]),
        statistics=Statistics(
            Residence(row["residence"]) if row["residence"] else None,
            row["country"],
            AgeGroup(row["age_group"]) if row["age_group"] else None,
            Gender(row["gender"]) if row["gender"] else None,
        ),
        reminders=bool(row["reminders"]),
        paused=bool(row["paused"]),
        chat_id=row["home_chat_id"],
        registered=row["registered_at"] is not None,
        second_language=row["second_language"],
        roles=frozenset(Role(role) for role in row["roles"].split(",")) if row["roles"] else frozenset(),
    )
