"""The files of the catalogs: where they are, and how they are read, merged and written.

What is written holds no date and nothing of the machine, so the same texts always give the same file.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from bot.language import extract
from bot.language.languages import LANGUAGES, SOURCE, TEAM_LANGUAGES
from bot.resources import folder

PACKAGE = Path(extract.__file__).parent.parent
WIDTH = 110


def languages_of(domain: str) -> tuple[str, ...]:
    """The languages that a domain is complete in."""
    return tuple(LANGUAGES) if domain == "participant" else TEAM_LANGUAGES


def template_path(domain: str) -> Path:
    """Where the template of a domain is."""
    return folder("locales") / f"{domain}.pot"


def catalog_path(domain: str, language: str) -> Path:
    """Where the texts of a domain are in a language."""
    return folder("locales") / language / "LC_MESSAGES" / f"{domain}.po"


def template(domain: str) -> Catalog:
    """The texts of a domain as they are in the code now."""
    return extract.extract(domain, PACKAGE)


def read(path: Path) -> Catalog:
    """A catalog from its file. Raises PoFileError when it is damaged."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def merged(wanted: Catalog, known: Catalog | None, language: str) -> Catalog:
    """The texts of a template with the translations known for them; what is new stays empty, nothing is guessed."""
    catalog = read_po(io.BytesIO(_header(language)))
    for message in wanted:
        if message.id:
            old = known.get(message.id) if known else None
            catalog.add(
                message.id, _translation(message, old, language, catalog.num_plurals),
                locations=message.locations, flags=message.flags, user_comments=old.user_comments if old else (),
            )  # fmt: skip
    return catalog


def _translation(message: Message, old: Message | None, language: str, plurals: int) -> str | tuple[str, ...]:
    if not message.pluralizable:
        kept = old.string if old and isinstance(old.string, str) else ""
        return kept or (str(message.id) if language == SOURCE else "")
    if old and isinstance(old.string, tuple) and len(old.string) == plurals:
        return old.string
    return tuple(message.id) if language == SOURCE else ("",) * plurals


def written(catalog: Catalog, language: str = "") -> bytes:
    """The text of a catalog's file; without a language that of a template."""
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return _header(language) + body.getvalue()


def _header(language: str) -> bytes:
    lines = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    if language:
        lines = [f"Language: {language}", *lines, f"Plural-Forms: {get_plural(language)}"]
    quoted = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{quoted}\n'.encode()
