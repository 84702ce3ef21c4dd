"""Find the texts in the code. Babel's own reader does not look into f-strings, so the syntax tree is read instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

# The calls that hold a text, per catalog: `say.t("…")`, `say.tn("…", "…", n)`, `mark("…")`; `say.team("…")`.
CALLS = {"participant": {"t", "tn", "mark"}, "team": {"team", "mark_team"}}

Msgid = str | tuple[str, str]


def texts_in(code: str, domain: str) -> Iterator[Msgid]:
    """The msgids of a module in the order of its lines, singular and plural where there are both."""
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and _name(node) in CALLS[domain])
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        said = [a.value for a in call.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if _name(call) == "tn" and len(said) == 2:
            yield said[0], said[1]
        elif said:
            yield said[0]


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def extract(domain: str, package: Path) -> Catalog:
    """Every text of a domain in the package, with the files it stands in."""
    catalog = Catalog(domain=domain, project="kranich", charset="utf-8", fuzzy=False)
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package.parent).as_posix()
        for msgid in texts_in(path.read_text(encoding="utf-8"), domain):
            flags = {"python-brace-format"} if "{" in str(msgid) else set()
            catalog.add(msgid, locations=[(where, 0)], flags=flags)
    return catalog
