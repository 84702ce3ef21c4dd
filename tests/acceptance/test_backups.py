"""The real process and its backups: made while it writes, replicated all the time, put back after a loss."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.acceptance.neighbours import Neighbour, announces, crowd, draft_event, settle_in, someone
from tests.acceptance.process import Bot, installed
from tests.acceptance.scenes import FAST, FEST, prepared
from tests.stand_ins.telegram import TelegramServer

LITESTREAM = str(Path(sys.executable).with_name("litestream"))
SENT = "SELECT state, count(*) FROM delivery WHERE announcement_id = 1 GROUP BY state"


def lose(database: Path) -> None:
    """The disk is gone, and what Litestream noted beside the database, too."""
    for path in database.parent.glob("kranich.db*"):
        if path.name != "kranich.db.forgotten":
            path.unlink()


async def backed_up_half_way(bot: Bot, server: TelegramServer, copy: Path) -> tuple[Neighbour, list[Neighbour]]:
    """A backup is made while an announcement goes out, to a coordinator and forty others."""
    olga, people, event = await prepared(bot, server, 40)
    await announces(olga, event)
    await server.until(
        lambda: sum(call.status == 200 for call in server.called("sendMessage")) >= 5, 20, "nothing goes out"
    )
    assert "The copy was opened and checked: 41 people." in await bot.does("backup", str(copy))
    return olga, people


async def test_fault_24_a_backup_made_in_the_middle_of_an_announcement_sends_it_to_nobody_again(
    server: TelegramServer, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with installed(server, tmp_path) as bot:
        olga, people = await backed_up_half_way(bot, server, copy)
        with closing(sqlite3.connect(copy)) as database:
            states = dict(database.execute(SENT).fetchall())
        assert sum(states.values()) == 41
        assert set(states) & {"waiting", "sending"}
        bot.settings["telegram_rate"] = FAST
        await olga.reads(olga.say.team("Everything is sent"))
        await bot.kill()
        assert "What was sent since the backup is known" in await bot.does("restore", str(copy))
        assert bot.rows(SENT) == [("sent", 41)]
        await bot.start()
        await olga.reads(olga.say.team("A backup is in use now"))
        await people[0].taps(people[0].say.t("I am coming"))
        await people[0].reads(people[0].say.t("You are coming: {people}", people=one_adult(people[0])), new=False)
        assert all(len(one.read(FEST)) == 1 for one in people)


async def test_fault_24_after_a_loss_in_the_middle_of_an_announcement_what_is_not_known_is_uncertain(
    server: TelegramServer, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with installed(server, tmp_path) as bot:
        olga, people = await backed_up_half_way(bot, server, copy)
        await olga.reads(olga.say.team("Everything is sent"))
        await bot.kill()
        lose(bot.database)
        assert "is not known" in await bot.does("restore", str(copy))
        assert {state for state, _ in bot.rows(SENT)} == {"sent", "uncertain"}
        await bot.start()
        await olga.reads(olga.say.team("Perhaps arrived, perhaps not: {n}", n="").rstrip())
        await olga.taps(olga.say.team("Who was not reached?"))
        await olga.reads(olga.say.team("perhaps arrived: a backup is in use"))
        assert all(len(one.read(FEST)) == 1 for one in people)


def one_adult(one: Neighbour) -> str:
    return one.say.tn("{number} adult", "{number} adults", 1)


@asynccontextmanager
async def replicated(bot: Bot, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Litestream at work on the bot's database, into a folder, until it is killed."""
    config = folder / "litestream.yml"
    config.write_text(
        f"socket:\n  enabled: true\n  path: {folder}/socket\n"
        f"dbs:\n  - path: {bot.database}\n    replica:\n      type: file\n      path: {folder}/replica\n"
    )
    process = await asyncio.create_subprocess_exec(
        LITESTREAM, "replicate", "-config", str(config), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    while b"replicating to" not in (line := await process.stdout.readline()):
        assert line, "Litestream ended"
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def litestream(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        LITESTREAM, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


async def come(people: list[Neighbour]) -> None:
    """All of them say that they come, and read that it is noted."""
    for one in people:
        await one.taps(one.say.t("I am coming"))
    for one in people:
        await one.reads(one.say.t("You are coming: {people}", people=one_adult(one)), new=False)


async def test_fault_24_what_litestream_has_replicated_is_there_after_the_loss_of_the_machine(
    server: TelegramServer, tmp_path: Path
) -> None:
    olga, people = someone(server, "Olga", "de"), crowd(server, 24)
    early, late, leaving = people[:16], people[16:23], people[23]
    async with installed(server, tmp_path, telegram_rate=FAST) as bot:
        await settle_in(bot, people, team=[olga])
        event = await draft_event(bot, FEST)
        await bot.start()
        async with replicated(bot, tmp_path) as replication:
            await announces(olga, event)
            for one in people:
                await one.reads(FEST, new=False)
            await come(early)
            await litestream("sync", "-wait", "-socket", f"{tmp_path}/socket", str(bot.database))
            await come(late)
            await leaving.presses("forget:yes")
            await server.until((tmp_path / "kranich.db.forgotten").exists, 20, "nobody is noted as forgotten")
            await bot.kill()
            replication.kill()
        lose(bot.database)
        saved = tmp_path / "saved.db"
        await litestream(
            "restore", "-integrity-check", "full", "-o", str(saved), f"file://{tmp_path}/replica"
        )  # fmt: skip
        await bot.does("restore", str(saved))
        answered = {name for (name,) in bot.rows("SELECT name FROM participant JOIN answer ON participant_id = id")}
        assert {one.name for one in early} <= answered <= {one.name for one in (*early, *late)}
        assert leaving.name not in "\n".join(bot.dump())
        await bot.start()
        for one in late:  # what was not replicated is gone, though their phones show it: an old button still says it
            if one.name not in answered:
                await (await one.presses(f"a:{event}:coming")).answered()
        assert bot.value("SELECT count(*) FROM answer WHERE choice = 'coming'") == len(early) + len(late)
        assert all(len(one.read(FEST)) == 1 for one in people)
