"""The translation desk: texts are asked for, translated, confirmed by somebody else, and released."""

from __future__ import annotations

import json

from bot.language.languages import LANGUAGES
from tests.play import Stage, plain
from tests.talks.desk import (
    ARABIC,
    PASHTO,
    SOMALI,
    TITLE,
    TURKISH,
    WHAT,
    asks,
    interpreter,
    noted,
    proposed,
    scene,
    translates,
    wording,
    writes,
)

PLAYED_IN = ("de", "ar", "so")


async def test_a_round_with_two_interpreters(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    reply = await asks(olga)
    assert olga.team("Interpreters are asked: {languages}", languages=TURKISH) in reply.text
    request = await emine.reads(emine.t("Please help us to translate a text."), "Plätzchen backen")
    assert emine.t("It is not sent yet.") in request.text
    await emine.taps(f"✍️ {TURKISH}", request)
    question = await emine.reads(emine.t("Please write this in {language}:", language=TURKISH), emine.t("Title"))
    assert "Plätzchen backen" in question.text
    await emine.says(TITLE)
    await emine.reads(emine.t("What happens"), "Wir backen zusammen.")
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed'") == 0  # not before the end
    await emine.says(WHAT)
    await emine.reads(emine.t("Thank you! Somebody else reads it, then it goes out."))
    assert await wording(play, "title") is None
    told = await olga.reads(olga.team("There is a translation into {language}.", language=TURKISH))
    assert olga.t("No second person has confirmed it yet.") in told.text
    check = await deniz.reads(deniz.t("Please check a translation into {language}.", language=TURKISH))
    await deniz.taps(deniz.t("Read it"), check)
    shown = await deniz.reads("Plätzchen backen", TITLE, "Wir backen zusammen.", WHAT)
    assert not any(deniz.t("Release it") in label for label in shown.labels)
    await deniz.taps(deniz.t("It is right"), shown)
    assert deniz.t("A second person has confirmed it.") in (await deniz.again(shown)).text
    told = await olga.reads(olga.t("A second person has confirmed it."))
    await olga.taps(olga.t("Read it"), told)
    await olga.taps(olga.t("Release it"))
    await olga.reads(olga.team("Released. People who read {language} get it.", language=TURKISH))
    assert await wording(play, "title") == (TITLE, "confirmed")
    assert await wording(play, "what") == (WHAT, "confirmed")
    assert await play.count("SELECT count(*) FROM translation WHERE language = 'tr'") == 0
    assert await noted(play) == ["asked", "proposed", "confirmed", "released"]


async def test_the_preview_says_what_each_group_gets_and_what_is_on_its_way(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    for name, language in (("A", "ar"), ("B", "ar"), ("C", "ar"), ("D", "ar"), ("E", "so"), ("F", "ps"), ("G", "uk")):
        await play.neighbour(name, language)
    await writes(play, "so", "person", title="Buskud")
    for language, origin in (("ps", "machine"), ("uk", "confirmed"), ("ar", "person")):
        await writes(play, language, origin, title="x", what="y")

    async def lines() -> list[str]:
        await olga.presses("pv:1:")
        return plain((await olga.last()).text).split("\n")[2:]

    german, ukrainian = LANGUAGES["de"].spoken, LANGUAGES["uk"].name
    everything = await lines()
    assert everything[:2] == [  # most people first
        f"✅ written by a person: {ARABIC} 4",
        f"⚠️ in {german} only: {TURKISH} 2, English 1",
    ]
    assert set(everything[2:]) == {
        f"🤖 translated by a machine: {PASHTO} 1",
        f"⚠️ partly in {german}: {SOMALI} 1",
        f"🤝 confirmed by two people: {ukrainian} 1",
    }
    await olga.taps(olga.team("Ask the interpreters"))
    nobody = await olga.reads(f"Interpreters are asked: {TURKISH}", "Nobody translates into:")
    assert all(name in nobody.text for name in ("English", PASHTO, SOMALI))
    assert f"⏳ in {german} only · interpreters are asked: {TURKISH} 2" in await lines()
    assert f"🤖 translated by a machine · nobody translates into it: {PASHTO} 1" in await lines()
    assert not any("Ask the interpreters" in label for label in (await olga.last()).labels)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    assert f"📬 in {german} only · a translation is waiting for you: {TURKISH} 2" in await lines()
    await olga.taps(f"📬 {TURKISH}", await olga.last())
    assert TITLE in (await olga.last()).text


async def test_asking_twice_tells_nobody_twice(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    again = await asks(olga)
    assert "Interpreters are asked" not in again.text
    assert (
        olga.team("Nobody translates into: {languages}. Please write it yourself.", languages="English") in again.text
    )
    assert await emine.has(emine.t("Please help us to translate a text.")) == 1


async def test_asking_again_reaches_interpreters_who_have_come_since(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    late = await interpreter(play, "Late")
    await late.reads_no(late.t("Please help us to translate a text."))
    again = await asks(olga)
    assert olga.team("Interpreters are asked: {languages}", languages=TURKISH) in again.text
    assert await late.has(late.t("Please help us to translate a text.")) == 1
    assert await emine.has(emine.t("Please help us to translate a text.")) == 1
    await play.neighbour("Reader", "ps")
    await emine.presses("into:ps:1")
    await asks(olga)
    request = await emine.last()
    assert request.labels == [f"✍️ {PASHTO}"]  # of the other language she knows
    assert await late.has(late.t("Please help us to translate a text.")) == 1


async def test_a_request_in_the_night_waits_for_the_morning(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await play.later(hours=12)
    await asks(olga)
    await emine.reads_no(emine.t("Please help us to translate a text."))
    await play.later(hours=12)
    assert await emine.has(emine.t("Please help us to translate a text.")) == 1


async def test_an_interpreter_is_told_by_when_a_text_goes_out(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    helper = await interpreter(play, "Helper", language, "tr", language)
    await play.neighbour("Reader", "tr")
    await play.event(by=olga, send=False)
    await olga.presses("sendat:1")
    await olga.says("24.11. 10:00")
    await asks(olga)
    request = await helper.reads(helper.t("Please help us to translate a text."))
    assert helper.t("It goes out: {time}", time="").rstrip() in request.text
    assert "10:00" in request.text
    assert request.language == language


async def test_the_deadline_passes_and_the_text_still_comes_into_the_messages(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await olga.presses("sendat:1")
    await olga.says("23.11. 12:00")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE)
    await play.later(hours=4)
    assert await emine.has(emine.t("I am coming")) == 0
    invitation = [one for one in await emine.page() if any(emine.t("I am coming") in label for label in one.labels)][-1]
    assert "Plätzchen backen" in invitation.text
    await emine.says(WHAT)
    await olga.presses("look:1:tr")
    assert olga.t("It is sent already. A new text changes the messages.") in (await olga.last()).text
    await olga.taps(olga.t("Release it"))
    assert TITLE in (await emine.again(invitation)).text


async def test_arrows_point_the_way_a_language_is_read(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    helper = await interpreter(play, "Helper", language, "tr")
    await play.neighbour("Reader", "tr")
    await play.event(by=olga, send=False)
    await asks(olga)
    await helper.taps(f"✍️ {TURKISH}")
    await helper.says(TITLE)
    back, onward = ("➡️", "⬅️") if language == "ar" else ("⬅️", "➡️")
    assert f"{back} {helper.t('Back')}" in (await helper.last()).labels
    await helper.says(WHAT)
    await helper.presses("look:1:tr")
    assert f"{onward} {TITLE}" in plain((await helper.last()).text)


async def test_the_coordinator_confirms_and_releases(play: Stage) -> None:
    olga, _, _ = await proposed(play)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("It is right"))
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == (TITLE, "confirmed")


async def test_what_is_asked_before_there_is_an_interpreter_waits_for_one(play: Stage) -> None:
    olga = await play.coordinator()
    await play.neighbour("Reader", "tr")
    await play.event(by=olga, send=False)
    reply = await asks(olga)
    assert "Nobody translates into:" in reply.text
    late = await interpreter(play, "Late")
    await late.presses("texts")
    await late.taps(f"✍️ {TURKISH}")
    await late.reads(late.t("Title"))


async def test_the_other_dates_of_a_series_get_it_as_well(play: Stage) -> None:
    olga, *_ = await proposed(play)
    await play.change("INSERT INTO series (id, repeat, until) VALUES (1, 'weekly', '2026-12-30')")
    await play.event(by=olga, send=False)
    await play.change("UPDATE event SET series_id = 1")
    await olga.presses("askin:2")
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await play.count("SELECT count(*) FROM wording WHERE language = 'tr'") == 4
    assert await play.count("SELECT count(*) FROM translation WHERE language = 'tr'") == 0


async def test_an_interpreter_reads_what_is_stored_and_is_forgotten_without_their_texts(play: Stage) -> None:
    olga, emine, _ = await proposed(play)
    await emine.presses("data")
    shown = await emine.last()
    assert emine.t("You translate into: {languages}", languages=TURKISH) in shown.text
    stored = json.loads((await play.file(shown))[1])
    assert stored["you translate into"] == ["tr"]
    assert stored["translations"] == [{"language": "tr", "text": TITLE}, {"language": "tr", "text": WHAT}]
    await emine.presses("forget:yes")
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed' AND written_by IS NULL") == 2
    assert await play.count("SELECT count(*) FROM interpreter_language") == 1
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("It is right"))
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == (TITLE, "confirmed")


async def test_what_is_over_is_no_longer_offered(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await play.later(days=7)
    await emine.presses("texts")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))
    await emine.presses("tr:1:tr")
    emine.hears(emine.t("This text is not needed any more."))
    await play.later(days=61)
    await play.app.schedule.prune()
    assert await play.count("SELECT count(*) FROM translation") == 0
