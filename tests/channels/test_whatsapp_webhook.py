"""Meta's calls at the real web server: only signed ones, each message kept before it is acknowledged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.whatsapp import WhatsAppChannel
from bot.domain.incoming import Incoming
from bot.store import inbox
from bot.web import pace
from bot.web.parts import SIGNATURE_HEADER
from tests.channels.whatsapp_support import NUMBER
from tests.faults.troubles import TROUBLES, Trouble
from tests.stand_ins.whatsapp import VERIFY_TOKEN, CloudApi
from tests.stand_ins.whatsapp_people import PATIENCE
from tests.web.serving import Browser, House, house, served


@pytest.fixture
async def home(tmp_path: Path, channel: WhatsAppChannel) -> AsyncIterator[House]:
    async with house(tmp_path, signed={channel.name: channel}) as made, served(made):
        yield made


@pytest.fixture
async def browser(home: House) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, home)


async def call(browser: Browser, body: bytes, signature: str | None, **headers: str) -> int:
    headers |= {} if signature is None else {SIGNATURE_HEADER: signature}
    return (await browser.post("/whatsapp", body, **headers))[0]


async def kept(home: House) -> list[str]:
    return [row.raw for row in await inbox.waiting(home.database.read, 99)]


async def test_what_meta_brings_is_kept_and_then_acknowledged(
    meta: CloudApi, home: House, channel: WhatsAppChannel
) -> None:
    amal = meta.person(NUMBER)
    meta.webhook_url = f"{home.url}/whatsapp"
    await amal.says("Hello")
    await amal.sends_location(49.9, 8.6)
    await meta.until(lambda: not meta.bodies, PATIENCE, lambda: f"not taken: {meta.answered}")
    assert meta.answered == [200, 200]
    found = [channel.parse(raw) for raw in await kept(home)]
    assert [one.address for one in found if isinstance(one, Incoming)] == [NUMBER] * 2


async def test_fault_26_a_replayed_call_is_kept_once(meta: CloudApi, browser: Browser, home: House) -> None:
    await meta.person(NUMBER).says("Hello")
    body = meta.bodies[0]
    assert [await call(browser, body, meta.signature(body)) for _ in range(3)] == [200, 200, 200]
    assert len(await kept(home)) == 1


@pytest.mark.parametrize("forged", [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "schlüssel", "sha256=é€ﬀ"])
async def test_fault_26_an_unsigned_or_forged_call_is_refused(
    meta: CloudApi, browser: Browser, home: House, forged: str | None
) -> None:
    await meta.person(NUMBER).says("Hello")
    assert await call(browser, meta.bodies[0], forged) == 403
    assert await kept(home) == []


async def test_fault_26_the_signature_is_of_these_very_bytes(meta: CloudApi, browser: Browser, home: House) -> None:
    await meta.person(NUMBER).says("Grüße 🎉")
    body = meta.bodies[0]
    same_json = json.dumps(json.loads(body), ensure_ascii=False).encode()
    assert await call(browser, same_json, meta.signature(body)) == 403
    assert await call(browser, body, meta.signature(body, "another secret")) == 403
    assert await call(browser, body, meta.signature(body).upper()) == 403
    assert await call(browser, same_json, meta.signature(same_json)) == 200
    assert len(await kept(home)) == 1


async def test_what_meta_signed_is_never_too_much_and_what_others_send_soon_is(
    tmp_path: Path, channel: WhatsAppChannel, meta: CloudApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "EVERYTHING", 3)
    async with (
        house(tmp_path, signed={channel.name: channel}) as home, served(home), aiohttp.ClientSession() as session,
    ):  # fmt: skip
        browser = Browser(session, home)
        for number in range(5):  # an announcement to a thousand people brings as many reports within a minute
            await meta.person(NUMBER).says(f"Hello {number}")
            body = meta.bodies.popleft()
            assert await call(browser, body, meta.signature(body), X_Forwarded_For="203.0.113.7") == 200
        forged = [await call(browser, b"{}", "sha256=0", X_Forwarded_For="203.0.113.8") for _ in range(4)]
        assert forged == [403, 403, 403, 429]
        assert len(await kept(home)) == 5


async def test_fault_26_a_call_of_ten_megabytes_is_refused(meta: CloudApi, browser: Browser, home: House) -> None:
    body = b"x" * 10_000_000
    assert await call(browser, body, meta.signature(body)) == 413
    assert await kept(home) == []


async def test_a_signed_call_that_cannot_be_read_is_kept_to_be_set_aside(
    meta: CloudApi, browser: Browser, home: House
) -> None:
    assert [await call(browser, b"\xff no json", meta.signature(b"\xff no json")) for _ in range(2)] == [200, 200]
    assert await kept(home) == ["\ufffd no json"]


@pytest.mark.parametrize(("trouble", "why"), TROUBLES)
async def test_fault_22_nothing_is_acknowledged_that_is_not_stored(
    meta: CloudApi, browser: Browser, home: House, trouble: Trouble, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    await meta.person(NUMBER).says("x" * 20_000)
    body = meta.bodies[0]
    async with trouble(home.database):
        assert await call(browser, body, meta.signature(body)) == 503
        assert why in caplog.text
    assert await call(browser, body, meta.signature(body)) == 200
    assert len(await kept(home)) == 1


async def test_the_address_is_verified_with_our_own_word(browser: Browser) -> None:
    asked = "/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    status, answer, said = await browser.get(asked + VERIFY_TOKEN)
    assert (status, answer.content_type, said) == (200, "text/plain", "1158201444")
    assert (await browser.get(asked + "gärtnerei"))[0] == 403
    assert (await browser.get(asked))[0] == 403
    assert (await browser.get(f"/whatsapp?hub.verify_token={VERIFY_TOKEN}&hub.challenge=1"))[0] == 403
    assert (await browser.get(asked.replace("1158201444", "x" * 500) + VERIFY_TOKEN))[0] == 403
