"""A text is looked up in a person's language, and what is put into it keeps its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.language.bidi import FSI, LRI, PDI
from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, compile_catalog, mark, mark_team, team_texts, texts


def test_a_text_is_in_the_language_of_its_reader() -> None:
    assert [texts(code).t("I am coming") for code in ("de", "en")] == ["Ich komme", "I am coming"]
    # "I am coming" is the same in Persian and Dari.
    assert len({texts(code).t("Please tap one of the buttons.") for code in LANGUAGES}) == len(LANGUAGES)


def test_a_language_that_is_not_offered_reads_the_source() -> None:
    assert texts("tlh").t("I am coming") == "I am coming"
    assert texts("tlh").language == "en"


def test_a_text_without_translation_is_shown_as_it_is_in_the_code() -> None:
    assert texts("de").t("Nobody has ever written this") == "Nobody has ever written this"


def test_values_are_put_in_as_they_are() -> None:
    assert texts("de").t("Thank you, {name}!", name="{Amal} <b>") == "Danke, {Amal} <b>!"
    assert texts("en").t("Free places: {free}", free=0) == "Free places: 0"


def test_a_text_without_values_keeps_its_braces() -> None:
    assert texts("de").t("{adults}") == "{adults}"


def test_in_arabic_names_and_numbers_are_isolated() -> None:
    assert f"{FSI}Olga{PDI}" in texts("ar").t("Thank you, {name}!", name="Olga")
    assert f"{LRI}12{PDI}" in texts("ar").t("Free places: {free}", free=12)


def test_in_german_only_a_right_to_left_name_is_isolated() -> None:
    assert texts("de").t("Thank you, {name}!", name="أمل") == f"Danke, {FSI}أمل{PDI}!"
    assert texts("de").t("Thank you, {name}!", name="Olga") == "Danke, Olga!"


@pytest.mark.parametrize(
    ("language", "one", "two", "many"),
    [
        ("de", "1 Kind", "2 Kinder", "11 Kinder"),
        ("en", "1 child", "2 children", "11 children"),
        ("tr", "1 çocuk", "2 çocuk", "11 çocuk"),
        ("ru", "1 ребёнок", "2 ребёнка", "11 детей"),
        ("uk", "1 дитина", "2 дитини", "11 дітей"),
        ("pl", "1 dziecko", "2 dzieci", "11 dzieci"),
        ("fr", "1 enfant", "2 enfants", "11 enfants"),
    ],
)
def test_numbers_choose_the_form(language: str, one: str, two: str, many: str) -> None:
    said = [texts(language).tn("{number} child", "{number} children", number) for number in (1, 2, 11)]
    assert said == [one, two, many]


def test_arabic_has_different_forms_for_one_two_three_and_eleven() -> None:
    said = [texts("ar").tn("{number} child", "{number} children", number) for number in (1, 2, 3, 11)]
    assert len({text.replace("11", "3") for text in said}) == 4


def test_the_team_reads_german_where_its_language_has_no_team_texts() -> None:
    assert texts("pl").team("Team menu") == texts("de").team("Team menu") == "Team-Menü"
    assert team_texts("pl").language == "de"
    assert team_texts("ar").team("Team menu") == "قائمة الفريق"
    assert team_texts("en").team("Team menu") == "Team menu"


def test_a_marked_text_is_looked_up_later() -> None:
    assert texts("de").t(mark("Menu")) == "Menü"
    assert texts("de").team(mark_team("Name")) == "Name"


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of our own: the path of its source."""
    monkeypatch.setattr("bot.language.texts.folder", tmp_path.joinpath)
    path = tmp_path / "locales" / "de" / "LC_MESSAGES" / "participant.po"
    path.parent.mkdir(parents=True)
    return path


def write(path: Path, said: str) -> None:
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Yes"\nmsgstr "{said}"\n')


def test_a_source_is_read_without_being_compiled_first(german: Path) -> None:
    write(german, "Jä")
    assert Texts("de").t("Yes") == "Jä"


def test_a_compiled_catalog_is_enough_and_a_newer_source_beats_it(german: Path) -> None:
    write(german, "Ja")
    binary = german.with_suffix(".mo")
    binary.write_bytes(compile_catalog(german).getvalue())
    german.unlink()
    assert Texts("de").t("Yes") == "Ja"
    write(german, "Jawohl")
    os.utime(binary, (1, 1))
    assert Texts("de").t("Yes") == "Jawohl"


def test_without_catalogs_people_read_english(german: Path) -> None:
    assert not german.exists()
    assert Texts("de").t("Yes") == "Yes"
