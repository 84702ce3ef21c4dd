"""Someone comes for the first time, and registers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.channels.web import WebChannel
from bot.language import formats
from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from tests.play import Person, Stage

Step = tuple[str, Callable[[Person], Awaitable[None]]]


def says(words: str) -> Callable[[Person], Awaitable[None]]:
    return lambda person: person.says(words)


def taps(label: str) -> Callable[[Person], Awaitable[None]]:
    return lambda person: person.taps(person.t(label))


STEPS: tuple[Step, ...] = (
    ("Is that all right for you?", taps("Yes, all right")),
    ("What shall we call you?", says("Şîrîn Öztürk")),
    ("How many adults? Count yourself.", says("2")),
    ("How many children?", says("3")),
    ("Are you new here?", taps("I am new here")),
    ("Which country do you come from?", says("Nepal")),
    ("How old are you?", taps("27 to 40")),
    ("You are …", taps("Woman")),
)


async def begin(play: Stage, language: str, payload: str = "") -> Person:
    person = play.person(language)
    await person.starts(payload)
    await person.taps(LANGUAGES[language].name)
    return person


async def test_every_language_is_offered_by_its_own_name_the_phones_first(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.starts()
    hello = await person.last()
    assert hello.labels[0] == LANGUAGES[language].name
    assert sorted(hello.labels) == sorted(one.name for one in LANGUAGES.values())
    for code in LANGUAGES:
        assert texts(code).t("Hello! Please choose your language.") in hello.text


async def test_a_phone_in_a_language_we_do_not_have_gets_the_projects(play: Stage) -> None:
    person = play.person("en")
    person.language = "xh"
    await person.starts()
    assert (await person.last()).labels[0] == LANGUAGES["de"].name


async def test_a_language_can_be_written_too(play: Stage, language: str) -> None:
    person = play.person("de")
    await person.starts()
    await person.says(LANGUAGES[language].name.upper())
    person.language = language
    await person.reads(person.t("Is that all right for you?"))


async def test_the_whole_registration_is_stored_as_it_was_told(play: Stage, language: str) -> None:
    person = await begin(play, language)
    for question, answers in STEPS:
        assert person.t(question) in (await person.last()).text
        await answers(person)
    await person.reads(person.t("Thank you, {name}!", name="Şîrîn Öztürk"))
    row = await play.app.database.read.one("SELECT * FROM participant")
    assert row is not None
    told = [row[key] for key in ("language", "name", "adults", "children", "residence", "country", "age_group")]
    assert told == [language, "Şîrîn Öztürk", 2, 3, "new", "NP", "27-40"]
    assert row["gender"] == "woman"
    assert row["consent_at"] is not None


async def test_every_question_of_the_statistics_can_be_left_out(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.registers("Awin")
    row = await play.app.database.read.one("SELECT residence, country, age_group, gender FROM participant")
    assert row is not None
    assert set(row) == {None}
    assert await play.count("SELECT count(*) FROM participant WHERE registered_at IS NOT NULL") == 1


async def test_leaving_out_can_be_written_too(play: Stage, language: str) -> None:
    person = await begin(play, language)
    for _, answers in STEPS[:4]:
        await answers(person)
    await person.says(person.t("I'd rather not say"))
    await person.reads(person.t("Which country do you come from?"))


async def test_back_leads_from_every_question_to_the_one_before(play: Stage, language: str) -> None:
    person = await begin(play, language)
    for at, (question, answers) in enumerate(STEPS):
        assert person.t(question) in (await person.last()).text
        if at:
            await person.taps(person.t("Back"))
            before, answered_again = STEPS[at - 1]
            assert person.t(before) in (await person.last()).text
            await answered_again(person)
            assert person.t(question) in (await person.last()).text
        else:
            assert not any(person.t("Back") in label for label in (await person.last()).labels)
        await answers(person)
    await person.reads(person.t("Thank you, {name}!", name="Şîrîn Öztürk"))


async def test_nothing_is_lost_when_the_bot_goes_off_after_every_answer(play: Stage, language: str) -> None:
    person = await begin(play, language)
    for question, answers in STEPS:
        await play.restarts()
        assert person.t(question) in (await person.last()).text
        await answers(person)
    await person.reads(person.t("Thank you, {name}!", name="Şîrîn Öztürk"))


@pytest.mark.parametrize(("kept", "times"), [(False, 2), (True, 1)])
async def test_after_an_outage_the_open_question_is_asked_again_only_where_taps_were_lost(
    play: Stage, monkeypatch: pytest.MonkeyPatch, kept: bool, times: int
) -> None:
    monkeypatch.setattr(WebChannel, "keeps_taps", kept)
    person = await begin(play, "en")
    await person.taps(person.t("Yes, all right"))
    async with play.app.database.atomic() as sql:
        await sql.run("INSERT INTO fact VALUES ('alive', ?)", play.clock().isoformat())
    await play.restarts(after=600)
    assert await person.has(person.t("What shall we call you?")) == times


async def test_what_came_in_before_the_bot_went_off_is_worked_afterwards(play: Stage) -> None:
    person = await begin(play, "en")
    await person.taps(person.t("Yes, all right"))
    await play.app.receive("web", [person.press("menu")])
    await play.restarts()
    assert await person.has(person.t("What shall we call you?")) == 2


async def test_telling_more_comes_before_the_same_question(play: Stage, language: str) -> None:
    person = await begin(play, language)
    await person.taps(person.t("Tell me more"))
    more = await person.reads(person.t("What we do with your data"), person.t("Is that all right for you?"))
    assert person.t("You can see your data at any time. You can delete it at any time.") in more.text
    await person.taps(person.t("Yes, all right"))
    await person.reads(person.t("What shall we call you?"))


async def test_whoever_does_not_agree_leaves_no_trace(play: Stage, language: str) -> None:
    person = await begin(play, language)
    await person.taps(f"❌ {person.t('No')}")
    await person.reads(person.t("Your data is deleted."))
    counts = "SELECT (SELECT count(*) FROM participant) + (SELECT count(*) FROM chat) + (SELECT count(*) FROM talk)"
    assert await play.count(counts) == 0


async def test_a_start_in_the_middle_goes_on_where_it_was(play: Stage, language: str) -> None:
    person = await begin(play, language)
    await person.taps(person.t("Yes, all right"))
    await person.says("Amina")
    await person.starts()
    assert person.t("How many adults? Count yourself.") in (await person.last()).text


async def test_a_link_with_an_event_leads_to_it_after_the_registration(play: Stage, language: str) -> None:
    event_id = await play.event("Repair café")
    person = play.person(language)
    await person.registers("Dawit", payload=f"e{event_id}")
    invitation = await person.last()
    assert "Repair café" in invitation.text
    await person.taps(person.t("I am coming"), invitation)
    assert (
        person.t("You are coming: {people}", people=texts(language).tn("{number} adult", "", 1))
        in (await person.again(invitation)).text
    )


async def test_a_link_opened_by_someone_known_shows_the_event_at_once(play: Stage) -> None:
    event_id = await play.event("Repair café")
    person = await play.neighbour("Dawit")
    await person.starts(f"e{event_id}")
    assert "Repair café" in (await person.last()).text


async def test_a_link_opened_in_the_middle_of_the_registration_is_kept_for_its_end(play: Stage) -> None:
    event_id = await play.event("Repair café")
    person = await begin(play, "en")
    await person.taps(person.t("Yes, all right"))
    await person.says("Dawit")
    await person.starts(f"e{event_id}")
    for _, answers in STEPS[2:]:
        await answers(person)
    assert "Repair café" in (await person.last()).text


async def test_the_poster_leads_to_what_is_on(play: Stage, language: str) -> None:
    await play.event("Repair café")
    person = play.person(language)
    await person.registers("Dawit", payload="hello")
    shown = await person.last()
    assert person.t("What is on") in shown.text
    assert any("Repair café" in label for label in shown.labels)


async def test_a_link_to_a_draft_or_to_nothing_shows_the_menu(play: Stage) -> None:
    draft = await play.event("Secret", send=False)
    person = await play.neighbour("Dawit")
    for payload in (f"e{draft}", "e999999999999999", "e0", "nonsense"):
        await person.starts(payload)
        assert person.t("Hello {name}! What would you like to do?", name="Dawit") in (await person.last()).text
    await person.reads_no("Secret")


async def test_asking_again_later_changes_the_answers(play: Stage, language: str) -> None:
    person = await play.neighbour("Awin", language, adults=2, children=1)
    await person.commands("settings")
    await person.taps(person.t("Change my answers"))
    await person.taps("✓ Awin")
    await person.taps("1")
    await person.taps("0")
    await person.taps(person.t("I have lived here for a long time"))
    await person.taps(formats.countries(language)["SO"])
    await person.taps(person.t("61 and older"))
    await person.taps(person.t("Diverse"))
    await person.reads(person.t("Thank you, {name}!", name="Awin"))
    row = await play.app.database.read.one("SELECT adults, children, residence, country, gender FROM participant")
    assert row is not None
    assert tuple(row) == (1, 0, "long", "SO", "diverse")


async def test_a_later_registration_can_be_stopped_and_changes_nothing(play: Stage, language: str) -> None:
    person = await play.neighbour("Awin", language, adults=2)
    await person.presses("again")
    await person.says("Somebody Else")
    await person.taps(person.t("Stop"))
    await person.reads(person.t("Stopped. Nothing was changed."))
    assert await play.count("SELECT count(*) FROM participant WHERE name = 'Awin' AND adults = 2") == 1
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_a_wrong_number_is_asked_for_again(play: Stage, language: str) -> None:
    person = await begin(play, language)
    await person.taps(person.t("Yes, all right"))
    await person.says("Amina")
    for wrong in ("0", "13", "-1", "two", "1e3", "²", "9" * 5000):
        await person.says(wrong)
        asked = await person.last()
        assert person.t("Please choose a number from {least} to {most}.", least=1, most=12) in asked.text, wrong
        assert person.t("How many adults? Count yourself.") in asked.text
    await person.says("٢")
    await person.reads(person.t("How many children?"))


async def test_a_country_that_nobody_knows_is_asked_for_again(play: Stage, language: str) -> None:
    person = await begin(play, language)
    for _, answers in STEPS[:5]:
        await answers(person)
    await person.says("Atlantis")
    await person.reads(person.t("I do not know this country. Please write it in another way."))
    await person.says("Eritrea")
    await person.reads(person.t("How old are you?"))
