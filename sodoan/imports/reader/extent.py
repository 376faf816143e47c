"""How far a sheet reaches, told from its XML before any parser lays it out.

The parser lays a sheet out as one dense block from its first to its last cell, so one cell far off
costs gigabytes. It takes elements of every prefix, and puts a cell or row that does not say where
it stands behind the one before. Sheets written the usual way are known at a glance; of all others
every tag is read, and what cannot be read as a tag is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sodoan.imports.reader.errors import UnusableFileError, corrupt
from sodoan.imports.reader.limits import Limits

_USUAL_COLUMNS, _USUAL_ROWS = 64, 99_999  # to column BL
_ODD = (
    re.compile(rb'<c(?! r="(?:[A-Z]|A[A-Z]|B[A-L])\d{1,5}"[ >/])[\s>/]'),
    re.compile(rb'<row(?! r="\d{1,5}"[ >/])[\s>/]'),
    re.compile(rb":(?:c|row|dimension)[\s>/]"),
)
"""Tags of another prefix, not written the usual way, or beyond column BL or row 99.999."""
_ODD_AREA = re.compile(rb'<dimension(?! ref="[A-Z]{1,3}\d{1,5}(?::[A-Z]{1,3}\d{1,5})?"[ >/])[\s>/]')

_NAMED = rb"<(/?)(?:[^\s<>/=\"']*:)?(c|row|dimension)(?=[\s>/])"
_BEGUN = re.compile(_NAMED)
_TAG = re.compile(
    _NAMED + rb"((?:\s+[^\s<>/=\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>",
)
_ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"([A-Za-z]{1,7})(\d{1,10})")
_ROW = re.compile(rb"\d{1,10}")
_CORNER = re.compile(rb"\d{0,10}$")


def looks_usual(window: bytes, limits: Limits, *, is_first: bool) -> bool:
    """Tell of a stretch of sheet XML, the first or another, that no cell is too far off."""
    columns = min(limits.columns, limits.cells // _USUAL_ROWS)
    if columns < _USUAL_COLUMNS or limits.rows < _USUAL_ROWS:
        return False
    if is_first and _ODD_AREA.search(window):
        return False
    return not any(pattern.search(window) for pattern in _ODD)


def measure(windows: Iterable[bytes], limits: Limits) -> None:
    """Read the tags of a sheet; raise ``UnusableFileError`` where it reaches too far."""
    extent = _Extent()
    for window in windows:
        extent.read(window)
        check_extent(max(extent.rows, extent.last_row), extent.columns, limits)


def check_extent(rows: int, columns: int, limits: Limits) -> None:
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


@dataclass(slots=True)
class _Extent:
    """How far the cells have reached, and where the next one stands that does not say."""

    rows: int = 0
    """Row elements."""
    last_row: int = 0
    columns: int = 0
    """The last column with more than an empty element: formatting alone is no content."""
    _row: int = 1
    _column: int = 0

    def read(self, window: bytes) -> None:
        """Take in the next stretch, cut between tags."""
        tags = _TAG.findall(window)
        if len(tags) != len(_BEGUN.findall(window)):
            raise corrupt()
        for slash, name, attributes, end in tags:
            if name == b"c":
                if not slash:
                    self._read_cell(_values(attributes, b"r"), is_empty=bool(end))
            elif name == b"row":
                self._read_row(_values(attributes, b"r"), is_begun=not slash)
                if slash or end:
                    self._row, self._column = self._row + 1, 0
            else:
                corners = [_CORNER.search(area) for area in _values(attributes, b"ref")]
                self._reach(*(int(corner[0] or 0) for corner in corners if corner))

    def _read_cell(self, places: list[bytes], *, is_empty: bool) -> None:
        self._column += 1
        for place in places:
            if not (found := _CELL.fullmatch(place)):
                raise corrupt()
            self._column = column_number(found[1].decode())
            self._reach(int(found[2]))
        if not places:
            self._reach(self._row)
        if not is_empty:
            self.columns = max(self.columns, self._column)

    def _read_row(self, numbers: list[bytes], *, is_begun: bool) -> None:
        self.rows += is_begun
        for number in numbers:
            if not _ROW.fullmatch(number):
                raise corrupt()
            self._row = int(number)
            self._reach(self._row)

    def _reach(self, *rows: int) -> None:
        self.last_row = max(self.last_row, *rows, 0)


def _values(attributes: bytes, name: bytes) -> list[bytes]:
    """Return what an attribute says; of two by one name nobody knows which counts."""
    return [one or other for key, one, other in _ATTRIBUTE.findall(attributes) if key == name]


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
