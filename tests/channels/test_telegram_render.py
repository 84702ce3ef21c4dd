"""How a content looks in Telegram."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import spans, units
from bot.channels.telegram.rendering import render
from bot.domain.content import Button, Content, Line, Media, rows, text
from bot.language.bidi import FSI, LRI, PDI, RLM
from bot.language.languages import LANGUAGES, direction
from tests.invitations import GERMAN, PHONE_NUMBER, invitation
from tests.stand_ins.telegram_html import parsed


def shown(content: Content) -> list[dict[str, Any]]:
    return [json.loads(rendered.payload) for rendered in render(content)]


def test_fault_30_signs_of_the_markup_are_escaped_and_lines_keep_their_look() -> None:
    lines = (
        Line("Picnic & <games>", "🧺", "title"),
        Line("Saturday", "📅"),
        Line("Main street 1", "📍", link="https://example.org/map?a=1&b=2"),
        Line(""),
        Line("You can bring friends", "", "quiet"),
    )
    [payload] = shown(Content("en", lines))
    assert payload == {
        "method": "sendMessage",
        "text": "🧺 <b>Picnic &amp; &lt;games&gt;</b>\n📅 Saturday\n"
        '📍 <a href="https://example.org/map?a=1&amp;b=2">Main street 1</a>\n\n<i>You can bring friends</i>',
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def test_a_line_of_a_right_to_left_language_begins_at_the_right() -> None:
    [payload] = shown(Content("ar", (Line("نزهة", "🧺", "title"), Line(""), Line("Sami"))))
    assert payload["text"] == f"{RLM}🧺 <b>نزهة</b>\n\n{RLM}Sami"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if direction(code) == "rtl"])
def test_each_line_of_an_invitation_runs_to_the_left_and_what_is_put_in_keeps_its_order(language: str) -> None:
    [payload] = shown(invitation(language, "15:00", "18:00"))
    said, _ = parsed(payload["text"], "HTML")
    lines = [line for line in said.split("\n") if line]
    assert all(line.startswith(RLM) for line in lines)
    for line in lines:  # an isolate ends with its line
        assert line.count(PDI) == line.count(FSI) + line.count(LRI)
    for number in ("15:00", "18:00", "12"):
        assert f"{LRI}{number}{PDI}" in said
    for words in (GERMAN["title"], *GERMAN["what"].split("\n"), "Gemeinschaftsgarten, Bartningstraße 12"):
        assert f"{FSI}{words}{PDI}" in said
    assert f"{FSI}Nadia, {PHONE_NUMBER}{PDI}" in said


@pytest.mark.parametrize("language", [code for code in LANGUAGES if direction(code) == "ltr"])
def test_from_left_to_right_an_invitation_needs_no_marks_of_direction(language: str) -> None:
    [payload] = shown(invitation(language, "15:00", "18:00"))
    assert not {RLM, FSI, LRI, PDI} & set(payload["text"])


def test_buttons_stand_in_their_rows_under_the_last_part() -> None:
    buttons = rows([Button("I come", "come:1"), Button("No", "come:0"), Button("Menu", "menu")], width=2)
    first, last = shown(text("en", "word " * 1000, buttons=buttons))
    assert "reply_markup" not in first
    assert last["reply_markup"]["inline_keyboard"] == [
        [{"text": "I come", "callback_data": "come:1"}, {"text": "No", "callback_data": "come:0"}],
        [{"text": "Menu", "callback_data": "menu"}],
    ]


@pytest.mark.parametrize(
    "buttons",
    [
        [[Button("x", "")]],
        [[Button("x", "ä" * 33)]],
        [[Button(" ", "x")]],
        [[Button("x", "x")] * 9],
        [[Button("x", "x")]] * 101,
    ],
)
def test_buttons_that_telegram_would_refuse_are_refused_where_they_are_built(buttons: list[list[Button]]) -> None:
    with pytest.raises(ValueError, match="button"):
        render(text("en", "Choose", buttons=buttons))


def test_an_action_of_64_bytes_and_a_hundred_buttons_are_still_right() -> None:
    [payload] = shown(text("en", "Choose", buttons=[[Button("x", "ä" * 32)] * 8] * 12 + [[Button("y", "y")] * 4]))
    assert sum(map(len, payload["reply_markup"]["inline_keyboard"])) == 100


def test_a_file_carries_the_text_as_its_caption() -> None:
    [rendered] = render(Content("en", (Line("Our garden", "🌱"),), ((Button("Menu", "menu"),),), Media(31, "photo")))
    assert rendered.file_id == 31
    payload = json.loads(rendered.payload)
    assert (payload["method"], payload["caption"]) == ("sendPhoto", "🌱 Our garden")
    assert "link_preview_options" not in payload
    assert payload["reply_markup"]["inline_keyboard"][0][0]["text"] == "Menu"


def test_a_file_without_words_needs_no_caption() -> None:
    [rendered] = render(Content("en", (), media=Media(8, "voice")))
    assert json.loads(rendered.payload) == {"method": "sendVoice"}


def test_a_text_too_long_for_a_caption_follows_its_photo() -> None:
    content = Content("en", (Line("x" * 1025),), ((Button("Menu", "menu"),),), Media(31, "photo"))
    photo, words = render(content)
    assert (photo.file_id, json.loads(photo.payload)) == (31, {"method": "sendPhoto"})
    assert words.file_id is None
    assert json.loads(words.payload)["reply_markup"]


def test_a_toast_alone_is_no_message_and_beside_a_text_it_goes_along() -> None:
    assert shown(Content("en", (), toast="Saved " * 50)) == [{"method": "toast", "text": ("Saved " * 50)[:200]}]
    [payload] = shown(Content("en", (Line("You come"),), toast="Saved"))
    assert payload["toast"] == "Saved"


def test_a_content_with_nothing_in_it_only_answers_the_tap() -> None:
    (rendered,) = render(Content("en", ()))
    assert json.loads(rendered.payload) == {"method": "toast", "text": ""}


def test_fault_30_4096_units_are_one_message_and_4097_are_two() -> None:
    assert len(shown(text("en", "<" * 4096))) == 1
    assert len(shown(text("en", "🙂" * 2048))) == 1
    assert [units(parsed(p["text"], "HTML")[0]) for p in shown(text("en", "🙂" * 2048 + "x"))] == [4096, 1]
    assert [parsed(p["text"], "HTML")[0] for p in shown(text("en", "&" * 4097))] == ["&" * 4096, "&"]


def test_fault_30_a_bold_line_that_is_cut_is_bold_on_both_sides() -> None:
    first, second = shown(Content("en", (Line("word " * 1000, "", "title"),)))
    assert first["text"].startswith("<b>word")
    assert first["text"].endswith("word</b>")
    assert second["text"].startswith("<b>word")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("One two.\n\nThree four.\nFive six", ["One two.\n\nThree four.", "Five six"]),
        ("Aaaa aaaa aaaa.\n\nBbbb\nbbbb bbbb", ["Aaaa aaaa aaaa.", "Bbbb\nbbbb bbbb"]),
        ("We meet here. Then we all go there", ["We meet here.", "Then we all go there"]),
        ("متى نلتقي هنا؟ نلتقي في البيت غدا", ["متى نلتقي هنا؟", "نلتقي في البيت غدا"]),
        ("one two three four five six", ["one two three four", "five six"]),
        ("x" * 30, ["x" * 21, "x" * 9]),
    ],
)
def test_fault_30_a_long_text_is_cut_where_a_reader_pauses(written: str, parts: list[str]) -> None:
    assert [written[start:end] for start, end in spans(written, 21)] == parts


def test_a_cut_leaves_letters_with_their_marks_and_joined_emoji_whole() -> None:
    family = "👨\u200d👩\u200d👧"
    assert [(family * 3)[a:b] for a, b in spans(family * 3, 12)] == [family, family, family]
    assert [("कि" * 3)[a:b] for a, b in spans("कि" * 3, 3)] == ["कि", "कि", "कि"]


@given(
    lines=st.lists(st.tuples(st.text(max_size=3000), st.sampled_from(["plain", "title", "quiet"])), min_size=1),
    language=st.sampled_from(["de", "ar"]),
)
def test_fault_30_no_text_breaks_the_limits_the_markup_or_loses_a_word(
    lines: list[tuple[str, Any]], language: str
) -> None:
    content = Content(language, tuple(Line(words, "•", style) for words, style in lines))
    texts = [parsed(payload["text"], "HTML")[0] for payload in shown(content)]
    assert all(1 <= units(part) <= 4096 for part in texts)
    sound = "".join(words for words, _ in lines).encode("utf-8", "ignore").decode()
    assert "".join("".join(texts).split()).replace("•", "").replace(RLM, "") == "".join(sound.split()).replace(
        "•", ""
    ).replace(RLM, "")


@given(written=st.text(max_size=200), limit=st.integers(2, 40))
def test_fault_30_every_part_fits_and_nothing_but_space_is_between_them(written: str, limit: int) -> None:
    cuts = spans(written, limit)
    assert all(0 < units(written[start:end]) <= limit for start, end in cuts)
    edges = [0, *(edge for cut in cuts for edge in cut), len(written)]
    assert all(not written[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True))
