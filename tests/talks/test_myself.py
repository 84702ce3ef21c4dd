"""What is one's own: language, a break, one's data, and being forgotten."""

from __future__ import annotations

import json

from bot.language.languages import LANGUAGES
from tests.play import Person, Stage
from tests.talks.test_letters import writes

NAME = "Zarathustra Unverwechselbar"


async def test_the_language_is_changed_from_the_menu(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", "en")
    await person.commands("menu")
    await person.taps(person.t("Language"))
    assert f"✓ {LANGUAGES['en'].name}" in (await person.last()).labels
    await person.taps(LANGUAGES[language].name)
    person.language = language
    shown = await person.last()
    assert person.t("We write to you in this language: {language}", language=LANGUAGES[language].name) in shown.text
    await person.taps(person.t("Menu"), shown)
    await person.reads(person.t("Hello {name}! What would you like to do?", name="Amina"))


async def test_a_break_from_invitations_and_its_end(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await person.commands("settings")
    await person.taps(person.t("Take a break"))
    await person.reads(person.t("You take a break. You get no invitations."))
    await play.event("First")
    await person.reads_no("First")
    await person.taps(person.t("Write to me again"))
    await person.reads(person.t("You get invitations."))
    await play.event("Second")
    await person.reads("Second")


async def test_the_command_stop_is_a_break(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await person.commands("stop")
    await person.reads(person.t("You take a break. You get no invitations."))


async def test_everything_that_is_known_stands_in_plain_words_and_in_a_file(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.registers("Amina", adults=2, children=1, residence="I am new here")
    await play.event("Repair café")
    await person.presses("a:1:coming")
    await writes(person, "Is there parking?")
    await person.commands("settings")
    await person.taps(person.t("What do you know about me?"))
    shown = await person.last()
    for line in (
        person.t("Name: {name}", name="Amina"),
        person.t("How long here: {answer}", answer=person.t("I am new here")),
        person.t("Home country: {country}", country=person.t("not said")),
        person.t("Answers to events: {n}", n=1),
        person.t("Messages to the team: {n}", n=1),
    ):
        assert line in shown.text
    name, data = await play.file(shown)
    assert name == "my-data.json"
    known = json.loads(data)
    assert known["about"]["name"] == "Amina"
    assert known["answers"][0]["title"] == "Repair café"
    assert known["letters"] == [{"text": "Is there parking?", "answer": ""}]


async def test_forgetting_is_confirmed_once_and_can_be_taken_back(play: Stage, language: str) -> None:
    person = await play.neighbour(NAME, language)
    await person.commands("settings")
    await person.taps(person.t("Forget me"))
    await person.reads(person.t("Shall I forget you?"), person.t("This cannot be undone."))
    await person.taps(person.t("No, stay"))
    await person.reads(person.t("About me"))
    await person.presses("forget")
    await person.taps(person.t("Yes, forget me"))
    goodbye = await person.last()
    assert person.t("Your data is deleted.") in goodbye.text
    assert len(await person.page()) == 1
    assert await play.count("SELECT count(*) FROM participant WHERE name = ?", NAME) == 0


async def traces(play: Stage, *words: str) -> list[str]:
    """Where any of these words still stands in the database."""
    sql = play.app.database.read
    found = []
    for table in await sql.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for row in await sql.all(f'SELECT * FROM "{table["name"]}"'):  # noqa: S608
            for column in row.keys():  # noqa: SIM118 - a row of SQLite iterates over its values
                value = row[column]
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                found += [f"{table['name']}.{column}" for word in words if word in text]
    return sorted(set(found))


async def lives(play: Stage, person: Person) -> None:
    """Everything that someone can leave behind."""
    olga = await play.coordinator()
    await play.event(by=olga)
    await person.presses("a:1:coming")
    await person.presses("lh:1:can:ku:1")
    await writes(person, "Mein Geheimnis")
    await person.says("Noch unentschieden: Geheimnis")
    await person.sends_file("voice", "audio/ogg", b"Geheimnis in meiner Stimme")
    await person.taps(person.t("Yes, pass it on"))
    await person.presses("data")
    await olga.presses("who:1")
    await olga.presses("letters")
    await olga.presses("xlsx:1")
    await olga.taps(olga.team("Write an answer"), await olga.reads("Mein Geheimnis"))
    await olga.says("Antwort auf dein Geheimnis")
    await play.later(days=6)
    await olga.presses("at:1")
    await olga.presses("done:1")
    await person.taps(f"😀 {person.t('Good')}")
    await person.says("Geheimnis: das Essen")
    await person.sends_file("voice", "audio/ogg", b"Geheimnis, was besser wird")
    await olga.presses("fb:1")


async def test_nothing_of_a_forgotten_person_is_left_in_any_table(play: Stage) -> None:
    person = await play.neighbour(NAME)
    await lives(play, person)
    assert "participant.name" in await traces(play, NAME)
    assert len(await traces(play, "Geheimnis")) > 4
    await person.presses("forget:yes")
    assert await traces(play, NAME, "Geheimnis") == []
    # The goodbye stands on the page, which is known by the hash of its secret; so are updates that may come twice.
    assert await traces(play, person.address) == ["inbox.update_id", "web_message.address"]


async def test_the_counts_of_a_forgotten_person_stay(play: Stage) -> None:
    person = await play.neighbour(NAME, adults=2, children=1)
    await lives(play, person)
    await person.presses("forget:yes")
    former = await play.app.database.read.one("SELECT choice, adults, children, came FROM former_answer")
    assert former is not None
    assert tuple(former) == ("coming", 2, 1, 1)
    assert await play.count("SELECT face FROM feedback WHERE participant_id IS NULL") == 3


async def test_the_places_of_a_forgotten_person_are_given_on(play: Stage) -> None:
    await play.event(places=1)
    awin, dawit = await play.neighbour("Awin"), await play.neighbour("Dawit")
    for person in (awin, dawit):
        await person.presses("a:1:coming")
    await awin.presses("forget:yes")
    await play.later(seconds=11)
    await dawit.reads(dawit.t("Good news: there is a place for you now. You can come."))


async def test_a_forgotten_person_of_the_waiting_list_leaves_the_line(play: Stage) -> None:
    await play.event(places=1)
    people = [await play.neighbour(name) for name in ("Awin", "Dawit", "Sara")]
    for person in people:
        await person.presses("a:1:coming")
    await people[1].presses("forget:yes")
    await people[2].presses("ev:1")
    await people[2].reads(people[2].t("Free places: {free}", free=0), "1.")


async def test_what_waits_for_a_forgotten_person_never_leaves(play: Stage) -> None:
    person = await play.neighbour(NAME)
    await play.later(hours=12)
    await play.event()
    assert await play.count("SELECT count(*) FROM delivery WHERE state = 'waiting'") == 2
    await person.presses("forget:yes")
    await play.later(hours=12)
    assert len(await person.page()) == 1
    counts = "SELECT count(*) FROM delivery WHERE announcement_id = 1 AND state = ?"
    assert await play.count(counts, "cancelled") == 1
    assert await play.count(counts, "sent") == 1


async def test_a_letter_that_still_waits_for_the_morning_is_forgotten_too(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour(NAME)
    await play.later(hours=12)
    await writes(person, "Mein Geheimnis")
    await person.presses("forget:yes")
    assert await traces(play, NAME, "Geheimnis") == []
    await play.later(hours=12)
    await olga.reads_no("Geheimnis")


async def test_forgetting_in_the_middle_of_a_conversation(play: Stage) -> None:
    person = await play.neighbour(NAME)
    await person.presses("again")
    await person.says(NAME + " II")
    await person.presses("forget:yes")
    await person.reads(person.t("Your data is deleted."))
    assert await traces(play, NAME) == []


async def test_whoever_was_forgotten_can_start_again_as_someone_new(play: Stage, language: str) -> None:
    person = await play.neighbour(NAME, language)
    await person.presses("forget:yes")
    await person.presses("forget:yes")
    await person.registers("Somebody New")
    await person.reads(person.t("Thank you, {name}!", name="Somebody New"))


async def test_a_forgotten_coordinator_leaves_events_and_announcements_working(play: Stage) -> None:
    olga, peter = await play.coordinator("Olga"), await play.coordinator("Peter")
    person = await play.neighbour("Amina")
    await play.event(by=olga)
    await person.presses("a:1:coming")
    await olga.presses("forget:yes")
    assert await traces(play, "Olga") == []
    await play.later(days=6)
    await peter.reads(peter.team("Tick who came. Then we ask them how it was."))
    await peter.presses("at:1")
    await peter.presses("done:1")
    await person.reads(person.t("How was it?"))
