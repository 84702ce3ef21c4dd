"""What to do after a failed send. Pure: the worker only obeys."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.deliveries import NOT_APPROVED, Delivery, Outcome, State
from bot.errors import ChannelDown, Gone, NotEditable, NotSent, SendError, TemplateRefused, Uncertain, WindowClosed

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
LEAST_WAIT = timedelta(seconds=1)  # also when a messenger says "try again now": no hot loop
MOST_ATTEMPTS = 50  # three and a half hours; what loses its sense earlier has an expiry
UNCERTAIN_IN_A_ROW = 3  # then the messenger itself is in trouble, and every further try costs a message its certainty
OUR_MISTAKE = "our mistake"
REASON_LENGTH = 200


def wait_after(tries: int) -> timedelta:
    """How long to wait after the `tries`-th failure in a row: 2 s, 4 s, 8 s … 5 min."""
    return min(FIRST_WAIT * (1 << min(max(tries, 1) - 1, 10)), LONGEST_WAIT)


def may_repeat(delivery: Delivery, *, repeatable: bool) -> bool:
    """Whether a second send does no harm: an edit does none anywhere, and nothing does on a channel so `repeatable`."""
    return repeatable or delivery.target is not None


def decide(error: Exception, delivery: Delivery, *, repeatable: bool, now: datetime) -> Outcome:
    """What becomes of a delivery whose try ended in `error`, on a channel where sends are `repeatable`, or not.

    An uncertain one is tried again only if it may be repeated. Where the chat turned out to be closed, one with a knock
    waits to knock; what cannot be edited goes out anew, unless it is of use as an edit only.
    """
    if not isinstance(error, SendError):
        return Outcome(State.FAILED, reason=OUR_MISTAKE)
    reason = str(error)[:REASON_LENGTH]
    if isinstance(error, ChannelDown):
        return Outcome(State.WAITING, reason=reason)
    if isinstance(error, NotSent) or (isinstance(error, Uncertain) and may_repeat(delivery, repeatable=repeatable)):
        return _again(error, delivery.attempts, reason, now)
    if isinstance(error, Uncertain):
        return Outcome(State.UNCERTAIN, reason=reason)
    knock = isinstance(error, WindowClosed) and delivery.has_knock and not delivery.knocks
    anew = isinstance(error, NotEditable) and not delivery.only_edit
    if knock or anew:
        return Outcome(State.WAITING, reason=reason, knock=knock, anew=anew)
    return _final(error, reason)


def after_report(error: SendError) -> Outcome:
    """What becomes of a delivery that the messenger took, and then reported as failed: its text is not kept any more,
    so it cannot be tried again."""
    return _final(error, str(error)[:REASON_LENGTH])


def _final(error: SendError, reason: str) -> Outcome:
    gone = isinstance(error, Gone)
    if isinstance(error, TemplateRefused):
        return Outcome(State.UNREACHABLE, reason=NOT_APPROVED)
    unreachable = gone or isinstance(error, WindowClosed)
    return Outcome(State.UNREACHABLE if unreachable else State.FAILED, reason=reason, gone=gone)


def _again(error: SendError, attempts: int, reason: str, now: datetime) -> Outcome:
    if attempts >= MOST_ATTEMPTS:
        return Outcome(State.FAILED, reason=reason)
    told = error.retry_at if isinstance(error, NotSent) else None
    return Outcome(State.WAITING, max(told or now + wait_after(attempts), now + LEAST_WAIT), reason)


def after_interruption(*, may_repeat: bool) -> Outcome:
    """What becomes of a delivery whose send was cut off by the end of the process."""
    if may_repeat:
        return Outcome(State.WAITING)
    return Outcome(State.UNCERTAIN, reason=str(Uncertain()))


def pause_after(error: Exception, *, in_a_row: int, now: datetime) -> datetime | None:
    """Until when `error`, the `in_a_row`-th trouble without a success between, holds the whole channel; None: not."""
    if isinstance(error, NotSent) and error.whole_channel:
        return max(error.retry_at or now + wait_after(in_a_row), now + LEAST_WAIT)
    if isinstance(error, Uncertain) and in_a_row >= UNCERTAIN_IN_A_ROW:
        return now + wait_after(in_a_row - UNCERTAIN_IN_A_ROW + 1)
    return None


def counts_as_attempt(error: Exception | None) -> bool:
    """Whether this end of a try is counted against the delivery: not when it was the channel that failed."""
    if isinstance(error, NotSent):
        return not error.whole_channel or error.retry_at is not None
    return not isinstance(error, ChannelDown)


def is_trouble(error: Exception) -> bool:
    """Whether this error, when it comes in a row, says that the messenger itself cannot be reached."""
    return isinstance(error, Uncertain) or not counts_as_attempt(error)
