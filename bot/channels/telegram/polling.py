"""Take updates in, each batch stored before Telegram is told that it was received."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from bot.channels.protocol import Arrival, Receive, Unparsable
from bot.channels.raw import dumps, loads
from bot.channels.telegram.api import Api
from bot.clock import Clock
from bot.errors import ChannelDown, NotSent, SendError, Uncertain

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds
NETWORK_SLACK = 15.0  # seconds an answer may be later than the long poll's end
Sleep = Callable[[float], Awaitable[object]]
_T = TypeVar("_T")


class Pause:
    """How long to wait after the next failure: doubling from one second, and never shorter than asked for."""

    def __init__(self, sleep: Sleep, clock: Clock) -> None:
        self._sleep = sleep
        self._clock = clock
        self._next = FIRST_PAUSE

    def over(self) -> None:
        """Something worked: begin small again."""
        self._next = FIRST_PAUSE

    async def __call__(self, error: SendError | None = None) -> None:
        """Wait."""
        asked = error.retry_at if isinstance(error, NotSent) else None
        wait = max(self._next, (asked - self._clock()).total_seconds() if asked else 0.0)
        self._next = min(self._next * 2, LONGEST_PAUSE)
        await self._sleep(wait)


async def persist(action: Callable[[], Awaitable[_T]], pause: Pause) -> _T:
    """The result of an action that is tried until Telegram answers it. Raises ChannelDown."""
    while True:
        try:
            return await action()
        except ChannelDown:
            raise
        except SendError as error:
            logger.warning("telegram does not answer, error=%s", type(error).__name__)
            await pause(error)


async def poll(api: Api, receive: Receive, seconds: int, pause: Pause, succeeded: Callable[[], None]) -> None:
    """Long polls of `seconds`, for ever; calls `succeeded` after each answer. Raises ChannelDown."""
    offset: int | None = None
    while True:
        updates = await persist(partial(_ask, api, offset, seconds), pause)
        succeeded()
        if not updates:
            pause.over()
            offset = None  # ids may begin again lower after a quiet week
            continue
        ids = [number for number in map(_update_id, updates) if number is not None]
        if await _stored(receive, updates) and ids:
            pause.over()
            offset = max(ids) + 1
        else:
            await pause()  # nothing was confirmed: the same comes again at once


async def _ask(api: Api, offset: int | None, seconds: int) -> list[Any]:
    parameters: dict[str, Any] = {"timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
    if offset is not None:
        parameters["offset"] = offset
    updates = await api.call("getUpdates", parameters, seconds + NETWORK_SLACK)
    if not isinstance(updates, list):
        raise Uncertain("(no list of updates)")
    return updates


async def _stored(receive: Receive, updates: Sequence[Any]) -> bool:
    try:
        await receive([arrival_of(update) for update in updates])
    except Exception as error:  # noqa: BLE001 - a full disk today; what is not confirmed comes again
        logger.error("updates not stored, error=%s", type(error).__name__)  # noqa: TRY400 - may quote them
        return False
    return True


def arrival_of(update: object) -> Arrival:
    """An update as it is kept. One without a usable id gets one from its content."""
    raw = dumps(update)
    number = _update_id(update)
    return Arrival(str(number) if number is not None else _digest(raw), raw)


def arrival_in(body: bytes) -> Arrival:
    """The update that a webhook call carries. Raises Unparsable."""
    try:
        update = loads(body)
        if isinstance(update, dict):
            return arrival_of(update)
    except (ValueError, RecursionError):
        pass
    raise Unparsable("not a JSON object")


def _update_id(update: object) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63 else None


def _digest(raw: str) -> str:
    return "x" + hashlib.sha256(raw.encode()).hexdigest()[:32]
