"""Full events: waiting in line, and moving up."""

from __future__ import annotations

import asyncio

from tests.play import Person, Stage
from tests.talks.test_invitation import coming, people

COMING, NO = "a:1:coming", "a:1:no"


def waiting(person: Person, turn: int, adults: int, children: int = 0) -> str:
    who = people(person, adults, children)
    return person.t("Waiting list for {people}. You are number {turn}.", people=who, turn=turn)


async def joins(play: Stage, name: str, adults: int = 1, children: int = 0, language: str = "en") -> Person:
    person = await play.neighbour(name, language, adults=adults, children=children)
    await person.presses(COMING)
    return person


async def places(play: Stage) -> tuple[int, list[str]]:
    """The places taken, and the names on the waiting list in its order."""
    held = await play.count("SELECT coalesce(sum(adults + children), 0) FROM answer WHERE waiting = 0")
    rows = await play.app.database.read.all(
        "SELECT name FROM answer JOIN participant ON id = participant_id WHERE waiting = 1 ORDER BY since"
    )
    return held, [row["name"] for row in rows]


async def test_who_finds_no_place_reads_their_turn(play: Stage, language: str) -> None:
    await play.event(places=2)
    await joins(play, "Awin", 2)
    dawit = await joins(play, "Dawit", 1, 2, language=language)
    assert waiting(dawit, 1, 1, 2) in (await dawit.last()).text
    sara = await joins(play, "Sara", language=language)
    assert waiting(sara, 2, 1) in (await sara.last()).text
    assert await places(play) == (2, ["Dawit", "Sara"])


async def test_a_free_place_is_given_on_after_ten_quiet_seconds_and_the_person_is_told(
    play: Stage, language: str
) -> None:
    await play.event(places=1)
    awin = await joins(play, "Awin")
    dawit = await joins(play, "Dawit", language=language)
    await awin.presses(NO)
    await play.later(seconds=9)
    assert await places(play) == (0, ["Dawit"])
    await play.later(seconds=2)
    assert await places(play) == (1, [])
    told = await dawit.last()
    assert dawit.t("Good news: there is a place for you now. You can come.") in told.text
    assert coming(dawit, 1) in told.text
    await dawit.taps(dawit.t("Not this time"), told)
    assert dawit.t("You are not coming this time.") in (await dawit.again(told)).text


async def test_families_cancel_one_by_one_and_the_quiet_seconds_begin_anew(play: Stage) -> None:
    await play.event(places=2)
    awin, bela = await joins(play, "Awin"), await joins(play, "Bela")
    await joins(play, "Family", 2)
    await awin.presses(NO)
    await play.later(seconds=8)
    await bela.presses(NO)
    await play.later(seconds=8)
    assert await places(play) == (0, ["Family"])
    await play.later(seconds=3)
    assert await places(play) == (2, [])


async def test_a_group_that_grows_smaller_one_by_one_holds_nobody_up_for_more_than_a_minute(play: Stage) -> None:
    await play.event(places=9)
    group = await joins(play, "Awin", 9)
    await joins(play, "Dawit")
    for adults in range(8, 1, -1):
        await group.presses(f"a:1:{adults}.0")
        await play.later(seconds=8)
    assert await places(play) == (2, ["Dawit"])
    await group.presses("a:1:1.0")
    await play.later(seconds=8)
    assert await places(play) == (2, [])


async def test_the_list_moves_up_in_its_order_and_several_at_once(play: Stage) -> None:
    await play.event(places=4)
    full = await joins(play, "Full", 4)
    for name, adults in (("First", 1), ("Second", 2), ("Third", 2), ("Fourth", 1)):
        play.clock.move_on(seconds=1)
        await joins(play, name, adults)
    await full.presses(NO)
    await play.later(seconds=11)
    assert await places(play) == (4, ["Third"])
    assert await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'up:%'") == 3


async def test_a_large_family_keeps_its_turn_while_smaller_ones_pass(play: Stage) -> None:
    await play.event(places=3)
    awin = await joins(play, "Awin", 2)
    await joins(play, "Bela", 1)
    family = await joins(play, "Family", 3)
    await joins(play, "Sara")
    await awin.presses(NO)
    await play.later(seconds=11)
    assert await places(play) == (2, ["Family"])
    await family.presses("ev:1")
    assert waiting(family, 1, 3) in (await family.last()).text


async def test_nobody_waits_beside_an_empty_chair_because_a_large_family_is_in_front(play: Stage) -> None:
    await play.event(places=3)
    await joins(play, "Awin", 2)
    await joins(play, "Family", 3)
    sara = await joins(play, "Sara")
    await play.later(seconds=11)
    assert await places(play) == (3, ["Family"])
    await sara.reads(sara.t("Good news: there is a place for you now. You can come."))


async def test_newcomers_do_not_overtake_a_place_that_is_about_to_be_given_on(play: Stage) -> None:
    await play.event(places=1)
    awin = await joins(play, "Awin")
    await joins(play, "Dawit")
    await awin.presses(NO)
    await joins(play, "Quick")
    await play.later(seconds=11)
    assert await places(play) == (1, ["Quick"])


async def test_a_change_of_mind_on_the_list_keeps_the_turn(play: Stage) -> None:
    await play.event(places=1)
    await joins(play, "Awin")
    family = await joins(play, "Family", 2, 1)
    await joins(play, "Sara")
    shown = await family.last()
    await family.taps(family.t("Only me"), shown)
    assert waiting(family, 1, 1) in (await family.again(shown)).text
    await family.presses("a:1:2.0", shown)
    assert waiting(family, 1, 2) in (await family.again(shown)).text


async def test_leaving_the_list_and_coming_back_begins_at_its_end(play: Stage) -> None:
    await play.event(places=1)
    await joins(play, "Awin")
    bela = await joins(play, "Bela")
    await joins(play, "Sara")
    await bela.presses(NO)
    await bela.presses(COMING)
    assert waiting(bela, 2, 1) in (await bela.last()).text


async def test_one_more_person_than_fits_is_refused_and_the_place_is_kept(play: Stage, language: str) -> None:
    await play.event(places=2)
    awin = await joins(play, "Awin", 2, language=language)
    shown = await awin.last()
    await awin.taps(f"➕ {awin.t('Child')}", shown)
    awin.hears(awin.t("There are no more free places."))
    assert await places(play) == (2, [])
    await awin.taps(f"➖ {awin.t('Adult')}", shown)
    assert coming(awin, 1) in (await awin.again(shown)).text


async def test_one_person_less_frees_a_place(play: Stage) -> None:
    await play.event(places=2)
    awin = await joins(play, "Awin", 2)
    await joins(play, "Dawit")
    await awin.taps(f"➖ {awin.t('Adult')}")
    await play.later(seconds=11)
    assert await places(play) == (2, [])


async def test_more_places_move_the_list_up(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(places=1, by=olga)
    await joins(play, "Awin")
    dawit = await joins(play, "Dawit")
    await olga.presses("fix:1")
    await olga.taps(olga.team("Number of places"))
    await olga.says("2")
    await play.later(seconds=11)
    assert await places(play) == (2, [])
    await dawit.reads(dawit.t("Good news: there is a place for you now. You can come."))


async def test_fewer_places_take_nobody_theirs_and_let_nobody_in(play: Stage) -> None:
    await play.event(places=3)
    awin = await joins(play, "Awin", 3)
    await play.change("UPDATE event SET places = 1")
    await joins(play, "Dawit")
    await awin.taps(awin.t("Only me"))
    await play.later(seconds=11)
    assert await places(play) == (1, ["Dawit"])


async def test_fault_21_fifty_people_tap_for_the_last_place_at_once(play: Stage) -> None:
    await play.event(places=3)
    await joins(play, "Awin", 2)
    crowd = [await play.neighbour(f"N{number:02}") for number in range(50)]
    taps = [person.press(COMING) for person in crowd]
    # Each tap comes in by a call of its own, and again; the bot works and delivers in the middle of it.
    calls = [play.app.receive("web", [tap]) for tap in (*taps, *taps[::-1])]
    await asyncio.gather(*calls[:30], play.work(), *calls[30:])
    await play.settle()
    arrived = await arrivals(play)
    held, queue = await places(play)
    assert held == 3
    assert queue == arrived[1:]
    for number, name in enumerate(arrived[1:], 1):
        person = crowd[int(name[1:])]
        assert waiting(person, number, 1) in (await person.last()).text
    await play.app.receive("web", [person.press(COMING) for person in crowd])
    await play.settle()
    assert (held, queue) == await places(play)
    winner = crowd[int(arrived[0][1:])]
    assert coming(winner, 1) in (await winner.last()).text


async def arrivals(play: Stage) -> list[str]:
    """The names of those in the crowd who tapped, in the order in which their taps were stored."""
    rows = await play.app.database.read.all(
        "SELECT p.name FROM inbox AS i JOIN chat AS c ON i.update_id LIKE c.address || ':%' "
        "JOIN participant AS p ON p.id = c.participant_id WHERE p.name LIKE 'N__' ORDER BY i.id"
    )
    return [row["name"] for row in rows]


async def test_fault_21_the_last_place_is_given_up_and_taken_by_two_at_once(play: Stage) -> None:
    await play.event(places=1)
    awin, dawit, sara = await joins(play, "Awin"), await joins(play, "Dawit"), await play.neighbour("Sara")
    taps = [awin.press(NO), sara.press(COMING), dawit.press(COMING), awin.press(COMING)]
    await asyncio.gather(*(play.app.receive("web", [tap]) for tap in taps), play.work())
    await play.work()
    assert await places(play) == (0, ["Dawit", "Sara", "Awin"])
    await play.later(seconds=11)
    assert await places(play) == (1, ["Sara", "Awin"])


async def test_news_of_a_place_waits_for_the_morning(play: Stage) -> None:
    await play.event(places=1)
    awin, dawit = await joins(play, "Awin"), await joins(play, "Dawit")
    await play.later(hours=11)  # 21:00
    await awin.presses(NO)
    await play.later(seconds=11)
    good_news = dawit.t("Good news: there is a place for you now. You can come.")
    await dawit.reads_no(good_news)
    await play.later(hours=11)
    await dawit.reads(good_news)


async def test_who_moved_up_in_the_night_and_then_cancelled_is_not_told_in_the_morning(play: Stage) -> None:
    await play.event(places=1)
    awin, dawit, sara = await joins(play, "Awin"), await joins(play, "Dawit"), await joins(play, "Sara")
    await play.later(hours=11)
    await awin.presses(NO)
    await play.later(seconds=11)
    await dawit.presses(NO)
    await play.later(seconds=11)
    await play.later(hours=11)
    await dawit.reads_no(dawit.t("Good news: there is a place for you now. You can come."))
    await sara.reads(sara.t("Good news: there is a place for you now. You can come."))


async def test_who_moved_up_in_the_night_reads_of_it_though_the_event_was_moved(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(places=1, by=olga)
    awin, dawit = await joins(play, "Awin"), await joins(play, "Dawit")
    await play.later(hours=11)
    await awin.presses(NO)
    await play.later(seconds=11)
    await olga.presses("move:1")
    await olga.says("29.11. 15:00-17:00")
    await olga.taps(olga.tt("Yes"))
    await play.later(hours=11)
    await dawit.reads(dawit.t("Good news: there is a place for you now. You can come."))
    await dawit.reads(dawit.t("There is a new date or time."))


async def test_nobody_moves_up_in_an_event_that_has_begun(play: Stage) -> None:
    await play.event(places=1)
    awin = await joins(play, "Awin")
    await joins(play, "Dawit")
    await play.later(days=5, hours=5, minutes=30)
    await awin.presses(NO)
    await play.later(seconds=11)
    assert await places(play) == (0, ["Dawit"])


async def test_a_party_too_large_for_what_is_free_is_told_why_it_waits(play: Stage) -> None:
    await play.event(places=4)
    amal = await play.neighbour("Amal", adults=2, children=3)
    await amal.presses("a:1:coming")
    why = amal.t("There is not enough room for all of you now. You can come with fewer people.")
    await amal.reads(why)
    await amal.presses("a:1:2.2")
    await amal.reads_no(why, "2 adults, 2 children")
