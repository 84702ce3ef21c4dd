"""What a file system has to promise: that something is on the disk, and that nobody else reads it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


def make_folder(path: Path) -> None:
    """Make a folder that is missing, with those above it, for its owner only, and say so. Raises OSError."""
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            log.warning("made a folder for its owner only folder=%s", folder)


def to_disk(path: Path) -> None:
    """Wait until a file is on the disk; of a folder, the names in it. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
