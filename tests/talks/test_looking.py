"""Looking around: the menu, what is on, my events, the calendar file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from icalendar import Calendar

from bot.language import formats
from tests.play import SATURDAY, Person, Stage


async def calendar(play: Stage, person: Person) -> dict[str, object]:
    """The entry in the calendar file on the newest message."""
    shown = await person.last()
    name, data = await play.file(shown)
    assert name.endswith(".ics")
    (entry,) = cast(Any, Calendar.from_ical(data)).walk("VEVENT")
    return {key: entry[key] for key in ("UID", "SEQUENCE", "SUMMARY", "STATUS")} | {"start": entry["DTSTART"].dt}


async def test_the_menu_leads_everywhere_and_back(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    for label, words in (
        ("What is on", "There is nothing planned now. We will write to you."),
        ("My events", "You have no events yet."),
        ("About me", "You get invitations."),
        ("Language", "Please choose your language."),
    ):
        await person.commands("menu")
        menu = await person.last()
        await person.taps(person.t(label), menu)
        shown = await person.again(menu)
        assert person.t(words) in shown.text
        if label != "Language":
            await person.taps(person.t("Menu"), shown)
            assert person.t("Hello {name}! What would you like to do?", name="Amina") in (await person.again(menu)).text


async def test_an_unknown_command_shows_the_menu(play: Stage) -> None:
    person = await play.neighbour("Amina")
    for command in ("help", "menu", "nonsense"):
        await person.commands(command)
        assert person.t("What is on") in "".join((await person.last()).labels)


async def test_what_is_on_lists_the_next_first_with_ones_own_answer(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    for title, days in (("Later", 2), ("Sooner", 1), ("Maybe", 3), ("Full", 4)):
        await play.event(title, start=SATURDAY + timedelta(days=days), places=1)
    await play.event("Draft", send=False)
    other = await play.neighbour("Sara")
    await other.presses("a:4:coming")
    for action in ("a:1:coming", "a:2:no", "a:3:maybe", "a:4:coming"):
        await person.presses(action)
    await person.commands("events")
    labels = [label for label in (await person.last()).labels if "·" in label]
    shown = [formats.short_day((SATURDAY + timedelta(days=ahead)).date(), language) for ahead in (1, 2, 3, 4)]
    names = ("❌ {} 15:00 · Sooner", "✅ {} 15:00 · Later", "🤔 {} 15:00 · Maybe", "⏳ {} 15:00 · Full")
    assert labels == [name.format(day) for name, day in zip(names, shown, strict=True)]


async def test_my_events_are_those_i_come_to_may_come_to_or_wait_for(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    for title in ("Coming", "Refused", "Perhaps", "Unanswered", "Off"):
        await play.event(title)
    for action in ("a:1:coming", "a:2:no", "a:3:maybe", "a:5:coming"):
        await person.presses(action)
    await play.change("UPDATE event SET state = 'cancelled' WHERE id = 5")
    await person.commands("my")
    titles = [label.rpartition("· ")[2] for label in (await person.last()).labels if "·" in label]
    assert sorted(titles) == ["Coming", "Perhaps"]
    await person.taps("Coming")
    assert "🎉 Coming" in (await person.last()).text


async def test_a_list_stays_when_an_event_is_opened(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event("Repair café")
    await person.commands("events")
    shown = await person.last()
    await person.taps("Repair café", shown)
    assert (await person.again(shown)).text == shown.text
    assert (await person.last()).name != shown.name


async def test_an_event_that_is_over_is_on_no_list(play: Stage) -> None:
    person = await play.neighbour("Amina")
    await play.event("Repair café")
    await person.presses("a:1:coming")
    await play.later(days=6)
    for command in ("events", "my"):
        await person.commands(command)
        assert not any("Repair" in label for label in (await person.last()).labels)


async def test_the_calendar_file_moves_its_entry_when_the_event_moves(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", language)
    await play.event("Repair café", by=olga)
    await person.taps(person.t("I am coming"), await person.reads("Repair café"))
    await person.taps(person.t("Calendar"))
    first = await calendar(play, person)
    assert person.t("Open the file to put it into your calendar.") in (await person.last()).text
    assert first["SUMMARY"] == "Repair café"
    assert first["STATUS"] == "CONFIRMED"
    await olga.presses("move:1")
    await olga.says("29.11. 10:00-11:00")
    await olga.taps(olga.tt("Yes"))
    await person.presses("ics:1")
    second = await calendar(play, person)
    assert second["UID"] == first["UID"]
    assert int(str(second["SEQUENCE"])) > int(str(first["SEQUENCE"]))
    assert f"{second['start']:%d.%m. %H:%M}" == "29.11. 09:00"
    await olga.presses("cancel:1")
    await olga.taps(olga.team("Yes, cancel it"))
    await olga.taps(olga.tt("Leave it out"))
    await person.presses("ics:1")
    third = await calendar(play, person)
    assert third["UID"] == first["UID"]
    assert int(str(third["SEQUENCE"])) > int(str(second["SEQUENCE"]))
    assert third["STATUS"] == "CANCELLED"
