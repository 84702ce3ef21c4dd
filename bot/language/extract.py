"""Find the texts in the code. Babel's own reader does not look into f-strings, so the syntax tree is read instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

# The calls that hold a text, per catalog: `say.t("…")`, `say.tn("…", "…", n)`, `mark("…")`; `say.team("…")`.
CALLS = {"participant": {"t", "tn", "mark"}, "team": {"team", "mark_team"}}

Found = tuple[str | tuple[str, str], str, int]


def texts_in(code: str, domain: str) -> Iterator[tuple[str | tuple[str, str], int]]:
    """The msgids of a module, singular and plural where there are both, each with its line."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and _name(node) in CALLS[domain]:
            said = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if _name(node) == "tn" and len(said) == 2:
                yield (said[0], said[1]), node.lineno
            elif said:
                yield said[0], node.lineno


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def extract(domain: str, package: Path) -> Catalog:
    """Every text of a domain in the package, with the files it stands in."""
    catalog = Catalog(domain=domain, project="kranich", charset="utf-8", fuzzy=False)
    for path in sorted(package.rglob("*.py")):
        for message, _ in texts_in(path.read_text(encoding="utf-8"), domain):
            where = path.relative_to(package.parent).as_posix()
            flags = {"python-brace-format"} if "{" in str(message) else set()
            catalog.add(message, locations=[(where, 0)], flags=flags)
    return catalog
