"""The catalogs: two gettext domains, `participant` and `team`, loaded once per language when first used."""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES, SOURCE, TEAM_FALLBACK, TEAM_LANGUAGES
from bot.resources import folder

DOMAINS = ("participant", "team")


class Texts:
    """The texts of one language. Values put into a text are isolated, so foreign names cannot disturb its order."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._participant = _catalog("participant", language)
        self.team_language = language if language in TEAM_LANGUAGES else TEAM_FALLBACK
        self._team = _catalog("team", self.team_language)

    def t(self, message: str, **values: object) -> str:
        """A text for participants."""
        said = self._participant.gettext(message)
        return self._filled(said, values, self.language) if values else said

    def tn(self, one: str, many: str, number: int, **values: object) -> str:
        """A text for participants that depends on `number`, which is {number} in it."""
        found = self._participant.ngettext(one, many, number)
        return self._filled(found, {"number": number, **values}, self.language)

    def team(self, message: str, **values: object) -> str:
        """A text for coordinators."""
        said = self._team.gettext(message)
        return self._filled(said, values, self.team_language) if values else said

    @staticmethod
    def _filled(message: str, values: dict[str, object], language: str) -> str:
        return message.format(**{key: isolated(str(value), language) for key, value in values.items()})


@lru_cache(maxsize=64)
def texts(language: str) -> Texts:
    """The texts of a language; the source language's for one that is unknown."""
    return Texts(language if language in LANGUAGES else SOURCE)


def team_texts(language: str) -> Texts:
    """The texts for a coordinator: all in a language of the team, so that no message mixes two."""
    return texts(texts(language).team_language)


def mark_team(message: str) -> str:
    """Mark a team text that is looked up later."""
    return message


def mark(message: str) -> str:
    """Mark a participant text that is looked up later."""
    return message


def _catalog(domain: str, language: str) -> NullTranslations:
    base = folder("locales") / language / "LC_MESSAGES" / domain
    compiled, source = base.with_suffix(".mo"), base.with_suffix(".po")
    if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
        return GNUTranslations(io.BytesIO(compiled.read_bytes()))
    return GNUTranslations(compile_catalog(source)) if source.exists() else NullTranslations()


def compile_catalog(source: Path) -> io.BytesIO:
    """A .po file in its binary form. Only in a checkout: what is installed has the binary forms beside."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    binary = io.BytesIO()
    with source.open("rb") as file:
        write_mo(binary, read_po(file))
    binary.seek(0)
    return binary
