"""The program espeak-ng as far as Kranich calls it, around the same library from a Python package.

So the tests hear real voices on a machine that has no such program.
"""

from __future__ import annotations

import argparse
import ctypes
import struct
import sys
from pathlib import Path

import espeakng_loader

_SYNCHRONOUS, _RATE, _UTF8 = 2, 1, 1  # of espeak-ng's speak_lib.h
_LENGTH_UNKNOWN = 0x7FFFF000  # as the program writes it into a pipe

_ROOT = Path(__file__).parents[2]


class _Voice(ctypes.Structure):
    """espeak_VOICE."""

    _fields_ = (
        *((name, ctypes.c_char_p) for name in ("name", "languages", "identifier")),
        *((name, ctypes.c_ubyte) for name in ("gender", "age", "variant", "unused")),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


def program(folder: Path) -> str:
    """Put the program into a folder; its path."""
    return script(folder, f"import sys; sys.path.insert(0, {str(_ROOT)!r})\nfrom {__name__} import main; main()")


def script(folder: Path, code: str) -> str:
    """Put a program `espeak-ng` that runs this Python code into a folder; its path."""
    folder.mkdir(exist_ok=True)
    path = folder / "espeak-ng"
    path.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def wave(samples: bytes, rate: int) -> bytes:
    """A WAV file of one channel and 16 bits, whose head does not know its length."""
    form = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", _LENGTH_UNKNOWN, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return form + struct.pack("<4sI", b"data", _LENGTH_UNKNOWN - 36) + samples


def main() -> None:
    """Speak what stands on the standard input."""
    options = argparse.ArgumentParser()
    options.add_argument("-v", dest="voice", required=True)
    options.add_argument("-s", dest="speed", type=int, required=True)
    options.add_argument("-b", dest="encoding", choices=["1"], required=True)
    options.add_argument("--stdin", action="store_true", required=True)
    options.add_argument("--stdout", action="store_true", required=True)
    asked = options.parse_args()
    samples, rate = _spoken(sys.stdin.buffer.read(), asked.voice, asked.speed)
    sys.stdout.buffer.write(wave(samples, rate))


def _spoken(text: bytes, voice: str, speed: int) -> tuple[bytes, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    heard: list[bytes] = []

    def hear(samples: ctypes._Pointer[ctypes.c_short], count: int, _: int) -> int:
        heard.append(ctypes.string_at(samples, 2 * count) if samples else b"")
        return 0

    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(hear)
    library.espeak_SetSynthCallback(callback)
    wanted = _Voice(languages=voice.encode())
    if library.espeak_SetVoiceByName(voice.encode()) and library.espeak_SetVoiceByProperties(ctypes.byref(wanted)):
        raise SystemExit("The specified espeak-ng voice does not exist.")
    library.espeak_SetParameter(_RATE, speed, 0)
    library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return b"".join(heard), rate
