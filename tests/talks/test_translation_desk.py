"""The translation desk: texts are asked for, translated, confirmed by somebody else, released; also after sending."""

from __future__ import annotations

import json

import icalendar
import pytest

from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from bot.services import people
from tests.play import Person, Shown, Stage, plain

TURKISH, ARABIC, PASHTO, SOMALI = (LANGUAGES[code].name for code in ("tr", "ar", "ps", "so"))
TITLE, WHAT = "Kurabiye pişirmek", "Birlikte pişiriyoruz."

PLAYED_IN = ("de", "ar", "so")


async def interpreter(play: Stage, name: str, language: str = "tr", *into: str) -> Person:
    """Someone with the role who has said into which languages they translate."""
    person = await play.neighbour(name, language)
    await play.grants(person, Role.INTERPRETER)
    for code in into or (language,):
        await person.presses(f"into:{code}:1")
    return person


async def scene(play: Stage, *, send: bool = False) -> tuple[Person, Person, Person]:
    """A coordinator with an event, and two who translate into Turkish."""
    olga = await play.coordinator()
    emine, deniz = await interpreter(play, "Emine"), await interpreter(play, "Deniz")
    await play.event(by=olga, send=send)
    return olga, emine, deniz


async def asks(olga: Person) -> Shown:
    """Ask the interpreters, from the card of the event. What comes back."""
    await olga.presses("te:1")
    await olga.taps(olga.team("Ask the interpreters"))
    return await olga.last()


async def translates(person: Person, *bodies: str) -> None:
    """Answer the open questions; "" leaves one out."""
    for body in bodies:
        if body:
            await person.says(body)
        else:
            await person.taps(person.t("Leave it out"))


async def proposed(play: Stage, *, send: bool = False) -> tuple[Person, Person, Person]:
    """Emine has translated the event."""
    olga, emine, deniz = await scene(play, send=send)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    return olga, emine, deniz


async def wording(play: Stage, field: str, language: str = "tr") -> tuple[str, str] | None:
    """What people read, and who wrote it."""
    row = await play.app.database.read.one(
        "SELECT body, origin FROM wording WHERE text_id = 1 AND field = ? AND language = ?", field, language
    )
    return None if row is None else (row["body"], row["origin"])


async def writes(play: Stage, language: str, origin: str, **bodies: str) -> None:
    """The event's texts in a language, as if somebody or a machine had written them."""
    for field, body in bodies.items():
        await play.change("INSERT INTO wording VALUES (1, ?, ?, ?, ?, '2026')", field, language, body, origin)


async def noted(play: Stage) -> list[str]:
    """What the audit says of translations."""
    rows = await play.app.database.read.all("SELECT action FROM audit WHERE action LIKE 'translation%' ORDER BY id")
    return [row["action"].removeprefix("translation ") for row in rows]


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


async def test_whoever_is_second_finds_it_done_and_confirms_instead(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    for person in (emine, deniz):
        await person.taps(f"✍️ {TURKISH}")
    await deniz.says("Kurabiye")
    await translates(emine, TITLE, WHAT)
    await deniz.says("Beraber")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, WHAT)
    await deniz.taps(deniz.t("It is right"), shown)
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed' AND body = ?", TITLE) == 1
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_the_slower_of_two_loses_nothing_and_offers_it_as_a_correction(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    for person in (emine, deniz):
        await person.taps(f"✍️ {TURKISH}")
    await deniz.says("Kurabiye")
    await translates(emine, TITLE, WHAT)
    await deniz.says("Beraber")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, WHAT, "Kurabiye", "Beraber")
    await play.restarts()
    await deniz.taps(deniz.t("Take my text"), shown)
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed' AND body = 'Kurabiye'") == 1
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed' AND body = 'Beraber'") == 1
    await emine.taps(emine.t("Read it"))
    await emine.taps(emine.t("It is right"))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 2


async def test_what_is_typed_for_a_part_that_somebody_else_has_done_meanwhile_is_kept(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    for person in (emine, deniz):
        await person.taps(f"✍️ {TURKISH}")
    await deniz.says("Kurabiye")
    await translates(emine, TITLE, "")
    await deniz.says("Beraber")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, "Kurabiye")
    assert "Beraber" not in shown.text  # of that there is no other
    await deniz.taps(deniz.t("It is right"), shown)
    bodies = await play.app.database.read.all(
        "SELECT body, state FROM translation WHERE language = 'tr' ORDER BY field"
    )
    assert [tuple(row) for row in bodies] == [(TITLE, "confirmed"), ("Beraber", "proposed")]


async def test_two_who_correct_the_same_text_both_see_what_the_other_wrote(play: Stage) -> None:
    _, emine, deniz = await proposed(play)
    for person in (emine, deniz):
        await person.presses("better:1:tr")
    await translates(emine, "Kek", "")
    await translates(deniz, "Çörek", "")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), "Kek", "Çörek")
    await deniz.taps(deniz.t("Take my text"), shown)
    await deniz.reads("Çörek", deniz.t("No second person has confirmed it yet."))
    assert await play.count("SELECT count(*) FROM translation WHERE body = 'Çörek'") == 1


async def test_what_is_typed_while_the_other_text_is_released_becomes_a_correction(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    for person in (emine, deniz):
        await person.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await deniz.says("Kurabiye")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, "Kurabiye")
    assert await wording(play, "title") == (TITLE, "person")
    await deniz.taps(deniz.t("Take my text"), shown)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == ("Kurabiye", "person")
    assert await wording(play, "what") == (WHAT, "person")


async def test_a_short_translation_is_not_taken_for_a_button(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await writes(play, "de", "person", cost="1", bring="1 €")
    await writes(play, "tr", "machine", cost="2", bring="2 €")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    await emine.reads(emine.t("Cost"), emine.t("There is this text already:"))
    await emine.says("=")
    await emine.reads(emine.t("I cannot read this. Please write it with letters."), emine.t("Cost"))
    await emine.says("1")
    await emine.reads(emine.t("Bring along"), emine.t("There is this text already:"))
    await emine.says("1 €")
    rows = await play.app.database.read.all(
        "SELECT body FROM translation WHERE language = 'tr' AND field IN ('bring', 'cost') ORDER BY body"
    )
    assert [row["body"] for row in rows] == ["1", "1 €"]


async def test_a_number_still_picks_the_button_where_the_text_is_none(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await writes(play, "tr", "machine", title="Makine", what="Makine iki")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, "1", WHAT)
    assert await play.count("SELECT count(*) FROM translation WHERE body = 'Makine' AND state = 'proposed'") == 1


async def test_a_heading_stands_in_the_original_words_even_where_a_machine_wrote_others(
    play: Stage, language: str
) -> None:
    olga = await play.coordinator()
    helper = await interpreter(play, "Helper", language, "tr")
    await play.neighbour("Reader", "tr")
    await play.event(by=olga, send=False)
    if language != "de":
        await writes(play, language, "machine", title="Falsch", what="Falsch")
    await asks(olga)
    request = await helper.reads(helper.t("Please help us to translate a text."), "Plätzchen backen")
    await helper.presses("texts")
    assert any("Plätzchen backen" in plain(label) for label in (await helper.last()).labels)
    await helper.taps(f"✍️ {TURKISH}", request)
    asked = await helper.reads(helper.t("Title"), "Plätzchen backen")
    assert "Falsch" not in request.text + asked.text


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


async def test_nobody_confirms_their_own_text_not_even_a_coordinator(play: Stage) -> None:
    _, emine, _ = await proposed(play)
    await play.grants(emine)
    await emine.presses("look:1:tr")
    shown = await emine.last()
    assert not any(emine.t("It is right") in label for label in shown.labels)
    version = shown.button(emine.t("Release it")).rpartition(":")[2]
    await emine.presses(f"right:1:tr:{version}")
    emine.hears(emine.t("That one is answered already."))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 0
    assert emine.t("If you release it now, it counts as written by one person.") in shown.text
    await emine.taps(emine.t("Release it"), shown)
    assert await wording(play, "title") == (TITLE, "person")


async def test_the_coordinator_confirms_and_releases(play: Stage) -> None:
    olga, _, _ = await proposed(play)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("It is right"))
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == (TITLE, "confirmed")


async def test_who_makes_it_better_has_written_it_and_somebody_else_confirms(play: Stage) -> None:
    olga, emine, deniz = await proposed(play)
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("Make it better"))
    asked = await deniz.reads(deniz.t("There is this text already:"), TITLE)
    await deniz.taps(deniz.t("Take it as it is"), asked)
    await deniz.says("Hep beraber pişiriyoruz.")
    shown = await deniz.reads("Hep beraber pişiriyoruz.", TITLE)
    await deniz.taps(deniz.t("It is right"), shown)  # of the title, which Emine wrote
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 1
    await emine.taps(emine.t("Read it"))
    await emine.taps(emine.t("It is right"))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 2
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "what") == ("Hep beraber pişiriyoruz.", "confirmed")


async def test_a_button_acts_only_on_the_text_that_its_reader_has_seen(play: Stage) -> None:
    olga, _, deniz = await proposed(play)
    await olga.presses("look:1:tr")
    seen = await olga.last()
    await deniz.presses("better:1:tr")
    await translates(deniz, "Kek", "")
    await olga.taps(olga.t("Release it"), seen)
    olga.hears(olga.t("This has changed. Please read it again."))
    assert "Kek" in (await olga.last()).text
    assert await wording(play, "title") is None


async def test_pressing_twice_confirms_and_releases_once(play: Stage) -> None:
    olga, _, deniz = await proposed(play)
    await deniz.presses("look:1:tr")
    right = (await deniz.last()).button(deniz.t("It is right"))
    await deniz.presses(right)
    await deniz.presses(right)
    deniz.hears(deniz.t("That one is answered already."))
    await olga.presses("look:1:tr")
    out = (await olga.last()).button(olga.t("Release it"))
    await olga.presses(out)
    await olga.presses(out)
    assert (await noted(play)).count("released") == 1
    assert (await noted(play)).count("confirmed") == 1


async def test_back_leads_through_the_questions_and_stop_stores_nothing(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says("Kekk")
    await emine.taps(emine.t("Back"))
    await emine.reads(emine.t("Title"), "Plätzchen backen")
    await emine.says(TITLE)
    await emine.taps(emine.t("Stop"))
    await emine.reads(emine.t("Stopped. Nothing was changed."))
    assert await play.count("SELECT count(*) FROM translation WHERE state <> 'asked'") == 0


async def test_what_is_left_out_stays_open_for_others(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, "")
    await deniz.presses("texts")
    await deniz.taps(f"✍️ {TURKISH}", await deniz.last())
    await deniz.reads(deniz.t("What happens"))
    await deniz.says(WHAT)
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed'") == 2


async def test_one_text_after_the_other(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await play.event("Nähen", by=olga, send=False, what="")
    await asks(olga)
    await olga.presses("askin:2")
    await emine.commands("menu")
    await emine.taps(f"{emine.t('Texts to translate')} (2)")
    await emine.taps("Plätzchen", await emine.last())
    await translates(emine, TITLE, WHAT)
    await emine.reads(emine.t("Title"), "Nähen")
    await emine.says("Dikiş")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed'") == 3


async def test_a_restart_in_the_middle_loses_nothing(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says(TITLE)
    await play.restarts()
    await emine.says(WHAT)
    await play.restarts()
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await play.restarts()
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "what") == (WHAT, "confirmed")


async def test_the_role_is_asked_for_at_every_answer(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await play.takes_role(emine)
    await emine.says(TITLE)
    await emine.reads(emine.t("This is for the team only."))
    assert await play.count("SELECT count(*) FROM talk") == 0
    for action in ("texts", "into:ar:1", "tr:1:tr", "look:1:tr", "right:1:tr:0", "better:1:tr", "out:1:tr:0"):
        await emine.presses(action)
        emine.hears(emine.t("This is for the team only."))


async def test_an_interpreter_sees_only_texts_in_their_languages(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await play.neighbour("Sara", "ar")
    await asks(olga)
    for action in ("tr:1:ar", "look:1:ar", "better:1:ar", "right:1:ar:0"):
        await emine.presses(action)
        emine.hears(emine.t("This button is no longer valid."))
    await emine.presses("out:1:tr:0")
    emine.hears(emine.t("This is for the team only."))


async def test_whoever_joins_by_a_code_names_their_languages(play: Stage, language: str) -> None:
    async with play.app.database.atomic() as sql:
        code = await people.invite(play.app.context(sql), Role.INTERPRETER)
    person = play.person(language)
    await person.registers("Amina", payload=f"r-{code}")
    question = await person.reads(person.t("Into which languages do you translate?"))
    assert LANGUAGES["de"].name not in " ".join(question.labels)
    for _ in range(2):
        await person.taps(TURKISH, question)
        await person.taps(PASHTO, question)
        question = await person.again(question)
    await person.taps(PASHTO, question)
    await person.taps(person.t("Done"), await person.again(question))
    assert person.t("You translate into: {languages}", languages=PASHTO) in (await person.again(question)).text
    await person.commands("menu")
    await person.taps(person.t("Texts to translate"))
    await person.taps(person.t("My languages"))
    assert f"☑️ {PASHTO}" in (await person.last()).labels
    assert f"⬜ {TURKISH}" in (await person.last()).labels


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


async def test_the_original_changes_in_the_middle_and_is_asked_for_again(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says(TITLE)
    await corrects(olga, "Title", "Brot backen")
    await emine.says(WHAT)
    await emine.reads(emine.t("Title"), "Brot backen")
    await translates(emine, "Ekmek pişirmek", WHAT)
    assert await play.count("SELECT count(*) FROM translation WHERE body = 'Ekmek pişirmek'") == 1


async def corrects(olga: Person, fact: str, body: str) -> None:
    await olga.presses("fix:1")
    await olga.taps(olga.team(fact))
    await olga.says(body)


async def test_a_corrected_text_leaves_its_translations_to_start_from(play: Stage) -> None:
    olga, emine, deniz = await proposed(play)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await corrects(olga, "Title", "Brot backen")
    assert await wording(play, "title") is None
    assert await wording(play, "what") == (WHAT, "person")
    await emine.presses("texts")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))
    await olga.presses("te:1")
    await olga.taps(olga.team("Ask the interpreters again"))
    assert await emine.has(emine.t("Please help us to translate a text.")) == 2
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads("Brot backen", emine.t("There is this text already:"), TITLE)
    await emine.says("Ekmek pişirmek")
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == ("Ekmek pişirmek", "confirmed")


async def test_a_proposal_for_a_text_that_is_corrected_is_kept_to_start_from(play: Stage) -> None:
    olga, emine, _ = await proposed(play)
    await corrects(olga, "Title", "Brot backen")
    await olga.presses("look:1:tr")
    shown = (await olga.last()).text
    assert TITLE not in shown
    assert WHAT in shown
    await olga.presses("askin:1")
    assert await emine.has(emine.t("Please help us to translate a text.")) == 2
    await emine.presses("tr:1:tr")
    await emine.reads("Brot backen", TITLE)


async def test_a_text_of_a_machine_is_asked_for_and_may_be_taken_as_it_is(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await writes(play, "tr", "machine", title="Makine", what="Makine iki")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads(emine.t("There is this text already:"), "Makine")
    await emine.taps(emine.t("Take it as it is"))
    await emine.says(WHAT)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == ("Makine", "person")


async def test_what_a_coordinator_writes_is_no_longer_asked_for(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await olga.presses("word:1")
    await olga.taps(TURKISH)
    await translates_team(olga, TITLE, "")
    assert await play.count("SELECT count(*) FROM translation WHERE field = 'title' AND language = 'tr'") == 0
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads(emine.t("What happens"))


async def translates_team(olga: Person, *bodies: str) -> None:
    for body in bodies:
        if body:
            await olga.says(body)
        else:
            await olga.taps(olga.tt("Leave it out"))


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


# Before sending


async def plans(olga: Person, when: str) -> None:
    await olga.presses("sendat:1")
    await olga.says(when)


def unreleased(olga: Person) -> str:
    return olga.team("Not all translations are released")


async def test_the_coordinator_is_told_once_before_it_goes_out_that_a_translation_waits(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    other = await play.coordinator("Other")
    await plans(olga, "24.11. 15:00")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    await play.later(hours=25)  # 11:00
    await olga.reads_no(unreleased(olga))
    await play.later(hours=2)
    told = await olga.reads(unreleased(olga), "Plätzchen backen", "15:00")
    german = LANGUAGES["de"].spoken
    assert f"📬 in {german} only · a translation is waiting for you: {TURKISH} 2" in plain(told.text)
    await play.later(minutes=30)
    await play.restarts()
    await play.later(minutes=30)
    assert await olga.has(unreleased(olga)) == 1
    await other.reads_no(unreleased(other))
    await olga.taps(f"📬 {TURKISH}", told)
    await olga.taps(olga.t("Release it"))
    await play.later(hours=3)
    assert TITLE in (await invitation_of(deniz)).text


async def test_what_is_asked_for_and_missing_is_told_as_well_and_at_once_when_it_goes_out_soon(play: Stage) -> None:
    olga, *_ = await scene(play)
    await asks(olga)
    await plans(olga, "23.11. 11:00")
    await play.later(seconds=5)
    told = await olga.reads(unreleased(olga), "11:00")
    assert f"interpreters are asked: {TURKISH} 2" in plain(told.text)
    await olga.taps(olga.team("Preview and send"), told)
    await olga.reads(olga.team("Above: what people read in {language}", language=LANGUAGES["de"].name))
    await plans(olga, "23.11. 12:00")
    await play.later(seconds=5)
    assert await olga.has(unreleased(olga)) == 2  # it is another time


async def test_before_an_early_invitation_it_is_told_on_the_evening_before(play: Stage) -> None:
    olga, *_ = await scene(play)
    await asks(olga)
    await plans(olga, "24.11. 8:00")
    await play.later(hours=8, minutes=30)  # 18:30
    await olga.reads_no(unreleased(olga))
    await play.later(hours=1)
    await olga.reads(unreleased(olga), "08:00")


async def test_nothing_is_told_when_nobody_was_asked_or_all_is_released(play: Stage) -> None:
    olga, *_ = await scene(play)
    await plans(olga, "23.11. 12:00")
    await play.later(hours=1)
    await olga.reads_no(unreleased(olga))
    await olga.presses("word:1")
    await olga.taps(TURKISH)
    await translates_team(olga, TITLE, WHAT)
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Send it now"))
    olga.hears(olga.team("It goes out now."))


async def test_news_that_is_planned_is_told_of_too(play: Stage) -> None:
    olga, *_ = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("23.11. 12:00")
    await play.later(seconds=5)
    told = await olga.reads(unreleased(olga), NEWS, "12:00")
    await olga.taps(olga.team("Preview and send"), told)
    assert olga.team("Send it now") in " ".join((await olga.last()).labels)


async def test_sending_without_a_translation_that_waits_is_warned_of_first(play: Stage) -> None:
    olga, emine, _ = await proposed(play)
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Send it now"))
    warning = await olga.reads(unreleased(olga))
    assert await play.count("SELECT count(*) FROM announcement") == 0
    await olga.taps(f"📬 {TURKISH}", warning)
    await olga.reads(TITLE, olga.t("No second person has confirmed it yet."))
    await olga.taps(olga.team("Send it anyway"), warning)
    olga.hears(olga.team("It goes out now."))
    await play.later(seconds=5)
    assert "Plätzchen backen" in (await invitation_of(emine)).text


async def test_sending_news_without_a_translation_that_waits_is_warned_of_first(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await keeps(olga)
    choice = await olga.last()
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says("Pazartesi ofis kapalı.")
    await olga.taps(olga.team("Send it now"), choice)
    warning = await olga.reads(unreleased(olga))
    await olga.taps(olga.team("Send it anyway"), warning)
    await play.later(seconds=5)
    await emine.reads(emine.t("News from {project}", project="Kranich"), NEWS)


async def test_what_a_coordinator_does_next_stands_first_under_the_preview(play: Stage) -> None:
    olga, *_ = await scene(play)
    await olga.presses("pv:1:")
    labels = (await olga.last()).labels
    assert labels[0] == f"🙏 {olga.team('Ask the interpreters')}"
    assert olga.team("Send it now") in labels[1]
    assert "👁" in labels[3]


# After sending


async def invitation_of(person: Person) -> Shown:
    """The invitation on this page."""
    found = [one for one in await person.page() if any("a:1:" in action for action in one.buttons.values())]
    assert found
    return found[0]


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


# News

NEWS = "Am Montag ist das Büro zu."


async def keeps(olga: Person) -> None:
    """Write an announcement, and let the interpreters see to it."""
    await olga.presses("announce")
    await olga.says(NEWS)
    await olga.taps(olga.team("Everyone"))
    await olga.taps(f"❌ {olga.tt('No')}")
    await olga.taps(olga.team("Ask the interpreters"))


async def test_news_is_kept_translated_found_again_and_sent(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await keeps(olga)
    await olga.reads(olga.team("Saved as a draft."), TURKISH)
    await emine.reads(emine.t("Please help us to translate a text."), NEWS)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads(emine.t("Message"), NEWS)
    await emine.says("Pazartesi ofis kapalı.")
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await olga.taps(olga.t("Read it"))
    await olga.taps(olga.t("Release it"))
    await olga.presses("team")
    await olga.taps(f"{olga.team('Drafts')} (1)")
    await olga.taps("Am Montag", await olga.last())
    shown, choice = (await olga.page())[-2:]
    assert NEWS in shown.text
    assert f"🤝 confirmed by two people: {TURKISH} 2" in choice.text
    await olga.taps(f"👁 {TURKISH}", choice)
    assert "Pazartesi ofis kapalı." in (await olga.page())[-2].text
    await olga.taps(olga.team("Send it now"), choice)
    await play.later(seconds=5)
    shown = await emine.reads("Pazartesi ofis kapalı.", emine.t("News from {project}", project="Kranich"))
    assert "ℹ️" not in shown.text
    english = await olga.reads(NEWS, olga.t("Some of this is in {language} only.", language=LANGUAGES["de"].name))
    assert olga.t("News from {project}", project="Kranich") in english.text
    await olga.presses("team")
    assert not any(olga.team("Drafts") in label for label in (await olga.last()).labels)
    await olga.taps(olga.team("Send it now"), choice)
    olga.hears(olga.t("This button is no longer valid."))


async def test_a_draft_is_scheduled_and_dropped(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("24.11. 10:00")
    await olga.reads(olga.team("It is planned."))
    await emine.presses("texts")
    await olga.presses("drafts")
    assert any("10:00" in label for label in (await olga.last()).labels)
    await olga.taps("Am Montag", await olga.last())
    await olga.taps(olga.team("Do not send it"))
    await olga.reads(olga.team("Not sent."))
    await emine.presses("tr:2:tr")
    emine.hears(emine.t("This text is not needed any more."))
    await play.later(days=2)
    assert await emine.has(emine.t("News from {project}", project="Kranich")) == 0


async def test_news_that_was_sent_is_changed_in_place(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Send it now"))
    await play.later(seconds=5)
    title = emine.t("News from {project}", project="Kranich")
    news = await emine.reads(title, NEWS)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says("Pazartesi ofis kapalı.")
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await olga.taps(olga.t("Read it"))
    await olga.taps(olga.t("Release it"))
    await play.later(seconds=5)
    assert "Pazartesi ofis kapalı." in (await emine.again(news)).text
    assert await emine.has(title) == 1
    await olga.reads(olga.team("Changed: {n}", n=2))


async def test_a_coordinator_writes_a_draft_in_another_language(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Write it in another language"))
    await olga.taps(TURKISH)
    await olga.says("Pazartesi ofis kapalı.")
    assert f"✅ written by a person: {TURKISH} 2" in (await olga.last()).text
    await emine.presses("texts")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))


# People's data


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


async def test_a_title_in_another_language_is_said_to_be_so_where_it_stands_alone(play: Stage) -> None:
    olga = await play.coordinator()
    amina = await play.neighbour("Amina", "ar")
    await play.event(by=olga)
    said = amina.t("Some of this is in {language} only.", language=LANGUAGES["de"].name)
    await amina.presses("events")
    assert said in (await amina.last()).text
    await amina.presses("a:1:coming")
    await amina.presses("ics:1")
    _, calendar = await play.file(await amina.last())
    (entry,) = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    assert plain(str(entry["description"])) == f"Wir backen zusammen.\n{said}"
    await play.later(days=7)
    await amina.reads(amina.t("How was it?"), said)
