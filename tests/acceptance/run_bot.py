"""The bot's own command line on a clock that a test moves: python -m tests.acceptance.run_bot CLOCK_FILE run

Because hours pass in moments there, the ticks come quicker, too.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot import commands, schedule
from bot.__main__ import main
from tests.acceptance.clock import SharedClock

TICK_SECONDS = 0.25

if __name__ == "__main__":
    clock = SharedClock(Path(sys.argv.pop(1)))
    run = partial(commands.run, clock)
    with patch.object(schedule, "TICK_SECONDS", TICK_SECONDS), patch.object(commands, "run", run):
        main()
