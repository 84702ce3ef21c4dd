"""What people write is made harmless and otherwise left as it is; what is put into a text keeps its order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.bidi import FSI, LRI, PDI, RLM, back_arrow, cleaned, isolated, led, one_line, onward_arrow, skip_arrow

CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SPOILT = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab \n\r\t\u200c\u200d\u0301\u0316\u202e\u3164\x00\ud800\u1100\u1161آ" + CONTROLS, max_size=60),
)


@pytest.mark.parametrize(
    "text",
    [
        "Wir kochen am Samstag. Kommt alle!",
        "مرحباً بكم في الحي",
        "می‌خواهم بیایم",  # with ZWNJ
        "नेपालको खाना: क्‍षेत्र",  # with ZWJ
        "کوردی ھەموو",
        "Zażółć gęślą jaźń",
        "👩‍👩‍👧 🏳️‍🌈 ❤️",
        "\U0001fae8",  # an emoji of 2022, newer than some Pythons
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "हिन्दी ภาษาไทย ខ្មែរ ଓଡ଼ିଆ",
        "one\n\ntwo",
    ],
)
def test_fault_29_good_text_passes_untouched(text: str) -> None:
    assert cleaned(text, 200) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Amina \t Haddad  ", "Amina Haddad"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n \n\t\n \ntwo", "one\n\ntwo"),
        ("A\x00mi\x1bna\x85", "Amina"),
        ("\u202egnp.exe\u2069", "gnp.exe"),
        ("A\u200bmi\u00adna\ufeff", "Amina"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("می\u200c\u200c\u200d\u200cخواهم", "می\u200cخواهم"),
        ("H" + "\u0316" * 50 + "i", "H" + "\u0316" * 4 + "i"),
        ("H" + "\u0488" * 50 + "i", "H" + "\u0488" * 4 + "i"),
        ("Cafe\u0301", "Café"),
        ("\u2028a\u2029b", "a b"),
    ],
)
def test_fault_29_bad_text_is_made_harmless(typed: str, expected: str) -> None:
    assert cleaned(typed, 200) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "", " \n\t ", CONTROLS, "\u200b\u2060", "\u3164", "\u115f\u1160\uffa0", "\u200c", "\x00", "\u2800", "\u034f",
        "\ufe0f", "\U000e0041\U000e0042", "\u0301", "\u17b4", "\u2800 \u034f\n\u2800",
    ],
)  # fmt: skip
def test_fault_29_a_name_that_nobody_sees_is_empty(typed: str) -> None:
    assert cleaned(typed, 60) == ""


def test_fault_29_a_hundred_kilobytes_become_the_limit() -> None:
    assert cleaned("x" * 100_000, 60) == "x" * 60
    assert cleaned("\u202e" * 100_000 + "x", 60) == ""
    assert len(cleaned("a b " * 25_000, 60)) <= 60


def test_one_line_has_no_line_ends() -> None:
    assert one_line("Amina\n\nHaddad\r\nund Kinder", 60) == "Amina Haddad und Kinder"


@given(SPOILT, st.integers(1, 80))
def test_fault_29_whatever_is_typed_comes_out_short_tidy_and_the_same_the_second_time(typed: str, limit: int) -> None:
    text = cleaned(typed, limit)
    assert len(text) <= limit
    assert text == text.strip()
    assert not set(text) & set(CONTROLS)
    assert not any(unicodedata.category(x) == "Cs" or (x < " " and x != "\n") for x in text)
    assert "\n\n\n" not in text
    assert cleaned(text, limit) == text
    assert text.encode().decode() == text
    line = one_line(typed, limit)
    assert "\n" not in line
    assert "  " not in line


def test_in_arabic_numbers_and_times_keep_their_direction_and_names_find_theirs() -> None:
    for number in ("18:00", "18:00-20:00", "+49 6151 123456", "28.11.", "3"):
        assert isolated(number, "ar") == f"{LRI}{number}{PDI}"
    for name in ("Amina", "سارة", "Haus 3", ""):
        assert isolated(name, "ar") == f"{FSI}{name}{PDI}"


def test_in_german_only_foreign_direction_is_isolated() -> None:
    for plain in ("Amina", "18:00", "Çiğdem", "Олена", "सीता", ""):
        assert isolated(plain, "de") == plain
    assert isolated("سارة", "de") == f"{FSI}سارة{PDI}"
    assert isolated("Sara סאשה", "de") == f"{FSI}Sara סאשה{PDI}"


@given(SPOILT, st.sampled_from(["de", "ar"]))
def test_fault_29_what_people_wrote_cannot_break_out_of_its_isolate(typed: str, language: str) -> None:
    for line in isolated(cleaned(typed, 60), language).split("\n"):
        inner = line.removeprefix(FSI).removeprefix(LRI).removesuffix(PDI)
        assert not set(inner) & set(CONTROLS)
        assert line.count(PDI) == line.count(FSI) + line.count(LRI) <= 1


def test_the_second_line_of_what_is_foreign_keeps_its_order_too() -> None:
    assert isolated("Wir essen.\nKommen Sie!", "ar") == f"{FSI}Wir essen.{PDI}\n{FSI}Kommen Sie!{PDI}"


def test_arrows_follow_the_direction_of_a_language() -> None:
    assert [(back_arrow(code), onward_arrow(code)) for code in ("de", "fa")] == [("⬅️", "➡️"), ("➡️", "⬅️")]
    assert [skip_arrow(code) for code in ("de", "fa")] == ["⏭", "⏮"]


def test_a_line_led_by_a_pictogram_runs_in_its_languages_direction() -> None:
    assert led("📅 السبت", "ar") == f"{RLM}📅 السبت"
    assert led("📅 Samstag", "de") == "📅 Samstag"
    assert led("", "ar") == ""
