"""An invitation as it is read aloud: what stands on it for everyone, in whole sentences, each in its own language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby

from bot.domain.events import Event, EventState, Wording
from bot.language.languages import LANGUAGES
from bot.language.spoken import SPOKEN, spoken
from bot.language.spoken_words import MANNERS
from bot.language.texts import Texts, texts
from bot.messages.invitation import when

EDITION = 1  # of the way in which it is made into sound: another one makes every voice message anew
_GAP = "\u001f"  # where a text in another language is put in

Said = tuple[str, str]  # a language and a text in it


def script(event: Event, wording: Wording, language: str, *, over: bool = False) -> str:
    """What is said of an event, for `bot.files.voice`: JSON of the edition and of [voice, text] pairs.

    The same words give the same script. What has no voice is left out; `language` must have one.
    """
    parts = [(of, spoken(text, of)) for of, text in _told(event, wording, language, over=over) if of in SPOKEN]
    voices = groupby(((of, text) for of, text in parts if text), key=lambda part: part[0])
    said = [[MANNERS[of].voice, " ".join(text for _, text in run)] for of, run in voices]
    return json.dumps([EDITION, *said], ensure_ascii=False, separators=(",", ":"))


def _told(event: Event, wording: Wording, language: str, *, over: bool) -> Iterable[Said]:
    say = texts(language)
    if event.state is EventState.CANCELLED:
        yield language, say.t("This is cancelled. It does not take place.")
    elif over:
        yield language, say.t("This is over already.")
    if wording.foreign:
        yield from _source(say, wording)
    for field in ("title", "what"):
        yield from _written(wording, field)
    yield language, when(event, language)
    yield event.language, event.place
    yield from _written(wording, "cost") or [(language, say.t("It costs nothing"))]
    yield from _written(wording, "who_for") or [(language, say.t("For everyone"))]
    yield language, say.t("Children are welcome") if event.children_welcome else say.t("For adults only")
    for of, things in _written(wording, "bring"):
        yield from _around(say.t("Please bring: {things}", things=_GAP), (of, things), language)
    if event.contact:
        yield language, say.t("Questions? Ask {name}", name=event.contact)
    if wording.automatic:
        yield language, say.t("A machine translated this. There may be mistakes.")


def _written(wording: Wording, field: str) -> list[Said]:
    text = wording.get(field)
    return [(wording.languages.get(field, wording.language), text)] if text else []


def _source(say: Texts, wording: Wording) -> Iterable[Said]:
    """Before a voice in another language is heard: that some of it is in this one only."""
    of = next(found for found in wording.languages.values() if found != say.language)
    name = LANGUAGES[of].name.partition(" (")[0]
    return _around(say.t("Some of this is in {language} only.", language=_GAP), (of, name), say.language)


def _around(text: str, inner: Said, language: str) -> Iterable[Said]:
    """A text with another in its gap: one sentence, or one before and one after in a voice of its own."""
    if inner[0] == language:
        return [(language, text.replace(_GAP, inner[1]))]
    before, _, after = text.partition(_GAP)
    return [(language, before), inner, (language, after)]
