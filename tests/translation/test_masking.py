"""What must not be translated is kept out of the machine's hands, and comes back whole or not at all."""

from __future__ import annotations

import pytest

from bot.errors import NotTrusted
from bot.language.bidi import FSI, LRI, PDI
from bot.translation.masking import masked, restored


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Wir beginnen um 18:00 Uhr.", ["18:00"]),
        ("Von 15-18 Uhr im Haus.", ["15-18"]),
        ("Am 28. November backen wir.", ["28"]),
        ("Am 28.11.2026 backen wir.", ["28.11.2026"]),
        ("Es kostet 3,50 € pro Person.", ["3,50 €"]),
        ("Es kommen 12.", ["12"]),
        ("Mehr auf https://kranich.example/a?b=1.", ["https://kranich.example/a?b=1"]),
        ("Mehr auf www.kranichstein.de, oder hier.", ["www.kranichstein.de"]),
        ("Mehr auf kranichstein.de/plan.", ["kranichstein.de/plan"]),
        ("Schreiben Sie an olga.k@haus.example!", ["olga.k@haus.example"]),
        ("Bei Telegram: @kranich_bot", ["@kranich_bot"]),
        ("Rufen Sie an: +49 6151 123456.", ["+49 6151 123456"]),
        ("Rufen Sie an: 06151/7654-321", ["06151/7654-321"]),
        ("Fahren Sie mit der U3 oder dem Bus H.", ["U3"]),
        ("Bis bald! 🎉👩‍👧‍👦", ["🎉👩‍👧‍👦"]),
        ("Punkt 3️⃣ ist neu.", ["3️⃣"]),
    ],
)
def test_what_stays_as_it_is(text: str, kept: list[str]) -> None:
    found = masked(text)
    assert list(found.values) == kept
    assert not any(value in found.text for value in kept)


def test_names_stay_whole_and_only_as_words_of_their_own() -> None:
    found = masked("Kranich im Quartier, Grundstraße 10: Die Grundstraße ist laut. Kranichfest!", ("Grundstraße 10",))
    assert found.values == ("Grundstraße 10",)
    assert masked("Olga und Olgas Kuchen", ("Olga",)).values == ("Olga",)


def test_all_comes_back_where_the_machine_put_it() -> None:
    original = masked("Um 18:00 Uhr bei Olga.", ("Olga",))
    assert (
        restored(original, "At Olga's? No: at [x1X ], [ X0X ] o'clock.", "en")
        == "At Olga's? No: at Olga, 18:00 o'clock."
    )


def test_in_a_language_from_right_to_left_numbers_and_names_run_as_they_must_and_links_stay_clean() -> None:
    original = masked("Von 18:00-20:00 bei Olga: https://a.example", ("Olga",))
    found = restored(original, "من [X0X] عند [X1X]: [X2X]", "ar")
    assert found == f"من {LRI}18:00-20:00{PDI} عند {FSI}Olga{PDI}: https://a.example"


def test_a_token_that_stood_in_the_text_is_a_word_like_any_other() -> None:
    original = masked("Das Zeichen [X0X] und 7")
    assert original.values == ("X0X", "7")
    assert restored(original, "The sign [[X0X]] and [X1X]", "en") == "The sign [X0X] and 7"


@pytest.mark.parametrize(
    ("text", "answer", "why"),
    [
        ("Um 18:00 Uhr", "At o'clock", "lost"),
        ("Um 18:00 Uhr", "At [X0X] o'clock, [X0X]", "twice"),
        ("Um 18:00 Uhr", "At [X1X] o'clock", "lost"),
        ("Um 18:00 Uhr", "At 19:00 o'clock", "lost"),
        ("Um 18:00 Uhr", "At [X0X] or 19:00 o'clock", "number"),
        ("Bring Kuchen mit", "Bring ٣ cakes", "number"),
        ("Bring Kuchen mit", "See https://evil.example", "link"),
        ("Bring Kuchen mit", "Ask @evil", "link"),
        ("Bring Kuchen mit", "", "empty"),
        ("Bring 2 Kuchen mit", " [X0X] ", "empty"),
        ("Bring Kuchen mit", "Cake " * 30, "long"),
        ("Bring bitte einen Kuchen mit", "bring bitte einen Kuchen mit", "same"),
    ],
)
def test_what_is_not_trusted(text: str, answer: str, why: str) -> None:
    with pytest.raises(NotTrusted, match=why):
        restored(masked(text), answer, "en")


def test_a_single_word_may_be_the_same_in_two_languages() -> None:
    assert restored(masked("Café"), "Café", "fr") == "Café"
