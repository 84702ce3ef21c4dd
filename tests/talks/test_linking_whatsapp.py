"""One person on Telegram, on WhatsApp and in the web chat: joined in every direction, reached once."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.channels.protocol import Arrival
from bot.channels.web import arrival
from bot.store import files
from tests import play as web
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage
from tests.stand_ins.whatsapp_people import Shown
from tests.talks.test_elsewhere import Telegram, telegram  # noqa: F401 - a fixture
from tests.talks.test_linking import number_of
from tests.talks.test_watching import TELEGRAM

GOOD_NEWS = "Good news: there is a place for you now. You can come."
TELLING = "You use me in another place now, too: {channel}"
_updates = count(1)


class Page(web.Person):
    """Someone with a page of the web chat."""

    async def starts(self, payload: str = "") -> None:
        await self._comes(start=payload, language=self.language)

    async def says(self, words: str) -> None:
        await self._comes(text=words)

    async def commands(self, command: str) -> None:
        await self._comes(command=command)

    async def presses(self, action: str, message: web.Shown | None = None) -> None:
        await self._comes(action=action, message=message.name if message else None)

    async def _comes(self, **said: str | None) -> None:
        await self.stage.app.receive("web", [arrival(self.address, f"u{next(_updates)}", **said)])
        await self.stage.work()


@pytest.fixture
async def play(tmp_path: Path, telegram: Telegram) -> AsyncIterator[WhatsAppStage]:  # noqa: F811
    """The bot on all three channels."""
    async with whatsapp_stage(tmp_path, **TELEGRAM, public_url="https://kranich.example") as found:
        assert found.app.whatsapp
        await found.app.whatsapp.open()
        yield found


async def page(play: WhatsAppStage, name: str = "Amina") -> Page:
    """Someone who has registered in the web chat: two adults and a child."""
    found = Page(play, f"page-{next(_updates)}")
    await found.registers(name, adults=2, children=1)
    return found


async def both(play: WhatsAppStage) -> tuple[Person, Page]:
    """Someone with a page who is reached on WhatsApp now."""
    there = await page(play)
    phone = play.person()
    await phone.says(await number_of(there))
    await phone.presses("here")
    return phone, there


async def tells_telegram(play: WhatsAppStage, number: int, words: str) -> None:
    """Somebody writes on Telegram."""
    who = {"id": number, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 0, "chat": {"id": number, "type": "private"}, "from": who, "text": words}
    update = next(_updates)
    await play.app.receive("telegram", [Arrival(str(update), json.dumps({"update_id": update, "message": message}))])
    await play.work()


async def people(play: WhatsAppStage) -> list[tuple[str, list[str]]]:
    """Who is known, and on which channels."""
    rows = await play.app.database.read.all(
        "SELECT p.name, group_concat(c.channel, ' ') AS channels FROM participant AS p JOIN "
        "(SELECT * FROM chat ORDER BY id) AS c ON c.participant_id = p.id WHERE p.name <> 'Team' GROUP BY p.id"
    )
    return [(row["name"], row["channels"].split()) for row in rows]


async def states(play: WhatsAppStage, key: str) -> list[tuple[str, str]]:
    """Channel and state of the messages whose key begins so."""
    rows = await play.app.database.read.all(
        "SELECT channel, state FROM delivery WHERE dedupe_key GLOB ? || '*' AND participant_id IN "
        "(SELECT id FROM participant WHERE name = 'Amina') ORDER BY id",
        key,
    )
    return [tuple(row) for row in rows]


async def test_a_link_of_whatsapp_shown_on_a_page_joins_the_phone(play: WhatsAppStage) -> None:
    there, phone = await page(play), play.person()
    await number_of(there)
    shown = await there.reads("https://wa.me/", there.t("Or open this link there: {channel}", channel="WhatsApp"))
    link = re.search(r"https://wa\.me/\d+\?text=(\S+)", shown.text)
    assert link
    assert re.fullmatch(r"start k-[\w-]{32}", unquote(link[1]))
    await phone.says(unquote(link[1]))
    await phone.reads(phone.t("Hello {name}! Now you can use me here, too.", name="Amina"))
    await there.reads(there.t(TELLING, channel="WhatsApp"))
    assert await people(play) == [("Amina", ["web", "whatsapp"])]


async def test_from_whatsapp_to_telegram_to_a_page(play: WhatsAppStage, telegram: Telegram) -> None:  # noqa: F811
    phone = play.person()
    await phone.registers("Amina")
    await tells_telegram(play, 777, await number_of(phone))
    assert "Amina" in telegram.told["777"][-1]
    await phone.reads(phone.t(TELLING, channel="Telegram"))
    there = Page(play, "page")
    await number_of(phone)
    link = re.search(r"/start/(k-\S+)", (await phone.reads("/start/k-")).text)
    assert link
    await there.starts(link[1])
    assert await people(play) == [("Amina", ["whatsapp", "telegram", "web"])]
    await there.presses("chats")
    await there.reads("1. WhatsApp", "2. Telegram", f"3. {there.t('Web chat')}")


async def test_from_telegram_to_whatsapp(play: WhatsAppStage, telegram: Telegram) -> None:  # noqa: F811
    there, phone = await page(play), play.person()
    await tells_telegram(play, 777, await number_of(there))
    await tells_telegram(play, 777, "/settings")
    about = there.t("Other phone or app")
    assert about in telegram.told["777"][-1]
    await phone.says(await number_of(there))
    assert await people(play) == [("Amina", ["web", "telegram", "whatsapp"])]
    assert "WhatsApp" in telegram.told["777"][-1], "every other place is told"


async def test_who_registered_on_whatsapp_too_chooses_by_a_tap_what_stays(play: WhatsAppStage) -> None:
    there, phone = await page(play), play.person()
    await phone.registers("Amina Z.", children=3)
    await phone.says(await number_of(there))
    await phone.taps(phone.t("As there"))
    assert await people(play) == [("Amina", ["web", "whatsapp"])]
    assert await play.count("SELECT children FROM participant WHERE name = 'Amina'") == 1


async def test_a_number_that_was_to_be_typed_for_a_language_means_nothing_any_more(play: WhatsAppStage) -> None:
    there, phone = await page(play), play.person()
    await phone.starts()
    assert "2. " in (await phone.last()).text
    await phone.says(await number_of(there))
    await phone.says("2")
    assert await play.count("SELECT count(*) FROM participant WHERE language = 'en' AND name = 'Amina'") == 1
    await phone.reads(phone.t("Shall I pass this on to the team?"), "2")


async def test_when_the_window_is_closed_an_invitation_comes_on_the_page_once(play: WhatsAppStage) -> None:
    phone, there = await both(play)
    await play.later(hours=25)
    await play.event()
    assert (await phone.has("Plätzchen backen"), await there.has("Plätzchen backen")) == (0, 1)
    assert await states(play, "i1:") == [("web", "sent")]
    await phone.commands("menu")
    await play.event("Picknick")
    assert (await phone.has("Picknick"), await there.has("Picknick")) == (1, 0), "WhatsApp is still where they want it"


async def test_of_several_messages_none_comes_elsewhere_before_all_have_failed(play: WhatsAppStage) -> None:
    phone, there = await both(play)
    async with play.app.database.atomic() as sql:
        picture = await files.keep(sql, "kran.jpg", "image/jpeg", b"\xff\xd8 a crane", play.clock())
    await play.later(hours=25)
    await play.event(picture_id=picture, what="Wir backen zusammen. " * 60)
    assert (await phone.has("Plätzchen backen"), await there.has("Plätzchen backen")) == (0, 1)
    assert await states(play, "i1:") == [("web", "sent")]


async def test_one_of_several_messages_that_arrived_keeps_the_others_here(play: WhatsAppStage) -> None:
    phone, there = await both(play)
    play.meta.tells = False
    async with play.app.database.atomic() as sql:
        picture = await files.keep(sql, "kran.jpg", "image/jpeg", b"\xff\xd8 a crane", play.clock())
    await play.event(picture_id=picture, what="Wir backen zusammen. " * 60)
    first, *_, last = phone.phone.messages[-3:]
    await play.meta.report(last, "delivered", phone.phone)
    await play.meta.report(first, "failed", phone.phone, 131026)
    await play.work()
    assert await there.has("Plätzchen backen") == 0


async def test_two_phones_whose_windows_are_closed_do_not_throw_it_to_each_other(play: WhatsAppStage) -> None:
    one, two = play.person(), play.person()
    await one.registers("Amina")
    await two.says(await number_of(one))
    await play.later(hours=25)
    await play.event()
    assert (await one.has("Plätzchen backen"), await two.has("Plätzchen backen")) == (0, 0)
    assert await states(play, "i1:") == [("whatsapp", "unreachable")]
    called = {one.address, two.address}
    assert [call.to for call in play.meta.calls if call.to in called][-2:] == [one.address, two.address]


async def test_a_reminder_comes_on_the_page_once(play: WhatsAppStage) -> None:
    phone, there = await both(play)
    await play.event()
    await phone.taps(phone.t("I am coming"))
    await play.later(days=4, hours=7)
    await play.later(seconds=10)
    assert await there.has(there.t("Do not forget"), "Plätzchen backen") == 1
    assert await phone.has(phone.t("Do not forget")) == 0
    assert await states(play, "r1:") == [("web", "sent")]


async def moves_up(play: WhatsAppStage) -> tuple[Person, Page]:
    """Somebody on WhatsApp who waited was told of a place. Meta has taken it, and says no more."""
    phone, there = await both(play)
    await play.event(places=3)
    first = await play.neighbour("Xu")
    await first.presses("a:1:coming")
    await phone.presses("a:1:coming")
    play.meta.tells = False
    await first.presses("a:1:no")
    await play.later(seconds=11)
    await play.later(seconds=3)
    await phone.reads(phone.t(GOOD_NEWS))
    assert await play.count("SELECT count(*) FROM spare") == 1
    return phone, there


async def test_what_was_said_to_one_person_and_did_not_arrive_is_said_on_the_page(play: WhatsAppStage) -> None:
    phone, there = await moves_up(play)
    await play.meta.report(await phone_shows(phone, GOOD_NEWS), "failed", phone.phone, 131026)
    await play.work()
    await play.later(seconds=3)
    assert await there.has(there.t(GOOD_NEWS)) == 1
    assert await states(play, "up:") == [("web", "sent")]
    assert await play.count("SELECT count(*) FROM spare") == 0


@pytest.mark.parametrize("reached", ["delivered", "read", None])
async def test_what_arrived_or_was_long_ago_is_not_kept(play: WhatsAppStage, reached: str | None) -> None:
    phone, _ = await moves_up(play)
    if reached:
        await play.meta.report(await phone_shows(phone, GOOD_NEWS), reached, phone.phone)
        await play.work()
        await play.later(seconds=3)
    else:
        await play.later(hours=1)
    assert await play.count("SELECT count(*) FROM spare") == 0


async def phone_shows(phone: Person, words: str) -> Shown:
    """The message on the phone that says this."""
    return next(one for one in phone.phone.messages if phone.t(words) in one.text)


async def test_an_invitation_that_failed_after_the_event_was_cancelled_comes_nowhere(play: WhatsAppStage) -> None:
    phone, there = await both(play)
    play.meta.tells = False
    await play.event()
    await play.change("UPDATE event SET state = 'cancelled'")
    await play.meta.report(phone.phone.messages[-1], "failed", phone.phone, 131026)
    await play.work()
    assert await there.has("Plätzchen backen") == 0
    assert await states(play, "i1:") == [("whatsapp", "unreachable")]


async def test_what_the_team_was_told_of_somebody_who_is_forgotten_is_not_kept_either(play: WhatsAppStage) -> None:
    phone, _ = await both(play)
    await play.grants(phone)
    play.meta.tells = False
    other = await page(play, "Žižka")
    await other.says("Is there parking?")
    await other.taps(other.t("Yes, pass it on"))
    assert await play.count("SELECT count(*) FROM spare") == 1
    await play.change("UPDATE spare SET content = replace(content, 'Is there', 'Žižka asks: is there')")
    await other.presses("forget:yes")
    assert await play.count("SELECT count(*) FROM spare") == 0
