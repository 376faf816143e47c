"""Finding the lists on a sheet: titles above, merged headers, headings and totals between."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from sodoan.common.legacy_fonts import Encoding, convert_legacy, encoding_of
from sodoan.common.text import clean, search_key
from sodoan.imports.leavers import told_leavers
from sodoan.imports.reader.asides import NAME_FIELDS, RowSorter
from sodoan.imports.reader.cells import part_births, told_fields
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.extent import column_letters
from sodoan.imports.reader.halves import halve_names
from sodoan.imports.reader.headers import (
    Chosen,
    ColumnMatch,
    FieldOf,
    known_field,
    likely_field,
    propose_mapping,
    sure_field,
)
from sodoan.imports.reader.workbook import Merge, Sheet, Value

NO_HEADER = 0
_SEARCHED_ROWS = 60
_HEADER_HEIGHT = 3
_ENOUGH_COLUMNS = 3
_BEYOND_DOUBT = 10  # so many known columns and no others: there is no need to look further down
_BRANCH = re.compile(r"\b(?:chi đoàn|lớp)\b\s*:?\s*\w.*", re.IGNORECASE)
_LONGEST_NAME = 31  # of a sheet; a name as long may have been cut: "… chuyển đi, c"
_LIST_TITLE = re.compile(r"(?:ds|danh sach)\b")


class DataRow(NamedTuple):
    """A row of a list: its Excel number, its cells, and the heading it stands under.

    `leavers` is the heading that says of the people below it that they have left.
    """

    number: int
    cells: list[Value]
    section: str = ""
    leavers: str = ""


@dataclass(slots=True)
class Table:
    """One list on a sheet.

    ``columns`` is as wide as the sheet; in their headers merged parts are joined, the halves of a
    name and the parts of a birth date told apart.

    ``titles`` are the texts above that may name the branch, from "Chi đoàn" or "Lớp" on; behind
    them the name of the sheet. ``encoding`` is the old font the list is typed in, if it is;
    headers and titles are in Unicode all the same. ``leavers`` is the title that says so when the
    list is of people who have left ("Chuyển đi", "Trưởng thành").

    ``skipped`` fills while ``rows`` is read: Excel row numbers by reason (blank, repeated_header,
    total, footer, heading, counting).
    """

    sheet: Sheet
    first_header_row: int
    last_header_row: int
    columns: list[ColumnMatch]
    titles: tuple[str, ...]
    encoding: Encoding | None = None
    leavers: str = ""
    skipped: dict[str, list[int]] = field(default_factory=dict)

    @property
    def headers(self) -> list[str]:
        """The headers of the columns."""
        return [column.header for column in self.columns]

    def rows(self) -> Iterator[DataRow]:
        """Yield the data rows below the header in order; counts what it leaves out.

        A cell merged over several rows counts for each of them, as people see it; an error cell
        holds what Excel shows ("#N/A").
        Raises ``UnusableFileError`` (``header_moved``) where the columns change places midway.
        """
        reader = RowSorter(self.columns)
        filler = _MergeFiller(self.sheet.merges, self.last_header_row)
        errors = self.sheet.marks.errors
        self.skipped.clear()
        for number, given in self.sheet.rows():
            if number <= self.last_header_row:
                continue
            cells = _in_unicode(given, self.encoding) if self.encoding else given
            reason = reader.why_skipped(cells)
            if reason == "repeated_header":
                self._require_same_columns(number, cells)
            if filler.is_needed:
                filler.fill(number, given)
            if reason:
                self.skipped.setdefault(reason, []).append(number)
                continue
            if number in errors:
                for place, text in self.sheet.errors(number).items():
                    given[place] = text
            yield DataRow(number, given, reader.section, reader.leavers)

    def _require_same_columns(self, number: int, cells: Sequence[Value]) -> None:
        """Refuse to go on below a header whose known columns stand elsewhere than before."""
        places: dict[str, list[int]] = {}
        for place, header in enumerate(self.headers):
            if field := known_field(header):
                places.setdefault(field, []).append(place)
        for place, cell in enumerate(cells):
            known = known_field(cell) if isinstance(cell, str) and cell else None
            if known in places and place not in places[known]:
                raise UnusableFileError(
                    "header_moved",
                    f"Trang “{self.sheet.name}”, dòng {number}: tiêu đề lặp lại nhưng các cột đổi "
                    "chỗ. Đồng chí tách phần này thành một trang tính riêng rồi tải lại.",
                )


class _MergeFiller:
    """Gives the rows of a cell that is merged downwards the value of its first row."""

    def __init__(self, merges: Iterable[Merge], header: int) -> None:
        down = [(a, b) for a, b in merges if b[0] > a[0] >= header]
        self._coming = sorted(down, reverse=True)
        self._open: dict[int, tuple[int, Value]] = {}
        self.is_needed = bool(down)

    def fill(self, number: int, cells: list[Value]) -> None:
        """Fill one row in place; rows come in order."""
        row = number - 1
        for column, (last, value) in list(self._open.items()):
            if row > last:
                del self._open[column]
            elif cells[column] == "":
                cells[column] = value
        while self._coming and self._coming[-1][0][0] <= row:
            (_, column), (last, _) = self._coming.pop()
            if column < len(cells):
                self._open[column] = (last, cells[column])


def _in_unicode(cells: Sequence[Value], encoding: Encoding) -> list[Value]:
    return [convert_legacy(c, hint=encoding).text if isinstance(c, str) else c for c in cells]


def find_tables(
    sheet: Sheet, chosen: Chosen | None = None, header: int | None = None
) -> list[Table]:
    """Return the list of a sheet, or nothing when it has no header with a name column.

    The header is the row among the first 60 with the most columns known or ``chosen`` (at least
    three, a name among them); for want of one, that with the most columns at least likely. It may
    go on for up to two more rows (merged cells). The user may have pointed at a row instead
    (``header``, as Excel counts): it counts whatever it says. With ``NO_HEADER`` the columns are
    called by their letters.
    """
    chosen = chosen or {}
    top, encoding = top_of(sheet, _SEARCHED_ROWS + _HEADER_HEIGHT)
    if header is not None:
        return _pointed_at(sheet, top, encoding, chosen, header)
    for finder in (sure_field, likely_field):
        field_of = partial(finder, chosen=chosen)
        if (place := _header_place(top, sheet.merges, field_of)) is not None:
            break
    else:
        return []
    height = _header_height(top, place, field_of)
    joined = _join(top, place, height, sheet.merges)
    below = top[place + height :]
    headers = part_births(halve_names(joined, below, field_of), below)
    columns = propose_mapping(headers, chosen, told_fields(headers, below))
    titles = (*_branches(top[:place]), sheet.name)
    leavers = next(_leavers(top[:place], sheet.name), "")
    return [Table(sheet, place + 1, place + height, columns, titles, encoding, leavers)]


def top_of(sheet: Sheet, height: int) -> tuple[list[list[Value]], Encoding | None]:
    """Return the first rows of a sheet in Unicode, and the old font they are typed in, if any."""
    top = [cells for _, cells in islice(sheet.rows(), height)]
    encoding = encoding_of(cell for row in top for cell in row if isinstance(cell, str))
    return [_in_unicode(row, encoding) for row in top] if encoding else top, encoding


def _pointed_at(
    sheet: Sheet,
    top: list[list[Value]],
    encoding: Encoding | None,
    chosen: Chosen,
    header: int,
) -> list[Table]:
    """Return the list below the row the user says is its header; none where it says nothing."""
    place = max(header - 1, 0)
    height = 0 if header == NO_HEADER else _merged_height(sheet.merges, place)
    if height:
        headers = _join(top, place, height, sheet.merges) if place + height <= len(top) else []
    else:
        used = [any(_filled(row[i]) for row in top) for i in range(sheet.width)]
        headers = [f"Cột {column_letters(i)}" if is_used else "" for i, is_used in enumerate(used)]
    if not any(headers):
        return []
    columns = propose_mapping(headers, chosen)
    titles = (*_branches(top[:place]), sheet.name)
    leavers = next(_leavers(top[:place], sheet.name), "")
    return [Table(sheet, header, place + height, columns, titles, encoding, leavers)]


def _merged_height(merges: Sequence[Merge], place: int) -> int:
    """Return how many rows a header takes whose cells are merged downwards."""
    ends = [bottom - place + 1 for (top, _), (bottom, _) in merges if top == place]
    return min(max(ends, default=1), _HEADER_HEIGHT)


def _leavers(above: Sequence[Sequence[Value]], name: str) -> Iterator[str]:
    """Yield the titles that say of all people of a list that they have left."""
    if len(name) < _LONGEST_NAME and told_leavers(name):
        yield name
    for text in (cell for row in above for cell in row if isinstance(cell, str)):
        folded, told = search_key(text), told_leavers(text)
        if told and (told == folded or _LIST_TITLE.match(folded)):  # not "Chuyển đi: 3"
            yield clean(text)


def _branches(above: Sequence[Sequence[Value]]) -> Iterator[str]:
    for cell in (cell for row in above for cell in row if isinstance(cell, str)):
        found = _BRANCH.search(clean(cell))
        if found:
            yield found[0]


def _header_place(top: list[list[Value]], merges: Sequence[Merge], field_of: FieldOf) -> int | None:
    """Return the index of the row the header starts at."""
    best, most = None, 0
    for place in range(min(len(top), _SEARCHED_ROWS)):
        if sum(isinstance(c, str) and bool(c.strip()) for c in top[place]) < _ENOUGH_COLUMNS:
            continue
        height = _header_height(top, place, field_of)
        headers = list(filter(None, _join(top, place, height, merges)))
        known = {field_of(header) for header in headers} - {None}
        if known & NAME_FIELDS and len(known) >= max(_ENOUGH_COLUMNS, most + 1):
            best, most = place, len(known)
            if most == len(headers) >= _BEYOND_DOUBT:
                break
    return best


def _header_height(top: list[list[Value]], place: int, field_of: FieldOf) -> int:
    """Return how many rows the header takes: rows below that only divide its columns belong."""
    height = 1
    names = [
        i for i, c in enumerate(top[place]) if isinstance(c, str) and field_of(c) in NAME_FIELDS
    ]
    while height < _HEADER_HEIGHT and place + height < len(top):
        row = top[place + height]
        texts = [clean(c) for c in row if isinstance(c, str) and c.strip()]
        numbers = any(not isinstance(c, str) for c in row)
        taken = [i for i in names if i < len(row) and _filled(row[i])]
        if not texts or numbers or not all(_is_halved(row, i) for i in taken):
            break
        if not all(_divides(text) for text in texts):
            break
        height += 1
    return height


def _filled(value: Value) -> bool:
    return not isinstance(value, str) or bool(value.strip())


def _is_halved(row: Sequence[Value], place: int) -> bool:
    """Tell whether a row names the halves of a name below its header: "Họ đệm", "Tên"."""
    halves = [known_field(cell) for cell in row[place : place + 2] if isinstance(cell, str)]
    return halves == ["family_name", "given_name"]


def _divides(text: str) -> bool:
    """Tell whether a text can stand in the second row of a header."""
    return not any(c.isdigit() for c in text) and (
        known_field(text) is not None or len(text) <= len("ngày tháng năm cấp giấy")
    )


def _join(top: list[list[Value]], place: int, height: int, merges: Sequence[Merge]) -> list[str]:
    """Return one text a column: the parts above each other joined, merged ones spread."""
    grid = [[clean(c) if isinstance(c, str) else "" for c in top[place + k]] for k in range(height)]
    for (row, left), (_, right) in merges:
        if place <= row < place + height:
            text = grid[row - place][left]
            for column in range(left, min(right, len(grid[0]) - 1) + 1):
                grid[row - place][column] = text
    if height > 1 and not merges:
        _spread(grid)
    return [" ".join(dict.fromkeys(p for p in parts if p)) for parts in zip(*grid, strict=True)]


def _spread(grid: list[list[str]]) -> None:
    """Without merge marks: a divided column takes the text to the left of it."""
    above, below = grid[0], grid[1]
    for column in range(1, len(above)):
        if not above[column] and below[column] and below[column - 1]:
            above[column] = above[column - 1]
