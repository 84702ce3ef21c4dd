"""Talking to the team, and the team's answers."""

from __future__ import annotations

from bot.language.languages import LANGUAGES
from tests.play import Person, Stage


async def writes(person: Person, words: str) -> None:
    await person.says(words)
    await person.taps(person.t("Yes, pass it on"))


async def test_any_text_is_offered_to_the_team_and_its_answer_comes_back(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", language)
    await person.says("Gibt es einen Parkplatz?")
    offer = await person.reads(person.t("Shall I pass this on to the team?"), "Gibt es einen Parkplatz?")
    await olga.reads_no("Parkplatz")
    await person.taps(person.t("Yes, pass it on"), offer)
    assert (await person.again(offer)).text == person.t("Passed on. The team answers you here.")
    letter = await olga.reads(olga.team("A message from {name}", name="Amina"), "Gibt es einen Parkplatz?")
    assert LANGUAGES[language].name in letter.text
    await olga.taps(olga.team("Write an answer"), letter)
    question = await olga.reads(olga.team("Your answer to {name}:", name="Amina"), "Gibt es einen Parkplatz?")
    assert olga.team("Language: {language}", language=LANGUAGES[language].name) in question.text
    await olga.says("Ja, hinter dem Haus.")
    await olga.reads(olga.team("Your answer is on its way."))
    answer = await person.reads("Ja, hinter dem Haus.")
    assert person.t("Answer from the team of {project}", project="Kranich") in answer.text
    assert person.t("You wrote: {text}", text="Gibt es einen Parkplatz?") in answer.text


async def test_no_keeps_it_from_the_team_and_the_text_goes(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", language)
    await person.says("Never mind, secret")
    await person.taps(f"❌ {person.t('No')}")
    await person.reads(person.t("All right. I pass nothing on."))
    await olga.reads_no("secret")
    assert await play.count("SELECT count(*) FROM letter WHERE body <> ''") == 0


async def test_a_voice_message_that_is_not_passed_on_is_deleted(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await person.sends_file("voice", "audio/ogg")
    await person.taps(f"❌ {person.t('No')}")
    assert await play.count("SELECT count(*) FROM file") == 0


async def test_yes_and_no_pressed_again_change_nothing(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", language)
    await person.says("Is there parking?")
    offer = await person.last()
    yes, no = offer.button(person.t("Yes, pass it on")), offer.button(f"❌ {person.t('No')}")
    await person.presses(yes)
    for action in (yes, no):
        await person.presses(action)
        person.hears(person.t("That one is answered already."))
    assert await olga.has("Is there parking?") == 1


async def test_from_the_menu_a_text_is_passed_on_without_another_question(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", language)
    await person.commands("menu")
    await person.taps(person.t("Write to the team"))
    await person.reads(person.t("What would you like to tell the team?"))
    await person.says("Merhaba")
    await person.reads(person.t("Passed on. The team answers you here."))
    await olga.reads(olga.team("A message from {name}", name="Amina"), "Merhaba")


async def test_a_voice_message_and_a_picture_reach_the_team(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", language)
    for kind, mime in (("voice", "audio/ogg"), ("photo", "image/png")):
        await person.sends_file(kind, mime, kind.encode())
        await person.taps(person.t("Yes, pass it on"))
        shown = await olga.last()
        assert (await play.file(shown))[1] == kind.encode()
        assert shown.media is not None
        assert shown.media["kind"] == kind


async def test_of_two_coordinators_the_first_answers_and_the_second_is_told(play: Stage) -> None:
    olga, peter = await play.coordinator("Olga"), await play.coordinator("Peter")
    person = await play.neighbour("Amina")
    await writes(person, "Is there parking?")
    for one in (olga, peter):
        await one.taps(one.team("Write an answer"))
    await olga.says("Behind the house")
    await peter.says("In front")
    await peter.reads(peter.team("This is answered already:"), "Behind the house")
    assert await person.has("Behind the house") == 1
    await person.reads_no("In front")
    await peter.taps(peter.team("Write an answer"))
    await peter.reads(peter.team("This is answered already:"), "Behind the house")
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_letters_that_wait_are_counted_and_listed_in_the_teams_menu(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    person = await play.neighbour("Amina")
    for words in ("First", "Second"):
        await writes(person, words)
    await olga.presses("team")
    await olga.taps(f"{olga.team('Messages to answer')} (2)")
    listed = await olga.last()
    assert [label for label in listed.labels if "Amina" in label] == ["✉️ Amina: First", "✉️ Amina: Second"]
    await olga.taps("Amina: First", listed)
    await olga.taps(olga.team("Write an answer"))
    await olga.says("An answer")
    await olga.presses("letters")
    assert [label for label in (await olga.last()).labels if "Amina" in label] == ["✉️ Amina: Second"]


async def test_the_writer_leaves_before_the_answer(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await writes(person, "Is there parking?")
    await olga.taps(olga.team("Write an answer"))
    await person.presses("forget:yes")
    await olga.says("Behind the house")
    await olga.reads(olga.team("This person has left. There is nobody to answer."))
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_the_writer_blocks_the_bot_before_the_answer(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await writes(person, "Is there parking?")
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", person.address)
    await olga.taps(olga.team("Write an answer"))
    await olga.says("Behind the house")
    await olga.reads(olga.team("This person cannot be reached now."))
    await person.says("/start")
    await olga.presses("letters")
    await olga.taps("✉️ Amina: Is there parking?")
    await olga.taps(olga.team("Write an answer"))
    await olga.says("Behind the house")
    await olga.reads(olga.team("Your answer is on its way."))
    await person.reads("Behind the house")


async def test_a_letter_in_the_night_reaches_the_team_in_the_morning(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.later(hours=12)
    await writes(person, "Are you awake?")
    await person.reads(person.t("Passed on. The team answers you here."))
    await olga.reads_no("Are you awake?")
    await play.later(hours=11)
    await olga.reads("Are you awake?")


async def test_a_long_letter_arrives_whole(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await writes(person, "ä" * 4080 + " the end")
    await olga.reads("the end")


async def test_what_cannot_be_read_is_asked_for_in_another_way(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await person.says("\u200b\u202e")
    await person.reads(person.t("I cannot read this. Please write, or send a voice message."))
    assert await play.count("SELECT count(*) FROM letter") == 0


async def test_an_old_question_about_oneself_does_not_swallow_what_is_written_days_later(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await person.presses("again")
    await play.later(days=2)
    await person.says("When is the next one?")
    await person.reads(person.t("Shall I pass this on to the team?"), "When is the next one?")
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_an_old_question_of_the_team_is_asked_again_before_anything_is_an_answer_to_it(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    await olga.presses("cancel:1")
    await olga.taps(olga.team("Yes, cancel it"))
    await play.later(days=1)
    await olga.says("Good morning!")
    assert olga.team("Why? People read this.") in (await olga.last()).text
    assert await play.count("SELECT count(*) FROM event WHERE state = 'cancelled'") == 0
    await olga.says("Der Ofen ist kaputt")
    assert await play.count("SELECT count(*) FROM event WHERE state = 'cancelled'") == 1


async def test_what_was_written_but_never_given_to_the_team_is_forgotten_after_a_week(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await person.sends_file("voice", "audio/ogg")
    await person.says("Is there parking?")
    offer = await person.last()
    await play.later(days=8)
    await play.app.schedule.prune()
    assert await play.count("SELECT count(*) FROM file") == 0
    assert await play.count("SELECT count(*) FROM letter WHERE body <> ''") == 0
    await person.taps(person.t("Yes, pass it on"), offer)
    person.hears(person.t("That one is answered already."))


async def test_a_letter_answered_in_the_middle_of_a_plan_leads_back_to_the_plan(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await olga.presses("new")
    await olga.says("Plätzchen backen")
    await writes(person, "Is there parking?")
    await olga.taps(olga.team("Write an answer"))
    await olga.says("Behind the house")
    assert olga.team("What happens there?") in (await olga.last()).text
    await olga.taps(olga.team("Write an answer"))
    await olga.says("Wir backen zusammen.")
    assert olga.team("When is it?") in (await olga.last()).text


async def test_an_old_question_does_not_swallow_what_is_written_days_later(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    await play.later(days=6, hours=8)
    await person.taps(f"😀 {person.t('Good')}")
    await person.reads(person.t("What was good?"))
    await play.later(days=2)
    await person.says("When is the next one?")
    await person.reads(person.t("Shall I pass this on to the team?"), "When is the next one?")
