"""Logs as JSON: the same discretion, one object a line, the values of an action as fields of their own."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.logs import DiscreetJson

TOKEN = "7311442086:AAF0-stand_in_token_of_35_characters"
SOMEONE = "Amina, Grundstraße 10"


def line_of(message: object, *values: object, error: Exception | None = None) -> str:
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("bot.delivery.worker", logging.WARNING, "", 0, message, values, raised)
    record.created = datetime(2026, 11, 28, 15, 0, 0, 250_000, tzinfo=UTC).timestamp()
    return DiscreetJson().format(record)


def logged(message: object, *values: object, error: Exception | None = None) -> dict[str, Any]:
    """What a program reads in a line."""
    line = line_of(message, *values, error=error)
    assert len(line.splitlines()) == 1
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_a_line_is_an_object_with_time_level_logger_and_message() -> None:
    assert logged("the web server is up") == {
        "time": "2026-11-28T15:00:00.250+00:00",
        "level": "WARNING",
        "logger": "bot.delivery.worker",
        "message": "the web server is up",
    }


def test_the_named_values_of_an_action_are_fields() -> None:
    until = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
    found = logged("paused channel=%s until=%s after %s tries, rate=%d%%", "telegram", until, 7, 30)
    assert found["message"] == "paused channel=telegram until=2026-11-28 15:00:00+00:00 after 7 tries, rate=30%"
    assert {name: found[name] for name in ("channel", "until", "rate")} == {
        "channel": "telegram", "until": "2026-11-28 15:00:00+00:00", "rate": 30
    }  # fmt: skip
    assert found.keys() == {"time", "level", "logger", "message", "channel", "until", "rate"}


def test_no_value_can_pass_for_a_field_of_ours() -> None:
    found = logged("call level=%s said=%s", "DEBUG", "logger=forged time=never")
    assert (found["level"], found["logger"]) == ("WARNING", "bot.delivery.worker")
    assert found["said"] == "logger=forged time=never"


def test_a_line_break_makes_no_second_record() -> None:
    forged = 'ok\n{"time": "2026", "level": "INFO", "logger": "bot", "message": "all is well"}\r\u2028'
    found = logged("stored name=%s", forged)
    assert found["name"] == forged
    assert found["level"] == "WARNING"


@pytest.mark.parametrize("before", ["", "\u0001", "é", "\n", '"'])
def test_secrets_are_taken_out_of_messages_and_fields(before: str) -> None:
    line = line_of("GET %s path=%s", f"{before}{TOKEN}", f"{before}/c/kichererbse-17 {TOKEN}")
    assert TOKEN not in line
    assert "kichererbse" not in line
    assert json.loads(line)["path"] == f"{before}/c/… …token…"


def test_numbers_stay_numbers_and_all_else_is_logged_as_it_prints() -> None:
    found = logged("edits=%s ratio=%s odd=%s kind=%r", True, 0.5, float("nan"), None)
    assert [found[name] for name in ("edits", "ratio", "odd", "kind")] == [True, 0.5, "nan", "None"]
    assert logged(ValueError("no text at all"))["message"] == "no text at all"


def test_an_exception_is_in_the_object_without_its_words() -> None:
    with pytest.raises(ValueError, match="Amina") as caught:
        int(SOMEONE)
    found = logged("update set aside inbox=%s", 7, error=caught.value)
    assert found["inbox"] == 7
    assert found["exception"].endswith("ValueError")
    assert "test_logs.py" in found["exception"]
    assert "Amina" not in json.dumps(found)


def test_what_the_database_says_is_in_the_object() -> None:
    with pytest.raises(sqlite3.OperationalError) as caught, closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("SELECT * FROM nowhere")
    assert logged("duty failed", error=caught.value)["exception"].endswith("OperationalError: no such table: nowhere")
