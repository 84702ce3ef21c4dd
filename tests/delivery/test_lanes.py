from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import Limits
from bot.delivery.lanes import Holds, Lanes
from bot.delivery.pacing import Pacer
from bot.domain.deliveries import Delivery, Urgency

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def delivery(number: int, chat: int, urgency: Urgency) -> Delivery:
    return Delivery(number, chat, f"chat {chat}", urgency, "{}", 1)


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(Urgency)), max_size=40),
    st.sets(st.integers(1, 4)),
    st.data(),
)
def test_whatever_is_blocked_each_chat_keeps_its_order_in_each_class(
    rows: list[tuple[int, Urgency]], often_blocked: set[int], data: st.DataObject
) -> None:
    lanes, pacer, now = Lanes(), Pacer(Limits(30, 1.0)), NOW
    for number, (chat, urgency) in enumerate(rows):
        lanes.add(delivery(number, chat, urgency))
    out: list[Delivery] = []
    while lanes:
        blocked = data.draw(st.sets(st.sampled_from(sorted(often_blocked)))) if often_blocked else set()
        found = lanes.pick(now, pacer, lambda one, blocked=blocked: one.chat_id in blocked)  # type: ignore[misc]
        if isinstance(found, Delivery):
            pacer.took(found.address, now)
            out.append(found)
        else:
            now = found if found is not None else now + timedelta(milliseconds=1)
            often_blocked = set() if found is None else often_blocked
    assert sorted(one.id for one in out) == list(range(len(rows)))
    for chat in range(1, 5):
        for urgency in Urgency:
            ids = [one.id for one in out if (one.chat_id, one.urgency) == (chat, urgency)]
            assert ids == sorted(ids)


def test_replies_leave_first_then_what_is_urgent_then_the_rest() -> None:
    lanes, pacer = Lanes(), Pacer(Limits(1e6))
    for number, urgency in enumerate([Urgency.NORMAL, Urgency.URGENT, Urgency.REPLY]):
        lanes.add(delivery(number, number, urgency))
    order: list[Urgency] = []
    while lanes:
        found = lanes.pick(NOW + timedelta(seconds=len(order)), pacer, lambda _: False)
        assert isinstance(found, Delivery)
        order.append(found.urgency)
    assert order == [Urgency.REPLY, Urgency.URGENT, Urgency.NORMAL]


def test_when_only_time_is_missing_the_lanes_say_until_when() -> None:
    lanes, pacer = Lanes(), Pacer(Limits(10, 5.0))
    pacer.took("chat 1", NOW)
    lanes.add(delivery(1, 1, Urgency.NORMAL))
    assert lanes.pick(NOW, pacer, lambda _: False) == NOW + timedelta(seconds=0.1)
    later = NOW + timedelta(seconds=1)
    assert lanes.pick(later, pacer, lambda _: False) == NOW + timedelta(seconds=5)
    assert lanes.pick(later, pacer, lambda _: True) is None


def test_a_held_chat_is_free_when_its_last_hold_is_over() -> None:
    holds = Holds()
    holds.add("Ali", Urgency.NORMAL, NOW + timedelta(seconds=2))
    holds.add("Ali", Urgency.NORMAL, NOW + timedelta(seconds=9))
    assert holds.next_end == NOW + timedelta(seconds=2)
    assert holds.release(NOW + timedelta(seconds=3)) == {Urgency.NORMAL}
    assert holds.until("Ali", Urgency.NORMAL) == NOW + timedelta(seconds=9)
    assert holds.until("Ali", Urgency.REPLY) is None
    assert holds.release(NOW + timedelta(seconds=9)) == {Urgency.NORMAL}
    assert holds.until("Ali", Urgency.NORMAL) is None
    assert holds.next_end is None
