"""How a content looks in WhatsApp: always within what Meta takes, and nothing that can be chosen is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import Rendered
from bot.channels.whatsapp.marks import marked, plain
from bot.channels.whatsapp.options import action_of
from bot.channels.whatsapp.rendering import render
from bot.domain.content import Button, Content, Line, Media, Spot, rows, text
from bot.domain.events import Answer, Choice, Event, EventState, Wording
from bot.domain.people import Household
from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from bot.messages.invitation import Standing, card
from tests.invitations import invitation
from tests.stand_ins.whatsapp_people import options_of, read
from tests.stand_ins.whatsapp_rules import check_message

RLM = "\u200f"
MAP = "https://www.openstreetmap.org/?mlat=49.9&mlon=8.6"
DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def buttons(*labels: str) -> tuple[tuple[Button, ...], ...]:
    return rows([Button(label, f"do:{number}") for number, label in enumerate(labels, 1)])


def message(rendered: Rendered) -> dict[str, Any]:
    """What goes to Meta: with whom it is for, and the file."""
    payload = json.loads(rendered.payload)
    file, kind = payload.pop("file", None), payload["type"]
    if file and kind == "interactive":
        payload[kind]["header"][file] = {"id": "1"}
    elif file:
        payload[kind]["id"] = "1"
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "4915112345678", **payload}


def shown(content: Content) -> list[dict[str, Any]]:
    return [json.loads(rendered.payload) for rendered in render(content)]


def test_up_to_three_short_answers_stand_below_the_message() -> None:
    [payload] = shown(text("en", "Can you come?", buttons=buttons("✅ I am coming", "🤔 Maybe", "❌ Not this time")))
    assert payload["interactive"]["type"] == "button"
    replies = [button["reply"] for button in payload["interactive"]["action"]["buttons"]]
    assert replies[2] == {"id": "do:3", "title": "❌ Not this time"}
    assert payload["interactive"]["body"] == {"text": "Can you come?"}


def test_four_to_ten_answers_are_a_list_that_opens() -> None:
    [payload] = shown(text("de", "Wann?", buttons=buttons(*DAYS)))
    action = payload["interactive"]["action"]
    assert payload["interactive"]["type"] == "list"
    assert action["button"] == texts("de").t("Choose")
    assert [row["title"] for row in action["sections"][0]["rows"]] == list(DAYS)


def test_a_label_too_long_for_a_button_goes_on_below_from_one_word_to_the_next() -> None:
    [payload] = shown(text("de", "?", buttons=buttons("Ja", "Nein, ich kann leider nur am Sonntagabend kommen")))
    assert payload["interactive"]["action"]["sections"][0]["rows"] == [
        {"id": "do:1", "title": "Ja"},
        {"id": "do:2", "title": "Nein, ich kann leider", "description": "nur am Sonntagabend kommen"},
    ]


def test_more_than_ten_answers_have_numbers_that_can_be_typed() -> None:
    [rendered] = render(text("en", "Which?", buttons=buttons(*(f"Group {letter}" for letter in "ABCDEFGHIJKL"))))
    body = json.loads(rendered.payload)["text"]["body"]
    assert body.startswith("Which?\n\n1. Group A\n2. Group B\n")
    assert body.endswith("12. Group L\n\n🔢 Please write the number of your answer.")
    assert dict(rendered.choices or ())["12"] == "do:12"


def test_answers_that_are_numbers_themselves_are_typed_as_they_are() -> None:
    hours = [f"{hour}:00" for hour in range(9, 20)]
    [rendered] = render(text("en", "When?", buttons=buttons(*hours, "⬅️ Back")))
    assert "• 9:00\n" in json.loads(rendered.payload)["text"]["body"]
    assert dict(rendered.choices or ())["15:00"] == "do:7"
    assert dict(rendered.choices or ())["back"] == "do:12"


@pytest.mark.parametrize(
    "labels",
    [
        ["Ja", "Ja"],
        ["Donaudampfschifffahrtsgesellschaft", "Nein"],
        ["📅 Donaudampfschifffahrtsgesellschaft", "Nein"],
        ["a " * 60, "Nein"],
    ],
)
def test_what_would_look_the_same_or_be_cut_has_numbers(labels: list[str]) -> None:
    [rendered] = render(text("de", "?", buttons=buttons(*labels)))
    body = json.loads(rendered.payload)["text"]["body"]
    assert f"1. {labels[0].strip()}\n2. {labels[1]}" in body
    assert rendered.choices == (("1", "do:1"), ("2", "do:2"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_answers_stay_buttons_and_what_helps_comes_in_a_quiet_message_after_them(language: str) -> None:
    answers, asides = render(invitation(language, "15:00", "18:00", aloud=True))
    for one in (answers, asides):
        check_message(message(one))
    assert [option.id for option in options_of(message(answers))] == ["a:7:coming", "a:7:maybe", "a:7:no"]
    assert json.loads(answers.payload)["interactive"]["type"] == "button"
    assert [option.id for option in options_of(message(asides))] == ["hear:7"]
    body = json.loads(asides.payload)["interactive"]["body"]["text"]
    assert body.removeprefix(RLM) == f"👇 {texts(language).t('You can also:')}"
    assert (answers.choices, asides.choices) == (None, ())


def test_what_helps_stays_with_the_answers_where_all_fit_as_well_as_they_do_alone() -> None:
    helps = Button("🔊 Listen", "hear", aside=True)
    [together] = render(text("en", "?", buttons=[[Button("Yes", "yes"), Button("No", "no"), helps]]))
    assert [option.id for option in options_of(message(together))] == ["yes", "no", "hear"]
    [listed] = render(text("en", "?", buttons=(*buttons(*DAYS), (helps,))))
    assert len(options_of(message(listed))) == len(DAYS) + 1
    days, apart = render(text("en", "?", buttons=(*buttons(*"ABCDEFGHIJ"), (helps,))))
    assert [len(options_of(message(one))) for one in (days, apart)] == [10, 1]
    [alone] = render(text("en", "?", buttons=[[helps]]))
    assert [option.id for option in options_of(message(alone))] == ["hear"]


def test_what_could_be_typed_before_is_over_with_the_next_question_but_not_with_a_word_between() -> None:
    assert render(text("en", "Next?", buttons=buttons("Yes")))[-1].choices == ()
    assert render(Content("en", (Line("Your name?"),), wants_text=True))[-1].choices == ()
    assert render(text("en", "By the way …"))[-1].choices is None


label = st.text(st.sampled_from("ab é9🎉ن*_.- "), min_size=1, max_size=90).filter(str.strip)
paragraph = st.text(st.sampled_from("word, *_~`>. \nنé🎉"), max_size=3000)


@given(
    language=st.sampled_from(["de", "ar", "ne"]),
    lines=st.lists(st.tuples(paragraph, st.sampled_from(["plain", "title", "quiet"])), max_size=3),
    labels=st.lists(label, max_size=14),
    asides=st.sets(st.integers(0, 13)),
    media=st.sampled_from([None, Media(3, "photo"), Media(3, "voice"), Media(3, "document")]),
)
def test_fault_30_whatever_is_said_meta_takes_it_and_every_answer_can_be_given(
    language: str, lines: list[tuple[str, Any]], labels: list[str], asides: set[int], media: Media | None
) -> None:
    said = tuple(Line(words, style=style) for words, style in lines)
    shown_as = [[replace(one, aside=at in asides)] for at, (one,) in enumerate(buttons(*labels))]
    content = Content(language, (*said, Line("end")), tuple(map(tuple, shown_as)), media)
    rendered = render(content)
    messages = [message(one) for one in rendered]
    for one in messages:
        check_message(one)
    tapped = {option.id: option for one in messages for option in options_of(one)}
    typed = dict(rendered[-1].choices or ())
    assert {*tapped, *typed.values()} == {f"do:{number}" for number in range(1, len(labels) + 1)}
    for number, words in enumerate(labels, 1):
        if f"do:{number}" in tapped:
            option = tapped[f"do:{number}"]
            assert option.label.split() == words.split()
            assert any(map(str.isalnum, option.title)) or option.kind == "button_reply"
    assert sum(one.file_id is not None for one in rendered) == (media is not None)


@given(st.text(st.sampled_from("ab *_~`\n.(-é"), max_size=40))
def test_nothing_that_people_write_becomes_a_mark(words: str) -> None:
    assert read(plain(words)) == (plain(words), {})
    assert len(plain(words)) == len(words)
    titles = [line.strip() for line in plain(words.replace("*", "∗")).split("\n") if line.strip()]
    assert read(marked(words, "*"))[1].get("bold", []) == titles


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("*wichtig* und _leise_", "∗wichtig* und ˍleise_"),
        ("2*3*4, snake_case_name, 3 * 4 * 5", "2*3*4, snake_case_name, 3 * 4 * 5"),
        ("https://example.org/_a_/*b* *c*", "https://example.org/_a_/*b* ∗c*"),
        ("amal_k@example.org ~weg~", "amal_k@example.org ∼weg~"),
        ("*siehe https://example.org/a_b jetzt*", "∗siehe https://example.org/a_b jetzt*"),
        ("(*sehr*) `code`", "(∗sehr*) ˋcode`"),
    ],
)
def test_only_what_would_be_a_mark_is_changed(written: str, sent: str) -> None:
    assert plain(written) == sent


def test_titles_are_bold_what_is_quiet_is_slanted_and_a_link_stands_below_its_text() -> None:
    lines = (
        Line("Fest *im* Park", "🎉", "title"),
        Line("Grundstraße 10", "📍", link=MAP),
        Line(MAP, link=MAP),
        Line("Bis bald", "", "quiet"),
    )
    [payload] = shown(Content("de", lines))
    assert payload["text"]["body"] == f"🎉 *Fest ∗im∗ Park*\n📍 Grundstraße 10\n{MAP}\n{MAP}\n_Bis bald_"
    assert payload["text"]["preview_url"] is False


def test_a_line_of_a_right_to_left_language_begins_at_the_right() -> None:
    [payload] = shown(Content("ar", (Line("نزهة", "🧺", "title"), Line(""), Line("Sami"))))
    assert payload["text"]["body"] == f"{RLM}🧺 *نزهة*\n\n{RLM}Sami"


def test_a_long_text_comes_in_parts_with_the_answers_below_the_last() -> None:
    *texts_before, last = shown(text("en", *(f"Sentence {n} is here." for n in range(400)), buttons=buttons("Yes")))
    assert [payload["type"] for payload in texts_before] == ["text"] * len(texts_before)
    assert len(last["interactive"]["body"]["text"]) <= 1024
    together = [payload["text"]["body"] for payload in texts_before] + [last["interactive"]["body"]["text"]]
    assert "\n".join(together).split("\n") == [f"Sentence {n} is here." for n in range(400)]


def test_a_picture_stands_above_its_text_and_the_answers() -> None:
    [rendered] = render(Content("en", (Line("Our garden"),), buttons("Yes", "No"), Media(31, "photo")))
    assert rendered.file_id == 31
    assert json.loads(rendered.payload)["interactive"]["header"] == {"type": "image"}
    [with_caption] = shown(Content("en", (Line("Our garden"),), media=Media(31, "photo")))
    assert with_caption == {"type": "image", "image": {"caption": "Our garden"}, "file": "image"}


def test_a_voice_message_and_a_list_have_no_room_for_each_other() -> None:
    voice, words = render(Content("en", (Line("Listen"),), media=Media(5, "voice")))
    assert (voice.file_id, words.file_id) == (5, None)
    picture, listed = shown(Content("en", (Line("Which?"),), buttons(*DAYS), Media(31, "photo")))
    assert (picture["type"], listed["interactive"]["type"]) == ("image", "list")


def test_a_place_to_go_to_comes_as_a_map_after_the_answers() -> None:
    content = Content("de", (Line("Bis morgen"),), buttons("Ja"), spot=Spot(49.9012, 8.6543, "Grundstraße 10"))
    words, map_message = render(content)
    assert (words.choices, map_message.choices) == ((), None)
    assert message(map_message)["location"] == {
        "latitude": "49.901200", "longitude": "8.654300", "name": "Grundstraße 10",
    }  # fmt: skip
    check_message(message(map_message))


def test_a_file_that_whatsapp_does_not_take_is_a_link() -> None:
    content = Content("en", (Line("Open it"),), media=Media(5, "document", "https://k.example/calendar/5-a.ics"))
    [rendered] = render(content)
    assert rendered.file_id is None
    assert json.loads(rendered.payload)["text"]["body"] == "Open it\nhttps://k.example/calendar/5-a.ics"


def test_the_short_word_that_answers_a_tap_is_a_message_and_no_word_is_none() -> None:
    assert shown(Content("en", (), toast="Saved *well*"))[0]["text"]["body"] == "Saved ∗well*"
    assert shown(Content("en", (Line("Your menu"),), toast="Saved"))[0]["text"]["body"] == "Saved\n\nYour menu"
    assert shown(Content("en", ())) == [{"type": "nothing"}]


def test_two_answers_that_lead_to_the_same_can_both_be_tapped() -> None:
    [payload] = shown(text("en", "?", buttons=[[Button("➕ Child", "a:1:2.2"), Button("All of us", "a:1:2.2")]]))
    ids = [button["reply"]["id"] for button in payload["interactive"]["action"]["buttons"]]
    assert ids == ["a:1:2.2", "a:1:2.2#2"]
    assert [action_of(one) for one in ids] == ["a:1:2.2", "a:1:2.2"]


@pytest.mark.parametrize(("label", "action"), [(" ", "menu"), ("Menu", ""), ("Menu", "x" * 65), ("Menu", "m#2")])
def test_a_button_without_meaning_is_a_mistake(label: str, action: str) -> None:
    with pytest.raises(ValueError, match=r"button"):
        render(text("en", "?", buttons=[[Button(label, action)]]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_is_answered_by_tapping_in_every_language(language: str) -> None:
    at = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
    event = Event(
        id=1, text_id=1, series_id=None, state=EventState.PLANNED, language=language, start=at, end=at,
        local_start="2026-11-28T15:00", local_end="2026-11-28T17:00", zone="Europe/Berlin", place="Grundstraße 10",
        latitude=None, longitude=None, children_welcome=True, places=30, contact="", picture_id=None, sequence=0,
        created_by=None,
    )  # fmt: skip
    wording = Wording(
        language, {"title": "Picknick", "what": "Wir essen zusammen."}, {"title": language, "what": language}
    )
    answer = Answer(1, 1, Choice.COMING, 2, 3, waiting=False, since=at, answered_at=at)
    for standing in (Standing(), Standing(answer, free=10, household=Household(2, 2))):
        [payload] = shown(card(event, wording, language, standing))
        assert payload["type"] == "interactive"
