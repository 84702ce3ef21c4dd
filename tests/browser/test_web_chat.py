"""The web chat in a real browser: what people see, tap, write and say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from bot.domain.content import Button, Content, Line, Media, rows, text
from bot.domain.incoming import Tap
from bot.language import formats
from bot.language.texts import texts
from bot.store import files
from tests.browser.phones import phone
from tests.web.serving import MORNING, TOKEN, House, house, served
from tests.web.test_demo import Village

# One browser for all tests, each with a context of its own; so they share a loop.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

INVITATION = Content(
    "de",
    (
        Line("Suppe kochen im Garten", "🍲", "title"),
        Line("Samstag, 28. November", "📅"),
        Line("Gemeinschaftsgarten, Bartningstraße 12", "📍", link="https://example.org/karte"),
        Line("Bring gern Gemüse mit."),
        Line("Frage? Schreib einfach.", style="quiet"),
    ),
    ((Button("✅ Ich komme", "coming:1"),), (Button("🤔 Vielleicht", "maybe:1"), Button("❌ Nein", "no:1"))),
)


def label(message: str, language: str = "de") -> str:
    """What stands on a page in its language."""
    return texts(language).t(message)


async def test_a_newcomer_starts_and_talks_with_the_bot(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(f"{home.url}/start/event-12")
        await page.get_by_role("button", name=label("Start", "en")).click()
        await page.wait_for_url("**/c/*")
        token = page.url.rpartition("/")[2]
        incoming = await home.hears()
        assert incoming is not None
        assert incoming.start == "event-12"

        await home.bot_says(text("en", "Hello! What is your name?"), token=token)
        await expect(page.get_by_text("Hello! What is your name?")).to_be_visible()
        await page.get_by_label(label("Write a message", "en")).fill("Aïcha")
        await page.get_by_role("button", name=label("Send", "en"), exact=True).click()
        tick = page.locator(".mine", has_text="Aïcha").get_by_role("img", name=label("Sent", "en"))
        await expect(tick).to_be_visible()
        incoming = await home.hears()
        assert incoming is not None
        assert incoming.text == "Aïcha"

        await page.goto(f"{home.url}/")
        await page.get_by_role("button", name=label("Back to my page", "en")).click()
        await page.wait_for_url(f"**/c/{token}")
        await expect(page.get_by_text("Aïcha")).to_be_visible()


async def test_a_tap_changes_its_message_in_place_and_the_focus_stays(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        name = await home.bot_says(INVITATION)
        await home.bot_says(text("de", "Noch etwas anderes."))
        await expect(page.get_by_text("Noch etwas anderes.")).to_be_visible()
        button = page.get_by_role("button", name="Ich komme")
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(button).to_be_disabled()
        incoming = await home.hears()
        assert incoming is not None
        assert incoming.tap is not None
        assert (incoming.tap.action, incoming.tap.message) == ("coming:1", name)

        more = rows([Button("➕ Kind", "more"), Button("✅ Ich komme doch nicht", "coming:1")])
        await home.bot_says(Content("de", (Line("Du kommst!", "✅"),), more, toast="Gut!"), target=name)
        await expect(page.get_by_text("Du kommst!")).to_be_visible()
        await expect(page.get_by_role("button", name="Ich komme doch nicht")).to_be_focused()
        await expect(page.locator("#toast")).to_have_text("Gut!")
        await expect(page.get_by_text("Suppe kochen")).to_have_count(0)
        assert await page.locator("article .said").all_inner_texts() == ["✅\nDu kommst!", "Noch etwas anderes."]


def tall(said: str) -> Content:
    """A message that is higher than a phone's screen."""
    return Content("de", tuple(Line(f"{said} {number}") for number in range(40)))


async def test_after_a_message_taller_than_the_screen_the_next_one_is_seen_too(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
        await home.bot_says(tall("Einladung"))
        await expect(page.get_by_text("Einladung 0")).to_be_in_viewport()
        await expect(page.get_by_text("Einladung 39")).not_to_be_in_viewport()
        await home.bot_says(text("de", "Eine Erinnerung"))
        await expect(page.get_by_text("Eine Erinnerung")).to_be_in_viewport()
        await home.bot_says(tall("Noch eine"))
        await home.bot_says(text("de", "Und das Letzte"))
        await expect(page.get_by_text("Und das Letzte")).to_be_in_viewport()
        await expect(page.locator("#down")).to_be_hidden()


async def test_who_reads_further_up_is_left_alone_and_finds_the_way_down(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await home.bot_says(INVITATION)
        await home.bot_says(tall("Lang"))
        await page.goto(home.page())
        await expect(page.get_by_text("Lang 39")).to_be_in_viewport()
        await page.mouse.move(180, 300)
        await page.mouse.wheel(0, -5000)
        await expect(page.get_by_text("Suppe kochen")).to_be_in_viewport()
        await home.bot_says(text("de", "Eine Erinnerung"))
        down = page.get_by_role("button", name=label("New messages"))
        await expect(down).to_be_visible()
        await expect(page.get_by_text("Suppe kochen")).to_be_in_viewport()
        await down.click()
        await expect(page.get_by_text("Eine Erinnerung")).to_be_in_viewport()
        await expect(down).to_be_hidden()
        await home.bot_says(text("de", "Und noch eine"))
        await expect(page.get_by_text("Und noch eine")).to_be_in_viewport()


async def test_the_answer_to_a_tap_further_up_is_shown_but_a_change_in_place_does_not_jump(
    home: House, chromium: Browser
) -> None:
    async with served(home), phone(chromium) as page:
        name = await home.bot_says(INVITATION)
        await home.bot_says(tall("Lang"))
        await page.goto(home.page())
        await expect(page.get_by_text("Lang 39")).to_be_in_viewport()
        await page.mouse.move(180, 300)
        await page.mouse.wheel(0, -5000)
        button = page.get_by_role("button", name="Ich komme")
        await expect(button).to_be_in_viewport()
        await button.click()
        where = "document.getElementById('page').scrollTop"
        before = await page.evaluate(where)
        await home.bot_says(replace(INVITATION, lines=(*INVITATION.lines, Line("Du kommst!", "✅"))), target=name)
        await expect(page.get_by_text("Du kommst!")).to_be_in_viewport()
        assert await page.evaluate(where) == before
        await home.bot_says(text("de", "Hier ist dein Termin."))
        await expect(page.get_by_text("Hier ist dein Termin.")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("labels", "columns"), [(("1", "2", "3"), 3), (("Vielleicht ja", "Vielleicht nein", "Ich weiß nicht"), 1)]
)
async def test_buttons_of_a_row_are_equally_wide(
    labels: tuple[str, ...], columns: int, home: House, chromium: Browser
) -> None:
    async with served(home), phone(chromium) as page:
        await home.bot_says(Content("de", (Line("Wie viele?"),), (tuple(Button(one, one) for one in labels),)))
        await page.goto(home.page())
        await expect(page.get_by_text("Wie viele?")).to_be_visible()
        boxes = [await button.bounding_box() for button in await page.locator(".row button").all()]
        assert len({round(box["width"]) for box in boxes if box}) == 1
        assert len({round(box["x"]) for box in boxes if box}) == columns


@pytest.mark.parametrize("language", ["en", "fa", "ckb", "ps", "kk", "ku"])
async def test_the_day_is_written_as_in_the_texts(language: str, home: House, chromium: Browser) -> None:
    await home.speaks(language)
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await home.bot_says(text(language, "Good morning"))
        await expect(page.locator(".day")).to_have_text(formats.day(MORNING.date(), language))
        await expect(page.locator("article time")).to_have_text("10:12")


async def test_what_is_written_without_a_connection_is_sent_later_once(home: House, chromium: Browser) -> None:
    async with phone(chromium) as page:
        async with served(home):
            await page.goto(home.page())
            await home.bot_says(text("de", "Guten Morgen"))
            await expect(page.get_by_text("Guten Morgen")).to_be_visible()
        await expect(page.get_by_text(label("No connection. Trying again …"))).to_be_visible()
        await page.get_by_label(label("Write a message")).fill("Im Keller geschrieben")
        await page.get_by_role("button", name=label("Send"), exact=True).click()
        await expect(page.locator(".mine .waiting")).to_have_text(label("Sending …"))
        async with served(home):
            await page.evaluate("dispatchEvent(new Event('online'))")
            await expect(page.locator(".mine .tick")).to_be_visible()
            await expect(page.get_by_text(label("No connection. Trying again …"))).to_have_count(0)
            await home.bot_says(text("de", "Schön, dass du wieder da bist."))
            await expect(page.get_by_text("wieder da")).to_be_visible()
    assert [incoming.text for incoming in await home.inbox() if incoming] == ["Im Keller geschrieben"]


async def test_a_lost_answer_or_a_closed_page_doubles_nothing(home: House, chromium: Browser) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await page.route("**/messages", lose)
        await page.get_by_label(label("Write a message")).fill("Kommt das an?")
        async with page.expect_event("requestfailed"):
            await page.get_by_role("button", name=label("Send"), exact=True).click()
        await page.unroute("**/messages")
        async with page.expect_response("**/messages") as response:
            await page.reload()
        assert (await response.value).status == 200
        await expect(page.locator(".mine")).to_have_count(1)
        await expect(page.locator(".mine .tick")).to_be_visible()
    assert len(await home.inbox()) == 1


async def test_a_tap_that_may_have_arrived_is_repeated_under_its_id(home: House, chromium: Browser) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    async with served(home), phone(chromium) as page:
        name = await home.bot_says(Content("de", (Line("Wie viele?"),), rows([Button("➕ Kind", "more")])))
        await page.goto(home.page())
        await page.route("**/messages", lose)
        await page.get_by_role("button", name="Kind").click()
        await expect(page.get_by_text(label("This was not sent. Please try again."))).to_be_visible()
        await page.unroute("**/messages")
        async with page.expect_response("**/messages"):
            await page.get_by_role("button", name="Kind").click()
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert isinstance(incoming.tap, Tap)
    assert (incoming.tap.action, incoming.tap.message) == ("more", name)


async def test_arabic_runs_from_right_to_left(home: House, chromium: Browser) -> None:
    await home.speaks("ar")
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await home.bot_says(Content("ar", (Line("السبت", "📅"), Line("الحديقة", "📍"))))
        await page.locator("#text").fill("مرحبا")
        await page.locator("#send").click()
        await expect(page.locator(".mine .tick")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        theirs, mine = await page.locator(".theirs .bubble").bounding_box(), await page.locator(".mine").bounding_box()
        assert theirs is not None
        assert mine is not None
        assert theirs["x"] + theirs["width"] > 340
        assert mine["x"] < 20
        boxes = [await icon.bounding_box() for icon in await page.locator(".icon").all()]
        words = [await one.bounding_box() for one in await page.locator(".marked .words").all()]
        assert boxes[0] is not None
        assert words[0] is not None
        assert boxes[0]["x"] > words[0]["x"]
        assert len({box["x"] for box in boxes if box}) == 1


async def test_another_language_changes_the_page_without_a_reload(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await home.bot_says(text("de", "Welche Sprache?"))
        await expect(page.get_by_text("Welche Sprache?")).to_be_visible()
        await home.speaks("ar")
        await home.bot_says(text("ar", "أهلاً"))
        await expect(page.get_by_text("أهلاً")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "ar")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(page.locator(".said").first).to_have_attribute("lang", "de")


async def test_who_is_forgotten_reads_only_the_goodbye(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await home.bot_says(Content("de", (Line("Alles löschen?"),), rows([Button("Ja", "forget:yes")])))
        await page.get_by_role("button", name="Ja").click()
        await home.forgets()
        await home.bot_says(text("de", "Alles Gute!"))
        await expect(page.locator("article")).to_have_count(1)
        await expect(page.locator("article .said")).to_have_text("Alles Gute!")
        await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
        await expect(page.locator("#page")).to_be_focused()


@pytest.mark.parametrize("width", [320, 390])
async def test_a_small_phone_shows_everything_in_reach_of_a_thumb(width: int, home: House, chromium: Browser) -> None:
    long = Button("Ich komme mit meiner ganzen Familie und mit der Nachbarin aus dem dritten Stock", "family")
    async with served(home), phone(chromium, viewport={"width": width, "height": 600}) as page:
        await page.goto(home.page())
        await home.bot_says(INVITATION)
        await home.bot_says(Content("de", (Line("Donaudampfschifffahrtsgesellschaft" * 4),), ((long, long),)))
        await expect(page.get_by_text("Donau")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate("document.getElementById('page').scrollWidth") <= width
        for button in await page.get_by_role("button").all():
            box = await button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


async def test_a_screen_reader_finds_its_way(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await home.bot_says(INVITATION)
        await page.goto(home.page())
        log = page.get_by_role("log", name=label("Messages"))
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(page.get_by_role("heading", name="Suppe kochen im Garten")).to_be_visible()
        await expect(log).to_contain_text("Kranich im Quartier:")
        for name in ("Menu", "Send a photo", "Record a voice message", "Copy the link"):
            await expect(page.get_by_role("button", name=label(name))).to_be_visible()
        await expect(page.get_by_role("textbox", name=label("Write a message"))).to_be_visible()
        await page.get_by_role("button", name=label("Menu")).click()
        incoming = await home.hears()
        assert incoming is not None
        assert incoming.command == "menu"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_can_be_read(scheme: str, home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium, color_scheme=scheme) as page:
        await home.bot_says(INVITATION)
        await page.goto(home.page())
        await page.locator("#text").fill("Hallo")
        await page.locator("#send").click()
        await expect(page.locator(".mine .tick")).to_be_visible()
        weak = await page.evaluate(CONTRASTS)
        assert weak == []


# Every text whose contrast with what is behind it is below 4.5 to 1.
CONTRASTS = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => parts(color).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    const color = getComputedStyle(node).backgroundColor;
    return parts(color)[3] === 0 && node.parentElement ? behind(node.parentElement) : color;
  };
  const weak = [];
  for (const node of document.body.querySelectorAll("*")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.getClientRects().length) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push([node.outerHTML.slice(0, 60), ratio]);
  }
  return weak;
}"""


async def test_texts_stay_texts(home: House, chromium: Browser) -> None:
    hostile = "<img src=x onerror=alert(1)><b>fett</b>"
    async with served(home), phone(chromium) as page:
        lines = (Line(hostile), Line("klick", link="javascript:alert(1)"), Line("gut", link="https://example.org/"))
        await home.bot_says(Content("de", lines))
        await page.goto(home.page())
        await page.locator("#text").fill(hostile)
        await page.locator("#send").click()
        await expect(page.get_by_text(hostile)).to_have_count(2)
        assert await page.locator("#log img, #log b").count() == 0
        await expect(page.locator("#log a")).to_have_count(1)
        await expect(page.locator("#log a")).to_have_attribute("rel", "noopener noreferrer")


async def test_a_photo_is_made_smaller_and_shown(home: House, chromium: Browser, tmp_path: Path) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        shot = await chromium.new_page(viewport={"width": 2400, "height": 1200})
        await shot.screenshot(path=tmp_path / "garten.png")
        await page.locator("#picture").set_input_files(tmp_path / "garten.png")
        picture = page.locator(".mine img")
        await expect(picture).to_be_visible()
        incoming = await home.hears()
        assert incoming is not None
        assert incoming.attachment is not None
        assert (incoming.attachment.kind, incoming.attachment.mime) == ("photo", "image/jpeg")
        await expect(picture).to_have_js_property("naturalWidth", 1600)


async def test_a_voice_message_is_recorded_and_can_be_heard(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium, permissions=["microphone"]) as page:
        await page.goto(home.page())
        await page.get_by_role("button", name=label("Record a voice message")).click()
        await page.get_by_role("button", name=label("Cancel")).click()
        await expect(page.locator("audio")).to_have_count(0)
        await page.get_by_role("button", name=label("Record a voice message")).click()
        await expect(page.get_by_role("timer")).to_have_text("0:01")
        await page.get_by_role("button", name=label("Send"), exact=True).click()
        await expect(page.locator(".mine audio")).to_be_visible()
        incoming = await home.hears()
        assert incoming is not None
        assert incoming.attachment is not None
        assert (incoming.attachment.kind, incoming.attachment.mime) == ("voice", "audio/webm")
        await expect(page.locator(".mine audio")).not_to_have_js_property("readyState", 0)


async def test_a_document_can_be_saved(home: House, chromium: Browser) -> None:
    async with home.database.atomic() as sql:
        file_id = await files.keep(sql, "Suppe.ics", "text/calendar", b"BEGIN:VCALENDAR", home.clock())
    await home.bot_says(Content("de", (Line("Der Termin", "📅"),), media=Media(file_id, "document")))
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        async with page.expect_download() as saved:
            await page.get_by_role("link", name=label("Open the file")).click()
        assert (await saved.value).suggested_filename == "Suppe.ics"


async def test_the_cursor_goes_where_the_bot_asks_for_words(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page())
        await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
        await home.bot_says(Content("de", (Line("Wie heißt du?"),), wants_text=True))
        await expect(page.locator("#text")).to_be_focused()


async def test_a_page_nobody_has_offers_the_first_page(home: House, chromium: Browser) -> None:
    async with served(home), phone(chromium) as page:
        await page.goto(home.page("guessed"))
        await expect(page.get_by_role("heading", name=label("This link is not valid any more.", "en"))).to_be_visible()
        await page.get_by_role("link", name=label("Go to the first page", "en")).click()
        await expect(page.get_by_role("button", name=label("Start", "en"))).to_be_visible()


async def test_the_demo_shows_phones_side_by_side_and_lets_time_pass(tmp_path: Path, chromium: Browser) -> None:
    async with house(tmp_path, demo=Village()) as home:
        for one in Village.phones:
            await home.moves_in(one.token, one.language)
            await home.bot_says(text(one.language, f"→ {one.title}"), token=one.token)
        async with served(home), phone(chromium, viewport={"width": 1280, "height": 800}) as page:
            await page.goto(home.url)
            await expect(page.frame_locator("iframe >> nth=0").get_by_text("→ Miriam")).to_be_visible()
            await expect(page.frame_locator("iframe >> nth=1").locator("html")).to_have_attribute("dir", "rtl")
            await expect(page.locator("#clock")).to_contain_text("06:12")
            await page.get_by_role("button", name=label("1 hour later", "en")).click()
            await expect(page.locator("#clock")).to_contain_text("07:12")
            assert await page.evaluate("localStorage.getItem('page')") is None
            await page.set_viewport_size({"width": 360, "height": 740})
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360
            assert TOKEN not in await page.content()
