"""Both protocols against a real server: what is asked, and how every trouble is told."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import (
    NotTrusted,
    TranslationError,
    TranslatorGarbled,
    TranslatorRefuses,
    TranslatorSilent,
    TranslatorUsedUp,
)  # fmt: skip
from bot.translation.calls import MOST_BYTES
from bot.translation.faithful import Original, faithfully
from bot.translation.protocol import Translator
from bot.translation.services import translator
from tests.ports import free_port
from tests.stand_ins.translation import KEY, TranslationServer, translation_server

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Open = Callable[..., Translator]


@pytest.fixture
async def server() -> AsyncIterator[TranslationServer]:
    async with translation_server() as found:
        yield found


@pytest.fixture
async def opened(server: TranslationServer) -> AsyncIterator[Open]:
    """Opens a service at an address."""
    made: list[Translator] = []

    def at(url: str = server.url, key: str = KEY, seconds: float = 5) -> Translator:
        made.append(translator(url, key, lambda: NOW, seconds))
        return made[-1]

    yield at
    for one in made:
        await one.close()


@pytest.fixture(params=["libre", "deepl"])
def service(request: pytest.FixtureRequest, server: TranslationServer, opened: Open) -> Translator:
    """A service of each protocol."""
    return opened(server.url if request.param == "libre" else server.deepl)


async def test_texts_come_back_in_their_order(service: Translator, server: TranslationServer) -> None:
    assert await service.can("de", "ar")
    assert await service.translate(["Hallo Welt", "Guten Tag"], "de", "ar") == ["ar-Hallo ar-Welt", "ar-Guten ar-Tag"]
    assert server.asked[0][2] == ["Hallo Welt", "Guten Tag"]


async def test_what_libretranslate_is_told(server: TranslationServer, opened: Open) -> None:
    await opened().translate(["Hallo"], "de", "ku")
    assert server.bodies == [{"q": ["Hallo"], "source": "de", "target": "kmr", "format": "text", "api_key": KEY}]
    await opened(key="").translate(["Hallo"], "de", "en")
    assert "api_key" not in server.bodies[1]


async def test_what_deepl_is_told_politely_where_it_can_be(server: TranslationServer, opened: Open) -> None:
    service = opened(server.deepl)
    await service.translate(["Hallo"], "de", "en")
    await service.translate(["Hallo"], "en", "ru")
    assert server.bodies == [
        {"text": ["Hallo"], "source_lang": "DE", "target_lang": "EN-GB"},
        {"text": ["Hallo"], "source_lang": "EN", "target_lang": "RU", "formality": "prefer_more"},
    ]


async def test_a_language_that_a_service_does_not_know(server: TranslationServer, opened: Open) -> None:
    libre, deepl = opened(), opened(server.deepl)
    assert not await libre.can("de", "fa_AF")
    assert not await libre.can("ar", "ru")  # no model for this pair
    assert not await deepl.can("de", "ckb")
    assert server.calls.count("GET /languages") == 1  # it is asked once


async def test_the_key_is_not_sent_to_another_place(server: TranslationServer, opened: Open) -> None:
    async with translation_server() as other:
        service = opened()
        await service.can("de", "en")
        server.answers_with(307, Location=f"{other.url}/translate")
        with pytest.raises(TranslatorGarbled):
            await service.translate(["Hallo"], "de", "en")
        assert other.calls == []


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, "", TranslatorRefuses),
        (403, '{"error": "Invalid API key"}', TranslatorRefuses),
        (400, '{"error": "Please contact the server operator to get an API key"}', TranslatorRefuses),
        (456, '{"message": "Quota exceeded"}', TranslatorUsedUp),
        (429, "", TranslatorSilent),
        (500, "oops", TranslatorSilent),
        (529, "", TranslatorSilent),
        (400, '{"error": "Invalid request"}', TranslatorGarbled),
        (404, "<html>not here</html>", TranslatorGarbled),
        (200, "<html>Log in to the hotel's WLAN</html>", TranslatorGarbled),
        (200, "", TranslatorGarbled),
        (200, "[" * 100_000, TranslatorGarbled),
        (200, '{"translatedText": "one text", "translations": "?"}', TranslatorGarbled),
        (200, '{"translatedText": [], "translations": []}', TranslatorGarbled),
        (200, '{"translatedText": ["a", "b"], "translations": [{"text": "a"}, {"text": "b"}]}', TranslatorGarbled),
        (200, '{"translatedText": [7], "translations": [{"text": null}]}', TranslatorGarbled),
        (200, "null", TranslatorGarbled),
        (200, " " * (MOST_BYTES + 1), TranslatorGarbled),
    ],
)
async def test_every_trouble_is_one_of_four(
    service: Translator, server: TranslationServer, status: int, body: str, error: type[TranslationError]
) -> None:
    assert await service.can("de", "en")
    server.answers_with(status, body)
    with pytest.raises(error) as raised:
        await service.translate(["Bei Olga"], "de", "en")
    assert type(raised.value) is error
    assert KEY not in str(raised.value)
    assert await service.translate(["Olga"], "de", "en")  # the next call is a new one


@pytest.mark.parametrize("languages", ["null", '{"de": "en"}', '[{"name": "German"}]', "[7]"])
async def test_a_list_of_languages_that_is_none(server: TranslationServer, opened: Open, languages: str) -> None:
    server.languages = languages
    for url in (server.url, server.deepl):
        with pytest.raises(TranslatorGarbled):
            await opened(url).can("de", "en")


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("30", NOW + timedelta(seconds=30)),
        ("Mon, 23 Nov 2026 09:05:00 GMT", NOW + timedelta(minutes=5)),
        ("999999999", NOW + timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
async def test_when_the_service_wants_to_be_asked_again(
    service: Translator, server: TranslationServer, said: str, at: datetime | None
) -> None:
    assert await service.can("de", "en")
    server.answers_with(429, Retry_After=said)
    with pytest.raises(TranslatorSilent) as raised:
        await service.translate(["Hallo"], "de", "en")
    assert raised.value.retry_at == at


@pytest.mark.parametrize("begins", [False, True])
async def test_a_service_that_hangs_is_not_waited_for(server: TranslationServer, opened: Open, *, begins: bool) -> None:
    server.hanging, server.begins = True, begins
    for url in (server.url, server.deepl):
        with pytest.raises(TranslatorSilent):
            await opened(url, seconds=0.2).can("de", "en")


async def test_a_service_that_is_not_there(opened: Open) -> None:
    with pytest.raises(TranslatorSilent):
        await opened(f"http://127.0.0.1:{free_port()}").can("de", "en")


async def test_nothing_that_is_sent_stands_in_a_log(
    server: TranslationServer, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service = opened()
    await faithfully(service, [Original("Bei Olga Kaiser", ("Olga Kaiser",))], "de", "en")
    server.answers_with(500)
    with pytest.raises(TranslatorSilent):
        await faithfully(service, [Original("Frau Yildiz")], "de", "en")
    assert not any(secret in caplog.text for secret in (KEY, "Olga", "Yildiz"))


async def test_names_and_numbers_never_leave_the_house_and_lines_stay_lines(
    service: Translator, server: TranslationServer
) -> None:
    text = "Kommt um 15:00!\n\n- Bringt Kuchen mit\n- Fragt Olga: 0176 1234567\n🎉"
    found = await faithfully(service, [Original(text, ("Olga",)), Original("7")], "de", "ar")
    assert found[0] == (
        "ar-Kommt ar-um \u206615:00\u2069!\n\n- ar-Bringt ar-Kuchen ar-mit\n"
        "- ar-Fragt \u2068Olga\u2069: \u20660176 1234567\u2069\n🎉"
    )
    assert found[1] == "\u20667\u2069"
    assert not any(kept in server.texts for kept in ("15:00", "Olga", "0176"))
    assert len(server.asked) == 1


async def test_one_text_that_cannot_be_trusted_leaves_its_neighbours_alone(
    service: Translator, server: TranslationServer
) -> None:
    def forgetful(text: str, target: str) -> str:
        return text.replace("[X0X]", "") if "Kuchen" in text else f"{target} {text}"

    server.engine = forgetful
    found = await faithfully(service, [Original("2 Kuchen\nbitte"), Original("3 Tassen")], "de", "en")
    assert isinstance(found[0], NotTrusted)
    assert isinstance(found[1], str)
    assert found[1].endswith("3 Tassen")


async def test_much_text_goes_in_several_calls(service: Translator, server: TranslationServer) -> None:
    found = await faithfully(service, [Original("wort " * 10)] * 120, "de", "en")
    assert len(found) == 120
    assert len({*map(str, found)}) == 1
    assert all(len(texts) <= 50 and sum(map(len, texts)) <= 2000 for *_, texts in server.asked)
    assert sum(len(texts) for *_, texts in server.asked) == 120


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("{}/v2", "GET /v2/languages"),
        ("{}/v2/", "GET /v2/languages"),
        ("{}/", "GET /languages"),
    ],
)
async def test_an_address_tells_the_protocol(server: TranslationServer, opened: Open, url: str, path: str) -> None:
    await opened(url.format(server.url)).can("de", "en")
    assert server.calls[0] == path
