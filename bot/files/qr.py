"""Links as pictures to be scanned, for posters and flyers."""

from __future__ import annotations

import io
from math import ceil

QR = "qr"  # the "channel" that keeps pictures of links, which are drawn when they are sent
QUIET_ZONE = 4  # modules of white around the code (ISO/IEC 18004)
WIDTH = 900  # pixels at least: 7.5 cm at 300 dots per inch


def qr_picture(link: str) -> bytes:
    """A PNG of a QR code that holds up to 15 % of damage; raises ValueError for a link that is too long."""
    import segno  # noqa: PLC0415

    code = segno.make_qr(link, error="m")
    scale = ceil(WIDTH / code.symbol_size(border=QUIET_ZONE)[0])
    file = io.BytesIO()
    code.save(file, kind="png", scale=scale, border=QUIET_ZONE)
    return file.getvalue()
