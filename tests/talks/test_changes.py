"""Events that are moved, corrected or cancelled, and who is told."""

from __future__ import annotations

import pytest

from tests.play import SATURDAY, Person, Stage

ANSWERS = {"Coming": "coming", "Maybe": "maybe", "Waiting": "coming", "Refusing": "no", "Silent": ""}


async def answered(play: Stage, language: str = "en") -> tuple[Person, dict[str, Person]]:
    """A full event, and someone for every kind of answer to it."""
    olga = await play.coordinator("Olga", language)
    people = {name: await play.neighbour(name, language) for name in ANSWERS}
    await play.event(by=olga, places=1)
    for name, answer in ANSWERS.items():
        if answer:
            await people[name].presses(f"a:1:{answer}")
    return olga, people


async def moves(olga: Person, when: str) -> None:
    await olga.presses("move:1")
    await olga.says(when)
    await olga.taps(f"✅ {olga.tt('Yes')}")


async def cancels(olga: Person, reason: str = "") -> None:
    await olga.presses("cancel:1")
    await olga.taps(olga.team("Yes, cancel it"))
    if reason:
        await olga.says(reason)
    else:
        await olga.taps(olga.tt("Leave it out"))


async def told(people: dict[str, Person], words: str) -> list[str]:
    """Who reads this, in their language."""
    return [name for name, person in people.items() if await person.has(person.t(words))]


async def test_a_move_is_told_to_those_who_come_may_come_or_wait(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    await olga.presses("te:1")
    await olga.taps(olga.team("Change the time"))
    await olga.says("29.11. 10:00-12:00")
    await olga.reads(olga.team("Shall I move it?"), "10:00", "12:00")
    assert await told(people, "There is a new date or time.") == []
    await olga.taps(f"✅ {olga.tt('Yes')}")
    assert await told(people, "There is a new date or time.") == ["Coming", "Maybe", "Waiting"]
    news = await people["Coming"].reads(people["Coming"].t("Something has changed"))
    assert "15:00" in news.text.split("🎉")[0]
    assert "10:00" in news.text
    assert people["Coming"].t("Free places: {free}", free=0) in news.text
    await people["Coming"].taps(people["Coming"].t("Not this time"), news)
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'no'") == 2


async def test_a_move_can_be_thought_better_of(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    await olga.presses("move:1")
    await olga.says("29.11. 10:00-12:00")
    await olga.taps(f"❌ {olga.tt('No')}")
    assert await told(people, "There is a new date or time.") == []
    assert await play.count("SELECT count(*) FROM event WHERE local_start = '2026-11-28T15:00'") == 1


async def test_an_invitation_answered_after_the_move_shows_the_new_time(play: Stage) -> None:
    olga, people = await answered(play)
    silent = people["Silent"]
    invitation = await silent.reads("Plätzchen backen")
    await moves(olga, "29.11. 10:00-12:00")
    await silent.taps(silent.t("Maybe"), invitation)
    assert "Sunday 29 November, 10:00 to 12:00" in (await silent.again(invitation)).text


@pytest.mark.parametrize(
    ("fact", "answer", "words"),
    [
        ("Title", "Kekse", "There is a new text."),
        ("What happens", "Wir essen.", "There is a new text."),
        ("Place", "Bürgerhaus", "There is a new place."),
        ("Cost", "3 Euro", "The cost has changed."),
        ("Who it is for", "Frauen", "There is a new text."),
        ("Bring along", "Eine Schürze", "What to bring has changed."),
    ],
)
async def test_a_correction_is_told_to_those_concerned(play: Stage, fact: str, answer: str, words: str) -> None:
    olga, people = await answered(play)
    await olga.presses("te:1")
    await olga.taps(olga.team("Correct something"))
    await olga.taps(olga.team(fact))
    await olga.says(answer)
    assert await told(people, words) == ["Coming", "Maybe", "Waiting"]
    assert answer in (await people["Maybe"].reads(people["Maybe"].t("Something has changed"))).text


async def test_the_contact_is_corrected_and_nobody_is_disturbed(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    await olga.presses("fix:1")
    await olga.taps(olga.team("Contact"))
    await olga.says("Peter, 06151 123")
    assert await told(people, "Something has changed") == []
    await people["Silent"].presses("ev:1")
    await people["Silent"].reads(people["Silent"].t("Questions? Ask {name}", name="Peter, 06151 123"))


async def test_a_correction_takes_away_translations_that_say_what_is_no_longer_true(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", "tr")
    await play.event(by=olga, send=False)
    await olga.presses("word:1")
    await olga.taps("Türkçe")
    for words in ("Kurabiye", "Birlikte"):
        await olga.says(words)
    await olga.presses("send:1")
    await person.presses("a:1:coming")
    await olga.presses("fix:1")
    await olga.taps(olga.team("Title"))
    await olga.says("Brot backen")
    assert "Brot backen" in (await person.reads(person.t("Something has changed"))).text


async def test_a_cancellation_is_told_with_its_reason(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    await cancels(olga, "Der Ofen ist kaputt")
    assert olga.team("It is cancelled. People who are told: {n}", n=3) in (await olga.reads("🚫")).text
    assert await told(people, "Cancelled. We are sorry.") == ["Coming", "Maybe", "Waiting"]
    news = await people["Waiting"].reads(people["Waiting"].t("Why: {reason}", reason="Der Ofen ist kaputt"))
    assert people["Waiting"].t("This is cancelled. It does not take place.") in news.text
    assert not news.buttons


async def test_a_draft_is_changed_and_cancelled_without_a_word_to_anyone(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await moves(olga, "29.11. 10:00-12:00")
    await cancels(olga)
    assert await person.has("") == 0


async def test_what_is_cancelled_or_over_can_neither_be_moved_nor_corrected_nor_cancelled(play: Stage) -> None:
    olga, people = await answered(play)
    await cancels(olga)
    for action in ("cancel:1", "move:1", "fix:1"):
        await olga.presses(action)
        olga.hears(olga.team("This event is cancelled."))
    await play.event("Zweites", by=olga)
    await people["Coming"].presses("a:2:coming")
    await play.later(days=6)
    for action in ("cancel:2", "move:2", "fix:2"):
        await olga.presses(action)
        olga.hears(olga.team("This event has begun or is over."))
    assert await play.count("SELECT count(*) FROM talk") == 0
    assert await told(people, "Cancelled. We are sorry.") == ["Coming", "Maybe", "Waiting"]


async def test_two_coordinators_cancel_and_move_at_the_same_time(play: Stage) -> None:
    olga, people = await answered(play)
    peter = await play.coordinator("Peter")
    await peter.presses("move:1")
    await peter.says("29.11. 10:00-12:00")
    await cancels(olga)
    await peter.taps(f"✅ {peter.tt('Yes')}")
    await peter.reads(peter.team("This event is cancelled."))
    assert await told(people, "There is a new date or time.") == []
    assert await play.count("SELECT count(*) FROM event WHERE local_start = '2026-11-28T15:00'") == 1
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_an_invitation_still_waiting_carries_the_new_time_when_the_event_moves(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.later(hours=12)
    await play.event(by=olga)
    await moves(olga, "29.11. 10:00-12:00")
    await play.later(hours=12)
    assert await person.has("Plätzchen backen") == 1
    assert "Sunday 29 November, 10:00 to 12:00" in (await person.reads("Plätzchen backen")).text


async def test_an_invitation_still_waiting_never_leaves_when_the_event_is_cancelled(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    person = await play.neighbour("Amina")
    await play.later(hours=12)
    await play.event(by=olga)
    await olga.reads(olga.team("Sending …"))
    await cancels(olga)
    await play.later(hours=12)
    await person.reads_no("Plätzchen")
    await olga.reads_no(olga.team("Sending …"))
    await olga.reads(olga.team("Not sent any more: {n}", n=2))


async def test_a_scheduled_invitation_never_leaves_when_the_event_is_cancelled(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await olga.presses("sendat:1")
    await olga.says("24.11. 18:00")
    await cancels(olga)
    await play.later(days=2)
    await person.reads_no("Plätzchen")


async def test_a_change_in_the_night_waits_for_the_morning(play: Stage) -> None:
    olga, people = await answered(play)
    await play.later(hours=12)
    await moves(olga, "29.11. 10:00-12:00")
    assert await told(people, "There is a new date or time.") == []
    await play.later(hours=12)
    assert await told(people, "There is a new date or time.") == ["Coming", "Maybe", "Waiting"]


async def test_a_cancellation_in_the_night_before_wakes_those_who_would_set_out(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.event(by=olga, start=SATURDAY.replace(day=24, hour=9))
    await person.presses("a:1:coming")
    await play.later(hours=12)
    await cancels(olga)
    await person.reads(person.t("Cancelled. We are sorry."))


async def test_a_change_that_concerns_nobody_brings_no_progress_message(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    written = await olga.has("📬")
    await moves(olga, "29.11. 10:00-12:00")
    await play.later(seconds=5)
    assert await olga.has("📬") == written


async def test_whether_children_are_welcome_is_corrected_and_told(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    for answer, words in (("No", "For adults only"), ("Yes", "Children are welcome")):
        await olga.presses("fix:1")
        await olga.taps(f"🧒 {olga.team('Children')}")
        await olga.reads(olga.team("Are children welcome?"))
        await olga.taps(olga.tt(answer))
        for name in ("Coming", "Maybe", "Waiting"):
            person = people[name]
            told_now = await person.reads(person.t("Something has changed"))
            assert person.t("Now: {new}", new=person.t(words)) in told_now.text
    await people["Silent"].reads_no(people["Silent"].t("Something has changed"))


async def test_children_corrected_to_what_it_was_disturbs_nobody(play: Stage) -> None:
    olga, people = await answered(play)
    await olga.presses("fix:1")
    await olga.taps(f"🧒 {olga.team('Children')}")
    await olga.taps(f"✅ {olga.tt('Yes')}")
    assert await told(people, "Something has changed") == []


async def test_whoever_corrects_a_text_reads_which_translations_are_gone(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    await play.event(by=olga, send=False)
    await olga.presses("word:1")
    await olga.taps("العربية")
    await olga.says("خبز الكعك")
    await olga.says("معا")
    gone = olga.team("This text is no longer there in: {languages}. Please write it again.", languages="العربية")
    for again in range(2):
        await olga.presses("fix:1")
        await olga.taps(olga.team("Title"))
        await olga.says("Brot backen")
        shown = await olga.last()
        assert (gone in shown.text) == (not again)
        assert shown.button(olga.team("Write it in another language")) == "word:1"
