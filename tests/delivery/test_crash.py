"""Killed, cancelled, and a database that does not take what it is given."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.protocol import Limits
from bot.delivery.worker import Worker
from bot.domain.deliveries import Delivery, Urgency
from bot.store import outbox
from bot.store.database import Database

from .stand_in import START, House, StandIn

PEOPLE = [f"person-{number:04}" for number in range(200)]


async def kill(house: House) -> None:
    """What is left of a worker that was killed after it had claimed and sent: rows in flight, nothing recorded."""
    async with house.database.atomic() as sql:
        for urgency in Urgency:
            claimed = await outbox.claim(sql, "pigeon", urgency, 500, house.clock())
            await outbox.leave(sql, [one.id for one in claimed], house.clock())


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_after_a_kill_between_send_and_record_messages_are_uncertain_and_edits_are_sent_again(
    house: House,
) -> None:
    [message] = await house.says("Ali", "Fest am Samstag")
    [edit] = await house.says("Birgit", "12 von 30 gesendet", target="m7")
    await kill(house)
    [later] = await house.says("Ali", "Bringt Becher mit")
    await house.worker().drain()
    assert [await house.state(one) for one in (message, edit, later)] == ["uncertain", "sent", "sent"]
    assert (await house.row(message))["reason"] == "The message may have arrived, or not."
    assert house.channel.texts() == ["12 von 30 gesendet", "Bringt Becher mit"]


async def test_what_was_only_lined_up_at_a_kill_is_sent(house: House) -> None:
    [first, second] = await house.says("Ali", "Fest am Samstag", "Bringt Becher mit")
    async with house.database.atomic() as sql:
        await outbox.claim(sql, "pigeon", Urgency.NORMAL, 500, house.clock())
        await outbox.leave(sql, [first], house.clock())
    await house.worker().drain()
    assert [await house.state(one) for one in (first, second)] == ["uncertain", "sent"]
    assert (await house.row(second))["attempts"] == 1
    assert house.channel.texts() == ["Bringt Becher mit"]


@pytest.mark.parametrize(("urgency", "repeatable"), [(Urgency.NORMAL, False), (Urgency.REPLY, True)])
async def test_what_is_cancelled_while_it_is_lined_up_does_not_leave(
    house: House, urgency: Urgency, *, repeatable: bool
) -> None:
    house.channel.limits = Limits(per_second=1e6, repeatable=repeatable)
    [_, second] = await house.says("Ali", "Fest am Samstag", "Bringt Becher mit", urgency=urgency)
    house.channel.gate = asyncio.Event()
    delivering = asyncio.create_task(house.worker().drain())
    await house.channel.has_tried(1)
    async with house.database.atomic() as sql:
        await sql.run("UPDATE delivery SET state = 'cancelled' WHERE id = ?", second)
    house.channel.gate.set()
    await delivering
    assert house.channel.texts() == ["Fest am Samstag"]
    assert await house.state(second) == "cancelled"


async def test_after_a_kill_a_repeatable_channel_sends_again(house: House) -> None:
    house.channel.limits = Limits(per_second=1e6, repeatable=True)
    await house.announces("Fest", PEOPLE[:7])
    await kill(house)
    await house.worker().drain()
    assert await house.count() == {"sent": 7}


async def test_killed_in_mid_announcement_every_person_is_accounted_for(house: House, tmp_path: Path) -> None:
    await house.announces("Fest", PEOPLE)
    killed = House(await Database.open(tmp_path / "kranich.db"), house.clock, StandIn(house.clock))
    killed.channel.known = house.channel.known
    running = asyncio.create_task(killed.worker(dozing=True).run())
    await killed.until_tried(100, step=0.034)
    killed.channel.gate = asyncio.Event()  # nothing more gets through
    await killed.database.close()  # and nothing more is recorded

    await house.worker().drain()
    count = await house.count()
    assert count["sent"] + count["uncertain"] == len(PEOPLE)
    assert count["uncertain"] <= 60
    rows = await house.database.read.all(
        "SELECT c.address FROM delivery AS d JOIN chat AS c ON c.id = d.chat_id WHERE d.state = 'uncertain'"
    )
    before, after = ({one.address for one in line.sent} for line in (killed.channel, house.channel))
    assert before | after | {row["address"] for row in rows} == set(PEOPLE)
    assert not before & after
    killed.channel.gate.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def fill_up(house: House) -> Callable[[], Awaitable[None]]:
    """No page more for this database; what is returned gives it room again."""
    writer = house.database._writer
    pages = await house.database.read.value("PRAGMA page_count")
    await writer.execute(f"PRAGMA max_page_count = {pages}")

    async def make_room() -> None:
        await writer.execute("PRAGMA max_page_count = 1000000")

    return make_room


async def weigh_down(house: House, state: str) -> None:
    """From now on a change to this state needs room on the disk."""
    async with house.database.atomic() as sql:
        await sql.run("CREATE TABLE ballast (x TEXT)")
        await sql.run(
            f"CREATE TRIGGER heavy AFTER UPDATE ON delivery WHEN new.state = '{state}' "  # noqa: S608
            "BEGIN INSERT INTO ballast VALUES (hex(randomblob(20000))); END"
        )


async def until_it_is_full(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with asyncio.timeout(10):
        while "SQLITE_FULL" not in caplog.text:
            assert "sent" not in await house.count()


async def test_fault_22_results_that_a_full_disk_refuses_are_recorded_later_and_nothing_is_sent_twice(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.channel.gate = asyncio.Event()
    await house.announces("Fest", PEOPLE[:40])
    await weigh_down(house, "sent")
    delivering = asyncio.create_task(house.worker().drain())
    await house.channel.has_tried(1)
    make_room = await fill_up(house)
    house.channel.gate.set()
    await until_it_is_full(house, caplog)
    await make_room()
    await delivering
    assert await house.count() == {"sent": 40}
    assert sorted(house.channel.texts()) == sorted(f"Fest {person}" for person in PEOPLE[:40])


async def test_fault_22_while_the_disk_is_full_nothing_is_claimed_and_then_it_goes_on_by_itself(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.announces("Fest", PEOPLE[:40])
    await weigh_down(house, "sending")
    make_room = await fill_up(house)
    delivering = asyncio.create_task(house.worker().drain())
    await until_it_is_full(house, caplog)
    assert house.channel.tries == []
    await make_room()
    await delivering
    assert await house.count() == {"sent": 40}


async def test_fault_18_a_clock_that_is_set_back_an_hour_stops_nothing(house: House) -> None:
    house.channel.limits = Limits(per_second=10, per_chat_seconds=1.0)
    await house.announces("Fest", PEOPLE[:50])
    worker = house.worker(dozing=True)
    running = asyncio.create_task(worker.run())
    await house.until_tried(20, step=0.1)
    house.clock.now -= timedelta(hours=1)
    worker.wake()
    async with asyncio.timeout(20):
        while await house.count() != {"sent": 50}:
            house.clock.move_on(0.1)
    assert house.clock() < START  # it never came to where it was before
    await stop(running)


async def start(worker: Worker) -> asyncio.Task[None]:
    return asyncio.create_task(worker.run())


async def test_at_the_end_sends_in_flight_may_land_and_the_rest_is_put_back(house: House) -> None:
    house.channel.limits = Limits(per_second=1e6, parallel=3)
    house.channel.gate = asyncio.Event()
    await house.announces("Fest", PEOPLE[:20])
    running = await start(house.worker(dozing=True))
    await house.until_tried(3, step=0.001)
    running.cancel()
    await asyncio.sleep(0)
    house.channel.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await house.count() == {"sent": 3, "waiting": 17}
    rows = await house.database.read.all("SELECT DISTINCT attempts FROM delivery WHERE state = 'waiting'")
    assert [row["attempts"] for row in rows] == [0]
    await house.worker().drain()
    assert await house.count() == {"sent": 20}


async def test_a_send_that_does_not_end_in_five_seconds_is_cut_off_and_uncertain(house: House) -> None:
    house.channel.gate = asyncio.Event()
    [message] = await house.says("Ali", "Fest am Samstag")
    [edit] = await house.says("Birgit", "12 von 30 gesendet", target="m7", urgency=Urgency.REPLY)
    worker = house.worker(dozing=True)
    running = await start(worker)
    await house.channel.has_tried(1)
    house.clock.move_on(1)
    await house.channel.has_tried(2)
    running.cancel()
    while not running.done():
        house.clock.move_on(1)
        await asyncio.sleep(0)
    assert house.clock.since_start() >= 6
    assert [await house.state(message), await house.state(edit)] == ["uncertain", "waiting"]
    assert house.channel.under_way == 0


async def test_an_idle_worker_ends_at_once(house: House) -> None:
    house.is_quiet = lambda: True
    running = await start(house.worker(dozing=True))
    [delivery] = await house.says("Ali", "Hallo")
    await house.becomes(delivery, "waiting")
    await stop(running)


async def test_whoever_is_cancelled_while_a_transaction_begins_leaves_none_open(database: Database) -> None:
    async def write() -> None:
        async with database.atomic() as sql:
            await sql.run("INSERT INTO fact (key, value) VALUES ('crane', 'flies')")

    for turns in range(6):  # cancelled before it began, at BEGIN, at the statement, at COMMIT
        writing = asyncio.create_task(write())
        for _ in range(turns):
            await asyncio.sleep(0)
        await stop(writing)
        async with database.atomic() as sql:
            await sql.run("DELETE FROM fact")
    assert not await database.read.value("SELECT count(*) FROM fact")


async def test_when_a_departure_is_not_written_down_what_comes_later_in_the_chat_does_not_overtake_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.says("Ali", "Teil 1", "Teil 2", "Teil 3")
    worker = house.worker()
    depart, failures = worker._books.depart, [sqlite3.OperationalError("database is locked")]

    async def fails_once(leaving: Sequence[Delivery], now: datetime) -> dict[int, Delivery | None]:
        if failures:
            raise failures.pop()
        return await depart(leaving, now)

    worker._books.depart = fails_once  # type: ignore[method-assign]
    await worker.drain()
    worker.wake()
    await worker.drain()
    assert house.channel.texts() == ["Teil 1", "Teil 2", "Teil 3"]
    assert "not sent now count=1" in caplog.text


async def test_a_pause_that_begins_while_a_departure_is_written_down_holds_it(house: House) -> None:
    house.channel.limits = Limits(per_second=1e6, parallel=2)
    [held] = await house.says("Ali", "Fest am Samstag")
    worker = house.worker()
    depart, until = worker._books.depart, START + timedelta(seconds=30)

    async def meanwhile(leaving: Sequence[Delivery], now: datetime) -> dict[int, Delivery | None]:
        worker._books.pause(until, now)
        worker._books.depart = depart  # type: ignore[method-assign]
        return await depart(leaving, now)

    worker._books.depart = meanwhile  # type: ignore[method-assign]
    await worker.drain()
    assert house.channel.tries == []
    assert await house.state(held) == "waiting"
    house.clock.now = until
    worker.wake()
    await worker.drain()
    assert house.channel.texts() == ["Fest am Samstag"]
