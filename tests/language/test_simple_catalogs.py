"""The bot's own German is as simple as it asks others to write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.language import catalogs, checks
from bot.language.simple import check
from bot.language.texts import DOMAINS

# What typically stands in the braces; a number stands in all others.
TYPICAL = {
    "adults": "2 Erwachsene", "answer": "Ich komme", "channel": "Telegram", "children": "3 Kinder", "country": "Syrien",
    "day": "Samstag, 28. November", "end": "18:00", "end_day": "Sonntag, 29. November", "face": "Gut", "gender": "Frau",
    "language": "Deutsch", "languages": "Türkisch", "name": "Olga", "new": "Park", "old": "Bürgerhaus",
    "people": "3 Kinder", "project": "Kranich", "reason": "Es regnet", "source": "Deutsch", "start": "15:00",
    "text": "Ich komme später", "things": "eine Schürze", "time": "Samstag, 28. November, 15:00", "words": "vielleicht",
}  # fmt: skip


def german(domain: str) -> Iterator[tuple[str, str]]:
    """Every German text with its msgid, as people read it."""
    for message in catalogs.read(catalogs.catalog_path(domain, "de")):
        for said in checks.forms(message) if message.id else ():
            values = {name: TYPICAL.get(name, "12") for name in checks.placeholders(said)}
            yield str(message.id), said.format(**values)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_german_text_of_the_bot_passes_its_own_check(domain: str) -> None:
    found = [
        f"{msgid!r}: {finding.rule} {finding.text!r}: {finding.advice}"
        for msgid, text in german(domain)
        for finding in check(text, "de").findings
        if finding.weight
    ]
    assert found == []
