"""Ask a machine for translations, where a service is set up. Nobody waits for them: they are written down later."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.announcements import Audience
from bot.domain.letters import Letter
from bot.services.context import Context
from bot.store import audiences, machine


async def ask(ctx: Context, text_id: int, audience: Audience) -> None:
    """Ask for a set of texts in every language that people of an audience read, and in which nobody wrote it."""
    if ctx.project.machine:
        await machine.ask(ctx.sql, text_id, await audiences.languages(ctx.sql, audience), ctx.now)


async def ask_for_letter(ctx: Context, letter: Letter, languages: Collection[str]) -> None:
    """Ask for what somebody wrote, in the languages of those who read it."""
    if ctx.project.machine_letters and _has_words(letter.body):
        await machine.ask_for_letter(ctx.sql, letter.id, "body", letter.language, languages, ctx.now)


async def ask_for_answer(ctx: Context, letter: Letter, answer: str, source: str, language: str) -> None:
    """Ask for the team's answer to a letter in its writer's language."""
    if ctx.project.machine_letters and _has_words(answer):
        await machine.ask_for_letter(ctx.sql, letter.id, "answer", source, [language], ctx.now)


def _has_words(text: str) -> bool:
    """Whether there is something to translate: a number or a face is the same in every language."""
    return any(map(str.isalpha, text))
