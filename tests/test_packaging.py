"""What holds the house together: who may import whom, and what is in the wheel."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "bot"

# Rooms of the house, and the rooms that each may import. What is not named here belongs to the house's outside.
MAY_IMPORT = {
    "errors": set[str](),
    "clock": set[str](),
    "resources": set[str](),
    "domain": set[str](),
    "language": {"errors", "resources"},
    "store": {"domain", "errors", "resources"},
    "messages": {"domain", "language"},
    "files": {"domain", "errors"},
    "services": {"domain", "errors", "language", "messages", "store"},
    "translation": {"domain", "errors", "language"},
    "machine": {"clock", "domain", "errors", "services", "store", "translation"},
    "talks": {"channels.protocol", "clock", "domain", "errors", "files", "language", "messages", "services", "store"},
    "channels": {"clock", "domain", "errors", "language"},
    "delivery": {"channels.protocol", "clock", "domain", "errors", "store"},
    "metrics": {"delivery.counting", "domain"},
    "watch": {"channels.protocol", "clock", "delivery.counting", "domain", "metrics", "services", "store"},
    "running": {"domain"},
    "web": {"channels", "clock", "domain", "errors", "language", "messages", "services", "store"},
    "schedule": {"clock", "errors", "services", "store"},
    "reader": {"files", "services", "store"},
    "rounds": set[str](),
    "settings": {"domain", "errors", "setting_values"},
    "setting_values": {"domain", "language"},
    "lock": {"errors", "store.disk"},
    "logs": set[str](),
    "terminal": set[str](),
    "building": {"channels", "clock", "errors", "settings", "translation"},
    "introducing": {"channels.telegram", "errors", "language", "messages", "store"},
    "tasks": set[str](),
}
OUTSIDE = {"approving", "__main__", "app", "checking", "commands", "demo"}  # these join the rooms, so they may know all
ONLY_ONE_MAY = {
    # The engine is what hears a channel's updates; what it starts speaks in contents only.
    ("talks", "channels.protocol"): {"talks.engine"},
}


def module(path: Path) -> str:
    """The name of a file within the house: talks.engine."""
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    """The modules of the house that a file imports, by their names within the house."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.removeprefix("bot.") for name in node.names if name.name.startswith("bot."))
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively; the house spells names out"
            source = node.module or ""
            if source == "bot":
                yield from (name.name for name in node.names if not name.name.startswith("__"))
            elif source.startswith("bot."):
                yield source.removeprefix("bot.")


IMPORTS = [(module(path), found) for path in sorted(HOUSE.rglob("*.py")) for found in sorted({*imported(path)})]


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room}
    wrong = [
        f"{importer} imports {found}"
        for importer, found in IMPORTS
        if within(importer, room) and not any(within(found, name) for name in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("rule", ONLY_ONE_MAY, ids=str)
def test_what_only_one_file_of_a_room_may_import(rule: tuple[str, str]) -> None:
    room, source = rule
    users = {importer for importer, found in IMPORTS if within(importer, room) and within(found, source)}
    assert users <= ONLY_ONE_MAY[rule]


def test_every_room_has_its_rule() -> None:
    rooms = {module(path).split(".")[0] for path in HOUSE.rglob("*.py")} - {"__init__", ""}
    assert rooms - OUTSIDE == set(MAY_IMPORT)


def test_only_the_outside_knows_the_whole_app() -> None:
    users = {importer.split(".")[0] for importer, found in IMPORTS if within(found, "app")}
    assert users <= OUTSIDE


def test_the_top_level_holds_nothing_else() -> None:
    rooms = {"bot", "locales", "migrations", "tests", "pyproject.toml", "README.md"}
    made = {"dist", *(f"kranich.db{ending}" for ending in ("", "-wal", "-shm", ".running", ".forgotten"))}  # by a run
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - made == rooms


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built as pip builds it."""
    target = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build as b; b.build_wheel({json.dumps(str(target))})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(target.glob("kranich-*.whl")))


def test_the_wheel_holds_every_catalog_compiled(wheel: zipfile.ZipFile) -> None:
    sources = {path.relative_to(ROOT).with_suffix(".mo").as_posix() for path in ROOT.glob("locales/*/*/*.po")}
    assert {name for name in wheel.namelist() if name.startswith("bot/locales/")} == {f"bot/{name}" for name in sources}


def test_the_wheel_holds_every_migration_page_and_module(wheel: zipfile.ZipFile) -> None:
    migrations = {f"bot/migrations/{path.name}" for path in ROOT.glob("migrations/*.sql")}
    ours = {path.relative_to(ROOT).as_posix() for path in HOUSE.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert migrations
    assert migrations | ours <= set(wheel.namelist())


def test_the_wheel_holds_nothing_but_the_package(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"bot", "kranich"}
    assert not [name for name in wheel.namelist() if name.endswith((".pyc", ".po", ".pot", ".db"))]
