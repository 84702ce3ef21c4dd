"""Who is not reached in one chat is reached in the other, once: what may have arrived is never said again."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.channels.protocol import Arrival, Limits
from bot.channels.telegram import channel
from bot.domain.content import Button, Content, Line, Media, Spot, from_json, to_json
from bot.domain.deliveries import Delivery, Receipt, Upload
from bot.errors import Gone, NotSent, Rejected, Uncertain
from bot.services import post
from bot.store import chats
from bot.watch import SURE_AFTER_LOOKS
from tests.play import Person, Stage, opened, stage
from tests.talks.test_linking import number_of, registered_twice
from tests.talks.test_profiles import second
from tests.talks.test_watching import TELEGRAM

PLAYED_IN = ("ar",)
SENT = "SELECT count(*) FROM delivery WHERE state = ?"


@dataclass
class Telegram:
    """What Telegram is told, by address; and what it answers, instead of a receipt."""

    answer: Exception | None = None
    told: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    async def send(self, delivery: Delivery, upload: Upload | None) -> Receipt:
        if self.answer:
            raise self.answer
        self.told[delivery.address].append(delivery.payload)
        return Receipt(str(delivery.id))

    def has(self, person: Person, words: str) -> int:
        """How many messages to somebody say this."""
        return sum(words in payload for payload in self.told[person.address])


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Telegram:
    """Telegram, which needs no time between two messages."""
    monkeypatch.setattr(channel, "Limits", lambda **_: Limits(per_second=10_000))
    found = Telegram()
    monkeypatch.setattr(channel.TelegramChannel, "send", lambda _, *given: found.send(*given))
    return found


@pytest.fixture
async def play(tmp_path: Path, telegram: Telegram) -> AsyncIterator[Stage]:
    """The bot on a Monday morning, with Telegram."""
    async with stage(tmp_path, **TELEGRAM) as found:
        yield found


async def with_two_chats(play: Stage, language: str = "en") -> tuple[Person, Person]:
    """Somebody who is reached on Telegram and has a web page, too: both as those who speak there."""
    page = await play.neighbour("Tomas", language)
    there = play.person(language)
    await there.starts()
    await there.says(await number_of(page))
    await there.presses("here")
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", there.address)
    return there, page


async def home(play: Stage, person: Person) -> str:
    found = await chats.home(play.app.database.read, await play.id_of(person))
    assert found
    return found.channel


async def test_an_invitation_that_finds_nobody_goes_to_the_other_chat_once(
    play: Stage, telegram: Telegram, language: str
) -> None:
    _, page = await with_two_chats(play, language)
    telegram.answer = Gone()
    await play.event("Lantern walk")
    assert await page.has("Lantern walk") == 1
    await page.taps(page.t("I am coming"))
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'coming'") == 1
    assert await home(play, page) == "web"
    assert await play.count(SENT, "unreachable") == 0
    telegram.answer = None
    await play.event("Second walk")
    assert (await page.has("Second walk"), telegram.told) == (1, {})


async def test_the_coordinator_sees_one_person_who_was_reached(play: Stage, telegram: Telegram) -> None:
    olga = await play.coordinator()
    await with_two_chats(play)
    telegram.answer = Gone()
    await play.event("Lantern walk", by=olga)
    await play.later(seconds=3)
    await olga.reads(olga.team("Everything is sent"), olga.team("Sent: {n} of {all}", n=2, all=2))
    await olga.reads(olga.team("Cannot be reached: {n}", n=0))


@pytest.mark.parametrize("answer", [Uncertain(), Rejected("Bad Request")], ids=["uncertain", "refused"])
async def test_what_may_have_arrived_or_is_refused_goes_nowhere_else(
    play: Stage, telegram: Telegram, answer: Exception
) -> None:
    _, page = await with_two_chats(play)
    telegram.answer = answer
    await play.event("Lantern walk")
    await play.later(hours=5)
    assert await page.has("Lantern walk") == 0
    assert await home(play, page) == "telegram"


async def test_with_no_other_chat_that_is_reached_it_stays_unreachable(play: Stage, telegram: Telegram) -> None:
    _, page = await with_two_chats(play)
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", page.address)
    telegram.answer = Gone()
    await play.event("Lantern walk")
    assert await page.has("Lantern walk") == 0
    assert await play.count(SENT, "unreachable") == 1
    await page.commands("menu")
    assert await home(play, page) == "web", "whoever writes can be reached there"
    await play.event("Second walk")
    assert (await page.has("Second walk"), await page.has("Lantern walk")) == (1, 0)


async def test_a_reminder_is_asked_for_anew_where_the_person_is_reached(play: Stage, telegram: Telegram) -> None:
    _, page = await with_two_chats(play)
    await play.event("Lantern walk")
    await page.presses("a:1:coming")
    before = await page.has("Lantern walk")
    telegram.answer = Gone()
    await play.later(days=4, hours=7)
    await play.later(seconds=3)
    assert await page.has("Lantern walk") == before + 1
    keys = "SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'r1:%' AND state = 'sent' AND channel = 'web'"
    assert await play.count(keys) == 1


async def test_a_personal_message_goes_to_the_other_chat_in_its_form_and_is_not_kept(
    play: Stage, telegram: Telegram, language: str
) -> None:
    there, page = await with_two_chats(play, language)
    await play.event("Lantern walk", places=1)
    first = await play.neighbour("Xu")
    await first.presses("a:1:coming")
    await page.presses("a:1:coming")
    telegram.answer = Gone()
    await first.presses("a:1:no")
    await play.later(seconds=11)
    await play.later(seconds=3)
    said = page.t("Good news: there is a place for you now. You can come.")
    assert (await page.has(said), telegram.has(there, said)) == (1, 0)
    assert await play.count("SELECT count(*) FROM spare") == 0


async def test_nothing_is_kept_of_a_message_to_somebody_with_one_chat(play: Stage, telegram: Telegram) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await amina.says("Is there parking?")
    await play.later(hours=12)
    await amina.taps(amina.t("Yes, pass it on"))
    assert await play.count("SELECT count(*) FROM spare") == 0
    await play.later(hours=12)
    await olga.reads("Is there parking?")


async def test_a_blocked_chat_gives_way_before_anything_is_sent(play: Stage, telegram: Telegram) -> None:
    there, page = await with_two_chats(play)
    await play.change("UPDATE chat SET address = '777' WHERE address = ?", there.address)
    somebody = {"id": 777, "is_bot": False, "first_name": "T"}
    status = {"user": {"id": 4711, "is_bot": True, "first_name": "K"}, "status": "kicked", "until_date": 0}
    change = {"chat": {"id": 777, "type": "private"}, "from": somebody, "date": 0, "new_chat_member": status}
    update = {"update_id": 1, "my_chat_member": change | {"old_chat_member": status | {"status": "member"}}}
    await play.app.receive("telegram", [Arrival("1", json.dumps(update))])
    await play.work()
    assert await home(play, page) == "web"
    await play.event("Lantern walk")
    assert (await page.has("Lantern walk"), telegram.told) == (1, {})


async def test_what_was_stopped_while_it_was_on_its_way_goes_nowhere(play: Stage, telegram: Telegram) -> None:
    olga = await play.coordinator()
    _, page = await with_two_chats(play)
    await play.later(hours=12)
    await play.event("Lantern walk", by=olga)
    await play.change("UPDATE announcement SET state = 'stopped'")
    telegram.answer = Gone()
    await play.later(hours=12)
    assert await page.has("Lantern walk") == 0
    assert await play.count(SENT, "unreachable") == 1


async def test_after_three_hours_without_telegram_what_waits_goes_to_the_other_chat(
    play: Stage, telegram: Telegram
) -> None:
    there, page = await with_two_chats(play)
    only = await play.neighbour("Vera")
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", only.address)
    telegram.answer = NotSent("No way there.", whole_channel=True)
    await play.event("Lantern walk")
    for hours in (1, 1, 1.2):
        assert await page.has("Lantern walk") == 0
        play.clock.move_on(hours=hours)
        for _ in range(SURE_AFTER_LOOKS):
            await play.settle()
    assert await page.has("Lantern walk") == 1
    telegram.answer = None
    await play.later(hours=1)
    assert (telegram.has(there, "Lantern walk"), telegram.has(only, "Lantern walk")) == (0, 1)


async def test_without_telegram_people_are_reached_where_they_can_be(tmp_path: Path, telegram: Telegram) -> None:
    async with stage(tmp_path, **TELEGRAM) as play:
        _, page = await with_two_chats(play)
        await play.later(hours=12)
        await play.event("Lantern walk")
        now = play.clock.now
    async with opened(Stage, tmp_path, now) as play:
        page.stage = play
        await play.app.recover()
        await play.later(hours=12)
        assert await page.has("Lantern walk") == 1
        await play.event("Second walk")
        assert await page.has("Second walk") == 1


async def test_what_was_on_its_way_when_the_process_was_killed_is_uncertain_and_goes_nowhere(
    play: Stage, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, page = await with_two_chats(play)
    telegram.answer, cut = Gone(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def killed(*_: object) -> None:
        loop.call_soon_threadsafe(cut.set)
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr("bot.services.elsewhere.gone", killed)
        life = asyncio.create_task(play.event("Lantern walk"))
        await cut.wait()
        life.cancel()
        await asyncio.wait([life])
    await play.restarts()
    assert (await play.count(SENT, "uncertain"), await page.has("Lantern walk")) == (1, 0)


async def test_our_own_mistake_there_keeps_nothing_from_being_noted(
    play: Stage, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, page = await with_two_chats(play)
    telegram.answer = Gone()

    async def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("bot.services.elsewhere.move", broken)
    await play.event("Lantern walk")
    assert (await play.count(SENT, "unreachable"), await page.has("Lantern walk")) == (1, 0)


async def test_two_who_became_one_fall_back_like_any_other(play: Stage, telegram: Telegram) -> None:
    amina, other = await registered_twice(play)
    await play.later(hours=12)
    await play.event("Night walk")
    await other.says(await number_of(amina))
    await other.taps(other.t("As there"))
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", amina.address)
    await play.change(
        "UPDATE delivery SET channel = 'telegram' WHERE state = 'waiting' AND chat_id = "
        "(SELECT id FROM chat WHERE address = ?)",
        amina.address,
    )
    await play.change(
        "UPDATE delivery SET body_id = (SELECT body_id FROM mailing_body WHERE channel = 'telegram' "
        "AND language = 'en') WHERE channel = 'telegram' AND state = 'waiting'"
    )
    telegram.answer = Gone()
    await play.later(hours=12)
    assert (await other.has("Night walk"), telegram.has(amina, "Night walk")) == (1, 0)


def test_a_content_comes_back_as_it_was() -> None:
    lines = (Line("Где?", "📍", "title", "https://example.org"), Line(""))
    content = Content(
        "ru", lines, ((Button("Да", "a:1:coming"),), ()), Media(7, "photo", "https://example.org/7"), wants_text=True,
        spot=Spot(49.9, 8.6, "Парк"), toast="!",
    )  # fmt: skip
    assert from_json(to_json(content)) == content
    assert from_json(to_json(Content("fa", ()))) == Content("fa", ())


async def test_progress_goes_on_where_the_coordinator_is_reached_now(play: Stage, telegram: Telegram) -> None:
    there, page = await with_two_chats(play)
    await play.grants(page)
    await play.later(hours=12)
    await play.event("Lantern walk", by=page)
    sending = page.team("Sending …")
    assert (telegram.has(there, sending), await page.has(sending)) == (1, 0)
    await page.presses("here")
    await play.neighbour("Xu")
    await play.later(hours=12)
    await page.reads(page.team("Everything is sent"))
    assert telegram.has(there, page.team("Everything is sent")) == 0


async def test_of_three_chats_the_one_that_was_chosen_is_next(play: Stage, telegram: Telegram) -> None:
    there, page = await with_two_chats(play)
    third = play.person()
    await third.says(await number_of(page))
    await play.later(hours=12)
    await play.event("Lantern walk")
    await page.presses("here")
    await third.commands("menu")
    telegram.answer = Gone()
    await play.later(hours=12)
    assert (await page.has("Lantern walk"), await third.has("Lantern walk")) == (1, 0)
    assert telegram.has(there, "Lantern walk") == 0


async def test_a_reply_that_finds_nobody_moves_the_home_and_goes_nowhere(play: Stage, telegram: Telegram) -> None:
    there, page = await with_two_chats(play)
    await page.commands("menu")
    before = len(await page.page())
    telegram.answer = Gone()
    async with play.app.database.atomic() as sql:
        found = await chats.find(sql, "telegram", there.address)
        assert found
        await post.to_chat(play.app.context(sql), found, Content("en", (Line("Hello"),)))
    await play.work()
    assert (await home(play, page), len(await page.page())) == ("web", before)


async def test_a_shared_phone_that_is_gone_gives_way_to_what_each_has_elsewhere(
    play: Stage, telegram: Telegram
) -> None:
    amina = await play.neighbour("Amina")
    bela = await second(amina)
    page = play.person()
    await page.says(await number_of(bela))
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", amina.address)
    await play.event("First walk")
    assert telegram.has(amina, "First walk") == 2, "one for each, by name"
    assert [telegram.has(amina, name) for name in ("Amina", "Bela")] == [1, 1]
    telegram.answer = Gone()
    await play.event("Second walk")
    shown = await page.reads("Second walk")
    assert "👤" not in shown.text
    assert (await page.has("Second walk"), await page.has("First walk")) == (1, 0)
    assert await home(play, page) == "web"
    assert await play.count(SENT, "unreachable") == 1, "she has nothing else"
    assert await play.count("SELECT count(*) FROM chat WHERE reachable = 0") == 2
    await page.taps(page.t("I am coming"), shown)
    assert await play.count("SELECT participant_id FROM answer") == await play.id_of(page)
