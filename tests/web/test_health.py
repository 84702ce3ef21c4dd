"""Whoever watches over the bot is told how it is; its numbers only whoever has the token."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.domain.health import Light
from bot.web.parts import Metrics
from tests.web.serving import ALL_WELL, Browser, House, house, served

TOKEN = "gartenzwerg_4711_geheim"


async def scrape() -> tuple[bytes, str]:
    return b"kranich_oldest_waiting_seconds 7.0\n", "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def open_to_those_with_a_token(folder: Path) -> AsyncIterator[Browser]:
    async with (
        house(folder, metrics=Metrics(TOKEN, scrape)) as home,
        served(home),
        aiohttp.ClientSession() as session,
    ):
        yield Browser(session, home)


async def test_health_is_200_with_every_light_green(browser: Browser, home: House) -> None:
    home.health = replace(ALL_WELL, lights={"alive": Light(True, "It answers.")})
    status, _, body = await browser.get("/health")
    assert (status, json.loads(body)) == (200, home.health.as_json())


async def test_health_is_503_with_a_red_light_and_says_why(browser: Browser, home: House) -> None:
    home.health = replace(ALL_WELL, lights={"polling": Light(False, "Telegram has not answered since 13:40.")})
    status, _, body = await browser.get("/health")
    found = json.loads(body)
    assert (status, found["ok"]) == (503, False)
    assert found["lights"] == {"polling": {"ok": False, "why": "Telegram has not answered since 13:40."}}


async def test_without_metrics_their_page_is_as_any_that_is_not_there(browser: Browser) -> None:
    status, _, nothing = await browser.get("/nowhere")
    assert (status, nothing) == (404, (await browser.get("/metrics", Authorization=f"Bearer {TOKEN}"))[2])


async def test_the_numbers_are_for_whoever_has_the_token(tmp_path: Path) -> None:
    async with open_to_those_with_a_token(tmp_path) as browser:
        status, answer, body = await browser.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert (status, body) == (200, "kranich_oldest_waiting_seconds 7.0\n")
    assert answer.headers.getall("Content-Type") == ["text/plain; version=0.0.4; charset=utf-8"]


@pytest.mark.parametrize("given", [None, "", TOKEN, f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", "Bearer gärtner"])
async def test_everybody_else_is_refused_from_this_machine_too(given: str | None, tmp_path: Path) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with open_to_those_with_a_token(tmp_path) as browser:
        status, _, body = await browser.get("/metrics", **headers)
    assert status == 403
    assert "kranich_" not in body
