"""Help with languages at an event: who needs it, who gives it, and what the team sees and is told."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest

from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from tests.play import SATURDAY, Person, Shown, Stage

ROWS = "SELECT count(*) FROM language_help"
DAY_BEFORE = {"days": 4, "hours": 5, "minutes": 1}  # Friday, 15:01 in Darmstadt: a day before the event, and a minute


async def comes(play: Stage, name: str, language: str = "en", answer: str = "coming") -> tuple[Person, Shown]:
    """Someone who answered the event, and their invitation."""
    person = await play.neighbour(name, language)
    await person.presses("ev:1")
    card = await person.last()
    await person.presses(f"a:1:{answer}", card)
    return person, await person.again(card)


async def needs(play: Stage, name: str, language: str) -> tuple[Person, Shown]:
    """Someone who comes and needs an interpreter for the language they read."""
    person, card = await comes(play, name, language)
    await person.presses(f"lh:1:need:{language}", card)
    return person, await person.again(card)


async def interprets(play: Stage, name: str, *codes: str, answer: str = "coming") -> tuple[Person, Shown]:
    """Someone who comes and can interpret these languages."""
    person, card = await comes(play, name, answer=answer)
    for code in codes:
        await person.presses(f"lh:1:can:{code}:1", card)
    await person.presses("card:1", card)
    return person, await person.again(card)


def needing(person: Person, code: str) -> str:
    return f"🗣 {person.t('You need someone who speaks {language}.', language=LANGUAGES[code].spoken)}"


def is_coming(person: Person) -> str:
    return f"🤝 {person.t('Someone who speaks it is coming.')}"


async def test_who_comes_says_with_two_taps_that_they_need_someone_who_speaks_their_language(
    play: Stage, language: str
) -> None:
    await play.event()
    person, card = await comes(play, "Amina", language)
    written = len(await person.page())
    await person.taps(person.t("Language help"), card)
    question = await person.again(card)
    asked = "Do you need someone who speaks your language? Or can you interpret for others?"
    assert person.t(asked) in question.text
    assert "🎉 Plätzchen backen" in question.text
    assert question.labels[0] == f"🙋 {person.t('I need: {language}', language=LANGUAGES[language].spoken)}"
    await person.taps(question.labels[0], question)
    assert needing(person, language) in (await person.again(card)).text.split("\n")
    assert person.t("Calendar") in (await person.again(card)).labels[-1]
    assert len(await person.page()) == written


async def test_another_language_can_be_needed_instead(play: Stage) -> None:
    await play.event()
    person, card = await needs(play, "Amina", "ar")
    await person.taps(person.t("Language help"), card)
    await person.taps(person.t("Another language"), await person.again(card))
    chosen = await person.again(card)
    assert not any(LANGUAGES["ar"].name in label for label in chosen.labels)
    await person.taps(LANGUAGES["ps"].name, chosen)
    card = await person.again(card)
    assert needing(person, "ps") in card.text
    assert card.text.count("🗣") == 1
    assert await play.count(ROWS) == 1


async def test_who_interprets_ticks_as_many_languages_as_they_like(play: Stage, language: str) -> None:
    await play.event()
    person, card = await comes(play, "Rojan", language)
    await person.taps(person.t("Language help"), card)
    await person.taps(person.t("I can interpret"), await person.again(card))
    ticks = await person.again(card)
    assert person.t("Which languages can you interpret? Tap each of them.") in ticks.text
    first = list(dict.fromkeys((language, "de")))
    assert ticks.labels[: len(first)] == [f"⬜ {LANGUAGES[code].spoken}" for code in first]
    for code in ("ku", "de", "tr"):
        await person.taps(f"⬜ {LANGUAGES[code].spoken}", await person.again(card))
    await person.taps("☑️ Türkçe", await person.again(card))
    await person.taps(person.t("Done"), await person.again(card))
    line = person.t("You can interpret: {languages}", languages="Deutsch, Kurdî (Kurmancî)")
    assert f"🗣 {line}" in (await person.again(card)).text


async def test_neither_takes_it_back(play: Stage, language: str) -> None:
    await play.event()
    person, card = await needs(play, "Amina", language)
    await person.taps(person.t("Language help"), card)
    await person.taps(person.t("Neither"), await person.again(card))
    assert "🗣" not in (await person.again(card)).text
    assert await play.count(ROWS) == 0


async def test_back_leads_to_the_invitation_step_by_step_and_changes_nothing(play: Stage) -> None:
    await play.event()
    person, card = await comes(play, "Amina")
    for label in ("Language help", "Another language", "Back", "I can interpret", "Back", "Back"):
        await person.taps(label, await person.again(card))
    assert (await person.again(card)).text == card.text
    assert await play.count(ROWS) == 0


async def test_who_interprets_needs_nobody_and_the_other_way_round(play: Stage) -> None:
    await play.event()
    person, card = await interprets(play, "Rojan", "ku", "tr")
    await person.presses("lh:1:need:ku", card)
    assert "need ku" in await kept(play)
    assert await play.count(ROWS) == 1
    await person.presses("lh:1:can:tr:1", card)
    assert await kept(play) == ["can tr"]


async def kept(play: Stage) -> list[str]:
    rows = await play.app.database.read.all("SELECT kind, language FROM language_help ORDER BY language")
    return [f"{row['kind']} {row['language']}" for row in rows]


@pytest.mark.parametrize("tap", ["lh:1:need:ku", "lh:1:can:ku:1", "lh:1:can:tr:0", "lh:1:none", "lh:1", "card:1"])
async def test_a_tap_made_twice_is_a_tap_made_once(play: Stage, tap: str) -> None:
    await play.event()
    person, card = await interprets(play, "Rojan", "tr")
    await person.presses(tap, card)
    once, seen = await kept(play), await person.again(card)
    await person.presses(tap, card)
    assert await kept(play) == once
    assert (await person.again(card)).text == seen.text
    assert (await person.again(card)).buttons == seen.buttons


async def test_who_may_come_can_say_it_too(play: Stage) -> None:
    await play.event()
    person, card = await comes(play, "Amina", "fa_AF", "maybe")
    await person.taps(person.t("Language help"), card)
    await person.taps("🙋", await person.again(card))
    assert needing(person, "fa_AF") in (await person.again(card)).text


async def test_who_has_not_answered_or_does_not_come_is_asked_for_that_first(play: Stage) -> None:
    await play.event()
    person = await play.neighbour("Amina")
    assert not any("🗣" in label for shown in await person.page() for label in shown.labels)
    await person.presses("lh:1:need:ku")
    person.hears(person.t("Please say first if you are coming."))
    await person.presses("a:1:no")
    assert not any("🗣" in label for label in (await person.last()).labels)
    await person.presses("lh:1")
    person.hears(person.t("Please say first if you are coming."))
    assert await play.count(ROWS) == 0


async def test_of_an_event_that_is_over_or_cancelled_only_the_card_is_shown(play: Stage) -> None:
    await play.event()
    person, card = await comes(play, "Amina")
    await play.change("UPDATE event SET state = 'cancelled'")
    await person.presses("lh:1:need:ku", card)
    person.hears(person.t("This is cancelled. It does not take place."))
    await person.presses("card:1", card)
    assert person.t("This is cancelled. It does not take place.") in (await person.again(card)).text
    await play.change("UPDATE event SET state = 'planned'")
    play.clock.move_on(days=6)
    await person.presses("lh:1:can:ku:1", card)
    person.hears(person.t("This is over already."))
    assert await play.count(ROWS) == 0


@pytest.mark.parametrize(
    "forged",
    ["lh", "lh:", "lh:2", "lh:1:", "lh:1:want", "lh:1:need:", "lh:1:need:xx", "lh:1:can:ku", "lh:1:can:ku:2",
     "lh:1:can:xx:1", "lh:1:can:ku:-1", "lh:1:need:ku' --", "card", "card:2", "card:x"],
)  # fmt: skip
async def test_fault_25_a_forged_button_changes_nothing(play: Stage, forged: str) -> None:
    await play.event()
    person, _ = await interprets(play, "Mallory", "tr")
    await person.presses(forged)
    person.hears(person.t("This button is no longer valid."))
    assert await kept(play) == ["can tr"]


async def test_both_see_that_they_meet_and_neither_sees_a_name(play: Stage, language: str) -> None:
    await play.event()
    amina, card = await needs(play, "Amina", language)
    assert is_coming(amina) not in card.text
    rojan, other = await interprets(play, "Rojan", language, "de")
    met = rojan.t("Someone needs you: {languages}", languages=LANGUAGES[language].spoken)
    if language != "de":
        assert f"🤝 {met}" in other.text
    await amina.presses("card:1", card)
    card = await amina.again(card)
    assert is_coming(amina) in card.text.split("\n")
    assert "Rojan" not in card.text
    assert "Amina" not in other.text


async def test_someone_who_may_come_or_waits_for_a_place_meets_nobody(play: Stage) -> None:
    await play.event(places=1)
    amina, card = await needs(play, "Amina", "ku")
    await interprets(play, "Maybe", "ku", answer="maybe")
    await interprets(play, "Waiting", "ku")
    await amina.presses("card:1", card)
    assert is_coming(amina) not in (await amina.again(card)).text
    await play.change("UPDATE event SET places = NULL")
    await play.change("UPDATE answer SET waiting = 0")
    await amina.presses("card:1", card)
    assert is_coming(amina) in (await amina.again(card)).text


async def test_it_is_kept_but_does_not_count_while_one_is_not_coming(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    amina, card = await needs(play, "Amina", "ku")
    await amina.taps(amina.t("Not this time"), card)
    assert "🗣" not in (await amina.again(card)).text
    await olga.presses("who:1")
    assert "🗣" not in (await olga.last()).text
    await amina.taps(amina.t("I am coming"), await amina.again(card))
    assert needing(amina, "ku") in (await amina.again(card)).text
    await olga.presses("who:1")
    assert "Kurdî (Kurmancî) 1" in (await olga.last()).text


async def test_a_reminder_says_it_to_each_group_in_its_own_words(play: Stage, language: str) -> None:
    await play.event()
    amina, _ = await needs(play, "Amina", language)
    sara, _ = await comes(play, "Sara", language)
    await interprets(play, "Rojan", language)
    await play.later(**DAY_BEFORE)
    reminder = await amina.reads(amina.t("Do not forget"))
    assert needing(amina, language) in reminder.text
    assert is_coming(amina) in reminder.text
    assert "🗣" not in (await sara.reads(sara.t("Do not forget"))).text
    assert await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'r1:%'") == 3


async def test_the_team_sees_uncovered_languages_first_and_who_can_interpret(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    await play.event(by=olga)
    for name in ("Amina", "Awin", "Bawer"):
        await needs(play, name, "ku")
    await needs(play, "Caasha", "so")
    await interprets(play, "Rojan", "ku")
    await interprets(play, "Sivan", "ku", answer="maybe")
    needed = olga.team("Language help needed: {languages}", languages="⚠️ Soomaali 1, Kurdî (Kurmancî) 3")
    offered = olga.team("Can interpret: {languages}", languages="Kurdî (Kurmancî) (Rojan, Sivan 🤔)")
    for action in ("te:1", "who:1"):
        await olga.presses(action)
        shown = await olga.last()
        assert f"🗣 {needed}\n🤝 {offered}" in shown.text
    asked = [label for label in shown.labels if "🗣" in label]
    assert asked == [f"🗣 {olga.team('Who speaks {language}?', language='Soomaali')}"]


async def test_the_file_has_what_each_needs_and_offers(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    await needs(play, "Amina", "so")
    await interprets(play, "Rojan", "ku", "de")
    await olga.presses("xlsx:1")
    cells = texts_of((await play.file(await olga.last()))[1])
    assert (cells["G1"], cells["H1"]) == (olga.team("Needs language"), olga.team("Can interpret"))
    assert (cells["A2"], cells["G2"], cells["H2"]) == ("Amina", "Soomaali", "")
    assert (cells["A3"], cells["G3"], cells["H3"]) == ("Rojan", "", "Deutsch, Kurdî (Kurmancî)")


def texts_of(book: bytes) -> dict[str, str]:
    """The texts of a sheet by their cells: {"A1": "Name"}."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        shared, sheet = (parts.read(f"xl/{name}.xml").decode() for name in ("sharedStrings", "worksheets/sheet1"))
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", shared)
    return {cell: strings[int(at)] for cell, at in re.findall(r'<c r="(\w+)"[^>]* t="s"><v>(\d+)</v>', sheet)}


async def test_the_team_sees_who_comes_and_speaks_a_language_and_can_ask_them(play: Stage, language: str) -> None:
    olga = await play.coordinator(language=language)
    await play.event(by=olga)
    await needs(play, "Caasha", "so")
    await comes(play, "Dalmar", "so")
    await comes(play, "Faduma", "so", "maybe")
    await comes(play, "Ghedi", "so", "no")
    await comes(play, "Rojan", "ku")
    await olga.presses("who:1")
    await olga.taps(olga.team("Who speaks {language}?", language="Soomaali"))
    shown = await olga.last()
    assert olga.team("Coming, and speaks {language}:", language="Soomaali") in shown.text
    assert "✅ Dalmar\n🤔 Faduma" in shown.text
    assert not any(name in shown.text for name in ("Caasha", "Ghedi", "Rojan"))
    await olga.taps(olga.team("Back to the event"), shown)
    await olga.presses("speak:1:ne")
    await olga.reads(olga.team("Nobody. Perhaps you know someone who can come."))


async def test_the_team_is_told_a_day_before_what_nobody_covers_and_once(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    await needs(play, "Amina", "ku")
    await needs(play, "Caasha", "so")
    await interprets(play, "Rojan", "ku")
    await play.later(days=4, hours=4, minutes=59)
    await olga.reads_no(olga.team("Nobody interprets yet"))
    await play.later(minutes=2)
    told = await olga.reads(olga.team("Nobody interprets yet"), "Plätzchen backen")
    assert olga.team("{language}: {n}", language="Soomaali", n=1) in told.text
    assert "Kurdî" not in told.text
    assert olga.team("Who speaks {language}?", language="Soomaali") in told.labels[0]
    await play.restarts(after=3600)
    await play.later(hours=1)
    assert await olga.has(olga.team("Nobody interprets yet")) == 1


async def test_what_is_first_needed_on_the_last_day_is_told_at_once(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    await needs(play, "Caasha", "so")
    await play.later(**DAY_BEFORE)
    await needs(play, "Amina", "ku")
    await play.later(seconds=2)
    told = [one for one in await olga.page() if "Nobody interprets yet" in one.text]
    assert [[name for name in ("Soomaali", "Kurdî") if name in one.text] for one in told] == [["Soomaali"], ["Kurdî"]]


async def test_nobody_of_the_team_is_woken(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    await play.later(days=4, hours=13)  # Friday, 23:00
    await needs(play, "Caasha", "so")
    await play.later(seconds=2)
    await olga.reads_no("Nobody interprets yet")
    await play.later(hours=9, minutes=1)
    await olga.reads("Nobody interprets yet")


async def test_what_waits_for_the_morning_is_not_said_once_the_event_has_begun(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(start=SATURDAY - timedelta(hours=7, minutes=30), by=olga)
    await play.later(days=4, hours=13)  # Friday, 23:00
    await needs(play, "Caasha", "so")
    await play.later(seconds=2)
    await play.later(hours=9, minutes=1)
    await olga.reads_no("Nobody interprets yet")
    assert await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'lh1:%' AND state = 'expired'") == 1


async def test_an_interpreter_by_role_covers_only_what_they_said(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    await needs(play, "Amina", "ku")
    rojan, card = await comes(play, "Rojan", "ku")
    await play.grants(rojan, Role.INTERPRETER)
    await olga.presses("te:1")
    assert "⚠️ Kurdî (Kurmancî) 1" in (await olga.last()).text
    await rojan.presses("lh:1:can:ku:1", card)
    await olga.presses("te:1")
    assert "⚠️" not in (await olga.last()).text
    await play.later(**DAY_BEFORE)
    await olga.reads_no("Nobody interprets yet")


async def test_it_stands_in_what_is_known_about_a_person(play: Stage) -> None:
    await play.event()
    person, _ = await needs(play, "Amina", "so")
    await person.presses("data")
    shown = await person.last()
    assert person.t("Language help at events: {n}", n=1) in shown.text
    known = json.loads((await play.file(shown))[1])
    assert known["language help"] == [
        {"date": "2026-11-28T15:00", "kind": "need", "language": "so", "title": "Plätzchen backen"}
    ]


async def test_it_goes_with_who_is_forgotten(play: Stage) -> None:
    olga = await play.coordinator()
    await play.event(by=olga)
    rojan, _ = await interprets(play, "Rojan", "ku", "tr")
    await olga.presses("who:1")
    await olga.presses("speak:1:en")
    assert await olga.has("Rojan") == 2
    await rojan.presses("forget:yes")
    assert await play.count(ROWS) == 0
    await olga.reads_no("Rojan")
