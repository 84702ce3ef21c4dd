"""Chats that WhatsApp has closed, of people who have a page, too: what is said comes in one of them, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.channels.whatsapp.templates import name
from bot.domain.people import Role
from bot.errors import Gone
from tests import play as web
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage
from tests.talks.test_elsewhere import Telegram, telegram  # noqa: F401 - a fixture
from tests.talks.test_linking import number_of
from tests.talks.test_linking_whatsapp import Page, both, states, tells_telegram
from tests.talks.test_watching import TELEGRAM
from tests.talks.test_whatsapp_closed import kinds, neighbour

TITLE = "Plätzchen backen"
SECOND = "Which of these languages do you understand, too?"
TAP_TO_READ = "Tell me more"


@pytest.fixture
async def play(tmp_path: Path, telegram: Telegram) -> AsyncIterator[WhatsAppStage]:  # noqa: F811
    """The bot on all three channels, with all templates approved, on a Monday morning."""
    async with whatsapp_stage(tmp_path, **TELEGRAM, public_url="https://kranich.example") as found:
        await found.templates()
        yield found


async def heard(phone: Person, there: web.Person, words: str = TITLE) -> tuple[int, int]:
    """How many messages say this, on the phone and on the page."""
    return await phone.has(words), await there.has(words)


async def kept(play: WhatsAppStage, person: Person) -> int:
    """How many messages are to follow when somebody writes."""
    return await play.count(
        "SELECT count(*) FROM delivery WHERE follows = 1 AND participant_id = ?", await play.id_of(person)
    )


def in_hours(play: WhatsAppStage, hours: float) -> datetime:
    """So many hours from now, as the clocks in Darmstadt show it."""
    return (play.clock() + timedelta(hours=hours)).astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)


async def closed(play: WhatsAppStage) -> tuple[Person, Page]:
    """Somebody with a page who is reached on WhatsApp, and has written nothing for a day."""
    phone, there = await both(play)
    await play.later(hours=25)
    return phone, there


async def test_without_a_template_it_comes_on_the_page_and_follows_nowhere(play: WhatsAppStage) -> None:
    phone, there = await closed(play)
    await play.meta.judges("PAUSED", "invitation")
    before = len(play.meta.calls)
    await play.event()
    assert [call.to for call in play.meta.calls[before:] if call.to == phone.address] == []
    assert await heard(phone, there) == (0, 1)
    assert await states(play, "i1:") == [("web", "sent")]
    assert await kept(play, phone) == 0
    await phone.says("Hello?")
    await play.restarts()
    assert await heard(phone, there) == (0, 1)
    await play.meta.judges("APPROVED", "invitation")
    await play.event("Picknick")
    assert await heard(phone, there, "Picknick") == (1, 0), "WhatsApp is still where they want it"


async def test_a_template_that_was_paused_unheard_leads_to_the_page_too(play: WhatsAppStage) -> None:
    phone, there = await closed(play)
    play.meta.templates[name("invitation", "en"), "en"].state = "PAUSED"
    await play.event(what="Wir backen zusammen. " * 60)
    await phone.says("Hello?")
    assert await heard(phone, there) == (0, 1)
    assert await states(play, "i1:") == [("web", "sent")]


async def test_who_has_no_other_chat_gets_it_after_writing_and_then_not_on_a_page_that_is_new(
    play: WhatsAppStage,
) -> None:
    amina = await neighbour(play, "Amina")
    await play.later(hours=25)
    await play.meta.judges("PAUSED", "invitation")
    await play.event()
    assert await states(play, "i1:") == [("whatsapp", "unreachable")]
    there = Page(play, "page-late")
    await there.starts()
    await there.says(await number_of(amina))
    assert await heard(amina, there) == (1, 0)


async def test_the_team_reads_before_sending_only_of_those_who_get_nothing(play: WhatsAppStage) -> None:
    await both(play)
    await neighbour(play, "Bela")
    olga = await neighbour(play, "Olga")
    await play.grants(olga, Role.COORDINATOR)
    event = await play.event(send=False, by=olga)
    await play.later(hours=25)
    await olga.commands("menu")
    await play.meta.judges("PAUSED", "invitation")
    await olga.presses(f"pv:{event}")
    await olga.reads(olga.team("{language}: {n}, only after they write to us", language="English", n=1))


async def test_what_knocked_and_followed_goes_to_no_other_chat_whatever_is_told_of_the_knock(
    play: WhatsAppStage,
) -> None:
    phone, there = await closed(play)
    play.meta.tells = False
    await play.event()
    assert kinds(phone)[-1] == "template"
    knock = phone.phone.messages[-1]
    await play.later(hours=4)
    assert await heard(phone, there) == (1, 0)
    await phone.taps(phone.t(TAP_TO_READ))
    assert await heard(phone, there) == (2, 0)
    await play.meta.report(knock, "failed", phone.phone, 131026)  # what was tapped has arrived, and yet
    await play.work()
    await play.restarts()
    assert await heard(phone, there) == (2, 0)


@pytest.mark.parametrize("what", ["Wir backen.", "Wir backen zusammen. " * 60], ids=["one part", "several"])
async def test_a_knock_that_failed_leads_to_the_page_and_then_nothing_follows(play: WhatsAppStage, what: str) -> None:
    phone, there = await closed(play)
    play.meta.tells = False
    await play.event(what=what)
    await play.meta.report(phone.phone.messages[-1], "failed", phone.phone, 131026)
    await play.work()
    assert await heard(phone, there) == (1, 1), "Meta says that the phone does not show it"
    await phone.says("Hello?")
    assert await heard(phone, there) == (1, 1)
    assert await states(play, "i1:") == [("web", "sent")] * len(await states(play, "i1:"))


@pytest.mark.parametrize("later", [False, True], ids=["in the answer", "in a report"])
async def test_refused_as_outside_of_the_window_it_knocks_once_and_then_comes_on_the_page(
    play: WhatsAppStage, *, later: bool
) -> None:
    phone, there = await both(play)
    before = len(play.meta.calls)
    play.meta.fail_next(131047, to=phone.address, later=later)
    play.meta.fail_next(132015, to=phone.address)
    await play.event()
    if later:
        await play.work()
    tried = [call.message["type"] for call in play.meta.calls[before:] if call.to == phone.address]
    assert tried[-1] == "template"
    assert tried.count("template") == 1
    assert await states(play, "i1:") == [("web", "sent")]
    await phone.says("Hello?")
    assert await there.has(TITLE) == 1


SOON: dict[str, Any] = {"remind_before": "25m"}  # less than a template may be under way


@pytest.fixture
async def hasty(tmp_path: Path, telegram: Telegram) -> AsyncIterator[WhatsAppStage]:  # noqa: F811
    """The same, where people are reminded shortly before."""
    async with whatsapp_stage(tmp_path, **TELEGRAM, **SOON) as found:
        await found.templates()
        yield found


async def test_a_reminder_that_could_come_too_late_as_a_template_comes_on_the_page(hasty: WhatsAppStage) -> None:
    phone, there = await both(hasty)
    event = await hasty.event(start=in_hours(hasty, 30))
    await phone.presses(f"a:{event}:coming")
    before = len(phone.phone.messages)
    await hasty.later(hours=29, minutes=36)
    assert len(phone.phone.messages) == before
    assert await there.has(there.t("Do not forget")) == 1
    assert await states(hasty, "r1:") == [("web", "sent")]
    await phone.says("Hello?")
    assert await phone.has(phone.t("Do not forget")) == 0


async def test_who_has_no_other_chat_and_writes_in_time_is_reminded_then(hasty: WhatsAppStage) -> None:
    amina, bela = await neighbour(hasty, "Amina"), await neighbour(hasty, "Bela")
    event = await hasty.event(start=in_hours(hasty, 30))
    for one in (amina, bela):
        await one.presses(f"a:{event}:coming")
    await hasty.later(hours=29, minutes=36)
    assert await states(hasty, "r1:") == [("whatsapp", "expired")]
    await amina.says("Hello?")
    assert await amina.has(amina.t("Do not forget")) == 1
    await hasty.later(minutes=30)
    await bela.says("Hello?")
    assert await bela.has(bela.t("Do not forget")) == 0


@pytest.mark.parametrize(("hours", "where"), [(20, (0, 1)), (70, (1, 0))], ids=["before", "after"])
async def test_when_the_day_is_full_the_event_decides_whether_to_wait_for_the_next_one(
    tmp_path: Path,
    telegram: Telegram,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    where: tuple[int, int],
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.channel.LEAST_PEOPLE", 1)
    async with whatsapp_stage(tmp_path, **TELEGRAM) as play:
        play.meta.tier = "TIER_NOT_SET"
        await play.templates()
        await neighbour(play, "Bela")
        phone, there = await closed(play)
        await play.event(start=in_hours(play, hours), by=await neighbour(play, "Olga"))
        assert kinds(phone)[-1] != "template"
        assert await heard(phone, there) == (0, where[1])
        await play.later(hours=24, minutes=1)
        assert await heard(phone, there) == where


async def test_two_closed_phones_and_no_template_end_somewhere(play: WhatsAppStage) -> None:
    one, two = play.person(), play.person()
    await one.registers("Amina")
    await two.says(await number_of(one))
    await play.later(hours=25)
    await play.meta.judges("PAUSED", "invitation")
    before = len(play.meta.calls)
    await play.event()
    await play.later(hours=5)
    assert [call for call in play.meta.calls[before:] if call.to in {one.address, two.address}] == []
    assert await states(play, "i1:") == [("whatsapp", "unreachable")]
    await two.says("Hello?")
    await one.says("Hello?")
    assert await one.has(TITLE) + await two.has(TITLE) == 1


async def test_what_has_no_knock_at_all_is_not_tried_again_and_again(play: WhatsAppStage) -> None:
    """As it was put into the outbox before there were knocks."""
    phone, _ = await closed(play)
    before = len(play.meta.calls)
    await play.change(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, payload, made_at) SELECT 'whatsapp', id, "
        'participant_id, \'normal\', \'{"type":"text","text":{"body":"Hi"}}\', \'2026\' FROM chat '
        "WHERE channel = 'whatsapp' AND address = ?",
        phone.address,
    )
    await play.work()
    assert len([call for call in play.meta.calls[before:] if call.to == phone.address]) == 1
    assert (await play.app.database.read.value("SELECT state FROM delivery ORDER BY id DESC LIMIT 1")) == "unreachable"


async def test_who_moves_to_a_closed_whatsapp_is_knocked_at_in_the_second_language(
    play: WhatsAppStage,
    telegram: Telegram,  # noqa: F811
) -> None:
    phone = play.person("ckb")
    await phone.registers("Amina")
    await phone.taps("العربية")
    await tells_telegram(play, 777, await number_of(phone))
    await play.later(hours=25)
    await tells_telegram(play, 777, "/menu")
    await play.change("UPDATE participant SET home_chat_id = (SELECT id FROM chat WHERE channel = 'telegram')")
    telegram.answer = Gone()
    await play.event()
    assert kinds(phone)[-1] == "template"
    await phone.reads(play.person("ar").t("You are invited."), TITLE)


async def test_whoever_links_whatsapp_is_asked_there_for_a_second_language(play: WhatsAppStage) -> None:
    there = Page(play, "page-ckb", "ckb")
    await there.registers("Amina")
    assert await there.has(there.t(SECOND)) == 0
    phone = play.person("ckb")
    await phone.says(await number_of(there))
    await phone.reads(phone.t(SECOND))
    await phone.taps("العربية")
    assert await play.count("SELECT count(*) FROM participant WHERE second_language = 'ar'") == 1


async def test_two_who_become_one_understand_what_either_said_to_understand(play: WhatsAppStage) -> None:
    there = Page(play, "page-two", "so")
    await there.registers("Amina")
    phone = play.person("ckb")
    await phone.registers("Amina")
    await phone.taps("العربية")
    await phone.says(await number_of(there))
    await phone.presses(next(iter((await phone.last()).buttons.values())))
    assert await play.count("SELECT count(*) FROM participant WHERE second_language = 'ar' AND language = 'so'") == 1
    assert await phone.has(phone.t(SECOND)) == 1


async def test_of_a_chat_that_is_parted_nothing_is_kept_to_follow(play: WhatsAppStage) -> None:
    phone, there = await closed(play)
    await play.event()
    chat = await play.count("SELECT id FROM chat WHERE address = ?", phone.address)
    assert await kept(play, phone) > 0
    number = await play.id_of(phone)
    await there.presses(f"part:{chat}:yes")
    left = "SELECT count(*) FROM delivery WHERE participant_id = ? AND (follows = 1 OR knock IS NOT NULL)"
    assert await play.count(left, number) == 0
    await phone.says("Hello?")
    assert await heard(phone, there) == (1, 0)
