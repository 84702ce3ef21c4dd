"""What a messenger reports of messages that it took."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from bot.channels.protocol import Limits, Report
from bot.delivery import reports
from bot.domain.deliveries import Reached, Urgency
from bot.errors import Gone, NotSent, SendError, WindowClosed
from bot.store import files

from .stand_in import House

ALL = list(Reached)


@pytest.mark.parametrize("order", list(permutations([Reached.SENT, Reached.DELIVERED, Reached.READ])))
def test_in_any_order_the_furthest_is_what_remains(order: tuple[Reached, ...]) -> None:
    known: Reached | None = None
    for reached in order:
        known = reached if reached.follows(known) else known
    assert known is Reached.READ


def test_a_failure_is_final_and_what_arrived_has_not_failed() -> None:
    assert [reached for reached in ALL if reached.follows(Reached.FAILED)] == []
    assert [reached for reached in ALL if Reached.FAILED.follows(reached)] == [Reached.SENT]
    assert all(reached.follows(None) for reached in ALL)


async def reported(house: House, delivery_id: int, reached: Reached, error: SendError | None = None) -> str:
    async with house.database.atomic() as sql:
        await reports.note(
            sql, "pigeon", Report("m1", reached, delivery_id, error), house.clock(), gone=house.note_gone
        )
    return await house.state(delivery_id)


@pytest.mark.parametrize(
    ("error", "state", "reachable"),
    [(Gone(), "unreachable", 0), (WindowClosed(), "unreachable", 1), (NotSent("slow"), "failed", 1)],
)
async def test_a_failure_is_shown_with_its_reason(house: House, error: SendError, state: str, reachable: int) -> None:
    [hello] = await house.says("Ali", "hello")
    await house.worker().drain()
    assert await reported(house, hello, Reached.FAILED, error) == state
    assert (await house.row(hello))["reason"] == str(error)
    assert await reported(house, hello, Reached.READ) == state
    assert await house.database.read.value("SELECT reachable FROM chat") == reachable


@pytest.mark.parametrize(("error", "told"), [(Gone(), True), (WindowClosed(), True), (NotSent("slow"), False)])
async def test_whoever_sees_to_what_found_nobody_is_told_in_the_same_transaction(
    house: House, error: SendError, *, told: bool
) -> None:
    [hello] = await house.says("Ali", "hello")
    await house.worker().drain()
    await reported(house, hello, Reached.FAILED, error)
    await reported(house, hello, Reached.FAILED, error)
    assert house.gone == ([hello] if told else [])


async def test_a_report_on_what_has_not_left_or_another_channels_message_changes_nothing(house: House) -> None:
    [hello] = await house.says("Ali", "hello")
    assert await reported(house, hello, Reached.READ) == "waiting"
    await house.worker().drain()
    async with house.database.atomic() as sql:
        await reports.note(sql, "owl", Report("m1", Reached.FAILED, hello, Gone()), house.clock(), gone=house.note_gone)
    assert await house.state(hello) == "sent"
    assert (await house.row(hello))["reported"] is None


async def test_a_report_for_another_message_under_our_number_is_not_believed(house: House) -> None:
    [hello] = await house.says("Ali", "hello")
    await house.worker().drain()
    async with house.database.atomic() as sql:
        await reports.note(
            sql, "pigeon", Report("m999", Reached.FAILED, hello, Gone()), house.clock(), gone=house.note_gone
        )
    assert await house.state(hello) == "sent"


async def test_a_channel_that_does_not_keep_files_for_good_gets_them_again(house: House) -> None:
    house.channel.limits = Limits(per_second=30, keeps_files=timedelta(days=30))
    async with house.database.atomic() as sql:
        picture = await files.keep(sql, "kran.jpg", "image/jpeg", b"a crane", house.clock())
    worker = house.worker()
    for days in (0, 27, 2):
        house.clock.move_on(days * 86400)
        await house.says("Ali", f"after {days} days", file_id=picture)
        await worker.drain()
    uploads = [one.upload.data for one in house.channel.tries if one.upload]
    assert uploads == [b"a crane", None, b"a crane"]


async def test_a_chat_may_get_as_many_replies_at_once_as_its_channel_allows(house: House) -> None:
    house.channel.limits = Limits(per_second=1000, per_chat_seconds=6, chat_burst=5)
    await house.says("Ali", *(f"reply {number}" for number in range(7)), urgency=Urgency.REPLY)
    await house.worker().drain()
    assert [round(one.at) for one in house.channel.sent] == [0, 0, 0, 0, 0, 6, 12]
