"""Opening a workbook: safe first, then honest about what was found in it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sodoan.imports.reader.container import check_container
from sodoan.imports.reader.detect import require_zip
from sodoan.imports.reader.errors import UnusableFileError, corrupt
from sodoan.imports.reader.extent import column_letters, column_number
from sodoan.imports.reader.formats import Shown, as_shown
from sodoan.imports.reader.limits import Deadline, Limits
from sodoan.imports.reader.marks import Marks, collect_marks

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta
Merge = tuple[tuple[int, int], tuple[int, int]]

DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the whole file the user should know; it does not stop the import."""

    code: str
    message: str


def _length(cells: list[Value]) -> int:
    """Return how many characters the texts of a row have together."""
    try:
        return len("".join(cells))  # type: ignore[arg-type] # mostly all are texts
    except TypeError:
        return sum(len(cell) for cell in cells if isinstance(cell, str))


_MACROS = Notice("macros", "Tệp có macro. Hệ thống không chạy, chỉ đọc dữ liệu.")


class Sheet:
    """One worksheet; rows are given out one at a time, as wide as the sheet, from A1 on."""

    def __init__(
        self,
        sheet: CalamineSheet,
        limits: Limits,
        deadline: Deadline,
        marks: Marks,
        *,
        is_1904: bool,
    ) -> None:
        self.name = sheet.name
        self.marks = marks
        self.is_1904 = is_1904
        self._sheet = sheet
        self._limits = limits
        self._deadline = deadline
        start, end = sheet.start, sheet.end
        self._left = start[1] if start else 0
        self.width = end[1] + 1 if end else 0
        self.height = end[0] + 1 if end else 0
        self.merges: tuple[Merge, ...] = tuple(sheet.merged_cell_ranges or ())

    def errors(self, number: int) -> dict[int, str]:
        """Return what broken formulas of a row show ("#N/A"), by column index."""
        found = self.marks.errors.get(number, {})
        return {column_number(letters.decode()) - 1: text for letters, text in found.items()}

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Yield ``(row number as Excel counts, cells)``; blank cells and errors are empty strings.

        Raises ``UnusableFileError`` at a cell with more characters than the limit, at a length of
        time beyond all measure, or when the time is up.
        """
        if not self.width:
            return
        margin: list[Value] = [""] * self._left
        rows = self._deadline.watched(self._sheet.iter_rows())
        longest, partial = self._limits.cell_chars, self.marks.partial
        number = 0
        try:
            for number, cells in enumerate(rows, start=1):
                if _length(cells) > longest:
                    for place, cell in enumerate(cells):
                        if isinstance(cell, str) and len(cell) > longest:
                            raise self._too_long(number, self._left + place, len(cell))
                row = margin + cells if margin else cells
                if shown := partial.get(number):
                    self._show(row, shown)
                yield number, row
        except OverflowError:  # the parser's, over a length of time
            raise self._too_long_a_time(number + 1) from None

    @staticmethod
    def _show(row: list[Value], shown: Mapping[bytes, Shown]) -> None:
        """Put what people see of a date in its place where they see only month or year."""
        for letters, part in shown.items():
            place = column_number(letters.decode()) - 1
            cell = row[place] if place < len(row) else ""
            if isinstance(cell, dt.date) and (text := as_shown(cell, part)):
                row[place] = text

    def _too_long_a_time(self, row: int) -> UnusableFileError:
        message = (
            f"Trang “{self.name}”, dòng {row}: có ô định dạng thời lượng (giờ:phút) mà số quá lớn, "
            "không đọc được. Đồng chí đổi định dạng các ô của dòng này thành Văn bản rồi tải lại."
        )
        return UnusableFileError("time_too_long", message)

    def _too_long(self, row: int, column: int, length: int) -> UnusableFileError:
        cell = f"{column_letters(column)}{row}"
        message = (
            f"Ô {cell} của trang “{self.name}” dài {length} ký tự, tối đa "
            f"{self._limits.cell_chars}. Đồng chí rút gọn ô này rồi tải lại."
        )
        return UnusableFileError("cell_too_long", message)


class Workbook:
    """An opened workbook: its visible worksheets, and notices about the file."""

    def __init__(self, path: Path, limits: Limits) -> None:
        deadline = Deadline(limits)
        contents = check_container(path, limits, deadline)
        with _PARSER:
            book = CalamineWorkbook.from_path(path)
        self._path = path
        self._book = book
        self._limits = limits
        self._deadline = deadline
        self._contents = contents
        self.is_1904 = contents.is_1904
        self.notices = (_MACROS,) if contents.has_macros else ()
        worksheets = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        self.sheet_names = [m.name for m in worksheets if m.visible == SheetVisibleEnum.Visible]
        self.hidden_names = [m.name for m in worksheets if m.visible != SheetVisibleEnum.Visible]
        if len(worksheets) > limits.sheets:
            message = f"Tệp có {len(worksheets)} trang tính, tối đa {limits.sheets}."
            raise UnusableFileError("too_many_sheets", message + " Đồng chí chia thành nhiều tệp.")

    def sheets(self) -> Iterator[Sheet]:
        """Yield the visible worksheets in order, one in memory at a time."""
        for name in self.sheet_names:
            yield self.sheet(name)

    def sheet(self, name: str) -> Sheet:
        """Return one worksheet; raises ``UnusableFileError`` when the parser cannot read it.

        The parser needs no interpreter: what it keeps to itself is looked for meanwhile.
        """
        contents, deadline = self._contents, self._deadline
        with _PARSER, ThreadPoolExecutor(1) as beside:
            parsed = beside.submit(self._book.get_sheet_by_name, name)
            part = contents.parts.get(name)
            marks = collect_marks(self._path, part, contents.partial, deadline)
            return Sheet(parsed.result(), self._limits, deadline, marks, is_1904=self.is_1904)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _ParserGuard:
    """Turns whatever the parser throws, its panics too, into "the file is damaged"."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, _: object
    ) -> None:
        if kind is None or kind is UnusableFileError:
            return
        # A Rust panic is a BaseException of its own, known only by name.
        if issubclass(kind, Exception) or kind.__name__ == "PanicException":
            raise corrupt() from exc


_PARSER = _ParserGuard()


def open_workbook(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Open an .xlsx after checking what it really is and that it is safe to parse.

    Raises ``UnusableFileError`` with code ``unreadable``, ``empty``, ``old_xls``, ``encrypted``,
    ``html``, ``csv``, ``xml``, ``pdf``, ``rtf``, ``image``, ``archive``, ``wrong_format``,
    ``corrupt``, ``zip_bomb``, ``too_large``, ``too_many_rows``, ``too_many_columns``,
    ``too_many_sheets``, ``too_slow``; later, while rows are read, ``cell_too_long``,
    ``time_too_long``, ``too_slow``.
    Old .xls files are refused on purpose: one well-tested format, and saving anew takes the user
    ten seconds.
    """
    path = Path(path)
    require_zip(path)
    return Workbook(path, limits)
