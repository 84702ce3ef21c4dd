from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import Limits
from bot.delivery.pacing import AHEAD, CATCH_UP, Pacer
from bot.domain.deliveries import Urgency

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
rates = st.sampled_from([0.5, 1, 7.3, 30, 80, 1000])
waits = st.floats(0, 3)
AHEAD_IN_CHAT = Limits(1).chat_burst


def send_all(pacer: Pacer, wishes: list[tuple[float, Urgency, int]], lateness: list[float]) -> list[datetime]:
    """Send as the worker does: whatever comes next leaves at its earliest time, a little late each time."""
    now, times = NOW, []
    for (pause, urgency, chat), late in zip(wishes, lateness, strict=True):
        now += timedelta(seconds=pause)
        at = max(pacer.earliest(urgency, now), pacer.earliest_in(str(chat), urgency, now))
        if at > now:
            now = at + timedelta(seconds=late)
        pacer.took(str(chat), now)
        times.append(now)
    return times


def most_within(times: list[datetime], window: timedelta) -> int:
    return max(sum(start <= at < start + window for at in times) for start in times)


@given(rate=rates, lateness=st.lists(st.floats(0, 0.05), min_size=300, max_size=300))
def test_announcements_keep_the_rate_on_average_however_late_each_slot_is(rate: float, lateness: list[float]) -> None:
    times = send_all(Pacer(Limits(rate)), [(0.0, Urgency.NORMAL, n) for n in range(300)], lateness)
    planned = 299 / rate
    last_one_late = 0.05
    assert planned * 0.999 - last_one_late <= (times[-1] - times[0]).total_seconds() <= planned * 1.001 + last_one_late


@given(
    rate=rates,
    wishes=st.lists(st.tuples(waits, st.sampled_from(Urgency), st.integers(1, 3)), min_size=1, max_size=60),
    window=st.floats(0.1, 30),
)
def test_no_stretch_of_time_holds_more_than_the_rate_the_catching_up_and_the_replies_ahead(
    rate: float, wishes: list[tuple[float, Urgency, int]], window: float
) -> None:
    times = send_all(Pacer(Limits(rate)), wishes, [0.0] * len(wishes))
    allowed = rate * 1.001 * (window + CATCH_UP.total_seconds()) + AHEAD + 1
    assert most_within(times, timedelta(seconds=window)) <= allowed


@given(
    step=st.sampled_from([0.4, 1.0, 6.0]),
    wishes=st.lists(st.tuples(waits, st.sampled_from(Urgency), st.just(7)), min_size=1, max_size=60),
    window=st.floats(0.1, 30),
)
def test_one_chat_gets_no_more_than_its_share_and_three_replies_at_once(
    step: float, wishes: list[tuple[float, Urgency, int]], window: float
) -> None:
    times = send_all(Pacer(Limits(1000, step)), wishes, [0.0] * len(wishes))
    assert most_within(times, timedelta(seconds=window)) <= window / step + AHEAD_IN_CHAT + 1


@given(
    rate=rates,
    wishes=st.lists(st.tuples(waits, st.sampled_from(Urgency), st.integers(1, 3)), max_size=30),
    back=st.integers(1, 10**6),
)
def test_a_clock_that_is_set_back_holds_nobody(
    rate: float, wishes: list[tuple[float, Urgency, int]], back: int
) -> None:
    pacer = Pacer(Limits(rate, 1.0))
    send_all(pacer, wishes, [0.0] * len(wishes))
    now = NOW - timedelta(seconds=back)
    at = max(pacer.earliest(Urgency.NORMAL, now), pacer.earliest_in("2", Urgency.NORMAL, now))
    assert at - now <= max(timedelta(seconds=AHEAD / rate), timedelta(seconds=AHEAD_IN_CHAT)) + timedelta(seconds=0.001)
    later = max(at, now)
    assert max(pacer.earliest(Urgency.NORMAL, later), pacer.earliest_in("2", Urgency.NORMAL, later)) <= later


@pytest.mark.parametrize("urgency", [Urgency.REPLY, Urgency.URGENT])
def test_ten_replies_go_ahead_of_the_schedule_and_the_announcements_wait_for_them(urgency: Urgency) -> None:
    pacer = Pacer(Limits(per_second=10))
    for chat in range(AHEAD):
        assert pacer.earliest(urgency, NOW) <= NOW
        pacer.took(str(chat), NOW)
    assert pacer.earliest(urgency, NOW) == NOW + timedelta(seconds=0.1)
    assert pacer.earliest(Urgency.NORMAL, NOW) == NOW + timedelta(seconds=1)


def test_a_rest_is_no_credit_for_a_burst() -> None:
    pacer = Pacer(Limits(per_second=10))
    pacer.took("1", NOW)
    later = NOW + timedelta(hours=8)
    pacer.took("2", later)
    assert pacer.earliest(Urgency.NORMAL, later) == later + timedelta(seconds=0.1)


def test_a_chat_gets_three_replies_at_once_but_announcements_one_by_one() -> None:
    pacer = Pacer(Limits(per_second=1000, per_chat_seconds=1.0))
    for _ in range(AHEAD_IN_CHAT):
        assert pacer.earliest_in("7", Urgency.REPLY, NOW) <= NOW
        pacer.took("7", NOW)
    assert pacer.earliest_in("7", Urgency.REPLY, NOW) == NOW + timedelta(seconds=1)
    assert pacer.earliest_in("7", Urgency.NORMAL, NOW) == NOW + timedelta(seconds=3)
    assert pacer.earliest_in("8", Urgency.NORMAL, NOW) <= NOW


def test_chats_that_are_free_again_are_forgotten() -> None:
    pacer = Pacer(Limits(per_second=1e6, per_chat_seconds=1.0))
    for chat in range(5000):
        pacer.took(str(chat), NOW + timedelta(seconds=chat))
    assert len(pacer._chats) <= 2001
