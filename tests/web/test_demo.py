"""The demo: phones side by side, and a clock to move on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.web.parts import Phone
from tests.web.serving import Browser, House, house, served


class Village:
    """A made-up project."""

    phones = (Phone("Miriam", "de", "miriams-seite"), Phone("أمل", "ar", "amals-seite"))

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 28, 6, 12, tzinfo=ZoneInfo("Europe/Berlin"))

        self.welcomed: list[str] = []

    def now(self) -> datetime:
        return self.time

    async def welcome(self, language: str) -> None:
        self.welcomed.append(language)

    async def move_on(self, step: str) -> None:
        self.time += {"hour": timedelta(hours=1), "day": timedelta(days=1), "reminder": timedelta(hours=7)}[step]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, demo=Village()) as made, served(made):
        yield made


@pytest.fixture
async def browser(home: House) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, home)


async def test_the_first_page_leads_to_the_phones(browser: Browser) -> None:
    _, answer, _ = await browser.get("/")
    assert answer.headers["Location"] == "/demo"
    status, _, html = await browser.get("/demo", Accept_Language="de")
    assert status == 200
    assert '<iframe src="/c/miriams-seite" title="Miriam – Deutsch (einfach)">' in html
    assert '<iframe src="/c/amals-seite" title="أمل – العربية">' in html
    assert "28. November · 06:12" in html


async def test_somebody_new_is_greeted_in_the_language_of_the_browser(browser: Browser, home: House) -> None:
    await browser.get("/demo", Accept_Language="tr-TR, de;q=0.5")
    assert home.parts
    assert isinstance(home.parts.demo, Village)
    assert home.parts.demo.welcomed == ["tr"]


@pytest.mark.parametrize(("step", "time"), [("hour", "07:12"), ("day", "29. November"), ("reminder", "13:12")])
async def test_time_passes_at_a_tap(step: str, time: str, browser: Browser) -> None:
    status, _, body = await browser.post("/demo/clock", {"step": step}, Accept_Language="de")
    assert status == 200
    assert time in json.loads(body)["time"]


@pytest.mark.parametrize("body", ["", "[]", '{"step": "year"}', '{"step": 1}', "[" * 900])
async def test_an_odd_step_is_refused(body: str, browser: Browser) -> None:
    assert (await browser.post("/demo/clock", body))[0] == 400


async def test_another_site_does_not_move_the_clock(browser: Browser) -> None:
    assert (await browser.post("/demo/clock", {"step": "day"}, Sec_Fetch_Site="cross-site"))[0] == 403
