"""The machine at work beside the bot: rung by what comes in, and stopped by nothing but the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot import rounds
from tests.play import Stage, stage
from tests.stand_ins.translation import TranslationServer
from tests.talks.machine import coordinator, service


@asynccontextmanager
async def at_work(play: Stage) -> AsyncIterator[None]:
    """The machine runs meanwhile."""
    task = asyncio.create_task(play.app.rounds["translations"].run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def play(tmp_path: Path, server: TranslationServer) -> AsyncIterator[Stage]:
    async with stage(tmp_path, **service(server)) as found:
        yield found


async def test_what_comes_in_rings_the_bell(play: Stage, server: TranslationServer) -> None:
    olga = await coordinator(play)
    async with at_work(play):
        await play.event("Backen", send=False, by=olga)
        await olga.presses("team")  # any commit rings
        await server.is_called(2)
    assert server.calls == ["GET /languages", "POST /translate"]


async def test_a_mistake_of_ours_in_one_round_does_not_end_it(
    play: Stage, server: TranslationServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "PAUSE_SECONDS", 0.01)
    olga = await coordinator(play)
    assert play.app.machine
    tried = asyncio.Event()

    def trips(_: str, __: str) -> bool:
        assert play.app.machine
        play.app.machine.is_simple = lambda *_: True
        tried.set()
        raise ZeroDivisionError

    play.app.machine.is_simple = trips
    await play.event("Backen", send=False, by=olga)
    async with at_work(play):
        await asyncio.wait_for(tried.wait(), 10)
        await server.is_called(2)
    assert "not done, trying again: work=translations" in caplog.text


async def test_a_service_that_was_in_trouble_is_tried_at_once_at_the_start(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)
    server.answers_with(403)
    assert play.app.machine
    assert not await play.app.machine.work()
    await play.app.recover()
    async with at_work(play):
        await server.is_called(3)
    assert server.calls[1:] == ["POST /translate"] * 2
