"""Buttons that are old, forged or somebody else's, and questions answered in other ways than by a tap."""

from __future__ import annotations

from bot.language.languages import LANGUAGES
from bot.talks import book
from tests.play import Person, Stage

FORGED = (
    "a", "a:", "a:1", "a:1:perhaps", "a:1:1", "a:1:1.1.1", "a:1:-1.0", "a:1:100.0", "a:1:0.0", "a:1:99.99",
    "a:0:coming", "a:999999:coming", "a:١:coming", "a:²:coming", "a: 1:coming", "a:1e0:coming", "a:1\x00:coming",
    "a:9007199254740993:no",
    "a:" + "9" * 400 + ":no", "ev:", "ev:x", "ev:-1", "ics:77777", "f:1:3", "f:1:9", "f:1:", "l:1:yes", "l:x:yes",
    "lang:xh", "lang:", "lang:../en", "rem:2", "rem:", "rem:on", "pause:7", "forget:no", "nonsense", "", ":", "::::",
    "💥",
    "\ud800", "x" * 100_000, "menu'; DROP TABLE answer;--",
)  # fmt: skip


async def everything(play: Stage) -> list[tuple[object, ...]]:
    """All that a forged button could want to change."""
    statements = (
        "SELECT language, name, adults, children, reminders, paused, registered_at FROM participant ORDER BY id",
        "SELECT * FROM answer ORDER BY participant_id",
        "SELECT * FROM language_help",
        "SELECT * FROM role",
        "SELECT id, state, sequence, places, walk_ins, attendance_at FROM event",
        "SELECT id, state, body, answer FROM letter",
        "SELECT id, state FROM announcement",
        "SELECT face, good, better FROM feedback",
        "SELECT name, answers FROM talk",
    )
    return [tuple(row) for statement in statements for row in await play.app.database.read.all(statement)]


async def test_fault_25_a_forged_button_is_no_longer_valid_and_changes_nothing(play: Stage) -> None:
    await play.event()
    writer = await play.neighbour("Awin")
    await writer.says("Is there parking?")
    person = await play.neighbour("Mallory")
    before = await everything(play)
    for action in FORGED:
        await person.presses(action)
        assert person.toasts == [person.t("This button is no longer valid.")], (action[:40], person.toasts)
        person.toasts.clear()
    assert await everything(play) == before
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 0


async def test_fault_25_no_button_of_the_team_works_for_anyone_else(play: Stage) -> None:
    await play.event()
    person = await play.neighbour("Mallory")
    before = await everything(play)
    for action in book.TEAM_ACTIONS:
        for values in ("", ":1:1:1:0"):
            await person.presses(action + values)
            assert person.toasts == [person.t("This is for the team only.")], action
            person.toasts.clear()
    assert await everything(play) == before


async def test_fault_25_forged_numbers_on_the_teams_buttons_change_nothing(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    before = await everything(play)
    for action in book.TEAM_ACTIONS:
        if action in {"team", "new", "announce", "letters", "poster"}:
            continue  # take no values
        for values in (":", ":x", ":-1", ":²", ":77777", ":77777:1:1:0", ":" + "9" * 300, ":1\x00"):
            await olga.presses(action + values)
    assert await everything(play) == before
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 0


async def test_a_role_that_was_taken_away_ends_the_teams_buttons_at_the_next_tap(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    event_id = await play.event(by=olga, send=False)
    await olga.presses(f"pv:{event_id}:")
    offer = await olga.reads("👥")
    await play.takes_role(olga)
    await olga.presses(f"send:{event_id}", offer)
    olga.hears(olga.t("This is for the team only."))
    assert await play.count("SELECT count(*) FROM announcement") == 0
    await olga.commands("menu")
    assert not any(olga.team("Team menu") in label for label in (await olga.last()).labels)


async def test_a_role_that_was_taken_away_ends_the_teams_conversation_in_the_middle(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("new")
    await olga.says("Tea")
    await play.takes_role(olga)
    await olga.says("We drink tea.")
    assert olga.t("This is for the team only.") in (await olga.last()).text
    await olga.says("Hello?")
    await olga.reads(olga.t("Shall I pass this on to the team?"))


async def asked_for_name(play: Stage, language: str) -> Person:
    person = play.person(language)
    await person.starts()
    await person.taps(LANGUAGES[language].name)
    await person.taps(person.t("Yes, all right"))
    return person


async def test_fault_25_the_button_of_an_answered_question_says_so_and_asks_the_open_one(
    play: Stage, language: str
) -> None:
    person = play.person(language)
    await person.starts()
    await person.taps(LANGUAGES[language].name)
    consent = await person.last()
    yes = consent.button(person.t("Yes, all right"))
    await person.presses(yes)
    await person.presses(yes)
    again = await person.last()
    assert person.t("That one is answered already. This is the question now:") in again.text
    assert person.t("What shall we call you?") in again.text
    await person.says("Amina")
    await person.reads(person.t("How many adults? Count yourself."))


async def test_the_button_of_a_conversation_that_is_over_says_so(play: Stage, language: str) -> None:
    person = await play.neighbour("Awin", language)
    await person.presses("again")
    name = await person.last()
    await person.taps(person.t("Stop"))
    await person.presses(name.button("✓"))
    person.hears(person.t("That one is answered already."))
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_back_pressed_twice_goes_back_once(play: Stage) -> None:
    person = await asked_for_name(play, "en")
    await person.says("Amina")
    await person.says("2")
    back = (await person.last()).button(person.t("Back"))
    await person.presses(back)
    await person.presses(back)
    assert person.t("How many adults? Count yourself.") in (await person.last()).text


async def test_fault_25_someone_elses_question_cannot_be_answered(play: Stage) -> None:
    amina = await asked_for_name(play, "en")
    await amina.says("Amina")
    two = (await amina.last()).button("2")
    await amina.says("1")
    children = (await amina.last()).button("2")
    mallory = await asked_for_name(play, "en")
    for action in (two, children, children.rpartition(":")[0] + ":x", children.rpartition(":")[0] + ":<"):
        await mallory.presses(action)
    assert mallory.t("What shall we call you?") in (await mallory.last()).text
    await amina.presses(children)
    assert amina.t("Are you new here?") in (await amina.last()).text


async def test_a_forged_answer_is_asked_for_again(play: Stage, language: str) -> None:
    person = await asked_for_name(play, language)
    await person.says("Amina")
    question = (await person.last()).button("2").rpartition(":")[0]
    for value in ("99", "", "-", "x", "2:2", "yes", "\x00", "9" * 1000):
        await person.presses(f"{question}:{value}")
        assert person.t("How many adults? Count yourself.") in (await person.last()).text, value
    for odd in ("q", "q:", "q:x:adults:2", "q::::", "q:99999:adults:2"):
        await person.presses(odd)
        assert person.t("How many adults? Count yourself.") in (await person.last()).text, odd
    assert await play.count("SELECT count(*) FROM talk WHERE answers LIKE '%adults%'") == 0


async def test_labels_and_numbers_can_be_written_instead_of_tapped(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.starts()
    await person.taps(LANGUAGES[language].name)
    await person.says("2")  # the second button
    await person.reads(person.t("What we do with your data"))
    await person.says(person.t("Yes, all right").upper() if language != "tr" else person.t("Yes, all right"))
    await person.says("Amina")
    await person.says("2")
    await person.says("0")
    await person.says(person.t("I have lived here for a long time"))
    await person.reads(person.t("Which country do you come from?"))


async def test_what_is_written_but_fits_no_button_is_asked_for_again(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.starts()
    await person.taps(LANGUAGES[language].name)
    await person.says("Why?")
    asked = await person.last()
    assert person.t("Please tap one of the buttons.") in asked.text
    assert person.t("Is that all right for you?") in asked.text


async def test_a_new_language_in_the_middle_asks_the_same_question_in_it(play: Stage, language: str) -> None:
    person = await asked_for_name(play, "en")
    await person.says("Amina")
    await person.taps(person.t("Language"))
    await person.taps(LANGUAGES[language].name)
    person.language = language
    await person.reads(person.t("We write to you in this language: {language}", language=LANGUAGES[language].name))
    asked = await person.last()
    assert person.t("How many adults? Count yourself.") in asked.text
    assert asked.language == language
    await person.commands("language")
    await person.taps(LANGUAGES["en"].name)
    person.language = "en"
    assert person.t("How many adults? Count yourself.") in (await person.last()).text


async def test_a_button_of_the_menu_cannot_be_used_before_the_registration(play: Stage, language: str) -> None:
    event_id = await play.event()
    person = await asked_for_name(play, language)
    for action in ("menu", "events", "mine", "me", "data", f"a:{event_id}:coming", f"ev:{event_id}", "write", "team"):
        await person.presses(action)
        assert person.t("What shall we call you?") in (await person.last()).text
    assert await play.count("SELECT count(*) FROM answer") == 0


async def test_a_language_tapped_by_someone_new_begins_the_registration(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.presses(f"lang:{language}")
    assert person.t("Is that all right for you?") in (await person.last()).text


async def test_a_menu_opened_in_the_middle_leaves_the_question_open(play: Stage) -> None:
    person = await play.neighbour("Awin")
    await person.presses("again")
    await person.commands("menu")
    await person.says("Awin K.")
    await person.reads(person.t("How many adults? Count yourself."))


async def test_fault_25_a_letter_of_someone_else_cannot_be_decided(play: Stage) -> None:
    awin, mallory = await play.neighbour("Awin"), await play.neighbour("Mallory")
    await awin.says("Is there parking?")
    yes = (await awin.last()).button(awin.t("Yes, pass it on"))
    await mallory.presses(yes)
    mallory.hears(mallory.t("This button is no longer valid."))
    assert await play.count("SELECT count(*) FROM letter WHERE state = 'offered'") == 1
