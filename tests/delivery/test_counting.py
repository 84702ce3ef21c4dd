"""What became of the tries, and whether the messenger answered at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.protocol import Limits
from bot.delivery.counting import BOUNDS, Counting, Tries
from bot.domain.deliveries import Delivery, Receipt, State, Upload, Urgency
from bot.errors import ChannelDown, Gone, Moved, NotSent, Rejected, Uncertain, WindowClosed
from tests.delivery.stand_in import START, HandClock

LETTER = Delivery(4711, 1, "chat-of-amal", Urgency.NORMAL, "{}", attempts=1)


class Says:
    """A messenger that says this to everything."""

    name = "telegram"
    limits = Limits(per_second=30)

    def __init__(self, end: Receipt | Exception) -> None:
        self.end = end

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        if isinstance(self.end, Exception):
            raise self.end
        return self.end


async def tried(end: Receipt | Exception, delivery: Delivery = LETTER) -> Tries:
    """The numbers after one try; how it ended is passed on."""
    tries = Tries()
    counting = Counting(Says(end), HandClock(), tries)
    if isinstance(end, Exception):
        with pytest.raises(type(end)) as caught:
            await counting.send(delivery, None)
        assert caught.value is end
    else:
        assert await counting.send(delivery, None) is end
    return tries


async def test_a_message_that_was_taken_is_sent_and_the_messenger_works() -> None:
    tries = await tried(Receipt("9"))
    assert tries.finished == {State.SENT: 1}
    assert tries.answered_at == START


@pytest.mark.parametrize(("end", "state"), [(Gone(), State.UNREACHABLE), (Rejected(), State.FAILED)])
async def test_a_messenger_that_refuses_a_message_works(end: Exception, state: State) -> None:
    tries = await tried(end)
    assert tries.finished == {state: 1}
    assert tries.answered_at == START


async def test_a_chat_that_moved_is_not_finished_yet() -> None:
    tries = await tried(Moved("elsewhere"))
    assert (tries.finished, tries.answered_at) == ({}, START)


@pytest.mark.parametrize("end", [NotSent(whole_channel=True), ChannelDown(), Uncertain(), RuntimeError("ours")])
async def test_without_an_answer_nothing_is_said_about_the_messenger(end: Exception) -> None:
    assert (await tried(end)).answered_at is None


async def test_what_is_tried_again_is_not_finished() -> None:
    edit = Delivery(4712, 1, "chat-of-amal", Urgency.REPLY, "{}", attempts=1, target="9")
    assert (await tried(NotSent(whole_channel=True))).finished == {}
    assert (await tried(Uncertain(), edit)).finished == {}
    assert (await tried(Uncertain())).finished == {State.UNCERTAIN: 1}
    assert (await tried(WindowClosed(), replace(LETTER, has_knock=True))).finished == {}
    assert (await tried(WindowClosed(), replace(LETTER, has_knock=True, knocks=True))).finished == {
        State.UNREACHABLE: 1
    }


async def test_every_try_takes_its_time() -> None:
    for end in (Receipt("9"), NotSent()):
        tries = await tried(end)
        assert sum(tries.durations) == 1
        assert len(tries.durations) == len(BOUNDS) + 1
        assert 0 < tries.seconds < BOUNDS[-1]
