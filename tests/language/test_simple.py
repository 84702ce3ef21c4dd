"""The simple-language check: what it finds, what it proposes, and what it leaves in peace."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from bot.language.simple import Level, Weight, check, passes
from bot.language.simple.compounds import joint

HERE = Path(__file__).parent / "simple"


def texts_of(name: str) -> list[str]:
    """Texts, one a line; ⏎ is a line break."""
    return [line.replace(" ⏎ ", "\n") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


CLEAN, HARD = texts_of("clean.txt"), texts_of("hard.txt")


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_message_is_left_in_peace(text: str) -> None:
    verdict = check(text, "de")
    assert [finding for finding in verdict.findings if finding.weight] == []
    assert verdict.level is Level.SIMPLE


@pytest.mark.parametrize("text", HARD)
def test_a_message_in_office_language_is_hard(text: str) -> None:
    assert check(text, "de").level is Level.HARD


def test_every_clean_message_scores_above_every_hard_one() -> None:
    assert len(CLEAN) == len(HARD) == 40
    assert min(check(text, "de").score for text in CLEAN) > max(check(text, "de").score for text in HARD)


GERMAN = [
    ("Die Leitung des Vereins lädt ein.", "genitive", "des Vereins", "von dem Verein"),
    ("Das ist der Garten des alten Hauses.", "genitive", "des alten Hauses", "von dem alten Haus"),
    ("Fragen Sie die Leiterin der Schule.", "genitive", "der Schule", "von der Schule"),
    ("Das ist die Aufgabe der Nachbarn.", "genitive", "der Nachbarn", None),
    ("Wegen des Wetters bleiben wir hier.", "genitive", "des Wetters", None),
    ("Der Raum wird heute geputzt.", "passive", "wird heute geputzt", None),
    ("Alle sagen, dass der Raum geputzt wird.", "passive", "geputzt wird", None),
    ("Hier ist der Mann, der gut kocht.", "relative clause", "der gut kocht", None),
    ("Das ist das Haus, in dem wir wohnen.", "relative clause", "in dem wir wohnen", None),
    ("Könnten Sie bitte helfen?", "Konjunktiv", "Könnten", "Können"),
    ("Das wäre schön.", "Konjunktiv", "wäre", None),
    ("Kommen Sie ggf. früher.", "abbreviation", "ggf.", "vielleicht"),
    ("Bringen Sie Essen mit, z. B. Kuchen.", "abbreviation", "z. B.", "zum Beispiel"),
    ("Wir haben Saft, Wasser usw.", "abbreviation", "usw.", "und so weiter."),
    ("Alle Nachbar*innen kommen.", "special sign", "Nachbar*innen", "Nachbarinnen und Nachbarn"),
    ("Wir reden mit den Helfer:innen.", "special sign", "Helfer:innen", "Helferinnen und Helfern"),
    ("Alle SchülerInnen kommen.", "special sign", "SchülerInnen", "Schülerinnen und Schüler"),
    ("Der Schüler*in kommt.", "special sign", "Schüler*in", None),
    ("Es gibt Kaffee & Kuchen.", "special sign", "&", "und"),
    ("Das kostet 10% mehr.", "special sign", "%", " Prozent"),
    ("Es gibt zwei Kuchen.", "number", "zwei", "2"),
    ("Er war schon zweimal hier.", "number", "zweimal", "2 Mal"),
    ("Die Kinderbetreuung ist da.", "long word", "Kinderbetreuung", "Kinder-Betreuung"),
    ("Das ist unverantwortlich.", "long word", "unverantwortlich", None),
    ("Kommen Sie umgehend.", "hard word", "umgehend", "sofort"),
    ("Lediglich Kinder kommen.", "hard word", "Lediglich", "Nur"),
    ("Das Formular ist erforderlich.", "hard word", "erforderlich", None),
    ("Wir treffen uns am 28.11. um 15 Uhr.", "date", "28.11.", "28. November"),
    ("Das Fest ist am 1.3.26 im Park.", "date", "1.3.26", "1. März 2026"),
    ("Wir kommen am 28.11.", "date", "28.11.", "28. November."),
    ("Wir kommen am 01. März.", "date", "01.", "1."),
    ("Wir kommen um 9.00 Uhr.", "time", "9.00 Uhr", "9 Uhr"),
    ("Wir kommen um 9.30 Uhr.", "time", "9.30 Uhr", "9:30 Uhr"),
    ("Die Planung der Veränderung ist schwer.", "heavy nouns", "Planung der Veränderung", None),
    ("Der Mann sagt, er kommt heute, aber er bleibt nicht.", "many commas", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "place", "fix"), GERMAN)
def test_a_hard_place_in_german_is_found_with_what_can_stand_there(
    text: str, rule: str, place: str, fix: str | None
) -> None:
    found = [finding for finding in check(text, "de").findings if finding.rule == rule]
    assert [(finding.text, finding.fix) for finding in found] == [(place or text, fix)]
    assert text[found[0].start : found[0].end] == found[0].text
    assert check(text, "de").level is not Level.SIMPLE
    if fix:
        assert rule not in {left.rule for left in check(found[0].applied(text), "de").findings}


@pytest.mark.parametrize(
    "text",
    [
        "Jona der Prophet ist da.",  # no genitive after a name
        "Bitte schreiben Sie dieses Zeichen als Wort.",  # nor after a pronoun
        "Er gibt der Frau das Buch.",
        "Das Haus der kleinen, alten Frau.",
        "Es wird bald kalt.",  # no participle
        "Die Suppe wird gut.",
        "Wir werden morgen kochen.",
        "Mehl, Milch, Eier und Zucker sind da.",  # a list
        "Die Kinder können malen, basteln, singen und spielen.",
        "Deutsch sprechen, Leute treffen, Kaffee trinken.",
        "Am Samstag, 28. November, 15:00 Uhr, kochen wir.",
        "Er fragt, welche Namen wir haben.",
        "Das ist gut, das machen wir.",
        "Rufen Sie an: 06151/123456.",
        "Schreiben Sie so: „28.11. 15:00“.",
        "Wir sind in der Kranichsteiner Straße 12.",
        "Siehe https://kranich.example/veranstaltungskalender?tag=01.03.2026",
        "Ich möchte gern kommen.",
        "Geben Sie acht.",
    ],
)
def test_what_only_looks_hard_is_not_found(text: str) -> None:
    found = {finding.rule for finding in check(text, "de").findings if finding.weight}
    assert found <= {"number"} if "acht" in text else not found


def test_a_long_sentence_is_cut_where_a_second_one_can_begin() -> None:
    first, second = "Wir kochen am Samstag im Haus am Park", "wir essen dann alle zusammen im großen Garten hinten"
    finding = check(f"{first}, und {second}.", "de").findings[0]
    assert (finding.rule, finding.weight) == ("long sentence", Weight.STOP)
    assert finding.applied(f"{first}, und {second}.") == f"{first}. Und {second}."
    assert "Und wir essen dann …" in str(finding.advice)


def test_weil_dass_and_wenn_are_only_noted() -> None:
    verdict = check("Wir freuen uns, wenn Sie kommen.", "de")
    assert [(finding.rule, finding.weight) for finding in verdict.findings] == [("clause", Weight.NOTE)]
    assert verdict.level is Level.SIMPLE


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("nachbarschaftstreff", "nachbarschafts|treff"),
        ("straßenbahnhaltestelle", "straßenbahn|haltestelle"),
        ("weihnachtsbäckerei", "weihnachts|bäckerei"),
        ("wohnungsvermittlung", "wohnungs|vermittlung"),
        ("einwohnermeldeamt", "einwohner|meldeamt"),
        ("parteimitglieder", "partei|mitglieder"),
        ("zusammenarbeit", None),
        ("mitarbeiterinnen", None),
        ("freundschaften", None),
    ],
)
def test_a_compound_is_cut_at_its_joint_or_not_at_all(word: str, parts: str | None) -> None:
    at = joint(word)
    assert (at and f"{word[:at]}|{word[at:]}") == parts


def test_a_word_of_any_length_is_looked_at_in_no_time() -> None:
    assert joint("nachbarschafts" * 4 + "treff") is None  # 61 letters
    for word in ("Nachbarschaft" * 8000, "a.b" * 15_000, "9" * 100_000):
        began = perf_counter()
        check(f"{word} ist hier.", "de")
        assert perf_counter() - began < 10  # it takes less than one second, and minutes where the work is squared


ENGLISH = [
    ("The room is cleaned today.", "passive", "is cleaned", None),
    ("Please purchase a ticket.", "hard word", "purchase", "buy"),
    ("Bring food, e.g. cake.", "abbreviation", "e.g.", "for example"),
    ("There are three cakes.", "number", "three", "3"),
    ("We know Olga, who can cook.", "relative clause", "who can cook", None),
    ("Coffee & cake are here.", "special sign", "&", None),
    ("This is incomprehensible.", "long word", "incomprehensible", None),
]


@pytest.mark.parametrize(("text", "rule", "place", "fix"), ENGLISH)
def test_a_hard_place_in_english_is_found(text: str, rule: str, place: str, fix: str | None) -> None:
    found = [finding for finding in check(text, "en").findings if finding.weight]
    assert [(finding.rule, finding.text, finding.fix) for finding in found] == [(rule, place, fix)]


def test_clean_english_is_left_in_peace() -> None:
    text = "We cook together. Saturday, 28 November, 3 pm to 6 pm. It costs nothing. Please bring an apron."
    assert check(text, "en").level is Level.SIMPLE


@pytest.mark.parametrize(
    "text",
    [
        "We meet in Kranichsteiner Straße.",  # a name
        "The course is cancelled.",
        "You are all invited.",
        "The shop is closed on Monday.",
    ],
)
def test_what_only_looks_hard_in_english_is_not_found(text: str) -> None:
    assert [finding.text for finding in check(text, "en").findings] == []


@pytest.mark.parametrize("language", ["ar", "ru", "ne"])
def test_other_languages_are_measured_by_length_alone_and_it_is_said(language: str) -> None:
    word = {"ar": "كلمة", "ru": "слово", "ne": "शब्द"}[language]
    short, long = " ".join([word] * 6), " ".join([word] * 16)
    assert not check(short, language).full
    assert check(short, language).level is Level.SIMPLE
    assert [finding.rule for finding in check(f"{short}. {long}", language).findings] == ["long sentence"]
    assert check(short, language).score > check(long, language).score


@pytest.mark.parametrize("text", ["", " \n ", "🎉", "…", "ä" * 1500, "15:00", "\u2800"])
def test_any_text_will_do(text: str) -> None:
    verdict = check(text, "de")
    assert verdict.level is Level.SIMPLE
    assert 0 <= verdict.score <= 100


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("Wir kochen zusammen. Kommen Sie?", True),
        ("Nachbarschaftsfest im Bürgerhaus", True),  # a long word is no trouble for a machine
        ("wort " * 15, True),
        ("wort " * 16, False),
        ("Die Leitung des Vereins lädt ein.", False),
        ("", True),
    ],
)
def test_a_machine_gets_what_is_hard_in_nothing_but_long_words(text: str, passed: bool) -> None:
    assert passes(text, "de") is passed
