"""Names of the languages as people type them: the language's own, and those in German and English.

"Kurdish" in German or English names none: there are two, and who reads one may not read the other.
"""

from __future__ import annotations

from bot.language.folding import folded
from bot.language.languages import LANGUAGES

_NAMES = {
    "de": ("deutsch", "german", "alemanî", "almanca", "ألماني", "آلمانی", "немецкий"),
    "en": ("englisch", "inglizi", "ingilizce", "إنجليزي", "انگلیسی", "английский"),
    "tr": ("türkisch", "turkish", "türk", "تركي"),
    "ar": ("arabisch", "arabic", "عربي", "عربية", "arabi", "arapça"),
    "ckb": ("sorani", "soranî", "سۆرانی", "سورانی"),
    "ku": ("kurmanji", "kurmancî", "kurmandschi", "kurmançi"),
    "fa": ("persisch", "persian", "farsi", "فارسي"),
    "fa_AF": ("dari",),
    "ps": ("paschtu", "paschto", "pashto", "پشتو"),
    "so": ("somali", "somalisch", "af soomaali"),
    "ne": ("nepali", "nepalesisch", "नेपालि"),
    "kk": ("kasachisch", "kazakh", "казахский", "қазақ", "qazaqşa"),
    "ru": ("russisch", "russian", "по-русски", "russki"),
    "uk": ("ukrainisch", "ukrainian", "українською", "украинский"),
    "pl": ("polnisch", "polish", "po polsku"),
    "fr": ("französisch", "french"),
}
_BY_NAME = {
    folded(name): code
    for code, language in LANGUAGES.items()
    for name in (language.name, language.name.partition(" (")[0], *_NAMES.get(code, ()))
}


def language_named(typed: str | None) -> str | None:
    """The language whose name was written, and nothing else."""
    return _BY_NAME.get(folded(typed or ""))
