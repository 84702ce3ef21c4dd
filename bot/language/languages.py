"""The languages people can choose. Self-names are our own: CLDR's are wrong or ambiguous for several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Language:
    """A language as people choose it: its code here, its name for itself, its direction, Babel's locale for it.

    `day` is how weekday, day and month stand in it; Babel's own shorten the weekday in some languages.
    `month` is the form of the month's name: Babel's code for the one beside a day, or for the one that stands alone.
    `short` is how the weekday stands on a button: in full where Babel's short ones are hardly words ("dşm", "Tldo").
    `weekdays`, from Monday, are there where Babel's are not what people say.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    locale: str
    day: str
    month: str = "MMMM"
    short: str = "E"
    weekdays: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """The language tag for HTML (BCP 47)."""
        return self.code.replace("_", "-")

    @property
    def spoken(self) -> str:
        """Its name as people speak it: the note that our German is simple is about what we write."""
        return self.name.removesuffix(" (einfach)")


# As news in Pashto writes them. CLDR has learned words instead, among them اونۍ for Saturday, which is "week" to most.
_PASHTO_WEEKDAYS = ("دوشنبه", "سې شنبه", "چارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
# A language is offered as soon as its `participant` catalog is complete.
LANGUAGES = {
    language.code: language
    for language in (
        Language("de", "Deutsch (einfach)", "ltr", "de", "{weekday}, {day}. {month}"),
        Language("en", "English", "ltr", "en_GB", "{weekday} {day} {month}"),
        Language("tr", "Türkçe", "ltr", "tr", "{day} {month} {weekday}"),
        Language("ar", "العربية", "rtl", "ar", "{weekday}، {day} {month}"),
        Language("ckb", "کوردی (سۆرانی)", "rtl", "ckb", "{weekday}، {day}ی {month}"),
        Language("ku", "Kurdî (Kurmancî)", "ltr", "ku", "{weekday}, {day}ê {month}ê", short="EEEE"),
        Language("fa", "فارسی", "rtl", "fa", "{weekday} {day} {month}", month="LLLL"),
        Language("fa_AF", "دری", "rtl", "fa_AF", "{weekday} {day} {month}", month="LLLL"),
        Language("ps", "پښتو", "rtl", "ps", "{weekday}، د {month} {day}", weekdays=_PASHTO_WEEKDAYS),
        Language("so", "Soomaali", "ltr", "so", "{weekday}, {day} {month}", short="EEEE"),
        Language("ne", "नेपाली", "ltr", "ne", "{weekday}, {day} {month}"),
        Language("kk", "Қазақша", "ltr", "kk", "{day} {month}, {weekday}"),
        Language("ru", "Русский", "ltr", "ru", "{weekday}, {day} {month}"),
        Language("uk", "Українська", "ltr", "uk", "{weekday}, {day} {month}"),
        Language("pl", "Polski", "ltr", "pl", "{weekday}, {day} {month}"),
        Language("fr", "Français", "ltr", "fr", "{weekday} {day} {month}"),
    )
}
TEAM_LANGUAGES = ("de", "en", "tr", "ru", "fr", "ar")
TEAM_FALLBACK = "de"  # for a coordinator whose language has no team catalog yet
SOURCE = "en"  # the language of the msgids
NEAR = {"fa_AF": "fa"}  # who reads the one reads the other, too
# The codes that apps have for them, in small letters: for Dari and Kurmanji also those of ISO 639-3.
_CODES = {code.lower(): code for code in LANGUAGES} | {"prs": "fa_AF", "kmr": "ku"}


def guess(hint: str | None) -> str | None:
    """The language that a messenger's language code (optional, the app's own) points to, if it is on offer."""
    code = (hint or "").replace("-", "_").lower()
    return _CODES.get(code) or _CODES.get(code.partition("_")[0])


def direction(code: str) -> Literal["ltr", "rtl"]:
    """The direction in which a language is written."""
    return LANGUAGES[code].direction
