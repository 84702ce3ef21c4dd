"""Commands in processes of their own: what their tests share."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent.parent
TOKEN = "7654321:AAHsecretSECRETsecretSECRETsecret12"
META_TOKEN = "EAAsecretSECRETsecretSECRETsecret12"
CODE = re.compile(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}")
WAIT = 30  # seconds, for a process on a busy machine
WITHOUT_METRICS = "import sys; sys.modules['prometheus_client'] = None; from bot.__main__ import main; main()"

Say = Callable[..., subprocess.CompletedProcess[str]]


def environment(**settings: str) -> dict[str, str]:
    """Nothing of ours but these settings."""
    own = {f"KRANICH_{name.upper()}": value for name, value in settings.items()}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **own}


def in_one_sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """What a command that refuses to work says: one line, nothing of its insides."""
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.strip()


def get(address: str) -> tuple[int, str]:
    """What is at an address: the status, and the text."""
    with urlopen(address, timeout=WAIT) as answer:  # noqa: S310
        return answer.status, answer.read().decode()
