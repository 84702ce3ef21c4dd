"""A new event, question by question."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language import formats
from bot.language.languages import LANGUAGES
from tests.play import SATURDAY, Person, Stage

ROW = "SELECT * FROM event ORDER BY id"

PLAYED_IN = ("en", "pl")  # a language of the team, and one whose coordinators read the team's first


async def until_when(play: Stage, language: str = "en") -> Person:
    """A coordinator who is asked when it is."""
    olga = await play.coordinator(language=language)
    await olga.presses("new")
    await olga.says("Plätzchen backen")
    await olga.says("Wir backen zusammen.")
    return olga


async def from_place(olga: Person, *, repeat: str = "One time only") -> None:
    """The rest with the shortest answers."""
    await olga.says("Grundstraße 10")
    await olga.taps(olga.tt("It costs nothing"))
    await olga.taps(olga.tt("For everyone"))
    await olga.taps(f"✅ {olga.tt('Yes')}")
    await olga.taps(olga.team("Nothing"))
    await olga.taps(olga.team("No limit"))
    await olga.taps(olga.team("Nobody"))
    await olga.taps(olga.team("No picture"))
    await olga.taps(olga.team(repeat))


async def times(play: Stage) -> list[tuple[str, str]]:
    return [(row["local_start"], row["local_end"]) for row in await play.app.database.read.all(ROW)]


async def test_every_fact_is_asked_for_and_stored(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    await olga.presses("team")
    await olga.taps(olga.team("New event"))
    for question, answer in (
        ("What is it called?", "Plätzchen backen"),
        ("What happens there?", "Wir backen.\nAlle helfen."),
        ("When is it?", "28.11. 15:00"),
        ("How long is it, or until when?", "17:30"),
        ("Where is it?", "Grundstraße 10"),
        ("What does it cost?", "5 Euro"),
        ("Who is it for?", "Familien"),
    ):
        assert olga.team(question) in (await olga.last()).text
        await olga.says(answer)
    assert olga.team("Are children welcome?") in (await olga.last()).text
    await olga.taps(f"❌ {olga.tt('No')}")
    await olga.says("Eine Dose")
    await olga.says("12")
    await olga.taps("🙋 Olga")
    await olga.sends_file("photo", "image/png", b"a picture")
    await olga.taps(olga.team("One time only"))
    card = await olga.last()
    assert olga.team("Saved as a draft.") in card.text
    assert olga.team("Draft: only the team sees it") in card.text
    row = await play.app.database.read.one(ROW)
    assert row is not None
    assert (row["local_start"], row["local_end"]) == ("2026-11-28T15:00", "2026-11-28T17:30")
    assert row["starts_at"] == "2026-11-28T14:00:00.000000+00:00"
    assert [row[key] for key in ("place", "children_welcome", "places", "contact", "state")] == [
        "Grundstraße 10", 0, 12, "Olga", "draft",
    ]  # fmt: skip
    await olga.presses("me1:1")
    shown = await olga.last()
    for word in ("Wir backen.\nAlle helfen.", "5 Euro", "Familien", "Eine Dose", "17:30"):
        assert word in shown.text
    assert (await play.file(shown))[1] == b"a picture"


async def test_back_leads_through_every_question_of_a_new_event(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("28.11. 15:00-17:00")
    await from_place(olga, repeat="Every week")
    questions = [
        "Until which day?", "Does it take place more than once?", "Is there a picture? Send it now.",
        "Who answers questions? Name, perhaps a number.", "How many places are there?", "What should people bring?",
        "Are children welcome?", "Who is it for?", "What does it cost?", "Where is it?", "When is it?",
        "What happens there?", "What is it called?",
    ]  # fmt: skip
    for question in questions:
        shown = await olga.last()
        assert olga.team(question) in shown.text
        if question != questions[-1]:
            await olga.taps(olga.tt("Back"), shown)
    assert await play.count("SELECT count(*) FROM event") == 0


async def test_a_day_and_a_time_are_tapped(play: Stage, language: str) -> None:
    olga = await until_when(play, language)
    say = "de" if language not in {"de", "en"} else language
    await olga.taps(formats.short_day(SATURDAY.date(), say))
    await olga.reads(olga.team("At what time?"))
    await olga.taps("15:00")
    await olga.taps(olga.team("{n} hours", n=3))
    await from_place(olga)
    assert await times(play) == [("2026-11-28T15:00", "2026-11-28T18:00")]


@pytest.mark.parametrize(
    "typed",
    [
        "28.11. 15:00-17:00", "Sa 28.11. 15-17 Uhr", "Samstag 15 bis 17 Uhr", "Saturday 3pm-5pm",
        "28.11.2026 15:00 - 17:00", "28. November 15:00-17:00", "2026-11-28 15:00-17:00",
    ],
)  # fmt: skip
async def test_times_are_typed_as_people_type_them(play: Stage, typed: str) -> None:
    olga = await until_when(play)
    await olga.says(typed)
    await from_place(olga)
    assert await times(play) == [("2026-11-28T15:00", "2026-11-28T17:00")]


async def test_a_time_after_midnight_is_on_the_next_day(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("28.11. 20:00-01:00")
    await from_place(olga)
    assert await times(play) == [("2026-11-28T20:00", "2026-11-29T01:00")]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("22.11. 15:00", "This is in the past."),
        ("heute 9 Uhr", "This is in the past."),
        ("25.10.2027 99 Uhr", ""),
        ("31.2. 15:00", "There is no such day or time."),
        ("So 28.11. 15:00", "Weekday and date do not fit."),
        ("irgendwann", 'I do not understand this. Please write it like this: "28.11. 15:00".'),
        ("15:00", "Please write the day, too."),
    ],
)
async def test_a_time_that_cannot_be_is_refused_with_the_reason(play: Stage, typed: str, reason: str) -> None:
    olga = await until_when(play)
    await refused(olga, typed, reason)


async def refused(olga: Person, typed: str, reason: str) -> None:
    """The question when it is comes again under the reason, and goes on with a time that can be."""
    await olga.says(typed)
    shown = await olga.last()
    assert olga.team("When is it?") in shown.text
    assert "☝️" in shown.text
    assert olga.team(reason) in shown.text if reason else True
    await olga.says("28.11. 15:00-17:00")
    await olga.reads(olga.team("Where is it?"))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("28.3.2027 2:30", "This time does not exist: the clocks are set forward then."),
        ("28.3.2027 1:30-2:30", "This time does not exist: the clocks are set forward then."),
        ("31.10.2027 2:30", "The clocks show this time twice in that night. Please choose another."),
    ],
)
async def test_fault_19_a_time_that_the_clocks_skip_or_show_twice_is_refused_with_the_reason(
    play: Stage, typed: str, reason: str
) -> None:
    olga = await until_when(play)
    await refused(olga, typed, reason)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("27.11. 12:00", "The end is before the start."),
        ("28.11. 14:59", "The end is before the start."),
        ("28.12. 15:00", "This is too long: more than two weeks."),
        ("bald", 'I do not understand this. Please write it like this: "28.11. 15:00".'),
    ],
)
async def test_an_end_that_cannot_be_is_refused_with_the_reason(play: Stage, typed: str, reason: str) -> None:
    olga = await until_when(play)
    await olga.says("28.11. 15:00")
    await olga.says(typed)
    shown = await olga.last()
    assert olga.team(reason) in shown.text
    assert olga.team("How long is it, or until when?") in shown.text


async def test_fault_19_a_length_that_ends_in_the_hour_that_does_not_exist_is_refused(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("28.3.2027 1:30")
    await olga.taps(olga.team("1 hour"))
    shown = await olga.last()
    assert olga.team("This time does not exist: the clocks are set forward then.") in shown.text
    assert olga.team("How long is it, or until when?") in shown.text
    await olga.taps(olga.team("{n} hours", n=2), shown)
    await olga.reads(olga.team("Where is it?"))


async def test_a_time_of_today_that_has_passed_is_refused_and_asked_for_again(play: Stage) -> None:
    olga = await until_when(play)
    await olga.taps(formats.short_day(play.clock.now.date(), "en"))
    await olga.taps("09:00")
    shown = await olga.last()
    assert olga.team("This is in the past.") in shown.text
    assert olga.team("At what time?") in shown.text


async def test_a_plan_left_lying_until_its_time_has_passed_asks_for_it_again(play: Stage) -> None:
    olga = await until_when(play)
    await olga.taps(formats.short_day(play.clock.now.date(), "en"))
    await olga.taps("17:00")
    await olga.taps(olga.team("{n} hours", n=2))
    await play.later(days=2)
    await olga.says("Grundstraße 10")
    shown = await olga.last()
    assert olga.team("This is in the past.") in shown.text
    assert olga.team("At what time?") in shown.text
    await olga.says("28.11. 15:00-17:00")
    await from_place(olga)
    assert await times(play) == [("2026-11-28T15:00", "2026-11-28T17:00")]


@pytest.mark.parametrize(
    ("repeat", "until", "days"),
    [
        ("Every week", "19.12.", ["2026-11-28", "2026-12-05", "2026-12-12", "2026-12-19"]),
        ("Every month", "31.3.2027", ["2026-11-28", "2026-12-28", "2027-01-28", "2027-02-28", "2027-03-28"]),
        ("Every week", "28.11.", ["2026-11-28"]),
    ],
)
async def test_a_series_takes_place_until_its_last_day(play: Stage, repeat: str, until: str, days: list[str]) -> None:
    olga = await until_when(play)
    await olga.says("28.11. 15:00-17:00")
    await from_place(olga, repeat=repeat)
    await olga.says(until)
    assert [start for start, _ in await times(play)] == [f"{day}T15:00" for day in days]
    if len(days) > 1:
        await olga.reads(olga.team("Saved as a draft: {n} dates.", n=len(days)))


async def test_a_series_cannot_end_before_it_begins(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("28.11. 15:00-17:00")
    await from_place(olga, repeat="Every week")
    await olga.says("27.11.")
    shown = await olga.last()
    assert olga.team("This day is before the first date.") in shown.text
    assert olga.team("Until which day?") in shown.text


async def test_fault_19_a_series_over_a_night_that_lacks_its_hour_is_refused_with_the_reason(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("21.3.2027 2:30-4:00")
    await from_place(olga, repeat="Every week")
    await olga.says("4.4.2027")
    shown = await olga.last()
    assert olga.team("This time does not exist: the clocks are set forward then.") in shown.text
    assert olga.team("Until which day?") in shown.text
    assert await play.count("SELECT count(*) FROM event") == 0


async def test_a_series_keeps_its_hour_over_the_change_of_the_clocks(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("20.3.2027 15:00-17:00")
    await from_place(olga, repeat="Every week")
    await olga.says("3.4.2027")
    rows = await play.app.database.read.all(ROW)
    assert [row["starts_at"][11:16] for row in rows] == ["14:00", "14:00", "13:00"]


async def test_one_date_of_a_series_is_moved_alone(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("28.11. 15:00-17:00")
    await from_place(olga, repeat="Every week")
    await olga.says("12.12.")
    await olga.presses("move:2")
    await olga.says("6.12. 10:00-12:00")
    await olga.taps(olga.tt("Yes"))
    starts = [start for start, _ in await times(play)]
    assert starts == ["2026-11-28T15:00", "2026-12-06T10:00", "2026-12-12T15:00"]


async def test_stopping_in_the_middle_makes_nothing(play: Stage, language: str) -> None:
    olga = await until_when(play, language)
    await olga.taps(olga.tt("Stop"))
    await olga.reads(olga.t("Stopped. Nothing was changed."))
    assert await play.count("SELECT count(*) FROM event") == 0
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_nothing_of_a_plan_is_lost_when_the_bot_goes_off(play: Stage) -> None:
    olga = await until_when(play)
    await play.restarts()
    await olga.says("28.11. 15:00-17:00")
    await play.restarts()
    await from_place(olga)
    assert await times(play) == [("2026-11-28T15:00", "2026-11-28T17:00")]


@pytest.mark.parametrize("wrong", ["0", "-3", "10001", "viele", "1.5"])
async def test_a_wrong_number_of_places_is_asked_for_again(play: Stage, wrong: str) -> None:
    olga = await play.coordinator()
    await play.event(by=olga, places=5)
    await olga.presses("fix:1")
    await olga.taps(olga.team("Number of places"))
    await olga.says(wrong)
    shown = await olga.last()
    assert olga.tt("Please choose a number from {least} to {most}.", least=1, most=10000) in shown.text
    assert await play.count("SELECT places FROM event") == 5


async def test_texts_are_written_in_other_languages_and_reach_their_readers(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", "tr")
    await play.event(by=olga, send=False)
    await olga.presses("te:1")
    await olga.taps(olga.team("Write it in another language"))
    await olga.taps("Türkçe")
    await olga.reads("Plätzchen backen")
    await olga.says("Kurabiye yapıyoruz")
    await olga.taps(olga.tt("Leave it out"))
    await olga.presses("pv:1:tr")
    preview = next(one for one in reversed(await olga.page()) if "Kurabiye" in one.text)
    assert "Wir backen zusammen." in preview.text
    assert not preview.buttons
    await olga.presses("send:1")
    invitation = await person.reads("Kurabiye yapıyoruz", "Wir backen zusammen.")
    assert "ℹ️" in invitation.text


async def test_a_bare_number_at_the_time_is_an_hour_and_not_the_place_of_a_button(play: Stage) -> None:
    olga = await until_when(play)
    await olga.taps(formats.short_day(SATURDAY.date(), "en"))
    await olga.reads("At what time?")
    await olga.says("9")
    await olga.reads("How long is it, or until when?", "09:00")
    await olga.says("2")
    await from_place(olga)
    assert await times(play) == [("2026-11-28T09:00", "2026-11-28T11:00")]


async def test_a_bare_number_at_the_day_is_not_the_place_of_a_button(play: Stage) -> None:
    olga = await until_when(play)
    await olga.says("3")
    await olga.reads_no("At what time?")
    assert "When is it?" in (await olga.last()).text


async def test_a_coordinator_who_reads_another_language_is_told_in_which_to_write(play: Stage) -> None:
    olga, peter = await play.coordinator(), await play.coordinator("Peter", "de")
    for person in (olga, peter):
        await person.presses("new")
        await person.reads(person.team("What is it called?"))
    source = LANGUAGES["de"].name
    hint = olga.team("Please write it in {language}.", language=source)
    assert hint in (await olga.last()).text
    await olga.says("Plätzchen backen")
    assert hint in (await olga.last()).text
    await peter.reads_no(peter.team("Please write it in {language}.", language=source))


async def test_what_is_written_after_a_long_silence_is_not_taken_and_the_question_says_so(
    play: Stage, language: str
) -> None:
    olga = await until_when(play, language)
    await play.later(hours=13)
    await olga.says("28.11. 15:00-17:00")
    asked = await olga.last()
    assert olga.tt("You were here before. I did not take what you wrote now.") in asked.text
    assert olga.team("When is it?") in asked.text
    await olga.says("29.11. 15:00-17:00")
    await from_place(olga)
    assert await times(play) == [("2026-11-29T15:00", "2026-11-29T17:00")]


async def test_a_translation_reaches_invitations_that_still_wait(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", "tr")
    await play.event(by=olga, send=False)
    await play.later(hours=12)
    await olga.presses("send:1")
    await olga.presses("word:1")
    await olga.taps("Türkçe")
    await olga.says("Kurabiye yapıyoruz")
    await olga.says("Birlikte yapıyoruz.")
    await play.later(hours=12)
    assert "ℹ️" not in (await person.reads("Kurabiye yapıyoruz", "Birlikte yapıyoruz.")).text
    await person.reads_no("Plätzchen backen")
    assert await play.count("SELECT count(*) FROM audit WHERE action = 'event translated'") == 1


async def test_a_translation_is_written_for_every_date_of_a_series_with_the_same_text(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga, send=False, repeat="weekly", until=date(2026, 12, 12))
    await olga.presses("fix:2")
    await olga.taps(olga.team("Title"))
    await olga.says("Brot backen")
    await olga.presses("word:1")
    await olga.taps("Türkçe")
    await olga.says("Kurabiye yapıyoruz")
    await olga.says("Birlikte yapıyoruz.")
    await olga.reads(olga.team("Dates with the same text that have it now, too: {n}", n=2))
    titles = "SELECT count(*) FROM wording WHERE language = 'tr' AND field = 'title'"
    assert await play.count(titles) == 2
    assert await play.count(titles.replace("title", "what")) == 3
