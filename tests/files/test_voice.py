"""Voice messages: what is spoken becomes an OGG file with Opus. The voices are espeak-ng's own."""

from __future__ import annotations

import io
import json
import math
import struct
from itertools import pairwise
from pathlib import Path

import pytest
import soundfile

from bot.files import voice
from bot.files.voice import NotSpoken
from bot.language.languages import LANGUAGES
from bot.language.spoken import spoken
from bot.language.spoken_words import MANNERS
from bot.language.texts import texts
from tests.stand_ins import espeak

OPUS = ("OGG", "OPUS", voice.RATE, 1)


def heard(sound: bytes) -> tuple[list[float], float]:
    """The samples of a voice message, and its length in seconds."""
    about = soundfile.info(io.BytesIO(sound))
    assert (about.format, about.subtype, about.samplerate, about.channels) == OPUS
    samples, rate = soundfile.read(io.BytesIO(sound))
    return list(samples), len(samples) / rate


def tone(hertz: float, seconds: float, rate: int = 22_050) -> bytes:
    """A WAV file of one tone."""
    loud = (round(12_000 * math.sin(2 * math.pi * hertz * at / rate)) for at in range(round(seconds * rate)))
    return espeak.wave(b"".join(struct.pack("<h", one) for one in loud), rate)


@pytest.mark.parametrize("language", MANNERS)
async def test_every_voice_makes_sound_of_a_sensible_length(language: str, tmp_path: Path) -> None:
    say = texts(language)
    text = spoken(f"{say.t('Children are welcome')}\n18:00, 3 €", language)
    wave = await voice.speak(espeak.program(tmp_path), MANNERS[language].voice, text)
    samples, seconds = heard(voice.encoded([wave]))
    assert 2 < seconds < 7
    assert max(map(abs, samples)) > 0.1


async def test_parts_in_two_voices_become_one_file_with_a_pause_between(tmp_path: Path) -> None:
    program, parts = espeak.program(tmp_path), (["ar", "مجاني."], ["de", "Ja."])
    alone = [(len(await voice.speak(program, *part)) - 44) / 2 / 22_050 for part in parts]
    _, both = heard(await voice.record(program, json.dumps([1, *parts])))
    assert both == pytest.approx(sum(alone) + voice.PAUSE, abs=0.03)


def test_a_tone_keeps_its_height_and_its_length() -> None:
    samples, seconds = heard(voice.encoded([tone(440, 1.5)]))
    assert seconds == pytest.approx(1.5, abs=0.03)
    middle = samples[6_000:30_000]  # a second
    crossings = sum(before < 0 <= after for before, after in pairwise(middle))
    assert crossings == pytest.approx(440, abs=2)


def test_speech_takes_some_kilobytes_a_second() -> None:
    assert len(voice.encoded([tone(220, 2.0)])) < 2 * 5_000


@pytest.mark.parametrize(
    "wave", [b"", b"RIFF", b"ID3" * 40, tone(440, 0.1).replace(b"\x01\x00\x01\x00", b"\x01\x00\x02\x00")]
)
def test_what_is_no_sound_is_refused(wave: bytes) -> None:
    with pytest.raises(ValueError, match="no sound"):
        voice.encoded([wave])


@pytest.mark.parametrize(
    "code", ["raise SystemExit(3)", "", "import sys; sys.stdin.read(); print('no sound', end='')"], ids=str
)
async def test_a_program_that_fails_says_nothing_or_nonsense_is_an_error(tmp_path: Path, code: str) -> None:
    with pytest.raises(NotSpoken):
        await voice.record(espeak.script(tmp_path, code), json.dumps([1, ["de", "Guten Tag."]]))


async def test_a_program_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "SECONDS", 0.0)
    with pytest.raises(NotSpoken, match="longer than 0 seconds"):
        await voice.record(espeak.script(tmp_path, "import time; time.sleep(60)"), json.dumps([1, ["de", "Ja."]]))


async def test_nothing_to_say_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotSpoken, match="nothing to say"):
        await voice.record(espeak.script(tmp_path, ""), "[1]")


async def test_the_text_does_not_stand_on_the_command_line(tmp_path: Path) -> None:
    code = f"import sys; open({str(tmp_path / 'seen')!r}, 'w').write(' '.join(sys.argv[1:]) + '|' + sys.stdin.read())"
    with pytest.raises(NotSpoken):
        await voice.speak(espeak.script(tmp_path, code), "de", "Olgas Fest.")
    command, _, read = (tmp_path / "seen").read_text(encoding="utf-8").partition("|")
    assert "Olga" not in command
    assert read == "Olgas Fest."


def test_without_the_program_nothing_is_read_aloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert voice.program() is None
    assert voice.missing() == ["the program espeak-ng"]
    program = espeak.script(tmp_path / "bin", "")
    assert voice.program() == program


def test_the_languages_with_a_voice_are_languages_of_ours() -> None:
    assert set(MANNERS) < set(LANGUAGES)
