"""What the check says about a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Level(StrEnum):
    """How a text reads as a whole."""

    SIMPLE = "simple"
    SOME_HARD = "some hard places"
    HARD = "hard"


class Weight(IntEnum):
    """How much a finding matters. A note is only mentioned: it makes no text hard."""

    NOTE = 0
    WARN = 1
    STOP = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write instead: a text of the team's catalog, and the values in its braces."""

    message: str
    values: dict[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.message.format(**self.values)


@dataclass(frozen=True, slots=True)
class Finding:
    """A hard place: `text` stands at start to end. `fix` can stand there as it is; None where a person must think."""

    rule: str
    weight: Weight
    start: int
    end: int
    text: str
    advice: Advice
    fix: str | None = None

    def applied(self, text: str) -> str:
        """The text with the fix in it; as it was when the place is not there."""
        if self.fix is None or text[self.start : self.end] != self.text:
            return text
        return text[: self.start] + self.fix + text[self.end :]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence, or a line that stands for itself, with its number of words and what is hard in it."""

    start: int
    end: int
    text: str
    words: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text is like. `score`: 100 is simplest, 0 hardest; texts of one language compare. `full`: all rules were
    applied, not only those on length, since the language has rules here."""

    language: str
    level: Level
    score: float
    full: bool
    sentences: tuple[Judged, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All hard places, in the order of the text."""
        return tuple(finding for sentence in self.sentences for finding in sentence.findings)

    def most_useful(self, most: int) -> tuple[Finding, ...]:
        """The findings to show first: what matters most, and among these what one tap repairs. Notes are left out.

        The same words with the same advice are shown once.
        """
        found = [finding for finding in self.findings if finding.weight]
        found.sort(key=lambda one: (-one.weight, one.fix is None, one.start))
        first = {(one.text, str(one.advice)): one for one in reversed(found)}
        return tuple(one for one in found if first[one.text, str(one.advice)] is one)[:most]

    def mended(self, text: str, finding: Finding) -> str:
        """The text with a fix wherever the same words have the same one."""
        for one in reversed(self.findings):
            if (one.text, one.fix) == (finding.text, finding.fix):
                text = one.applied(text)
        return text
