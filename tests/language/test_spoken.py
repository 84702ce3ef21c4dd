"""What is read aloud: times, dates, prices and numbers as people of a language say them."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from bot.language import formats
from bot.language.spoken import SPOKEN, spoken
from bot.language.spoken_words import MANNERS
from bot.messages.invitation import period

# Saturday, 15:30 to 18:00, and a Sunday at 9:05.
TIMES = {
    "de": ("Samstag, achtundzwanzigster November, 15 Uhr 30 bis 18 Uhr.", "Sonntag, erster März, 9 Uhr 5."),
    "en": ("Saturday 28th November, 15 30 to 18 o'clock.", "Sunday 1st March, 9 oh 5."),
    "tr": ("28 Kasım Cumartesi, saat 15 30, bitiş 18.", "1 Mart Pazar, saat 9 sıfır 5."),
    "ar": (
        "السبت، 28 نوفمبر، من الخامسة عشرة و 30 دقيقة إلى الثامنة عشرة.",
        "الأحد، 1 مارس، الساعة التاسعة و 5 دقيقة.",
    ),
    "fa": ("شنبه 28 نوامبر، از ساعت 15 و 30 دقیقه تا 18.", "یکشنبه 1 مارس، ساعت 9 و 5 دقیقه."),
    "ku": ("şemî, 28ê mijdarê, ji saet 15 û 30 deqe heta 18.", "yekşem, 1ê adarê, saet 9 û 5 deqe."),
    "ne": ("शनिबार, २८ नोभेम्बर, १५ बजेर ३० मिनेट देखि १८ बजेसम्म.", "आइतबार, १ मार्च, ९ बजेर ५ मिनेट."),
    "kk": (
        "жиырма сегізінші қараша, сенбі, сағат 15 30, аяқталуы 18.",
        "бірінші наурыз, жексенбі, сағат 9 нөл 5.",
    ),
    "ru": (
        "суббота, двадцать восьмое ноября, с 15 30 до восемнадцати часов.",
        "воскресенье, первое марта, в 9 ноль 5.",
    ),
    "uk": (
        "субота, двадцять восьме листопада, з п'ятнадцятої 30 до вісімнадцятої.",
        "неділя, перше березня, дев'ята нуль 5.",
    ),
    "pl": (
        "sobota, dwudziesty ósmy listopada, od piętnastej 30 do osiemnastej.",
        "niedziela, pierwszy marca, godzina dziewiąta zero 5.",
    ),
    "fr": ("samedi 28 novembre, de 15 heures 30 à 18 heures.", "dimanche premier mars, à 9 heures 5."),
}


def test_every_language_with_a_voice_is_looked_at() -> None:
    assert set(TIMES) == SPOKEN


@pytest.mark.parametrize("language", TIMES)
def test_when_it_is_in_words(language: str) -> None:
    saturday = period(datetime(2026, 11, 28, 15, 30), datetime(2026, 11, 28, 18, 0), language)  # noqa: DTZ001
    sunday = datetime(2026, 3, 1, 9, 5)  # noqa: DTZ001
    assert (spoken(saturday, language), spoken(period(sunday, sunday, language), language)) == TIMES[language]


@pytest.mark.parametrize("language", TIMES)
def test_no_time_of_the_day_and_no_day_of_the_year_is_left_in_digits_that_are_read_badly(language: str) -> None:
    said = [spoken(f"{hour:02}:{minute:02}", language) for hour in range(24) for minute in (0, 7, 45)]
    said += [spoken(formats.day(date.fromordinal(739_000 + day), language), language) for day in range(366)]
    assert len({*said}) > 24 * 3 + 365  # each is told from the others
    assert not [words for words in said if re.search(r"\d[:.]\d|\d\. |[\u2066-\u2069]", words)]


@pytest.mark.parametrize("language", TIMES)
def test_prices_have_a_word_for_the_euro(language: str) -> None:
    euro, digits = MANNERS[language].euro, MANNERS[language].digits or "0123456789"
    three, two, fifty = digits[3], digits[2], digits[5] + digits[0]
    for written in ("3 €", "3,00 €", "3€", "€ 3", "3,- €"):
        assert spoken(written, language) == f"{three} {euro}."
    assert spoken("2,50 €", language) == f"{two} {euro} {fifty}."


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "Am 28. November um 18:00 Uhr", "Am achtundzwanzigsten November um 18 Uhr."),
        ("de", "28.11.2026, 15:00–17:00 Uhr", "achtundzwanzigster November, 15 Uhr bis 17 Uhr."),
        ("de", "9.30 Uhr bis 1:00 Uhr", "9 Uhr 30 bis ein Uhr."),
        ("de", "Für Kinder von 10-12 Jahren", "Für Kinder von 10 bis 12 Jahren."),
        ("tr", "10-12 yaş, 15:00-17:00", "10 ile 12 yaş, 15, bitiş 17."),
        ("fr", "18h30 à 20h00, le 1 mars", "18 heures 30 à 20 heures, le premier mars."),
        ("ru", "с 3 марта, в 1:00, до 21:00", "с третьего марта, в 1 час, до двадцати одного часа."),
        ("uk", "о 15:00, з 28 листопада", "о п'ятнадцятій, з двадцять восьмого листопада."),
        ("pl", "o 15:00, od 3 marca, 18:00", "o piętnastej, od trzeciego marca, osiemnasta."),
        ("ar", "الساعة ١٨:٠٠", "الساعة الثامنة عشرة."),
        ("fa", "می‌خواهم ساعت ۱۸:۰۰", "می‌خواهم ساعت 18."),
    ],
)
def test_people_write_times_and_dates_in_many_ways(language: str, written: str, said: str) -> None:
    assert spoken(written, language) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Olga, +49 6151 123456", "Olga, 0 0 4 9, 6 1 5 1, 1 2 3 4 5 6."),
        ("0151/23-45-67", "0 1 5 1, 2 3, 4 5, 6 7."),
        ("64289 Darmstadt, Grundstraße 10", "6 4 2 8 9 Darmstadt, Grundstraße 10."),
        ("Jahrgang 2010-2012", "Jahrgang 2010 bis 2012."),
    ],
)
def test_phone_numbers_are_read_digit_by_digit(written: str, said: str) -> None:
    assert spoken(written, "de") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("\u2067Kommt\u2069 alle! 😀👨‍👩‍👧", "Kommt alle!"),
        ("Mehr: https://kranich.example/a?b=1\nBis bald", "Mehr: Bis bald."),
        ("**Neu** – [[hier]] / dort", "Neu, hier, dort."),
        ("Frauen & Männer\n\n• Tee\n• Kuchen", "Frauen & Männer. Tee. Kuchen."),
        ("🎉 – …", ""),
    ],
)
def test_what_has_no_sound_is_left_out(written: str, said: str) -> None:
    assert spoken(written, "de") == said
