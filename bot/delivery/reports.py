"""What a messenger tells later of the messages that it took."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.channels.protocol import Report
from bot.delivery.books import Gone
from bot.delivery.policy import after_report
from bot.domain.deliveries import Outcome, State
from bot.store import chats, reports
from bot.store.database import Sql

logger = logging.getLogger(__name__)

# Nothing is brought back by a report: what was cancelled, or has failed, stays so.
_OPEN = {State.SENDING, State.SENT, State.UNCERTAIN}


async def note(sql: Sql, channel: str, report: Report, now: datetime, *, gone: Gone) -> None:
    """Note how far a message came, only ever forward. One whose arrival was uncertain is then certain.

    `gone` is told of one that found nobody.
    What is said of messages that we do not know is passed over: they may belong to somebody who was forgotten.
    """
    taken = await reports.taken(sql, channel, report.message, report.delivery_id)
    if taken is None or taken.state not in _OPEN or not report.reached.follows(taken.reported):
        return
    outcome = after_report(report.error) if report.error else Outcome(State.SENT)
    await reports.note(sql, taken.id, report.message, report.reached, outcome, now)
    if report.error:
        logger.info("reported as failed delivery=%s error=%s", taken.id, type(report.error).__name__)
    if outcome.gone and taken.chat_id is not None:
        await chats.set_reachable(sql, taken.chat_id, reachable=False, as_of=taken.left_at)
    if outcome.state is State.UNREACHABLE:
        await gone(sql, [taken.id])
