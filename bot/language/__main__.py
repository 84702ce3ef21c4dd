"""Work on the catalogs: python -m bot.language extract | update [language …] | compile | check."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.language import catalogs, checks
from bot.language.languages import LANGUAGES
from bot.language.texts import DOMAINS, compile_catalog


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when all is right."""
    parser = argparse.ArgumentParser("python -m bot.language", description="Work on the catalogs of texts.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract", help="write the templates anew from the code")
    update_parser = commands.add_parser("update", help="extract, and merge what is new into the catalogs")
    update_parser.add_argument("languages", nargs="*", metavar="language", help="only these, e.g. de tr")
    commands.add_parser("compile", help="write the binary .mo beside each catalog")
    commands.add_parser("check", help="check every catalog; ends with 1 when something is wrong")
    chosen = parser.parse_args(arguments)
    unknown = set(getattr(chosen, "languages", ())) - LANGUAGES.keys()
    if unknown:
        parser.error(f"unknown language: {', '.join(sorted(unknown))}")
    if chosen.command == "check":
        return _check()
    if chosen.command == "compile":
        _compile()
    else:
        _extract()
        if chosen.command == "update":
            _update(chosen.languages or list(LANGUAGES))
    return 0


def _extract() -> None:
    for domain in DOMAINS:
        _put(catalogs.template_path(domain), catalogs.written(catalogs.template(domain)))


def _update(languages: list[str]) -> None:
    for domain in DOMAINS:
        wanted = catalogs.template(domain)
        for language in catalogs.languages_of(domain):
            if language in languages:
                path = catalogs.catalog_path(domain, language)
                known = catalogs.read(path) if path.exists() else None
                catalog = catalogs.merged(wanted, known, language)
                _put(path, catalogs.written(catalog, language))
                for lost in checks.surplus(known, wanted) if known else ():
                    _say(f"{path}: no longer in the code: {lost!r}")
                empty = sum(not all(checks.forms(message)) for message in catalog if message.id)
                _say(f"{path}: {len(catalog)} texts, {empty} to translate")


def _compile() -> None:
    for domain in DOMAINS:
        for language in catalogs.languages_of(domain):
            path = catalogs.catalog_path(domain, language)
            _put(path.with_suffix(".mo"), compile_catalog(path).getvalue())


def _check() -> int:
    found = [problem for domain in DOMAINS for problem in checks.domain_problems(domain)]
    for problem in found:
        _say(problem)
    _say(f"{len(found)} problems" if found else "All catalogs are complete and right.")
    return 1 if found else 0


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and only when it changes."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
