"""WhatsApp among the other channels: only where it is set up, and its trouble is not theirs."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import App
from bot.building import listen
from bot.errors import AccountRefused, BadSetting, ChannelDown
from bot.settings import Settings, load
from tests.play_whatsapp import SETTINGS
from tests.ports import free_port
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.whatsapp import CloudApi


def test_without_whatsapp_its_library_is_not_loaded() -> None:
    loaded = "import sys, bot.app, bot.commands; print([name for name in sys.modules if name.startswith('pywa')])"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.parametrize("missing", ["whatsapp_phone_id", "whatsapp_app_secret", "whatsapp_verify_token"])
def test_with_something_missing_it_does_not_start(missing: str) -> None:
    given = {name: value for name, value in SETTINGS.items() if name != missing}
    with pytest.raises(BadSetting, match=f"KRANICH_{missing.upper()}: is missing; KRANICH_WHATSAPP_TOKEN needs it."):
        load(**given, _env_file=None)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("whatsapp_phone_id", "+49 151 123", "must be a number"),
        ("whatsapp_app_secret", "two words", "must be one word"),
        ("whatsapp_api_url", "graph.facebook.com", "must begin with http"),
        ("whatsapp_rate", "-1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_setting_is_named_and_a_secret_not_repeated(name: str, value: str, said: str) -> None:
    with pytest.raises(BadSetting, match=f"KRANICH_{name.upper()}: ") as caught:
        load(**(SETTINGS | {name: value}), _env_file=None)
    assert said in str(caught.value)
    assert value not in str(caught.value) or name == "whatsapp_rate"


def settings(folder: Path, **given: object) -> Settings:
    return load(database=folder / "kranich.db", web_port=free_port(), _env_file=None, **given)


async def test_fault_14_a_refused_token_ends_the_process_when_there_is_no_other_messenger(tmp_path: Path) -> None:
    async with CloudApi(token="EAAanother") as meta:
        found = settings(tmp_path, **SETTINGS, whatsapp_api_url=meta.url)
        async with App.open(found) as app:
            with closing(listen(found)) as door, pytest.raises(ChannelDown, match="token is not valid"):
                await asyncio.wait_for(app.run(door), 20)


async def test_a_wrong_business_id_costs_the_templates_and_not_the_channel(tmp_path: Path) -> None:
    async with CloudApi() as meta:
        found = settings(tmp_path, **{**SETTINGS, "whatsapp_business_id": "4711"}, whatsapp_api_url=meta.url)
        async with App.open(found) as app:
            channel, came = app.whatsapp, list[object]()
            assert channel

            async def receive(arrivals: Sequence[object]) -> None:
                came.extend(arrivals)

            await channel.look(receive)
            assert (channel.number, came) == (meta.number, [])
            with pytest.raises(AccountRefused, match="business id"):
                await channel.known_templates()


async def test_fault_22_a_full_disk_costs_one_look_at_the_templates_and_not_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with CloudApi() as meta:
        found = settings(tmp_path, **SETTINGS, whatsapp_api_url=meta.url)
        async with App.open(found) as app:
            channel = app.whatsapp
            assert channel

            async def receive(arrivals: Sequence[object]) -> None:
                raise sqlite3.OperationalError("database or disk is full")

            with caplog.at_level(logging.WARNING):
                await channel.look(receive)
    assert "whatsapp templates not noted, error=OperationalError" in caplog.text


async def test_a_refused_token_leaves_the_other_messengers_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with CloudApi(token="EAAanother") as meta, TelegramServer() as telegram:
        found = settings(
            tmp_path, **SETTINGS, whatsapp_api_url=meta.url, telegram_token=telegram.token,
            telegram_api_url=telegram.url,
        )  # fmt: skip
        amal = telegram.person(4711, started=True)
        with closing(listen(found)) as door:
            async with App.open(found) as app:
                refused, down = asyncio.Event(), app._down

                def noted(channel: str, error: ChannelDown) -> None:
                    down(channel, error)
                    refused.set()

                monkeypatch.setattr(app, "_down", noted)
                running = asyncio.create_task(app.run(door))
                await asyncio.wait_for(refused.wait(), 20)
                await amal.send("Hello")
                await amal.reads("Please choose your language")
                assert not running.done()
                assert not (await app.watch.health()).lights["alive"].ok
                app.stop()
                await asyncio.wait_for(running, 20)
    assert "a messenger refuses us, the others go on: channel=whatsapp" in caplog.text
