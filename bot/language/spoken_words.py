"""How dates and times are spoken, per language that espeak-ng has a voice for. Plain numbers it reads itself.

Times of 24 hours, as they stand on the invitation: who hears them finds them there. Where people decline the hour or
say the day as an ordinal, the words stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Words = tuple[str, ...]
_DAYS, _HOURS = range(1, 32), range(24)


@dataclass(frozen=True, slots=True)
class Forms:
    """The words of full hours, from 0, and those of the days of a month, from 1; empty: as they are by default."""

    hours: Words = ()
    days: Words = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language is spoken.

    `voice` is espeak-ng's. `euro` is the word for €. `to` stands between two numbers, and between two
    times if `until` does not. `minutes` is a time that
    is not a full hour, of {hour} (a word), {n} (its number) and {m}; `zero` comes before minutes below ten. `unit` (a
    regular expression) may follow a written time, and is then part of it. `forms` are the default, `after` those that
    follow a certain word.
    """

    voice: str
    euro: str
    to: str
    minutes: str
    zero: str = ""
    unit: str = ""
    forms: Forms = field(default_factory=Forms)
    after: Mapping[str, Forms] = field(default_factory=dict)
    until: str = ""
    digits: str = ""  # ten of its own, where espeak-ng would read 0-9 in English


def _each(words: str) -> Words:
    return tuple(words.split(","))


def _after(words: str, forms: Forms) -> dict[str, Forms]:
    return dict.fromkeys(words.split(), forms)


def _changed(words: Iterable[str], *endings: tuple[str, str]) -> Words:
    """The words with their endings changed; of `endings` (old, new) the first that fits counts."""
    return tuple(_with_ending(word, endings) for word in words)


def _with_ending(word: str, endings: Iterable[tuple[str, str]]) -> str:
    for old, new in endings:
        if word.endswith(old):
            return word.removesuffix(old) + new
    return word


def _counted(units: str, twenty: str, thirty: str) -> Words:
    """The ordinals from 1 to 31: `units` are those up to 20; `thirty` is the word in 31, and the one of 30."""
    first, (thirty_and, thirtieth) = _each(units), _each(thirty)
    return (*first, *(f"{twenty} {unit}" for unit in first[:9]), thirtieth, f"{thirty_and} {first[0]}")


# German: am, vom, zum … dreiundzwanzigsten; and "Samstag, dreiundzwanzigster".
_DE_UNITS = _each("ein,zwei,drei,vier,fünf,sechs,sieben,acht,neun")
_DE_WEAK = tuple(
    f"{word}n"
    for word in (
        *_each("erste,zweite,dritte,vierte,fünfte,sechste,siebte,achte,neunte,zehnte,elfte,zwölfte,dreizehnte"),
        *_each("vierzehnte,fünfzehnte,sechzehnte,siebzehnte,achtzehnte,neunzehnte,zwanzigste"),
        *(f"{unit}undzwanzigste" for unit in _DE_UNITS),
        "dreißigste",
        "einunddreißigste",
    )
)
_DE = Forms(
    tuple(f"{'ein' if hour == 1 else hour} Uhr" for hour in _HOURS),
    _changed(_DE_WEAK, ("n", "r")),
)

_EN_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_EN = Forms(tuple(f"{hour} o'clock" for hour in _HOURS), tuple(f"{day}{_EN_ENDINGS.get(day, 'th')}" for day in _DAYS))

_FR = Forms(
    tuple(f"{hour} heure{'s' * (hour > 1)}" for hour in _HOURS),
    ("premier", *(str(day) for day in range(2, 32))),
)

# Arabic clocks are read with ordinals; in twelve hours mostly, but then nobody would find the hour on the invitation.
_AR = Forms(
    _each(
        "صفر,الواحدة,الثانية,الثالثة,الرابعة,الخامسة,السادسة,السابعة,الثامنة,التاسعة,العاشرة,الحادية عشرة,"
        "الثانية عشرة,الثالثة عشرة,الرابعة عشرة,الخامسة عشرة,السادسة عشرة,السابعة عشرة,الثامنة عشرة,التاسعة عشرة,"
        "العشرين,الحادية والعشرين,الثانية والعشرين,الثالثة والعشرين"
    )
)

_RU_DAYS = _counted(
    "первое,второе,третье,четвёртое,пятое,шестое,седьмое,восьмое,девятое,десятое,одиннадцатое,двенадцатое,"
    "тринадцатое,четырнадцатое,пятнадцатое,шестнадцатое,семнадцатое,восемнадцатое,девятнадцатое,двадцатое",
    "двадцать",
    "тридцать,тридцатое",
)
_RU_OF_HOURS = _each(
    "ноля,одного,двух,трёх,четырёх,пяти,шести,семи,восьми,девяти,десяти,одиннадцати,двенадцати,тринадцати,"
    "четырнадцати,пятнадцати,шестнадцати,семнадцати,восемнадцати,девятнадцати,двадцати,двадцати одного,"
    "двадцати двух,двадцати трёх"
)


def _ru_unit(hour: int) -> str:
    if hour in {1, 21}:
        return "час"
    return "часа" if hour in {2, 3, 4, 22, 23} else "часов"


_RU = Forms(tuple(f"{hour} {_ru_unit(hour)}" for hour in _HOURS), _RU_DAYS)
_RU_OF = Forms(
    tuple(f"{word} {'часа' if hour in {1, 21} else 'часов'}" for hour, word in enumerate(_RU_OF_HOURS)),
    _changed(_RU_DAYS, ("тье", "тьего"), ("ое", "ого")),
)

_UK_DAYS = _counted(
    "перше,друге,третє,четверте,п'яте,шосте,сьоме,восьме,дев'яте,десяте,одинадцяте,дванадцяте,тринадцяте,"
    "чотирнадцяте,п'ятнадцяте,шістнадцяте,сімнадцяте,вісімнадцяте,дев'ятнадцяте,двадцяте",
    "двадцять",
    "тридцять,тридцяте",
)
_UK_HOURS = _changed(("нульове", *_UK_DAYS[:23]), ("тє", "тя"), ("е", "а"))
_UK = Forms(_UK_HOURS, _UK_DAYS)
_UK_OF = Forms(
    _changed(_UK_HOURS, ("тя", "тьої"), ("а", "ої")),
    _changed(_UK_DAYS, ("тє", "тього"), ("е", "ого")),
)
_UK_AT = Forms(_changed(_UK_HOURS, ("тя", "тій"), ("а", "ій")), _UK_OF.days)

_PL_HOURS = _each(
    "zerowa,pierwsza,druga,trzecia,czwarta,piąta,szósta,siódma,ósma,dziewiąta,dziesiąta,jedenasta,dwunasta,trzynasta,"
    "czternasta,piętnasta,szesnasta,siedemnasta,osiemnasta,dziewiętnasta,dwudziesta,dwudziesta pierwsza,"
    "dwudziesta druga,dwudziesta trzecia"
)
_PL_DAYS = _counted(
    "pierwszy,drugi,trzeci,czwarty,piąty,szósty,siódmy,ósmy,dziewiąty,dziesiąty,jedenasty,dwunasty,trzynasty,"
    "czternasty,piętnasty,szesnasty,siedemnasty,osiemnasty,dziewiętnasty,dwudziesty",
    "dwudziesty",
    "trzydziesty,trzydziesty",
)
_PL = Forms(_PL_HOURS, _PL_DAYS)
_PL_OF = Forms(
    tuple(" ".join(_changed(words.split(), ("ga", "giej"), ("a", "ej"))) for words in _PL_HOURS),
    tuple(" ".join(_changed(words.split(), ("i", "iego"), ("y", "ego"))) for words in _PL_DAYS),
)

_KK = Forms(
    days=_counted(
        "бірінші,екінші,үшінші,төртінші,бесінші,алтыншы,жетінші,сегізінші,тоғызыншы,оныншы,он бірінші,он екінші,"
        "он үшінші,он төртінші,он бесінші,он алтыншы,он жетінші,он сегізінші,он тоғызыншы,жиырмасыншы",
        "жиырма",
        "отыз,отызыншы",
    )
)

MANNERS: Mapping[str, Manner] = {
    "de": Manner(
        "de", "Euro", "bis", "{hour} {m}", unit=r"Uhr\b", forms=_DE,
        after=_after("am vom bis zum dem den", Forms(days=_DE_WEAK)),
    ),
    "en": Manner("en-gb", "euros", "to", "{n} {m}", zero="oh", unit=r"o'clock\b", forms=_EN),
    "tr": Manner("tr", "avro", "ile", "{n} {m}", zero="sıfır", until=", bitiş"),
    "ar": Manner("ar", "يورو", "إلى", "{hour} و {m} دقيقة", forms=_AR),
    "fa": Manner("fa", "یورو", "تا", "{n} و {m} دقیقه"),
    "ku": Manner("ku", "euro", "heta", "{n} û {m} deqe"),
    "ne": Manner(
        "ne", "युरो", "देखि", "{n} बजेर {m} मिनेट", unit="बजे", forms=Forms(tuple(f"{n} बजे" for n in _HOURS)),
        digits="०१२३४५६७८९",
    ),
    "kk": Manner("kk", "еуро", ",", "{n} {m}", zero="нөл", forms=_KK, until=", аяқталуы"),
    "ru": Manner(
        "ru", "евро", "до", "{n} {m}", zero="ноль", unit=r"ч(?:\.|ас(?:а|ов)?\b)", forms=_RU,
        after=_after("с со до от после около", _RU_OF),
    ),
    "uk": Manner(
        "uk", "євро", "до", "{hour} {m}", zero="нуль", forms=_UK,
        after=_after("з із до від після", _UK_OF) | _after("о об", _UK_AT),
    ),
    "pl": Manner(
        "pl", "euro", "do", "{hour} {m}", zero="zero", forms=_PL,
        after=_after("od do o po godziny godzinie", _PL_OF),
    ),
    "fr": Manner("fr", "euros", "à", "{hour} {m}", unit=r"h(?:eures?)?\b", forms=_FR),
}  # fmt: skip
