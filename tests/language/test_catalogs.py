"""Every catalog is complete, and its texts work in each language as they do in the code."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot.language import catalogs, checks, extract
from bot.language.__main__ import main
from bot.language.texts import DOMAINS

CATALOGS = [(domain, language) for domain in DOMAINS for language in catalogs.languages_of(domain)]


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_catalog_is_complete_and_right(domain: str) -> None:
    assert list(checks.domain_problems(domain)) == []


def test_participants_have_every_language_and_the_team_its_own() -> None:
    assert " ".join(catalogs.languages_of("participant")) == "de en tr ar ckb ku fa fa_AF ps so ne kk ru uk pl fr"
    assert catalogs.languages_of("team") == ("de", "en", "tr", "ru", "fr", "ar")


@pytest.mark.parametrize(("domain", "language"), CATALOGS)
def test_files_hold_no_dates_and_no_line_numbers(domain: str, language: str) -> None:
    for path in (catalogs.catalog_path(domain, language), catalogs.template_path(domain)):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"-Date:|Generated-By|Last-Translator|@", text)
        assert not re.search(r"^#: .*:\d", text, re.MULTILINE)


def test_every_measured_button_is_a_text_in_the_code() -> None:
    wanted = catalogs.template("participant")
    assert [label for label in (*checks.ANSWER_BUTTONS, *checks.BUTTONS) if label not in wanted] == []


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """The calls in the package that look a text up, each with its place."""
    for path in sorted(catalogs.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                yield f"{path.name}:{node.lineno}", node


def test_no_text_in_the_code_escapes_the_catalogs() -> None:
    composed = (ast.IfExp, ast.JoinedStr, ast.BinOp)
    assert [place for place, call in calls({"t", "tn", "team"}) if isinstance(call.args[0], composed)] == []


def test_every_text_in_the_code_gets_the_values_it_names() -> None:
    for place, call in calls({"t", "team"}):
        text = call.args[0]
        if isinstance(text, ast.Constant):
            given = {keyword.arg for keyword in call.keywords}
            assert given == checks.placeholders(str(text.value)), place


ABBREVIATION = re.compile(r"\b(?:z\. ?B|ggf|bzw|usw|inkl|ca|Nr|Std)\b")
FAMILIAR = re.compile(r"\b(?:du|dich|dir|deine?[mnrs]?|ihr|euch|euere?)\b")


@pytest.mark.parametrize("domain", DOMAINS)
def test_german_is_simple_and_polite(domain: str) -> None:
    for message in catalogs.read(catalogs.catalog_path(domain, "de")):
        for said in checks.forms(message) if message.id else ():
            plain = re.sub(r"\{\w+\}", "X", said)
            for sentence in re.split(r"[.:?!…]\s", plain):
                assert len(re.findall(r"[\w-]+", sentence)) <= 10, said
            assert not FAMILIAR.search(plain), said
            assert not ABBREVIATION.search(plain), said
            assert not re.search(r"[*_;/&%]|[a-z]:[a-z]", plain), said


def catalog(body: str, language: str = "de") -> Catalog:
    header = f'msgid ""\nmsgstr ""\n"Plural-Forms: {get_plural(language)}\\n"\n\n'
    return read_po(io.BytesIO((header + body).encode()), abort_invalid=True)


def template(*msgids: extract.Msgid) -> Catalog:
    wanted = Catalog()
    for msgid in msgids:
        wanted.add(msgid)
    return wanted


def problems(body: str, language: str, *msgids: extract.Msgid) -> list[str]:
    return list(checks.catalog_problems(catalog(body, language), template(*msgids), language))


@pytest.mark.parametrize(
    ("source", "said", "language", "found"),
    [
        ("Thank you, {name}!", "Danke, {Name}!", "de", "placeholders ['Name'], not ['name']"),
        ("Thank you, {name}!", "Danke!", "de", "placeholders [], not ['name']"),
        ("Thank you, {name}!", "Danke, {name!", "de", "the braces do not match"),
        ("You can come.", "Sie können kommen", "de", "ends with '', not '.'"),
        ("How was it?", "كيف كان؟ نعم.", "ar", "ends with '.', not '?'"),
        ("Recording …", "Aufnahme...", "de", "ends with '.', not '…'"),
        ("Help", "Hilfe ", "de", "other spaces at the beginning or end"),
        ("One\ntwo", "Eins zwei", "de", "another number of lines"),
        ("See https://kranich.example/a", "Siehe https://kranich.example/b", "de", "other links"),
        ("Free places", "Freie freie Plätze Plätze", "de", "'Plätze' twice"),
        ("Write again", "फेरि फेरि लेख्नुहोस्", "ne", "'फेरि' twice"),
        ("Free places", "Freie  Plätze", "de", "two spaces in a row"),
        ("Free places", "Free places", "tr", "not translated"),
        ("Free places", "أماكن شـاغرة", "ar", "has a Kashida"),
        ("Free places", "أماكن \u2068شاغرة\u2069", "ar", "has a hidden sign; isolates are added by code"),
        ("Free places", "جای \u200cخالی", "ar", "has a ZWNJ that does not stand between letters"),
        ("Free places: 3", "أماكن شاغرة: ٣", "ar", "has digits that are not 0-9"),
        ("{adults}, {children}", "{adults}, {children}", "ar", "has ',' instead of the script's own sign"),
        (
            "Maybe",
            "Unter Umständen vielleicht",
            "de",
            "too long for a button: 28 characters with its pictogram, 20 fit",
        ),
        (
            "All of us",
            "Alle aus meiner Familie",
            "de",
            "too long for a button: 30 characters with its pictogram, 24 fit",
        ),
    ],
)
def test_each_kind_of_mistake_is_found(source: str, said: str, language: str, found: str) -> None:
    assert found in list(checks.text_problems(source, said, language))


@pytest.mark.parametrize(
    ("source", "said", "language"),
    [
        ("How was it?", "كيف كان؟", "ar"),
        ("{adults}, {children}", "{adults}، {children}", "ar"),
        ("What is on", "می\u200cخواهم", "ar"),
        ("Name: {name}", "Name: {name}", "de"),
        ("{day}, {start}", "{day}, {start}", "de"),
        ("Can you see them?", "Können Sie sie sehen?", "de"),
        ("One after the other", "Tek tek", "tr"),
        ("Only me", "म मात्र", "ne"),
        ("Maybe", "Maybe", "en"),
    ],
)
def test_what_is_right_in_a_language_is_no_mistake(source: str, said: str, language: str) -> None:
    assert list(checks.text_problems(source, said, language)) == []


def test_texts_that_are_missing_empty_fuzzy_or_no_longer_there_are_found() -> None:
    body = (
        'msgid "Yes"\nmsgstr ""\n\n#, fuzzy\nmsgid "No"\nmsgstr "Nein"\n\n'
        'msgid "Gone"\nmsgstr "Weg"\n\n#~ msgid "Older"\n#~ msgstr "Alt"\n'
    )
    assert problems(body, "de", "Yes", "No", "New") == [
        "'New': is missing",
        "'Gone': is no longer in the code",
        "'Older': is obsolete",
        "'Yes': is not translated",
        "'No': is fuzzy",
    ]


CHILD = ("{number} child", "{number} children")


def test_plural_forms_are_counted_as_gettext_counts_them() -> None:
    start = 'msgid "{number} child"\nmsgid_plural "{number} children"\n'
    german = 'msgstr[0] "{number} Kind"\nmsgstr[1] "{number} Kinder"\n'
    assert problems(start + german, "de", CHILD) == []
    assert problems(start + 'msgstr[0] "{number} çocuk"\n', "tr", CHILD) == []
    assert problems(start + 'msgstr[0] "ein Kind"\nmsgstr[1] "{number} Kinder"\n', "de", CHILD) == []
    assert problems(start + 'msgstr[0] "ein Kind"\nmsgstr[1] "Kinder"\n', "de", CHILD) == [
        "'{number} child': form 1: placeholders [], not ['number']"
    ]
    assert problems(start + 'msgstr[0] "{number} Kind"\nmsgstr[1] ""\n', "de", CHILD) == [
        "'{number} child': lacks plural forms"
    ]


def test_an_arabic_text_may_say_one_and_two_in_words_but_not_many() -> None:
    said = ["لا أطفال", "طفل واحد", "طفلان", "{number} أطفال", "{number} طفلاً", "{number} طفل"]
    start = 'msgid "{number} child"\nmsgid_plural "{number} children"\n'
    body = start + "".join(f'msgstr[{form}] "{text}"\n' for form, text in enumerate(said))
    assert problems(body, "ar", CHILD) == []
    assert problems(body.replace("{number} أطفال", "أطفال"), "ar", CHILD) == [
        "'{number} child': form 3: placeholders [], not ['number']"
    ]


def test_a_header_with_another_count_of_plurals_is_found() -> None:
    wrong = catalog('msgid "Yes"\nmsgstr "Evet"\n', "de")
    assert list(checks.catalog_problems(wrong, template("Yes"), "tr")) == [
        "the header's Plural-Forms should be: nplurals=1; plural=0;"
    ]


def test_texts_are_found_in_f_strings_and_in_the_order_of_the_lines() -> None:
    code = """
label = f"✅ {say.t('Yes')} {say.team('Team')}"
rows = [say.tn("{number} child", "{number} children", n), mark("Menu")]
say.t(label)
"""
    assert list(extract.texts_in(code, "participant")) == ["Yes", CHILD, "Menu"]
    assert list(extract.texts_in(code, "team")) == ["Team"]


@pytest.fixture
def locales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogs and a package with two texts of its own."""
    package = tmp_path / "bot"
    package.mkdir()
    (package / "words.py").write_text(
        'say.t("Yes")\nsay.tn("{number} child", "{number} children", n)\nsay.team("Done")\n'
    )
    monkeypatch.setattr(catalogs, "folder", tmp_path.joinpath)
    monkeypatch.setattr(catalogs, "PACKAGE", package)
    return tmp_path / "locales"


def test_update_keeps_what_is_translated_and_guesses_nothing(locales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update"]) == 0
    german = locales / "de" / "LC_MESSAGES" / "participant.po"
    assert 'msgid "Yes"\nmsgstr ""\n' in german.read_text()
    german.write_text(german.read_text().replace('msgid "Yes"\nmsgstr ""', '# kurz\nmsgid "Yes"\nmsgstr "Ja"'))
    words = locales.parent / "bot" / "words.py"
    words.write_text('say.t("Yes, please")\n' + words.read_text())
    assert main(["update", "de"]) == 0
    assert '# kurz\n#: bot/words.py\nmsgid "Yes"\nmsgstr "Ja"\n' in german.read_text()
    assert 'msgid "Yes, please"\nmsgstr ""\n' in german.read_text()
    assert "Yes, please" not in (locales / "tr" / "LC_MESSAGES" / "participant.po").read_text()
    words.write_text('say.t("Yes, please")\n')
    capsys.readouterr()
    assert main(["update", "de"]) == 0
    assert "no longer in the code: 'Yes'" in capsys.readouterr().out


def test_english_fills_itself_since_it_is_the_source(locales: Path) -> None:
    main(["update", "en"])
    english = (locales / "en" / "LC_MESSAGES" / "participant.po").read_text()
    assert 'msgid "Yes"\nmsgstr "Yes"\n' in english
    assert 'msgstr[0] "{number} child"\nmsgstr[1] "{number} children"\n' in english


def test_the_same_texts_give_the_same_files(locales: Path) -> None:
    main(["update"])
    before = {path: path.read_bytes() for path in locales.rglob("*.po*")}
    main(["extract"])
    main(["update"])
    assert {path: path.read_bytes() for path in locales.rglob("*.po*")} == before


def test_check_ends_with_1_and_names_what_is_wrong(locales: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["update"])
    capsys.readouterr()
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "de/participant.po: 'Yes': is not translated" in lines
    assert "de/team.po: 'Done': is not translated" in lines
    assert lines[-1].endswith("problems")
    (locales / "team.pot").unlink()
    (locales / "en" / "LC_MESSAGES" / "team.po").write_text('msgid "Done\n')
    main(["check"])
    shown = capsys.readouterr().out
    assert "team.pot: is not as the code is; run python -m bot.language update" in shown
    assert "en/team.po: " in shown


def test_compile_writes_a_binary_beside_each_catalog(locales: Path) -> None:
    main(["update"])
    assert main(["compile"]) == 0
    assert len(list(locales.rglob("*.mo"))) == len(CATALOGS)


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["update", "tlh"])
    assert ended.value.code == 2
    assert "unknown language: tlh" in capsys.readouterr().err
