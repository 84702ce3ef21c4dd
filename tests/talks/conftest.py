"""A fresh stage for every test; a test that takes a `language` plays in several."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from zlib import crc32

import pytest

from bot.language.languages import LANGUAGES
from tests.play import Stage, stage

ALWAYS = ("de", "ar")  # the project's own, and one from right to left
OTHERS = [code for code in LANGUAGES if code not in (*ALWAYS, "en")]  # what takes no `language` plays in English


def languages_of(test: str) -> tuple[str, ...]:
    """On a build server every language; elsewhere the two above and, chosen by the test's name, two of the others."""
    if os.environ.get("CI"):
        return tuple(LANGUAGES)
    one = crc32(test.encode()) % len(OTHERS)
    return (*ALWAYS, OTHERS[one], OTHERS[one - len(OTHERS) // 2])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play a test that takes a `language` in its languages; a module can name those that make a difference in it."""
    if "language" in metafunc.fixturenames:
        chosen = getattr(metafunc.module, "PLAYED_IN", languages_of(metafunc.function.__name__))
        metafunc.parametrize("language", chosen)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a database of its own, on a Monday morning."""
    async with stage(tmp_path) as found:
        yield found
