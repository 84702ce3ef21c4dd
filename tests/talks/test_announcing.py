"""Announcing anything else than an event, to an audience."""

from __future__ import annotations

import pytest

from bot.domain.people import Residence
from bot.language.languages import LANGUAGES
from tests.play import Person, Stage, plain

WORDS = "Am Montag ist das Büro zu."

PLAYED_IN = ("en", "pl")  # a language of the team, and one whose coordinators read the team's first


async def crowd(play: Stage) -> tuple[Person, dict[str, Person]]:
    """People of every audience there is; Team is the one who made the event."""
    olga = await play.coordinator()
    people = {
        "new": await play.neighbour("new", "tr", residence=Residence.NEW),
        "long": await play.neighbour("long", "de", residence=Residence.LONG),
        "coming": await play.neighbour("coming", "ar"),
        "waiting": await play.neighbour("waiting", "ar"),
        "maybe": await play.neighbour("maybe", "ar"),
        "paused": await play.neighbour("paused", "tr", residence=Residence.NEW),
        "silent": await play.neighbour("silent", "tr"),
    }
    await people["paused"].presses("pause:1")
    await play.event(by=olga, places=1)
    for name, answer in (
        ("coming", "coming"),
        ("waiting", "coming"),
        ("maybe", "maybe"),
        ("new", "no"),
        ("long", "no"),
    ):
        await people[name].presses(f"a:1:{answer}")
    return olga, people | {"olga": olga}


async def announces(olga: Person, audience: str, value: str = "", *, send: str = "Send it now") -> None:
    await olga.presses("announce")
    await olga.says(WORDS)
    await olga.taps(olga.team(audience))
    if value:
        await olga.taps(value)
    if olga.team("Will you also write it in other languages?") in (await olga.last()).text:
        await olga.taps(f"❌ {olga.tt('No')}")
    if send:
        await olga.taps(olga.team(send))


async def readers(people: dict[str, Person]) -> set[str]:
    """Who got the news; for Olga that is a message of its own, not the preview."""
    found = set()
    for name, person in people.items():
        title = person.t("News from {project}", project="Kranich")
        for shown in await person.page():
            if WORDS in shown.text and shown.text.startswith(f"📣 {title}"):
                found.add(name)
    return found


@pytest.mark.parametrize(
    ("audience", "value", "expected"),
    [
        ("Everyone", "", {"new", "long", "coming", "waiting", "maybe", "silent", "olga"}),
        ("A language", LANGUAGES["tr"].name, {"new", "silent"}),
        ("Those coming to an event", "Plätzchen", {"coming"}),
        ("Those who have not answered", "Plätzchen", {"silent", "olga"}),
        ("Newly arrived people", "", {"new"}),
        ("People who have been here for long", "", {"long"}),
    ],
)
async def test_every_audience_gets_what_is_meant_for_it(
    play: Stage, audience: str, value: str, expected: set[str]
) -> None:
    olga, people = await crowd(play)
    await announces(olga, audience, value)
    await play.later(seconds=5)
    assert await readers(people) == expected
    await olga.reads(olga.team("Sent: {n} of {all}", n=len(expected), all=len(expected)))


async def test_the_preview_says_how_many_get_it_in_which_language(play: Stage, language: str) -> None:
    olga, _ = await crowd(play)
    olga.language = language
    await play.change("UPDATE participant SET language = ? WHERE name = 'Olga'", language)
    await announces(olga, "A language", LANGUAGES["ar"].name, send="")
    shown = await olga.last()
    count = 3 + (language == "ar")
    assert olga.team("This is how people read it:") in shown.text
    only = plain(olga.team("in {source} only", source=LANGUAGES["de"].spoken))
    assert f"⚠️ {only}: {LANGUAGES['ar'].name} {count}" in plain(shown.text)
    assert f"({count})" in " ".join(shown.labels)


async def test_it_is_written_in_other_languages_and_everyone_reads_theirs(play: Stage) -> None:
    olga, people = await crowd(play)
    await olga.presses("announce")
    await olga.says(WORDS)
    await olga.taps(olga.team("Everyone"))
    await olga.taps(f"✅ {olga.tt('Yes')}")
    written = {"tr": "Pazartesi ofis kapalı.", "ar": "المكتب مغلق يوم الاثنين."}
    for _ in range(3):
        question = (await olga.last()).text
        code = next((code for code in written if LANGUAGES[code].name in question), None)
        if code:
            await olga.says(written[code])
        else:
            await olga.taps(olga.tt("Leave it out"))
    await olga.taps(olga.team("Send it now"))
    for name, words in (("silent", written["tr"]), ("maybe", written["ar"]), ("long", WORDS)):
        shown = await people[name].reads(words)
        assert "ℹ️" not in shown.text


async def test_it_is_not_sent_after_all(play: Stage) -> None:
    olga, people = await crowd(play)
    await announces(olga, "Everyone", send="Do not send it")
    await olga.reads(olga.team("Not sent."))
    await play.later(seconds=5)
    assert await readers(people) == set()
    assert await play.count("SELECT count(*) FROM announcement WHERE kind = 'news'") == 0


async def test_it_goes_out_at_a_time(play: Stage) -> None:
    olga, people = await crowd(play)
    await announces(olga, "Newly arrived people", send="Send it at a time")
    await olga.says("24.11. 18:00")
    await olga.reads(olga.team("It is planned."))
    await play.later(days=1, hours=7)
    assert await readers(people) == set()
    await play.later(hours=2)
    assert await readers(people) == {"new"}


async def test_an_audience_of_nobody_is_told_before_anything_is_sent(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    await announces(olga, "People who have been here for long", send="")
    assert olga.team("Nobody belongs to this group now. Nothing was sent.") in (await olga.last()).text
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_without_events_there_is_a_way_back(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("announce")
    await olga.says(WORDS)
    await olga.taps(olga.team("Those coming to an event"))
    shown = await olga.reads(olga.team("There are no events here."))
    await olga.taps(olga.tt("Back"), shown)
    await olga.reads(olga.team("To whom?"))


async def test_a_text_that_is_too_long_is_refused_with_the_number_of_letters(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("announce")
    await olga.says("ä" * 1501)
    shown = await olga.last()
    assert olga.tt("This is too long. Please write at most {n} letters.", n=1500) in shown.text
    await olga.says("ä" * 1500)
    await olga.reads(olga.team("To whom?"))


async def test_the_last_button_pressed_twice_sends_once(play: Stage) -> None:
    olga, people = await crowd(play)
    await announces(olga, "Everyone", send="")
    send = (await olga.last()).button(olga.team("Send it now"))
    await olga.presses(send)
    await olga.presses(send)
    await play.later(seconds=5)
    assert await play.count("SELECT count(*) FROM announcement WHERE kind = 'news'") == 1
    assert await people["silent"].has(WORDS) == 1


async def test_what_is_planned_for_later_can_be_withdrawn(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    await olga.presses("announce")
    await olga.says("Der Treff ist zu.")
    await olga.taps(olga.team("Everyone"))
    await olga.taps(f"❌ {olga.tt('No')}")
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("24.11. 18:00")
    planned = await olga.reads(olga.team("It is planned."))
    await olga.taps(olga.team("Stop"), planned)
    assert olga.team("Not sent.") in (await olga.again(planned)).text
    await play.later(days=2)
    await person.reads_no("Der Treff ist zu.")
