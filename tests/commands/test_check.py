"""What `kranich check` says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.saying import META_TOKEN, TOKEN, WITHOUT_METRICS, Say, environment
from tests.stand_ins import espeak


def test_check_with_nothing_set_finds_nothing_wrong(kranich: Say, port: str, tmp_path: Path) -> None:
    found = kranich("check", web_port=port)
    assert found.returncode == 0
    assert "✗" not in found.stdout
    assert found.stderr == ""
    assert not (tmp_path / "kranich.db").exists()


def test_check_names_the_wrong_setting(kranich: Say) -> None:
    found = kranich("check", timezone="Berlin")
    assert found.returncode == 1
    assert found.stdout.startswith("✗ A setting is wrong. KRANICH_TIMEZONE: ")


def test_check_says_that_telegram_cannot_be_reached_and_keeps_the_token_to_itself(kranich: Say, port: str) -> None:
    found = kranich("check", telegram_token=TOKEN, telegram_api_url=f"http://127.0.0.1:{port}", web_port=port)
    assert found.returncode == 1
    assert f"✗ KRANICH_TELEGRAM_API_URL: http://127.0.0.1:{port} could not be reached." in found.stdout
    assert TOKEN not in found.stdout + found.stderr
    assert TOKEN.partition(":")[2] not in found.stdout + found.stderr


def test_check_says_that_whatsapp_cannot_be_reached_and_keeps_the_token_to_itself(kranich: Say, port: str) -> None:
    whole = {"whatsapp_phone_id": "4711", "whatsapp_app_secret": "0123456789abcdef", "whatsapp_verify_token": "park"}
    url = f"http://127.0.0.1:{port}"
    found = kranich("check", whatsapp_token=META_TOKEN, whatsapp_api_url=url, web_port=port, **whole)
    assert found.returncode == 1
    assert f"✗ KRANICH_WHATSAPP_API_URL: {url} could not be reached." in found.stdout
    assert META_TOKEN not in found.stdout + found.stderr


def test_check_says_why_there_are_no_metrics(kranich: Say, port: str, tmp_path: Path) -> None:
    found = kranich("check", web_port=port)
    assert "\n· KRANICH_METRICS_TOKEN is not set: no metrics.\n" in found.stdout
    checked = subprocess.run(
        [sys.executable, "-c", WITHOUT_METRICS, "check"],
        cwd=tmp_path,
        env=environment(web_port=port, metrics_token="gartenzwerg_4711_geheim"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\n· There are no metrics: the library prometheus-client is not installed.\n" in checked.stdout


def test_check_names_every_wrong_setting_and_what_is_none(kranich: Say, port: str) -> None:
    wrong = kranich("check", timezone="Berlin", language="klingon")
    assert wrong.returncode == 1
    assert [line.partition("KRANICH_")[2].partition(":")[0] for line in wrong.stdout.splitlines()] == [
        "TIMEZONE", "LANGUAGE",
    ]  # fmt: skip
    found = kranich("check", web_prot=port, web_port=port)
    assert found.returncode == 0
    assert "\n· KRANICH_WEB_PROT is no setting of Kranich. Do you mean KRANICH_WEB_PORT?\n" in found.stdout


def test_check_says_whether_invitations_can_be_read_aloud(port: str, tmp_path: Path) -> None:
    def checked(code: str) -> str:
        env = environment(web_port=port) | {"PATH": str(tmp_path / "bin")}
        command = [sys.executable, "-c", f"{code}\nfrom bot.__main__ import main; main()", "check"]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout

    without = checked("import sys; sys.modules['soundfile'] = None")
    to_do = "install the program espeak-ng and the library soundfile"
    assert f"\n· Invitations are not read aloud. For that, {to_do}.\n" in without
    espeak.script(tmp_path / "bin", "")
    assert "\n✓ Invitations can be read aloud.\n" in checked("")


def test_check_warns_of_an_address_that_is_not_protected(kranich: Say, port: str) -> None:
    found = kranich("check", public_url="http://kranich.example", web_port=port)
    assert found.returncode == 1
    assert "✗ KRANICH_PUBLIC_URL" in found.stdout


@pytest.mark.usefixtures("running")
def test_check_sees_that_it_runs(kranich: Say, port: str) -> None:
    found = kranich("check", web_port=port)
    assert found.returncode == 0
    assert "· Kranich is running on this database now.\n✓ alive: It answers.\n" in found.stdout
    assert "✗" not in found.stdout
