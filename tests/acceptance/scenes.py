"""What several of these tests begin with, and what they look at."""

from __future__ import annotations

from collections.abc import Sequence

from tests.acceptance.neighbours import Neighbour, crowd, draft_event, settle_in, someone
from tests.acceptance.process import Bot
from tests.stand_ins.telegram import Call, TelegramServer

FEST = "Fest der Nachbarn"
FAST = "500"  # messages a second


async def prepared(
    bot: Bot, server: TelegramServer, number: int, *, places: int | None = None
) -> tuple[Neighbour, list[Neighbour], int]:
    """A running bot with a coordinator, so many participants, and an event to send."""
    olga, people = someone(server, "Olga", "de", bot.clock), crowd(server, number, bot.clock)
    await settle_in(bot, people, team=[olga])
    event = await draft_event(bot, FEST, places=places)
    await bot.start()
    return olga, people, event


async def have_it(server: TelegramServer, people: Sequence[Neighbour], least: int) -> list[Neighbour]:
    """Those who have the invitation, as soon as so many do."""

    def reached() -> list[Neighbour]:
        return [one for one in people if one.read(FEST)]

    await server.until(lambda: len(reached()) >= least, 20, "the announcement does not go out")
    return reached()


async def all_is_sent(olga: Neighbour, to: int | None = None) -> None:
    """The coordinator reads that the announcement is over; `to`: that it reached so many people."""
    counts = [] if to is None else [olga.say.team("Sent: {n} of {all}", n=to, all=to)]
    await olga.reads(olga.say.team("Everything is sent"), *counts)


def accepted(server: TelegramServer, method: str = "sendMessage") -> list[Call]:
    """The calls that Telegram said yes to."""
    return [call for call in server.called(method) if call.status == 200]


def refused(server: TelegramServer, status: int) -> list[Call]:
    """The calls that were answered with this status."""
    return [call for call in server.calls if call.status == status]


def states(bot: Bot, announcement: int = 1) -> dict[str, int]:
    """How many people of an announcement are in which state."""
    counted = "SELECT state, count(*) FROM delivery WHERE announcement_id = ? AND part = 0 GROUP BY state"
    return {str(state): int(number) for state, number in bot.rows(counted, announcement)}


def state_of(bot: Bot, one: Neighbour, announcement: int = 1) -> str:
    """The state of one person's copy of an announcement."""
    found = bot.rows(
        "SELECT d.state FROM delivery AS d JOIN participant AS p ON p.id = d.participant_id "
        "WHERE d.announcement_id = ? AND d.part = 0 AND p.name = ?",
        announcement,
        one.name,
    )
    return str(found[0][0]) if found else "nothing"
