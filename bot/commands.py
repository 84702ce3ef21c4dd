"""What the commands do."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs, metrics, settings
from bot.app import App
from bot.building import listen
from bot.channels.telegram import TelegramChannel
from bot.checking import NO_METRICS, OPEN_TO_LISTENERS, is_open_to_listeners
from bot.clock import Clock, system_clock
from bot.domain.people import Role
from bot.errors import DatabaseProblem, NotRestored, SendError
from bot.files import voice
from bot.lock import only_one
from bot.services import people, restoring
from bot.services.restoring import Settled
from bot.settings import Settings
from bot.store import backups, facts, invites, participants, replacing
from bot.store.forgotten import LINEAGE, Sidecar
from bot.terminal import say

if TYPE_CHECKING:
    from bot.channels.whatsapp import WhatsAppChannel

log = logging.getLogger(__name__)


async def run(clock: Clock = system_clock) -> None:
    """Serve until told to stop."""
    found = settings.load()
    logs.set_up(form=found.log_format)
    _warn(found)
    with only_one(found.database), closing(listen(found)) as door:
        async with App.open(found, clock, voice.program()) as app:
            say(f"{found.project_name}: the web chat is at {found.web_url}")
            if is_open_to_listeners(found):
                say(f"Warning: {OPEN_TO_LISTENERS}")
            await _first_coordinator(app)
            await app.run(door)


def _warn(found: Settings) -> None:
    """Log what was set and has no effect."""
    for sentence in settings.unknown():
        log.warning("%s", sentence)
    if found.metrics_token and not metrics.is_installed():
        log.warning("KRANICH_METRICS_TOKEN is set. %s", NO_METRICS)


async def _first_coordinator(app: App) -> None:
    """With nobody in the team yet, print the way in."""
    if await participants.with_role(app.database.read, Role.COORDINATOR):
        return
    async with app.database.atomic() as sql:
        code = await people.invite_first(app.context(sql))
    say("Nobody coordinates yet. Open this link once, to become the first coordinator:")
    say(f"  {app.web.link('r-' + code)}")
    names = " or ".join(_messengers(app))
    if names:
        say(f"or send this code to the bot on {names}: {code}")


def _messengers(app: App) -> dict[str, TelegramChannel | WhatsAppChannel]:
    """The messengers in use, by the names that people know."""
    found = {"Telegram": app.telegram, "WhatsApp": app.whatsapp}
    return {name: channel for name, channel in found.items() if channel}


async def invite(role: Role) -> None:
    """Print a one-time link and code for a role, on a database that is there. Raises DatabaseProblem."""
    found = settings.load()
    backups.must_be_current(found.database)
    async with App.open(found) as app:
        async with app.database.atomic() as sql:
            code = await people.invite(app.context(sql), role)
        say(f"Code: {code}")
        say(f"Link: {app.web.link('r-' + code)}")
        for name, messenger in _messengers(app).items():
            try:
                await messenger.open()
                say(f"{name}: {messenger.link('r-' + code)}")
            except SendError as error:
                say(f"{name}: no link now ({error}). Send the code to the bot instead.")
        say(f"It works one time only, within {invites.VALID.days} days.")


def backup(target: Path) -> None:
    """Copy the database and check the copy. Raises DatabaseProblem."""
    found = settings.load()
    people_count = backups.backup(found.database, target)
    say(f"Saved to {target}. The copy was opened and checked: {people_count} people.")


async def restore(file: Path, clock: Clock = system_clock) -> None:
    """Put a backup in the place of the database. Raises DatabaseProblem, and the database is then as it was."""
    found = settings.load()
    with only_one(found.database):
        try:
            await put_back(found, file, clock)
        except NotRestored:
            raise
        except (DatabaseProblem, OSError, sqlite3.Error) as error:
            raise NotRestored(str(error.args[0]) if isinstance(error, DatabaseProblem) else f"{error}.") from error


async def put_back(found: Settings, file: Path, clock: Clock) -> None:
    """Copy the backup, make the copy fit to go on from, and let it be the database; all that is whole or nothing."""
    _must_be_another(file, found.database)
    with replacing.workbench(found.database) as fresh:
        backups.take(file, fresh)
        whole = backups.is_whole(found.database)
        settled = await _settled(found, fresh, clock, attached=whole)
        people_count = backups.finish(fresh)
        if whole:
            replacing.fold(found.database)
        aside = replacing.put_in_place(fresh, found.database, clock())
    say(f"Put back: {people_count} people. Forgotten again, as they had asked: {settled.forgotten}.")
    say(WHAT_WAS_SENT[settled.known])
    if aside:
        say(f"The database from before is kept as {aside}. It holds people's data: delete it when all is well.")


def _must_be_another(file: Path, database: Path) -> None:
    if file.resolve() == database.resolve():
        raise NotRestored(f"{file} is the database itself.")


WHAT_WAS_SENT = {
    True: "What was sent since the backup is known, and does not go out again.",
    False: "What was sent since the backup is not known, so nothing from that time goes out: it is shown as uncertain.",
}


async def _settled(found: Settings, fresh: Path, clock: Clock, *, attached: bool) -> Settled:
    async with App.open(found.model_copy(update={"database": fresh}), clock) as app:
        gone = Sidecar(found.database).read(await facts.get(app.database.read, LINEAGE))
        if attached:
            await app.database.attach(found.database)
        async with app.database.atomic() as sql:
            return await restoring.settle(app.context(sql), gone, attached=attached)
