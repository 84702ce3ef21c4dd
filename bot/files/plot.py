"""How an event was liked, as a picture that needs no language: three faces and how many chose each.

Matplotlib takes 1.7 s and 45 MB, which a running bot should neither wait for nor keep: `draw_faces` draws in a process
that ends when it is done.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from bot.errors import SendError
from bot.files import spare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIME = "image/png"
WIDTH, HEIGHT, DPI = 800, 450, 100  # pixels
SECONDS = 60.0  # the first time Matplotlib looks through all the fonts of the machine

_COLOURS = ("#3fa66b", "#f0b429", "#e2674a")
_LIGHT = ("#e3f4ea", "#fdf3d7", "#fbe6e0")
_INK, _PAPER = "#2b3a42", "#ffffff"
_CENTRES = (170.0, 400.0, 630.0)
_BAR, _FLOOR, _TOP, _FACE_AT, _FACE = 130.0, 140.0, 385.0, 68.0, 48.0


class DrawingFailed(SendError):
    """A picture could not be drawn."""


DRAWN = "drawn"  # the "channel" that keeps pictures which are drawn when they are sent


def plot_reference(happy: int, neutral: int, sad: int) -> str:
    """What `draw` makes the picture from."""
    return f"{happy}.{neutral}.{sad}"


async def draw(reference: str) -> bytes:
    """The picture of a `plot_reference`; raises DrawingFailed."""
    happy, neutral, sad = (int(count) for count in reference.split("."))
    return await draw_faces(happy, neutral, sad)


def faces_picture(happy: int, neutral: int, sad: int) -> bytes:
    """A PNG of three bars with their counts, a face under each; raises ValueError for a negative count."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    counts = (happy, neutral, sad)
    if min(counts) < 0:
        raise ValueError("a count is negative")
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    for place, count in enumerate(counts):
        _bar(axes, place, count, max(counts))
        _face(axes, place)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _bar(axes: Axes, place: int, count: int, most: int) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle  # noqa: PLC0415

    left, room = _CENTRES[place] - _BAR / 2, _TOP - _FLOOR
    height = max(room * count / most, 4.0) if count else 0.0
    style = "round,pad=0,rounding_size=14"
    track = FancyBboxPatch((left, _FLOOR), _BAR, room, boxstyle=style, facecolor=_LIGHT[place], linewidth=0)
    axes.add_patch(track)
    bar = Rectangle((left, _FLOOR), _BAR, height, facecolor=_COLOURS[place], linewidth=0)
    axes.add_patch(bar)
    bar.set_clip_path(track)
    at = (_CENTRES[place], _FLOOR + height + 8)
    axes.text(*at, str(count), ha="center", va="bottom", fontsize=30, weight="bold", color=_INK)


def _face(axes: Axes, place: int) -> None:
    from matplotlib.patches import Arc, Circle  # noqa: PLC0415

    x, y, colour = _CENTRES[place], _FACE_AT, _COLOURS[place]
    axes.add_patch(Circle((x, y), _FACE, facecolor=colour, linewidth=0))
    for side in (-1, 1):
        axes.add_patch(Circle((x + side * 16, y + 14), 6, facecolor=_INK, linewidth=0))
    if place == 1:
        axes.plot((x - 18, x + 18), (y - 18, y - 18), color=_INK, linewidth=5, solid_capstyle="round")
        return
    centre, angles = (y - 4, (205, 335)) if place == 0 else (y - 36, (25, 155))
    mouth = Arc((x, centre), 48, 44, theta1=angles[0], theta2=angles[1], color=_INK, linewidth=5, capstyle="round")
    axes.add_patch(mouth)


async def draw_faces(happy: int, neutral: int, sad: int) -> bytes:
    """`faces_picture`, drawn in a short-lived process of its own; raises DrawingFailed."""
    command = (sys.executable, "-m", __name__, str(happy), str(neutral), str(sad))
    return await spare.run(command, seconds=SECONDS, failed=DrawingFailed)


if __name__ == "__main__":
    sys.stdout.buffer.write(faces_picture(*(int(count) for count in sys.argv[1:4])))
