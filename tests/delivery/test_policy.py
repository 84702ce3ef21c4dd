from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import policy
from bot.domain.deliveries import Delivery, Outcome, State, Urgency
from bot.errors import ChannelDown, Gone, Moved, NotEditable, NotSent, Rejected, Uncertain, WindowClosed

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def decide(error: Exception, attempts: int = 1, *, may_repeat: bool = False, **more: bool) -> Outcome:
    delivery = Delivery(1, 1, "chat-of-amal", Urgency.NORMAL, "{}", attempts, **more)  # type: ignore[arg-type]
    return policy.decide(error, delivery, repeatable=may_repeat, now=NOW)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 2), (2, 4), (3, 8), (7, 128), (8, 256), (9, 300), (49, 300)])
def test_what_was_not_sent_is_tried_again_later_and_later(attempt: int, seconds: float) -> None:
    assert decide(NotSent("the line was cut"), attempt) == Outcome(
        State.WAITING, after(seconds), "The message did not leave; it can be tried again. the line was cut"
    )


def test_the_messengers_own_time_is_obeyed() -> None:
    assert decide(NotSent(retry_at=after(35)), 3).retry_at == after(35)


@pytest.mark.parametrize("told", [-3600, 0, 0.2])
def test_a_time_that_has_passed_makes_no_hot_loop(told: float) -> None:
    assert decide(NotSent(retry_at=after(told))).retry_at == after(1)
    assert policy.pause_after(NotSent(retry_at=after(told), whole_channel=True), in_a_row=0, now=NOW) == after(1)


def test_the_fiftieth_attempt_is_the_last() -> None:
    assert decide(NotSent(), 49).state is State.WAITING
    assert decide(NotSent(retry_at=after(35)), 50).state is State.FAILED
    assert decide(Uncertain(), 50, may_repeat=True).state is State.FAILED


def test_a_chat_that_is_gone_is_unreachable() -> None:
    assert decide(Gone("blocked")) == Outcome(
        State.UNREACHABLE, None, "This chat cannot be reached any more. blocked", gone=True
    )


def test_a_refused_message_has_failed_for_the_messengers_reason() -> None:
    assert decide(Rejected("text is too long")) == Outcome(
        State.FAILED, None, "The messenger does not take this message. text is too long"
    )


def test_a_chat_that_moves_for_ever_has_failed() -> None:
    assert decide(Moved("-100777")).state is State.FAILED


def test_an_uncertain_message_is_not_repeated_blindly() -> None:
    assert decide(Uncertain()) == Outcome(State.UNCERTAIN, None, "The message may have arrived, or not.")


def test_an_uncertain_message_that_may_be_repeated_is_tried_again() -> None:
    outcome = decide(Uncertain(), 2, may_repeat=True)
    assert (outcome.state, outcome.retry_at) == (State.WAITING, after(4))
    assert policy.after_interruption(may_repeat=True) == Outcome(State.WAITING)


def test_a_send_cut_off_by_the_end_of_the_process_is_uncertain() -> None:
    assert policy.after_interruption(may_repeat=False) == decide(Uncertain())


def test_a_refused_bot_leaves_the_message_waiting() -> None:
    assert decide(ChannelDown(), 50).state is State.WAITING


def test_our_own_mistakes_are_called_so_and_say_nothing_else() -> None:
    assert decide(KeyError("Farzaneh +49 151 23456789")) == Outcome(State.FAILED, None, "our mistake")


def test_a_reason_is_short() -> None:
    assert len(decide(Rejected("x" * 5000)).reason) == policy.REASON_LENGTH


def test_one_chats_trouble_does_not_hold_the_channel() -> None:
    for error in (NotSent(retry_at=after(35)), Gone(), Rejected(), Uncertain(), ValueError()):
        assert policy.pause_after(error, in_a_row=1, now=NOW) is None


@pytest.mark.parametrize(("in_a_row", "seconds"), [(1, 2), (2, 4), (6, 64), (30, 300)])
def test_an_unreachable_messenger_is_left_alone_longer_and_longer(in_a_row: int, seconds: float) -> None:
    error = NotSent(whole_channel=True)
    assert policy.pause_after(error, in_a_row=in_a_row, now=NOW) == after(seconds)
    assert not policy.counts_as_attempt(error)


def test_a_limit_that_was_passed_holds_the_channel_as_long_as_the_messenger_says() -> None:
    error = NotSent(retry_at=after(35), whole_channel=True)
    assert policy.pause_after(error, in_a_row=0, now=NOW) == after(35)
    assert policy.counts_as_attempt(error)
    assert not policy.is_trouble(error)


@pytest.mark.parametrize(("in_a_row", "seconds"), [(1, None), (2, None), (3, 2), (4, 4), (40, 300)])
def test_three_uncertain_sends_in_a_row_hold_the_channel(in_a_row: int, seconds: float | None) -> None:
    until = policy.pause_after(Uncertain(), in_a_row=in_a_row, now=NOW)
    assert until == (None if seconds is None else after(seconds))


def test_what_cannot_be_edited_goes_out_anew_unless_it_is_of_use_as_an_edit_only() -> None:
    assert decide(NotEditable()) == Outcome(State.WAITING, reason="The message cannot be changed any more.", anew=True)
    assert decide(NotEditable(), only_edit=True).state is State.FAILED


def test_a_chat_that_turns_out_to_be_closed_is_knocked_at_once() -> None:
    assert decide(WindowClosed(), has_knock=True).knock
    assert decide(WindowClosed(), has_knock=True, knocks=True).state is State.UNREACHABLE
    assert decide(WindowClosed()).state is State.UNREACHABLE
