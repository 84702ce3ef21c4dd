"""What a messenger tells later of the messages that it took."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.channels.protocol import Report, Verdict
from bot.delivery.books import Gone
from bot.delivery.policy import after_report
from bot.domain.deliveries import Outcome, State
from bot.errors import WindowClosed
from bot.store import chats, knocking, reports
from bot.store.database import Sql

logger = logging.getLogger(__name__)

# Nothing is brought back by a report: what was cancelled, or has failed, stays so.
_OPEN = {State.SENDING, State.SENT, State.UNCERTAIN}


async def note(sql: Sql, channel: str, told: Report | Verdict, now: datetime, *, gone: Gone) -> None:
    """Note what a messenger tells of our messages, and of the texts that it is to approve.

    `gone` is told of a message that found nobody.
    """
    if isinstance(told, Verdict):
        await knocking.note_approval(sql, channel, told.key, told.state, told.reason, now)
    else:
        await _note_report(sql, channel, told, now, gone)


async def _note_report(sql: Sql, channel: str, report: Report, now: datetime, gone: Gone) -> None:
    """Note how far a message came, only ever forward. One whose arrival was uncertain is then certain. One that came to
    a closed chat leaves once more, as its knock.

    What is said of messages that we do not know is passed over: they may belong to somebody who was forgotten.
    """
    taken = await reports.taken(sql, channel, report.message, report.delivery_id)
    if taken is None or taken.state not in _OPEN or not report.reached.follows(taken.reported):
        return
    if isinstance(report.error, WindowClosed) and not taken.follows and await reports.knock_instead(sql, taken.id):
        return
    outcome = after_report(report.error) if report.error else Outcome(State.SENT)
    await reports.note(sql, taken.id, report.message, report.reached, outcome, now)
    if report.error:
        logger.info("reported as failed delivery=%s error=%s", taken.id, type(report.error).__name__)
    if outcome.gone and taken.chat_id is not None:
        await chats.set_reachable(sql, taken.chat_id, reachable=False, as_of=taken.left_at)
    if outcome.state is State.UNREACHABLE:
        await gone(sql, [taken.id])
