"""One person, several phones and apps: joined by a number, reached where they want, parted again."""

from __future__ import annotations

import json
import re

import pytest

from bot.channels.web import arrival
from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from bot.services import linking
from bot.store import answers as stored_answers
from bot.store import joining
from bot.store.database import Direct
from tests.play import Person, Shown, Stage
from tests.talks.test_letters import writes

PLAYED_IN = ("de", "ar")
PART_TITLE = "My phones and apps"


async def number_of(person: Person) -> str:
    """The number that a new code shows."""
    await person.commands("settings")
    await person.taps(person.t("Other phone or app"))
    found = re.search(r"🔢 ([\d ]+)", (await person.reads("🔢")).text)
    assert found
    return found[1]


async def second(play: Stage, person: Person) -> Person:
    """A new page that has joined this person's."""
    other = play.person(person.language)
    await other.starts()
    await other.says(await number_of(person))
    return other


async def button(person: Person, action: str) -> Shown:
    """The newest message with a button that says this to the bot."""
    for shown in reversed(await person.page()):
        if any(found.startswith(action) for found in shown.buttons.values()):
            return shown
    raise AssertionError(f"no button {action!r}")


async def test_someone_new_writes_the_number_and_is_known(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language, adults=2, children=1)
    other = play.person("en")
    await other.starts()
    await other.says(await number_of(amina))
    other.language = language
    await other.reads(other.t("Hello {name}! Now you can use me here, too.", name="Amina"))
    assert await play.id_of(other) == await play.id_of(amina)
    assert await play.count("SELECT count(*) FROM participant") == 1
    await other.commands("settings")
    await other.reads("👪", "2", "1")


async def test_the_other_place_is_told_and_can_object(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    other = await second(play, amina)
    told = await amina.reads(amina.t("You use me in another place now, too: {channel}", channel=amina.t("Web chat")))
    await amina.taps(amina.t("That was not me"), told)
    await amina.taps(amina.t("Yes, not mine"))
    assert await play.count("SELECT count(*) FROM chat") == 1
    assert await other.page() == []
    await other.says("Hello?")
    assert LANGUAGES[language].name in (await other.last()).labels, "a stranger again"


@pytest.mark.parametrize("change", ["{} {}", "{}{}", " {}-{} ", "arabic", "persian"])
async def test_a_number_can_be_written_in_any_digits(play: Stage, change: str) -> None:
    amina, other = await play.neighbour("Amina"), play.person()
    number = await number_of(amina)
    scripts = {"arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}
    if change in scripts:
        typed = number.translate(str.maketrans("0123456789", scripts[change]))
    else:
        typed = change.format(*number.split())
    await other.says(typed)
    assert await play.id_of(other) == await play.id_of(amina)


async def test_a_link_and_its_picture_do_the_same(play: Stage, language: str) -> None:
    amina, other = await play.neighbour("Amina", language), play.person("en")
    await number_of(amina)
    shown = await amina.reads("/start/k-")
    assert shown.media is not None
    assert (await play.file(shown))[1].startswith(b"\x89PNG")
    token = re.search(r"/start/(k-\S+)", shown.text)
    assert token
    assert len(token[1]) == len("k-") + 32, "192 bits"
    await other.starts(token[1])
    assert await play.id_of(other) == await play.id_of(amina)
    late = play.person("en")
    await late.starts(token[1])
    await late.reads(late.t(linking.WRONG_CODE))
    assert LANGUAGES["en"].name in (await late.last()).labels


async def test_a_number_works_one_time_and_the_newest_only(play: Stage) -> None:
    amina, other, third = await play.neighbour("Amina"), play.person("de"), play.person("de")
    old, new = await number_of(amina), await number_of(amina)
    await other.says(old)
    await other.reads(other.t(linking.WRONG_CODE))
    await other.says(new)
    await third.says(new)
    assert await play.id_of(other) == await play.id_of(amina) != await play.id_of(third)


async def test_a_number_is_too_old_after_a_quarter_of_an_hour(play: Stage) -> None:
    amina, other = await play.neighbour("Amina"), play.person("de")
    number = await number_of(amina)
    await play.later(minutes=15, seconds=1)
    await other.says(number)
    await other.reads(other.t(linking.WRONG_CODE))


async def test_a_number_written_where_it_was_made_is_not_used_up(play: Stage) -> None:
    amina, other = await play.neighbour("Amina"), play.person()
    number = await number_of(amina)
    await amina.says(number)
    await amina.reads(amina.t("This number is for your other phone or app. Please write it to me there."))
    await other.says(number)
    assert await play.id_of(other) == await play.id_of(amina)


async def test_the_number_of_someone_who_was_forgotten_meanwhile_does_not_work(play: Stage) -> None:
    amina, other, bela = await play.neighbour("Amina"), play.person("de"), await play.neighbour("Bela")
    number = await number_of(amina)
    await bela.says(number)
    await amina.presses("forget:yes")
    await other.says(number)
    await other.reads(other.t(linking.WRONG_CODE))
    await bela.taps(bela.t("As here"))
    await bela.reads(bela.t(linking.WRONG_CODE))
    assert await play.count("SELECT count(*) FROM participant WHERE name = 'Bela'") == 1


async def test_a_number_that_is_no_code_answers_the_open_question(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    await amina.presses("write")
    await amina.says("6151 1234")
    assert await play.count("SELECT count(*) FROM letter WHERE body = '6151 1234' AND state = 'open'") == 1


async def test_a_number_is_taken_in_the_middle_of_a_conversation(play: Stage) -> None:
    amina, other = await play.neighbour("Amina"), await play.neighbour("Amina B")
    await other.presses("write")
    await other.says(await number_of(amina))
    await other.taps(other.t("As there"))
    await other.reads(other.t("What would you like to tell the team?"))
    await other.says("Is there parking?")
    assert await play.count("SELECT participant_id FROM letter") == await play.id_of(amina)


async def registered_twice(play: Stage, language: str = "en") -> tuple[Person, Person]:
    return (
        await play.neighbour("Amina", language, adults=2, children=1),
        await play.neighbour("Amina Z.", language, adults=1, children=3),
    )


@pytest.mark.parametrize("kept", ["As there", "As here"])
async def test_whoever_registered_twice_is_asked_what_stays(play: Stage, kept: str, language: str) -> None:
    amina, other = await registered_twice(play, language)
    await other.says(await number_of(amina))
    shown = await other.last()
    for name in ("Amina", "Amina Z."):
        assert name in shown.text
    await other.taps(other.t(kept), shown)
    name, adults, children = ("Amina", 2, 1) if kept == "As there" else ("Amina Z.", 1, 3)
    row = await play.app.database.read.one("SELECT name, adults, children FROM participant")
    assert row is not None
    assert tuple(row) == (name, adults, children)
    assert await play.id_of(other) == await play.id_of(amina)


async def test_two_people_of_a_household_who_stop_stay_two(play: Stage) -> None:
    amina, dawit = await play.neighbour("Amina"), await play.neighbour("Dawit")
    await dawit.says(await number_of(amina))
    await dawit.reads(dawit.t("Do this only if both is you. Are you two people? Then tap: Stop."))
    await dawit.taps(dawit.t("Stop"))
    assert await play.id_of(dawit) != await play.id_of(amina)
    assert await play.count("SELECT count(*) FROM participant WHERE name IN ('Amina', 'Dawit')") == 2


async def joined(play: Stage, amina: Person, other: Person) -> None:
    await other.says(await number_of(amina))
    await other.taps(other.t("As there"))


async def answers(play: Stage) -> list[tuple[int, str, int, int]]:
    rows = await play.app.database.read.all(
        "SELECT event_id, choice, adults + children AS seats, waiting FROM answer ORDER BY event_id, participant_id"
    )
    return [tuple(row) for row in rows]


async def test_the_newer_answer_stays_and_single_ones_all(play: Stage) -> None:
    for title in ("A", "B", "C"):
        await play.event(title)
    amina, other = await registered_twice(play)
    await amina.presses("a:1:coming")
    await other.presses("a:1:no")
    await other.presses("a:2:coming")
    await amina.presses("a:3:maybe")
    await joined(play, amina, other)
    assert await answers(play) == [(1, "no", 0, 0), (2, "coming", 4, 0), (3, "maybe", 0, 0)]


async def test_places_that_were_held_twice_come_free(play: Stage) -> None:
    await play.event(places=7)
    amina, other = await registered_twice(play)
    bela = await play.neighbour("Bela")
    for person in (amina, other, bela):
        await person.presses("a:1:coming")
    assert await answers(play) == [(1, "coming", 3, 0), (1, "coming", 4, 0), (1, "coming", 1, 1)]
    await joined(play, amina, other)
    await play.later(seconds=11)
    assert await answers(play) == [(1, "coming", 4, 0), (1, "coming", 1, 0)]
    await bela.reads(bela.t("Good news: there is a place for you now. You can come."))


async def test_a_place_is_not_lost_to_a_wish_for_more(play: Stage) -> None:
    await play.event(places=3)
    amina, other = await registered_twice(play)
    await amina.presses("a:1:coming")
    await other.presses("a:1:coming")
    await joined(play, amina, other)
    assert await answers(play) == [(1, "coming", 3, 0)], "four do not fit, three have their places"


async def test_who_waited_twice_keeps_the_earlier_turn(play: Stage) -> None:
    await play.event(places=4)
    first, amina, bela = await play.neighbour("Xu", adults=4), *await registered_twice(play)
    other, last = bela, await play.neighbour("Bela")
    for person in (first, amina, last, other):
        await person.presses("a:1:coming")
    await joined(play, amina, other)
    await first.presses("a:1:no")
    await play.later(seconds=11)
    assert await answers(play) == [(1, "no", 0, 0), (1, "coming", 4, 0), (1, "coming", 1, 1)]


async def test_who_waits_as_a_smaller_party_gets_what_is_free(play: Stage) -> None:
    await play.event(places=4)
    first = await play.neighbour("Xu", adults=3)
    amina, other = await play.neighbour("Amina", adults=2), await play.neighbour("Amina Z.")
    for person in (first, amina, other):
        await person.presses("a:1:coming")
    assert await answers(play) == [(1, "coming", 3, 0), (1, "coming", 2, 1), (1, "coming", 1, 1)]
    await joined(play, amina, other)
    await play.later(seconds=11)
    assert await answers(play) == [(1, "coming", 3, 0), (1, "coming", 1, 0)]


async def helps(play: Stage) -> list[tuple[int, str, str]]:
    rows = await play.app.database.read.all("SELECT event_id, kind, language FROM language_help ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


async def test_of_what_was_said_of_languages_the_newer_stays_and_single_ones_all(play: Stage) -> None:
    for title in ("A", "B", "C"):
        await play.event(title)
    amina, other = await registered_twice(play)
    for person, event in ((amina, 1), (other, 1), (other, 2), (amina, 2), (amina, 3)):
        await person.presses(f"a:{event}:coming")
    await amina.presses("lh:1:need:ar")
    await other.presses("lh:1:can:tr:1")
    await other.presses("lh:2:need:fa")
    await amina.presses("lh:3:can:ku:1")
    await joined(play, other, amina)
    assert await helps(play) == [(1, "can", "tr"), (2, "need", "fa"), (3, "can", "ku")]
    assert [event for event, *_ in await answers(play)] == [1, 2, 3]
    assert await play.app.database.read.all("PRAGMA foreign_key_check") == []


async def test_who_turns_out_to_be_both_interpreters_has_confirmed_nothing(play: Stage) -> None:
    olga = await play.coordinator()
    emine, deniz = await play.neighbour("Emine", "tr"), await play.neighbour("Deniz", "tr")
    for person, into in ((emine, "tr"), (deniz, "tr"), (deniz, "ar")):
        await play.grants(person, Role.INTERPRETER)
        await person.presses(f"into:{into}:1")
    await play.event(by=olga, send=False)
    await olga.presses("te:1")
    await olga.taps(olga.team("Ask the interpreters"))
    await emine.taps("✍️")
    for words in ("Kurabiye pişirmek", "Birlikte pişiriyoruz."):
        await emine.says(words)
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    confirmed = "SELECT count(*) FROM translation WHERE state = 'confirmed'"
    assert await play.count(confirmed) == 2
    await joined(play, emine, deniz)
    assert await play.count(confirmed) == 0
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed'") == 2
    rows = await play.app.database.read.all("SELECT language FROM interpreter_language ORDER BY language")
    assert [row["language"] for row in rows] == ["ar", "tr"]


async def test_letters_and_feedback_go_along(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    amina, other = await registered_twice(play)
    for person in (amina, other):
        await person.presses("a:1:coming")
        await writes(person, f"Question of {person.address}")
    await play.later(days=5, hours=8)
    await olga.presses("done:1")
    await play.settle()
    for person, face in ((amina, 1), (other, 3)):
        await person.presses(f"f:1:{face}")
        await person.says(f"Words of {person.address}")
        await person.presses("menu")
    await joined(play, amina, other)
    row = await play.app.database.read.one("SELECT face, good, participant_id FROM feedback")
    assert row is not None
    assert await play.count("SELECT count(*) FROM feedback") == 1
    assert row["face"] == 3
    assert row["good"] == f"Words of {amina.address}\nWords of {other.address}"
    assert await play.count("SELECT count(DISTINCT participant_id) FROM letter") == 1
    await amina.presses("data")
    await amina.reads(amina.t("Messages to the team: {n}", n=2), amina.t("Answers to events: {n}", n=1))


async def test_what_both_were_told_is_not_told_again_and_counts_once(play: Stage) -> None:
    olga = await play.coordinator()
    amina, other = await registered_twice(play)
    await play.event(by=olga)
    await joined(play, amina, other)
    assert await stored_answers.unanswered(play.app.database.read, 1) == 2, "Olga, and one person with two pages"
    await amina.presses("a:1:coming")
    assert await stored_answers.unanswered(play.app.database.read, 1) == 1
    await olga.presses("send:1")
    olga.hears(olga.team("Everyone has it already."))


async def test_what_waits_for_both_arrives_once(play: Stage) -> None:
    amina, other = await registered_twice(play)
    await play.later(hours=12)
    await play.event("Night walk")
    assert await amina.has("Night walk") == 0
    await joined(play, amina, other)
    await play.later(hours=12)
    assert await amina.has("Night walk") + await other.has("Night walk") == 1


async def test_a_new_invitation_comes_once_where_the_person_wants_it(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    other = await second(play, amina)
    await play.event("First")
    assert (await amina.has("First"), await other.has("First")) == (1, 0)
    await other.presses("here")
    await other.reads(other.t(PART_TITLE))
    await play.event("Second")
    assert (await amina.has("Second"), await other.has("Second")) == (0, 1)
    await amina.presses("again")
    for answer in ("Amina K.", "2", "0"):
        await amina.says(answer)
    for _ in range(4):
        await amina.taps(amina.t("I'd rather not say"))
    await play.event("Third")
    assert (await amina.has("Third"), await other.has("Third")) == (0, 1), "other answers are no other wish"


async def test_an_answer_given_in_one_place_is_seen_in_the_other(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    other = await second(play, amina)
    await play.event()
    await other.presses("a:1:coming")
    await amina.presses("mine")
    assert any("Plätzchen" in label for label in (await amina.last()).labels)


async def test_both_places_may_speak_in_the_same_moment(play: Stage) -> None:
    amina, other = await registered_twice(play)
    await play.event()
    await other.says(await number_of(amina))
    shown = await other.last()
    tap = shown.button(other.t("As there"))
    together = [other.press(tap, shown), amina.press("a:1:coming"), other.press("a:1:no"), other.press(tap, shown)]
    await play.app.receive("web", together)
    await play.work()
    assert await play.count("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0
    assert await answers(play) == [(1, "no", 0, 0)]
    assert await play.id_of(other) == await play.id_of(amina)


async def test_two_places_that_write_the_same_number_at_once_do_not_both_join(play: Stage) -> None:
    amina, one, two = await play.neighbour("Amina"), play.person(), play.person()
    number = await number_of(amina)
    said = [arrival(who.address, f"x{n}", text=number) for n, who in enumerate((one, two))]
    await play.app.receive("web", said)
    await play.work()
    assert await play.id_of(one) == await play.id_of(amina) != await play.id_of(two)


async def test_forgotten_in_one_place_is_forgotten_in_all(play: Stage) -> None:
    amina, other = await registered_twice(play)
    numbers = {await play.id_of(amina), await play.id_of(other)}
    await joined(play, amina, other)
    await other.presses("forget:yes")
    assert await amina.page() == []
    assert await play.count("SELECT count(*) FROM chat") == 0
    rows = await play.app.database.read.all("SELECT participant_id FROM forgotten")
    assert {row["participant_id"] for row in rows} == numbers
    await amina.says("Hello?")
    await amina.reads(amina.t("Hello! Please choose your language."))


async def test_what_is_known_names_the_places(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    await second(play, amina)
    await amina.presses("data")
    shown = await amina.reads(amina.t("I can write to you there: {places}", places="Web chat, Web chat"))
    assert len(json.loads((await play.file(shown))[1])["chats"]) == 2


async def test_a_phone_that_is_given_away_shows_nothing_more(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    other = await second(play, amina)
    await other.presses("here")
    await other.presses("chats")
    await other.presses(f"part:{await chat_id(play, other)}")
    await other.reads(other.t("Is this phone or app not yours any more?"))
    await other.taps(other.t("Yes, not mine"))
    assert [one.text for one in await other.page()] == [
        "👋 "
        + other.t("All right. I do not write to you here any more.")
        + "\n✉️ "
        + other.t("I write to you there: {channel}", channel=other.t("Web chat"))
    ]
    await play.event("Later on")
    assert (await amina.has("Later on"), await other.has("Later on")) == (1, 0)


async def chat_id(play: Stage, person: Person) -> int:
    return await play.count("SELECT id FROM chat WHERE address = ?", person.address)


async def test_what_waits_for_a_phone_that_is_given_away_arrives_in_the_other_place(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    other = await second(play, amina)
    await other.presses("here")
    await play.later(hours=12)
    await play.event("Night walk")
    await amina.presses(f"part:{await chat_id(play, other)}:yes")
    await play.later(hours=12)
    assert (await amina.has("Night walk"), await other.page()) == (1, [])


async def test_the_only_place_cannot_be_given_up(play: Stage, language: str) -> None:
    amina, bela = await play.neighbour("Amina", language), await play.neighbour("Bela")
    await amina.presses(f"part:{await chat_id(play, amina)}:yes")
    amina.hears(amina.t("I know you only here. If you want to leave, tap: Forget me."))
    await amina.presses(f"part:{await chat_id(play, bela)}:yes")
    amina.hears(amina.t("This button is no longer valid."))
    assert await play.count("SELECT count(*) FROM chat") == 2


async def test_a_coordinator_brings_the_role_along_with_a_longer_number(play: Stage, language: str) -> None:
    olga, other = await play.coordinator("Olga", language), play.person(language)
    number = await number_of(olga)
    assert len(number.replace(" ", "")) == linking.DIGITS_OF_TEAM
    await other.says(number)
    await other.commands("team")
    await other.reads(other.team("Team menu"))


async def test_a_role_never_goes_to_whoever_made_the_number(play: Stage, language: str) -> None:
    mallory, olga = await play.neighbour("Mallory"), await play.coordinator("Olga", language)
    await olga.says(await number_of(mallory))
    said = "You belong to the team here. Please make the number here, and write it to me there."
    await olga.reads(olga.t(said))
    assert await play.id_of(olga) != await play.id_of(mallory)
    await mallory.presses("team")
    mallory.hears(mallory.t("This is for the team only."))


async def test_a_role_that_came_in_the_middle_of_joining_stops_it(play: Stage) -> None:
    mallory, olga = await play.neighbour("Mallory"), await play.neighbour("Olga")
    await olga.says(await number_of(mallory))
    await play.grants(olga, Role.COORDINATOR)
    await olga.taps(olga.t("As there"))
    await olga.reads(olga.t("You belong to the team here. Please make the number here, and write it to me there."))
    assert await play.id_of(olga) != await play.id_of(mallory)


async def test_joining_and_parting_leave_audit_rows(play: Stage) -> None:
    amina, other = await registered_twice(play)
    chat, number = await chat_id(play, other), await play.id_of(other)
    await joined(play, amina, other)
    await amina.presses(f"part:{chat}:yes")
    rows = await play.app.database.read.all("SELECT action, object, participant_id FROM audit ORDER BY id")
    person = await play.id_of(amina)
    assert [tuple(row) for row in rows] == [
        ("people joined", f"participant {number}", person),
        ("chat linked", f"chat {chat}", person),
        ("chat parted", f"chat {chat}", person),
    ]


async def test_every_column_that_names_a_person_is_seen_to_when_two_become_one(play: Stage) -> None:
    sql, handed = play.app.database.read, " ".join((*joining._LANGUAGE_HELP, *joining._HAND_OVER))
    for table in await sql.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for key in await sql.all("SELECT * FROM pragma_foreign_key_list(?)", table["name"]):
            names_a_person = key["table"] == "participant" or key["to"] == "participant_id"
            if names_a_person and table["name"] != "link_code":  # whose codes end with the row
                assert f"{table['name']} SET {key['from']} = ?2" in handed, f"{table['name']}.{key['from']} is lost"


@pytest.mark.parametrize("write", [1, 7, 13, 19, 25, 31])
async def test_fault_joining_that_is_cut_off_anywhere_is_done_again_as_a_whole(
    play: Stage, write: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed at the N-th change of the joining: nothing of it stays, and then all of it."""
    amina, other = await registered_twice(play)
    await play.event(places=9)
    for person in (amina, other):
        await person.presses("a:1:coming")
    await other.says(await number_of(amina))
    shown = await other.last()
    tap = other.press(shown.button(other.t("As here")), shown)
    await play.app.receive("web", [tap])
    before, count, run = await answers(play), 0, Direct.run

    async def cut(self: Direct, statement: str, *values: object) -> int:
        nonlocal count
        count += 1
        if count == write:
            raise KeyboardInterrupt
        return await run(self, statement, *values)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Direct, "run", cut)
        with pytest.raises(KeyboardInterrupt):
            await play.app.engine.work()
    assert await answers(play) == before
    assert await play.count("SELECT count(*) FROM participant WHERE name LIKE 'Amina%'") == 2
    await play.restarts()
    assert await play.count("SELECT count(*) FROM participant WHERE name LIKE 'Amina%'") == 1
    assert await play.id_of(other) == await play.id_of(amina)
    assert await answers(play) == [(1, "coming", 4, 0)]


async def test_in_a_backup_from_before_who_joined_is_one_and_stays_forgotten(play: Stage) -> None:
    amina, other = await registered_twice(play)
    third = await play.neighbour("Bela")
    backup = await play.backs_up()
    await joined(play, amina, other)
    await third.presses("menu")
    await play.puts_back(backup, after=60)
    assert await play.id_of(other) == await play.id_of(amina)
    await amina.presses("forget:yes")
    await play.later(seconds=2)
    await play.puts_back(backup, after=60, lost=True)
    assert await play.count("SELECT count(*) FROM participant WHERE name LIKE 'Amina%'") == 0
    assert await play.count("SELECT count(*) FROM participant WHERE name = 'Bela'") == 1


async def test_a_backup_brings_back_no_phone_that_was_given_away_and_keeps_one_that_joined(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    old = await second(play, amina)
    backup = await play.backs_up()
    new = await second(play, amina)
    await new.presses("here")
    await amina.presses(f"part:{await chat_id(play, old)}:yes")
    await play.puts_back(backup, after=60)
    rows = await play.app.database.read.all("SELECT address FROM chat ORDER BY id")
    assert [row["address"] for row in rows] == [amina.address, new.address]
    await play.event("Later on")
    assert (await new.has("Later on"), await amina.has("Later on"), await old.page()) == (1, 0, [])


def test_the_arithmetic_of_the_numbers_holds() -> None:
    codes, looked_at_in_an_hour = 9 * 10 ** (linking.DIGITS - 1), 100
    assert looked_at_in_an_hour / codes < 1.2e-6
    assert looked_at_in_an_hour * 24 * 365 / codes < 0.01
