"""A backup that is put back: who asked to be forgotten stays so, and nothing that was sent goes out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.content import Content
from bot.messages import restored
from bot.services import aftermath, announcing, answering, joining, post, reminding
from bot.services import privacy as erasing
from bot.services.context import Context
from bot.services.housekeeping import ALIVE, note_alive
from bot.store import audit, chats, events, facts, participants, privacy, readings, restoring, withdrawing


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done to the backup: whether what was sent since is known, and how many people were forgotten again."""

    known: bool
    forgotten: int


async def settle(ctx: Context, gone: Mapping[int, datetime], *, attached: bool) -> Settled:
    """Make a backup fit to go on from: `gone` are those who were forgotten, according to the file beside the database.

    `attached` says whether the present database can be read, as schema `present`. What it says counts if it is a
    later state of the backup.
    """
    as_of = await facts.get(ctx.sql, ALIVE)
    related = attached and await restoring.is_related(ctx.sql)
    known = related and await restoring.present_fact(ctx.sql, ALIVE) >= as_of
    await restoring.raise_numbers(ctx.sql, known=known)
    await restoring.withdraw_codes(ctx.sql)
    await readings.withdraw(ctx.sql)
    if known:
        await _join_again(ctx)
        await restoring.take_over(ctx.sql)
    everyone = {**gone, **(await restoring.forgotten(ctx.sql) if related else {})}
    count = await _forget_again(ctx, everyone)
    if known:
        await _chats_as_they_are(ctx)
    await answering.promote_due(ctx)
    if known:
        await restoring.keep_back_told(ctx.sql, as_of, ctx.now)
    else:
        await _count_due_as_sent(ctx)
    await note_alive(ctx)  # the time since is not one in which the bot was off
    await _tell_team(ctx, as_of, known=known)
    return Settled(known, count)


async def _join_again(ctx: Context) -> None:
    """Whose chats were joined since is one person: what was sent to them since counts for the one they are."""
    for number, participant_id in await restoring.joined(ctx.sql):
        before = await participants.get(ctx.sql, number)
        person = await participants.get(ctx.sql, participant_id)
        if before and person:
            await joining.join(ctx, before, person)


async def _chats_as_they_are(ctx: Context) -> None:
    """A phone that was given away since gets nothing more, and one that was joined since still does."""
    for chat_id, participant_id in await restoring.parted(ctx.sql):
        await withdrawing.cancel_for_chat(ctx.sql, chat_id, ctx.now)
        await privacy.forget_chat(ctx.sql, chat_id)
        await chats.delete(ctx.sql, chat_id)
        await audit.note(ctx.sql, participant_id, "chat parted", f"chat {chat_id}", ctx.now)
    await restoring.take_over_chats(ctx.sql)


async def _forget_again(ctx: Context, gone: Mapping[int, datetime]) -> int:
    """Forget people as of the instant at which they asked for it; how many the backup still knew."""
    count = 0
    for participant_id, at in sorted(gone.items()):
        person = await participants.get(ctx.sql, participant_id)
        if person is not None:
            await erasing.forget(replace(ctx, now=at), person)
            count += 1
    return count


async def _count_due_as_sent(ctx: Context) -> None:
    """Do now all that was due until now, and let none of its messages leave: they may have been sent before.

    So their keys are used up, and the team sees for whom each is uncertain.
    """
    await announcing.start_due(ctx)
    await reminding.remind_due(ctx)
    await aftermath.see_to_ended(ctx)
    for event in await events.ended_between(ctx.sql, ctx.now - aftermath.ASK_UNTIL, ctx.now):
        if not (await events.aftermath(ctx.sql, event.id)).asked:  # the team may have ticked who came, and so asked
            await aftermath.ask_feedback(ctx, event)
    while (mailing_id := await post.unfinished(ctx.sql)) is not None:
        await post.go_on(ctx, mailing_id)
    await restoring.doubt_all(ctx.sql, ctx.now)


async def _tell_team(ctx: Context, as_of: str, *, known: bool) -> None:
    then = datetime.fromisoformat(as_of) if as_of else None

    async def write(language: str) -> Content:
        return restored.told(then, ctx.project.zone, language, known=known)

    await post.to_team(ctx, write, dedupe=f"restored:{int(ctx.now.timestamp())}")
