"""After an event: who came, how it was, and what the team reads of it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

from bot.language.languages import LANGUAGES
from tests.play import SATURDAY, Person, Stage

AFTER = {"days": 5, "hours": 7, "minutes": 1}  # the event ended a minute ago


async def took_place(play: Stage, language: str = "en", **answers: str) -> tuple[Person, dict[str, Person]]:
    """An event that is over, with these people's answers to it."""
    olga = await play.coordinator(language=language)
    people = {name: await play.neighbour(name, language) for name in answers}
    await play.event(by=olga)
    for name, answer in answers.items():
        await people[name].presses(f"a:1:{answer}")
    await play.later(**AFTER)
    return olga, people


async def test_the_team_is_asked_who_came_and_those_who_came_how_it_was(play: Stage, language: str) -> None:
    olga, people = await took_place(play, language, Amina="coming", Bela="coming", Sara="no")
    asked = await olga.reads(olga.team("Tick who came. Then we ask them how it was."))
    await olga.taps(olga.team("Who came?"), asked)
    ticks = await olga.again(asked)
    assert [label for label in ticks.labels if "(1)" in label] == ["☑️ Amina (1)", "☑️ Bela (1)"]
    await olga.taps("Bela", ticks)
    assert "⬜ Bela (1)" in (await olga.again(asked)).labels
    await olga.taps(olga.team("Done"), await olga.again(asked))
    assert olga.team("Thank you! Those who came are asked how it was.") in (await olga.again(asked)).text
    question = await people["Amina"].reads(people["Amina"].t("How was it?"))
    assert [label[0] for label in question.labels] == ["😀", "😐", "🙁"]
    for name in ("Bela", "Sara"):
        await people[name].reads_no(people[name].t("How was it?"))


async def test_a_tick_pressed_twice_stays_what_it_was(play: Stage) -> None:
    olga, _ = await took_place(play, Amina="coming")
    await olga.taps(olga.team("Who came?"))
    untick = (await olga.last()).button("Amina")
    await olga.presses(untick)
    await olga.presses(untick)
    assert await play.count("SELECT came FROM answer") == 0


async def test_people_who_came_without_an_answer_are_counted(play: Stage, language: str) -> None:
    olga, _ = await took_place(play, language, Amina="coming")
    await olga.taps(olga.team("Who came?"))
    ticks = await olga.last()
    more = ticks.button(olga.team("Came without an answer"))
    await olga.presses(more, ticks)
    await olga.presses(more, ticks)
    assert olga.team("Came without an answer: {n}", n=1) in (await olga.again(ticks)).text
    await olga.taps(olga.team("Came without an answer"), await olga.again(ticks))
    assert olga.team("Ticked: {n}. People, all together: {people}", n=1, people=3) in (await olga.again(ticks)).text
    await olga.taps("➖", await olga.again(ticks))
    assert await play.count("SELECT walk_ins FROM event") == 1


async def test_a_maybe_who_came_is_asked_and_can_answer(play: Stage) -> None:
    olga, people = await took_place(play, Amina="maybe")
    await olga.taps(olga.team("Who came?"))
    ticks = await olga.last()
    assert "⬜ Amina (1)" in ticks.labels
    await olga.taps("Amina", ticks)
    await olga.taps(olga.team("Done"), await olga.again(ticks))
    await people["Amina"].taps("😀")
    assert await play.count("SELECT face FROM feedback") == 3


async def test_without_ticks_those_who_said_they_come_are_asked_a_day_later(play: Stage, language: str) -> None:
    _, people = await took_place(play, language, Amina="coming", Sara="maybe")
    await play.later(hours=23, minutes=58)
    await people["Amina"].reads_no(people["Amina"].t("How was it?"))
    await play.later(minutes=2)
    await people["Amina"].reads(people["Amina"].t("How was it?"))
    await people["Sara"].reads_no(people["Sara"].t("How was it?"))


async def test_who_is_ticked_later_is_asked_too_and_nobody_twice(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming", Bela="coming")
    await olga.presses("tick:1:3:0:0")
    await olga.presses("done:1")
    await people["Bela"].reads_no(people["Bela"].t("How was it?"))
    await olga.presses("tick:1:3:1:0")
    await olga.presses("done:1")
    await people["Bela"].reads(people["Bela"].t("How was it?"))
    asked = [one for one in await people["Amina"].page() if people["Amina"].t("How was it?") in one.text]
    assert len(asked) == 1


async def test_done_pressed_twice_asks_once(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming")
    await olga.taps(olga.team("Who came?"))
    done = (await olga.last()).button(olga.team("Done"))
    await olga.presses(done)
    await olga.presses(done)
    await play.later(days=2)
    assert await people["Amina"].has(people["Amina"].t("How was it?")) == 1


async def test_a_face_and_two_answers_in_ones_own_words(play: Stage, language: str) -> None:
    olga, people = await took_place(play, language, Amina="coming")
    amina = people["Amina"]
    await olga.presses("done:1")
    question = await amina.reads(amina.t("How was it?"))
    await amina.taps(amina.t("So-so"), question)
    thanks = amina.t("Thank you! Your answer: {face}", face=f"😐 {amina.t('So-so')}")
    assert (await amina.again(question)).text == thanks
    await amina.reads(amina.t("What was good?"))
    await amina.says("Das Essen")
    await amina.reads(amina.t("What should be better?"))
    await amina.sends_file("voice", "audio/ogg", b"mehr Zeit")
    await amina.reads(amina.t("Thank you! The team reads this. It helps to plan the next time."))
    await olga.presses("te:1")
    await olga.taps(olga.team("Feedback"))
    own = LANGUAGES[language].name
    await olga.reads("😀 0   😐 1   🙁 0", f"Das Essen ({own})", f"🎤 {olga.team('a voice message, below')} ({own})")
    assert (await play.file(await olga.last()))[1] == b"mehr Zeit"
    picture = next(one for one in await olga.page() if one.media and one.media["kind"] == "photo")
    assert (await play.file(picture))[1].startswith(b"\x89PNG")


async def test_the_picture_of_the_faces_is_kept_for_thirty_days_after_it_was_last_asked_for(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming")
    await olga.presses("done:1")
    await people["Amina"].taps("😀")
    for _ in range(2):
        await olga.presses("fb:1")
        play.clock.move_on(days=29)
        await play.app.schedule.prune()
    drawn = "SELECT count(*) FROM file JOIN file_reference ON file_id = id WHERE channel = 'drawn'"
    assert await play.count(drawn) == 1
    play.clock.move_on(days=2)
    await play.app.schedule.prune()
    assert await play.count(drawn) == 0
    assert await play.count("SELECT count(*) FROM file_reference WHERE channel = 'drawn'") == 0


async def test_both_answers_can_be_left_out(play: Stage, language: str) -> None:
    olga, people = await took_place(play, language, Amina="coming")
    amina = people["Amina"]
    await olga.presses("done:1")
    await amina.taps("🙁")
    await amina.taps(amina.t("Leave it out"))
    await amina.taps(amina.t("Leave it out"))
    await amina.reads(amina.t("Thank you! The team reads this. It helps to plan the next time."))
    await olga.presses("fb:1")
    await olga.reads("😀 0   😐 0   🙁 1")


async def test_the_first_answer_counts_though_the_second_never_comes(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming")
    await olga.presses("done:1")
    await people["Amina"].taps("😀")
    await people["Amina"].says("Das Essen")
    await olga.presses("fb:1")
    await olga.reads("Das Essen")


async def test_a_change_of_mind_about_the_face_counts_once(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming")
    await olga.presses("done:1")
    question = await people["Amina"].reads("How was it?")
    for face in ("😀", "🙁", "🙁"):
        await people["Amina"].presses(question.button(face), question)
    await olga.presses("fb:1")
    await olga.reads("😀 0   😐 0   🙁 1")


async def test_only_those_who_came_can_say_how_it_was(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming", Bela="no", Sara="maybe", Dawit="coming")
    await olga.presses("at:1")
    await olga.taps("Dawit", await olga.last())
    stranger = await play.neighbour("Stranger")
    for person in (people["Bela"], people["Sara"], people["Dawit"], stranger):
        await person.presses("f:1:3")
        person.hears(person.t("This button is no longer valid."))
    assert await play.count("SELECT count(*) FROM feedback") == 0


async def test_nobody_says_how_it_was_before_the_end(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    await person.presses("f:1:3")
    person.hears(person.t("This button is no longer valid."))


async def test_nobody_is_ticked_before_the_event_begins(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    person = await play.neighbour("Amina")
    await play.event(by=olga)
    await person.presses("a:1:coming")
    await olga.presses("at:1")
    olga.hears(olga.team("This event has not begun."))
    await olga.presses("tick:1:2:1:0")
    await olga.presses("done:1")
    olga.hears(olga.team("This event is not over yet."))
    assert await play.count("SELECT count(*) FROM answer WHERE came IS NOT NULL") == 0


async def test_a_question_is_asked_for_a_week_and_then_no_more(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event()
    await person.presses("a:1:coming")
    play.clock.move_on(days=5 + 8)
    await play.restarts()
    await play.later(minutes=1)
    await person.reads_no("How was it?")


async def test_a_long_list_is_ticked_page_by_page(play: Stage) -> None:
    olga = await play.coordinator()
    people = [await play.neighbour(f"N{number:02}") for number in range(19)]
    await play.event(by=olga)
    await play.app.receive("web", [person.press("a:1:coming") for person in people])
    await play.settle()
    await play.later(**AFTER)
    await olga.presses("at:1")
    shown = await olga.last()
    for first, last in (("N00", "N07"), ("N08", "N15"), ("N16", "N18")):
        names = [label for label in (await olga.again(shown)).labels if "☑️ N" in label]
        assert (names[0], names[-1]) == (f"☑️ {first} (1)", f"☑️ {last} (1)")
        if last != "N18":
            await olga.taps("➡️", await olga.again(shown))
    await olga.taps("N16", await olga.again(shown))
    assert "⬜ N16 (1)" in (await olga.again(shown)).labels


async def test_who_answered_what_is_listed_and_comes_as_a_file(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    await play.event(by=olga, places=3)
    for name, answer in (("Amina", "2.1"), ("=cmd()", "coming"), ("Sara", "maybe"), ("Dawit", "no")):
        person = await play.neighbour(name, language)
        await person.presses(f"a:1:{answer}")
    await olga.presses("te:1")
    await olga.taps(olga.team("Answers"))
    listed = (await olga.last()).text
    assert "✅ Amina: " in listed
    assert "⏳ =cmd(): " in listed
    assert "🤔 Sara" in listed
    assert "❌ Dawit" in listed
    assert "= 3 / 3" in listed
    await olga.taps(olga.team("List as a file"))
    name, data = await play.file(await olga.last())
    assert name == "event-1.xlsx"
    book = zipfile.ZipFile(io.BytesIO(data))
    strings = book.read("xl/sharedStrings.xml").decode()
    for word in ("Amina", "Sara", "Dawit", olga.team("waiting list"), olga.team("Name")):
        assert word in strings
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


async def test_past_events_are_listed_with_what_can_be_done_then(play: Stage, language: str) -> None:
    olga, _ = await took_place(play, language, Amina="coming")
    await olga.presses("team")
    await olga.taps(olga.team("Past events"))
    await olga.taps("Plätzchen")
    labels = " ".join((await olga.last()).labels)
    for label in ("Who came?", "Feedback", "Answers", "List as a file"):
        assert olga.team(label) in labels
    assert olga.team("Cancel it") not in labels


async def test_stopping_after_a_face_says_thanks_since_it_is_stored(play: Stage, language: str) -> None:
    olga, people = await took_place(play, language, Amina="coming")
    amina = people["Amina"]
    await olga.presses("done:1")
    await amina.taps("😀")
    await amina.says("Das Essen")
    await amina.taps(amina.t("Stop"))
    assert amina.t("Thank you! The team reads this. It helps to plan the next time.") in (await amina.last()).text
    await amina.reads_no(amina.t("Stopped. Nothing was changed."))


async def test_another_face_without_words_keeps_the_words_said_before(play: Stage) -> None:
    olga, people = await took_place(play, Amina="coming")
    amina = people["Amina"]
    await olga.presses("done:1")
    question = await amina.reads("How was it?")
    await amina.taps("😀", question)
    await amina.says("Das Essen")
    await amina.says("mehr Zeit")
    await amina.presses(question.button("😐"), question)
    for _ in range(2):
        await amina.taps(amina.t("Leave it out"))
    await olga.presses("fb:1")
    await olga.reads("😀 0   😐 1   🙁 0", "Das Essen", "mehr Zeit")


async def test_an_event_that_is_over_says_so_and_cannot_be_answered(play: Stage, language: str) -> None:
    _, people = await took_place(play, language, Amina="coming")
    amina = people["Amina"]
    await amina.presses("ev:1")
    shown = await amina.last()
    assert amina.t("This is over already.") in shown.text
    assert not shown.buttons


async def test_older_past_events_are_on_further_pages(play: Stage) -> None:
    olga = await play.coordinator()
    for number in range(9):
        await play.event(f"Nr. {number}", start=SATURDAY + timedelta(hours=number), by=olga, send=False)
    await play.change("UPDATE event SET state = 'planned'")
    await play.later(days=7)
    await olga.presses("tpast")
    newest = await olga.last()
    assert "Nr. 8" in newest.labels[0]
    assert not any("Nr. 0" in label for label in newest.labels)
    await olga.taps(f"⬅️ {olga.team('Earlier')}", newest)
    oldest = await olga.again(newest)
    assert "Nr. 0" in oldest.labels[0]
    await olga.taps(f"➡️ {olga.team('Later')}", oldest)
    assert "Nr. 8" in (await olga.again(newest)).labels[0]
