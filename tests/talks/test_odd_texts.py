"""Odd names and texts: bounded, harmless, and good ones untouched."""

from __future__ import annotations

import json

import pytest

from bot.channels.protocol import Arrival
from bot.language.languages import LANGUAGES
from tests.play import Person, Stage

LONG = "x" * 100_000
OVERRIDE, ZERO_WIDTH, SURROGATE = "\u202e", "\u200b", "\ud83d"
PERSIAN = "می\u200cخواهم نام\u200cنویسی کنم"
NEPALI = "नमस्ते, क\u094dषमा\u200dर"

NAMES = {
    "Amina\x00\x07": "Amina",
    f"{OVERRIDE}Amina\u2066": "Amina",
    f"A{ZERO_WIDTH}mi{ZERO_WIDTH}na": "Amina",
    f"Amina{SURROGATE}": "Amina",
    "  Amina \n\t Yılmaz ": "Amina Yılmaz",
    "😀👩‍👩‍👧": "😀👩‍👩‍👧",
    "<b>Amina</b> & Söhne": "<b>Amina</b> & Söhne",
    "'; DROP TABLE participant; --": "'; DROP TABLE participant; --",
    "{name} %s {0}": "{name} %s {0}",
    PERSIAN: PERSIAN,
    NEPALI: NEPALI,
    "A" + "\u0301" * 500: "Á" + "\u0301" * 4,
    "/start": "/start",
}
REFUSED = ("\x00", OVERRIDE, ZERO_WIDTH * 50, SURROGATE, "   \n ", "\u3164", "\u200d\u200c", "\u2800", "\ufe0f")


async def asked_for_name(play: Stage, language: str = "en") -> Person:
    person = play.person(language)
    await person.starts()
    await person.taps(LANGUAGES[language].name)
    await person.taps(person.t("Yes, all right"))
    return person


async def nothing_went_wrong(play: Stage) -> bool:
    return await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == 0


@pytest.mark.parametrize(("typed", "stored"), NAMES.items(), ids=range(len(NAMES)))
async def test_fault_29_a_name_is_made_harmless_and_a_good_one_left_as_it_is(
    play: Stage, typed: str, stored: str
) -> None:
    person = await asked_for_name(play)
    await person.says(typed)
    for answer in ("1", "0"):
        await person.says(answer)
    for _ in range(4):
        await person.taps(person.t("I'd rather not say"))
    assert await play.app.database.read.value("SELECT name FROM participant") == stored
    raw = await play.app.database.read.value("SELECT payload FROM web_message ORDER BY id DESC LIMIT 1")
    assert json.loads(raw)["lines"]
    assert await nothing_went_wrong(play)


async def test_fault_29_a_name_that_nobody_could_see_is_asked_for_again(play: Stage, language: str) -> None:
    person = await asked_for_name(play, language)
    for typed in REFUSED:
        await person.says(typed)
        shown = await person.last()
        assert person.t("I cannot read this. Please write it with letters.") in shown.text, typed.encode(
            "unicode_escape"
        )
        assert person.t("What shall we call you?") in shown.text
    await person.says(LONG)
    assert person.t("This is too long. Please write at most {n} letters.", n=60) in (await person.last()).text
    await person.says("")
    assert person.t("Please write it as a text.") in (await person.last()).text
    await person.sends_file("voice", "audio/ogg")
    assert person.t("Please write it as a text.") in (await person.last()).text
    assert await nothing_went_wrong(play)


async def test_a_foreign_name_stands_isolated_in_a_line_of_the_other_direction(play: Stage) -> None:
    person = await asked_for_name(play, "ar")
    await person.says("Olga (0151)")
    for answer in ("1", "0"):
        await person.says(answer)
    for _ in range(4):
        await person.taps(person.t("I'd rather not say"))
    raw = await play.app.database.read.value("SELECT payload FROM web_message WHERE payload LIKE '%Olga%'")
    assert "\u2068Olga (0151)\u2069" in raw


async def test_fault_29_a_letter_keeps_its_signs_and_loses_its_tricks(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina")
    for typed, read in (
        ("<b>fett</b> & <script>alert(1)</script>", "<b>fett</b> & <script>alert(1)</script>"),
        (f"abc{OVERRIDE}def\x00{ZERO_WIDTH}{SURROGATE}", "abcdef"),
        (PERSIAN, PERSIAN),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ):
        await person.says(typed)
        await person.taps(person.t("Yes, pass it on"))
        assert read in (await olga.last()).text
    assert await nothing_went_wrong(play)


async def test_fault_29_a_letter_of_100_kb_is_refused_with_the_number_of_letters(play: Stage, language: str) -> None:
    person = await play.neighbour("Amina", language)
    for typed in (LONG, f"{ZERO_WIDTH}x" * 50_000):
        await person.says(typed)
        assert person.t("This is too long. Please write at most {n} letters.", n=4096) in (await person.last()).text
    assert await play.count("SELECT count(*) FROM letter") == 0


async def test_fault_29_odd_texts_of_the_team_reach_people_whole(play: Stage) -> None:
    olga = await play.coordinator()
    person = await play.neighbour("Amina", "ar")
    await olga.presses("new")
    for typed in (
        f"{OVERRIDE}<i>Tee</i> & Kekse{SURROGATE}",
        "Erste Zeile\n\n\n\n\nZweite\x00 Zeile",
        "28.11. 15:00-17:00",
    ):
        await olga.says(typed)
    await olga.says("Straße <1> & Co")
    for label in ("It costs nothing", "For everyone"):
        await olga.taps(olga.tt(label))
    await olga.taps(f"✅ {olga.tt('Yes')}")
    for label in ("Nothing", "No limit", "Nobody", "No picture", "One time only"):
        await olga.taps(olga.team(label))
    await olga.presses("send:1")
    shown = await person.reads("<i>Tee</i> & Kekse")
    assert "Erste Zeile\n\nZweite Zeile" in shown.text
    raw = await play.app.database.read.value("SELECT payload FROM web_message WHERE payload LIKE '%query=Stra%'")
    assert "query=Stra%C3%9Fe%20%3C1%3E%20%26%20Co" in raw


async def test_fault_26_an_odd_start_payload_is_only_a_start(play: Stage, language: str) -> None:
    for payload in (LONG, "\x00", SURROGATE, "e" + "9" * 400, "r-", "r-" + "A" * 400, "e1'; --", "e١"):
        person = play.person(language)
        await person.starts(payload)
        assert LANGUAGES[language].name in (await person.last()).labels
    assert await play.count("SELECT max(length(arguments)) FROM talk") < 100
    assert await nothing_went_wrong(play)


async def test_fault_7_an_update_that_nobody_understands_is_set_aside_and_its_neighbours_go_on(play: Stage) -> None:
    person = await play.neighbour("Amina")
    odd = [
        Arrival(f"odd-{number}", raw)
        for number, raw in enumerate(("", "{", "[]", "null", '{"address": 1}', "[" * 5000))
    ]
    await play.app.receive("web", [*odd[:3], person.press("menu"), *odd[3:]])
    await play.settle()
    await person.reads(person.t("Hello {name}! What would you like to do?", name="Amina"))
    assert await play.count("SELECT count(*) FROM inbox WHERE state = 'aside'") == len(odd)


async def test_fault_29_odd_texts_in_every_answer_of_a_new_event_break_nothing(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("new")
    for typed in (*REFUSED, LONG, "", "💥" * 30, "{}", "%s", SURROGATE + "a", "٣", "q:1:title:x", "28.11. 15:00"):
        await olga.says(typed)
        await olga.sends_file("photo", "image/png", typed.encode(errors="replace"))
    assert await nothing_went_wrong(play)
