"""A person's page takes in what they write, tap and show, each thing once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.domain.content import Content, Line, Media
from bot.domain.incoming import Attachment, Tap
from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from bot.store import files, inbox
from bot.web.uploads import MOST_BYTES, asked_range, sniffed
from tests.faults.troubles import TROUBLES, Trouble
from tests.web.serving import TOKEN, Browser, House, an_id

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture" * 9
WEBM = b"\x1a\x45\xdf\xa3" + b"a voice" * 11


@pytest.fixture(autouse=True)
async def somebody(home: House) -> None:
    await home.moves_in()


async def test_a_page_nobody_has_is_refused_in_simple_words(browser: Browser) -> None:
    status, _, html = await browser.get("/c/guessed", Accept="text/html", Accept_Language="en")
    assert status == 404
    assert "This link is not valid any more." in html
    status, _, said = await browser.post("/c/guessed/messages", {"id": an_id(1), "text": "hallo"}, Accept_Language="en")
    assert (status, json.loads(said)) == (404, {"error": "This link is not valid any more."})


async def test_the_page_is_in_the_language_of_its_person(browser: Browser, home: House) -> None:
    await home.speaks("ar")
    _, _, html = await browser.get(f"/c/{TOKEN}", Accept_Language="tr")
    assert '<html lang="ar" dir="rtl">' in html


async def test_a_text_waits_for_the_bot_and_stands_on_the_page(browser: Browser, home: House) -> None:
    assert await browser.says(an_id(1), text="Ich bringe  drei\nKürbisse mit.") == 200
    assert home.woken.is_set()
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert incoming.text == "Ich bringe drei\nKürbisse mit."
    assert await home.shown() == ["Ich bringe drei\nKürbisse mit."]


async def test_the_same_message_twice_at_the_same_moment_has_one_effect(browser: Browser, home: House) -> None:
    said = [browser.says(an_id(7), text="Nur einmal bitte") for _ in range(5)]
    assert await asyncio.gather(*said) == [200] * 5
    assert len(await home.inbox()) == 1
    assert await home.shown() == ["Nur einmal bitte"]


async def test_the_same_id_on_another_page_is_another_message(browser: Browser, home: House) -> None:
    await home.moves_in("zweite-seite")
    await browser.says(an_id(1), text="Von mir")
    await browser.says(an_id(1), token="zweite-seite", text="Und von mir")
    assert len(await home.inbox()) == 2


async def test_a_tap_names_its_message_and_itself(browser: Browser, home: House) -> None:
    assert await browser.says(an_id(2), action="coming:41", message="b17") == 200
    assert await browser.says(an_id(3), action="menu", message="<script>") == 200
    first, second = await home.inbox()
    assert first is not None
    assert second is not None
    assert first.tap == Tap("coming:41", "b17", an_id(2))
    assert second.tap == Tap("menu", None, an_id(3))
    assert await home.shown() == []


async def test_the_menu_button_gives_a_command(browser: Browser, home: House) -> None:
    assert await browser.says(an_id(4), command="menu") == 200
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert incoming.command == "menu"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("[]", 400),
        ("null", 400),
        ("[" * 50_000, 400),
        (b"\xff\xfe\x00", 400),
        ({"text": "without an id"}, 400),
        ({"id": "1", "text": "odd id"}, 400),
        ({"id": an_id(1).upper(), "text": "odd id"}, 400),
        ({"id": an_id(1)}, 400),
        ({"id": an_id(1), "text": 17}, 400),
        ({"id": an_id(1), "text": " \u200b\u0000 \n "}, 400),
        ({"id": an_id(1), "text": "x" * 10_001}, 413),
        ({"id": an_id(1), "text": "x" * 200_000}, 413),
        ({"id": an_id(1), "action": ""}, 400),
        ({"id": an_id(1), "action": "ä" * 33}, 400),
        ({"id": an_id(1), "command": "../x"}, 400),
    ],
)
async def test_what_is_odd_is_refused_and_changes_nothing(
    body: Any, status: int, browser: Browser, home: House
) -> None:
    found, _, said = await browser.post(f"/c/{TOKEN}/messages", body)
    assert found == status
    assert json.loads(said)["error"]
    assert await home.inbox() == []
    assert await home.shown() == []


async def test_a_text_of_ten_thousand_letters_is_taken(browser: Browser, home: House) -> None:
    assert await browser.says(an_id(1), text="ك" * 10_000) == 200
    assert await home.shown() == ["ك" * 10_000]


async def test_harmful_letters_are_taken_out(browser: Browser, home: House) -> None:
    body = '{"id": "' + an_id(1) + '", "text": "a\\ud800b\\u0000c\\u202ed"}'
    assert (await browser.post(f"/c/{TOKEN}/messages", body))[0] == 200
    assert await home.shown() == ["abcd"]


async def test_another_site_says_nothing_in_our_name(browser: Browser, home: House) -> None:
    said = {"id": an_id(1), "text": "gefälscht"}
    assert (await browser.post(f"/c/{TOKEN}/messages", said, Sec_Fetch_Site="cross-site"))[0] == 403
    assert await home.inbox() == []


@pytest.mark.parametrize(("trouble", "why"), TROUBLES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_fault_22_a_full_disk_is_admitted_and_nothing_is_half_stored(
    browser: Browser, home: House, trouble: Trouble, why: str, language: str
) -> None:
    long = "hallo " * 1000 + "!"
    async with trouble(home.database):
        status, answer, said = await browser.post(
            f"/c/{TOKEN}/messages", {"id": an_id(1), "text": long}, Accept_Language=language
        )
        assert status == 503
        assert json.loads(said) == {"error": texts(language).t("Something went wrong here. Please try again.")}
        assert "Content-Security-Policy" in answer.headers
        assert why not in said  # that is for the log
        assert await home.shown() == []
        assert await home.inbox() == []
    for _ in range(2):
        assert await browser.says(an_id(1), text=long) == 200
    assert await home.shown() == [long]
    assert len(await home.inbox()) == 1


async def test_fault_22_where_the_commit_fails_the_page_is_not_told_that_it_was_received(
    browser: Browser, home: House
) -> None:
    async with home.database.atomic() as sql:  # a row whose absence is noticed only at the COMMIT
        await sql.run("CREATE TABLE debt (file_id INTEGER REFERENCES file (id) DEFERRABLE INITIALLY DEFERRED)")
        await sql.run("CREATE TRIGGER owe AFTER INSERT ON inbox BEGIN INSERT INTO debt VALUES (77); END")
    assert await browser.says(an_id(1), text="hallo") == 503
    assert (await home.shown(), await home.inbox()) == ([], [])
    async with home.database.atomic() as sql:
        await sql.run("DROP TRIGGER owe")
    assert await browser.says(an_id(1), text="hallo") == 200
    assert (await home.shown(), len(await home.inbox())) == (["hallo"], 1)


async def test_a_mistake_of_ours_has_the_headers_too(
    browser: Browser, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wrong(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(inbox, "add", wrong)
    status, answer, said = await browser.post(f"/c/{TOKEN}/messages", {"id": an_id(1), "text": "hallo"})
    assert (status, list(json.loads(said))) == (500, ["error"])
    assert "Content-Security-Policy" in answer.headers


async def test_a_photo_is_kept_and_shown_and_handed_to_the_bot(browser: Browser, home: House) -> None:
    path = f"/c/{TOKEN}/files?kind=photo&id={an_id(5)}"
    for _ in range(2):
        assert (await browser.post(path, PNG, Content_Type="image/png"))[0] == 200
    (incoming,) = await home.inbox()
    assert incoming is not None
    assert incoming.attachment == Attachment("photo", "1", "image/png")
    assert await files.data(home.database.read, 1) == ("photo", "image/png", PNG)
    assert await files.received(home.database.read, "web", incoming.attachment, home.clock()) == 1
    status, answer, _ = await browser.get(f"/c/{TOKEN}/files/1")
    assert (status, answer.headers["Content-Type"]) == (200, "image/png")
    assert "Content-Disposition" not in answer.headers


async def test_a_file_is_loaded_only_by_the_page_that_shows_it(browser: Browser, home: House) -> None:
    await home.moves_in("zweite-seite")
    await browser.post(f"/c/{TOKEN}/files?kind=photo&id={an_id(5)}", PNG, Content_Type="image/png")
    assert (await browser.get("/c/zweite-seite/files/1"))[0] == 404
    assert (await browser.get(f"/c/{TOKEN}/files/2"))[0] == 404
    assert (await browser.get(f"/c/{TOKEN}/files/{'9' * 40}"))[0] == 404


@pytest.mark.parametrize(
    ("kind", "said", "data", "status"),
    [
        ("voice", "audio/webm;codecs=opus", WEBM, 200),
        ("voice", "AUDIO/OGG; codecs=opus", b"OggS" + WEBM, 200),
        ("voice", "image/png", PNG, 415),
        ("photo", "image/png", WEBM, 415),
        ("photo", "image/jpeg", PNG, 415),
        ("photo", "image/svg+xml", b"<svg onload='alert(1)'/>", 415),
        ("photo", "text/html", b"<script>alert(1)</script>", 415),
        ("photo", "", PNG, 415),
        ("photo", "image/png", b"", 415),
        ("document", "application/pdf", b"%PDF", 415),
        ("", "image/png", PNG, 415),
    ],
)
async def test_only_what_really_is_a_photo_or_a_voice_is_taken(
    kind: str, said: str, data: bytes, status: int, browser: Browser, home: House
) -> None:
    found, _, _ = await browser.post(f"/c/{TOKEN}/files?kind={kind}&id={an_id(6)}", data, Content_Type=said)
    assert found == status
    assert len(await home.inbox()) == (status == 200)


async def test_a_file_over_ten_million_bytes_is_refused(browser: Browser, home: House) -> None:
    big = PNG + bytes(MOST_BYTES)
    path = f"/c/{TOKEN}/files?kind=photo&id={an_id(5)}"
    assert (await browser.post(path, big[: MOST_BYTES + 1], Content_Type="image/png"))[0] == 413
    assert await home.inbox() == []
    assert (await browser.post(path, big[:MOST_BYTES], Content_Type="image/png"))[0] == 200


async def test_a_voice_can_be_listened_to_in_parts(browser: Browser) -> None:
    await browser.post(f"/c/{TOKEN}/files?kind=voice&id={an_id(8)}", WEBM, Content_Type="audio/webm")
    status, answer, _ = await browser.get(f"/c/{TOKEN}/files/1", Range="bytes=0-1")
    assert (status, answer.headers["Content-Range"]) == (206, f"bytes 0-1/{len(WEBM)}")
    assert answer.headers["Content-Length"] == "2"


async def test_a_document_is_handed_out_for_saving_under_its_name(browser: Browser, home: House) -> None:
    async with home.database.atomic() as sql:
        file_id = await files.keep(sql, 'Wer\r\nkommt "حديقة".html', "text/html", b"<script>", home.clock())
    await home.bot_says(Content("de", (Line("Die Liste"),), media=Media(file_id, "document")))
    status, answer, _ = await browser.get(f"/c/{TOKEN}/files/{file_id}")
    assert status == 200
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''Wer%0D%0Akommt%20%22")
    assert disposition.endswith(".html")


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=-0", None),
        ("bytes=-", None),
        ("bytes=100-", None),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=٣-", None),
        ("lines=1-2", None),
    ],
)
def test_the_part_that_is_asked_for(header: str | None, part: tuple[int, int] | None) -> None:
    assert asked_range(header, 100) == part


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"GIF89a", "image/gif"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"ID3\x04", "audio/mpeg"),
        (b"", None),
    ],
)
def test_files_are_known_by_their_first_bytes(data: bytes, mime: str | None) -> None:
    assert sniffed(data) == mime
