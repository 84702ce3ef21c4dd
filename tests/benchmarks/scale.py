"""What a tap, a claim and "who comes" cost in a small and in a huge project, and a million messages enqueued:
`python -m tests.benchmarks.scale WAY URL PEOPLE`. Nothing is sent; answers per event are as many in both.

A tap alone is its own commit; in a burst a hundred share one. Half of the taps are first answers, half change one.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import orjson

from bot.app import App
from bot.channels.telegram.polling import arrival_of
from bot.domain.announcements import Audience, AudienceKind
from bot.domain.deliveries import Urgency
from bot.language.languages import LANGUAGES
from bot.services import announcing
from bot.store import announcements, answers, outbox
from bot.store.database import Sql, stamp
from tests.benchmarks.house import house
from tests.benchmarks.ways import Figures, main, percentile

APART = 7919  # the people of one event from those of the next
PEOPLE_PER_EVENT = 100  # so that a million people have 10,000 events
ANSWERS_PER_EVENT = 500
ROUNDS = 15
TAPS, BURST = 600, 100  # in a round
TAPS_ALONE = 50
CLAIMS, CLAIMED = 3, 200
EVENTS = 20
LOG_BYTES = 48_000_000  # more than `wal_autocheckpoint` lets it have
TAP_SECONDS = 0.02


Measure = Callable[["Filled"], Awaitable[float]]


@dataclass(frozen=True)
class Filled:
    """A project full of people, and the taps (person, event) that are yet to come."""

    app: App
    taps: Iterator[tuple[int, int]]


async def small_and_huge(url: str, people: int) -> Figures:
    """The costs of a thousand people and of `people`, and their ratio: medians of rounds, each with both in turn."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            _filled(Path(folder) / "small", url, 1000) as small,
            _filled(Path(folder) / "huge", url, people) as huge,
        ):
            found: Figures = {}
            for name, measure in MEASURES.items():
                rounds = [await _both(measure, small, huge, turned=bool(number % 2)) for number in range(ROUNDS)]
                ratio = median(most / least for least, most in rounds)
                found |= {f"{name} us": 1e6 * median(most for _, most in rounds), f"{name} ratio": ratio}
            return found


async def _both(measure: Measure, small: Filled, huge: Filled, *, turned: bool) -> tuple[float, float]:
    """What both cost, one directly after the other; `turned`: the huge one first."""
    if turned:
        most = await measure(huge)
        return await measure(small), most
    return await measure(small), await measure(huge)


async def enqueue(url: str, people: int) -> Figures:
    """An announcement to everybody enqueued while taps come in: how fast, and how long the taps wait."""
    with tempfile.TemporaryDirectory() as folder:
        async with _filled(Path(folder), url, people) as full:
            app = full.app
            async with app.database.atomic() as sql:
                audience = Audience(AudienceKind.EVERYONE)
                number = await announcements.add(sql, "invitation", audience, app.clock(), event_id=1)
            began = time.perf_counter()
            mailing = asyncio.create_task(_mail(app, number))
            waits: list[float] = []
            while not mailing.done():
                waits.append(await _elapsed(lambda: _tap(app, len(waits) + 1)))
                await asyncio.sleep(TAP_SECONDS)
            await mailing
            seconds = time.perf_counter() - began
            enqueued = await app.database.read.value("SELECT count(*) FROM delivery WHERE announcement_id = ?", number)
            assert enqueued == people, enqueued
            return {"a second": people / seconds, "p99 ms of a tap": 1000 * percentile(sorted(waits), 0.99)}


async def _mail(app: App, announcement_id: int) -> None:
    async with app.database.atomic() as sql:
        await announcing.start(app.context(sql), announcement_id)
    await app.schedule.mail()


async def _elapsed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _tap(app: App, person: int) -> None:
    await _receive(app, [(person, 1 + person % 10)])
    while await app.engine.work():
        pass


async def _receive(app: App, taps: list[tuple[int, int]]) -> None:
    updates = [_update(number, person, event) for number, (person, event) in enumerate(taps)]
    await app.receive("telegram", [arrival_of(orjson.loads(update)) for update in updates])


def _update(number: int, person: int, event: int) -> bytes:
    chat = {"id": 999 + person, "type": "private"}
    party = f"{2 + time.perf_counter_ns() % 7}.1"  # another than before, if there is one: an answer is stored
    message = {"message_id": 1 + number, "date": 1790000000, "chat": chat, "text": "x"}
    query = {"id": "1", "from": chat, "chat_instance": "1", "data": f"a:{event}:{party}", "message": message}
    return orjson.dumps({"update_id": time.perf_counter_ns(), "callback_query": query})


def _drawn(people: int) -> Iterator[tuple[int, int]]:
    """Person and event of one tap after the other: a first answer, then one that changes an answer, and so on."""
    drawn, last = random.Random(people), _events(people)
    firsts = drawn.sample(range(last * ANSWERS_PER_EVENT), ROUNDS * (TAPS + TAPS_ALONE) // 2)
    for first in firsts:
        for event, number in (
            (1 + first // ANSWERS_PER_EVENT, 1 + ANSWERS_PER_EVENT + first % ANSWERS_PER_EVENT),
            (drawn.randint(1, last), drawn.randint(1, ANSWERS_PER_EVENT)),
        ):
            yield 1 + (event * APART + number * _step(people)) % people, event


def _events(people: int) -> int:
    return max(people // PEOPLE_PER_EVENT, 1)


def _step(people: int) -> int:
    """From one who answered an event to the next: neighbours in the alphabet, spread over all people."""
    return max(people // 1000 * 2 - 1, 1)


async def _taps(full: Filled, taps: int, at_once: int) -> float:
    """Seconds for a tap through inbox, engine and commit, where so many come at once."""
    coming = list(islice(full.taps, taps))

    async def work() -> None:
        for at in range(0, taps, at_once):
            await _receive(full.app, coming[at : at + at_once])
            while await full.app.engine.work():
                pass

    return await _elapsed(work) / taps


async def _claims(full: Filled) -> float:
    """Seconds for a delivery to be claimed, written down as tried, and recorded as sent: the replies to the taps."""
    app, count, began = full.app, 0, time.perf_counter()
    for _ in range(CLAIMS):
        transact, now = app.database.transact, app.clock()
        urgency = Urgency.REPLY
        claimed = await transact(partial(outbox.claim, channel="telegram", urgency=urgency, limit=CLAIMED, now=now))
        await transact(partial(outbox.leave, claimed=[one.id for one in claimed], now=now))
        await transact(partial(outbox.record_sent, sent=[(one.id, "1") for one in claimed], now=now))
        count += len(claimed)
    return (time.perf_counter() - began) / count


async def _who_comes(full: Filled) -> float:
    """Seconds for the list and the count of an event's answers."""
    read, drawn = full.app.database.read, random.Random(1)
    last = await read.value("SELECT max(id) FROM event")

    async def work() -> None:
        for _ in range(EVENTS):
            event_id = drawn.randint(1, last)
            await answers.tally(read, event_id)
            await answers.of_event(read, event_id)

    return await _elapsed(work) / EVENTS


MEASURES: dict[str, Measure] = {
    "who comes": _who_comes,  # first, while there are as many answers to each event in both
    "tap alone": partial(_taps, taps=TAPS_ALONE, at_once=1),
    "tap in a burst": partial(_taps, taps=TAPS, at_once=BURST),
    "claim": _claims,
}


@asynccontextmanager
async def _filled(folder: Path, url: str, people: int) -> AsyncIterator[Filled]:
    """A project with so many people, an event for every hundred of them, and 500 answers to each."""
    async with house(folder, url) as app:
        async with app.database.atomic() as sql:
            await _fill(sql, app, people)
        await _grow_log(app)
        await app.database.read.all("PRAGMA optimize")
        yield Filled(app, _drawn(people))


async def _grow_log(app: App) -> None:
    """Make SQLite's log as long as it gets, as after some days: to lengthen a file takes longer than to write in it."""
    async with app.database.atomic() as sql:
        await sql.run("CREATE TABLE ballast AS SELECT zeroblob(?) AS zeros", LOG_BYTES)
    async with app.database.atomic() as sql:
        await sql.run("DROP TABLE ballast")


async def _fill(sql: Sql, app: App, people: int) -> None:
    now, events = app.clock(), _events(people)
    at, codes = stamp(now), orjson.dumps(list(LANGUAGES)).decode()
    counted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
    await sql.run(
        f"{counted}INSERT INTO participant (id, language, name, adults, children, home_chat_id, registered_at, "
        "created_at) SELECT i, json_extract(?3, '$[' || (i % ?4) || ']'), 'N', 2, 1, i, ?2, ?2 FROM n",
        people, at, codes, len(LANGUAGES),
    )  # fmt: skip
    await sql.run(
        f"{counted}INSERT INTO chat (id, channel, address, participant_id, created_at) "
        "SELECT i, 'telegram', CAST(999 + i AS TEXT), i, ?2 FROM n",
        people, at,
    )  # fmt: skip
    await sql.run(f"{counted}INSERT INTO free_text (id, language) SELECT i, 'de' FROM n", events)
    await sql.run(
        f"{counted}INSERT INTO wording (text_id, field, language, body, written_at) "
        "SELECT i, 'title', 'de', 'Plätzchen backen ' || i, ?2 FROM n",
        events, at,
    )  # fmt: skip
    await sql.run(
        f"{counted}INSERT INTO event (id, text_id, state, starts_at, ends_at, local_start, local_end, zone, place, "
        "created_at) SELECT i, i, 'planned', ?2, ?3, '2027-01-16T15:00', '2027-01-16T17:00', 'Europe/Berlin', "
        "'Grundstraße 10', ?4 FROM n",
        events, stamp(now + timedelta(days=50)), stamp(now + timedelta(days=50, hours=2)), at,
    )  # fmt: skip
    await sql.run(
        f"{counted}INSERT OR IGNORE INTO answer (event_id, participant_id, choice, adults, children, since, "
        "answered_at) SELECT e.id, 1 + (e.id * ?5 + n.i * ?3) % ?4, 'coming', 2, 1, ?2, ?2 FROM event AS e, n",
        ANSWERS_PER_EVENT, at, _step(people), people, APART,
    )  # fmt: skip


WAYS = {"costs": small_and_huge, "enqueue": enqueue}

if __name__ == "__main__":
    main(WAYS)
