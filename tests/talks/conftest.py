"""A fresh stage for every test; a test that takes a `language` plays in several."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from zlib import crc32

import pytest

from bot.language.languages import LANGUAGES
from tests.play import Stage, stage
from tests.stand_ins.translation import TranslationServer, translation_server

FIRST = ("de", "ar")  # the project's own, and one from right to left
OTHERS = [code for code in LANGUAGES if code not in (*FIRST, "en")]  # what takes no `language` plays in English


def languages_of(test: str) -> tuple[str, ...]:
    """On a build server every language; elsewhere, chosen by the test's name, one of the two above and one other."""
    if os.environ.get("CI"):
        return tuple(LANGUAGES)
    number = crc32(test.encode())
    return FIRST[number % 2], OTHERS[number // 2 % len(OTHERS)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play a test that takes a `language` in its languages; a module can name those that make a difference in it."""
    if "language" in metafunc.fixturenames:
        chosen = getattr(metafunc.module, "PLAYED_IN", languages_of(metafunc.function.__name__))
        metafunc.parametrize("language", chosen)


@pytest.fixture
async def server() -> AsyncIterator[TranslationServer]:
    """A translation service, for stages that have one."""
    async with translation_server() as found:
        yield found


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a database of its own, on a Monday morning."""
    async with stage(tmp_path) as found:
        yield found
