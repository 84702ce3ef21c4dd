"""How the tests are shared out."""

from __future__ import annotations

import pytest


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A single test is done before other processes have started; None: as many as there are cores."""
    return 0 if any("::" in argument for argument in config.args) else None
