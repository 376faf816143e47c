"""Reading the unit tree workbook: one row a unit, parents by code."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sodoan.common.text import clean
from sodoan.imports.normalise.cell import Cell, Issue, Raw, error, shown, text_of, warning
from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.normalise.dates import DateField, PartialDate, normalise_date
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.headers import header_key
from sodoan.imports.reader.workbook import Sheet, Value, Workbook

CODE_LIMIT = 40
NAME_LIMIT = 160

_HEADERS = {
    "code": ("Mã đơn vị", "Mã", "Mã số"),
    "name": ("Tên đơn vị", "Tên", "Đơn vị"),
    "type": ("Loại đơn vị", "Loại", "Loại hình", "Cấp"),
    "parent": ("Mã đơn vị cấp trên", "Mã cấp trên", "Cấp trên", "Mã đơn vị cha", "Trực thuộc"),
    "sector": ("Khối", "Lĩnh vực"),
    "opened_on": ("Ngày thành lập", "Thành lập", "Ngày lập"),
}
_FIELD_BY_HEADER = {header_key(h): field for field, hs in _HEADERS.items() for h in hs}
_REQUIRED = ("code", "name")
_SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the workbook states it; ``sector`` is a key of ``org.choices.Sector``."""

    sheet: str
    row: int
    code: str
    name: str
    type_label: str
    parent_code: str
    sector: str | None
    opened_on: PartialDate | None
    issues: tuple[Issue, ...] = ()


def read_units(workbook: Workbook, *, today: dt.date) -> list[UnitRow]:
    """Return the units of all sheets, parents before children, each with its remarks.

    Errors on rows: ``unit_code_blank``, ``unit_name_blank``, ``unit_code_repeated``,
    ``unit_parent_loop``, ``unit_code_long``, ``unit_name_long``. Whether a parent outside the file
    exists is for the caller. Raises ``UnusableFileError`` (``no_table``) without a header row.
    """
    rows: list[UnitRow] = []
    found = False
    for sheet in workbook.sheets():
        columns, header_row = _find_header(sheet)
        if columns:
            found = True
            rows += _read_sheet(sheet, columns, header_row, today)
    if not found:
        message = "Không tìm thấy dòng tiêu đề có “Mã đơn vị” và “Tên đơn vị”."
        raise UnusableFileError("no_table", message + " Đồng chí dùng tệp mẫu cây đơn vị.")
    return _parents_first(_mark_repeats(rows))


def _find_header(sheet: Sheet) -> tuple[dict[str, int], int]:
    for number, cells in sheet.rows():
        if number > _SEARCHED_ROWS:
            break
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            field = _FIELD_BY_HEADER.get(header_key(cell)) if isinstance(cell, str) else None
            if field:
                columns.setdefault(field, place)
        if all(field in columns for field in _REQUIRED):
            return columns, number
    return {}, 0


def _read_sheet(
    sheet: Sheet, columns: dict[str, int], header_row: int, today: dt.date
) -> Iterator[UnitRow]:
    opened = DateField("Ngày thành lập", today)

    def take(cells: list[Value], field: str) -> Raw:
        return cells[columns[field]] if field in columns else ""

    for number, cells in sheet.rows():
        if number <= header_row or not any(text_of(cell) for cell in cells):
            continue
        sector: Cell[str] = code_lists()["sector"].read(take(cells, "sector"))
        opened_on = normalise_date(take(cells, "opened_on"), opened)
        code, name = clean(text_of(take(cells, "code"))), text_of(take(cells, "name"))
        yield UnitRow(
            sheet=sheet.name,
            row=number,
            code=code,
            name=name,
            type_label=text_of(take(cells, "type")),
            parent_code=text_of(take(cells, "parent")),
            sector=sector.value,
            opened_on=opened_on.value,
            issues=(*_missing(code, name), *sector.issues, *opened_on.issues),
        )


def _missing(code: str, name: str) -> Iterator[Issue]:
    if not code:
        yield error("unit_code_blank", "Thiếu mã đơn vị. Đồng chí điền rồi nhập lại.")
    if not name:
        yield error("unit_name_blank", "Thiếu tên đơn vị. Đồng chí điền rồi nhập lại.")
    if len(code) > CODE_LIMIT:
        message = f"Mã đơn vị {shown(code)} dài quá {CODE_LIMIT} ký tự. Đồng chí rút gọn lại."
        yield error("unit_code_long", message)
    if len(name) > NAME_LIMIT:
        message = f"Tên đơn vị {shown(name)} dài quá {NAME_LIMIT} ký tự. Đồng chí rút gọn lại."
        yield error("unit_name_long", message)


def _with(row: UnitRow, issue: Issue) -> UnitRow:
    return replace(row, issues=(*row.issues, issue))


def _mark_repeats(rows: list[UnitRow]) -> list[UnitRow]:
    """Mark codes used twice (an error) and names used twice under one parent (a warning)."""
    codes: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    marked: list[UnitRow] = []
    for row in rows:
        seen = codes.setdefault(row.code, row.row) if row.code else row.row
        sibling = names.setdefault((row.parent_code, row.name.lower()), row.row)
        result = row
        if seen != row.row:
            message = f"Mã đơn vị {shown(row.code)} đã dùng ở dòng {seen}. Mỗi đơn vị một mã."
            result = _with(row, error("unit_code_repeated", message))
        elif row.name and sibling != row.row:
            message = f"Tên {shown(row.name)} trùng với đơn vị cùng cấp ở dòng {sibling}."
            result = _with(row, warning("unit_name_repeated", message))
        marked.append(result)
    return marked


def _parents_first(rows: list[UnitRow]) -> list[UnitRow]:
    """Order parents before children; rows that hang on themselves get an error, at the end."""
    waiting: dict[str, list[UnitRow]] = {}
    codes = {row.code for row in rows if row.code}
    ordered: list[UnitRow] = []
    for row in rows:
        if row.parent_code in codes:
            waiting.setdefault(row.parent_code, []).append(row)
        else:
            ordered.append(row)
    for row in ordered:  # grows while it is walked: children follow their parent
        ordered += waiting.pop(row.code, [])
    loops = [row for children in waiting.values() for row in children]
    message = "Đơn vị trực thuộc chính nó qua các đơn vị cấp trên. Đồng chí sửa mã cấp trên."
    return ordered + [_with(row, error("unit_parent_loop", message)) for row in loops]
