"""What must go on: without a channel that was there before, after a broken conversation, at night."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, datetime

import pytest

from bot.channels.web import WebChannel
from bot.language import formats
from bot.store import inbox
from bot.tasks import note_trouble
from tests.play import SATURDAY, Person, Stage, plain
from tests.talks.test_changes import moves

PLAYED_IN = ("en", "pl")  # a language of the team, and one whose coordinators read the team's first


async def lives_on_telegram(play: Stage, name: str) -> Person:
    """Someone who is reached on a channel that is switched off now."""
    person = await play.neighbour(name)
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", person.address)
    return person


async def test_with_telegram_switched_off_the_others_are_invited_and_the_rest_is_counted(play: Stage) -> None:
    olga = await play.coordinator()
    amina = await play.neighbour("Amina")
    await lives_on_telegram(play, "Tomas")
    await play.event(by=olga)
    await play.later(seconds=5)
    await amina.reads("Plätzchen backen")
    await olga.reads(olga.team("Sent: {n} of {all}", n=2, all=3), olga.team("Cannot be reached: {n}", n=1))
    await olga.presses("send:1")
    olga.hears(olga.team("Everyone has it already."))


async def test_with_telegram_switched_off_the_others_are_reminded_and_told_of_changes(play: Stage) -> None:
    olga = await play.coordinator()
    amina, tomas = await play.neighbour("Amina"), await play.neighbour("Tomas")
    await play.event(by=olga)
    for person in (amina, tomas):
        await person.presses("a:1:coming")
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", tomas.address)
    await play.later(days=4, hours=5, minutes=1)
    await amina.reads(amina.t("Do not forget"))
    await olga.presses("cancel:1")
    await olga.taps(olga.team("Yes, cancel it"))
    await olga.taps(olga.tt("Leave it out"))
    await amina.reads(amina.t("Cancelled. We are sorry."))


async def test_what_came_in_on_a_channel_that_is_switched_off_is_set_aside_with_the_reason(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    async with play.app.database.atomic() as sql:
        await inbox.add(sql, "telegram", [("900001", "{}")], play.clock())
    await amina.commands("menu")
    await amina.reads(amina.t("Hello {name}! What would you like to do?", name="Amina"))
    assert await play.app.database.read.value("SELECT reason FROM inbox WHERE state = 'aside'") == (
        "its channel is switched off"
    )


async def test_the_coordinator_may_be_the_one_who_cannot_be_reached_any_more(play: Stage) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await olga.presses("sendat:1")
    await olga.says("24.11. 18:00")
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", olga.address)
    await play.later(days=1, hours=9)
    await amina.reads("Plätzchen backen")
    assert await play.count("SELECT count(*) FROM announcement WHERE state = 'done'") == 1


async def test_after_an_outage_the_start_passes_over_conversations_that_cannot_go_on(
    play: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebChannel, "keeps_taps", False)
    broken, tomas, sara = play.person("en"), play.person("en"), play.person("en")
    for person in (broken, tomas, sara):
        await person.starts()
        await person.taps("English")
    await play.change(
        "UPDATE talk SET name = 'gone' WHERE chat_id = (SELECT id FROM chat WHERE address = ?)", broken.address
    )
    await play.change("UPDATE chat SET channel = 'telegram' WHERE address = ?", tomas.address)
    await play.app.schedule.note_alive()
    written = len(await sara.page())
    with caplog.at_level(logging.ERROR):
        await play.restarts(after=600)
    assert len(await sara.page()) == written + 1
    assert [record.message.split("=")[0] for record in caplog.records] == ["not asked again chat"]


async def test_asking_again_keeps_its_one_time_until_somebody_is_there_to_ask(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    silent = await play.neighbour("Silent")
    await play.event(by=olga, send=False)
    await play.later(hours=12)
    await olga.presses("send:1")  # at night: it waits
    await olga.presses("ask:1")
    olga.hears(olga.team("Nobody is left to ask now."))
    await play.later(hours=12)
    await olga.presses("ask:1")
    await silent.reads(silent.t("Can you come? Please tell us."))


async def finds_a_place_at_night(play: Stage, start: datetime) -> Person:
    """The one who waits for the only place of an event, which somebody gives up at night."""
    await play.event(places=1, start=start)
    awin, dawit = await play.neighbour("Awin"), await play.neighbour("Dawit")
    for person in (awin, dawit):
        await person.presses("a:1:coming")
    await play.later(hours=13)
    await awin.presses("a:1:no")
    await play.later(seconds=12)
    return dawit


async def test_a_place_found_at_night_for_an_early_event_is_told_at_once(play: Stage) -> None:
    dawit = await finds_a_place_at_night(play, SATURDAY.replace(day=24, hour=8, minute=30))
    await dawit.reads(dawit.t("Good news: there is a place for you now. You can come."))


async def test_a_place_found_at_night_for_a_later_event_waits_for_the_morning(play: Stage) -> None:
    dawit = await finds_a_place_at_night(play, SATURDAY)
    await dawit.reads_no(dawit.t("Good news: there is a place for you now. You can come."))
    await play.later(hours=10)
    await dawit.reads(dawit.t("Good news: there is a place for you now. You can come."))


async def test_two_moves_in_one_night_are_told_in_one_message(play: Stage) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga)
    await amina.presses("a:1:coming")
    await play.later(hours=12)
    for when in ("29.11. 10:00-12:00", "29.11. 11:00-13:00"):
        await moves(olga, when)
    await play.later(hours=12)
    assert await amina.has(amina.t("There is a new date or time.")) == 1
    news = await amina.reads(amina.t("There is a new date or time."))
    assert "11:00" in news.text
    assert "15:00" not in news.text
    assert "10:00" not in news.text
    await olga.reads(olga.team("Stopped"), olga.team("Not sent any more: {n}", n=1))


async def test_a_move_and_a_new_place_in_one_night_are_told_in_one_message(play: Stage) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga)
    await amina.presses("a:1:coming")
    await play.later(hours=12)
    await moves(olga, "29.11. 10:00-12:00")
    await olga.presses("fix:1")
    await olga.taps(f"📍 {olga.team('Place')}")
    await olga.says("Bürgerhaus")
    await play.later(hours=12)
    assert await amina.has(amina.t("Something has changed")) == 1
    await amina.reads(amina.t("There is a new date or time."), amina.t("There is a new place."), "10:00", "Bürgerhaus")


async def test_sent_at_a_time_in_the_night_the_true_hour_is_told_and_nothing_rings(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    await play.event(by=olga, send=False)
    await olga.presses("sendat:1")
    await olga.says("24.11. 22:00")
    time = plain(f"{formats.short_day(date(2026, 11, 25), 'en' if language == 'en' else 'de')} 08:00")
    await olga.reads(olga.team("It is planned. Nobody is disturbed at night. It goes out at {time}.", time=time))
    written = len(await olga.page())
    await play.later(days=1, hours=12, minutes=5)
    assert await play.count("SELECT count(*) FROM announcement WHERE state = 'sending'") == 1
    assert len(await olga.page()) == written
    await play.later(hours=10)
    await olga.reads(olga.team("Everything is sent"))


async def test_news_for_the_night_name_the_true_hour_too(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("announce")
    await olga.says("Am Montag ist das Büro zu.")
    await olga.taps(olga.team("Everyone"))
    if olga.team("Will you also write it in other languages?") in (await olga.last()).text:
        await olga.taps(f"❌ {olga.tt('No')}")
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("24.11. 22:00")
    await olga.reads("08:00")


async def test_the_team_is_asked_who_came_when_the_maker_cannot_be_reached(play: Stage) -> None:
    olga, vera = await play.coordinator("Olga"), await play.coordinator("Vera")
    await play.event(by=olga)
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", olga.address)
    await play.later(days=5, hours=7, minutes=1)
    assert await vera.has(vera.team("Tick who came. Then we ask them how it was.")) == 1


async def test_the_team_is_asked_who_came_as_soon_as_somebody_can_be_reached_and_then_no_more(play: Stage) -> None:
    olga = await play.coordinator("Olga")
    await play.event(by=olga)
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", olga.address)
    await play.later(days=5, hours=7, minutes=1)
    assert await play.count("SELECT count(*) FROM event WHERE who_came_at IS NOT NULL") == 0
    vera = await play.coordinator("Vera")
    for _ in range(3):
        await play.later(seconds=2)
    assert await vera.has(vera.team("Tick who came. Then we ask them how it was.")) == 1
    assert await play.count("SELECT count(*) FROM event WHERE who_came_at IS NOT NULL") == 1


async def test_what_goes_wrong_in_the_background_is_logged_by_its_kind_only(caplog: pytest.LogCaptureFixture) -> None:
    context = {"message": "Task exception was never retrieved", "exception": ValueError("Amina said so")}
    note_trouble(asyncio.get_running_loop(), context)
    assert [record.getMessage() for record in caplog.records] == ["trouble in the background kind=ValueError"]
