"""The picture of how an event was liked, measured where its bars are."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from bot.files import plot
from bot.files.plot import DrawingFailed, draw_faces, faces_picture

GREEN, YELLOW, RED = (63, 166, 107), (240, 180, 41), (226, 103, 74)


def heights(png: bytes) -> list[int]:
    """How many pixels of its colour each bar is high, between the faces and the tops of the bars."""
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.size == (plot.WIDTH, plot.HEIGHT)
        pixels = image.convert("RGB")
    bars = ((120, GREEN), (350, YELLOW), (580, RED))
    return [sum(pixels.getpixel((x, y)) == colour for y in range(320)) for x, colour in bars]


def test_bars_are_as_high_as_their_counts() -> None:
    happy, neutral, sad = heights(faces_picture(20, 10, 5))
    assert happy == pytest.approx(245, abs=3)
    assert neutral == pytest.approx(happy / 2, abs=3)
    assert sad == pytest.approx(happy / 4, abs=3)


def test_one_voice_among_many_is_still_seen() -> None:
    happy, neutral, sad = heights(faces_picture(900, 1, 0))
    assert happy > 200
    assert neutral >= 3
    assert sad == 0


def test_no_answers_are_three_empty_bars() -> None:
    assert heights(faces_picture(0, 0, 0)) == [0, 0, 0]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        faces_picture(3, -1, 0)


async def test_a_process_of_its_own_draws_the_same_picture() -> None:
    assert heights(await draw_faces(7, 2, 1)) == heights(faces_picture(7, 2, 1))


async def test_what_goes_wrong_there_is_told_here() -> None:
    with pytest.raises(DrawingFailed, match="negative"):
        await draw_faces(1, -1, 0)


async def test_a_drawing_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot, "SECONDS", 0.0)
    with pytest.raises(DrawingFailed, match="longer than 0 seconds"):
        await draw_faces(1, 1, 1)


def test_the_large_libraries_are_not_loaded_with_this_room() -> None:
    code = (
        "import sys, bot.files.calendar, bot.files.plot, bot.files.qr, bot.files.tables, bot.files.voice;"
        "print(sorted({'icalendar', 'matplotlib', 'numpy', 'segno', 'soundfile', 'xlsxwriter'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
