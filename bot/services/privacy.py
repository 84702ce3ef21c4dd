"""What we know about a person, and forgetting it."""

from __future__ import annotations

import json
from typing import Any

from bot.domain.letters import Letter
from bot.domain.people import Participant
from bot.services.context import Context
from bot.store import (
    answers,
    events,
    feedback,
    files,
    forgotten,
    joining,
    letters,
    machine,
    participants,
    privacy,
    withdrawing,
    wordings,
)


async def everything(ctx: Context, person: Participant) -> dict[str, Any]:
    """All that is stored about a person, in plain data."""
    return {
        "about": await privacy.about(ctx.sql, person.id),
        "chats": await privacy.chats(ctx.sql, person.id),
        "roles": sorted(person.roles),
        "answers": await _titled(ctx, person, await privacy.answers(ctx.sql, person.id)),
        "language help": await _titled(ctx, person, await privacy.language_help(ctx.sql, person.id)),
        "feedback": await feedback.of_participant(ctx.sql, person.id),
        "letters": [
            {"text": letter.body, "answer": letter.answer, **await _translations(ctx, letter)}
            for letter in await letters.of_participant(ctx.sql, person.id)
        ],
        "you translate into": await privacy.interprets_into(ctx.sql, person.id),
        "translations": await privacy.translations(ctx.sql, person.id),
        "messages sent to you": await privacy.message_counts(ctx.sql, person.id),
    }


async def _titled(ctx: Context, person: Participant, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with its event's title in place of the text's id."""
    return [
        row | {"title": (await wordings.read(ctx.sql, row.pop("text_id"), person.language)).get("title")}
        for row in found
    ]


async def _translations(ctx: Context, letter: Letter) -> dict[str, Any]:
    found = await machine.all_of_letter(ctx.sql, letter.id)
    return {"translations": found} if found else {}


async def export(ctx: Context, person: Participant) -> int:
    """`everything` as a stored JSON file; its id."""
    data = json.dumps(await everything(ctx, person), ensure_ascii=False, indent=2).encode()
    return await files.keep(ctx.sql, "my-data.json", "application/json", data, ctx.now, files.KEEP_MADE)


async def forget(ctx: Context, person: Participant) -> None:
    """Erase a person: what waits for them is cancelled, their data goes, only counts without a person stay.

    Places they held in coming events come free. Their number is noted, so that no backup brings them back.
    """
    for number in (person.id, *await joining.former_numbers(ctx.sql, person.id)):
        await forgotten.note(ctx.sql, number, ctx.now)
    await privacy.forget_copies(ctx.sql, person.id, ctx.now)
    await withdrawing.cancel_for_participant(ctx.sql, person.id, ctx.now)
    for event_id in await answers.places_held_ahead(ctx.sql, person.id, ctx.now):
        await events.set_freed(ctx.sql, event_id, ctx.now)
    await answers.make_former(ctx.sql, person.id, ctx.now)
    await privacy.forget_files(ctx.sql, person.id)
    await feedback.forget(ctx.sql, person.id)
    await privacy.forget_traces(ctx.sql, person.id)
    await participants.delete(ctx.sql, person.id)
