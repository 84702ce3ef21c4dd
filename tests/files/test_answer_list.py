"""The list of answers as a spreadsheet, opened again part by part."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.files.tables import LONGEST_CELL, Cell, answer_list

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADINGS = ("Name", "Adults", "Children")


def part(file: bytes, name: str) -> Element:
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        assert parts.testzip() is None
        return fromstring(parts.read(f"xl/{name}"))  # noqa: S314


def table(file: bytes) -> list[list[Cell]]:
    strings = ["".join(x.text or "" for x in one.iter(f"{SHEET}t")) for one in part(file, "sharedStrings.xml")]
    rows: list[list[Cell]] = []
    for row in part(file, "worksheets/sheet1.xml").iter(f"{SHEET}row"):
        cells: list[Cell] = []
        for cell in row:
            value = cell.findtext(f"{SHEET}v")
            assert value is not None
            cells.append(strings[int(value)] if cell.get("t") == "s" else float(value))
        rows.append(cells)
    return rows


def test_headings_and_rows_come_back_as_they_were() -> None:
    file = answer_list([("Amina", 2, 3), ("سارة", 1, 0)], HEADINGS, "Kochen am 28.11.")
    assert table(file) == [list(HEADINGS), ["Amina", 2, 3], ["سارة", 1, 0]]


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+49 6151 123456", "-3", "@SUM(A1)", "\t=1+1", "\r=1", " =1", '=HYPERLINK("http://x")', "|calc", "%0"],
)
def test_fault_32_what_looks_like_a_formula_stays_a_text(typed: str) -> None:
    file = answer_list([(typed, 1, 0)], HEADINGS, "Kochen")
    sheet = part(file, "worksheets/sheet1.xml")
    assert not list(sheet.iter(f"{SHEET}f"))
    cell = next(x for x in sheet.iter(f"{SHEET}c") if x.get("r") == "A2")
    assert cell.get("t") == "s"
    marked = list(part(file, "styles.xml").find(f"{SHEET}cellXfs") or [])[int(cell.get("s") or 0)]
    assert marked.get("quotePrefix") == "1"


def test_numbers_are_numbers_and_numbers_that_people_wrote_are_texts() -> None:
    row = table(answer_list([("0123", 2, 3.5)], HEADINGS, "Kochen"))[1]
    assert row == ["0123", 2.0, 3.5]


def test_a_link_is_only_text_and_an_empty_cell_is_empty() -> None:
    file = answer_list([("https://example.org", None, 1)], HEADINGS, "Kochen")
    assert not list(part(file, "worksheets/sheet1.xml").iter(f"{SHEET}hyperlink"))
    assert table(file)[1] == ["https://example.org", 1]


def test_the_headings_stay_in_view() -> None:
    pane = next(part(answer_list([], HEADINGS, "Kochen"), "worksheets/sheet1.xml").iter(f"{SHEET}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")


def test_columns_are_as_wide_as_their_texts_within_bounds() -> None:
    rows = [("A" * 30, "b", "c" * 500)]
    widths = [
        float(column.get("width") or 0)
        for column in part(answer_list(rows, HEADINGS, "Kochen"), "worksheets/sheet1.xml").iter(f"{SHEET}col")
    ]
    assert 30 < widths[0] < 35
    assert 8 <= widths[1] < 12
    assert widths[2] < 62


def test_a_sheet_can_run_from_right_to_left() -> None:
    def runs_so(*, right_to_left: bool) -> str | None:
        file = answer_list([("سارة", 1, 0)], HEADINGS, "Kochen", right_to_left=right_to_left)
        return next(part(file, "worksheets/sheet1.xml").iter(f"{SHEET}sheetView")).get("rightToLeft")

    assert runs_so(right_to_left=True) == "1"
    assert runs_so(right_to_left=False) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kochen", "Kochen"),
        ("Kochen/Essen: [wie?]*\\", "Kochen Essen   wie"),
        ("", "Kranich"),
        ("'", "Kranich"),
        ("History", "Kranich"),
        ("x" * 80, "x" * 31),
        ("😀" * 80, "😀" * 15),
        ("x" + "😀" * 15 + "x", "x" + "😀" * 15),
        ("'Kochen'", "Kochen"),
    ],
)
def test_any_title_becomes_a_name_that_excel_takes(title: str, name: str) -> None:
    sheet = next(part(answer_list([], HEADINGS, title), "workbook.xml").iter(f"{SHEET}sheet"))
    assert sheet.get("name") == name


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(
    st.text(st.characters(), max_size=70),
    st.sampled_from([*"=+-@\t", ""]),
    st.text(st.characters(), min_size=1, max_size=90),
)
def test_faults_29_and_32_any_title_and_any_text_make_a_sheet_without_formulas(
    title: str, sign: str, typed: str
) -> None:
    file = answer_list([(sign + typed, 1, 0)], HEADINGS, title)
    sheet = part(file, "worksheets/sheet1.xml")
    assert not list(sheet.iter(f"{SHEET}f"))
    cell = next(x for x in sheet.iter(f"{SHEET}c") if x.get("r") == "A2")
    assert cell.get("t") == "s"


def test_fault_29_odd_texts_do_not_spoil_the_file() -> None:
    odd = "a\x00b\ud800c\u202e<&>\n" + "x" * 40_000
    cell = table(answer_list([(odd, 0, 0)], ("<b>", "&", "\ud800"), "\ud800"))[1][0]
    assert isinstance(cell, str)
    assert "<&>" in cell
    assert len(cell) <= LONGEST_CELL + 20  # the NUL is written with an escape
