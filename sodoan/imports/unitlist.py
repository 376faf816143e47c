"""A list of units in a workbook, read and judged row by row; no database."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sodoan.common.text import search_key
from sodoan.common.words import full_date
from sodoan.imports.normalise.cell import Severity, text_of
from sodoan.imports.normalise.dates import DateField, normalise_date
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.headers import header_key
from sodoan.imports.reader.workbook import Sheet, open_workbook
from sodoan.org.choices import Sector

Outcome = Literal["created", "unchanged", "different", "withheld", "rejected"]

_HEADERS = {
    "code": ("Mã đơn vị", "Mã"),
    "name": ("Tên đơn vị", "Đơn vị", "Tên"),
    "type": ("Loại đơn vị", "Loại", "Loại hình"),
    "parent": ("Mã đơn vị cấp trên", "Mã cấp trên", "Đơn vị cấp trên", "Trực thuộc"),
    "sector": ("Khối", "Khối đối tượng"),
    "opened_on": ("Ngày thành lập", "Thành lập", "Ngày lập"),
}
_NEEDED = ("code", "name", "type")
_SEARCHED_ROWS = 30
_SECTOR_WORDS = (
    ("truong hoc", Sector.SCHOOL), ("hoc duong", Sector.SCHOOL), ("dan cu", Sector.RESIDENTIAL),
    ("doanh nghiep", Sector.ENTERPRISE), ("cong nhan", Sector.WORKERS),
    ("cong chuc", Sector.CIVIL_SERVICE), ("vien chuc", Sector.CIVIL_SERVICE),
    ("vu trang", Sector.ARMED_FORCES),
)  # fmt: skip


@dataclass(slots=True)
class UnitRow:
    """One unit as the file gives it.

    ``problems`` say why it cannot be taken, ``guesses`` what is taken for want of knowledge;
    ``stated`` names which of ``sector`` and ``opened_on`` are the file's own.
    """

    sheet: str
    number: int
    code: str
    name: str
    type_key: str = ""
    parent: str = ""
    sector: str = Sector.RESIDENTIAL
    opened_on: dt.date | None = None
    problems: list[str] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    stated: set[str] = field(default_factory=set)


def read_units(path: Path, types: Mapping[str, str], today: dt.date) -> list[UnitRow]:
    """Return the units of all sheets. ``types`` maps labels of unit types to their keys.

    Raises ``UnusableFileError``; code ``no_list`` when no sheet has the columns code, name, type,
    ``no_rows`` when there is nothing below them.
    """
    with open_workbook(path) as book:
        lists = [
            list(_rows(sheet, place, columns, types, today))
            for sheet in book.sheets()
            for place, columns in _header(sheet)
        ]
    if found := [row for rows in lists for row in rows]:
        return found
    if lists:
        raise UnusableFileError(
            "no_rows",
            "Danh sách đơn vị chưa có dòng nào dưới dòng tiêu đề. Ghi mỗi đơn vị một dòng, lưu tệp "
            "rồi chạy lại.",
        )
    raise UnusableFileError(
        "no_list",
        "Không thấy danh sách đơn vị: cần các cột “Mã đơn vị”, “Tên đơn vị”, “Loại đơn vị”, "
        "“Mã đơn vị cấp trên”.",
    )


def _header(sheet: Sheet) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield the header row and its columns, if the sheet has one."""
    known = {header_key(text): key for key, texts in _HEADERS.items() for text in texts}
    for number, cells in sheet.rows():
        if number > _SEARCHED_ROWS:
            return
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            key = known.get(header_key(cell)) if isinstance(cell, str) else None
            if key:
                columns.setdefault(key, place)
        if all(key in columns for key in _NEEDED):
            yield number, columns
            return


def _rows(
    sheet: Sheet, header: int, columns: Mapping[str, int], types: Mapping[str, str], today: dt.date
) -> Iterator[UnitRow]:
    for number, cells in sheet.rows():
        texts = {key: text_of(cells[place]) for key, place in columns.items()}
        if number <= header or not any(texts.values()):
            continue
        row = UnitRow(sheet.name, number, texts["code"].upper(), texts["name"])
        row.parent = texts.get("parent", "").upper()
        row.type_key = _type_key(texts["type"], types)
        _take_sector(row, texts.get("sector", ""))
        _take_date(row, cells[columns["opened_on"]] if "opened_on" in columns else "", today)
        if not row.code:
            row.problems.append("Thiếu mã đơn vị.")
        if not row.name:
            row.problems.append("Thiếu tên đơn vị.")
        if not row.type_key:
            row.problems.append(f"Không có loại đơn vị “{texts['type']}”.")
        yield row


def _take_date(row: UnitRow, raw: object, today: dt.date) -> None:
    earliest = dt.date(1900, 1, 1)
    asked = DateField("Ngày thành lập", today, earliest=earliest, severity=Severity.ERROR)
    cell = normalise_date(raw, asked)  # type: ignore[arg-type]
    if cell.value is None and cell.issues:
        row.problems.append(cell.issues[0].message)
    row.opened_on = cell.value.on if cell.value else today
    day = full_date(row.opened_on)
    if cell.value is None:
        row.guesses.append(f"Không có ngày thành lập, ghi là hôm nay, {day}.")
    elif cell.value.precision != "day":
        row.guesses.append(f"Ngày thành lập chỉ có {cell.value.vietnamese}, ghi là {day}.")
    else:
        row.stated.add("opened_on")


def _type_key(text: str, types: Mapping[str, str]) -> str:
    """Return the type a text names: its whole label, or the one label that begins with it."""
    wanted = search_key(text)
    folded = {search_key(label): key for label, key in types.items()}
    if wanted in folded:
        return folded[wanted]
    begun = [key for label, key in folded.items() if wanted and label.startswith(wanted)]
    return begun[0] if len(begun) == 1 else ""


def _take_sector(row: UnitRow, text: str) -> None:
    folded = search_key(text)
    known = {search_key(str(label)): value for value, label in Sector.choices}
    told = (sector for words, sector in _SECTOR_WORDS if words in folded)
    if folded:
        row.sector = known.get(folded) or next(told, "")
    if not row.sector:
        row.sector = Sector.OTHER
        row.guesses.append(f"Không có khối “{text}”, ghi là “{Sector.OTHER.label}”.")
    elif folded:
        row.stated.add("sector")
