"""The lists in a workbook as judged rows: reader, column mapping, corrections, normaliser."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sodoan.imports.fields import FIELD_BY_KEY, IGNORED_FIELDS
from sodoan.imports.normalise.broken import CELL_ERRORS, take_broken, tell_broken
from sodoan.imports.normalise.cell import Raw
from sodoan.imports.normalise.rows import NormalRow, RowContext, normalise_row
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.headers import SURE, ColumnMatch, header_key, propose_mapping
from sodoan.imports.reader.tables import Table, find_tables
from sodoan.imports.reader.workbook import Notice, open_workbook

_BIRTH = ("born", "born_male", "born_female")
_KEPT = FIELD_BY_KEY.keys() - IGNORED_FIELDS
_NOTHING = frozenset({"", "-", "--", "–", "—", "…", "..."})
_SEX_TEXTS = {"male": "Nam", "female": "Nữ"}


class JudgedRow(NamedTuple):
    """A row of a list: where it stands, its cells by field, and what the normaliser says."""

    sheet: int
    number: int
    cells: Mapping[str, Raw]
    row: NormalRow


@dataclass(slots=True)
class FoundList:
    """One list of the file with the columns as they are taken."""

    sheet: int
    table: Table
    columns: list[ColumnMatch]
    rows: int = 0

    def summary(self) -> dict[str, Any]:
        """Return what `Batch.sheets` keeps about the list."""
        return {
            "name": self.table.sheet.name,
            "first": self.table.first_header_row,
            "last": self.table.last_header_row,
            "headers": [column.header for column in self.columns],
            "fields": [column.field for column in self.columns],
            "sure": [column.confidence >= SURE for column in self.columns],
            "rows": self.rows,
            "skipped": {reason: len(rows) for reason, rows in self.table.skipped.items()},
        }


@dataclass(slots=True)
class ListReader:
    """Reads all lists of a workbook in order; afterwards tells what it found.

    ``chosen`` maps header keys to fields (None: leave out), as the user or the unit's memory has
    it. ``fixes`` maps (sheet, row number) to texts typed instead of cells.
    """

    path: Path
    chosen: Mapping[str, str | None]
    fixes: Mapping[tuple[int, int], Mapping[str, str]] = field(default_factory=dict)
    lists: list[FoundList] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    total: int = 0

    def rows(self, context: RowContext) -> Iterator[JudgedRow]:
        """Yield the judged rows. Raises ``UnusableFileError``; code ``no_list`` for want of one."""
        with open_workbook(self.path) as book:
            self.notices = [*book.notices]
            if book.hidden_names:
                self._tell(
                    "hidden_sheets", f"Không đọc trang tính ẩn: {_quoted(book.hidden_names)}."
                )
            without: list[str] = []
            for sheet in book.sheets():
                self.total += sheet.height
                tables = find_tables(sheet)
                for table in tables:
                    yield from self._table_rows(table, context)
                    self._tell_about(self.lists[-1])
                if sheet.height and not tables:
                    without.append(sheet.name)
        if not self.lists:
            raise UnusableFileError(
                "no_list",
                "Không thấy danh sách nào trong tệp: cần một dòng tiêu đề có cột “Họ và tên” và "
                "ít nhất hai cột quen thuộc khác. Đồng chí kiểm tra lại tệp.",
            )
        if without:
            self._tell(
                "no_list", f"Không thấy danh sách trong trang {_quoted(without)}; không đọc."
            )

    def _tell(self, code: str, message: str) -> None:
        self.notices.append(Notice(code, message))

    def _tell_about(self, found: FoundList) -> None:
        """Say what people may not expect of a list: what they do not see is read all the same."""
        sheet, marks = f"Trang “{found.table.sheet.name}”", found.table.sheet.marks
        if not found.rows:
            self._tell("no_rows", f"{sheet}: dưới dòng tiêu đề chưa có đoàn viên nào.")
        hidden = marks.hidden_rows - set(chain.from_iterable(found.table.skipped.values()))
        rows = sum(found.table.last_header_row < row <= found.table.sheet.height for row in hidden)
        if rows:
            self._tell("hidden_rows", f"{sheet}: {rows} dòng đang bị ẩn vẫn được đọc.")
        ranges = marks.hidden_columns
        columns = [
            column.header
            for column in found.columns
            if column.field in _KEPT and any(a <= column.index + 1 <= b for a, b in ranges)
        ]
        if columns:
            self._tell(
                "hidden_columns", f"{sheet}: cột đang bị ẩn vẫn được đọc: {_quoted(columns)}."
            )

    def _table_rows(self, table: Table, context: RowContext) -> Iterator[JudgedRow]:
        columns = propose_mapping(table.headers, self.chosen)
        found = FoundList(len(self.lists), table, columns)
        self.lists.append(found)
        pairs = [(c.index, c.field) for c in columns if c.field and c.field in _KEPT]
        sheet, fixes = found.sheet, self.fixes
        context.expect(table.encoding, is_1904=table.sheet.is_1904)
        context.look_above(table.titles)
        for data in table.rows():
            found.rows += 1
            given = data.cells
            cells: dict[str, Raw] = {
                key: given[index] for index, key in pairs if given[index] not in _NOTHING
            }
            if fixes and (typed := fixes.get((sheet, data.number))):
                apply_fixes(cells, typed)
            broken = {} if CELL_ERRORS.isdisjoint(cells.values()) else take_broken(cells)
            judged = normalise_row(cells, context, section=data.section)
            if broken:
                tell_broken(judged, broken)
            yield JudgedRow(sheet, data.number, cells, judged)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def apply_fixes(cells: dict[str, Raw], typed: Mapping[str, str]) -> None:
    """Put typed texts in the place of cells; `born_on` and `sex` go to the columns that tell them.

    A typed sex settles the matter: the birth date moves to the column that says nothing of sex.
    """
    cells |= {key: text for key, text in typed.items() if key not in ("born_on", "sex")}
    filled = [key for key in _BIRTH if cells.get(key) not in ("", None)]
    if "born_on" in typed:
        cells[filled[0] if filled else "born"] = typed["born_on"]
        for other in filled[1:]:
            cells[other] = ""
    if typed.get("sex"):
        filled = [key for key in _BIRTH if cells.get(key) not in ("", None)]
        date = cells[filled[0]] if filled else ""
        cells |= {"born": date, "born_male": "", "born_female": ""}
        cells["sex"] = _SEX_TEXTS.get(typed["sex"], typed["sex"])


def remembered(pairs: Sequence[tuple[str, str]]) -> dict[str, str | None]:
    """Return the choices of a unit as ``propose_mapping`` wants them (blank: leave out)."""
    return {key: field_key or None for key, field_key in pairs}


__all__ = ["FoundList", "JudgedRow", "ListReader", "apply_fixes", "header_key", "remembered"]
