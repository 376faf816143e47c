"""The lists in a workbook as judged rows: reader, column mapping, corrections, normaliser."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

from sodoan.imports.choices import STAYS_LABEL
from sodoan.imports.fields import (
    BIRTH_FIELDS,
    BIRTH_PARTS,
    FIELD_BY_KEY,
    IGNORED_FIELDS,
    NAME_HALVES,
)
from sodoan.imports.normalise.births import join_births
from sodoan.imports.normalise.block import Block
from sodoan.imports.normalise.broken import take_broken, tell_broken
from sodoan.imports.normalise.cell import Issue, Raw, error, shown, warning
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.idcards import SEX_WORDS, Sex
from sodoan.imports.normalise.rows import Columns, normalise_rows
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.headers import (
    SURE,
    ColumnMatch,
    header_key,
    known_field,
    names_branch,
)
from sodoan.imports.reader.tables import DataRow, Table, find_tables
from sodoan.imports.reader.workbook import Notice, Workbook
from sodoan.imports.sexes import legend_of, only_column, sex_of_blank

_KEPT = FIELD_BY_KEY.keys() - IGNORED_FIELDS
_NOTHING = frozenset({"", "-", "--", "–", "—", "…", "..."})
_LISTED = 6
_CODE_LISTS = "DATA"
"""The sheet of the national workbook its drop-downs come from."""
_AT_A_TIME = 500
_SEX_TEXTS = {"male": "Nam", "female": "Nữ"}


class JudgedRows(NamedTuple):
    """Some rows of a list: where they stand, their cells by field, what the normaliser says."""

    sheet: int
    numbers: Sequence[int]
    cells: Columns
    block: Block


@dataclass(slots=True)
class FoundList:
    """The list of a sheet, by its place among the visible ones, with the columns as taken."""

    sheet: int
    table: Table
    columns: list[ColumnMatch]
    rows: int = 0

    def summary(self) -> dict[str, Any]:
        """Return what `Batch.sheets` keeps about the list."""
        return {
            "place": self.sheet,
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
    """Reads all lists of a workbook in order and closes it; afterwards tells what it found.

    ``chosen`` maps header keys to fields (None: leave out), as the user or the unit's memory has
    it. ``fixes`` maps (sheet, row number) to texts typed instead of cells; ``staying`` are the
    rows of people of whom the user says that they have not left. ``headers`` are the header rows
    the user pointed at, by sheet.
    """

    book: Workbook
    chosen: Mapping[str, str | None]
    fixes: Mapping[tuple[int, int], Mapping[str, str]] = field(default_factory=dict)
    staying: Collection[tuple[int, int]] = ()
    headers: Mapping[str, int] = field(default_factory=dict)
    lists: list[FoundList] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    total: int = 0

    def rows(self, context: RowContext) -> Iterator[JudgedRows]:
        """Yield the judged rows, some at a time.

        Raises ``UnusableFileError``, with code ``no_list`` for want of a list.
        """
        with self.book as book:
            self.notices = [*book.notices]
            if book.hidden_names:
                self._tell(
                    "hidden_sheets", f"Không đọc trang tính ẩn: {_quoted(book.hidden_names)}."
                )
            without: list[str] = []
            formulas = 0
            for place, sheet in enumerate(book.sheets()):
                self.total += sheet.height
                formulas += sheet.marks.formulas
                tables = find_tables(sheet, self.chosen, self.headers.get(sheet.name))
                for table in tables:
                    yield from self._table_rows(place, table, context)
                    self._tell_about(self.lists[-1])
                if sheet.height and not tables and sheet.name != _CODE_LISTS:
                    without.append(sheet.name)
        if formulas:
            message = f"Tệp có {formulas} ô công thức. Hệ thống chỉ đọc kết quả đã tính sẵn, "
            self._tell("formulas", message + "đồng chí kiểm tra các ô này.")
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
        self._tell_of_columns(sheet, found.columns)
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

    def _tell_of_columns(self, sheet: str, columns: Sequence[ColumnMatch]) -> None:
        """Say which columns are only taken for something, and which are not read at all."""
        self._tell_of_halves(sheet, columns)
        self._tell_of_parts(sheet, columns)
        wider = self._tell_of_wider_units(sheet, columns)
        for column in columns:
            if column.field in _KEPT and column.confidence < SURE:
                label = FIELD_BY_KEY[column.field].label
                told = f"cột {column.letter} {shown(column.header)} được hiểu là “{label}”"
                self._tell("likely_column", f"{sheet}: {told}.")
        unread = [c.header for c in columns if _is_unread(c) and c not in wider]
        if unread:
            more = f" và {len(unread) - _LISTED} cột khác" if len(unread) > _LISTED else ""
            message = f"{sheet}: không đọc cột {_quoted(unread[:_LISTED])}{more}."
            self._tell("unread_columns", message)

    def _tell_of_halves(self, sheet: str, columns: Sequence[ColumnMatch]) -> None:
        """Say that a name is put together from two columns under one header."""
        letters = [c.letter for c in columns if c.header in NAME_HALVES and c.field]
        if len(letters) == len(NAME_HALVES):
            message = f"{sheet}: họ tên nằm ở hai cột {' và '.join(letters)}, được ghép lại."
            self._tell("split_name", message + " Đồng chí kiểm tra họ tên trong bảng xem trước.")

    def _tell_of_parts(self, sheet: str, columns: Sequence[ColumnMatch]) -> None:
        """Say that a birth date is put together from three columns."""
        letters = [c.letter for c in columns if c.field in BIRTH_PARTS]
        if letters:
            message = f"{sheet}: ngày sinh nằm ở các cột {', '.join(letters)}, được ghép lại."
            self._tell(
                "split_birth", message + " Đồng chí kiểm tra ngày sinh trong bảng xem trước."
            )

    def _tell_of_wider_units(
        self, sheet: str, columns: Sequence[ColumnMatch]
    ) -> Sequence[ColumnMatch]:
        """Return the unit columns left out in favour of the one that names the branch; say so."""
        taken = [c.header for c in columns if c.field == "unit" and names_branch(c.header)]
        others = [c for c in columns if _is_unread(c) and known_field(c.header) == "unit"]
        if not taken or not others:
            return ()
        message = (
            f"{sheet}: xếp đơn vị theo cột {_quoted(taken)}, không đọc cột "
            f"{_quoted(c.header for c in others)}. Đồng chí chọn lại cột nếu cần."
        )
        self._tell("wider_unit", message)
        return others

    def _table_rows(self, place: int, table: Table, context: RowContext) -> Iterator[JudgedRows]:
        found = FoundList(place, table, table.columns)
        self.lists.append(found)
        headers = [column.header for column in table.columns if column.field == "sex"]
        legend = legend_of(headers[0]) if headers else {}
        context.expect(table.encoding, is_1904=table.sheet.is_1904, legend=legend)
        context.look_above(table.titles)
        context.blank_sex = self._look_for_ticks(table)
        rows = table.rows()
        while some := list(islice(rows, _AT_A_TIME)):
            found.rows += len(some)
            yield self._judge(found, some, context)

    def _look_for_ticks(self, table: Table) -> Sex | None:
        """Return the sex of those without a tick where one column ticks the other; say so."""
        places = {column.field: column.index for column in table.columns if column.field}
        if (key := only_column(places)) is None:
            return None
        cells = (row.cells[places[key]] for row in table.rows())
        sex = sex_of_blank(key, (cell for cell in cells if cell not in _NOTHING))
        if sex:
            message = (
                f"Trang “{table.sheet.name}”: chỉ cột “{table.headers[places[key]]}” cho biết giới "
                f"tính; ô trống ở cột này được hiểu là {SEX_WORDS[sex]}. Đồng chí kiểm tra lại."
            )
            self._tell("sex_from_column", message)
        return sex

    def _judge(self, found: FoundList, rows: list[DataRow], context: RowContext) -> JudgedRows:
        numbers, given, sections, headings = zip(*rows, strict=True)
        by_index = list(zip(*given, strict=True))
        cells: dict[str, list[Raw]] = {
            column.field: _without_nothing(by_index[column.index])
            for column in found.columns
            if column.field and column.field in _KEPT
        }
        if not cells:  # of a header the user pointed at nothing may be known yet
            cells["full_name"] = [None] * len(rows)
        for place, number in enumerate(numbers) if self.fixes else ():
            if typed := self.fixes.get((found.sheet, number)):
                apply_fixes(cells, place, typed)
        broken = take_broken(cells)
        join_births(cells)
        block = normalise_rows(cells, context, sections)
        tell_broken(block, broken)
        if found.table.leavers or any(headings):
            staying = [(found.sheet, number) in self.staying for number in numbers]
            titles = [found.table.leavers or heading for heading in headings]
            _tell_left(block, titles, staying)
        return JudgedRows(found.sheet, numbers, cells, block)


def _without_nothing(cells: Sequence[Raw]) -> list[Raw]:
    """Return the cells with None for those that hold nothing."""
    if _NOTHING.isdisjoint(cells):  # most columns are filled all the way down
        return list(cells)
    return [None if cell in _NOTHING else cell for cell in cells]


def _tell_left(block: Block, titles: Sequence[str], staying: Sequence[bool]) -> None:
    """Refuse the rows of a list of people who have left: nobody is made a member again unasked."""
    for place, (title, is_staying) in enumerate(zip(titles, staying, strict=True)):
        if title:
            block.add(place, "unit", _stays(title) if is_staying else _left(title))


def _left(title: str) -> Issue:
    message = (
        f"Danh sách ghi {shown(title)}: người đã rời đi, không nhập làm đoàn viên. Nếu còn sinh "
        f"hoạt, đồng chí chọn “{STAYS_LABEL}” ở dòng này; nếu cả danh sách còn sinh hoạt, đồng chí "
        "đổi tiêu đề hoặc tên trang tính này rồi nhập lại."
    )
    return error("has_left", message)


def _stays(title: str) -> Issue:
    message = f"Danh sách ghi {shown(title)}; vẫn nhập vì đồng chí đã chọn “{STAYS_LABEL}”."
    return warning("has_left_overruled", message)


def _is_unread(column: ColumnMatch) -> bool:
    """Tell a column with a header that nothing is read from, though nobody left it out."""
    return bool(column.header) and not column.field and not column.confidence


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(shown, names))


def apply_fixes(columns: dict[str, list[Raw]], place: int, typed: Mapping[str, str]) -> None:
    """Put typed texts in the place of a row's cells; `born_on` and `sex` go where they are told.

    A typed sex settles the matter: the birth date, of two the one in the column of that sex, moves
    to the column that says nothing of sex.
    """
    size = len(next(iter(columns.values())))
    cells = {key: column[place] for key, column in columns.items()}
    cells |= {key: text or None for key, text in typed.items() if key not in ("born_on", "sex")}
    filled = [key for key in BIRTH_FIELDS if cells.get(key) is not None]
    if "born_on" in typed:
        cells |= dict.fromkeys(filled)
        cells[filled[0] if filled else "born"] = typed["born_on"] or None
    if typed.get("sex"):
        own = f"born_{typed['sex']}"
        filled = [key for key in ("born", own, *BIRTH_FIELDS) if cells.get(key) is not None]
        date = cells[filled[0]] if filled else None
        cells |= {"born": date, "born_male": None, "born_female": None}
        cells["sex"] = _SEX_TEXTS.get(typed["sex"], typed["sex"])
    for key, cell in cells.items():
        columns.setdefault(key, [None] * size)[place] = cell


def remembered(pairs: Sequence[tuple[str, str]]) -> dict[str, str | None]:
    """Return the choices of a unit as the reader wants them (blank: leave out)."""
    return {key: field_key or None for key, field_key in pairs}


__all__ = ["FoundList", "JudgedRows", "ListReader", "apply_fixes", "header_key", "remembered"]
