"""The command line: a class for each command, whose docstring is its help."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import BaseSettings, CliApp, CliPositionalArg, CliSubCommand, SettingsConfigDict

from bot import __version__, logs
from bot.domain.people import Role
from bot.errors import KranichError
from bot.terminal import say

# SQLite works in a thread of its own. At Python's usual 5 ms it waits for its turn longer than a commit takes.
SWITCH_SECONDS = 0.0005


class Run(BaseModel):
    """Run the bot: the web chat, and the messengers for which a token is set."""

    def cli_cmd(self) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        from bot import commands  # noqa: PLC0415

        _asyncio_run(commands.run())


class Demo(BaseModel):
    """Show everything with a made-up neighbourhood, in the browser: no token, no account, nothing is kept."""

    port: int = Field(8080, ge=1, le=65535, description="The port of the page")
    open: bool = Field(True, description="Open the page in the browser")

    def cli_cmd(self) -> None:
        """Serve the demo until Ctrl-C."""
        from bot import demo  # noqa: PLC0415

        _asyncio_run(demo.run(self.port, open_browser=self.open))


class Check(BaseModel):
    """Look at the settings, the database and the token, and say plainly what is wrong."""

    def cli_cmd(self) -> None:
        """Print what was found; exit code 1 when something is wrong."""
        from bot import checking  # noqa: PLC0415

        if not asyncio.run(checking.check()):
            sys.exit(1)


class Invite(BaseModel):
    """Print a link and a code that make one person coordinator or interpreter: one time, within 7 days."""

    role: CliPositionalArg[Role]

    def cli_cmd(self) -> None:
        """Print link and code."""
        from bot import commands  # noqa: PLC0415

        asyncio.run(commands.invite(self.role))


class Backup(BaseModel):
    """Copy the database to a file, also while the bot runs, and check the copy."""

    file: CliPositionalArg[Path]

    def cli_cmd(self) -> None:
        """Write and verify the copy."""
        from bot import commands  # noqa: PLC0415

        commands.backup(self.file)


class Restore(BaseModel):
    """Put a backup back, while the bot is stopped. Who asked to be forgotten stays forgotten, and nothing that was sent
    goes out again. The database from before is kept under another name."""

    file: CliPositionalArg[Path]

    def cli_cmd(self) -> None:
        """Put it back, or say why not."""
        from bot import commands  # noqa: PLC0415

        asyncio.run(commands.restore(self.file))


class Templates(BaseModel):
    """Print the texts that WhatsApp is to approve, and how they stand there."""

    upload: bool = Field(False, description="Give WhatsApp those that it has not")

    def cli_cmd(self) -> None:
        """Print, upload, show."""
        from bot import approving  # noqa: PLC0415

        asyncio.run(approving.templates(upload=self.upload))


class Simple(BaseModel):
    """Say how simple a text is, what is hard in it, and what to write instead. Without a file: from standard input."""

    files: CliPositionalArg[list[str]] = Field([], description="Files with a text each; - is standard input")
    language: str = Field("de", description="The language of the texts, e.g. de or en")
    as_json: bool = Field(False, alias="json", description="An object per text: verdict, score, findings")
    lines: bool = Field(False, description="Every line is a text")

    def cli_cmd(self) -> None:
        """Print verdicts; hard texts are no error."""
        from bot.language.simple import command  # noqa: PLC0415

        command.run(self.files, self.language, as_json=self.as_json, by_line=self.lines)


class Version(BaseModel):
    """Print the version."""

    def cli_cmd(self) -> None:
        """Print it."""
        say(f"kranich {__version__}")


class Kranich(BaseSettings):
    """Kranich: a messaging bot for neighbourhood projects. Settings come from the environment or the file .env."""

    model_config = SettingsConfigDict(
        cli_prog_name="kranich",
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_use_class_docs_for_groups=True,
        cli_hide_none_type=True,
        env_prefix="KRANICH_CLI_",
        extra="ignore",
    )

    run: CliSubCommand[Run]
    demo: CliSubCommand[Demo]
    check: CliSubCommand[Check]
    invite: CliSubCommand[Invite]
    backup: CliSubCommand[Backup]
    restore: CliSubCommand[Restore]
    templates: CliSubCommand[Templates]
    simple: CliSubCommand[Simple]
    version: CliSubCommand[Version]

    def cli_cmd(self) -> None:
        """Run what was asked for."""
        CliApp.run_subcommand(self)


def _asyncio_run(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where there is one: it makes sending several times faster."""
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        asyncio.run(work)
        return
    uvloop.run(work)


def main() -> None:
    """The `kranich` command. What is wrong is said in one sentence, without a traceback."""
    try:
        CliApp.run(Kranich)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        sys.exit(f"{' '.join(map(str, wrong['loc']))}: {wrong['msg']}.")
    except KranichError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        if not logging.root.handlers:
            logs.set_up()  # Python's own traceback would quote what an exception says, and that may be a person's words
        logging.getLogger("kranich").exception("stopped by a mistake of ours")
        sys.exit(1)


if __name__ == "__main__":
    main()
