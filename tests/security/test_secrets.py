"""Every secret that gives access to something: how hard it is to guess, where it stands, how often it works."""

from __future__ import annotations

import hmac
import math
import secrets
from pathlib import Path

import aiohttp
import pytest

from bot.channels.telegram import TelegramChannel
from bot.clock import system_clock
from bot.domain.people import Role
from bot.errors import BadSetting
from bot.services import people
from bot.settings import load
from bot.store import invites
from tests.play import Stage
from tests.security.exploring import dump
from tests.web.serving import Browser, house, served

LEAST_BITS = 64


async def a_code(play: Stage) -> str:
    async with play.app.database.atomic() as sql:
        return await people.invite(play.app.context(sql), Role.COORDINATOR)


async def test_a_role_code_has_eighty_bits_and_is_stored_as_a_hash_only(play: Stage) -> None:
    codes = [await a_code(play) for _ in range(200)]
    signs = {sign for code in codes for sign in code.replace("-", "")}
    assert len(signs) == 32
    assert {len(code.replace("-", "")) for code in codes} == {16}
    assert 16 * math.log2(len(signs)) >= 80 > LEAST_BITS
    stored = repr(await dump(play.app.database.read))
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]


async def test_a_role_code_works_once_and_within_seven_days_also_as_a_link(play: Stage) -> None:
    code, late = await a_code(play), await a_code(play)
    for _ in range(2):
        await play.person().starts(f"r-{code}")
    play.clock.now += invites.VALID
    await play.person().starts(f"r-{late}")
    assert await play.count("SELECT count(*) FROM role") == 1


async def test_a_page_has_a_secret_of_192_bits_of_which_the_database_knows_the_hash_only(tmp_path: Path) -> None:
    async with house(tmp_path) as home, served(home), aiohttp.ClientSession() as session:
        browser, tokens = Browser(session, home), set()
        for _ in range(20):
            _, answer, _ = await browser.post("/start", "payload=")
            tokens.add(answer.headers["Location"].removeprefix("/c/"))
        assert len(tokens) == 20
        assert {len(token) for token in tokens} == {len(secrets.token_urlsafe(24))}
        stored = repr(await dump(home.database.read))
    assert not [token for token in tokens if token in stored]


def test_a_webhook_secret_that_could_be_guessed_is_refused() -> None:
    assert 16 * math.log2(64) > LEAST_BITS
    for weak in ("", "a" * 15, "gärtenzwerg_4711_geheim"):
        with pytest.raises(BadSetting, match="SECRET"):
            load(_env_file=None, telegram_webhook_url="https://kranich.example/telegram", telegram_webhook_secret=weak)


def test_the_webhook_secret_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    compare = hmac.compare_digest

    def noted(given: bytes, ours: bytes) -> bool:
        compared.append((given, ours))
        return compare(given, ours)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    channel = TelegramChannel("1:" + "a" * 30, clock=system_clock, webhook_secret="gartenzwerg_4711_geheim")
    for header in (None, "", "wrong", "gärtenzwerg", "x" * 9_000):
        assert not channel.secret_matches(header)
    assert channel.secret_matches("gartenzwerg_4711_geheim")
    assert len(compared) == 6
    assert not TelegramChannel("1:" + "a" * 30, clock=system_clock).secret_matches("")


async def test_links_of_events_and_posters_give_nothing_that_had_to_be_secret(play: Stage) -> None:
    await play.event(send=False)
    before = await dump(play.app.database.read, "inbox", "participant", "chat", "talk", "delivery", "web_message")
    for payload in ("e1", "hello", "team", "e2", "r-1"):
        guest = play.person()
        await guest.starts(payload)
        await guest.reads_no("Plätzchen backen")
    after = await dump(play.app.database.read, "inbox", "participant", "chat", "talk", "delivery", "web_message")
    assert after.pop("sqlite_sequence") != before.pop("sqlite_sequence")
    assert after == before
