"""STOP and START in all languages: what people write to a chat that they cannot block in a way that we would hear of.

Only whole messages count: "stop" obeys, "the bus stop" does not.
"""

from __future__ import annotations

from bot.language.folding import folded

_STOP = {
    "de": ("stop", "stopp", "abmelden", "aufhören", "keine nachrichten mehr"),
    "en": ("stop", "stop all", "unsubscribe", "no more messages"),
    "tr": ("dur", "durdur", "abonelikten çık", "mesaj gönderme"),
    "ar": ("توقف", "قف", "أوقف", "إيقاف", "ستوب", "إلغاء الاشتراك", "لا ترسل"),
    "ckb": ("ستۆپ", "بوەستە", "وەستان", "وەستاندن", "ڕایبگرە", "ڕاگرتن", "مەنێرە"),
    "ku": ("raweste", "rawestîne", "bisekine", "neşîne"),
    "fa": ("توقف", "استاپ", "لغو", "لغو عضویت", "نفرست", "نفرستید"),
    "fa_AF": ("توقف", "متوقف", "بس کنید", "ایستاد شو", "روان نکنید"),
    "ps": ("ودرېږه", "ودریږه", "بند کړه", "بند کړئ", "مه لېږه"),
    "so": ("jooji", "joogso", "istaag", "ha ii soo dirin"),
    "ne": ("रोक", "रोक्नुहोस्", "बन्द", "बन्द गर्नुहोस्", "नपठाउनुहोस्"),
    "kk": ("тоқта", "тоқтат", "тоқтату", "жазба"),
    "ru": ("стоп", "хватит", "отписаться", "отписка", "остановить", "не пишите"),
    "uk": ("стоп", "досить", "відписатися", "зупинити", "не пишіть"),
    "pl": ("stop", "zatrzymaj", "wypisz mnie", "rezygnuję", "nie pisz"),
    "fr": ("stop", "arrêt", "arrêter", "arrêtez", "désabonner", "me désabonner"),
}
_START = {
    "de": ("start", "anmelden", "wieder schreiben"),
    "en": ("start", "subscribe", "unstop"),
    "tr": ("başla", "başlat"),
    "ar": ("ابدأ", "بدء", "ستارت", "اشتراك"),
    "ckb": ("ستارت", "دەستپێبکە", "دەست پێ بکە", "دەستپێکردن", "دەست پێکردن", "بنێرە"),
    "ku": ("destpê", "dest pê bike", "destpêk"),
    "fa": ("شروع", "استارت", "آغاز", "بفرست"),
    "fa_AF": ("شروع", "آغاز", "شروع کنید", "روان کنید"),
    "ps": ("پیل", "پیل کړه", "پیل کړئ", "شروع"),
    "so": ("bilow", "bilaab"),
    "ne": ("सुरु", "सुरु गर्नुहोस्", "शुरु"),
    "kk": ("баста", "бастау"),
    "ru": ("старт", "начать", "подписаться", "пишите"),
    "uk": ("старт", "почати", "підписатися", "пишіть"),
    "pl": ("start", "zacznij", "pisz znowu"),
    "fr": ("start", "démarrer", "commencer", "reprendre"),
}


def is_stop(text: str) -> bool:
    """Whether a whole message is the wish to get no more messages."""
    return folded(text) in _STOPS


def is_start(text: str) -> bool:
    """Whether a whole message is the wish to get messages again."""
    return folded(text) in _STARTS


_STOPS = frozenset(folded(word) for words in _STOP.values() for word in words)
_STARTS = frozenset(folded(word) for words in _START.values() for word in words)
