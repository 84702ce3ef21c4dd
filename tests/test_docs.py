"""The README says what is true: settings, commands, paths, and the command that the gate runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import Kranich
from bot.language.languages import LANGUAGES, TEAM_LANGUAGES
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GATE = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
NOT_IN_THE_CHECKOUT = {"locales/CODE/LC_MESSAGES/participant.po"}


def shown(default: object) -> str:
    """A default as it is written in the environment."""
    if default is None:
        return "–"
    return f"`{','.join(default) if isinstance(default, tuple) else default}`"


def tree() -> list[str]:
    """The lines of the folder tree."""
    found = re.search(r"```\n(bot/\n.*?)```", README, re.DOTALL)
    assert found
    return found[1].splitlines()


def commands(section: str) -> list[str]:
    """The shell commands of a section."""
    body = README.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [line.strip() for block in re.findall(r"```sh\n(.*?)```", body, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_table_with_default_and_meaning(name: str) -> None:
    field = Settings.model_fields[name]
    assert f"| `{PREFIX}{name.upper()}` | {shown(field.default)} | {field.description} |" in README


def test_no_setting_stands_there_that_does_not_exist() -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)\b", README))
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_command_stands_in_the_table_and_none_else() -> None:
    assert set(re.findall(r"^\| `kranich (\w+)", README, re.MULTILINE)) == set(Kranich.model_fields)
    assert set(re.findall(r"kranich (run|demo|check|invite|backup|restore|simple|templates|version)\b", README)) == set(
        Kranich.model_fields
    )


def test_the_gate_runs_the_test_command_of_the_readme() -> None:
    extraction = next(line for line in GATE.splitlines() if line.startswith("tests=$("))
    script = f'{extraction}\nprintf "%s" "$tests"'
    found = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == commands("Try it")[1]
    assert 'eval "$tests"' in GATE


def test_demo_and_tests_are_one_line_each_that_does_all_its_own_set_up() -> None:
    demo, tests = commands("Try it")
    for line, lock, last in (
        (demo, ".ci/requirements.txt", ".venv/bin/kranich demo"),
        (tests, ".ci/requirements-dev.txt", ".venv/bin/python -m pytest"),
    ):
        assert line.startswith("python3 -m venv .venv && ")
        assert f"--require-hashes -r {lock} && " in line
        assert line.endswith(f" && {last}")


def test_every_path_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:bot|locales|migrations|tests|\.ci)/[\w./-]*)`", README))
    named |= set(re.findall(r"!\[[^]]*\]\(([^)]+)\)", README))
    assert "bot/talks/register.py" in named
    assert [path for path in sorted(named - NOT_IN_THE_CHECKOUT) if not (ROOT / path).exists()] == []


def test_every_function_that_is_named_is_there() -> None:
    for path, name in (
        ("bot/talks/talk.py", "async def choose("),
        ("bot/talks/talk.py", "async def text("),
        ("bot/talks/talk.py", "async def ask("),
        ("bot/services/people.py", "async def register("),
        ("bot/messages/invitation.py", "def _buttons("),
    ):
        assert name in (ROOT / path).read_text(encoding="utf-8")


def test_the_tree_shows_every_room_and_every_file_beside_them() -> None:
    rooms = {line.split()[0].rstrip("/") for line in tree() if line.startswith("  ")}
    house = {path.name for path in (ROOT / "bot").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - house == set()
    assert [name for name in house if not re.search(rf"\b{re.escape(name)}(?!\w)", "\n".join(tree()))] == [
        "__init__.py"
    ]


def test_the_languages_are_named() -> None:
    names = {
        "de": "German (simple)",
        "en": "English",
        "tr": "Turkish",
        "ar": "Arabic",
        "ckb": "Sorani",
        "ku": "Kurmanji",
        "fa": "Persian",
        "fa_AF": "Dari",
        "ps": "Pashto",
        "so": "Somali",
        "ne": "Nepali",
        "kk": "Kazakh",
        "ru": "Russian",
        "uk": "Ukrainian",
        "pl": "Polish",
        "fr": "French",
    }
    opening = README.partition("## Try it")[0]
    assert all(names[code] in opening for code in LANGUAGES)
    assert all(names[code].partition(" ")[0] in opening for code in TEAM_LANGUAGES)


def test_the_lock_holds_exact_versions_and_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / ".ci" / name).read_text(encoding="utf-8")
        packages = re.split(r"\n(?=\S)", lock.strip())
        assert len(packages) > 40
        for package in packages:
            assert re.match(r"[a-z0-9-]+==\S+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", package), package[:60]
        assert "://" not in lock


def test_what_runs_and_what_is_tested_is_the_same() -> None:
    run, dev = (
        set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / ".ci" / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run < dev
