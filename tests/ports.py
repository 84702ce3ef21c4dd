"""Ports for servers of the tests, which nobody else gets in the meantime.

The system's own choice (port 0) may be given to another process between the choice and the use. These lie below the
range from which the system chooses, and each worker of pytest-xdist has its own.
"""

from __future__ import annotations

import os
import socket
from contextlib import closing, suppress

EACH = 1000
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_first = 12_000 + _worker % 18 * EACH
_next = os.getpid() % EACH  # two runs at the same time begin at different places


def free_port() -> int:
    """A port of the loopback that nobody listens on, and that was not given out lately."""
    global _next
    for _ in range(EACH):
        port, _next = _first + _next, (_next + 1) % EACH
        with closing(socket.socket()) as door, suppress(OSError):
            door.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
