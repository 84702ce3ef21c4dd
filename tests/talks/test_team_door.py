"""Joining the team by a one-time code, and the team's menu."""

from __future__ import annotations

from itertools import cycle

import pytest

from bot.channels.web import arrival
from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from bot.services import people
from tests.play import Person, Stage

WRONG = "ABCD-EFGH-JKLM-NPQR"


async def code(play: Stage, role: Role = Role.COORDINATOR) -> str:
    async with play.app.database.atomic() as sql:
        return await people.invite(play.app.context(sql), role)


async def is_in_team(play: Stage, person: Person) -> bool:
    return bool(await play.count("SELECT count(*) FROM role WHERE participant_id = ?", await play.id_of(person)))


async def test_a_code_in_the_link_asks_for_consent_and_name_only(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    greeting = await olga.last()
    assert olga.team("You belong to the team now.") in greeting.text or "🗝" in greeting.text
    await olga.taps("🗂", greeting)
    menu = (await olga.again(greeting)).labels
    for label in ("New event", "Events", "Past events", "Announce something", "Messages to answer", "Invite people"):
        assert any(olga.team(label) in one for one in menu), label


async def test_a_code_can_be_written_in_any_way_it_is_read_out(play: Stage) -> None:
    for change in (str.lower, lambda words: words.replace("-", ""), lambda words: f"  {words}  "):
        person = await play.neighbour("Olga")
        await person.says(change(await code(play)))
        assert await is_in_team(play, person)
        await person.reads(person.team("You belong to the team now."))


async def test_a_code_written_before_the_registration_leads_to_it(play: Stage, language: str) -> None:
    olga = play.person(language)
    await olga.says(await code(play))
    await olga.taps(LANGUAGES[language].name)
    await olga.taps(olga.t("Yes, all right"))
    await olga.says("Olga")
    assert "🗝" in (await olga.last()).text


async def test_a_code_written_in_the_middle_of_the_registration_keeps_what_was_said(play: Stage) -> None:
    olga = play.person("en")
    await olga.starts()
    await olga.taps("English")
    await olga.taps("Yes, all right")
    await olga.says("Olga")
    await olga.says(await code(play))
    await olga.reads("Thank you, Olga!")
    assert await is_in_team(play, olga)


async def test_a_code_works_one_time_only(play: Stage, language: str) -> None:
    found = await code(play)
    olga, mallory = await play.neighbour("Olga"), await play.neighbour("Mallory", language)
    await olga.says(found)
    await mallory.says(found)
    assert mallory.t(people.WRONG_CODE) in (await mallory.last()).text
    assert not await is_in_team(play, mallory)


async def test_fault_31_a_code_that_does_not_work_always_gets_the_same_answer(play: Stage, language: str) -> None:
    mallory, olga = await play.neighbour("Mallory", language), await play.neighbour("Olga")
    right, used = await code(play), await code(play)
    await olga.says(used)
    answers = set()
    for attempt in (WRONG, used, *[WRONG] * people.TRIES, right, used):
        await mallory.says(attempt)
        answers.add((await mallory.last()).text)
    assert answers == {mallory.t(people.WRONG_CODE)}
    assert not await is_in_team(play, mallory)


async def test_fault_31_an_account_is_slowed_down_and_nobody_else_is(play: Stage) -> None:
    mallory, olga = await play.neighbour("Mallory"), await play.neighbour("Olga")
    right = await code(play)
    for attempt in [*[WRONG] * people.TRIES, right]:
        await mallory.says(attempt)
    assert not await is_in_team(play, mallory)
    await olga.says(right)
    assert await is_in_team(play, olga)
    await play.later(hours=1, seconds=1)
    await mallory.says(await code(play))
    assert await is_in_team(play, mallory)


async def test_fault_31_being_forgotten_does_not_begin_the_count_anew(play: Stage) -> None:
    mallory = await play.neighbour("Mallory")
    for _ in range(people.TRIES):
        await mallory.says(WRONG)
    await mallory.presses("forget:yes")
    await mallory.starts(f"r-{await code(play)}")
    assert not await is_in_team(play, mallory)


async def test_fault_31_many_accounts_are_slowed_down_together_and_the_right_code_still_works(play: Stage) -> None:
    async def guesses(tries: int) -> bool:
        """Somebody new sends so many wrong codes, and then a right one."""
        mallory = play.person()
        await play.app.receive("web", [arrival(mallory.address, f"{n}", start=f"r-{WRONG}") for n in range(tries)])
        await mallory.starts(f"r-{await code(play)}")
        return await is_in_team(play, mallory)

    assert await guesses(people.TRIES - 1)
    for _ in range(people.GUESSED // people.TRIES):
        assert not await guesses(people.TRIES)
    for _ in range(30):
        assert not await guesses(people.TRIES_WHILE_GUESSED)
    mistaken = people.TRIES_WHILE_GUESSED - 1
    assert await guesses(0), "nobody is locked out by others"
    assert await guesses(mistaken), "nor by a slip of their own"
    await play.later(hours=1, seconds=1)
    assert await guesses(people.TRIES - 1), "when the guessing is over, all is as before"


async def test_a_wrong_code_in_a_link_still_greets_a_new_person(play: Stage, language: str) -> None:
    person = play.person(language)
    await person.starts(f"r-{WRONG}")
    await person.reads(person.t(people.WRONG_CODE))
    assert LANGUAGES[language].name in (await person.last()).labels


async def test_what_only_looks_like_a_code_is_an_answer(play: Stage) -> None:
    person = await play.neighbour("Amina")
    for words in ("ABCD-EFGH-JKLM", "ABCD EFGH JKLM NPQR", "ABCDEFGHJKLMNPQ1", "Rechtsanwaltsamt", "abcdefghjklmnpqr"):
        await person.says(words)
        assert person.t("Shall I pass this on to the team?") in (await person.last()).text


async def test_the_poster_brings_a_link_and_a_picture_to_print(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    event_id = await play.event(by=olga)
    for action, payload in (("poster", "hello"), (f"qr:{event_id}", f"e{event_id}")):
        await olga.presses(action)
        shown = await olga.last()
        assert f"/start/{payload}" in shown.text
        assert olga.team("Print the picture, or send the link to people.") in shown.text
        name, data = await play.file(shown)
        assert name == "qr.png"
        assert data.startswith(b"\x89PNG")


async def test_every_team_action_leaves_an_audit_row_without_a_text(play: Stage) -> None:
    olga = await play.coordinator()
    event_id = await play.event(by=olga)
    await olga.presses(f"cancel:{event_id}")
    await olga.taps(olga.team("Yes, cancel it"))
    await olga.says("The oven is broken")
    rows = await play.app.database.read.all("SELECT action, object FROM audit ORDER BY id")
    told = [(row["action"], row["object"]) for row in rows]
    assert told == [
        ("role granted", "coordinator"),
        ("event made", "event 1"),
        ("announced invitation", "announcement 1"),
        ("event cancelled", "event 1"),
    ]


async def test_every_code_holds_a_digit_so_that_no_word_is_taken_for_one(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = cycle("ABCDEFGHJKLMNPQRABCDEFGHJKLMNPQ7")
    monkeypatch.setattr("bot.services.people.secrets.choice", lambda _: next(drawn))
    assert await code(play) == "ABCD-EFGH-JKLM-NPQ7"
