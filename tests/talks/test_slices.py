"""A message to many goes into the outbox slice by slice; whatever happens in between, everyone gets it once."""

from __future__ import annotations

import pytest

from bot.services import post
from bot.store import mailings
from tests.play import Person, Stage

PLAYED_IN = ("en",)
TITLE = "Plätzchen backen"


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people in a slice, so that nine neighbours are five of them."""
    monkeypatch.setattr(mailings, "SLICE", 2)


async def neighbours(play: Stage) -> list[Person]:
    """Nine people of three languages."""
    return [await play.neighbour(f"N{number}", ("en", "ar", "de")[number % 3]) for number in range(9)]


async def begun(play: Stage, olga: Person) -> None:
    """An event, and its invitation with only the first two slices in the outbox."""
    await play.event(by=olga, send=False)
    await olga.presses("send:1")
    assert await next_slice(play)


async def next_slice(play: Stage) -> bool:
    """One slice more; whether people are left after it."""
    async with play.app.database.atomic() as sql:
        await post.go_on(play.app.context(sql), await post.unfinished(sql) or 0)
        return await post.unfinished(sql) is not None


async def invited(play: Stage) -> int:
    """How many people have the invitation, or are to get it."""
    return await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'i1:%'")


async def test_everyone_gets_it_once_in_their_language(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    assert await invited(play) == 4
    await play.later(seconds=2)
    for person in everyone:
        assert await person.has(TITLE) == 1
        assert (await person.reads(TITLE)).language == person.language
    await olga.reads(olga.team("Everything is sent"), olga.team("Sent: {n} of {all}", n=10, all=10))


BROKEN = {  # what Python cannot read, or SQLite; and how it is mended
    "UPDATE mailing SET audience = 'broken ' || audience": "UPDATE mailing SET audience = substr(audience, 8)",
    "UPDATE mailing SET people = 'broken'": "UPDATE mailing SET people = ''",
}


@pytest.mark.parametrize(("broken", "mended"), BROKEN.items(), ids=["audience", "people"])
async def test_one_that_cannot_go_on_holds_up_no_other_and_goes_on_after_the_next_start(
    play: Stage, broken: str, mended: str
) -> None:
    olga, [first, *_] = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await play.change(broken)
    await play.event("Chor", by=olga)
    await play.later(seconds=2)
    assert await first.has("Chor") == 1
    assert await invited(play) == 4
    await play.change(mended)
    await play.restarts()
    await play.later(seconds=2)
    assert await invited(play) == 10


async def test_it_is_not_over_while_people_are_left(play: Stage) -> None:
    olga, _ = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await play.work()
    await play.app.schedule.tick()
    await play.work()
    await olga.reads_no(olga.team("Everything is sent"))
    assert await play.count("SELECT count(*) FROM announcement WHERE state = 'sending'") == 1


async def test_after_a_restart_it_goes_on_where_it_was(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await play.restarts()
    await play.later(seconds=2)
    assert [await person.has(TITLE) for person in everyone] == [1] * 9


async def test_a_correction_in_between_reaches_everyone_left_in_its_new_form(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await play.work()
    had_it = [await person.has(TITLE) for person in everyone]
    assert sum(had_it) == 3
    await olga.presses("fix:1")
    await olga.taps(olga.team("Contact"))
    await olga.says("Marta")
    await play.later(seconds=2)
    assert [await person.has(TITLE) for person in everyone] == [1] * 9
    assert [await person.has("Marta") for person in everyone] == [1] * 9  # whoever had it has it changed


async def test_stopped_in_between_nobody_else_gets_it_until_it_is_sent_again(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await play.work()
    await olga.taps(olga.team("Stop"))
    await play.later(seconds=2)
    assert sum([await person.has(TITLE) for person in everyone]) == 3
    await olga.presses("send:1")
    await play.later(seconds=2)
    assert [await person.has(TITLE) for person in everyone] == [1] * 9


async def test_who_is_forgotten_in_between_gets_nothing_and_who_cannot_be_reached_is_counted(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await everyone[7].presses("forget:yes")
    await play.change("UPDATE chat SET reachable = 0 WHERE address = ?", everyone[8].address)
    await play.later(seconds=2)
    assert [await person.has(TITLE) for person in everyone[:7]] == [1] * 7
    await olga.reads(olga.team("Sent: {n} of {all}", n=8, all=9), olga.team("Cannot be reached: {n}", n=1))


async def test_an_event_cancelled_in_between_is_announced_to_nobody_else(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await begun(play, olga)
    await play.work()
    await olga.presses("cancel:1")
    await olga.taps(olga.team("Yes, cancel it"))
    await olga.taps(olga.tt("Leave it out"))
    await play.later(seconds=2)
    assert sum([await person.has(TITLE) for person in everyone]) == 3
    assert not await play.count("SELECT count(*) FROM mailing")


async def test_facts_go_into_sent_messages_slice_by_slice_and_undo_no_answer(play: Stage) -> None:
    olga, everyone = await play.coordinator(), await neighbours(play)
    await play.event(by=olga)
    before = {person.address: await person.reads(TITLE) for person in everyone}
    for name in ("Marta", "Peter"):
        await olga.presses("fix:1")
        await olga.taps(olga.team("Contact"))
        await olga.says(name)
    await play.app.schedule.tick()
    assert await play.count("SELECT count(*) FROM mailing WHERE renewal_id IS NOT NULL") == 3  # a language each
    assert await play.count("SELECT count(*) FROM delivery WHERE renewal_id IS NOT NULL") < 9
    await everyone[-1].taps(everyone[-1].t("I am coming"), before[everyone[-1].address])
    await play.later(seconds=2)
    for person in everyone:
        shown = await person.again(before[person.address])
        assert "Peter" in shown.text
        assert (person.t("Calendar") in " ".join(shown.labels)) == (person is everyone[-1])
    assert [await person.has(TITLE) for person in everyone] == [1] * 9


async def test_a_text_goes_into_sent_messages_slice_by_slice_and_undoes_no_answer(play: Stage) -> None:
    olga = await play.coordinator()
    people = [await play.neighbour(f"N{number}", "tr") for number in range(9)]
    await play.event(by=olga)
    before = {person.address: await person.reads(TITLE) for person in people}
    await olga.presses("word:1")
    await olga.taps("Türkçe")
    await olga.says("Kurabiye")
    await olga.taps(olga.tt("Leave it out"))
    assert await play.count("SELECT count(*) FROM delivery WHERE renewal_id IS NOT NULL") < 9
    await people[-1].taps(people[-1].t("I am coming"), before[people[-1].address])
    await play.later(seconds=2)
    for person in people:
        shown = await person.again(before[person.address])
        assert "Kurabiye" in shown.text
        assert (person.t("Calendar") in " ".join(shown.labels)) == (person is people[-1])
    await olga.reads(olga.team("Changed: {n}", n=8))
