"""What is special about WhatsApp, over the real bot: numbers to type, reports, the window, people who move."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.uploads import Fetch, bring_home
from bot.domain.people import Role
from bot.services import people
from bot.store import files
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage

USER = "DE.13491208655302741918"
Values = list[dict[str, Any]]


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[WhatsAppStage]:
    """The bot with a number at Meta's, on a Monday morning."""
    async with whatsapp_stage(tmp_path) as found:
        yield found


async def neighbour(play: WhatsAppStage, name: str, language: str = "en") -> Person:
    """Somebody who has registered, and written a moment ago."""
    found = await play.neighbour(name, language)
    assert isinstance(found, Person)
    await found.commands("menu")
    return found


async def reported(play: WhatsAppStage, person: Person) -> list[tuple[str, str | None]]:
    """State and report of all that went to a person, in order."""
    rows = await play.app.database.read.all(
        "SELECT state, reported FROM delivery WHERE participant_id = ? ORDER BY id", await play.id_of(person)
    )
    return [(row["state"], row["reported"]) for row in rows]


def fetch(play: WhatsAppStage) -> Fetch:
    """How a file is fetched from where a channel keeps it."""

    async def fetched(channel: str, reference: str) -> bytes:
        return await play.app.channels[channel].fetch(reference)

    return fetched


@pytest.mark.parametrize("typed", ["2", " 2. ", "٢", "۲", "2️⃣"])
async def test_a_number_is_typed_where_a_list_would_be_too_long(play: WhatsAppStage, typed: str) -> None:
    amina = play.person("fa")
    await amina.starts()
    assert "1. Deutsch" in (await amina.last()).text
    await play.restarts()
    await amina.says(typed)
    await amina.reads("English")
    assert await play.count("SELECT count(*) FROM participant WHERE language = 'en'") == 1


async def test_whoever_writes_on_before_choosing_a_language_is_asked_for_it_again(play: WhatsAppStage) -> None:
    event = await play.event()
    amina = play.person("ar")
    await amina.starts(f"e{event}")
    await amina.says("كيف حالك؟")
    shown = await amina.last()
    assert amina.t("Hello! Please choose your language.") in shown.text
    assert "4. العربية" in shown.text
    await amina.says("٤")
    await amina.reads(amina.t("Is that all right for you?"))
    assert await play.count("SELECT count(*) FROM talk WHERE arguments LIKE '%e1%'") == 1


async def test_a_number_belongs_to_the_newest_question(play: WhatsAppStage) -> None:
    amina = play.person()
    await amina.starts()
    await amina.says("2")
    await amina.taps("Yes, all right")
    await amina.says("Amina")
    await amina.reads("How many adults?")
    await amina.says("3")
    await amina.reads("How many children?")


async def test_a_tap_is_answered_by_a_new_message_and_a_short_word_by_a_short_one(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    before = len(amina.phone.messages)
    await amina.presses("language")
    await amina.presses("what-is-this")
    assert [message.kind for message in amina.phone.messages[before:]] == ["text", "text"]
    await amina.reads(amina.t("This button is no longer valid."))


async def test_a_calendar_file_is_a_link_and_only_with_all_of_it(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await play.event()
    await amina.presses("ics:1")
    link = (await amina.last()).text.split("\n")[-1]
    name = link.removeprefix("http://127.0.0.1:8080/calendar/").removesuffix(".ics")
    found = await files.public(play.app.database.read, name, "text/calendar")
    assert found
    assert found.startswith(b"BEGIN:VCALENDAR")
    for wrong in (name[:-1] + ("0" if name[-1] != "0" else "1"), name.split("-")[0], "9-" + name, "é", ""):
        assert await files.public(play.app.database.read, wrong, "text/calendar") is None
    assert await files.public(play.app.database.read, name, "application/json") is None


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_fault_27_reports_in_any_order_and_twice_go_only_forward(
    play: WhatsAppStage, order: tuple[int, ...]
) -> None:
    play.meta.tells = False
    amina = await neighbour(play, "Amina")
    shown = amina.phone.messages[-1]
    play.meta.hold()
    for reached in ("sent", "delivered", "read"):
        await play.meta.report(shown, reached, amina.phone)
    await play.meta.release(lambda held: [held[at] for at in order] + held[:2])
    await play.work()
    assert await reported(play, amina) == [("sent", "read")]
    await play.meta.report(shown, "failed", amina.phone, 131026)
    await play.work()
    assert await reported(play, amina) == [("sent", "read")]


async def test_fault_27_a_batch_of_several_people_with_one_that_cannot_be_read(play: WhatsAppStage) -> None:
    amina, bela = await neighbour(play, "Amina"), await neighbour(play, "Bela")
    await play.event()
    play.meta.hold()
    await amina.phone.taps(amina.t("I am coming"))
    await play.meta.tell({"contacts": [{"profile": {}}], "messages": [{"id": 7}]})
    await bela.phone.taps(bela.t("Maybe"))
    backwards: Callable[[Values], Values] = lambda held: [*reversed(held), *held]  # noqa: E731
    await play.meta.release(backwards)
    await play.work()
    rows = await play.app.database.read.all("SELECT choice FROM answer ORDER BY participant_id")
    assert [row["choice"] for row in rows] == ["coming", "maybe"]
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 1


async def test_fault_28_the_window_closes_while_a_message_waits(play: WhatsAppStage) -> None:
    amina, bela = await neighbour(play, "Amina"), await neighbour(play, "Bela")
    await play.later(hours=23, minutes=59)
    await bela.commands("menu")
    await play.later(minutes=2)
    await play.event()
    assert await amina.has("Plätzchen backen") == 0
    assert await bela.has("Plätzchen backen") == 1
    assert (await reported(play, amina))[-1] == ("unreachable", None)  # Meta knows no template yet
    assert await play.count("SELECT reachable FROM chat WHERE address = ?", amina.address) == 1
    await amina.commands("menu")
    assert await amina.has("Plätzchen backen") == 1
    await play.event("Picknick")
    await amina.reads("Picknick")


async def test_who_has_no_whatsapp_any_more_is_unreachable_until_they_write(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    amina.phone.has_whatsapp = False
    await play.event()
    assert (await reported(play, amina))[-1] == ("unreachable", "failed")
    assert await play.count("SELECT reachable FROM chat WHERE address = ?", amina.address) == 0
    amina.phone.has_whatsapp = True
    await amina.commands("menu")
    assert await play.count("SELECT reachable FROM chat WHERE address = ?", amina.address) == 1


async def test_fault_02_a_report_settles_what_was_uncertain(play: WhatsAppStage) -> None:
    play.meta.tells = False
    amina = await neighbour(play, "Amina")
    play.meta.fail_next("disconnect after accept")
    await amina.commands("menu")
    assert (await reported(play, amina))[-1] == ("uncertain", None)
    await play.meta.report(amina.phone.messages[-1], "delivered", amina.phone)
    await play.work()
    assert (await reported(play, amina))[-1] == ("sent", "delivered")


async def test_fault_16_a_late_report_brings_nothing_back(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    shown = amina.phone.messages[-1]
    await amina.presses("forget:yes")
    before = await play.count("SELECT count(*) FROM delivery") + await play.count("SELECT count(*) FROM chat")
    await play.meta.report(shown, "failed", amina.phone, 131026)
    await play.work()
    assert await play.count("SELECT count(*) FROM delivery") + await play.count("SELECT count(*) FROM chat") == before
    assert await play.count("SELECT count(*) FROM chat") == 0


async def test_a_new_number_is_the_same_person(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    person = await play.id_of(amina)
    await amina.phone.changes_number("4917098765432")
    await play.work()
    amina.address = "4917098765432"
    assert await play.id_of(amina) == person
    await play.event()
    await amina.reads("Plätzchen backen")
    assert "4917098765432" in [call.to for call in play.meta.calls]


async def test_who_gets_a_user_id_and_hides_the_number_is_still_the_same_person(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    person = await play.id_of(amina)
    amina.phone.user_id = USER
    await amina.commands("menu")
    amina.phone.hides_number = True
    amina.address = USER
    assert await play.id_of(amina) == person
    await play.event()
    await amina.taps(amina.t("I am coming"))
    await amina.reads(amina.t("You are coming: {people}", people="1 adult"))
    assert play.meta.calls[-1].to == USER
    assert await play.count("SELECT count(*) FROM chat WHERE channel = 'whatsapp'") == 2  # and the team's


async def test_who_had_lost_the_old_number_is_reached_again_under_the_new_one(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    amina.phone.has_whatsapp = False
    await play.event()
    amina.phone.has_whatsapp = True
    await amina.phone.changes_number("4917098765434")
    await play.work()
    amina.address = "4917098765434"
    await play.event("Picknick")
    await amina.reads("Picknick")


async def test_who_opens_the_chat_on_another_phone_has_not_written_start(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.says("STOP")
    await amina.phone.act({"type": "request_welcome"})
    await play.work()
    await amina.reads(amina.t("Hello {name}! What would you like to do?", name="Amina"))
    assert await play.count("SELECT paused FROM participant WHERE id = ?", await play.id_of(amina)) == 1


async def test_who_opens_the_chat_for_the_first_time_is_welcomed(play: WhatsAppStage) -> None:
    amina = play.person("tr")
    await amina.phone.act({"type": "request_welcome"})
    await play.work()
    await amina.reads(amina.t("Hello! Please choose your language."))


async def stored(play: WhatsAppStage, words: str) -> int:
    """How many updates that are kept have this in them."""
    return await play.count("SELECT count(*) FROM inbox WHERE instr(raw, ?)", words)


@pytest.mark.parametrize("odd_comes", ["before", "after"])
async def test_who_is_forgotten_is_so_with_what_nobody_understood_from_an_older_number(
    play: WhatsAppStage, odd_comes: str
) -> None:
    amina = await neighbour(play, "Amina")
    old, new = amina.address, "4917098765433"
    odd = {"messages": [{"from": old, "id": "wamid.odd", "type": "text"}]}
    if odd_comes == "before":
        await play.meta.tell(odd)
        await play.work()
    await amina.phone.changes_number(new)
    if odd_comes == "after":
        await play.meta.tell(odd)
    await play.work()
    assert await stored(play, old) == 1
    amina.address = new
    await amina.presses("forget:yes")
    assert await stored(play, old) + await stored(play, new) == 0
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 1  # that there was one


async def test_no_number_stands_in_what_is_kept_of_messages(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.presses("language")
    for statement in ("SELECT group_concat(update_id) FROM inbox", "SELECT group_concat(external_id) FROM delivery"):
        found = str(await play.app.database.read.value(statement))
        assert len(found) > 60
        assert "wamid" not in found
        assert amina.address not in found


async def test_how_far_an_announcement_is_comes_once_at_its_begin_and_once_at_its_end(play: WhatsAppStage) -> None:
    olga = await neighbour(play, "Olga")
    await play.grants(olga, Role.COORDINATOR)
    for number in range(5):
        await neighbour(play, f"Neighbour {number}")
    before = len(olga.phone.messages)
    await play.event(by=olga)
    await play.later(seconds=30)
    sent = [message.text for message in olga.phone.messages[before:] if "Sent: " in message.text]
    assert 1 <= len(sent) <= 2, sent
    assert "Sent: 6 of 6" in sent[-1]


async def test_a_voice_message_is_brought_home_before_meta_forgets_it(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.sends_file("voice", "audio/ogg", b"OggS a question")
    assert await play.count("SELECT count(*) FROM file WHERE data IS NULL") == 1
    await bring_home(play.app.database, "whatsapp", fetch(play))
    assert await play.app.database.read.value("SELECT data FROM file") == b"OggS a question"


async def test_what_is_lost_at_meta_is_not_asked_for_again(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.sends_file("voice", "audio/ogg", b"OggS a question")
    play.meta.files.clear()
    await bring_home(play.app.database, "whatsapp", fetch(play))
    assert await files.left_there(play.app.database.read, "whatsapp") == []


async def test_a_picture_is_uploaded_anew_when_meta_has_let_go_of_it(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    async with play.app.database.atomic() as sql:
        picture = await files.keep(sql, "kran.jpg", "image/jpeg", b"\xff\xd8 a crane", play.clock())
    await play.event(picture_id=picture)
    assert len(play.meta.files) == 1
    await play.later(days=31)
    await amina.commands("menu")
    await amina.presses("ev:1")
    assert (await amina.last()).media
    assert len(play.meta.files) == 2


async def test_with_the_reminder_comes_the_way_there(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await play.event(latitude=49.9012, longitude=8.6543)
    await amina.taps(amina.t("I am coming"))
    await play.later(days=4)
    await amina.commands("menu")
    await play.later(hours=6)
    await amina.reads(amina.t("Do not forget"))
    assert amina.phone.messages[-1].raw["location"]["latitude"] == "49.901200"
    assert [message.kind for message in amina.phone.messages].count("location") == 1


async def test_a_link_with_a_code_leads_into_the_team(play: WhatsAppStage) -> None:
    async with play.app.database.atomic() as sql:
        code = await people.invite(play.app.context(sql), Role.COORDINATOR)
    amina = await neighbour(play, "Amina")
    await amina.starts(f"r-{code}")
    assert await play.count("SELECT count(*) FROM role WHERE participant_id = ?", await play.id_of(amina)) == 1
