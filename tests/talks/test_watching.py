"""Trouble is seen from within: the lights, and what the team is told of it, once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import watch
from bot.channels.protocol import Arrival, Limits
from bot.channels.telegram import channel
from bot.domain.content import text
from bot.domain.deliveries import Receipt
from bot.domain.health import Health, Light
from bot.services import post
from bot.store import chats, facts
from bot.watch import SURE_AFTER_LOOKS, WAIT_SECONDS
from tests.play import Person, Stage, stage

PLAYED_IN = ("en", "tr")
NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 21:00 in Darmstadt
TELEGRAM: dict[str, Any] = {
    "telegram_token": "7654321:AAHsecretSECRETsecretSECRETsecret12",
    "telegram_api_url": "http://127.0.0.1:9",
}
STUCK = (
    "Messages on {channel} do not leave at the moment, since {time}. Nothing is lost. They go out by themselves "
    "when it works again."
)
AGAIN = "Messages on {channel} go out again. They did not leave from {start} to {end}."


@pytest.fixture(autouse=True)
def messages_need_no_time_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage's clock does not run on by itself."""
    monkeypatch.setattr(channel, "Limits", lambda **_: Limits(per_second=10_000))


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a Monday morning, with a Telegram that cannot be reached."""
    async with stage(tmp_path, **TELEGRAM) as found:
        yield found


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Stage]:
    """The same at nine in the evening."""
    async with stage(tmp_path, now=NIGHT, **TELEGRAM) as found:
        yield found


async def moves_to_telegram(play: Stage, person: Person) -> None:
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", person.address)


async def neighbour_on_telegram(play: Stage, name: str = "Tomas") -> Person:
    person = await play.neighbour(name)
    await moves_to_telegram(play, person)
    return person


def telegram_works(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def takes(*_: object) -> Receipt:
        return Receipt("9")

    monkeypatch.setattr(play.app.telegram, "send", takes)


async def later(play: Stage, **by: float) -> None:
    """Let time pass, and let the bot look at it for half a minute."""
    play.clock.move_on(**by)
    for _ in range(SURE_AFTER_LOOKS):
        await play.settle()


async def health(play: Stage) -> Health:
    return await play.app.watch.health()


async def sending(play: Stage) -> Light:
    return (await health(play)).lights["sending_telegram"]


async def test_the_team_is_told_once_that_messages_do_not_leave_and_once_that_they_do(
    play: Stage, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await play.coordinator("Olga", language)
    await neighbour_on_telegram(play)
    await play.event(by=olga)  # at 10:00
    await later(play, minutes=9)
    assert (await sending(play)).ok
    await olga.reads_no("Telegram")
    await later(play, minutes=2)
    assert "Nothing has left on telegram since 10:00, although messages wait" in (await sending(play)).why
    stuck = olga.team(STUCK, channel="Telegram", time="10:00")
    for _ in range(3):
        await later(play, minutes=20)
        assert await olga.has(stuck) == 1
    telegram_works(play, monkeypatch)
    await later(play, minutes=4)
    assert (await sending(play)).ok
    again = olga.team(AGAIN, channel="Telegram", start="10:00", end="11:15")
    for _ in range(3):
        await later(play, minutes=20)
        assert (await olga.has(again), await olga.has(stuck)) == (1, 1)


async def test_a_machine_that_slept_is_given_time_to_come_back(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = await play.coordinator()
    await neighbour_on_telegram(play)
    await play.event(by=olga)
    play.clock.move_on(hours=8)
    for _ in range(SURE_AFTER_LOOKS - 1):
        await play.settle()
    telegram_works(play, monkeypatch)
    await later(play, minutes=5)
    await olga.reads_no("Telegram")
    assert (await sending(play)).ok


async def test_a_restart_in_the_midst_of_the_trouble_tells_nothing_again(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await play.coordinator()
    await neighbour_on_telegram(play)
    await play.event(by=olga)
    await later(play, minutes=11)
    await play.restarts(after=3600)
    assert (await sending(play)).ok  # at a start, nothing is judged yet
    await later(play, minutes=11)
    assert not (await sending(play)).ok
    assert await olga.has("do not leave at the moment") == 1
    await olga.reads_no("go out again")
    telegram_works(play, monkeypatch)
    await later(play, minutes=6)
    await olga.reads("go out again", "from 10:00 to 11:28")


async def test_who_is_reached_over_what_is_stuck_is_told_in_another_chat_or_afterwards(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga, vera = await play.coordinator("Olga"), await play.coordinator("Vera")
    web = olga.address
    await moves_to_telegram(play, vera)
    await play.change(
        "INSERT INTO chat (channel, address, participant_id, created_at) SELECT 'telegram', '4711', participant_id, "
        "created_at FROM chat WHERE address = ?", web,
    )  # fmt: skip
    await play.change(
        "UPDATE participant SET home_chat_id = (SELECT id FROM chat WHERE address = '4711') WHERE name = 'Olga'"
    )
    await play.event(by=olga)
    await later(play, minutes=11)
    await olga.reads("Messages on Telegram do not leave at the moment")  # on her page
    told = "SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'stuck:%'"
    assert await play.count(told) == 1
    telegram_works(play, monkeypatch)
    await later(play, minutes=6)
    assert await play.count(told) == 1
    assert await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'again:%' AND state = 'sent'") == 2


async def test_in_the_night_what_waits_for_the_morning_is_not_stuck(night: Stage) -> None:
    olga = await night.coordinator()
    await neighbour_on_telegram(night)
    await night.event(by=olga)
    await later(night, hours=10, minutes=55)  # 07:56
    found = await health(night)
    assert found.lights["sending_telegram"] == Light(True, "Nothing waits that may leave now.")
    assert found.oldest_waiting_seconds == 0
    await later(night, minutes=10)  # 08:06
    assert (await sending(night)).ok
    await olga.reads_no("do not leave at the moment")
    await later(night, minutes=5)
    await olga.reads("Messages on Telegram do not leave at the moment, since 08:00")


async def test_of_trouble_that_begins_and_ends_in_the_night_only_the_end_is_told_in_the_morning(
    night: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await night.coordinator()
    tomas = await neighbour_on_telegram(night)
    async with night.app.database.atomic() as sql:
        ctx = night.app.context(sql)
        chat = await chats.find(sql, "telegram", tomas.address)
        assert chat is not None
        await post.to_chat(ctx, chat, text("en", "Good night!"))  # a reply, which leaves at any hour
    written = len(await olga.page())
    await later(night, minutes=11)
    assert not (await sending(night)).ok
    telegram_works(night, monkeypatch)
    await later(night, minutes=10)
    assert len(await olga.page()) == written  # nobody is disturbed
    await later(night, hours=11)
    assert len(await olga.page()) == written + 1
    await olga.reads("Messages on Telegram go out again. They did not leave from 21:00 to 21:21.")


async def test_a_paced_announcement_is_not_stuck(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = await play.coordinator()
    await neighbour_on_telegram(play)
    telegram_works(play, monkeypatch)
    await play.event(by=olga)
    await play.change("UPDATE delivery SET state = 'waiting', done_at = NULL WHERE channel = 'telegram'")
    play.clock.move_on(minutes=9)
    await play.work()  # one more leaves
    await play.change("UPDATE delivery SET state = 'waiting', done_at = NULL WHERE channel = 'telegram'")
    play.clock.move_on(minutes=9)
    found = await health(play)
    assert found.lights["sending_telegram"] == Light(True, "Messages wait since 10:00, and leave one after the other.")
    assert found.oldest_waiting_seconds == 18 * 60 + 1


async def test_what_may_not_leave_yet_or_no_more_is_not_counted(play: Stage) -> None:
    olga = await play.coordinator()
    await neighbour_on_telegram(play)
    await play.event(by=olga)
    later = play.clock().replace(hour=23).isoformat()
    await play.change("UPDATE delivery SET not_before = ? WHERE channel = 'telegram'", later)
    play.clock.move_on(minutes=30)
    assert (await health(play)).oldest_waiting_seconds == 0
    await play.change("UPDATE delivery SET not_before = NULL, expires_at = made_at WHERE channel = 'telegram'")
    assert (await health(play)).oldest_waiting_seconds == 0
    await play.change("UPDATE delivery SET expires_at = ? WHERE channel = 'telegram'", later)
    assert (await health(play)).oldest_waiting_seconds == 1801


async def test_what_cannot_be_understood_is_told_the_team_once_a_day_with_its_number(
    play: Stage, language: str
) -> None:
    olga = await play.coordinator("Olga", language)

    async def comes_in(*updates: str) -> None:
        await play.app.receive("web", [Arrival(one, f"{one}: no update at all") for one in updates])
        await play.settle()

    words = (
        "Messages came in that the bot could not understand: {n}. Everything else goes on. Please tell the person "
        "who looks after the bot."
    )
    await comes_in("a", "b")
    await play.settle()
    await olga.reads(olga.team(words, n=2))
    await comes_in("c")
    await later(play, hours=23)
    assert await olga.has(olga.team(words, n=1)) == 0
    await later(play, hours=2)
    await later(play, hours=24)
    assert await olga.has(olga.team(words, n=1)) == 1
    assert await olga.has(olga.team(words, n=2)) == 1
    assert (await health(play)).lights["set_aside"].why.endswith("set aside: 3.")


async def test_with_nobody_in_the_team_what_was_set_aside_is_told_to_the_first_who_comes(play: Stage) -> None:
    await play.app.receive("web", [Arrival("a", "no update at all")])
    await later(play, hours=1)
    olga = await play.coordinator()
    await play.later(seconds=2)
    await olga.reads("Messages came in that the bot could not understand: 1")


async def test_health_looks_and_changes_nothing_that_others_look_at(play: Stage) -> None:
    stored = await play.app.database.read.value("SELECT value FROM fact WHERE key = 'alive'")
    assert (await health(play)).ok
    assert await play.app.database.read.value("SELECT value FROM fact WHERE key = 'alive'") == stored


@pytest.mark.parametrize(("webhook", "silent", "ok"), [(False, 170, True), (False, 190, False), (True, 190, True)])
async def test_health_wants_telegram_to_be_polled(tmp_path: Path, webhook: bool, silent: float, ok: bool) -> None:
    hook: dict[str, Any] = {
        "telegram_webhook_url": "https://kranich.example/telegram", "telegram_webhook_secret": "s" * 20
    } if webhook else {}  # fmt: skip
    async with stage(tmp_path, **TELEGRAM, **hook) as play:
        telegram = play.app.telegram
        assert telegram is not None
        telegram.last_poll = play.clock()
        play.clock.move_on(seconds=silent)
        assert (await health(play)).ok is ok
        telegram.last_poll = None  # never, since it was started so long ago
        assert (await health(play)).ok is ok


async def test_an_update_that_is_not_worked_turns_the_light_red(play: Stage) -> None:
    await play.app.receive("web", [Arrival("a", "no update at all")])
    play.clock.move_on(minutes=3)
    light = (await health(play)).lights["inbox"]
    assert light == Light(False, "What came in since 10:00 has not been worked: look at the logs.")
    await play.work()
    assert (await health(play)).lights["inbox"].ok


async def test_a_locked_database_is_said_in_time_and_tried_only_once_at_a_time(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "FRESH_SECONDS", 0.0)
    tries = 0
    put = facts.put

    async def counted(*values: Any) -> None:
        nonlocal tries
        tries += 1
        await put(*values)

    monkeypatch.setattr(facts, "put", counted)
    with closing(sqlite3.connect(play.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begin = perf_counter()
        found = await asyncio.gather(*(health(play) for _ in range(20)))
        assert perf_counter() - begin < WAIT_SECONDS + 1
        other.execute("ROLLBACK")
    for one in found:
        assert not one.database_writable
        assert "another program may hold it" in one.lights["database"].why
        assert one.lights["sending_telegram"].ok  # what can be read is told all the same
    assert (await asyncio.gather(health(play), health(play)))[0].ok
    assert tries == 1


async def test_a_full_disk_is_said_in_the_words_of_the_database(play: Stage) -> None:
    await play.change("CREATE TRIGGER full BEFORE INSERT ON fact BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    assert (await health(play)).lights["database"] == Light(False, "It does not take a write: disk is full.")


async def test_every_number_is_on_the_page_for_prometheus_and_nobody_is(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await play.coordinator()
    tomas = await neighbour_on_telegram(play)
    await play.event(by=olga)
    await play.app.receive("web", [Arrival("a", "no update at all")])
    await play.work()
    assert play.app.telegram is not None
    play.app.telegram.last_poll = play.clock()
    play.clock.move_on(minutes=11)
    page, content_type = await play.app.watch.scrape()
    assert content_type.startswith("text/plain")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }
    assert found["kranich_deliveries_waiting", "telegram"] == 1
    assert found["kranich_deliveries_waiting", "web"] == 0
    sent = await play.count("SELECT count(*) FROM delivery WHERE channel = 'web' AND state = 'sent'")
    assert found["kranich_deliveries_finished_total", "sent", "web"] == sent
    assert found["kranich_send_seconds_count", "web"] == found["kranich_send_seconds_bucket", "+Inf", "web"] == sent
    assert found["kranich_send_seconds_count", "telegram"] >= 1
    assert found["kranich_updates_worked_total",] == await play.count("SELECT count(*) FROM inbox")
    assert found["kranich_oldest_waiting_seconds",] >= 660
    assert 660 <= found["kranich_last_poll_age_seconds",] < 661
    assert [found[f"kranich_{name}",] for name in ("inbox_waiting", "updates_set_aside", "database_writable")] == [
        0, 1, 1
    ]  # fmt: skip
    assert (found["kranich_light", "sending_telegram"], found["kranich_light", "sending_web"]) == (0, 1)
    assert (found["kranich_channel_paused", "telegram"], found["kranich_channel_paused", "web"]) == (0, 0)
    assert ("kranich_database_write_seconds",) in found
    assert [name for name in found if name[0] == "kranich_build_info"]
    assert "Olga" not in page.decode()
    assert tomas.address not in page.decode()
    assert json.dumps((await health(play)).as_json()).isascii()
