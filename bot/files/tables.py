"""Tables for the team, as a spreadsheet (.xlsx)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL, LONGEST_SHEET_NAME = 32_767, 31  # in Excel, in UTF-16 units
NARROWEST, WIDEST = 8, 60  # of a column, in characters

Cell = str | int | float | None

_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMULA = re.compile(r"^\s*[=+\-@|%]|^[\t\r]")


def answer_list(
    rows: Sequence[Sequence[Cell]], headings: Sequence[str], title: str, *, right_to_left: bool = False
) -> bytes:
    """A workbook of one sheet named `title`: bold headings that stay in view, and the rows.

    A text is a text whatever it begins with: nothing people wrote becomes a formula, a link or a number.
    """
    import xlsxwriter  # noqa: PLC0415

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": _fitting(title)})
        sheet = book.add_worksheet(_sheet_name(title))
        if right_to_left:
            sheet.right_to_left()
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        # The mark that Excel itself sets for a text typed with an apostrophe: it stays one when the cell is edited.
        marked = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, _fitting(heading), bold)
            sheet.set_column(column, column, _width(heading, [row[column] for row in rows]))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, _fitting(cell), marked if _FORMULA.match(cell) else plain)
                elif cell is not None:
                    sheet.write_number(number, column, cell, plain)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        sheet.set_paper(9)  # A4
    return file.getvalue()


def _sheet_name(title: str) -> str:
    """The title within Excel's rules for the name of a sheet; "History" is reserved there."""
    name = _fitting(_NOT_IN_SHEET_NAME.sub(" ", _fitting(title)), LONGEST_SHEET_NAME).strip(" '")
    return name if name and name.casefold() != "history" else "Kranich"


def _fitting(text: str, limit: int = LONGEST_CELL) -> str:
    """The text without what a file in UTF-8 cannot hold, and at most `limit` UTF-16 units, as Excel counts."""
    units = text.encode("utf-16-le", "replace")[: limit * 2]
    return units.decode("utf-16-le", "ignore")


def _width(heading: str, cells: Sequence[Cell]) -> int:
    lines = [line for cell in (heading, *cells) if cell is not None for line in str(cell).split("\n")]
    return (
        min(max(map(len, lines), default=0) + 2, WIDEST) if max(map(len, lines), default=0) > NARROWEST else NARROWEST
    )
