"""The demo as a real process in a real browser: a whole event, from the registration to the feedback."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Page, async_playwright, expect

from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from bot.messages.people import party
from tests.ports import free_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
DE, AR = texts("de"), texts("ar")
OLGA, AMAL, NEWCOMER = 1, 3, 6
EVENT = "Tee und Musik"
WAIT = 30_000  # ms; the picture of the faces takes its time on a busy machine


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """A running demo; its address. It has to end well."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-open", "--port", str(free_port())),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HOME": str(folder)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        said = await asyncio.wait_for(process.stdout.readuntil(b"/demo"), 30)
        yield said.decode().rpartition(" ")[2]
    finally:
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with demo(tmp_path) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 1600, "height": 900}, locale="de-DE")
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address)
        yield page
        await browser.close()
        assert complaints == []


def phone(page: Page, number: int) -> FrameLocator:
    """The phone at this place, from 1."""
    return page.frame_locator(f".phone:nth-of-type({number}) iframe")


async def tap(phone: FrameLocator, label: str) -> None:
    """Tap the newest button with this label."""
    await phone.get_by_role("button", name=label).last.click()


async def choose(phone: FrameLocator, question: str, label: str) -> None:
    """Wait for a question, then tap an answer to it."""
    await asks(phone, question)
    await tap(phone, label)


async def write(phone: FrameLocator, question: str, words: str) -> None:
    """Wait for a question, then write the answer."""
    await asks(phone, question)
    await phone.locator("#text").fill(words)
    await phone.locator("#send").click()


async def asks(phone: FrameLocator, question: str) -> None:
    """The newest message says this."""
    await expect(phone.locator("article.theirs").last).to_contain_text(question)


async def says(phone: FrameLocator, *words: str) -> None:
    """Some message says all of this."""
    found = phone.locator("article")
    for one in words:
        found = found.filter(has_text=one)
    await expect(found.last).to_be_visible(timeout=WAIT)


async def to_the_next(page: Page, step: str) -> None:
    """Let time pass."""
    before = await page.locator("#clock").inner_text()
    await page.locator(f"#steps button[value={step}]").click()
    await expect(page.locator("#clock")).not_to_have_text(before)


async def registers_in_arabic(someone: FrameLocator) -> None:
    """The whole registration of a mother with two children."""
    await tap(someone, LANGUAGES["ar"].name)
    await choose(someone, AR.t("Is that all right for you?"), AR.t("Yes, all right"))
    await write(someone, AR.t("What shall we call you?"), "هدى")
    await choose(someone, AR.t("How many adults? Count yourself."), "1")
    await choose(someone, AR.t("How many children?"), "2")
    await choose(someone, AR.t("Are you new here?"), AR.t("I am new here"))
    for question in ("Which country do you come from?", "How old are you?", "You are …"):
        await choose(someone, AR.t(question), AR.t("I'd rather not say"))
    await says(someone, "هدى", AR.t("You can change this at any time in the menu."))


async def plans_an_event(olga: FrameLocator) -> None:
    """The team's conversation, with the shortest answers."""
    await olga.locator("#menu").click()
    await tap(olga, DE.team("Team menu"))
    await tap(olga, DE.team("New event"))
    await write(olga, DE.team("What is it called?"), EVENT)
    await write(olga, DE.team("What happens there?"), "Wir trinken Tee und hören Musik.")
    await write(olga, DE.team("When is it?"), "morgen 16 Uhr")
    await write(olga, DE.team("How long is it, or until when?"), "18 Uhr")
    await write(olga, DE.team("Where is it?"), "Grundstraße 10")
    await choose(olga, DE.team("What does it cost?"), DE.t("It costs nothing"))
    await choose(olga, DE.team("Who is it for?"), DE.t("For everyone"))
    await choose(olga, DE.team("Are children welcome?"), DE.t("Yes"))
    await choose(olga, DE.team("What should people bring?"), DE.team("Nothing"))
    await choose(olga, DE.team("How many places are there?"), "30")
    await choose(olga, DE.team("Who answers questions? Name, perhaps a number."), "Olga")
    await choose(olga, DE.team("Is there a picture? Send it now."), DE.team("No picture"))
    await choose(olga, DE.team("Does it take place more than once?"), DE.team("One time only"))
    await says(olga, DE.team("Saved as a draft."), EVENT)


async def ticks_who_came(olga: FrameLocator) -> None:
    """From the bot's question to the end of the list."""
    asked = olga.locator("article").filter(has_text=DE.team("Tick who came. Then we ask them how it was."))
    await asked.filter(has_text=EVENT).get_by_role("button", name=DE.team("Who came?")).click()
    await says(olga, EVENT, DE.team("Came without an answer: {n}", n=0))
    await tap(olga, DE.team("Came without an answer"))
    await says(olga, EVENT, DE.team("Came without an answer: {n}", n=1))
    await tap(olga, DE.team("Done"))
    await says(olga, DE.team("Thank you! Those who came are asked how it was."))


async def gives_feedback(someone: FrameLocator) -> None:
    """A face, and some words."""
    await says(someone, AR.t("How was it?"), EVENT)
    await tap(someone, "😀")
    await write(someone, AR.t("What was good?"), "الموسيقى جميلة")
    await choose(someone, AR.t("What should be better?"), AR.t("Leave it out"))
    await says(someone, AR.t("Thank you! The team reads this. It helps to plan the next time."))


async def test_a_whole_event_from_the_registration_to_the_feedback(page: Page) -> None:
    olga, huda, amal = phone(page, OLGA), phone(page, NEWCOMER), phone(page, AMAL)
    await registers_in_arabic(huda)
    await plans_an_event(olga)
    await tap(olga, DE.team("Preview and send"))
    await tap(olga, DE.team("Send it now"))
    await says(olga, DE.team("Everything is sent"), "53")

    await says(huda, EVENT, "Grundstraße 10")
    await tap(huda, AR.t("I am coming"))
    await tap(huda, AR.t("Only me"))
    await says(huda, EVENT, AR.t("You are coming: {people}", people=party(AR, 1, 0)))
    await tap(amal, AR.t("Maybe"))
    await says(amal, EVENT, AR.t("Maybe you are coming. Please tell us when you know."))

    await to_the_next(page, "reminder")
    await says(huda, AR.t("Do not forget"), EVENT)
    await says(amal, AR.t("You said: maybe. Do you know now?"), EVENT)
    await to_the_next(page, "day")
    await to_the_next(page, "day")
    await ticks_who_came(olga)
    await gives_feedback(huda)

    await olga.locator("#menu").click()
    await tap(olga, DE.team("Team menu"))
    await tap(olga, DE.team("Past events"))
    await tap(olga, EVENT)
    await tap(olga, DE.team("Feedback"))
    await says(olga, EVENT, "😀 1", "الموسيقى جميلة")
