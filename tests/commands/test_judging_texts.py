"""`kranich simple`: texts from files and from standard input are judged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.saying import WAIT, Say, environment


def test_a_text_is_judged_in_plain_words(kranich: Say, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Die Leitung des Vereins kommt.", encoding="utf-8")
    (tmp_path / "two.txt").write_text("Wir kochen zusammen.\n", encoding="utf-8")
    said = kranich("simple", "one.txt", "two.txt")
    assert said.returncode == 0
    assert said.stdout.splitlines() == [
        "· one.txt: some hard places (80 of 100)",
        "  “des Vereins”: Please write: von dem Verein",
        "✓ two.txt: simple (93 of 100)",
    ]


def test_texts_are_judged_as_json_with_an_object_for_every_line(kranich: Say, tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("Wir kochen.\n\nKommen Sie ggf. früher.\n", encoding="utf-8")
    said = [json.loads(line) for line in kranich("simple", "--json", "--lines", "texts").stdout.splitlines()]
    assert [one["verdict"] for one in said] == ["simple", "simple", "some hard places"]
    assert said[0]["score"] > said[2]["score"]
    assert said[2]["findings"] == [
        {
            "rule": "abbreviation", "weight": "stop", "text": "ggf.", "start": 11, "end": 15,
            "advice": "Please write it in full: vielleicht", "fix": "vielleicht",
        }
    ]  # fmt: skip


def test_a_text_is_judged_from_standard_input_in_a_language_without_rules(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bot", "simple", "--language", "tr"],
        cwd=tmp_path, env=environment(), input="Merhaba.\n", capture_output=True, text=True, timeout=WAIT, check=True,
    )  # fmt: skip
    assert "only the length of sentences and words was looked at" in said.stdout


def test_whoever_reads_along_may_stop_reading(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("Wir kochen.\n" * 3000)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "simple", "--lines", "texts"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as judging:  # fmt: skip
        assert judging.stdout
        assert judging.stderr
        assert judging.stdout.readline().startswith("✓ texts:1: simple")
        judging.stdout.close()
        assert judging.stderr.read() == ""
        assert judging.wait(WAIT) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("none.txt",), "none.txt: No such file or directory."),
        (("latin.txt",), "latin.txt is not text in UTF-8."),
        ((".",), ".: Is a directory."),
        (("--language", "xx"), "There is no such language here. Choose one of: de, en,"),
    ],
)
def test_a_text_that_cannot_be_read_is_named_in_one_sentence(
    kranich: Say, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "latin.txt").write_bytes(b"Gr\xfc\xdfe")
    said = kranich("simple", *words)
    assert said.returncode == 1
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


def test_judging_a_text_brings_neither_the_house_nor_a_database(tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['kranich', 'simple']; from bot.__main__ import main; main();"
        "heavy = {'bot.app', 'bot.commands', 'bot.store', 'bot.settings', 'aiosqlite', 'babel'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path, env=environment(), input="Hallo.", capture_output=True, text=True, timeout=WAIT, check=True,
    )  # fmt: skip
    assert said.stdout.splitlines()[-1] == "[]"
    assert list(tmp_path.iterdir()) == []
