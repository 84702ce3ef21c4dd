"""Events that are moved, corrected or cancelled, and who is told."""

from __future__ import annotations

import pytest

from bot.language.languages import LANGUAGES
from tests.play import SATURDAY, Person, Shown, Stage

ANSWERS = {"Coming": "coming", "Maybe": "maybe", "Waiting": "coming", "Refusing": "no", "Silent": ""}
UNTOLD = ("Silent", "Refusing")


async def answered(play: Stage, language: str = "en") -> tuple[Person, dict[str, Person]]:
    """A full event, and someone for every kind of answer to it."""
    olga = await play.coordinator("Olga", language)
    people = {name: await play.neighbour(name, language) for name in ANSWERS}
    await play.event(by=olga, places=1)
    for name, answer in ANSWERS.items():
        if answer:
            await people[name].presses(f"a:1:{answer}", await people[name].reads("Plätzchen backen"))
    return olga, people


async def moves(olga: Person, when: str) -> None:
    await olga.presses("move:1")
    await olga.says(when)
    await olga.taps(f"✅ {olga.tt('Yes')}")
    await olga.stage.later(seconds=2)


async def cancels(olga: Person, reason: str = "") -> None:
    await olga.presses("cancel:1")
    await olga.taps(olga.team("Yes, cancel it"))
    if reason:
        await olga.says(reason)
    else:
        await olga.taps(olga.tt("Leave it out"))
    await olga.stage.later(seconds=2)


async def corrects(olga: Person, fact: str, answer: str) -> None:
    await olga.presses("fix:1")
    await olga.taps(olga.team(fact))
    await olga.says(answer)
    await olga.stage.later(seconds=2)


async def own_invitation(person: Person) -> Shown:
    """The first card of the event on this page."""
    cards = [one for one in await person.page() if "28" in one.text or "29" in one.text]
    return min(cards, key=lambda one: int(one.name[1:]))


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


async def test_a_change_shows_each_their_own_answer(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    await people["Coming"].presses("lh:1:need:ku")
    await moves(olga, "29.11. 10:00-12:00")
    shown = {name: await people[name].reads(people[name].t("Something has changed")) for name in list(people)[:3]}
    one = olga.t("{number} adult", number=1) if language == "en" else "1"
    assert people["Coming"].t("You are coming: {people}", people="").strip() in shown["Coming"].text
    assert one in shown["Coming"].text
    assert LANGUAGES["ku"].name in shown["Coming"].text
    assert people["Maybe"].t("Maybe you are coming. Please tell us when you know.") in shown["Maybe"].text
    assert (
        people["Waiting"].t("Waiting list for {people}. You are number {turn}.").split("{")[0] in shown["Waiting"].text
    )
    for name, message in shown.items():
        assert message.labels == (await own_invitation(people[name])).labels


async def test_the_invitations_of_those_who_are_not_told_say_what_is_true_now(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    written = {name: len(await people[name].page()) for name in UNTOLD}
    await moves(olga, "29.11. 10:00-12:00")
    await corrects(olga, "Title", "Brot backen")
    await corrects(olga, "Place", "Bürgerhaus")
    await corrects(olga, "Contact", "Marta")
    for name, person in people.items():
        shown = await own_invitation(person)
        assert all(words in shown.text for words in ("Brot backen", "10:00", "Bürgerhaus", "Marta")), name
        assert not any(words in shown.text for words in ("Plätzchen", "15:00", "Grundstraße")), name
    silent, refusing = await own_invitation(people["Silent"]), await own_invitation(people["Refusing"])
    assert silent.labels == [f"✅ {olga.t('I am coming')}", f"🤔 {olga.t('Maybe')}", f"❌ {olga.t('Not this time')}"]
    assert olga.t("You are not coming this time.") in refusing.text
    assert {name: len(await people[name].page()) for name in UNTOLD} == written
    await people["Silent"].taps(olga.t("Maybe"), silent)
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'maybe'") == 2


async def test_every_card_of_a_cancelled_event_says_so_and_has_no_buttons(play: Stage, language: str) -> None:
    olga, people = await answered(play, language)
    await olga.presses("ask:1")
    await play.later(seconds=5)
    await moves(olga, "29.11. 10:00-12:00")
    written = {name: len(await people[name].page()) for name in UNTOLD}
    await cancels(olga)
    for name, person in people.items():
        cards = [one for one in await person.page() if "Plätzchen" in one.text]
        assert len(cards) == (1 if name == "Refusing" else 2 if name == "Silent" else 3), name  # two are of "again"
        assert all(person.t("This is cancelled. It does not take place.") in one.text for one in cards), name
        assert not any(one.buttons for one in cards), name
        assert not any(person.t("Can you come? Please tell us.") in one.text for one in cards), name
    assert {name: len(await people[name].page()) for name in UNTOLD} == written


async def test_the_message_about_a_change_keeps_what_was_before_and_an_older_one_has_the_new_facts(play: Stage) -> None:
    olga, people = await answered(play)
    coming = people["Coming"]
    await moves(olga, "29.11. 10:00-12:00")
    first = await coming.reads(coming.t("Something has changed"))
    await moves(olga, "29.11. 11:00-12:00")
    newest = await coming.reads("Before:")
    older = await coming.again(first)
    assert await coming.has(coming.t("Something has changed")) == 2
    assert "Before:" not in older.text
    assert "10:00" not in older.text
    assert "11:00" in older.text
    assert "Before: Sunday 29 November, 10:00 to 12:00" in newest.text


async def test_facts_in_the_night_are_changed_in_the_morning_and_only_the_newest(play: Stage) -> None:
    olga, people = await answered(play)
    await play.later(hours=12)
    for place in ("Bürgerhaus", "Turnhalle", "Pfarrhaus"):
        await corrects(olga, "Place", place)
    assert "Grundstraße" in (await own_invitation(people["Silent"])).text
    assert await play.count("SELECT count(*) FROM delivery WHERE renewal_id IS NOT NULL") == 6
    await play.later(hours=12)
    for person in people.values():
        assert "Pfarrhaus" in (await own_invitation(person)).text
    assert await play.count("SELECT count(*) FROM delivery WHERE renewal_id IS NOT NULL AND state = 'sent'") == 6


async def test_a_cancellation_in_the_night_before_is_on_every_card_at_once(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.event(by=olga, start=SATURDAY.replace(day=24, hour=9))
    invitation = await person.reads("Plätzchen backen")
    await play.later(hours=12)
    await cancels(olga)
    assert person.t("This is cancelled. It does not take place.") in (await person.again(invitation)).text


async def is_now(play: Stage, person: Person, state: str) -> None:
    """Their invitation stands there, as far as is known."""
    key = f"i1:{await play.id_of(person)}:0"
    await play.change("UPDATE delivery SET state = ?, left_at = made_at WHERE dedupe_key = ?", state, key)


async def test_an_invitation_on_its_way_while_facts_change_is_changed_when_it_has_arrived(play: Stage) -> None:
    olga = await play.coordinator()
    silent = await play.neighbour("Silent")
    await play.event(by=olga)
    await is_now(play, silent, "sending")
    await corrects(olga, "Place", "Bürgerhaus")
    assert "Grundstraße" in (await own_invitation(silent)).text
    await is_now(play, silent, "sent")
    await play.later(seconds=2)
    assert "Bürgerhaus" in (await own_invitation(silent)).text


async def test_facts_reach_the_cards_although_one_message_never_comes_to_its_end(play: Stage) -> None:
    olga = await play.coordinator()
    silent, stuck = await play.neighbour("Silent"), await play.neighbour("Stuck")
    await play.event(by=olga)
    await is_now(play, stuck, "sending")
    await corrects(olga, "Place", "Bürgerhaus")
    await play.later(minutes=1)
    assert "Bürgerhaus" in (await own_invitation(silent)).text
    assert "Grundstraße" in (await own_invitation(stuck)).text


async def test_facts_that_changed_before_a_restart_are_put_right_after_it(play: Stage) -> None:
    olga = await play.coordinator()
    silent = await play.neighbour("Silent")
    await play.event(by=olga)
    await olga.presses("fix:1")
    await olga.taps(olga.team("Contact"))
    await olga.says("Marta")
    await play.restarts(after=5)
    assert "Marta" in (await own_invitation(silent)).text


async def test_where_messages_cannot_be_changed_nothing_happens(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    olga, people = await answered(play)
    before = {name: await people[name].page() for name in UNTOLD}
    monkeypatch.setattr(play.app.web, "can_edit", False)
    await corrects(olga, "Place", "Bürgerhaus")
    await cancels(olga)
    await play.later(seconds=5)
    assert {name: await people[name].page() for name in UNTOLD} == before


async def test_an_answer_in_the_night_stands_on_the_change_that_waits(play: Stage) -> None:
    olga, people = await answered(play)
    await play.later(hours=12)
    await moves(olga, "29.11. 10:00-12:00")
    await people["Coming"].presses("a:1:no")
    await people["Maybe"].presses("a:1:coming")
    await people["Refusing"].presses("a:1:maybe")
    await play.later(hours=12)
    assert await told(people, "There is a new date or time.") == ["Maybe", "Waiting"]
    maybe = await people["Maybe"].reads(people["Maybe"].t("Something has changed"))
    assert people["Maybe"].t("Waiting list for {people}. You are number {turn}.").split(" {")[0] in maybe.text
    assert await people["Maybe"].has(people["Maybe"].t("Something has changed")) == 1


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
    await olga.reads("🚫", olga.team("It is cancelled. People who are told: {n}", n=3))
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


@pytest.mark.parametrize(
    ("to", "days"), [("25.11. 15:00-17:00", 0), ("24.11. 9:00-11:00", 0), ("5.12. 15:00-17:00", 3)]
)
async def test_a_scheduled_invitation_leaves_as_long_before_an_event_that_comes_earlier(
    play: Stage, to: str, days: int
) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await olga.presses("sendat:1")
    await olga.says("26.11. 18:00")
    await moves(olga, to)
    await play.later(days=days, hours=9)
    await person.reads("Plätzchen")


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
