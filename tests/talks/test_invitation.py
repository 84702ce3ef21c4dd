"""The invitation: what stands on it, and answering it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.language.texts import texts
from tests.play import Person, Shown, Stage, plain

FACTS: dict[str, Any] = {
    "texts": {
        "title": "Plätzchen backen",
        "what": "Wir backen zusammen.",
        "cost": "5 Euro",
        "who_for": "Familien",
        "bring": "eine Dose",
    },
    "places": 12,
    "contact": "Olga",
}


def people(person: Person, adults: int, children: int = 0) -> str:
    """ "2 adults, 1 child" in the person's language."""
    say = texts(person.language)
    grown = say.tn("{number} adult", "{number} adults", adults)
    small = say.tn("{number} child", "{number} children", children)
    if not children:
        return plain(grown)
    return plain(say.t("{adults}, {children}", adults=grown, children=small) if adults else small)


def coming(person: Person, adults: int, children: int = 0) -> str:
    return person.t("You are coming: {people}", people=people(person, adults, children))


async def invited(play: Stage, language: str, adults: int = 2, children: int = 3) -> tuple[Person, Shown]:
    person = await play.neighbour("Amina", language, adults=adults, children=children)
    await play.event()
    return person, await person.reads("Plätzchen backen")


async def test_every_fact_stands_on_a_line_of_its_own_behind_its_pictogram(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await play.event(**FACTS)
    lines = (await person.last()).text.split("\n")
    facts = {
        "🎉": "Plätzchen backen",
        "📍": "Grundstraße 10",
        "💶": "5 Euro",
        "👥": "Familien",
        "🧒": person.t("Children are welcome"),
        "🎒": person.t("Please bring: {things}", things="eine Dose"),
        "🪑": person.t("Free places: {free}", free=12),
        "💬": person.t("Questions? Ask {name}", name="Olga"),
    }
    for icon, fact in facts.items():
        assert f"{icon} {fact}" in lines
    day = next(line for line in lines if line.startswith("🗓"))
    assert "28" in day
    assert "15:00" in day
    assert "17:00" in day
    foreign = [line for line in lines if line.startswith("ℹ️")]
    assert len(foreign) == (0 if language == "de" else 1)


async def test_an_event_for_nothing_and_everyone_says_so(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    await play.event(children_welcome=False)
    text = (await person.last()).text
    for fact in ("It costs nothing", "For everyone", "For adults only"):
        assert person.t(fact) in text
    assert "🪑" not in text


async def test_one_tap_says_that_all_of_the_household_come(play: Stage, language: str) -> None:
    person, invitation = await invited(play, language)
    await person.taps(person.t("I am coming"), invitation)
    assert coming(person, 2, 3) in (await person.again(invitation)).text


async def test_maybe_and_not_this_time(play: Stage, language: str) -> None:
    person, invitation = await invited(play, language)
    await person.taps(person.t("Maybe"), invitation)
    assert person.t("Maybe you are coming. Please tell us when you know.") in (await person.again(invitation)).text
    await person.taps(person.t("Not this time"), await person.again(invitation))
    assert person.t("You are not coming this time.") in (await person.again(invitation)).text
    await person.taps(person.t("I am coming"), await person.again(invitation))
    assert coming(person, 2, 3) in (await person.again(invitation)).text
    assert await play.count("SELECT count(*) FROM answer") == 1


async def test_the_number_of_people_is_changed_in_the_same_message(play: Stage, language: str) -> None:
    person, invitation = await invited(play, language)
    await person.taps(person.t("I am coming"), invitation)
    written = len(await person.page())
    for label, adults, children in (
        (f"➕ {person.t('Adult')}", 3, 3),
        (f"➖ {person.t('Child')}", 3, 2),
        (f"➖ {person.t('Adult')}", 2, 2),
        (f"➕ {person.t('Child')}", 2, 3),
        (person.t("Only me"), 1, 0),
        (person.t("All of us"), 2, 3),
    ):
        await person.taps(label, await person.again(invitation))
        assert coming(person, adults, children) in (await person.again(invitation)).text
    assert len(await person.page()) == written
    assert await play.count("SELECT adults * 10 + children FROM answer") == 23


async def test_the_last_person_cannot_be_taken_away(play: Stage) -> None:
    person, invitation = await invited(play, "en", adults=1, children=1)
    await person.taps("I am coming", invitation)
    await person.taps("➖ Adult", await person.again(invitation))
    shown = await person.again(invitation)
    assert coming(person, 0, 1) in shown.text
    assert not any("➖" in label for label in shown.labels)


async def test_every_button_pressed_twice_changes_nothing_more(play: Stage, language: str) -> None:
    person, invitation = await invited(play, language)
    seen = dict(invitation.buttons)
    await person.taps(person.t("I am coming"), invitation)
    seen |= (await person.again(invitation)).buttons
    for label, action in seen.items():
        if not action.startswith("a:"):
            continue
        await person.presses(action, invitation)
        once = await play.app.database.read.one("SELECT choice, adults, children, waiting FROM answer")
        text = (await person.again(invitation)).text
        await person.presses(action, invitation)
        twice = await play.app.database.read.one("SELECT choice, adults, children, waiting FROM answer")
        assert once is not None
        assert twice is not None
        assert tuple(once) == tuple(twice), label
        assert (await person.again(invitation)).text == text


async def test_the_same_tap_received_twice_counts_once(play: Stage) -> None:
    person, invitation = await invited(play, "en")
    tap = person.press(invitation.button("I am coming"), invitation)
    await play.app.receive("web", [tap, tap])
    await play.receive(tap)
    assert await play.count("SELECT count(*) FROM inbox WHERE update_id = ?", tap.update_id) == 1


async def test_children_are_not_counted_where_they_are_not_welcome(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language, adults=2, children=3)
    await play.event(children_welcome=False)
    invitation = await person.last()
    await person.taps(person.t("I am coming"), invitation)
    shown = await person.again(invitation)
    assert coming(person, 2) in shown.text
    assert not any(person.t("Child") in label for label in shown.labels)
    await person.presses("a:1:1.4", shown)
    assert coming(person, 1) in (await person.again(invitation)).text


async def test_an_old_message_still_changes_the_answer(play: Stage, language: str) -> None:
    person, invitation = await invited(play, language)
    await person.presses("ev:1")
    newer = await person.last()
    assert newer.name != invitation.name
    await person.taps(person.t("Not this time"), newer)
    await person.taps(person.t("I am coming"), invitation)
    assert coming(person, 2, 3) in (await person.again(invitation)).text
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'coming'") == 1


@pytest.mark.parametrize("choice", ["coming", "maybe", "no", "1.0"])
async def test_after_its_end_nobody_can_answer(play: Stage, choice: str) -> None:
    person, invitation = await invited(play, "en")
    play.clock.move_on(days=6)
    await person.presses(f"a:1:{choice}", invitation)
    person.hears(person.t("This is over already."))
    assert await play.count("SELECT count(*) FROM answer") == 0


async def test_a_cancelled_event_can_be_read_but_not_answered(play: Stage, language: str) -> None:
    person, invitation = await invited(play, language)
    await play.change("UPDATE event SET state = 'cancelled'")
    await person.taps(person.t("I am coming"), invitation)
    person.hears(person.t("This is cancelled. It does not take place."))
    await person.presses("ev:1")
    shown = await person.last()
    assert person.t("This is cancelled. It does not take place.") in shown.text
    assert not shown.buttons


async def test_what_is_cancelled_or_over_has_no_free_places(play: Stage) -> None:
    person = await play.neighbour("Amina")
    event = await play.event(places=12)
    await person.presses(f"ev:{event}")
    assert "🪑" in (await person.last()).text
    await play.change("UPDATE event SET state = 'cancelled'")
    await person.presses(f"ev:{event}")
    assert "🪑" not in (await person.last()).text
    await play.change("UPDATE event SET state = 'planned'")
    play.clock.move_on(days=6)
    await person.presses(f"ev:{event}")
    assert person.t("This is over already.") in (await person.last()).text
    assert "🪑" not in (await person.last()).text


async def test_a_draft_cannot_be_answered_or_read(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event(send=False)
    for action in ("a:1:coming", "ev:1", "ics:1"):
        await person.presses(action)
        person.hears(person.t("This button is no longer valid."))
    assert await play.count("SELECT count(*) FROM answer") == 0
