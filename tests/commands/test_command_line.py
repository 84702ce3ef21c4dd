"""The command line as people use it: real processes in a folder of their own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot import __version__
from tests.commands.saying import CODE, Say, environment, in_one_sentence


def test_version(kranich: Say) -> None:
    assert kranich("version").stdout == f"kranich {__version__}\n"


def test_every_command_explains_itself(kranich: Say) -> None:
    overview = kranich("--help").stdout
    for command in ("run", "demo", "check", "invite", "backup", "restore", "version"):
        assert f"\n    {command}" in overview
        assert f"usage: kranich {command}" in kranich(command, "--help").stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_token", "no-token-but-secret"),
        ("telegram_api_url", "api.telegram.org"),
        ("telegram_rate", "2000"),
        ("telegram_webhook_url", "kranich.example"),
        ("telegram_webhook_url", "https://kranich.example/hook"),
        ("telegram_webhook_url", "http://kranich.example/telegram"),
        ("telegram_webhook_secret", "short-secret"),
        ("timezone", "Berlin"),
        ("language", "klingon"),
        ("project_name", ""),
        ("web_host", "no..host"),
        ("web_port", "70000"),
        ("public_url", "kranich.example"),
        ("quiet_hours", "night"),
        ("remind_before", "soon"),
        ("log_format", "xml"),
        ("metrics_token", "short-secret"),
        ("database", "/proc/nowhere/kranich.db"),
    ],
)
def test_a_wrong_setting_ends_in_one_sentence(kranich: Say, port: str, name: str, value: str) -> None:
    said = in_one_sentence(kranich("run", **{"web_port": port, name: value}))
    assert f"KRANICH_{name.upper()}" in said or name == "database"
    assert "secret" not in said.replace("KRANICH_TELEGRAM_WEBHOOK_SECRET", "")
    assert said.endswith(".")


def test_an_env_file_that_is_not_utf8_is_named(kranich: Say, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("KRANICH_PROJECT_NAME=Mühle\n".encode("latin-1"))
    assert in_one_sentence(kranich("run")) == "A setting is wrong. The file .env must be saved as UTF-8."


@pytest.mark.parametrize("words", [["invite", "mayor"], ["demo", "--port", "99999"]], ids=" ".join)
def test_a_wrong_word_ends_in_one_sentence(kranich: Say, words: list[str]) -> None:
    assert words[0] in in_one_sentence(kranich(*words))


def test_a_mistake_of_ours_is_logged_without_what_it_says(tmp_path: Path) -> None:
    mistake = (
        "from bot import __main__ as line\n"
        "def fail(_): raise RuntimeError('Amina wrote this') from ValueError('06151 123')\n"
        "line.CliApp.run = fail\n"
        "line.main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", mistake], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "RuntimeError" in found.stderr
    assert "Amina" not in found.stderr
    assert "06151" not in found.stderr


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize("role", ["coordinator", "interpreter"])
def test_invite_prints_a_code_and_a_link(kranich: Say, role: str) -> None:
    code, link, once = kranich("invite", role, public_url="https://kranich.example").stdout.splitlines()
    found = CODE.search(code)
    assert found
    assert link == f"Link: https://kranich.example/start/r-{found[0]}"
    assert once == "It works one time only, within 7 days."


def test_invite_in_the_wrong_folder_makes_no_database_there(kranich: Say, tmp_path: Path) -> None:
    said = in_one_sentence(kranich("invite", "coordinator"))
    assert said.endswith("There is no database of Kranich at kranich.db yet. Start Kranich once first.")
    assert not list(tmp_path.iterdir())


def test_invite_leaves_an_older_database_to_the_next_start(kranich: Say, used: Path) -> None:
    with closing(sqlite3.connect(used)) as database:
        newest = database.execute("SELECT max(number) FROM migration").fetchone()
        database.execute("DELETE FROM migration WHERE number = ?", newest)
        database.commit()
        database.execute("PRAGMA journal_mode = DELETE")
    before = used.read_bytes()
    said = in_one_sentence(kranich("invite", "coordinator"))
    assert said.endswith("kranich.db is from before the last update. Start Kranich once first.")
    assert used.read_bytes() == before
