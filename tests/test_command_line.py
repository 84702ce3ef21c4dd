"""The command line as people use it: real processes in a folder of their own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot import __version__
from bot.store.backups import backup
from bot.store.database import Database
from bot.store.migrations import migrate
from tests.ports import free_port
from tests.stand_ins import espeak

ROOT = Path(__file__).parent.parent
TOKEN = "7654321:AAHsecretSECRETsecretSECRETsecret12"
META_TOKEN = "EAAsecretSECRETsecretSECRETsecret12"
CODE = re.compile(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}")
WAIT = 30  # seconds, for a process on a busy machine

Say = Callable[..., subprocess.CompletedProcess[str]]


def environment(**settings: str) -> dict[str, str]:
    """Nothing of ours but these settings."""
    own = {f"KRANICH_{name.upper()}": value for name, value in settings.items()}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **own}


@pytest.fixture
def kranich(tmp_path: Path) -> Say:
    """Run a command to its end."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=tmp_path,
            env=environment(**settings),
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=False,
        )

    return run


@pytest.fixture
def port() -> str:
    """A port that nobody uses."""
    return str(free_port())


@pytest.fixture
def running(tmp_path: Path, port: str) -> Iterator[subprocess.Popen[str]]:
    """`kranich run` with nothing set but its port, after it has said where it is."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=environment(web_port=port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Kranich: the web chat is at http://127.0.0.1:{port}\n"
        yield process
        if process.poll() is None:
            process.kill()


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A database that is there already."""

    async def make() -> None:
        database = await Database.open(tmp_path / "kranich.db")
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return tmp_path / "kranich.db"


@pytest.fixture
def copy(used: Path) -> Path:
    """A backup of that database, which has gone on since."""
    backup(used, used.with_name("copy.db"))
    with closing(sqlite3.connect(used)) as database, database:
        database.execute("INSERT INTO invite (code_hash, role, created_at) VALUES ('5f', 'leader', '2026-11-23')")
    return used.with_name("copy.db")


def invites(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM invite").fetchone()[0])


def in_one_sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """What a command that refuses to work says: one line, nothing of its insides."""
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.strip()


def get(address: str) -> tuple[int, str]:
    with urlopen(address, timeout=WAIT) as answer:  # noqa: S310
        return answer.status, answer.read().decode()


def test_version(kranich: Say) -> None:
    assert kranich("version").stdout == f"kranich {__version__}\n"


def test_every_command_explains_itself(kranich: Say) -> None:
    overview = kranich("--help").stdout
    for command in ("run", "demo", "check", "invite", "backup", "restore", "version"):
        assert f"\n    {command}" in overview
        assert f"usage: kranich {command}" in kranich(command, "--help").stdout


def test_check_with_nothing_set_finds_nothing_wrong(kranich: Say, port: str, tmp_path: Path) -> None:
    found = kranich("check", web_port=port)
    assert found.returncode == 0
    assert "✗" not in found.stdout
    assert found.stderr == ""
    assert not (tmp_path / "kranich.db").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_token", "no-token-but-secret"),
        ("telegram_api_url", "api.telegram.org"),
        ("telegram_rate", "2000"),
        ("telegram_webhook_url", "kranich.example"),
        ("telegram_webhook_url", "https://kranich.example/hook"),
        ("telegram_webhook_url", "http://kranich.example/telegram"),
        ("telegram_webhook_secret", "short-secret"),
        ("timezone", "Berlin"),
        ("language", "klingon"),
        ("project_name", ""),
        ("web_host", "no..host"),
        ("web_port", "70000"),
        ("public_url", "kranich.example"),
        ("quiet_hours", "night"),
        ("remind_before", "soon"),
        ("log_format", "xml"),
        ("metrics_token", "short-secret"),
        ("database", "/proc/nowhere/kranich.db"),
    ],
)
def test_a_wrong_setting_ends_in_one_sentence(kranich: Say, port: str, name: str, value: str) -> None:
    said = in_one_sentence(kranich("run", **{"web_port": port, name: value}))
    assert f"KRANICH_{name.upper()}" in said or name == "database"
    assert "secret" not in said.replace("KRANICH_TELEGRAM_WEBHOOK_SECRET", "")
    assert said.endswith(".")


def test_check_names_the_wrong_setting(kranich: Say) -> None:
    found = kranich("check", timezone="Berlin")
    assert found.returncode == 1
    assert found.stdout.startswith("✗ A setting is wrong. KRANICH_TIMEZONE: ")


def test_check_says_that_telegram_cannot_be_reached_and_keeps_the_token_to_itself(kranich: Say, port: str) -> None:
    found = kranich("check", telegram_token=TOKEN, telegram_api_url=f"http://127.0.0.1:{port}", web_port=port)
    assert found.returncode == 1
    assert f"✗ KRANICH_TELEGRAM_API_URL: http://127.0.0.1:{port} could not be reached." in found.stdout
    assert TOKEN not in found.stdout + found.stderr
    assert TOKEN.partition(":")[2] not in found.stdout + found.stderr


def test_check_says_that_whatsapp_cannot_be_reached_and_keeps_the_token_to_itself(kranich: Say, port: str) -> None:
    whole = {"whatsapp_phone_id": "4711", "whatsapp_app_secret": "0123456789abcdef", "whatsapp_verify_token": "park"}
    url = f"http://127.0.0.1:{port}"
    found = kranich("check", whatsapp_token=META_TOKEN, whatsapp_api_url=url, web_port=port, **whole)
    assert found.returncode == 1
    assert f"✗ KRANICH_WHATSAPP_API_URL: {url} could not be reached." in found.stdout
    assert META_TOKEN not in found.stdout + found.stderr


WITHOUT_METRICS = "import sys; sys.modules['prometheus_client'] = None; from bot.__main__ import main; main()"


def test_check_says_why_there_are_no_metrics(kranich: Say, port: str, tmp_path: Path) -> None:
    found = kranich("check", web_port=port)
    assert "\n· KRANICH_METRICS_TOKEN is not set: no metrics.\n" in found.stdout
    checked = subprocess.run(
        [sys.executable, "-c", WITHOUT_METRICS, "check"],
        cwd=tmp_path,
        env=environment(web_port=port, metrics_token="gartenzwerg_4711_geheim"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\n· There are no metrics: the library prometheus-client is not installed.\n" in checked.stdout


def test_run_warns_of_what_was_set_and_has_no_effect(port: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"KRANICH_PROJEKT_NAME={TOKEN}\n")
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT_METRICS, "run"],
        cwd=tmp_path,
        env=environment(web_port=port, metrics_token="gartenzwerg_4711_geheim"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "the web chat is at" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=WAIT)
    assert [line.partition(" WARNING bot.commands ")[2] for line in said.splitlines() if " WARNING " in line] == [
        "KRANICH_PROJEKT_NAME is no setting of Kranich. Do you mean KRANICH_PROJECT_NAME?",
        "KRANICH_METRICS_TOKEN is set. There are no metrics: the library prometheus-client is not installed.",
    ]
    assert TOKEN not in said
    assert "gartenzwerg" not in said


def test_check_names_every_wrong_setting_and_what_is_none(kranich: Say, port: str) -> None:
    wrong = kranich("check", timezone="Berlin", language="klingon")
    assert wrong.returncode == 1
    assert [line.partition("KRANICH_")[2].partition(":")[0] for line in wrong.stdout.splitlines()] == [
        "TIMEZONE", "LANGUAGE",
    ]  # fmt: skip
    found = kranich("check", web_prot=port, web_port=port)
    assert found.returncode == 0
    assert "\n· KRANICH_WEB_PROT is no setting of Kranich. Do you mean KRANICH_WEB_PORT?\n" in found.stdout


def test_check_says_whether_invitations_can_be_read_aloud(port: str, tmp_path: Path) -> None:
    def checked(code: str) -> str:
        env = environment(web_port=port) | {"PATH": str(tmp_path / "bin")}
        command = [sys.executable, "-c", f"{code}\nfrom bot.__main__ import main; main()", "check"]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout

    without = checked("import sys; sys.modules['soundfile'] = None")
    to_do = "install the program espeak-ng and the library soundfile"
    assert f"\n· Invitations are not read aloud. For that, {to_do}.\n" in without
    espeak.script(tmp_path / "bin", "")
    assert "\n✓ Invitations can be read aloud.\n" in checked("")


def test_check_warns_of_an_address_that_is_not_protected(kranich: Say, port: str) -> None:
    found = kranich("check", public_url="http://kranich.example", web_port=port)
    assert found.returncode == 1
    assert "✗ KRANICH_PUBLIC_URL" in found.stdout


def test_an_env_file_that_is_not_utf8_is_named(kranich: Say, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("KRANICH_PROJECT_NAME=Mühle\n".encode("latin-1"))
    assert in_one_sentence(kranich("run")) == "A setting is wrong. The file .env must be saved as UTF-8."


@pytest.mark.parametrize("words", [["invite", "mayor"], ["demo", "--port", "99999"]], ids=" ".join)
def test_a_wrong_word_ends_in_one_sentence(kranich: Say, words: list[str]) -> None:
    assert words[0] in in_one_sentence(kranich(*words))


def test_run_with_nothing_set_serves_and_shows_the_way_in(running: subprocess.Popen[str], port: str) -> None:
    assert running.stdout is not None
    assert running.stdout.readline().startswith("Nobody coordinates yet.")
    link = running.stdout.readline().strip()
    assert link.startswith(f"http://127.0.0.1:{port}/start/r-")
    assert get(link)[0] == 200
    status, health = get(f"http://127.0.0.1:{port}/health")
    assert status == 200
    assert json.loads(health)["ok"] is True


def test_a_mistake_of_ours_is_logged_without_what_it_says(tmp_path: Path) -> None:
    mistake = (
        "from bot import __main__ as line\n"
        "def fail(_): raise RuntimeError('Amina wrote this') from ValueError('06151 123')\n"
        "line.CliApp.run = fail\n"
        "line.main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", mistake], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "RuntimeError" in found.stderr
    assert "Amina" not in found.stderr
    assert "06151" not in found.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_stops_within_ten_seconds(running: subprocess.Popen[str], port: str, number: signal.Signals) -> None:
    assert get(f"http://127.0.0.1:{port}/health")[0] == 200
    running.send_signal(number)
    assert running.wait(timeout=10) == 0
    assert running.stderr is not None
    assert "Traceback" not in running.stderr.read()


@pytest.mark.usefixtures("running")
def test_a_second_run_on_the_same_database_refuses(kranich: Say) -> None:
    said = in_one_sentence(kranich("run"))
    assert said == "Another Kranich is running on this database. Stop it first."


@pytest.mark.usefixtures("running")
def test_check_sees_that_it_runs(kranich: Say, port: str) -> None:
    found = kranich("check", web_port=port)
    assert found.returncode == 0
    assert "· Kranich is running on this database now.\n✓ alive: It answers.\n" in found.stdout
    assert "✗" not in found.stdout


@pytest.mark.usefixtures("running")
def test_a_port_in_use_is_said_in_one_sentence(kranich: Say, port: str) -> None:
    said = in_one_sentence(kranich("run", web_port=port, database="other.db"))
    assert "KRANICH_WEB_PORT" in said
    assert f"127.0.0.1:{port}" in said


@pytest.mark.usefixtures("running")
def test_a_backup_of_a_running_bot_is_whole_and_private(kranich: Say, tmp_path: Path) -> None:
    done = kranich("backup", "copy.db")
    assert done.stdout == "Saved to copy.db. The copy was opened and checked: 0 people.\n"
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM invite").fetchone() == (1,)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("used")
def test_a_backup_works_as_a_database_of_its_own(kranich: Say, tmp_path: Path) -> None:
    kranich("backup", "copy.db")
    assert kranich("invite", "interpreter", database="copy.db").returncode == 0
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT role FROM invite").fetchall() == [("interpreter",)]


@pytest.mark.usefixtures("used")
def test_a_backup_overwrites_nothing(kranich: Say, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("last week's")
    assert "exists already" in in_one_sentence(kranich("backup", "copy.db"))
    assert (tmp_path / "copy.db").read_text() == "last week's"


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize("target", ["nowhere/copy.db", "kranich.db/copy.db"])
def test_a_backup_that_cannot_be_written_leaves_nothing_behind(kranich: Say, tmp_path: Path, target: str) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    assert "The backup did not work" in in_one_sentence(kranich("backup", target))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_backup_of_nothing_is_refused(kranich: Say) -> None:
    assert "There is no database at kranich.db" in in_one_sentence(kranich("backup", "copy.db"))


def test_a_backup_is_put_back_and_the_database_from_before_is_kept(
    kranich: Say, used: Path, copy: Path, tmp_path: Path
) -> None:
    done = kranich("restore", "copy.db")
    assert done.stderr == ""
    first, sent, kept = done.stdout.splitlines()
    assert first == "Put back: 0 people. Forgotten again, as they had asked: 0."
    assert sent == "What was sent since the backup is known, and does not go out again."
    [aside] = tmp_path.glob("kranich.db.before-*")
    assert kept.startswith(f"The database from before is kept as {aside.name}. ")
    assert [invites(used), invites(aside), invites(copy)] == [0, 1, 0]
    assert not list(tmp_path.glob("*.restoring*"))
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.usefixtures("copy")
def test_fault_24_a_backup_is_put_back_where_there_is_no_database(kranich: Say, used: Path) -> None:
    used.unlink()
    done = kranich("restore", "copy.db")
    assert done.stdout.splitlines() == [
        "Put back: 0 people. Forgotten again, as they had asked: 0.",
        "What was sent since the backup is not known, so nothing from that time goes out: it is shown as uncertain.",
    ]
    assert invites(used) == 0


@pytest.mark.usefixtures("running")
def test_the_files_of_a_running_bot_are_for_their_owner_only(tmp_path: Path) -> None:
    for name in ("kranich.db", "kranich.db-wal", "kranich.db-shm", "kranich.db.running"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600, name


@pytest.mark.usefixtures("copy")
def test_fault_24_a_restore_while_kranich_runs_is_refused(kranich: Say, running: subprocess.Popen[str]) -> None:
    said = in_one_sentence(kranich("restore", "copy.db"))
    assert said == "Another Kranich is running on this database. Stop it first."
    assert running.poll() is None


def break_a_page(path: Path) -> None:
    """As a failing disk does: one page in the middle is not what was written."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)


def overwrite(path: Path) -> None:
    path.write_text("Einkaufsliste: Mehl, Linsen, Minze\n" * 99)


def no_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE recipe (words TEXT)")


def almost_one(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE participant (words TEXT)")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def of_a_newer_kranich(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO migration (number, name) VALUES (9999, 'later')")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (break_a_page, "copy.db is damaged or no database of Kranich."),
        (overwrite, "copy.db is damaged or no database of Kranich."),
        (cut_off, "copy.db is damaged or no database of Kranich."),
        (empty, "copy.db is damaged or no database of Kranich."),
        (no_database, "copy.db is damaged or no database of Kranich."),
        (almost_one, "copy.db is no database of Kranich."),
        (Path.unlink, "There is no file copy.db."),
        (of_a_newer_kranich, "copy.db was written by a newer Kranich (migration 9999). Update Kranich first."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_fault_24_a_backup_that_is_not_fit_is_refused_and_the_database_stays_as_it_is(
    kranich: Say, used: Path, copy: Path, tmp_path: Path, harm: Callable[[Path], None], why: str
) -> None:
    harm(copy)
    before, names = used.read_bytes(), {path.name for path in tmp_path.iterdir()}
    said = in_one_sentence(kranich("restore", "copy.db"))
    assert said == f"Nothing was put back; the database is as it was. {why}"
    assert used.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {*names, "kranich.db.running"}


@pytest.mark.usefixtures("copy")
def test_fault_24_a_database_that_another_program_uses_is_not_replaced(kranich: Say, used: Path) -> None:
    with closing(sqlite3.connect(used)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM invite").fetchone() == (1,)
        said = in_one_sentence(kranich("restore", "copy.db"))
    assert "Another program, perhaps Litestream, uses kranich.db. Stop it first." in said
    assert invites(used) == 1


@pytest.mark.usefixtures("used")
def test_the_database_cannot_be_put_in_its_own_place(kranich: Say) -> None:
    assert "kranich.db is the database itself." in in_one_sentence(kranich("restore", "kranich.db"))


@pytest.mark.parametrize("role", ["coordinator", "interpreter", "leader"])
def test_invite_prints_a_code_and_a_link(kranich: Say, role: str) -> None:
    code, link, once = kranich("invite", role, public_url="https://kranich.example").stdout.splitlines()
    found = CODE.search(code)
    assert found
    assert link == f"Link: https://kranich.example/start/r-{found[0]}"
    assert once == "It works one time only, within 7 days."


def test_the_database_may_lie_in_a_folder_that_is_not_there_yet(kranich: Say, tmp_path: Path) -> None:
    made = kranich("invite", "coordinator", database="data/kranich.db")
    assert made.returncode == 0
    assert made.stderr == "made a folder for its owner only folder=data\n"
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "kranich.db").stat().st_mode & 0o077 == 0


def test_a_database_of_a_newer_kranich_is_refused(kranich: Say, used: Path, port: str) -> None:
    with closing(sqlite3.connect(used)) as database, database:
        database.execute("INSERT INTO migration (number, name) VALUES (9999, 'later')")
    assert "newer Kranich (migration 9999)" in in_one_sentence(kranich("run", web_port=port))
    found = kranich("check", web_port=port)
    assert found.returncode == 1
    assert "✗ KRANICH_DATABASE: The database cannot be used. It was written by a newer Kranich" in found.stdout


@pytest.mark.parametrize("words", [["run"], ["invite", "coordinator"], ["backup", "copy.db"]], ids=" ".join)
@pytest.mark.parametrize("harm", [break_a_page, overwrite])
def test_a_damaged_database_is_refused_and_left_as_it_is(
    kranich: Say, used: Path, port: str, words: list[str], harm: Callable[[Path], None]
) -> None:
    harm(used)
    before = used.read_bytes()
    assert in_one_sentence(kranich(*words, web_port=port)).startswith("The database cannot be used.")
    assert used.read_bytes() == before


def test_check_finds_the_damage(kranich: Say, used: Path, port: str) -> None:
    break_a_page(used)
    assert "✗ KRANICH_DATABASE: The database cannot be used." in kranich("check", web_port=port).stdout


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
