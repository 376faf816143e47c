"""Workbooks out: the user's own sheet with what is wrong, and the national list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from math import isfinite
from typing import IO, Any

from sodoan.documents.rendering.national import write_national_workbook
from sodoan.documents.rendering.xlsx import new_book, safe_text, sheet_name
from sodoan.imports.choices import Verdict
from sodoan.imports.files import stored_path
from sodoan.imports.models import Batch, StagedRow
from sodoan.imports.queries.national import national_code_lists, national_rows
from sodoan.imports.reader.headers import header_key
from sodoan.imports.reader.marks import UNCALCULATED
from sodoan.imports.reader.tables import Table, find_tables
from sodoan.imports.reader.workbook import Sheet, open_workbook
from sodoan.org.models import Unit
from sodoan.people.models import Person

ERROR_TITLE = "Lỗi / cảnh báo"
_COLOURS = {
    Verdict.REJECTED: "#FDE7E7",
    Verdict.WARNING: "#FFF5D6",
    Verdict.DUPLICATE: "#EFE8FA",
    Verdict.EXISTING: "#EFE8FA",
}
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_NARROWEST, _WIDEST, _ERROR_WIDTH = 6, 36, 70
_A4 = 9
_DAY, _PER_LETTER = "31/12/2000", 1.2
_LINE, _HEADER_HEIGHT = 16, 96  # points
_MEASURED = 200  # rows looked at to see how wide a column has to be


def write_error_file(batch: Batch, stream: IO[bytes]) -> int:
    """Write the lists of a batch as uploaded, with a column about what is wrong with a row.

    Returns how many rows have something there.

    Cells keep their place and kind, and days count from where they did: a number may be a day. So
    the corrected file can be imported as it is.
    """
    remarks = _Remarks(batch)
    with (
        open_workbook(stored_path(batch.stored_as)) as source,
        new_book(stream, is_1904=source.is_1904) as book,
    ):
        styles = _styles(book)
        for place, table in _lists_of(batch, source.sheets()):
            _write_list(book, table, place, remarks, styles)
    return remarks.told


def _lists_of(batch: Batch, sheets: Iterable[Sheet]) -> Iterator[tuple[int, Table]]:
    """Return place and list of the sheets as they were read, whatever is remembered by now."""
    taken = [zip(found["headers"], found["fields"], strict=True) for found in batch.sheets]
    chosen = {header_key(header): field for header, field in chain(*taken) if field}
    names = {found["name"] for found in batch.sheets}
    return (
        (place, table)
        for place, sheet in enumerate(sheets)
        if sheet.name in names
        for table in find_tables(sheet, chosen, batch.header_rows.get(sheet.name))
    )


class _Remarks:
    """What there is to say about rows, read along with the file."""

    def __init__(self, batch: Batch) -> None:
        rows = StagedRow.objects.filter(batch=batch).exclude(verdict=Verdict.ACCEPTED)
        values = rows.order_by("sheet", "number").values_list(
            "sheet", "number", "verdict", "issues"
        )
        self._rows: Iterator[Any] = values.iterator(chunk_size=2_000)
        self._next = next(self._rows, None)
        self.told = 0

    def about(self, sheet: int, number: int) -> tuple[str, str]:
        """Return verdict and sentences about a row; rows are asked for in order."""
        if self._next is None or self._next[:2] != (sheet, number):
            return "", ""
        _, _, verdict, issues = self._next
        self._next = next(self._rows, None)
        self.told += 1
        sentences = " ".join(dict.fromkeys(issue["message"] for issue in issues or []))
        label = Verdict(verdict).label
        return verdict, sentences if sentences.startswith(label) else f"{label}: {sentences}"


def _styles(book: Any) -> dict[str, dict[str, Any]]:
    """Return cell formats by verdict and by kind of cell."""
    kinds = {"text": "@", "number": "0", "fraction": "0.##########", "date": "dd/mm/yyyy"}
    styles = {}
    for verdict in ("", *_COLOURS):
        look = _FONT | ({"bg_color": _COLOURS[Verdict(verdict)]} if verdict else {})
        styles[str(verdict)] = {
            kind: book.add_format(look | {"num_format": code}) for kind, code in kinds.items()
        }
    bold = _FONT | {"bold": True, "text_wrap": True}
    styles["columns"] = {
        kind: book.add_format(bold | {"num_format": code, "border": 1})
        for kind, code in kinds.items()
    }
    styles["head"] = {"text": book.add_format(bold | {"bg_color": "#FDE7E7"})}
    styles["wrap"] = {"text": book.add_format(_FONT | {"text_wrap": True})}
    return styles


def _write_list(
    book: Any, table: Table, place: int, remarks: _Remarks, styles: dict[str, dict[str, Any]]
) -> None:
    """Copy one sheet with its remarks; merged cells stay merged.

    A sheet that is itself an error file has its old remarks replaced.
    """
    page = book.add_worksheet(_free_name(book, table.sheet.name))
    width, first, last = _own_width(table.headers), table.first_header_row, table.last_header_row
    for column, needed in enumerate(_widths(table, width)):
        page.set_column(column, column, needed)
    page.set_column(width, width, _ERROR_WIDTH)
    for number, row in table.sheet.rows():
        verdict, text, cells = "", "", row[:width]
        if number > last:
            verdict, text = remarks.about(place, number)
        elif number >= first:
            verdict = "columns"
            page.set_row(number - 1, _HEADER_HEIGHT / (last - first + 1))
        if len(text) > _ERROR_WIDTH:  # only some office programs make room by themselves
            page.set_row(number - 1, _LINE * (len(text) // _ERROR_WIDTH + 1))
        write_cells(page, number - 1, cells, styles[verdict])
        for column, error in table.sheet.errors(number).items():
            if error != UNCALCULATED:
                page.write_formula(number - 1, column, f"={error}", styles[verdict]["text"], error)
        if number == first:
            page.write_string(number - 1, width, ERROR_TITLE, styles["head"]["text"])
        elif text:
            page.write_string(number - 1, width, safe_text(text), styles["wrap"]["text"])
    merges = [[*corner, *opposite] for corner, opposite in table.sheet.merges]
    page.merge.extend(merges)
    page.freeze_panes(last, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _own_width(headers: Sequence[str]) -> int:
    """Return how many columns are the user's own, without the remarks of an earlier time."""
    named = [place for place, header in enumerate(headers) if header]
    if named and headers[named[-1]] == ERROR_TITLE:
        return named[-1]
    return len(headers)


def _widths(table: Table, width: int) -> list[float]:
    """Return how wide each column has to be for what stands in its first rows."""
    needed = [_NARROWEST] * width
    for number, cells in islice(table.sheet.rows(), table.last_header_row + _MEASURED):
        if number > table.last_header_row:
            needed = [
                max(most, len(_DAY if hasattr(cell, "year") else str(cell)))
                for most, cell in zip(needed, cells, strict=False)
            ]
    return [min(most, _WIDEST) * _PER_LETTER for most in needed]


def _free_name(book: Any, name: str) -> str:
    taken = {str(sheet.get_name()).lower() for sheet in book.worksheets()}
    wanted = sheet_name(name)
    count = 2
    while wanted.lower() in taken:
        wanted = f"{sheet_name(name)[:27]} {count}"
        count += 1
    return wanted


def write_cells(page: Any, row: int, cells: Sequence[Any], styles: dict[str, Any]) -> None:
    """Write cells of a read sheet as they were: text as text, numbers and dates as such."""
    for column, cell in enumerate(cells):
        if cell == "":
            if styles is not None:
                page.write_blank(row, column, None, styles["text"])
        elif isinstance(cell, bool | str):
            page.write_string(row, column, safe_text(cell), styles["text"])
        elif not isinstance(cell, int | float):
            _write_time(page, row, column, cell, styles)
        elif isfinite(cell):
            kind = "fraction" if cell % 1 else "number"  # the former shows 5 as “5.” in Excel
            page.write_number(row, column, cell, styles[kind])
        else:  # a spreadsheet holds no such number, but a broken one may
            page.write_string(row, column, str(cell), styles["text"])


def _write_time(page: Any, row: int, column: int, cell: Any, styles: dict[str, Any]) -> None:
    if hasattr(cell, "year"):
        page.write_datetime(row, column, cell, styles["date"])
    else:
        page.write_string(row, column, str(cell), styles["text"])


def write_national_list(stream: IO[bytes], unit: Unit, day: date, *, with_sensitive: bool) -> int:
    """Write the members of a unit on a day as the national workbook; return how many."""
    people = Person.objects.in_unit(unit.path, day).order_by("sort_key", "pk")
    rows = national_rows(people, day, with_sensitive=with_sensitive)
    return write_national_workbook(
        stream, rows, code_lists=national_code_lists(), issuer=unit.name.upper()
    )
