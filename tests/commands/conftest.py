"""A folder in which commands are run, with a bot that runs there or a database that it has left."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.backups import backup
from bot.store.database import Database
from bot.store.migrations import migrate
from tests.commands.saying import WAIT, Say, environment
from tests.ports import free_port


@pytest.fixture
def kranich(tmp_path: Path) -> Say:
    """Run a command to its end."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=tmp_path,
            env=environment(**settings),
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=False,
        )

    return run


@pytest.fixture
def port() -> str:
    """A port that nobody uses."""
    return str(free_port())


@pytest.fixture
def running(tmp_path: Path, port: str) -> Iterator[subprocess.Popen[str]]:
    """`kranich run` with nothing set but its port, after it has said where it is."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=environment(web_port=port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Kranich: the web chat is at http://127.0.0.1:{port}\n"
        yield process
        if process.poll() is None:
            process.kill()


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A database that is there already."""

    async def make() -> None:
        database = await Database.open(tmp_path / "kranich.db")
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return tmp_path / "kranich.db"


@pytest.fixture
def copy(used: Path) -> Path:
    """A backup of that database, which has gone on since."""
    backup(used, used.with_name("copy.db"))
    with closing(sqlite3.connect(used)) as database, database:
        database.execute("INSERT INTO invite (code_hash, role, created_at) VALUES ('5f', 'interpreter', '2026-11-23')")
    return used.with_name("copy.db")
