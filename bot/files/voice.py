"""A text as a voice message: espeak-ng speaks it, and libsndfile makes it small, each in a process of its own.

Telegram's sendVoice takes OGG with Opus, and so do browsers. espeak-ng speaks at 22.05 kHz, which Opus does not have.
NumPy and soundfile are large, so they are loaded in the second process only. For half a minute of speech the two take
1.5 s of a processor.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from importlib.util import find_spec
from itertools import chain, repeat
from typing import TYPE_CHECKING

from bot.errors import SendError
from bot.files import spare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROGRAM, LIBRARY = "espeak-ng", "soundfile"
RATE = 24_000  # Hz
SECONDS = 60.0  # for each process; the longest invitation takes seven
WORDS_A_MINUTE = 140  # espeak-ng's own 175 is fast for who learns a language
COMPRESSION = 0.95  # of libsndfile, from 0 to 1: some 2 kB a second
PAUSE = 0.35  # seconds, before another voice
_FULL = 32_768.0  # of a sample of 16 bits


class NotSpoken(SendError):
    """A text could not be read aloud."""


def program() -> str | None:
    """Where espeak-ng is; None when it cannot be used: see `missing`."""
    return None if missing() else shutil.which(PROGRAM)


def missing() -> list[str]:
    """What is to be installed before anything can be read aloud."""
    program, library = shutil.which(PROGRAM), find_spec(LIBRARY)
    return [
        what for what, there in ((f"the program {PROGRAM}", program), (f"the library {LIBRARY}", library)) if not there
    ]


async def record(espeak: str, script: str) -> bytes:
    """The voice message of a script (of bot.messages.speech), an OGG file. Raises NotSpoken."""
    _, *parts = json.loads(script)
    waves = [await speak(espeak, voice, text) for voice, text in parts]
    if not waves:
        raise NotSpoken("There is nothing to say.")
    sizes = (str(len(wave)) for wave in waves)
    command = (sys.executable, "-m", __name__, *sizes)
    return await spare.run(command, given=b"".join(waves), seconds=SECONDS, failed=NotSpoken)


async def speak(espeak: str, voice: str, text: str) -> bytes:
    """A text in one voice, a WAV file; raises NotSpoken.

    The text goes by the standard input: everybody on the machine can read a command line.
    """
    command = (espeak, "-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout")
    return await spare.run(command, given=text.encode(), seconds=SECONDS, failed=NotSpoken)


def encoded(waves: list[bytes]) -> bytes:
    """The WAV files one after another as one OGG file with Opus. Raises ValueError for what is no WAV of 16 bits."""
    import numpy as np  # noqa: PLC0415
    import soundfile  # noqa: PLC0415

    silence = np.zeros(round(PAUSE * RATE))
    sound = np.concatenate([*chain.from_iterable(zip(map(_resampled, waves), repeat(silence), strict=False))][:-1])
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format="OGG", subtype="OPUS", compression_level=COMPRESSION)
    return file.getvalue()


def _resampled(wave: bytes) -> NDArray[np.float64]:
    """The samples of a WAV file at RATE, between -1 and 1: its spectrum is kept, and nothing is added above."""
    import numpy as np  # noqa: PLC0415

    rate, data = _taken_apart(wave)
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2") / _FULL
    padded = np.concatenate([samples, np.zeros(-len(samples) % rate)])  # whole seconds, so that the lengths fit exactly
    length = len(padded) // rate * RATE
    resampled = np.fft.irfft(np.fft.rfft(padded), length) * (length / len(padded))
    return np.clip(resampled[: -(-len(samples) * RATE // rate)], -1.0, 1.0)


def _taken_apart(wave: bytes) -> tuple[int, bytes]:
    """Rate and data. espeak-ng cannot know the length when it writes the head into a pipe, so it is not looked at."""
    at = wave.find(b"data", 36)
    if wave[:4] != b"RIFF" or wave[20:24] != b"\x01\x00\x01\x00" or wave[34:36] != b"\x10\x00" or at < 0:
        raise ValueError("This is no sound of one channel and 16 bits.")
    return int.from_bytes(wave[24:28], "little"), wave[at + 8 :]


if __name__ == "__main__":
    sys.stdout.buffer.write(encoded([sys.stdin.buffer.read(int(size)) for size in sys.argv[1:]]))
