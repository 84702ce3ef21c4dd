"""What `kranich simple` does: reads texts, prints verdicts. It needs neither settings nor a database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.errors import KranichError
from bot.language.languages import LANGUAGES
from bot.language.simple import Finding, Level, Verdict, check

STDIN = "-"
SHOWN = 60  # letters of a hard place in a line of the terminal
SIGNS = {Level.SIMPLE: "✓", Level.SOME_HARD: "·", Level.HARD: "✗"}


class Unreadable(KranichError):
    """The text cannot be read."""


class UnknownLanguage(KranichError):
    """There is no such language here."""


def run(files: Sequence[str], language: str, *, as_json: bool, by_line: bool) -> None:
    """Check the texts of files, or of standard input, and print what was found. Raises Unreadable, UnknownLanguage."""
    if language not in LANGUAGES:
        raise UnknownLanguage(f"Choose one of: {', '.join(LANGUAGES)}.")
    for name in files or (STDIN,):
        for place, text in _texts(name, read(name), by_line=by_line):
            verdict = check(text, language)
            lines = in_json(verdict) if as_json else in_words(place, verdict)
            _say(lines)


def _say(lines: Iterator[str]) -> None:
    try:
        print(*lines, sep="\n", flush=True)  # noqa: T201
    except BrokenPipeError:  # who reads along has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def read(name: str) -> str:
    """The text of a file, or of standard input. Raises Unreadable."""
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{_named(name)} is not text in UTF-8.") from None
    except OSError as error:
        raise Unreadable(f"{_named(name)}: {error.strerror}.") from None


def _named(name: str) -> str:
    return "Standard input" if name == STDIN else name


def _texts(name: str, whole: str, *, by_line: bool) -> Iterator[tuple[str, str]]:
    """Each text with its place. A line without a text is one, too: so many lines in, so many objects out."""
    if not by_line:
        yield _named(name), whole
        return
    for number, line in enumerate(whole.removesuffix("\n").split("\n"), 1):
        yield f"{_named(name)}:{number}", line.removesuffix("\r")


def in_json(verdict: Verdict) -> Iterator[str]:
    """A verdict as a line of JSON."""
    yield json.dumps(as_object(verdict), ensure_ascii=False)


def as_object(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data. Places count characters from 0; the end is the first after it."""
    return {
        "language": verdict.language,
        "verdict": verdict.level.value,
        "score": verdict.score,
        "length_only": not verdict.full,
        "findings": [_finding(finding) for finding in verdict.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "weight": finding.weight.name.lower(), "text": finding.text, "start": finding.start,
        "end": finding.end, "advice": str(finding.advice), "fix": finding.fix,
    }  # fmt: skip


def in_words(place: str, verdict: Verdict) -> Iterator[str]:
    """A verdict in plain lines."""
    yield f"{SIGNS[verdict.level]} {place}: {verdict.level.value} ({verdict.score:.0f} of 100)"
    if not verdict.full:
        yield f"  There are no rules for {verdict.language} yet: only the length of sentences and words was looked at."
    for finding in verdict.findings:
        text = " ".join(finding.text.split())
        yield f"  “{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}”: {finding.advice}"
