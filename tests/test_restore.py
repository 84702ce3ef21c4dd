"""A backup is put back: who was forgotten stays forgotten, and nothing that was sent goes out again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import put_back
from bot.domain.people import Residence, Role
from bot.services import announcing, people
from bot.store import chats, events, mailings
from bot.store.database import Database
from bot.store.migrations import migrate
from tests.play import Person, Stage, stage

LOST = pytest.mark.parametrize("lost", [False, True], ids=["present readable", "present damaged"])


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot on a database of its own, on a Monday morning."""
    async with stage(tmp_path) as found:
        yield found


async def left(play: Stage) -> list[tuple[str, str]]:
    """The key and state of every message that has one."""
    rows = await play.app.database.read.all("SELECT dedupe_key, state FROM delivery WHERE dedupe_key IS NOT NULL")
    return [(row["dedupe_key"], row["state"]) for row in rows]


async def state_of(play: Stage, key: str) -> str:
    found = await play.app.database.read.value("SELECT state FROM delivery WHERE dedupe_key = ?", key)
    assert found, f"no message has the key {key!r}; there are {await left(play)!r}"
    return str(found)


async def forgets(person: Person) -> None:
    await person.presses("forget:yes")


@LOST
async def test_fault_16_who_asked_to_be_forgotten_after_the_backup_stays_forgotten(play: Stage, *, lost: bool) -> None:
    olga, amina, bela = await play.coordinator(), await play.neighbour("Amina", adults=2), await play.neighbour("Bela")
    await play.event(by=olga, places=2)
    await amina.presses("a:1:coming")
    await bela.presses("a:1:coming")
    assert await play.count("SELECT waiting FROM answer WHERE participant_id = ?", await play.id_of(bela)) == 1
    backup = await play.backs_up()
    await forgets(amina)
    await play.later(seconds=11)
    await play.puts_back(backup, lost=lost, after=60)
    await play.later(seconds=11)
    assert await play.count("SELECT count(*) FROM participant WHERE name = 'Amina'") == 0
    assert await play.count("SELECT count(*) FROM chat WHERE address = ?", amina.address) == 0
    assert await amina.page() == []
    assert await play.count("SELECT waiting FROM answer WHERE participant_id = ?", await play.id_of(bela)) == 0
    assert "Amina" not in play_dump(play)


def play_dump(play: Stage) -> str:
    with closing(sqlite3.connect(play.settings.database)) as connection:
        return "\n".join(connection.iterdump())


@LOST
async def test_fault_16_the_counts_of_who_was_forgotten_stay(play: Stage, *, lost: bool) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina", adults=2)
    await play.event(by=olga)
    await amina.presses("a:1:coming")
    await play.later(days=5, hours=7, minutes=1)
    backup = await play.backs_up()
    await forgets(amina)
    await play.later(seconds=2)
    await play.puts_back(backup, lost=lost)
    assert await play.count("SELECT adults FROM former_answer WHERE event_id = 1") == 2
    assert await play.count("SELECT count(*) FROM answer") == 0


async def test_fault_16_forgotten_before_the_event_does_not_count_at_it_though_the_backup_comes_later(
    play: Stage,
) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina", adults=2)
    await play.event(by=olga)
    await amina.presses("a:1:coming")
    backup = await play.backs_up()
    await forgets(amina)
    await play.later(days=6)
    await play.puts_back(backup)
    assert await play.count("SELECT count(*) FROM former_answer") == 0


async def test_fault_16_a_backup_put_back_twice_still_forgets(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    backup = await play.backs_up()
    await forgets(amina)
    await play.later(seconds=2)
    await play.puts_back(backup, lost=True)
    await play.puts_back(backup, after=5)
    assert await play.count("SELECT count(*) FROM participant") == 0


async def test_fault_16_numbers_of_another_database_at_this_place_forget_nobody(play: Stage) -> None:
    """The database was lost, and a new one begun, in which number 1 is somebody else."""
    amina = await play.neighbour("Amina")
    backup = await play.backs_up()
    await play.running.aclose()
    await asyncio.to_thread(play.settings.database.unlink)
    database = await Database.open(play.settings.database)
    await migrate(database)
    await database.close()
    await play.restarts()
    stranger = await play.neighbour("Somebody else")
    assert await play.id_of(stranger) == 1
    await forgets(stranger)
    await play.later(seconds=2)
    await play.puts_back(backup)
    assert await play.id_of(amina) == 1


@LOST
async def test_fault_24_what_waited_in_the_backup_and_was_sent_since_is_not_sent_again(
    play: Stage, *, lost: bool
) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await play.later(hours=10)  # it is quiet: what is sent now waits for the morning
    await olga.presses("send:1")
    assert await state_of(play, "i1:2:0") == "waiting"
    backup = await play.backs_up()
    await play.later(hours=12)
    assert await state_of(play, "i1:2:0") == "sent"
    await play.puts_back(backup, lost=lost)
    await play.later(hours=1)
    assert await state_of(play, "i1:2:0") == ("uncertain" if lost else "sent")
    assert await amina.has("Plätzchen backen") == 0
    if lost:
        await olga.reads(olga.team("Perhaps arrived, perhaps not: {n}", n=2))
        await olga.taps(olga.team("Who was not reached?"))
        await olga.reads("Amina", olga.team("perhaps arrived: a backup is in use"))


async def test_fault_24_what_still_waited_in_the_present_database_goes_out(play: Stage) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await play.later(hours=10)
    await olga.presses("send:1")
    await play.puts_back(await play.backs_up())
    await play.later(hours=12)
    assert await amina.has("Plätzchen backen") == 1


@LOST
async def test_fault_24_an_invitation_sent_after_the_backup_reaches_nobody_twice(play: Stage, *, lost: bool) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    backup = await play.backs_up()
    await olga.presses("send:1")
    await play.later(seconds=1)
    card = await amina.reads("Plätzchen backen")
    await play.puts_back(backup, lost=lost)
    await play.later(hours=1)
    assert await amina.has("Plätzchen backen") == 0
    if not lost:  # who holds it can answer, and sending it again passes over who has it
        await amina.presses("a:1:coming", card)
        assert await play.count("SELECT count(*) FROM answer") == 1
        await olga.presses("send:1")
        olga.hears(olga.team("Everyone has it already."))


@LOST
async def test_fault_24_reminders_sent_since_do_not_come_again_and_the_next_one_comes(
    play: Stage, *, lost: bool
) -> None:
    olga, amina, maybe = await play.coordinator(), await play.neighbour("Amina"), await play.neighbour("Mehdi")
    await play.event(by=olga)
    await amina.presses("a:1:coming")
    await maybe.presses("a:1:maybe")
    backup = await play.backs_up()
    await play.later(days=4, hours=5, minutes=1)
    sent = await left(play)
    reminders = {key for key, _ in sent if key[0] in "rm"}
    assert len(reminders) == 2
    await play.puts_back(backup, lost=lost, after=600)
    await play.later(minutes=5)
    assert {state for key, state in await left(play) if key in reminders} == {"uncertain" if lost else "sent"}
    before = await amina.page()
    await play.later(hours=22)
    assert len(await amina.page()) == len(before) + 1  # two hours before
    assert {key for key, _ in await left(play) if key[0] == "m"} == {key for key in reminders if key[0] == "m"}


@LOST
async def test_fault_24_nobody_is_asked_again_who_came_or_how_it_was(play: Stage, *, lost: bool) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga)
    await amina.presses("a:1:coming")
    backup = await play.backs_up()
    await play.later(days=5, hours=7, minutes=1)
    await olga.presses("done:1")
    await amina.reads(amina.t("How was it?"))
    await play.puts_back(backup, lost=lost)
    await play.later(days=1)
    await olga.presses("done:1")
    await play.later(days=2)
    assert await amina.has(amina.t("How was it?")) == 0
    assert await olga.has(olga.team("Tick who came. Then we ask them how it was.")) == 0


@LOST
async def test_fault_24_a_scheduled_announcement_whose_time_has_passed_does_not_go_out_again(
    play: Stage, *, lost: bool
) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga, send=False)
    await schedules(play, olga, event=1, at=play.clock.now + timedelta(hours=2))
    backup = await play.backs_up()
    await play.later(hours=3)
    assert await amina.has("Plätzchen backen") == 1
    await play.puts_back(backup, lost=lost)
    await play.later(hours=1)
    assert await amina.has("Plätzchen backen") == 0
    assert await play.count("SELECT state = 'done' FROM announcement") == 1
    if lost:
        await olga.reads(olga.team("Perhaps arrived, perhaps not: {n}", n=2))


async def schedules(play: Stage, by: Person, *, event: int, at: datetime) -> None:
    async with play.app.database.atomic() as sql:
        ctx = play.app.context(sql)
        chat, found = await chats.find(sql, "web", by.address), await events.get(sql, event)
        assert chat
        assert found
        await announcing.invite(ctx, await people.known(ctx, chat.participant_id), found, send_at=at)


@LOST
async def test_fault_24_a_scheduled_announcement_whose_time_comes_later_goes_out(play: Stage, *, lost: bool) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina", residence=Residence.NEW)
    await play.event(by=olga, send=False)
    await schedules(play, olga, event=1, at=play.clock.now + timedelta(hours=2))
    backup = await play.backs_up()
    await play.puts_back(backup, lost=lost, after=600)
    await play.later(hours=2)
    assert await amina.has("Plätzchen backen") == 1


async def test_fault_24_who_was_told_of_a_place_since_is_not_told_again(play: Stage) -> None:
    olga, amina, bela = await play.coordinator(), await play.neighbour("Amina"), await play.neighbour("Bela")
    await play.event(by=olga, places=1)
    await amina.presses("a:1:coming")
    await bela.presses("a:1:coming")
    backup = await play.backs_up()
    await forgets(amina)
    await play.later(seconds=11)
    news = bela.t("Good news: there is a place for you now. You can come.")
    await bela.reads(news)
    await play.puts_back(backup)
    await play.later(hours=1)
    assert await bela.has(news) == 0
    assert await play.count("SELECT waiting FROM answer WHERE participant_id = ?", await play.id_of(bela)) == 0


async def test_fault_24_a_letter_answered_since_counts_as_answered(play: Stage) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await amina.says("Gibt es einen Aufzug?")
    await amina.taps(amina.t("Yes, pass it on"))
    backup = await play.backs_up()
    await olga.taps(olga.team("Write an answer"))
    await olga.says("Ja, hinten")
    await amina.reads("Ja, hinten")
    await play.puts_back(backup)
    assert await play.app.database.read.value("SELECT answer FROM letter") == "Ja, hinten"


@LOST
async def test_an_old_button_does_not_answer_another_event_made_after_the_restore(play: Stage, *, lost: bool) -> None:
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    backup = await play.backs_up()
    old = await play.event("Seifen machen", by=olga)
    card = await amina.reads("Seifen machen")
    await play.puts_back(backup, lost=lost)
    new = await play.event("Schach", by=olga)
    assert new > old
    await amina.presses(card.button(amina.t("I am coming")), card)
    assert await play.count("SELECT count(*) FROM answer") == 0
    await amina.presses((await amina.reads("Schach")).button(amina.t("I am coming")))
    assert await play.count("SELECT event_id FROM answer") == new


@LOST
async def test_no_number_of_any_kind_is_given_out_twice(play: Stage, *, lost: bool) -> None:
    olga = await play.coordinator()
    backup = await play.backs_up()
    await play.neighbour("Amina")
    await play.event(by=olga)
    rows = await play.app.database.read.all("SELECT name, seq FROM sqlite_sequence")
    given_out = {row["name"]: row["seq"] for row in rows}
    await play.puts_back(backup, lost=lost)
    for row in await play.app.database.read.all("SELECT name, seq FROM sqlite_sequence"):
        assert row["seq"] >= given_out.get(row["name"], 0), row["name"]
    tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    assert await play.count("SELECT count(*) FROM sqlite_sequence") == await play.count(tables)


@LOST
async def test_the_team_reads_from_when_the_data_is_and_what_is_not_known(play: Stage, *, lost: bool) -> None:
    olga = await play.coordinator()
    await play.puts_back(await play.backs_up(), lost=lost, after=90_000)  # a day and an hour
    await play.later(seconds=1)
    notice = await olga.reads(olga.team("A backup is in use now"))
    known = olga.team("Messages that were sent after that are not sent again.")
    assert (
        olga.team("The data is from {time}. What was new after that is gone.", time="Mon 23.11. 10:00") in notice.text
    )
    assert (known in notice.text) is not lost
    await play.restarts()
    assert await olga.has(olga.team("A backup is in use now")) == 1
    await olga.reads_no("The bot was off")


@LOST
async def test_a_one_time_code_stays_one_time(play: Stage, *, lost: bool) -> None:
    async with play.app.database.atomic() as sql:
        code = await people.invite(play.app.context(sql), Role.COORDINATOR)
    backup = await play.backs_up()
    vera, other = await play.neighbour("Vera"), await play.neighbour("Other")
    await vera.says(code)
    await play.puts_back(backup, lost=lost)
    other = await play.neighbour("Other")
    await other.says(code)
    assert await play.count("SELECT count(*) FROM role") == 0


async def test_what_was_received_and_not_yet_worked_is_worked_after_the_restore(play: Stage) -> None:
    """It was acknowledged, so nobody sends it again."""
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.event(by=olga)
    await play.app.receive("web", [amina.press("a:1:coming")])
    backup = await play.backs_up()
    await play.puts_back(backup, lost=True)
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'coming'") == 1


@LOST
async def test_fault_16_a_backup_of_an_older_kranich_is_brought_up_to_date_and_forgets(
    play: Stage, *, lost: bool
) -> None:
    """The present database was brought up to date in the same way, so both have the same lineage."""
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    await play.change("UPDATE fact SET value = (SELECT min(created_at) FROM participant) WHERE key = 'lineage'")
    backup = await play.backs_up()
    with closing(sqlite3.connect(backup)) as old, old:
        old.execute("DROP TABLE forgotten")
        old.execute("DELETE FROM fact WHERE key = 'lineage'")
        old.execute("DELETE FROM migration WHERE number = 2")
    await forgets(amina)
    await play.later(seconds=2)
    await play.puts_back(backup, lost=lost)
    assert [row["name"] for row in await play.app.database.read.all("SELECT name FROM participant")] == ["Olga"]
    assert await play.id_of(olga) == 1


async def cut_short(play: Stage, person: Person) -> None:
    """As if the bot had ended before this person's invitation could leave."""
    waits = "UPDATE delivery SET state = 'waiting', done_at = NULL WHERE announcement_id = 1 AND participant_id = ?"
    await play.change(waits, await play.id_of(person))
    await play.change("UPDATE announcement SET state = 'sending' WHERE id = 1")


async def test_fault_24_a_scheduled_announcement_that_was_cut_short_reaches_the_rest(play: Stage) -> None:
    olga, amina, bela = await play.coordinator(), await play.neighbour("Amina"), await play.neighbour("Bela")
    await play.event(by=olga, send=False)
    await schedules(play, olga, event=1, at=play.clock.now + timedelta(hours=2))
    backup = await play.backs_up()
    await play.later(hours=2)
    await cut_short(play, bela)
    await play.puts_back(backup)
    await play.later(seconds=2)
    assert [await one.has("Plätzchen backen") for one in (amina, bela)] == [0, 1]


async def test_fault_24_an_announcement_made_since_that_was_cut_short_can_be_sent_to_the_rest(play: Stage) -> None:
    olga, amina, bela = await play.coordinator(), await play.neighbour("Amina"), await play.neighbour("Bela")
    await play.event(by=olga, send=False)
    backup = await play.backs_up()
    await olga.presses("send:1")
    await cut_short(play, bela)
    await play.puts_back(backup)
    await play.later(hours=1)
    assert [await one.has("Plätzchen backen") for one in (amina, bela)] == [0, 0]
    await olga.presses("send:1")
    await play.later(seconds=2)
    assert [await one.has("Plätzchen backen") for one in (amina, bela)] == [0, 1]


async def test_a_backup_that_is_newer_than_the_present_database_learns_nothing_from_it(play: Stage) -> None:
    """An old copy was put in place by hand; then a newer one is found."""
    olga, amina = await play.coordinator(), await play.neighbour("Amina")
    old = await play.backs_up()
    await play.event(by=olga)
    await play.later(hours=1)
    newer = await play.backs_up()
    await play.running.aclose()
    await asyncio.to_thread(play.settings.database.write_bytes, await asyncio.to_thread(old.read_bytes))
    await put_back(play.settings, newer, play.clock)
    await play.restarts()
    assert await amina.has("Plätzchen backen") == 1
    olga_reads = await olga.reads(olga.team("A backup is in use now"))
    assert olga.team("Messages that were sent after that are not sent again.") not in olga_reads.text


async def test_fault_24_an_announcement_half_in_the_outbox_at_the_backup_goes_out_to_nobody_again(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "SLICE", 2)
    olga, everyone = await play.coordinator(), [await play.neighbour(f"N{number}") for number in range(5)]
    await play.event(by=olga, send=False)
    await olga.presses("send:1")
    backup = await play.backs_up()
    await play.later(seconds=2)
    assert [await person.has("Plätzchen backen") for person in everyone] == [1] * 5
    sent = await play.count("SELECT count(*) FROM web_message")
    await play.puts_back(backup, lost=True, after=60)
    await play.later(seconds=2)
    assert {state for key, state in await left(play) if key.startswith("i1:")} == {"sent", "uncertain"}
    assert len([key for key, _ in await left(play) if key.startswith("i1:")]) == 6
    assert await play.count("SELECT count(*) FROM web_message") <= sent


async def test_who_said_stop_since_the_backup_is_left_alone(play: Stage) -> None:
    amina, bela = await play.neighbour("Amina"), await play.neighbour("Bela")
    await bela.says("STOP")
    backup = await play.backs_up()
    await amina.says("STOP")
    await bela.says("START")
    await play.puts_back(backup, after=60)
    await play.event()
    assert (await amina.has("Plätzchen backen"), await bela.has("Plätzchen backen")) == (0, 1)
    await amina.says("START")
    assert await play.count("SELECT sum(reminders) FROM participant WHERE name IN ('Amina', 'Bela')") == 2
