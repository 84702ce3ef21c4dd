"""The everyday: order, overtaking, pace, quiet hours, expiry."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from math import inf

import pytest

from bot.channels.protocol import Limits
from bot.domain.deliveries import Urgency
from bot.errors import NotSent
from bot.store import outbox

from .stand_in import LONG, HandClock, House, StandIn

PEOPLE = [f"person-{number:04}" for number in range(1000)]


async def test_a_message_is_sent_and_its_text_is_not_kept(house: House) -> None:
    [delivery] = await house.says("Farzaneh", "Samstag: Kochen", urgency=Urgency.REPLY)
    await house.worker().drain()
    assert house.channel.texts() == ["Samstag: Kochen"]
    row = await house.row(delivery)
    assert (row["state"], row["external_id"], row["payload"], row["attempts"]) == ("sent", "m1", None, 1)
    assert row["done_at"] is not None


async def test_each_chat_gets_its_messages_in_order_and_never_two_at_once(house: House) -> None:
    house.channel.limits, house.channel.turns = Limits(per_second=inf), LONG
    for round_ in range(3):
        for person in ("Ali", "Birgit", "Chidi"):
            await house.says(person, *(f"{person} {round_}.{n}" for n in range(5)))
    await house.worker().drain()
    for person in ("Ali", "Birgit", "Chidi"):
        heard = [one.payload for one in house.channel.sent if one.address == person]
        assert heard == [f"{person} {round_}.{n}" for round_ in range(3) for n in range(5)]
    assert house.channel.most_under_way == 3


async def test_no_more_are_under_way_than_the_channel_allows(house: House) -> None:
    house.channel.limits, house.channel.turns = Limits(per_second=inf, parallel=7), LONG
    await house.announces("Fest", PEOPLE[:60])
    await house.worker().drain()
    assert len(house.channel.sent) == 60
    assert 1 < house.channel.most_under_way <= 7


async def test_announcements_keep_the_channels_rate_within_two_percent(house: House) -> None:
    house.channel.limits = Limits(per_second=30, per_chat_seconds=1.0)
    await house.announces("Fest", PEOPLE[:600])
    await house.worker().drain()
    took = house.channel.sent[-1].at - house.channel.sent[0].at
    assert 599 / took == pytest.approx(30, rel=0.02)
    assert await house.count() == {"sent": 600}


async def test_a_reply_overtakes_an_announcement_under_way_and_is_counted(house: House) -> None:
    house.channel.limits = Limits(per_second=10)
    await house.announces("Fest", PEOPLE[:100])
    worker = house.worker(dozing=True)
    running = asyncio.create_task(worker.run())
    await house.until_tried(25, step=0.1)
    await house.says("Farzaneh", *(f"Antwort {n}" for n in range(4)), urgency=Urgency.REPLY)
    worker.wake()
    await house.channel.has_sent(29)
    assert [one.payload for one in house.channel.tries[25:]] == [f"Antwort {n}" for n in range(4)]
    assert [one.at for one in house.channel.tries[24:29]] == pytest.approx([2.4] * 5)
    house.clock.move_on(0.49)
    await house.becomes(104, "sent")
    assert len(house.channel.tries) == 29
    house.clock.move_on(0.01)
    await house.channel.has_tried(30)
    assert house.channel.tries[29].payload == "Fest person-0025"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_one_chat_gets_announcements_at_its_own_pace_and_holds_up_nobody_else(house: House) -> None:
    house.channel.limits = Limits(per_second=10, per_chat_seconds=1.0)
    await house.says("Ali", "erst", "dann", "zuletzt")
    await house.announces("Fest", PEOPLE[:20])
    await house.worker().drain()
    ali = [one.at for one in house.channel.sent if one.address == "Ali"]
    assert ali == pytest.approx([0.0, 1.0, 2.0], abs=0.1)
    assert max(one.at for one in house.channel.sent) < 2.4


async def test_three_replies_to_one_chat_leave_at_once(house: House) -> None:
    await house.says("Ali", "eins", "zwei", "drei", "vier", urgency=Urgency.REPLY)
    await house.worker().drain()
    assert [one.at for one in house.channel.sent] == pytest.approx([0, 0, 0, 1], abs=1e-6)


async def test_few_are_claimed_at_a_time(house: House) -> None:
    house.channel.limits = Limits(per_second=30)
    house.channel.gate = asyncio.Event()
    await house.announces("Fest", PEOPLE[:200])
    killed = asyncio.create_task(house.worker(dozing=True).run())
    await house.channel.has_tried(1)
    assert (await house.count())["sending"] == 30
    house.channel.gate.set()
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed


async def test_in_quiet_hours_only_replies_and_urgent_messages_leave(house: House) -> None:
    house.is_quiet = lambda: True
    await house.says("Ali", "Morgen ist Fest")
    await house.says("Ali", "Du kommst. Schön!", urgency=Urgency.REPLY)
    await house.says("Birgit", "Das Fest fällt heute aus", urgency=Urgency.URGENT)
    worker = house.worker()
    await worker.drain()
    assert sorted(house.channel.texts()) == ["Das Fest fällt heute aus", "Du kommst. Schön!"]
    house.is_quiet = lambda: False
    await worker.drain()
    assert house.channel.texts()[-1] == "Morgen ist Fest"


async def test_an_announcement_stops_where_the_quiet_hours_begin(house: House) -> None:
    house.channel.limits = Limits(per_second=30)
    await house.announces("Fest", PEOPLE[:100])
    evening = house.clock() + timedelta(seconds=1)
    house.is_quiet = lambda: house.clock() >= evening
    await house.worker().drain()
    left = len(house.channel.sent)
    assert 30 <= left <= 33
    assert await house.count() == {"sent": left, "waiting": 100 - left}
    waiting = await house.database.read.all("SELECT DISTINCT attempts FROM delivery WHERE state = 'waiting'")
    assert [row["attempts"] for row in waiting] == [0]


async def test_what_has_lost_its_sense_expires(house: House) -> None:
    soon = house.clock() + timedelta(hours=1)
    [late] = await house.says("Ali", "Gleich geht es los", expires_at=soon)
    [good] = await house.says("Birgit", "Bis nächste Woche")
    house.clock.move_on(3600)
    await house.worker().drain()
    assert [await house.state(late), await house.state(good)] == ["expired", "sent"]
    assert house.channel.texts() == ["Bis nächste Woche"]


async def test_what_was_stopped_while_it_was_claimed_does_not_come_back(house: House) -> None:
    async with house.database.atomic() as sql:
        announcement = await sql.insert(
            "INSERT INTO announcement (kind, audience, state, created_at) VALUES ('news', 'everyone:', 'stopped', '')"
        )
    await house.announces("Fest", PEOPLE[:3])
    async with house.database.atomic() as sql:
        await sql.run("UPDATE delivery SET announcement_id = ?", announcement)
        claimed = await outbox.claim(sql, "pigeon", Urgency.NORMAL, 2, house.clock())
        await outbox.release(sql, [(delivery.id, None) for delivery in claimed], house.clock())
    assert await house.count() == {"cancelled": 2, "waiting": 1}


async def test_the_messages_of_a_person_who_left_are_cancelled(house: House) -> None:
    [lost, _] = [*(await house.says("Ali", "Bis bald")), *(await house.says("Birgit", "Hallo"))]
    async with house.database.atomic() as sql:
        await sql.run("DELETE FROM chat WHERE address = 'Ali'")
    await house.worker().drain()
    assert await house.state(lost) == "cancelled"
    assert house.channel.texts() == ["Hallo"]


async def test_a_farewell_reaches_a_chat_that_is_already_forgotten(house: House) -> None:
    house.channel.known |= {"Ali", "Birgit"}
    async with house.database.atomic() as sql:
        for person in ("Ali", "Birgit"):
            draft = outbox.Draft("pigeon", None, None, Urgency.REPLY, f"Leb wohl, {person}", address=person)
            await outbox.put(sql, draft, house.clock())
    house.channel.script["Leb wohl, Ali"] = [NotSent()]
    worker = house.worker()
    await worker.drain()
    assert house.channel.texts() == ["Leb wohl, Birgit"]
    house.clock.move_on(2)
    await worker.drain()
    assert house.channel.texts() == ["Leb wohl, Birgit", "Leb wohl, Ali"]
    kept = await house.database.read.all("SELECT DISTINCT payload, address FROM delivery")
    assert [tuple(row) for row in kept] == [(None, None)]


async def test_a_sleeping_worker_is_woken_by_a_commit_and_by_time(house: House) -> None:
    worker = house.worker(dozing=True)
    running = asyncio.create_task(worker.run())
    [first] = await house.says("Ali", "Willkommen", urgency=Urgency.REPLY)
    worker.wake()
    await house.becomes(first, "sent")
    house.is_quiet = lambda: True
    [second] = await house.says("Birgit", "Fest am Samstag")
    worker.wake()
    await house.becomes(second, "waiting")
    house.is_quiet = lambda: False
    while await house.state(second) != "sent":
        house.clock.move_on(31)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_other_channels_messages_are_left_alone(house: House, clock: HandClock) -> None:
    crow = House(house.database, clock, StandIn(clock, name="crow"))
    [theirs] = await crow.says("Ali", "krah")
    await house.worker().drain()
    assert await house.state(theirs) == "waiting"
