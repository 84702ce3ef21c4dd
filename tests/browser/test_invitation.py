"""An invitation as a browser draws it: the order in which one reads, what is cut off, and whether letters are there.

Boxes and pixels show order, places and missing letters, for the fonts of this machine. Whether the letters of a word
join as they should, and the fonts of people's phones, no test here can see.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot.domain.content import Content
from bot.domain.events import Answer, Choice
from bot.domain.language_help import LanguageHelp
from bot.domain.people import Household
from bot.language.languages import direction
from bot.messages.invitation import Standing
from tests.browser.phones import phone
from tests.invitations import GERMAN, NOW, PHONE_NUMBER, invitation
from tests.web.serving import House, served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LANGUAGES = ("de", "ar", "fa", "ckb", "ne")
WIDE: ViewportSize = {"width": 800, "height": 900}  # every line stands on one

# The first box of each letter of a piece of text in a node.
LETTERS = """(node, piece) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    const from = text.data.replaceAll("\\u00a0", " ").indexOf(piece);
    if (from < 0) continue;
    return [...piece].map((letter, at) => {
      const range = document.createRange();
      range.setStart(text, from + at);
      range.setEnd(text, from + at + 1);
      const { left, right, top, bottom } = range.getClientRects()[0];
      return { left, right, top, bottom };
    });
  }
  return [];
}"""
# What is wider than the room it has, or stands outside of its bubble or button.
CUT_OFF = """() => {
  const found = [document.documentElement, ...document.querySelectorAll("#page, .bubble, .words, .row button")]
    .filter((node) => node.scrollWidth > node.clientWidth && getComputedStyle(node).display !== "inline")
    .map((node) => `wider than its room: ${node.textContent}`);
  for (const node of document.querySelectorAll(".bubble .words, .row button")) {
    const room = node.closest(".bubble, button").getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    const outside = [...range.getClientRects()].some((box) =>
      box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom);
    if (outside) found.push(`outside: ${node.textContent}`);
  }
  return found;
}"""
# The letters of a text that look like one that no font has. Signs that only stand on letters are left out.
MISSING = """(node) => {
  const pen = Object.assign(document.createElement("canvas"), { width: 48, height: 48 })
    .getContext("2d", { willReadFrequently: true });
  pen.font = getComputedStyle(node).font;
  const drawn = (letter) => {
    pen.clearRect(0, 0, 48, 48);
    pen.fillText(letter, 12, 32);
    return pen.getImageData(0, 0, 48, 48).data.join();
  };
  const none = drawn("\\u0378");
  return [...new Set(node.innerText)].filter((letter) => /\\p{L}/u.test(letter) && drawn(letter) === none);
}"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message on a page, and where its letters are."""

    message: Locator
    language: str

    async def letters(self, piece: str) -> list[dict[str, float]]:
        """The boxes of a piece's letters, in the order of the text."""
        boxes: list[dict[str, float]] = await self.message.locator(".said").evaluate(LETTERS, piece)
        assert boxes, f"{piece} is not there"
        return boxes

    async def runs_left_to_right(self, piece: str) -> None:
        """One line, from left to right."""
        boxes = await self.letters(piece)
        assert all(first["left"] < second["left"] for first, second in pairwise(boxes))
        assert max(box["top"] for box in boxes) < min(box["bottom"] for box in boxes), "on more than one line"

    async def comes_before(self, first: str, second: str) -> None:
        """A reader of this language meets one before the other."""
        earlier, later = (await self.letters(first))[0], (await self.letters(second))[0]
        if later["top"] >= earlier["bottom"]:
            return  # on a line further down
        assert earlier["top"] < later["bottom"]
        assert (earlier["left"] < later["left"]) == (direction(self.language) == "ltr")

    async def on_one_line(self, first: str, second: str) -> None:
        """Both stand on the same line."""
        one, other = (await self.letters(first))[0], (await self.letters(second))[0]
        assert one["top"] < other["bottom"]
        assert other["top"] < one["bottom"]


async def shown(page: Page, home: House, language: str, *contents: Content) -> list[Reading]:
    """What a person of a language sees when the bot writes."""
    await home.speaks(language)
    for content in contents:
        await home.bot_says(content)
    await page.goto(home.page())
    await expect(page.locator("article")).to_have_count(len(contents))
    return [Reading(page.locator("article").nth(at), language) for at in range(len(contents))]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_times_numbers_and_german_words_are_read_in_their_order(
    language: str, home: House, chromium: Browser
) -> None:
    times = (("15:00", "18:00"), ("18:00", "20:00"))
    async with served(home), phone(chromium) as page:
        messages = await shown(page, home, language, *(invitation(language, *hours) for hours in times))
        for message, (start, end) in zip(messages, times, strict=True):
            await message.comes_before(start, end)
            for piece in (start, end, PHONE_NUMBER, "Bartningstraße", "Brettchen", "(und essen).", "vorbei!"):
                await message.runs_left_to_right(piece)
        await page.set_viewport_size(WIDE)
        for message, (start, end) in zip(messages, times, strict=True):
            await message.on_one_line(start, end)
            await message.comes_before(start, end)
            for line in ("Gemeinschaftsgarten, Bartningstraße 12", *GERMAN["what"].split("\n"), GERMAN["bring"]):
                await message.runs_left_to_right(line)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_invitation_stands_on_its_side_and_nothing_is_cut_off(
    language: str, home: House, chromium: Browser
) -> None:
    party = Answer(7, 1, Choice.COMING, 2, 1, waiting=True, since=NOW, answered_at=NOW)
    standing = Standing(party, turn=3, free=0, household=Household(2, 3))
    async with served(home), phone(chromium, viewport={"width": 320, "height": 640}) as page:
        contents = (invitation(language, "15:00", "18:00"), invitation(language, "18:00", "20:00", standing))
        for message in [one.message for one in await shown(page, home, language, *contents)]:
            side = direction(language)
            for node in (page.locator("html"), message.locator(".said"), message.locator(".buttons")):
                await expect(node).to_have_css("direction", side)
            icons, words = await _boxes(message.locator(".icon")), await _boxes(message.locator(".marked .words"))
            assert len(icons) == len(words) > 7
            assert len({box["x"] for box in icons}) == 1
            for icon, word in zip(icons, words, strict=True):
                first, second = (icon, word) if side == "ltr" else (word, icon)
                assert first["x"] + first["width"] <= second["x"]
            (bubble,) = await _boxes(message.locator(".bubble"))
            assert bubble["x"] < 15 if side == "ltr" else bubble["x"] + bubble["width"] > 305
            assert await message.evaluate(MISSING) == [], "letters that no font of this machine has"
        assert await page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_own_answer_is_in_sight_above_all_its_buttons(language: str, home: House, chromium: Browser) -> None:
    party = Answer(7, 1, Choice.COMING, 2, 1, waiting=False, since=NOW, answered_at=NOW)
    standing = Standing(party, free=6, household=Household(2, 3), help=LanguageHelp(need="so", met=("so",)))
    async with served(home), phone(chromium) as page:
        card = invitation(language, "15:00", "18:00", standing, aloud=True)
        (message,) = [one.message for one in await shown(page, home, language, card)]
        await expect(message.locator(".title .words").last).to_be_in_viewport(ratio=1)
        await expect(message.locator("button").last).to_be_in_viewport(ratio=1)
        (answer,), (main,) = await _boxes(message.locator(".title .words").last), await _boxes(page.locator("main"))
        assert answer["y"] >= main["y"]


async def _boxes(nodes: Locator) -> list[dict[str, Any]]:
    return [await node.evaluate("(node) => node.getBoundingClientRect().toJSON()") for node in await nodes.all()]
