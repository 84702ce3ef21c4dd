"""Settings from the environment and `.env`, and what is said when one is wrong."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from bot.domain.times import QuietHours
from bot.errors import BadSetting
from bot.setting_values import duration, quiet_hours
from bot.settings import PREFIX, Settings, load, unknown

TOKEN = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"
SECRET = "a-secret-of-sixteen-or-more"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def complaint(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", value)
    with pytest.raises(BadSetting) as caught:
        load()
    return str(caught.value)


def test_everything_has_a_default_that_works() -> None:
    settings = load()
    assert settings.telegram_token is None
    assert settings.web_url == "http://127.0.0.1:8080"
    project = settings.project()
    assert (project.name, project.language, project.zone) == ("Kranich", "de", "Europe/Berlin")
    assert project.quiet == QuietHours(time(20), time(8))
    assert project.remind_before == (timedelta(hours=24), timedelta(hours=2))
    assert project.public_url == "http://127.0.0.1:8080"


def test_every_setting_has_a_default_and_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.default is not PydanticUndefined, name


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRANICH_PROJECT_NAME", "Nachbarn am See")
    monkeypatch.setenv("KRANICH_PUBLIC_URL", "https://kranich.example/")
    monkeypatch.setenv("KRANICH_REMIND_BEFORE", "2d, 24h,90m")
    monkeypatch.setenv("KRANICH_TELEGRAM_TOKEN", TOKEN)
    settings = load()
    assert settings.project_name == "Nachbarn am See"
    assert settings.project().public_url == "https://kranich.example"
    assert settings.project().remind_before == (timedelta(days=2), timedelta(hours=24), timedelta(minutes=90))
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN


def test_a_file_named_env_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KRANICH_LANGUAGE=en\nKRANICH_WEB_PORT=9000\nOTHER=1\n")
    monkeypatch.setenv("KRANICH_WEB_PORT", "9001")
    settings = load()
    assert (settings.language, settings.web_port) == ("en", 9001)


def test_what_is_given_by_name_wins_over_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRANICH_WEB_PORT", "9001")
    assert load(web_port=9002).web_port == 9002


@pytest.mark.parametrize(
    "name",
    [
        "telegram_token",
        "telegram_webhook_url",
        "telegram_webhook_secret",
        "public_url",
        "translate_url",
        "translate_key",
    ],
)
def test_an_empty_variable_is_as_if_it_were_not_there(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", " ")
    assert getattr(load(), name) is None


def test_no_reminders_and_no_quiet_hours_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRANICH_REMIND_BEFORE", "")
    monkeypatch.setenv("KRANICH_QUIET_HOURS", "00:00-00:00")
    project = load().project()
    assert project.remind_before == ()
    assert not project.quiet.contain(time(3))


def test_the_line_end_of_a_secrets_file_is_no_part_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRANICH_TELEGRAM_TOKEN", f"{TOKEN}\n")
    token = load().telegram_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("timezone", "Berlin", "is not a known time zone"),
        ("timezone", "../../etc/passwd", "is not a known time zone"),
        ("timezone", "Europe", "is not a known time zone"),
        ("timezone", "", "is not a known time zone"),
        ("language", "xx", "must be one of de, en"),
        ("quiet_hours", "nights", "must look like 20:00-08:00"),
        ("quiet_hours", "25:00-08:00", "no clock shows"),
        ("remind_before", "24h,soon", '"soon" is not a length of time'),
        ("remind_before", "0h", '"0h" is not a length of time'),
        ("public_url", "kranich.example", "must begin with http"),
        ("telegram_api_url", "", "must begin with http"),
        ("translate_url", "translate.example", "must begin with http"),
        ("translate_url", "ftp://translate.example", "must begin with http"),
        ("translate_url", "http://[::1", "is no address that the web knows"),
        ("translate_letters", "perhaps", "valid boolean"),
        ("web_port", "0", "greater than or equal to 1"),
        ("web_port", "http", "valid integer"),
        ("telegram_rate", "-1", "greater than or equal to 0"),
        ("project_name", "", "at least 1 character"),
        ("project_name", "x" * 61, "at most 60 characters"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    text = complaint(monkeypatch, name, value)
    assert text.startswith(f"A setting is wrong. {PREFIX}{name.upper()}: ")
    assert said in text
    assert text.endswith(".")
    assert "\n" not in text


def test_all_wrong_settings_are_named_at_once_each_on_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KRANICH_LANGUAGE=klingon\nKRANICH_QUIET_HOURS=nights\n")
    monkeypatch.setenv("KRANICH_TELEGRAM_WEBHOOK_URL", "https://kranich.example/telegram")
    lines = complaint(monkeypatch, "web_port", "http").split("\n")
    names = ("TELEGRAM_WEBHOOK_SECRET", "LANGUAGE", "WEB_PORT", "QUIET_HOURS")
    assert [line.removeprefix("A setting is wrong. ").partition(":")[0] for line in lines] == [
        f"{PREFIX}{name}" for name in names
    ]
    assert all(line.endswith(".") for line in lines)


def test_a_variable_that_is_no_setting_is_named_with_the_one_that_may_be_meant_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text(f"KRANICH_TELEGRM_TOKEN={TOKEN}\nKRANICH_LANGUAGE=en\nOTHER=1\n")
    monkeypatch.setenv("KRANICH_XYLOPHONE", SECRET)
    monkeypatch.setenv("kranich_web_port", "9000")  # small letters do as well
    assert load().web_port == 9000
    assert unknown() == [
        "KRANICH_TELEGRM_TOKEN is no setting of Kranich. Do you mean KRANICH_TELEGRAM_TOKEN?",
        "KRANICH_XYLOPHONE is no setting of Kranich.",
    ]


def test_what_is_set_rightly_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"{PREFIX}{name.upper()}", "anything")
    assert unknown() == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"translate_url": "https://api-free.deepl.com"}, "KRANICH_TRANSLATE_KEY: is missing; DeepL needs it."),
        ({"translate_url": "http://127.0.0.1:5000/v2"}, "KRANICH_TRANSLATE_KEY: is missing; DeepL needs it."),
        ({"translate_letters": True}, "KRANICH_TRANSLATE_LETTERS: needs KRANICH_TRANSLATE_URL, which is missing."),
    ],
)
def test_what_translating_needs_is_named(given: dict[str, object], missing: str) -> None:
    with pytest.raises(BadSetting, match=re.escape(missing)):
        load(_env_file=None, **given)


def test_who_translates_letters_has_said_so() -> None:
    project = load(_env_file=None, translate_url="http://127.0.0.1:5000").project()
    assert project.machine
    assert not project.machine_letters
    assert not load(_env_file=None).project().machine


@pytest.mark.parametrize("name", ["telegram_token", "telegram_webhook_secret"])
def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text = complaint(monkeypatch, name, "hunter2 is short")
    assert name.upper() in text
    assert "hunter2" not in text


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    text = complaint(monkeypatch, "telegram_webhook_url", "https://kranich.example/telegram")
    assert text == (
        "A setting is wrong. KRANICH_TELEGRAM_WEBHOOK_SECRET: is missing; KRANICH_TELEGRAM_WEBHOOK_URL needs it."
    )
    monkeypatch.setenv("KRANICH_TELEGRAM_WEBHOOK_SECRET", SECRET)
    assert load().telegram_webhook_url == "https://kranich.example/telegram"


def test_secrets_are_not_shown() -> None:
    said = repr(load(telegram_token=TOKEN, telegram_webhook_secret=SECRET))
    assert TOKEN not in said
    assert SECRET not in said


def test_an_address_of_version_6_is_written_in_brackets() -> None:
    assert load(web_host="::1").web_url == "http://[::1]:8080"


@pytest.mark.parametrize(
    ("text", "length"), [("24h", timedelta(hours=24)), ("90 m", timedelta(minutes=90)), ("2d", timedelta(days=2))]
)
def test_lengths_of_time(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "h", "24", "-1h", "1.5h", "0m", "99999d", "1w"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time"):
        duration(text)


def test_quiet_hours() -> None:
    assert quiet_hours(" 9:00 - 17:30 ") == QuietHours(time(9), time(17, 30))
    for text in ("", "20-8", "20:00", "20:00-08:60", "24:00-08:00"):
        with pytest.raises(ValueError, match="20:00-08:00"):
            quiet_hours(text)
