"""The translation desk after sending: what is released changes the messages that people have."""

from __future__ import annotations

import pytest

from tests.play import Stage
from tests.talks.desk import (
    TITLE,
    TURKISH,
    WHAT,
    asks,
    corrects,
    invitation_of,
    proposed,
    scene,
    translates,
    translates_team,
)


async def test_what_is_released_after_sending_changes_the_messages_and_each_keeps_their_answer(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    readers = {name: await play.neighbour(name, "tr", adults=2) for name in ("silent", "coming", "no", "waiting")}
    german = await play.neighbour("German", "de")
    await play.change("UPDATE event SET places = 2")
    await olga.presses("send:1")
    await play.later(seconds=5)
    for name, answer in (("coming", "coming"), ("no", "no"), ("waiting", "coming")):
        await readers[name].taps(readers[name].t("I am coming" if answer == "coming" else "Not this time"))
    before = {name: await invitation_of(person) for name, person in readers.items()}
    german_page = [(one.name, one.text) for one in await german.page()]
    counts = {name: len(await person.page()) for name, person in readers.items()}
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await play.later(seconds=5)
    for name, person in readers.items():
        shown = await person.again(before[name])
        assert TITLE in shown.text
        assert WHAT in shown.text
        assert "ℹ️" not in shown.text
        assert shown.labels == before[name].labels
        assert len(await person.page()) == counts[name], name  # nothing is sent anew
    two = readers["coming"].t("You are coming: {people}", people="2 yetişkin")
    assert two in (await readers["coming"].again(before["coming"])).text
    assert readers["no"].t("You are not coming this time.") in (await readers["no"].again(before["no"])).text
    assert "1" in (await readers["waiting"].again(before["waiting"])).text
    assert [(one.name, one.text) for one in await german.page()] == german_page
    done = await olga.reads(olga.team("Sent messages have the new text: {language}", language=TURKISH))
    assert olga.team("Changed: {n}", n=6) in done.text  # the interpreters read Turkish, too
    assert olga.team("Could not be changed: {n}", n=0) not in done.text
    await readers["silent"].taps(readers["silent"].t("Maybe"), before["silent"])  # taps on old messages work
    assert TITLE in (await readers["silent"].again(before["silent"])).text
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'maybe'") == 1


async def test_messages_of_many_are_rendered_once(play: Stage) -> None:
    olga, *_ = await scene(play)
    for number in range(5):
        await play.neighbour(f"N{number}", "tr")
    await olga.presses("send:1")
    await play.later(seconds=5)
    bodies = await play.count("SELECT count(*) FROM body")
    await olga.presses("word:1")
    await olga.taps(TURKISH)
    await translates_team(olga, TITLE, WHAT)
    assert await play.count("SELECT count(*) FROM delivery WHERE renewal_id IS NOT NULL") == 7
    assert await play.count("SELECT count(*) FROM body") == bodies + 1


async def test_a_correction_of_a_released_translation_changes_the_messages_again(play: Stage) -> None:
    olga, emine, _ = await proposed(play, send=True)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await olga.presses("word:1")
    await olga.taps(TURKISH)
    await translates_team(olga, "Kurabiye günü", "")
    await play.later(seconds=5)
    shown = await invitation_of(emine)
    assert "Kurabiye günü" in shown.text
    assert WHAT in shown.text
    assert await olga.has("Sent messages have the new text") == 2


async def test_what_cannot_be_changed_is_counted_and_nothing_is_sent(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga, emine, deniz = await proposed(play, send=True)
    pages = {person.address: len(await person.page()) for person in (emine, deniz)}
    monkeypatch.setattr(play.app.web, "can_edit", False)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    monkeypatch.undo()
    await play.later(seconds=5)
    done = await olga.reads(olga.team("Changed: {n}", n=0))
    assert olga.team("Could not be changed: {n}", n=2) in done.text
    for person in (emine, deniz):
        assert len(await person.page()) == pages[person.address]
        assert "Plätzchen backen" in (await invitation_of(person)).text


async def test_an_answer_in_the_night_is_not_undone_by_the_change_that_waits(play: Stage) -> None:
    olga, emine, _ = await proposed(play, send=True)
    await play.later(hours=12)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert "Plätzchen backen" in (await invitation_of(emine)).text
    await emine.taps(emine.t("I am coming"), await invitation_of(emine))
    await play.later(hours=12)
    shown = await invitation_of(emine)
    assert TITLE in shown.text
    assert emine.t("Calendar") in " ".join(shown.labels)


async def test_a_change_that_waits_is_dropped_when_its_original_is_corrected(play: Stage) -> None:
    olga, emine, _ = await proposed(play, send=True)
    await play.later(hours=12)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await corrects(olga, "Title", "Brot backen")
    await play.later(hours=12)
    assert TITLE not in (await invitation_of(emine)).text


async def test_what_still_waits_in_the_outbox_carries_the_released_text(play: Stage) -> None:
    olga, emine, _ = await proposed(play)
    await play.later(hours=12)
    await olga.presses("send:1:1")
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await play.later(hours=12)
    assert TITLE in (await invitation_of(emine)).text
    assert await emine.has(TITLE, emine.t("It costs nothing")) == 1


async def test_a_change_that_waits_for_the_morning_carries_the_released_text(play: Stage) -> None:
    olga, emine, _ = await proposed(play, send=True)
    await emine.presses("a:1:coming")
    await play.later(hours=12)
    await olga.presses("fix:1")
    await olga.taps(olga.team("Place"))
    await olga.says("Bürgerhaus")
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await play.later(hours=12)
    changed = await emine.reads(emine.t("Something has changed"), "Bürgerhaus", TITLE)
    assert await emine.has(emine.t("Something has changed")) == 1
    assert emine.t("You are coming: {people}", people="") in changed.text


async def test_a_change_that_was_sent_is_put_into_the_language_too(play: Stage) -> None:
    olga, emine, _ = await proposed(play, send=True)
    await emine.presses("a:1:coming")
    await olga.presses("fix:1")
    await olga.taps(olga.team("Place"))
    await olga.says("Bürgerhaus")
    changed = await emine.reads(emine.t("Something has changed"))
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await play.later(seconds=5)
    now = (await emine.again(changed)).text
    assert now.startswith(f"⚠️ {emine.t('Something has changed')}")
    assert TITLE in now
    assert emine.t("Now: {new}", new="Bürgerhaus") in now


async def test_a_reader_on_a_break_is_not_asked(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    for person in (emine, deniz):
        await person.presses("pause:1")
    await play.neighbour("Reader", "tr")
    assert "Nobody translates into:" in (await asks(olga)).text
    await emine.reads_no(emine.t("Please help us to translate a text."))
