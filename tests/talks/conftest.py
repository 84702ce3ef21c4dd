"""A fresh stage for every test; most tests play once in every language on offer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.language.languages import LANGUAGES
from tests.play import Stage, stage


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play a test that takes a `language` in each; a module about the team alone names those that make a difference."""
    if "language" in metafunc.fixturenames:
        metafunc.parametrize("language", getattr(metafunc.module, "PLAYED_IN", tuple(LANGUAGES)))


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a database of its own, on a Monday morning."""
    async with stage(tmp_path) as found:
        yield found
