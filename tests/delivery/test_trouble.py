"""What messengers answer instead of a receipt."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import timedelta

import pytest

from bot.channels.protocol import Limits
from bot.domain.deliveries import Urgency
from bot.errors import ChannelDown, Gone, Moved, NotEditable, NotSent, Rejected, Uncertain
from bot.store import chats, outbox

from .stand_in import LONG, House

PEOPLE = [f"person-{number:04}" for number in range(100)]


async def turns(count: int) -> None:
    """Lets all others go on for so many turns of the event loop."""
    for _ in range(count):
        await asyncio.sleep(0)


async def reachable(house: House, address: str) -> bool:
    chat = await chats.get(house.database.read, await house.chat(address))
    assert chat is not None
    return chat.reachable


async def test_too_many_requests_hold_the_channel_over_a_restart_and_replies_go_first_afterwards(house: House) -> None:
    await house.announces("Fest", PEOPLE)
    until = house.clock() + timedelta(seconds=35)
    house.channel.script["Fest person-0010"] = [NotSent(retry_at=until, whole_channel=True)]
    await house.worker().drain()
    before = len(house.channel.tries)
    assert before == 11
    assert await house.count() == {"sent": 10, "waiting": 90}

    await house.says("Ali", "Du kommst. Schön!", urgency=Urgency.REPLY)
    restarted = house.worker()
    await restarted.drain()
    assert len(house.channel.tries) == before

    house.clock.now = until
    await restarted.drain()
    assert house.channel.texts()[10:12] == ["Du kommst. Schön!", "Fest person-0010"]
    assert await house.count() == {"sent": 101}
    attempts = await house.database.read.all("SELECT attempts FROM delivery ORDER BY id")
    assert [row["attempts"] for row in attempts] == [1] * 10 + [2] + [1] * 90


async def test_a_pause_asked_for_beside_a_message_that_arrived_holds_the_channel_too(house: House) -> None:
    until = house.clock() + timedelta(seconds=35)
    house.channel.pauses["Du kommst."] = until
    [first, second] = await house.says("Ali", "Du kommst.", "Bis Samstag!", urgency=Urgency.REPLY)
    await house.worker().drain()
    assert [(await house.row(number))["state"] for number in (first, second)] == ["sent", "waiting"]

    restarted = house.worker()
    await restarted.drain()
    assert house.channel.texts() == ["Du kommst."]
    house.clock.now = until
    await restarted.drain()
    assert house.channel.texts() == ["Du kommst.", "Bis Samstag!"]


async def test_a_messenger_out_of_reach_is_asked_by_one_message_at_a_time_and_costs_no_attempts(house: House) -> None:
    house.channel.limits = Limits(per_second=30, parallel=5)
    await house.announces("Fest", PEOPLE[:20])
    cut = [NotSent(whole_channel=True) for _ in range(3)]
    for person in PEOPLE[:20]:
        house.channel.script[f"Fest {person}"] = list(cut)
    worker = house.worker()
    await worker.drain()
    assert await house.count() == {"waiting": 20}
    pauses, tries = [], []
    for _ in range(3):
        until = await outbox.paused_until(house.database.read, "pigeon")
        assert until is not None
        pauses.append((until - house.clock()).total_seconds())
        house.clock.now = until
        before = len(house.channel.tries)
        await worker.drain()
        tries.append(len(house.channel.tries) - before)
    assert pauses == pytest.approx([2, 4, 8], abs=0.1)
    assert tries[:2] == [1, 1]
    house.channel.script.clear()
    house.clock.move_on(16)
    await worker.drain()
    attempts = await house.database.read.all("SELECT DISTINCT attempts, state FROM delivery")
    assert [(row["attempts"], row["state"]) for row in attempts] == [(1, "sent")]


async def test_one_chats_trouble_holds_what_comes_after_it_in_that_chat_and_nothing_else(house: House) -> None:
    house.channel.script["Ali 1"] = [NotSent(), NotSent()]
    first, second = await house.says("Ali", "Ali 1", "Ali 2")
    await house.says("Birgit", "Birgit 1")
    worker = house.worker()
    await worker.drain()
    assert house.channel.texts() == ["Birgit 1"]
    [third] = await house.says("Ali", "Ali 3")
    await house.says("Ali", "Antwort", urgency=Urgency.REPLY)
    await worker.drain()
    assert house.channel.texts() == ["Birgit 1", "Antwort"]

    house.clock.move_on(2)
    restarted = house.worker()
    await restarted.drain()
    assert house.channel.texts() == ["Birgit 1", "Antwort"]
    [fourth] = await house.says("Ali", "Ali 4")
    again = house.worker()
    await again.drain()
    assert house.channel.texts() == ["Birgit 1", "Antwort"]

    house.clock.move_on(4)
    await again.drain()
    assert house.channel.texts()[2:] == ["Ali 1", "Ali 2", "Ali 3", "Ali 4"]
    assert [(await house.row(one))["attempts"] for one in (first, second, third, fourth)] == [3, 1, 1, 1]


async def test_a_running_worker_tries_again_by_itself(house: House) -> None:
    house.channel.limits = Limits(per_second=5)
    house.channel.script["Ali 1"] = [NotSent()]
    [delivery] = await house.says("Ali", "Ali 1")
    await house.announces("Fest", PEOPLE[:40])
    await house.worker().drain()
    assert await house.state(delivery) == "sent"
    [at] = [one.at for one in house.channel.sent if one.delivery == delivery]
    assert at == pytest.approx(2, abs=1.5)


async def test_somebody_who_blocks_us_is_unreachable_until_they_come_back(house: House) -> None:
    await house.announces("Fest", PEOPLE[:3])
    house.channel.script["Fest person-0001"] = [Gone("bot was blocked by the user")]
    await house.worker().drain()
    assert await house.count() == {"sent": 2, "unreachable": 1}
    assert [await reachable(house, person) for person in PEOPLE[:3]] == [True, False, True]
    row = await house.row(2)
    assert row["reason"] == "This chat cannot be reached any more. bot was blocked by the user"


async def test_a_person_who_came_back_in_the_meantime_stays_reachable(house: House) -> None:
    chat_id = await house.chat("Ali")
    sent_at = house.clock()
    chat = await chats.get(house.database.read, chat_id)
    assert chat is not None
    async with house.database.atomic() as sql:
        await chats.heard(sql, chat, sent_at + timedelta(seconds=1))
        await chats.set_reachable(sql, chat_id, reachable=False, as_of=sent_at)
    assert await reachable(house, "Ali")


async def test_a_chat_that_moved_gets_the_message_at_its_new_address_and_all_later_ones_too(house: House) -> None:
    house.channel.script["Hallo"] = [Moved("-100777")]
    [delivery] = await house.says("-777", "Hallo")
    house.channel.known.add("-100777")
    worker = house.worker()
    await worker.drain()
    assert await house.state(delivery) == "sent"
    await house.says("-777", "Wie geht es?")
    await worker.drain()
    assert [(one.address, one.payload) for one in house.channel.sent] == [
        ("-100777", "Hallo"),
        ("-100777", "Wie geht es?"),
    ]


async def test_a_new_address_is_kept_though_the_message_then_fails(house: House) -> None:
    house.channel.script["Hallo"] = [Moved("-100777"), Rejected("too long")]
    [delivery] = await house.says("-777", "Hallo")
    await house.worker().drain()
    assert await house.state(delivery) == "failed"
    assert await chats.find(house.database.read, "pigeon", "-100777") is not None


async def test_an_uncertain_message_is_not_sent_again_but_an_uncertain_edit_is(house: House) -> None:
    house.channel.script["Fest am Samstag"] = [Uncertain()]
    house.channel.script["12 von 30 gesendet"] = [Uncertain()]
    [message] = await house.says("Ali", "Fest am Samstag")
    [edit] = await house.says("Birgit", "12 von 30 gesendet", target="m7")
    worker = house.worker()
    await worker.drain()
    house.clock.move_on(400)
    await worker.drain()
    assert [await house.state(message), await house.state(edit)] == ["uncertain", "sent"]
    assert [one.payload for one in house.channel.tries].count("Fest am Samstag") == 1


@pytest.mark.parametrize("urgency", [Urgency.REPLY, Urgency.NORMAL])
async def test_what_cannot_be_edited_goes_out_anew_before_what_was_said_later(house: House, urgency: Urgency) -> None:
    house.channel.script["You come"] = [NotEditable()]
    [edit] = await house.says("Ali", "You come", target="m7", urgency=urgency)
    await house.says("Ali", "See you there", urgency=urgency)
    await house.worker().drain()
    assert [(one.payload, one.target) for one in house.channel.sent] == [("You come", None), ("See you there", None)]
    assert (await house.row(edit))["external_id"] == "m1"


@pytest.mark.parametrize("urgency", [Urgency.REPLY, Urgency.NORMAL])
async def test_what_goes_out_anew_is_not_overtaken_by_what_is_claimed_in_that_moment(
    house: House, urgency: Urgency
) -> None:
    house.channel.script["You come"] = [NotEditable()]
    house.channel.gate = asyncio.Event()
    [edit] = await house.says("Ali", "You come", target="m7", urgency=urgency)
    worker = house.worker()
    draining = asyncio.create_task(worker.drain())
    await house.channel.has_tried(1)
    [later] = await house.says("Ali", "See you there", urgency=urgency)
    async with house.database.atomic():  # so long, the claim of the later one is under way
        worker.wake()
        await turns(LONG)
        house.channel.gate.set()
        await turns(LONG)
    await draining
    assert [(one.payload, one.target) for one in house.channel.sent] == [("You come", None), ("See you there", None)]
    assert [(await house.row(one))["attempts"] for one in (edit, later)] == [2, 1]


@pytest.mark.parametrize("urgency", [Urgency.REPLY, Urgency.NORMAL])
async def test_what_went_out_anew_and_may_have_arrived_is_not_sent_again(house: House, urgency: Urgency) -> None:
    house.channel.script["You come"] = [NotEditable(), Uncertain()]
    [edit] = await house.says("Ali", "You come", target="m7", urgency=urgency)
    worker = house.worker()
    await worker.drain()
    house.clock.move_on(400)
    await worker.drain()
    assert await house.state(edit) == "uncertain"
    assert [one.target for one in house.channel.tries] == ["m7", None]


async def test_a_messenger_in_trouble_costs_few_messages_their_certainty(house: House) -> None:
    house.channel.limits = Limits(per_second=30, parallel=1)
    await house.announces("Fest", PEOPLE)
    for person in PEOPLE:
        house.channel.script[f"Fest {person}"] = [Uncertain()]
    worker = house.worker()
    end = house.clock() + timedelta(minutes=10)
    while house.clock() < end:
        await worker.drain()
        house.clock.move_on(1)
    house.channel.script.clear()
    house.clock.move_on(300)
    await worker.drain()
    count = await house.count()
    assert count["uncertain"] <= 12
    assert count["uncertain"] + count["sent"] == len(PEOPLE)


async def test_a_refused_bot_stops_sending_keeps_the_queue_and_says_so_once(house: House) -> None:
    house.channel.limits = Limits(per_second=1e6, parallel=10)
    await house.announces("Fest", PEOPLE)
    for person in PEOPLE:
        house.channel.script[f"Fest {person}"] = [ChannelDown("401")]
    worker = house.worker()
    await worker.drain()
    tried = len(house.channel.tries)
    assert tried <= 10
    worker.wake()
    await worker.drain()
    assert len(house.channel.tries) == tried
    assert [str(alarm) for alarm in house.alarms] == ["The messenger refuses this bot. 401"]
    rows = await house.database.read.all("SELECT DISTINCT state, attempts FROM delivery")
    assert [(row["state"], row["attempts"]) for row in rows] == [("waiting", 0)]


async def test_a_mistake_of_ours_fails_one_message_and_the_log_does_not_quote_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    house.channel.script["Hallo Farzaneh"] = [ValueError("Hallo Farzaneh")]
    [broken] = await house.says("Ali", "Hallo Farzaneh")
    [good] = await house.says("Birgit", "Hallo Birgit")
    await house.worker().drain()
    assert [await house.state(broken), await house.state(good)] == ["failed", "sent"]
    assert (await house.row(broken))["reason"] == "our mistake"
    assert f"our mistake delivery={broken} error=ValueError" in caplog.text
    assert "stand_in.py" in caplog.text
    assert "Farzaneh" not in caplog.text


async def test_fifty_attempts_are_enough(house: House) -> None:
    house.channel.script["Hallo"] = [NotSent() for _ in range(60)]
    [delivery] = await house.says("Ali", "Hallo")
    worker = house.worker()
    for _ in range(60):
        await worker.drain()
        house.clock.move_on(300)
    row = await house.row(delivery)
    assert (row["state"], row["attempts"]) == ("failed", 50)


@pytest.mark.parametrize(
    ("trouble", "tries"), [(Rejected("can't parse"), 1), (Uncertain(), 1), (NotSent("no connection"), 2)], ids=repr
)
async def test_fault_30_a_part_that_fails_never_resends_the_others(
    trouble: Exception, tries: int, house: House
) -> None:
    parts = [f"Teil {number}" for number in range(1, 4)]
    house.channel.script["Teil 2"] = [trouble]
    await house.says("Farzaneh", *parts, urgency=Urgency.REPLY)
    for _ in range(3):
        await house.worker().drain()
        house.clock.move_on(600)
    tried = [one.payload for one in house.channel.tries]
    assert [tried.count(part) for part in parts] == [1, tries, 1]


async def test_that_a_chat_is_gone_is_told_in_the_commit_that_notes_it_and_again_when_that_fails(house: House) -> None:
    gone = await house.says("leyla", "gone")
    house.channel.known.remove("leyla")
    house.gone_fails.append(sqlite3.OperationalError("disk I/O error"))
    await house.worker().drain()
    assert house.gone == [*gone, *gone]
    assert await house.state(gone[0]) == "unreachable"
    assert len(house.channel.tries) == 1
