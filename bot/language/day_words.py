"""Weekdays, months and words such as "tomorrow" in any language, asked of dateparser one at a time.

It is never given a whole text: "Sa 28.11. 15 Uhr" it reads as a day in 2115.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Sequence
from typing import Any

# Sorani days and months as people write them; dateparser knows one spelling, and "tomorrow" by the English word.
_SORANI = {
    "ئەمڕۆ": "today",
    "سبەی": "tomorrow",
    "سبەینێ": "tomorrow",
    "بەیانی": "tomorrow",
    "دووسبەی": "in 2 days",
    "هەینی": "ھەینی",
    "جومعە": "ھەینی",
    "کانونی دووەم": "کانوونی دووەم",
    "تەموز": "تەمووز",
    "ئەیلول": "ئەیلوول",
    "کانوونی یەکەم": "کانونی یەکەم",
    **{f"{number}شەمە": f"{number}شەممە" for number in ("", "یەک", "دوو", "سێ", "چوار", "پێنج")},
}
# Kurmanji, which dateparser lacks, by Turkish words.
_KURMANJI = {
    "îro": "bugün",
    "sibe": "yarın",
    "sibê": "yarın",
    "dusibe": "2 gün sonra",
    "dusibê": "2 gün sonra",
    "duşem": "pazartesi",
    "sêşem": "salı",
    "çarşem": "çarşamba",
    "pêncşem": "perşembe",
    "în": "cuma",
    "înî": "cuma",
    "şemî": "cumartesi",
    "şemiyê": "cumartesi",
    "yekşem": "pazar",
    "rêbendan": "ocak",
    "çile": "ocak",
    "sibat": "şubat",
    "adar": "mart",
    "nîsan": "nisan",
    "gulan": "mayıs",
    "hezîran": "haziran",
    "tîrmeh": "temmuz",
    "tebax": "ağustos",
    "îlon": "eylül",
    "cotmeh": "ekim",
    "mijdar": "kasım",
    "berfanbar": "aralık",
    "kanûn": "aralık",
}
# Words that dateparser lacks, by ones that it has.
_KNOWN_AS = {
    "sonnabend": "samstag",
    "uebermorgen": "übermorgen",
    "jaenner": "januar",
    "maerz": "märz",
    "tonight": "today evening",
    "öbür gün": "2 gün sonra",
    "через тиждень": "через 7 днів",
    "пятниця": "п'ятниця",
    "пятницю": "п'ятницю",
    "п'ятниці": "п'ятниця",
    "понеділка": "понеділок",
    "вівторка": "вівторок",
    "середи": "середа",
    "четверга": "четвер",
    "суботи": "субота",
    "неділі": "неділя",
    "za tydzień": "za 7 dni",
    "ce soir": "aujourd'hui soir",
    "cet après-midi": "aujourd'hui après-midi",
    "ce matin": "aujourd'hui matin",
    "پس فردا": "2 روز بعد",
    "پس\u200cفردا": "2 روز بعد",
    "بل سبا": "په 2 ورځو کې",
    "سې شنبه": "درېنۍ",
    "چارشنبه": "چهارشنبه",
    "berrito": "berri",
    "saadambe": "2 maalmood",
    "salaasa": "talaado",
    "arbaca": "arbaco",
    "jimce": "jimco",
    "janaayo": "jannaayo",
    "maayo": "may",
    "luulyo": "luuliyo",
    "agosto": "ogosto",
    "sebtembar": "sebteembar",
    "पर्सि": "2 दिनमा",
    "मंगलबार": "मङ्गलबार",
    "बिहीबार": "बिहिबार",
    "бүрсігүні": "2 күннен кейін",
    **_SORANI,
    **_KURMANJI,
}
# In Kurmanji a day or month has an ending after another word: "28ê mijdarê".
_KNOWN = re.compile(rf"(?<!\w)(?P<word>{'|'.join(_KNOWN_AS)})(?:y?ê)?(?!\w)", re.IGNORECASE)
# Dari and Kurmanji are unknown to it. Dari shares words with Pashto ("سبا"), and Kurmanji is put into Turkish above.
_LANGUAGES = {"fa_AF": ("fa", "ps"), "ku": ("tr",)}
_NUMBER = re.compile(r"\d+")
# Persian and Sorani weekdays are a number and "Saturday".
_SPACED = re.compile("(?<=یک|دو|سه|ار|نج) (?=شنبه)|(?<=ەک|وو|سێ|ار|نج) (?=شەممە)")
_ZWNJ = "\u200c"
_A_DAY, _ANOTHER_DAY = dt.datetime(2024, 1, 1, 12), dt.datetime(2024, 2, 6, 12)  # noqa: DTZ001


def in_known_words(text: str) -> str:
    """The text with some words replaced by others of the same sense that the functions here know."""
    return _SPACED.sub("", _KNOWN.sub(lambda match: _KNOWN_AS[match["word"].lower()], text))


def weekday(word: str, languages: Sequence[str]) -> int | None:
    """The number of a weekday (Monday is 0) in the first language that has one, None for any other word."""
    if any(x.isdecimal() or x in "-/+&" for x in word):
        return None
    # One language at a time: all together read the French Tuesday, "mar.", as the English month.
    numbers = (_weekday(word.replace(_ZWNJ, ""), language) for language in languages)
    return next((number for number in numbers if number is not None), None)


def _weekday(word: str, language: str) -> int | None:
    # A month or a number ("einer" is 1 there) takes its day from what is now, and the two days are no weeks apart.
    days = [_parsed(word, (language,), "absolute-time", now) for now in (_A_DAY, _ANOTHER_DAY)]
    numbers = {day.weekday() if day else None for day in days}
    return numbers.pop() if len(numbers) == 1 else None


def month(words: str, languages: Sequence[str]) -> int | None:
    """The number of a month, None for any other words."""
    if not words or any(x.isdecimal() for x in words):
        return None
    day = _parsed(f"1 {words} 2024", languages, "absolute-time", _A_DAY, REQUIRE_PARTS=["day", "month", "year"])
    return day.month if day else None


def relative_day(words: str, languages: Sequence[str], today: dt.date) -> dt.date | None:
    """The day of words like "tomorrow" or "in 3 days"; None for others, also for those that name a time."""
    noon = dt.datetime.combine(today, dt.time(12))
    found = _parsed(words, languages, "relative-time", noon)
    if not found or found.time() != noon.time():
        return None
    # dateparser passes over numbers that it cannot use ("tomorrow 1530"): one more must be another day.
    other = _NUMBER.sub(lambda match: str(int(match[0]) + 1), words)
    if other != words and _parsed(other, languages, "relative-time", noon) == found:
        return None
    return found.date()


def _parsed(
    words: str, languages: Sequence[str], parser: str, base: dt.datetime, **settings: Any
) -> dt.datetime | None:
    # It takes 0.2 s to import, which only those who plan events should wait for.
    import dateparser  # noqa: PLC0415
    from dateparser.data import language_order  # noqa: PLC0415

    codes = [code for language in languages for code in _LANGUAGES.get(language, (language,))]
    known = [code for code in codes if code in language_order] or ["en"]  # with none it would try all, for a second
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dateparser.parse(
            words,
            languages=known,
            settings={"PARSERS": [parser], "RELATIVE_BASE": base, "TIMEZONE": "UTC", **settings},
        )
