"""`kranich run`: how it starts, what it prints, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.saying import TOKEN, WAIT, WITHOUT_METRICS, Say, environment, get, in_one_sentence


def started_and_stopped(folder: Path, *program: str, **settings: str) -> str:
    """What `run` says on standard error, from its start until it is told to stop."""
    with subprocess.Popen(
        [sys.executable, *program, "run"],
        cwd=folder,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "the web chat is at" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        return process.communicate(timeout=WAIT)[1]


def test_run_warns_of_what_was_set_and_has_no_effect(port: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"KRANICH_PROJEKT_NAME={TOKEN}\n")
    said = started_and_stopped(tmp_path, "-c", WITHOUT_METRICS, web_port=port, metrics_token="gartenzwerg_4711_geheim")
    assert [line.partition(" WARNING bot.commands ")[2] for line in said.splitlines() if " WARNING " in line] == [
        "KRANICH_PROJEKT_NAME is no setting of Kranich. Do you mean KRANICH_PROJECT_NAME?",
        "KRANICH_METRICS_TOKEN is set. There are no metrics: the library prometheus-client is not installed.",
    ]
    assert TOKEN not in said
    assert "gartenzwerg" not in said


def test_run_with_nothing_set_serves_and_shows_the_way_in(running: subprocess.Popen[str], port: str) -> None:
    assert running.stdout is not None
    assert running.stdout.readline().startswith("Nobody coordinates yet.")
    link = running.stdout.readline().strip()
    assert link.startswith(f"http://127.0.0.1:{port}/start/r-")
    assert get(link)[0] == 200
    status, health = get(f"http://127.0.0.1:{port}/health")
    assert status == 200
    assert json.loads(health)["ok"] is True


def test_the_database_may_lie_in_a_folder_that_is_not_there_yet(port: str, tmp_path: Path) -> None:
    said = started_and_stopped(tmp_path, "-m", "bot", web_port=port, database="data/kranich.db")
    assert "made a folder for its owner only folder=data\n" in said
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "kranich.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_stops_within_ten_seconds(running: subprocess.Popen[str], port: str, number: signal.Signals) -> None:
    assert get(f"http://127.0.0.1:{port}/health")[0] == 200
    running.send_signal(number)
    assert running.wait(timeout=10) == 0
    assert running.stderr is not None
    assert "Traceback" not in running.stderr.read()


@pytest.mark.usefixtures("running")
def test_a_second_run_on_the_same_database_refuses(kranich: Say) -> None:
    said = in_one_sentence(kranich("run"))
    assert said == "Another Kranich is running on this database. Stop it first."


@pytest.mark.usefixtures("running")
def test_a_port_in_use_is_said_in_one_sentence(kranich: Say, port: str) -> None:
    said = in_one_sentence(kranich("run", web_port=port, database="other.db"))
    assert "KRANICH_WEB_PORT" in said
    assert f"127.0.0.1:{port}" in said


@pytest.mark.usefixtures("running")
def test_the_files_of_a_running_bot_are_for_their_owner_only(tmp_path: Path) -> None:
    for name in ("kranich.db", "kranich.db-wal", "kranich.db-shm", "kranich.db.running"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600, name
