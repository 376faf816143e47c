"""How far a sheet reaches, told from its XML before the parser lays it out.

The parser lays a sheet out as one dense block from its first to its last cell, so one cell far off
costs gigabytes. It takes elements of every prefix, is lenient about XML, and puts a cell or row
that does not say where it stands behind the one before. Sheets written the usual way are known at
a glance; all others are read element by element, and refused where they are no strict XML.
"""

import re
from collections.abc import Iterable
from typing import NoReturn
from xml.parsers import expat

from sodoan.imports.reader.errors import UnusableFileError, corrupt
from sodoan.imports.reader.limits import Limits

_USUAL_COLUMNS, _USUAL_ROWS = 64, 99_999  # to column BL
_ODD = (
    re.compile(
        rb'<c(?! r="(?:[A-Z]|A[A-Z]|B[A-L])\d{1,5}+"(?: [st]="\w{1,9}+")*+/?>)[\s>/]',
    ),
    re.compile(
        rb'<row(?! r="\d{1,5}+"(?: (?:s|[A-Za-z][\w:.]{1,30}+)="[^"<>]{0,99}+")*+/?>)[\s>/]',
    ),
    re.compile(rb":(?:c|row|dimension)[\s>/]"),
)
"""Tags of cells and rows beyond column BL or row 99.999, or written in another way.

None of these asks which digit it is, and what they let pass holds no "<": see `usual_rows`.
"""
_NOUGHTS = bytes.maketrans(b"123456789", b"0" * 9)
_ODD_AREA = re.compile(rb'<dimension(?! ref="[A-Z]{1,3}\d{1,5}(?::[A-Z]{1,3}\d{1,5})?"/?>)[\s>/]')

_CELL = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
_ROW = re.compile(r"[0-9]{1,10}")
_CORNER = re.compile(r"[0-9]{1,10}$")


def usual_rows(window: bytes, limits: Limits, *, is_first: bool) -> int | None:
    """Count the rows of a stretch of sheet XML, the first or another, when no cell is too far off.

    None when a glance does not tell. Where texts stand apart, as Excel has them, most rows of a
    list are alike but for their digits: those are looked at once.
    """
    columns = min(limits.columns, limits.cells // _USUAL_ROWS)
    if columns < _USUAL_COLUMNS or limits.rows < _USUAL_ROWS:
        return None
    if is_first and _ODD_AREA.search(window):
        return None
    head, *rows = window.translate(_NOUGHTS).split(b"<row")
    kinds = b"<row".join((head, *set(rows)))
    return None if any(pattern.search(kinds) for pattern in _ODD) else len(rows)


def measure(stretches: Iterable[bytes], limits: Limits) -> None:
    """Read the elements of a sheet; raise ``UnusableFileError`` where it reaches too far."""
    extent = _Extent()
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = extent.begin
    parser.EndElementHandler = extent.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for stretch in stretches:
            parser.Parse(stretch)
            _check_extent(max(extent.rows, extent.last_row), extent.columns, limits)
        parser.Parse(b"", True)
    except expat.ExpatError as reason:
        raise corrupt() from reason


def _refuse(*_: object) -> NoReturn:
    raise corrupt()


def _check_extent(rows: int, columns: int, limits: Limits) -> None:
    """Refuse a sheet whose dense block would be absurd."""
    if rows > limits.rows:
        message = (
            f"Trang tính có {_grouped(rows)} dòng (cả dòng trống), tối đa {_grouped(limits.rows)}."
            " Đồng chí chép riêng phần có dữ liệu sang trang tính mới rồi lưu lại."
        )
        raise UnusableFileError("too_many_rows", message)
    if columns > limits.columns or rows * columns > limits.cells:
        message = (
            f"Trang tính có dữ liệu tới cột {column_letters(columns - 1)}, quá rộng cho danh sách."
            " Đồng chí xóa các cột thừa bên phải rồi lưu lại."
        )
        raise UnusableFileError("too_many_columns", message)


def _grouped(number: int) -> str:
    """Return a number with Vietnamese thousands dots."""
    return f"{number:,}".replace(",", ".")


class _Extent:
    """How far the cells have reached, and where the next one stands that does not say."""

    def __init__(self) -> None:
        self.rows = 0
        """Row elements."""
        self.last_row = 0
        self.columns = 0
        """The last column with a value: formatting alone is no content."""
        self._row, self._column = 1, 0
        self._is_in_cell = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        name = _local(name)
        if self._is_in_cell:
            if name in ("c", "row"):
                raise corrupt()
            self.columns = max(self.columns, self._column)
        elif name == "c":
            self._begin_cell(attributes.get("r"))
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "dimension" and (corner := _CORNER.search(attributes.get("ref", ""))):
            self._reach(int(corner[0]))

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        name = _local(name)
        if name == "c":
            self._is_in_cell = False
        elif name == "row":
            self._row, self._column = self._row + 1, 0

    def _begin_cell(self, place: str | None) -> None:
        self._is_in_cell = True
        self._column += 1
        if place is None:
            self._reach(self._row)
        elif found := _CELL.fullmatch(place):
            self._column = column_number(found[1])
            self._reach(int(found[2]))
        else:
            raise corrupt()

    def _begin_row(self, number: str | None) -> None:
        self.rows += 1
        if number is not None:
            if not _ROW.fullmatch(number):
                raise corrupt()
            self._row = int(number)
            self._reach(self._row)

    def _reach(self, row: int) -> None:
        self.last_row = max(self.last_row, row)


def _local(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.partition(":")[2] or name


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, AG is 33."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(index: int) -> str:
    """Return the letters of a column index: 0 is A, 32 is AG."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
