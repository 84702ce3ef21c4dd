"""Whatever happens, the logs tell of nobody: no name, no text, no address, no token."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.people import Household
from bot.logs import Discreet
from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, draft_event, someone
from tests.acceptance.process import Bot, installed, secrets_of
from tests.stand_ins.telegram import TOKEN, TelegramServer

BREAKS_THE_LETTERBOX = "Bitte rufen Sie Frau Yıldız-Haddad an: 06151 7654321"

SOMEONE = "Amina, Grundstraße 10"


@pytest.mark.parametrize("form", ["text", "json"])
async def test_fault_33_an_evening_full_of_trouble_leaves_no_trace_of_anyone(
    server: TelegramServer, tmp_path: Path, clock: SharedClock, form: str
) -> None:
    names = (("Ottilie-Olga", "de"), ("Амина-Amina", "ar"), ("Mehmet Ağaoğlu", "tr"), ("John <b>Doe</b>", "en"))
    olga, amina, mehmet, john = (someone(server, name, language, clock) for name, language in names)
    async with installed(server, tmp_path, clock, log_format=form) as bot:
        await bot.start()
        code = (await bot.says("send this code to the bot")).split()[-1]
        await asyncio.gather(olga.joins_the_team(code), *(one.registers(Household(2)) for one in (amina, mehmet, john)))
        page = await opens_a_web_page(bot)
        await what_does_not_parse(server)
        await a_mistake_of_ours(john, bot)
        event = await draft_event(bot, "Plätzchen für Šárka")
        await olga.says("/team")
        await olga.reads(olga.say.team("Team menu"))
        mehmet.phone.blocked = True
        server.fail_next("sendMessage", "disconnect after accept", chat=amina.phone.id)
        server.fail_next("sendMessage", 400, chat=olga.phone.id, description="Bad Request: can't parse 'Plätzchen'")
        server.fail_next("sendMessage", 429, chat=john.phone.id, retry_after=30)
        await olga.presses(f"send:{event}")
        await bot.says("paused channel=telegram")
        john.wait(minutes=1)
        await john.taps(john.say.t("I am coming"), await john.reads("Plätzchen für Šárka", new=False))
        await john.reads(john.say.tn("{number} adult", "{number} adults", 2))
        assert await bot.stop() == 0
    logged = "\n".join(bot.err)
    if form == "json":
        reads_as_a_program_does(bot.err)
    for action in ("update set aside", "not sent delivery=", "paused channel=telegram", "IntegrityError"):
        assert action in logged
    told = [one.phone.first_name for one in (olga, amina, mehmet, john)]
    bot.never_said([*secrets_of(server), *told, BREAKS_THE_LETTERBOX, "7654321", "secret words", page])
    assert code not in logged
    assert sum(code in line for line in bot.out) == 2  # the first coordinator's way in, once as a link


def reads_as_a_program_does(lines: list[str]) -> None:
    """Every line is an object that says when, how bad, where and what; the values of actions are fields."""
    found = [json.loads(line) for line in lines]
    assert all({"time", "level", "logger", "message"} <= one.keys() for one in found)
    assert [one["channel"] for one in found if one["message"].startswith("paused ")] == ["telegram"]
    [mistake] = [one for one in found if "exception" in one]
    assert mistake["exception"].endswith("IntegrityError: a broken letterbox")
    assert isinstance(mistake["inbox"], int)


async def opens_a_web_page(bot: Bot) -> str:
    """Someone begins over the web chat; the secret of their page."""
    url = f"http://127.0.0.1:{bot.settings['web_port']}"
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{url}/c/not-a-page-of-anyone") as refused:
            assert refused.status == 404
        async with browser.post(f"{url}/start", headers={"Origin": url}) as answer:
            assert answer.status == 200
            return answer.url.path.rsplit("/", 1)[-1]


async def what_does_not_parse(server: TelegramServer) -> None:
    server.put_raw({"update_id": server.update_id, "message": {"message_id": "seven", "text": "secret words"}})
    server.update_id += 1


async def a_mistake_of_ours(john: Neighbour, bot: Bot) -> None:
    """One update on which we fail: its writer gets an apology, and the next one is worked."""
    with closing(sqlite3.connect(bot.database)) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON letter WHEN NEW.body LIKE '%7654321%' "
            "BEGIN SELECT RAISE(ABORT, 'a broken letterbox'); END"
        )
    await john.says(BREAKS_THE_LETTERBOX)
    await john.reads(john.say.t("Sorry, that did not work. It is our mistake. Please try again."))
    await john.says("/menu")
    await john.reads(john.say.t("Hello {name}! What would you like to do?", name=john.name))


def line_of(message: str, *values: object, error: Exception | None = None) -> str:
    """What the formatter makes of a record."""
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("bot.test", logging.ERROR, "", 0, message, values, raised)
    return Discreet("%(levelname)s %(message)s").format(record)


def test_fault_33_an_exception_is_logged_with_its_place_and_kind_but_not_with_its_words() -> None:
    with pytest.raises(LookupError) as caught:
        _fails(SOMEONE)
    line = line_of("set aside inbox=%s", 7, error=caught.value)
    assert line.startswith("ERROR set aside inbox=7\n")
    assert re.search(r"test_privacy_of_logs\.py.*_fails", line)
    assert [kind for kind in line.split("\n") if kind.endswith("Error")] == ["LookupError", "ValueError"]
    assert SOMEONE not in line


def _fails(words: str) -> None:
    try:
        int(words)
    except ValueError as error:
        raise LookupError(words) from error


def test_what_the_database_says_is_logged() -> None:
    with pytest.raises(sqlite3.OperationalError) as caught, closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("SELECT * FROM nowhere")
    assert "OperationalError: no such table: nowhere" in line_of("duty failed", error=caught.value)


def test_fault_33_tokens_and_secret_paths_are_taken_out() -> None:
    line = line_of("%s", f"GET /bot{TOKEN}/getMe and /c/abcdef and /start/r-ABCD-2345")
    assert TOKEN not in line
    assert "abcdef" not in line
    assert "ABCD" not in line


@given(st.one_of(st.text(st.characters()), st.text("a \n\r\t\v\f\x1b\x85\u2028\u2029\x00\x1e[31m")))
@example("\n 2026-11-28 INFO all is well")
@example("\x1b[2K\x1b[1A")
@example("\u2028INFO all is well")
def test_fault_29_nobody_forges_a_line_or_moves_the_cursor_of_its_reader(written: str) -> None:
    line = line_of("update set aside inbox=%s", written)
    assert len(line.splitlines()) == 1
    assert not any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in line)
    assert line.startswith("ERROR update set aside inbox=")
