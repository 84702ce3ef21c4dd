"""Which light is green, which is red, and what is said about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.health import Light, Seen, Sending, Stored, judge, stuck_since
from bot.domain.times import QuietHours, loud_since
from bot.domain.translation import Hold, Trouble

NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)  # 14:05 in Darmstadt
IDLE = Stored({"telegram": Sending(), "web": Sending()}, None, 0)
ALL_WELL = Seen(NOW, "Europe/Berlin", NOW - timedelta(hours=9), "", IDLE)


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def light(name: str, **seen: Any) -> Light:
    """One light, where everything else is well."""
    return judge(replace(ALL_WELL, **seen)).lights[name]


def sending(**facts: datetime) -> Light:
    """The light of Telegram's sending."""
    return light("sending_telegram", stored=Stored({"telegram": Sending(**facts)}, None, 0))


def test_when_all_is_well_every_light_is_green_and_says_so() -> None:
    health = judge(ALL_WELL)
    assert health.as_json() == {
        "ok": True,
        "last_poll": None,
        "database_writable": True,
        "oldest_waiting_seconds": 0,
        "lights": {
            "alive": {"ok": True, "why": "It answers."},
            "database": {"ok": True, "why": "It can be written."},
            "sending_telegram": {"ok": True, "why": "Nothing waits that may leave now."},
            "sending_web": {"ok": True, "why": "Nothing waits that may leave now."},
            "inbox": {"ok": True, "why": "What comes in is worked."},
            "set_aside": {
                "ok": True, "why": "Updates of the last days that could not be worked and were set aside: 0."
            },
        },
    }  # fmt: skip


def test_one_red_light_is_enough() -> None:
    health = judge(replace(ALL_WELL, unwritable="It does not take a write: database or disk is full."))
    assert not health.ok
    assert not health.database_writable
    assert [name for name, one in health.lights.items() if not one.ok] == ["database"]


def test_a_database_that_cannot_be_read_is_red_and_nothing_is_claimed_about_what_is_in_it() -> None:
    health = judge(replace(ALL_WELL, stored=None))
    assert health.lights.keys() == {"alive", "database"}
    assert not health.lights["database"].ok
    assert health.as_json()["oldest_waiting_seconds"] is None


@pytest.mark.parametrize(("silent", "ok"), [(170, True), (190, False)])
def test_polling_is_red_after_three_minutes_of_silence(silent: float, ok: bool) -> None:
    assert light("polling", polled=True, last_poll=ago(seconds=silent)).ok is ok
    assert light("polling", polled=True, last_poll=None, started_at=ago(seconds=silent)).ok is ok
    assert "polling" not in judge(ALL_WELL).lights  # a webhook, or no Telegram


def test_polling_says_since_when_there_is_silence() -> None:
    why = light("polling", polled=True, last_poll=ago(minutes=25)).why
    assert why == "Telegram has not answered since 13:40: look at this machine's network."
    assert "since 2026-11-20 14:05" in light("polling", polled=True, last_poll=ago(days=3)).why


def test_a_long_announcement_that_goes_out_one_after_the_other_is_not_stuck() -> None:
    found = sending(waiting_since=ago(hours=4), answered_at=ago(seconds=1))
    assert found == Light(True, "Messages wait since 10:05, and leave one after the other.")


def test_nothing_answered_for_ten_minutes_while_something_may_leave_is_stuck() -> None:
    assert sending(waiting_since=ago(hours=4), answered_at=ago(minutes=9)).ok
    assert sending(waiting_since=ago(minutes=9), answered_at=ago(hours=4)).ok
    found = sending(waiting_since=ago(hours=4), answered_at=ago(minutes=10))
    assert found == Light(False, "Nothing has left on telegram since 13:55, although messages wait: look at the logs.")


def test_a_pause_is_explained_while_it_is_short_and_when_it_is_long() -> None:
    held = "held until 14:06, as the messenger asked for it or cannot be reached."
    found = sending(waiting_since=ago(seconds=35), answered_at=ago(seconds=36), paused_until=ago(seconds=-60))
    assert found == Light(True, f"It is {held}")
    found = sending(waiting_since=ago(minutes=30), answered_at=ago(minutes=31), paused_until=ago(seconds=-60))
    assert found == Light(False, f"Nothing has left on telegram since 13:35, although messages wait: it is {held}")
    assert sending(paused_until=ago(seconds=1)).why == "Nothing waits that may leave now."


def test_what_waited_while_the_bot_was_off_is_not_stuck_at_its_start() -> None:
    waiting = Sending(waiting_since=ago(days=2))
    assert stuck_since(waiting, ago(minutes=9), NOW) is None
    assert stuck_since(waiting, ago(minutes=10), NOW) == ago(minutes=10)


def test_the_oldest_of_all_channels_is_counted_in_seconds() -> None:
    stored = Stored({"telegram": Sending(ago(seconds=7)), "web": Sending(ago(seconds=41))}, None, 0)
    assert judge(replace(ALL_WELL, stored=stored)).oldest_waiting_seconds == 41


@pytest.mark.parametrize(("waits", "started", "ok"), [(110, 9999, True), (130, 9999, False), (9999, 20, True)])
def test_an_update_is_worked_within_two_minutes(waits: float, started: float, ok: bool) -> None:
    stored = replace(IDLE, oldest_update=ago(seconds=waits))
    assert light("inbox", stored=stored, started_at=ago(seconds=started)).ok is ok


def test_what_ends_the_process_is_said() -> None:
    refused = "The messenger refuses this bot. The token is not valid."
    assert light("alive", trouble=refused) == Light(False, refused)


@pytest.mark.parametrize(
    ("now", "quiet", "since"),
    [
        ("2026-11-23T09:00", "20:00-08:00", "2026-11-23T07:00"),
        ("2026-11-23T18:59", "20:00-08:00", "2026-11-23T07:00"),
        ("2026-11-23T19:00", "20:00-08:00", None),
        ("2026-11-23T06:59", "20:00-08:00", None),
        ("2026-11-23T11:30", "12:30-14:00", None),
        ("2026-11-23T13:00", "12:30-14:00", "2026-11-23T13:00"),
        ("2026-11-23T10:00", "12:30-14:00", "2026-11-22T13:00"),
        ("2026-03-29T09:00", "20:00-08:00", "2026-03-29T06:00"),  # the clocks were set forward in this night
        ("2026-11-23T09:00", "00:00-00:00", "0001-01-01T00:00"),
    ],
)
def test_since_when_it_is_not_quiet(now: str, quiet: str, since: str | None) -> None:
    start, end = (time.fromisoformat(part) for part in quiet.split("-"))
    found = loud_since(datetime.fromisoformat(now).replace(tzinfo=UTC), QuietHours(start, end), "Europe/Berlin")
    assert found == (datetime.fromisoformat(since).replace(tzinfo=UTC) if since else None)


HELD = Hold(Trouble.SILENT, ago(minutes=9), ago(minutes=-20), 4)


@pytest.mark.parametrize(
    ("hold", "expected"),
    [
        (None, Light(True, "The translation service has done all that was asked.")),
        (HELD, Light(True, "The translation service does not answer since 13:56")),
        (replace(HELD, since=ago(minutes=10)), Light(False, "The translation service does not answer since 13:55")),
        (
            replace(HELD, trouble=Trouble.REFUSED),
            Light(False, "The translation service refuses KRANICH_TRANSLATE_KEY since 13:56"),
        ),
        (
            replace(HELD, trouble=Trouble.USED_UP),
            Light(False, "The translation service has no letters left since 13:56"),
        ),
        (
            replace(HELD, trouble=Trouble.GARBLED, since=ago(days=1)),
            Light(
                False,
                "What is at KRANICH_TRANSLATE_URL does not answer as a translation service since 2026-11-22 14:05",
            ),
        ),
    ],
)
def test_a_translation_service_is_red_when_somebody_should_look(hold: Hold | None, expected: Light) -> None:
    found = light("translation", stored=replace(IDLE, translation=hold), translates=True)
    assert found.ok == expected.ok
    assert found.why.startswith(expected.why)


def test_a_translation_service_that_is_not_set_up_has_no_light() -> None:
    assert "translation" not in judge(replace(ALL_WELL, stored=replace(IDLE, translation=HELD))).lights
