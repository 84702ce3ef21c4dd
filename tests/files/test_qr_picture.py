"""Links as QR codes, compared module by module with the code they should show."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from bot.files.qr import QUIET_ZONE, WIDTH, qr_picture

LINK = "https://t.me/KranichsteinBot?start=event-1747"


def modules(png: bytes, size: int) -> list[list[bool]]:
    """The dark modules of a picture that is `size` modules wide."""
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.width == image.height
        assert image.width % size == 0
        grey, scale = image.convert("L"), image.width // size
        return [[grey.getpixel((x * scale, y * scale)) == 0 for x in range(size)] for y in range(size)]


@pytest.mark.parametrize("link", [LINK, "http://127.0.0.1:8080/", "https://example.org/" + "ü" * 300])
def test_the_picture_shows_the_code_of_the_link_within_its_quiet_zone(link: str) -> None:
    code = segno.make_qr(link, error="m")
    expected = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    shown = modules(qr_picture(link), len(expected))
    assert shown == expected
    assert not any(shown[y][x] for y in range(QUIET_ZONE) for x in range(len(shown)))


def test_it_is_a_full_size_code_that_bears_damage() -> None:
    code = segno.make_qr(LINK, error="m")
    assert not code.is_micro
    assert code.error in ("M", "Q", "H")
    assert code.designator == f"{code.version}-{code.error}"


def test_it_is_large_enough_to_print() -> None:
    with Image.open(io.BytesIO(qr_picture(LINK))) as image:
        assert WIDTH <= image.width < WIDTH * 1.1


def test_a_link_that_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_picture("https://example.org/" + "x" * 3000)
