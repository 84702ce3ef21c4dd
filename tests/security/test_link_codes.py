"""Fault 31, for the numbers that join a second phone: guessing them is slowed down, and tells nothing."""

from __future__ import annotations

import re

from bot.channels.web import arrival
from bot.services import linking, people
from tests.play import Person, Stage
from tests.talks.test_linking import number_of

WRONG = "1234 5678"


async def is_joined(play: Stage, one: Person, other: Person) -> bool:
    return await play.id_of(one) == await play.id_of(other)


async def guess(play: Stage, accounts: int, tries: int) -> None:
    """So many new accounts send so many wrong numbers each."""
    for _ in range(accounts):
        mallory = play.person()
        said = [arrival(mallory.address, f"{n}", text=f"{20_000_000 + n}") for n in range(tries)]
        await play.app.receive("web", said)
    await play.work()


async def token_of(person: Person) -> str:
    found = re.search(r"/start/(k-\S+)", (await person.reads("/start/k-")).text)
    assert found
    return found[1]


async def test_fault_31_an_account_has_five_tries_an_hour(play: Stage) -> None:
    amina, mallory = await play.neighbour("Amina"), await play.neighbour("Mallory")
    for _ in range(people.TRIES):
        await mallory.says(WRONG)
    await mallory.says(await number_of(amina))
    assert mallory.t(linking.WRONG_CODE) in (await mallory.last()).text
    await play.later(hours=1, seconds=1)
    await mallory.says(await number_of(amina))
    await mallory.taps(mallory.t("As there"))
    assert await is_joined(play, mallory, amina)


async def test_fault_31_wrong_numbers_and_wrong_role_codes_are_counted_together(play: Stage) -> None:
    amina, mallory = await play.neighbour("Amina"), play.person()
    for _ in range(people.TRIES):
        await mallory.says("ABCD-EFGH-JKLM-NPQR")
    await mallory.says(await number_of(amina))
    assert not await is_joined(play, mallory, amina)


async def test_fault_31_forgetting_oneself_does_not_begin_the_count_anew(play: Stage) -> None:
    amina, mallory = await play.neighbour("Amina"), await play.neighbour("Mallory")
    for _ in range(people.TRIES):
        await mallory.says(WRONG)
    await mallory.presses("forget:yes")
    await mallory.says(await number_of(amina))
    assert not await is_joined(play, mallory, amina)


async def test_fault_31_whatever_the_accounts_a_hundred_wrong_numbers_an_hour_are_looked_at(play: Stage) -> None:
    amina, honest = await play.neighbour("Amina"), play.person()
    number = await number_of(amina)
    await guess(play, accounts=people.GUESSED // people.TRIES, tries=people.TRIES)
    await guess(play, accounts=5, tries=people.TRIES)
    assert await play.count("SELECT count(*) FROM invite_try") == people.GUESSED, "no more than these were looked at"
    await honest.says(number)
    assert not await is_joined(play, honest, amina), "while somebody guesses, a number that is written is not looked at"
    await honest.starts(await token_of(amina))
    assert await is_joined(play, honest, amina), "the link works at any time"


async def test_fault_31_when_the_guessing_is_over_numbers_work_again(play: Stage) -> None:
    await guess(play, accounts=people.GUESSED // people.TRIES, tries=people.TRIES)
    await play.later(hours=1, seconds=1)
    amina, honest = await play.neighbour("Amina"), play.person()
    await honest.says(await number_of(amina))
    assert await is_joined(play, honest, amina)


async def test_fault_31_a_number_that_does_not_work_always_gets_the_same_answer(play: Stage) -> None:
    amina, mallory = await play.neighbour("Amina"), await play.neighbour("Mallory", "ar")
    old = await number_of(amina)
    right = await number_of(amina)
    said = set()
    for attempt in (WRONG, old, *[WRONG] * people.TRIES, right):
        await mallory.says(attempt)
        said.add((await mallory.last()).text)
    assert said == {mallory.t(linking.WRONG_CODE)}


async def test_neither_number_nor_token_is_stored(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    number, token = await number_of(amina), (await token_of(amina)).removeprefix("k-")
    rows = await play.app.database.read.all("SELECT code_hash FROM link_code")
    hashes = {linking.hash_of(number.replace(" ", "")), linking.hash_of(token)}
    assert {row["code_hash"] for row in rows} == hashes
    await play.later(minutes=16)
    await play.app.schedule.prune()
    assert await play.count("SELECT count(*) FROM link_code") == 0


async def test_nobody_parts_or_moves_the_chats_of_others(play: Stage) -> None:
    amina, mallory = await play.neighbour("Amina"), await play.neighbour("Mallory")
    other = play.person()
    await other.says(await number_of(amina))
    page = await play.count("SELECT id FROM chat WHERE address = ?", other.address)
    for action in (f"part:{page}", f"part:{page}:yes", "part", "part:x:yes", f"part:{page}:no", "part:-1:yes"):
        await mallory.presses(action)
        mallory.hears(mallory.t("This button is no longer valid."))
    assert await is_joined(play, other, amina)


async def test_somebody_new_makes_no_number(play: Stage) -> None:
    guest = play.person()
    await guest.starts()
    for action in ("phone", "chats", "here", "part:1:yes"):
        await guest.presses(action)
    assert await play.count("SELECT count(*) FROM link_code") == 0
