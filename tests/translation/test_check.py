"""`kranich check` lets the translation service translate a word, and says plainly what is wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import checking
from tests.ports import free_port
from tests.stand_ins.translation import KEY, TranslationServer, translation_server


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[TranslationServer]:
    """A service that is set up, for a Kranich in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    async with translation_server() as found:
        for name, value in (
            ("TRANSLATE_URL", found.url), ("TRANSLATE_KEY", KEY), ("LANGUAGE", "de"), ("WEB_PORT", str(free_port())),
        ):  # fmt: skip
            monkeypatch.setenv(f"KRANICH_{name}", value)
        yield found


async def test_a_service_that_works_and_what_is_left_to_people(
    server: TranslationServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await checking.check()
    said = capsys.readouterr().out
    assert "✓ The translation service works. It knows: en, ar, ku, ru.\n" in said
    assert "· People are to translate into: tr, ckb, fa, fa_AF, ps, so, ne, kk, uk, pl, fr.\n" in said
    assert server.calls == ["GET /languages", "POST /translate"]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, "✗ KRANICH_TRANSLATE_KEY: The translation service refuses the key. 403."),
        (456, "✗ KRANICH_TRANSLATE_KEY: The translation service has no letters left for this month. 456."),
        (500, "✗ KRANICH_TRANSLATE_URL: The translation service does not answer. 500."),
        (302, "✗ KRANICH_TRANSLATE_URL: The translation service answers, but not as it should. 302."),
    ],
)
async def test_what_is_wrong_is_one_sentence_and_what_that_means_another(
    server: TranslationServer, capsys: pytest.CaptureFixture[str], status: int, sentence: str
) -> None:
    server.answers_with(status)
    assert not await checking.check()
    said = capsys.readouterr().out
    assert f"{sentence} Texts go out in Deutsch (einfach).\n" in said
    assert KEY not in said


async def test_nobody_is_there(
    server: TranslationServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRANICH_TRANSLATE_URL", f"http://127.0.0.1:{free_port()}")
    assert not await checking.check()
    assert "✗ KRANICH_TRANSLATE_URL: The translation service does not answer." in capsys.readouterr().out
    assert server.calls == []


async def test_of_a_service_that_is_not_set_up_nothing_is_said(
    server: TranslationServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KRANICH_TRANSLATE_URL")
    assert await checking.check()
    assert "ransl" not in capsys.readouterr().out
    assert server.calls == []
