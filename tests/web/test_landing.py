"""The first page, and how everyone gets a page of their own."""

from __future__ import annotations

import re

import pytest

from bot.store import pages
from bot.web.labels import preferred
from bot.web.landing import address_of
from tests.web.serving import ADDRESS, TOKEN, Browser, House


async def test_the_first_page_greets_in_the_language_of_the_browser(browser: Browser) -> None:
    status, _, html = await browser.get("/", Accept_Language="xx, ar-SY;q=0.9, en;q=0.5")
    assert status == 200
    assert '<html lang="ar" dir="rtl">' in html
    assert "Kranich im Quartier" in html
    assert 'method="post" action="/start"' in html


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "de"),
        ("", "de"),
        ("tr", "tr"),
        ("de-AT;q=0.5, tr-TR;q=0.8", "tr"),
        ("xx, ar;q=0.9", "ar"),
        ("prs-AF, fa;q=0.9", "fa_AF"),
        ("en;q=0", "de"),
        ("en;q=kaputt, ar;q=0.1", "ar"),
        (",,;;;q=,*", "de"),
    ],
)
def test_the_browsers_wishes_are_weighed(header: str | None, language: str) -> None:
    assert preferred(header, "de") == language


async def test_start_makes_a_page_whose_secret_is_not_stored(browser: Browser, home: House) -> None:
    status, answer, _ = await browser.post("/start", "payload=", Accept_Language="tr")
    assert status == 303
    path = answer.headers["Location"]
    token = path.removeprefix("/c/")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token)
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert (incoming.address, incoming.start, incoming.language_hint) == (address_of(token), "", "tr")
    assert (await browser.get(path))[0] == 200
    assert token not in "".join(row["raw"] for row in await home.database.read.all("SELECT raw FROM inbox"))


async def test_a_start_link_hands_its_payload_on(browser: Browser, home: House) -> None:
    _, _, html = await browser.get("/start/event-12")
    assert 'name="payload" value="event-12"' in html
    await browser.post("/start", "payload=event-12")
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert incoming.start == "event-12"
    assert home.channel.link("event-12") == f"{home.url}/start/event-12"


@pytest.mark.parametrize("path", ["/start", "/start/"])
async def test_a_start_link_without_an_end_leads_to_the_first_page(path: str, browser: Browser) -> None:
    status, answer, _ = await browser.get(path)
    assert (status, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("payload", ["<script>", "a b", "x" * 65, "ß"])
async def test_an_odd_payload_is_left_out(payload: str, browser: Browser, home: House) -> None:
    await browser.post("/start", {"payload": payload} and f"payload={payload}".encode())
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert incoming.start == ""


async def test_who_has_a_page_gets_it_again(browser: Browser, home: House) -> None:
    await home.moves_in()
    _, answer, _ = await browser.post("/start", f"payload=event-12&token={TOKEN}")
    assert answer.headers["Location"] == f"/c/{TOKEN}"
    _, answer, _ = await browser.post("/start", f"payload=event-13&token={TOKEN}")
    first, second = await home.inbox()
    assert first is not None
    assert second is not None
    assert (first.address, first.start) == (ADDRESS, "event-12")
    assert (second.address, second.start) == (ADDRESS, "event-13")


async def test_a_made_up_secret_gets_a_page_of_the_servers_own_making(browser: Browser) -> None:
    _, answer, _ = await browser.post("/start", "payload=&token=123456")
    assert answer.headers["Location"] != "/c/123456"


@pytest.mark.parametrize(
    ("name", "value"),
    [("Sec_Fetch_Site", "cross-site"), ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://[")],
)
async def test_another_site_starts_nothing(name: str, value: str, browser: Browser, home: House) -> None:
    status, _, _ = await browser.post("/start", "payload=", **{name: value})
    assert status == 403
    assert await home.inbox() == []


async def test_our_own_page_may_start_also_behind_another_name(browser: Browser, home: House) -> None:
    status, _, _ = await browser.post("/start", "payload=", Origin=home.url, Host="inside.example")
    assert status == 303


async def test_a_flood_of_form_fields_is_refused(browser: Browser, home: House) -> None:
    assert (await browser.post("/start", "&".join(f"a{n}=1" for n in range(50))))[0] == 400
    assert (await browser.post("/start", "payload=" + "x" * 5000))[0] == 413
    assert await home.inbox() == []


@pytest.mark.parametrize("path", ["/", f"/c/{TOKEN}", "/c/unknown", "/nothing", "/health", "/static/chat.css"])
async def test_every_answer_says_what_a_browser_may_do_with_it(path: str, browser: Browser, home: House) -> None:
    await home.moves_in()
    _, answer, html = await browser.get(path, Accept="text/html")
    rules = answer.headers["Content-Security-Policy"]
    assert rules.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert f"connect-src 'self' ws://127.0.0.1:{home.port};" in rules
    assert "frame-ancestors 'self'" in rules
    assert "unsafe" not in rules
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Permissions-Policy"].startswith("microphone=(self)")
    assert answer.headers["Referrer-Policy"] == ("no-referrer" if path == f"/c/{TOKEN}" else "same-origin")
    assert answer.headers["Cache-Control"] == ("no-cache" if path.startswith("/static") else "no-store")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", html)


async def test_what_leads_nowhere_says_so_simply(browser: Browser) -> None:
    status, _, html = await browser.get("/nothing", Accept="text/html", Accept_Language="en")
    assert status == 404
    assert "There is nothing here." in html
    assert (await browser.post("/", ""))[0] == 405
    assert (await browser.get("/static/../app.py"))[0] == 404
    assert (await browser.get("/static/%2e%2e/app.py"))[0] == 404


async def test_a_static_file_is_not_sent_twice(browser: Browser) -> None:
    _, answer, _ = await browser.get("/static/chat.js")
    status, _, text = await browser.get("/static/chat.js", If_None_Match=answer.headers["ETag"])
    assert (status, text) == (304, "")


async def test_a_page_exists_once_it_is_started_or_lived_in_or_written_on(home: House) -> None:
    read = home.database.read
    assert not await pages.exists(read, "web", ADDRESS)
    await home.moves_in()
    assert await pages.exists(read, "web", ADDRESS)
    assert not await pages.exists(read, "telegram", ADDRESS)
    assert await pages.language_at(read, "web", ADDRESS) == "de"
    assert await pages.language_at(read, "web", "nobody") is None
