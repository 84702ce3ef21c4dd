"""Puts into the wheel what the package needs beside its code: the compiled catalogs and the migrations."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogsAndMigrations(BuildHookInterface[Any]):
    """Only for a wheel to install: a checkout reads its own catalogs and migrations."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell the builder where to find the files and where they belong."""
        if version == "editable":
            return
        root = Path(self.root)
        self.compiled = TemporaryDirectory()
        build_data["force_include"][str(root / "migrations")] = "bot/migrations"
        for source in sorted((root / "locales").glob("*/LC_MESSAGES/*.po")):
            name = source.relative_to(root / "locales").with_suffix(".mo")
            target = compile_to(Path(self.compiled.name) / name, source)
            build_data["force_include"][str(target)] = f"bot/locales/{name.as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clean up after the wheel is written."""
        if version != "editable":
            self.compiled.cleanup()


def compile_to(target: Path, source: Path) -> Path:
    """Write the binary form of a .po file; returns its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as text, target.open("wb") as binary:
        write_mo(binary, read_po(text))
    return target
