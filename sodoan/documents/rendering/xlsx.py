"""Spreadsheets out: XlsxWriter in constant memory, real numbers and dates, text that stays text.

The same rows give the same bytes. Rows are written as they come, so an export of any length
needs the memory of one row.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import IO, Any, Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sodoan.common.text import excel_safe
from sodoan.documents.rendering.lines import LINE, lines_of, may_wrap
from sodoan.documents.rendering.text import local, plain

Kind = Literal["text", "number", "date", "datetime", "percent"]
MAX_CELL = 32_767  # characters a cell can hold
_DAY_ZERO = date(1899, 12, 30).toordinal()  # where a spreadsheet counts days from
_WRITTEN_AT = datetime(2026, 1, 1)  # noqa: DTZ001 - document properties carry no zone
_FORMATS = {
    "number": "#,##0_)",  # a little room before the text of the next column
    "fraction": "#,##0.##_)",  # shows a whole number as “5.”
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
_BOLD = 0.92  # of a column: letters of headings are wider
_A4, _A3 = 9, 8
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "dd/mm/yyyy",
}
# Columns count digits of the default font; Calibri has them as wide, but is not on every computer.
_DEFAULT = {"font_name": "Times New Roman", "font_size": 11, "font_scheme": "none"}
_FONT = {"font_name": "Times New Roman", "font_size": 12}


@dataclass(frozen=True)
class SheetColumn:
    """A column: heading, kind of its cells, width in characters."""

    title: str
    kind: Kind = "text"
    width: float = 18


@dataclass(frozen=True)
class HeaderGroup:
    """An upper heading over several columns; "" leaves their own headings two rows high."""

    title: str
    columns: int


@dataclass
class _Styles:
    book: xlsxwriter.Workbook
    title: Any = field(init=False)
    note: Any = field(init=False)
    head: Any = field(init=False)
    cells: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        new = self.book.add_format
        middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
        boxed = _FONT | {"border": 1, "valign": "top"}
        self.title = new(_FONT | {"bold": True, "font_size": 14})
        self.note = new(_FONT | {"italic": True})
        self.head = new(_FONT | {"bold": True, "border": 1, "bg_color": "#E8EEF7"} | middle)
        self.cells = {
            "text": new(boxed | {"text_wrap": True, "num_format": "@"}),
            "percent": new(boxed | {"num_format": "0.0%"}),
            **{kind: new(boxed | {"num_format": code}) for kind, code in _FORMATS.items()},
        }


def write_table(  # noqa: PLR0913 - what a table has: place, columns, rows, and words around them
    stream: IO[bytes],
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    groups: Sequence[HeaderGroup] = (),
    sheet: str = "Danh sách",
) -> int:
    """Write one table and return the number of its rows.

    `title` and `notes` stand above the header; `groups` is a merged upper header. The header is
    frozen and filtered. Text is never taken for a formula. Raises ValueError when the groups do
    not cover the columns, TypeError for a value that is none of the plain kinds.
    """
    with new_book(stream) as book:
        styles = _Styles(book)
        page = book.add_worksheet(sheet_name(sheet))
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width)
        row = _write_words(page, title, notes, styles)
        heads = [(column.title, column.width) for column in columns]
        first = row = write_header(page, row, heads, groups, styles.head)
        shapes = [(at, c.kind, c.width, styles.cells[c.kind]) for at, c in enumerate(columns)]
        for cells in rows:
            lines = 1
            for (at, kind, width, look), value in zip(shapes, cells, strict=True):
                if isinstance(value, str) and value:  # most cells
                    page.write_string(row, at, safe_text(value), look)
                    if may_wrap(value, width):
                        lines = max(lines, lines_of(value, width))
                else:
                    broken = kind == "number" and _is_broken(value)
                    _write_cell(page, row, at, value, styles.cells["fraction"] if broken else look)
            if lines > 1:
                page.set_row(row, lines * LINE)
            row += 1
        page.autofilter(first - 1, 0, row - 1, len(columns) - 1)
        fit_for_reading(page, first)
    return row - first


def fit_for_reading(page: Worksheet, first: int, column: int = 0, *, wide: bool = False) -> None:
    """Keep what is above row `first` in view and on every printed page, as wide as the paper."""
    page.freeze_panes(first, column)
    page.repeat_rows(0, first - 1)
    page.set_landscape()
    page.set_paper(_A3 if wide else _A4)
    page.fit_to_pages(1, 0)


def _lines(heading: str, width: float) -> int:
    return lines_of(heading, width * _BOLD)


def _is_broken(value: object) -> bool:
    return isinstance(value, float | Decimal) and value % 1 != 0


@contextmanager
def new_book(stream: IO[bytes], *, is_1904: bool = False) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook in constant memory that never guesses types and has no clock in it.

    It is written when the block ends; a block that fails writes nothing and leaves no files.
    With `is_1904` its days count as Excel on the Macintosh did.
    """
    with TemporaryDirectory(prefix="sodoan-") as folder:
        own = {"tmpdir": folder, "default_format_properties": dict(_DEFAULT), "date_1904": is_1904}
        book = xlsxwriter.Workbook(stream, _OPTIONS | own)
        book.set_properties({"created": _WRITTEN_AT, "author": "Sổ Đoàn"})
        try:
            yield book
        except BaseException:
            book.fileclosed = True  # else XlsxWriter writes what there is
            for page in book.worksheets():
                page.row_data_fh.close()
            raise
        book.close()


def sheet_name(name: str) -> str:
    """Return a name Excel accepts: at most 31 characters, no reserved marks, no outer quotes."""
    kept = "".join(" " if char in "[]:*?/\\" else char for char in plain(name))
    return " ".join(kept.split()).strip("'")[:31].strip("' ") or "Trang"


def safe_text(value: object) -> str:
    """Return a value as cell text: printable, not a formula, not longer than a cell holds."""
    if isinstance(value, str) and value[:1].isalnum() and value.isprintable():
        return value[:MAX_CELL]  # most texts: nothing to take out or to disarm
    return excel_safe(plain(value))[:MAX_CELL]


def table_bytes(
    columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], **words: Any
) -> bytes:
    """Return `write_table`'s result as bytes, for small tables."""
    stream = io.BytesIO()
    write_table(stream, columns, rows, **words)
    return stream.getvalue()


def _write_words(page: Worksheet, title: str, notes: Sequence[str], styles: _Styles) -> int:
    row = 0
    for text, style in ((title, styles.title), *((note, styles.note) for note in notes)):
        if text:
            page.write_string(row, 0, safe_text(text), style)
            row += 1
    return row + 1 if row else 0


def write_header(
    page: Worksheet,
    row: int,
    columns: Sequence[tuple[str, float]],
    groups: Sequence[HeaderGroup],
    style: Any,
) -> int:
    """Write a header of one row, or of two merged rows with groups; return the row below it.

    `columns` are titles with the widths of their columns; the rows get as high as they need.

    Cells go out strictly row by row, as constant memory asks; XlsxWriter's own `merge_range`
    does not, which is why the merges are noted apart. Raises ValueError when the groups do not
    cover the columns.
    """
    titles, widths = zip(*columns, strict=True)
    if not groups:
        _write_titles(page, row, titles, style)
        page.set_row(row, LINE * max(map(_lines, titles, widths), default=1))
        return row + 1
    if sum(group.columns for group in groups) != len(titles):
        raise ValueError("the header groups must cover all columns")
    upper, lower = list(titles), list(titles)
    at, high, low, tall = 0, 1, 1, 1  # lines of the groups, below them, and beside them
    for group in groups:
        span = range(at, at + group.columns)
        if group.title:
            high = max(high, _lines(group.title, sum(widths[at : span.stop])))
            low = max(low, *map(_lines, titles[at : span.stop], widths[at : span.stop]))
            upper[at : span.stop] = [group.title] + [""] * (group.columns - 1)
            if group.columns > 1:
                page.merge.append([row, at, row, span.stop - 1])
        else:
            tall = max(tall, *map(_lines, titles[at : span.stop], widths[at : span.stop]))
            lower[at : span.stop] = [""] * group.columns
            page.merge.extend([row, each, row + 1, each] for each in span)
        at = span.stop
    _write_titles(page, row, upper, style)
    page.set_row(row, LINE * high)
    _write_titles(page, row + 1, lower, style)
    page.set_row(row + 1, LINE * max(low, tall - high))
    return row + 2


def _write_titles(page: Worksheet, row: int, titles: Sequence[str], style: Any) -> None:
    for at, title in enumerate(titles):
        if title:
            page.write_string(row, at, safe_text(title), style)
        else:
            page.write_blank(row, at, None, style)


def _write_cell(page: Worksheet, row: int, at: int, value: object, style: Any) -> None:
    if value is None or value == "":
        page.write_blank(row, at, None, style)
    elif isinstance(value, str):
        page.write_string(row, at, safe_text(value), style)
    elif isinstance(value, datetime):
        page.write_datetime(row, at, local(value), style)
    elif isinstance(value, date):
        page.write_number(row, at, value.toordinal() - _DAY_ZERO, style)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, at, value, style)
    else:
        page.write_string(row, at, safe_text(value), style)
