"""Preview and sending: now, at a time, to me only; how far it got, stopping it, and asking again."""

from __future__ import annotations

from datetime import date

from bot.language.languages import LANGUAGES
from tests.play import Person, Stage, plain

PLAYED_IN = ("en", "pl")  # a language of the team, and one whose coordinators read the team's first


async def draft(play: Stage, language: str = "en") -> Person:
    """A coordinator with a draft."""
    olga = await play.coordinator("Olga", language)
    await play.event(by=olga, send=False)
    return olga


async def test_the_preview_shows_what_people_read_and_who_gets_a_foreign_text(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    for name, spoken in (("Amina", "ar"), ("Sara", "ar"), ("Dawit", "de")):
        await play.neighbour(name, spoken)
    await olga.presses("te:1")
    await olga.taps(olga.team("Preview and send"))
    shown, choice = (await olga.page())[-2:]
    assert "Wir backen zusammen." in shown.text
    assert not shown.buttons
    assert shown.language == "de"
    german, arabic = LANGUAGES["de"].name, LANGUAGES["ar"].name
    ready, lines = 1 + (language == "de"), plain(choice.text).split("\n")
    assert olga.team("Above: what people read in {language}", language=german) in choice.text
    assert olga.team("People who get it: {n}", n=4) in choice.text
    assert f"✅ {olga.team('written by a person')}: {german} {ready}" in lines
    foreign = plain(olga.team("in {source} only", source=LANGUAGES["de"].spoken))
    assert any(line.startswith(f"⚠️ {foreign}: {arabic} {2 + (language == 'ar')}") for line in lines)
    await olga.taps(f"👁 {arabic}", choice)
    shown, choice = (await olga.page())[-2:]
    assert shown.language == "ar"
    assert olga.team("Above: what people read in {language}", language=arabic) in choice.text
    assert await play.count("SELECT count(*) FROM announcement") == 0


async def test_the_preview_offers_the_languages_that_somebody_reads(play: Stage) -> None:
    olga = await draft(play, "en")
    for language in ("ar", "ar", "so"):
        await play.neighbour("N", language)
    await olga.presses("pv:1:so")
    eyes = [label for label in (await olga.last()).labels if "👁" in label]
    assert eyes == [f"👁 {LANGUAGES[code].name}" for code in ("de", "en", "ar")]


async def test_sent_now_it_reaches_everyone_once_in_their_language(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    people = [await play.neighbour(f"N{number}", spoken) for number, spoken in enumerate(LANGUAGES)]
    await olga.presses("pv:1:")
    send = (await olga.last()).button(olga.team("Send it now"))
    await olga.presses(send)
    olga.hears(olga.team("It goes out now."))
    await olga.presses(send)
    await play.later(seconds=5)
    for person in people:
        invitation = await person.reads("Plätzchen backen")
        assert invitation.language == person.language
        assert invitation.button(person.t("I am coming")) == "a:1:coming"
        assert await person.has("Plätzchen backen") == 1


async def test_the_progress_is_one_message_that_changes(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    for number in range(3):
        await play.neighbour(f"N{number}")
    await olga.presses("send:1")
    await play.later(seconds=5)
    shown = await olga.reads(olga.team("Everything is sent"))
    assert olga.team("Sent: {n} of {all}", n=4, all=4) in shown.text
    assert await olga.has("✅ " + olga.team("Sent: {n} of {all}", n=4, all=4)) == 1
    await olga.reads_no(olga.team("Sending …"))
    assert await play.count("SELECT count(*) FROM announcement WHERE state = 'done'") == 1


async def test_sending_again_reaches_only_people_who_have_come_since(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    early = await play.neighbour("Early")
    await olga.presses("send:1")
    late = await play.neighbour("Late")
    await olga.presses("send:1")
    await play.later(seconds=5)
    assert await early.has("Plätzchen backen") == 1
    assert await late.has("Plätzchen backen") == 1
    await olga.reads(olga.team("Sent: {n} of {all}", n=1, all=1))


async def test_sending_again_to_nobody_new_says_so_and_sends_nothing(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    await olga.presses("send:1")
    await play.later(seconds=5)
    written = len(await olga.page())
    await olga.presses("send:1")
    await play.later(seconds=5)
    olga.hears(olga.team("Everyone has it already."))
    assert len(await olga.page()) == written
    assert await play.count("SELECT count(*) FROM announcement") == 1


async def test_only_to_me(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    person = await play.neighbour("Amina")
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Only to me"))
    assert olga.team("Only you got this.") in (await olga.last()).text
    await person.reads_no("Plätzchen")
    assert await play.count("SELECT count(*) FROM event WHERE state = 'draft'") == 1


async def test_kept_as_a_draft_nobody_sees_it(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    person = await play.neighbour("Amina")
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Keep it as a draft"))
    assert olga.team("Draft: only the team sees it") in (await olga.last()).text
    await person.commands("events")
    await person.reads_no("Plätzchen")


async def test_sent_at_a_time_it_goes_out_then(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    person = await play.neighbour("Amina")
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("24.11. 18:00")
    card = await olga.last()
    assert "⏱" in card.text
    assert "18:00" in card.text
    await play.later(days=1, hours=7, minutes=59)
    await person.reads_no("Plätzchen")
    await play.restarts()
    await play.later(minutes=2)
    assert await person.has("Plätzchen backen") == 1


async def test_a_new_time_replaces_the_old_one(play: Stage) -> None:
    olga = await draft(play)
    person = await play.neighbour("Amina")
    for at in ("24.11. 18:00", "25.11. 12:00"):
        await olga.presses("sendat:1")
        await olga.says(at)
    await play.later(days=1, hours=9)
    await person.reads_no("Plätzchen")
    await play.later(hours=18)
    assert await person.has("Plätzchen backen") == 1


async def test_it_cannot_be_sent_when_the_event_has_begun(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    await olga.presses("sendat:1")
    await olga.says("28.11. 15:00")
    shown = await olga.last()
    assert olga.team("The event has begun by then.") in shown.text
    assert olga.team("When shall it go out?") in shown.text
    await olga.taps(olga.tt("Stop"))
    await play.later(days=5, hours=6)
    for action in ("send:1", "ask:1"):
        await olga.presses(action)
        olga.hears(olga.team("This event has begun or is over."))


async def test_in_the_night_it_waits_for_the_morning_and_can_be_stopped(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    people = [await play.neighbour(f"N{number}") for number in range(2)]
    await play.later(hours=12)
    await olga.presses("send:1")
    olga.hears(olga.team("It is late. Nobody is disturbed now. It goes out at {time}.", time="08:00"))
    sending = await olga.reads(olga.team("Sending …"), olga.team("Still to send: {n}", n=3))
    await olga.taps(olga.team("Stop"), sending)
    stopped = await olga.again(sending)
    assert olga.team("Stopped") in stopped.text
    assert olga.team("Not sent any more: {n}", n=3) in stopped.text
    await play.later(hours=12)
    for person in people:
        await person.reads_no("Plätzchen")
    await olga.presses(sending.button(olga.team("Stop")), sending)
    assert olga.team("Stopped") in (await olga.again(sending)).text


async def test_after_a_stop_it_can_be_sent_again(play: Stage) -> None:
    olga = await draft(play)
    person = await play.neighbour("Amina")
    await play.later(hours=12)
    await olga.presses("send:1")
    await olga.presses("stop:1")
    await play.later(hours=12)
    await olga.presses("send:1")
    assert await person.has("Plätzchen backen") == 1


async def test_who_was_not_reached_and_why(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    blocked = await play.neighbour("Bela")
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", blocked.address)
    await olga.presses("send:1")
    await play.later(seconds=5)
    shown = await olga.reads(olga.team("Cannot be reached: {n}", n=1))
    await olga.taps(olga.team("Who was not reached?"), shown)
    assert olga.team("Chat closed before: {n}", n=1) in (await olga.last()).text
    await olga.presses("missed:99")
    olga.hears(olga.t("This button is no longer valid."))


async def test_those_without_an_answer_are_asked_again_one_time_only(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    silent = await play.neighbour("Silent", language)
    coming, refusing, paused = [await play.neighbour(name) for name in ("Coming", "Refusing", "Paused")]
    await olga.presses("send:1")
    late = await play.neighbour("Late")
    await coming.presses("a:1:coming")
    await refusing.presses("a:1:no")
    await paused.presses("pause:1")
    await olga.presses("te:1")
    await olga.reads(olga.team("No answer yet: {n}", n=3))
    await olga.taps(olga.team("Ask those without an answer"))
    olga.hears(olga.team("It goes out now."))
    asked = await silent.reads(silent.t("Can you come? Please tell us."), "Plätzchen backen")
    for person in (coming, refusing, paused, late):
        await person.reads_no(person.t("Can you come? Please tell us."))
    await silent.taps(silent.t("I am coming"), asked)
    await olga.presses("ask:1")
    olga.hears(olga.team("They were asked again already. We ask one time only."))
    assert await silent.has(silent.t("Can you come? Please tell us.")) == 0


async def test_the_other_dates_of_a_series_go_out_by_themselves(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    person = await play.neighbour("Amina")
    await play.event(by=olga, send=False, repeat="weekly", until=date(2026, 12, 12))
    await olga.presses("send:1")
    offer = await olga.reads(olga.team("This event repeats. More dates: {n}", n=2))
    await olga.taps(olga.tt("Yes"), offer)
    assert olga.team("Invitations that go out by themselves: {n}", n=2) in (await olga.again(offer)).text
    assert await person.has("Plätzchen backen") == 1
    await play.later(days=6, hours=6)
    assert await person.has("Plätzchen backen") == 2
    await play.later(days=7)
    assert await person.has("Plätzchen backen") == 3


async def test_people_who_come_later_find_the_event_in_what_is_on(play: Stage) -> None:
    olga = await draft(play)
    await olga.presses("send:1")
    person = play.person("en")
    await person.registers("Late")
    assert any("Plätzchen" in label for label in (await person.last()).labels)


async def test_an_event_announced_to_nobody_is_planned_all_the_same(play: Stage) -> None:
    olga = await draft(play)
    await play.change("UPDATE participant SET paused = 1")
    await olga.presses("send:1")
    assert await play.count("SELECT count(*) FROM event WHERE state = 'planned'") == 1


async def test_an_invitation_planned_for_later_can_be_withdrawn(play: Stage, language: str) -> None:
    olga = await draft(play, language)
    person = await play.neighbour("Amina")
    await olga.presses("sendat:1")
    await olga.says("24.11. 18:00")
    card = await olga.last()
    stop = card.button(olga.team("Stop"))
    for _ in range(2):
        await olga.presses(stop, card)
        shown = await olga.again(card)
        assert olga.team("Not sent.") in shown.text
        assert "⏱" not in shown.text
        assert not any(olga.team("Stop") in label for label in shown.labels)
    await play.later(days=2)
    await person.reads_no("Plätzchen")


async def test_yes_to_the_other_dates_pressed_twice_is_answered_already(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    await play.event(by=olga, send=False, repeat="weekly", until=date(2026, 12, 12))
    await olga.presses("send:1")
    offer = await olga.reads(olga.team("This event repeats. More dates: {n}", n=2))
    olga.toasts.clear()
    yes = offer.button(olga.tt("Yes"))
    await olga.presses(yes, offer)
    await olga.presses(yes, offer)
    olga.hears(olga.t("That one is answered already."))
    assert olga.team("Invitations that go out by themselves: {n}", n=2) in (await olga.again(offer)).text
