"""The bot's own command line on a clock that a test moves: python -m tests.acceptance.run_bot CLOCK_FILE run

Because hours pass in moments there, the ticks come quicker, too.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot import __main__ as command_line
from bot import commands, schedule
from tests.acceptance.clock import SharedClock

TICK_SECONDS = 0.25


def main(clock: Path) -> None:
    """The `kranich` command on the clock in this file."""
    run = partial(commands.run, SharedClock(clock))
    with patch.object(schedule, "TICK_SECONDS", TICK_SECONDS), patch.object(commands, "run", run):
        command_line.main()


if __name__ == "__main__":
    main(Path(sys.argv.pop(1)))
