"""How the tests are shared out."""

from __future__ import annotations

import os

import pytest


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores, as tests of real processes wait for them and for the disk; one test needs none."""
    if any("::" in argument for argument in config.args):
        return 0
    return (os.cpu_count() or 1) + 1
