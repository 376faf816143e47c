"""Figures and lists as spreadsheets."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse

from sodoan.documents.choices import MediaType
from sodoan.documents.rendering.xlsx import HeaderGroup, SheetColumn, write_table
from sodoan.people.choices import Category
from sodoan.programmes.choices import EnrolmentState, Population, ResultState
from sodoan.programmes.models import Enrolment
from sodoan.programmes.queries.figures import Figures, Row, Table

# Asked for by the usual report and not known to the program: left blank to be written by hand.
_BY_HAND = ("Đoàn viên ưu tú", "Giới thiệu Đảng", "Ghi chú")
_PUBLISHED = "Chi đoàn đã công bố"
_TOTAL = "Tổng cộng"
_WHO = (
    SheetColumn("STT", "number", 6),
    SheetColumn("Họ và tên", width=28),
    SheetColumn("Chi đoàn", width=32),
    SheetColumn("Trực thuộc", width=32),
    SheetColumn("Đối tượng", width=26),
    SheetColumn("Phiếu đăng ký", width=16),
)


def figures_xlsx(
    table: Table, rows: Sequence[Row], *, title: str, notes: Sequence[str], total_words: str
) -> FileResponse:
    """The table of figures, its rows as shown, with the blank columns of the usual report.

    `total_words` say of what the sum is when not all rows are shown.
    """
    metrics = table.metrics
    columns = [SheetColumn("STT", "number", 6), SheetColumn("Đơn vị", width=40)]
    groups = [HeaderGroup("", 2)]
    for metric in metrics:
        columns.append(SheetColumn("Số lượng" if metric.base else metric.label, "number", 11))
        if metric.base:
            columns.append(SheetColumn("Tỷ lệ", "percent", 9))
        groups.append(HeaderGroup(metric.label, 2) if metric.base else HeaderGroup("", 1))
    columns += [SheetColumn(label, width=14) for label in (_PUBLISHED, *_BY_HAND)]
    groups.append(HeaderGroup("", 1 + len(_BY_HAND)))
    lines = [(_name(row), row.figures, _published(row)) for row in rows]
    lines.append((f"{_TOTAL} {total_words}".strip(), table.total, _published(table)))
    numbered = [*range(1, len(rows) + 1), None]
    cells = (
        (number, name, *_numbers(figures), published, *("" for _ in _BY_HAND))
        for number, (name, figures, published) in zip(numbered, lines, strict=True)
    )
    return _table_response(
        "so-lieu-ren-luyen.xlsx", columns, cells, title=title, notes=notes, groups=groups
    )


def _published(row: Row | Table) -> str:
    return f"{row.published}/{row.branches}" if row.branches else ""


def people_xlsx(
    enrolments: QuerySet[Enrolment], grades: Mapping[str, Any], *, title: str, notes: Sequence[str]
) -> FileResponse:
    """The people behind one figure, in the order shown."""
    columns = (
        *_WHO,
        SheetColumn("Diện xếp loại", width=20),
        SheetColumn("Lý do không xếp loại", width=40),
        SheetColumn("Kết quả", width=20),
    )
    rows = _people_rows(enrolments, grades)
    return _table_response("danh-sach-ren-luyen.xlsx", columns, rows, title=title, notes=notes)


def _people_rows(
    enrolments: QuerySet[Enrolment], grades: Mapping[str, Any]
) -> Iterator[tuple[object, ...]]:
    found: QuerySet = enrolments.select_related(None)
    rows = found.values_list(
        "name", "unit__name", "unit__parent__name", "category", "state", "result__population",
        "result__population_reason", "result__state", "result__grade_key",
    )  # fmt: skip
    for number, row in enumerate(rows.iterator(chunk_size=2000), start=1):
        name, unit, above, category, state, population, reason, result_state, grade = row
        decided = result_state in {ResultState.APPROVED, ResultState.PUBLISHED}
        yield (
            number, name, unit, above, Category(category).label if category else "",
            EnrolmentState(state).label,
            Population(population).label if decided and population else "",
            reason if decided else "",
            grades[grade].title if decided and grade in grades else "",
        )  # fmt: skip


def members_xlsx(members: QuerySet, *, title: str, notes: Sequence[str]) -> FileResponse:
    """Those who should take part, in the order shown."""
    found = members.values_list("full_name", "branch", "above", "group", "state")
    rows = (
        (
            number, name, unit, above, Category(category).label if category else "",
            EnrolmentState(state).label if state else "Chưa mở phiếu",
        )
        for number, (name, unit, above, category, state) in enumerate(
            found.iterator(chunk_size=2000), start=1
        )
    )  # fmt: skip
    return _table_response("doan-vien-thuoc-dien.xlsx", _WHO, rows, title=title, notes=notes)


def _name(row: Row) -> str:
    return f"{row.unit.name} (trực tiếp)" if row.is_own else row.unit.name


def _numbers(figures: Figures) -> Iterator[object]:
    for metric, count, rate in figures.cells:
        yield count
        if metric.base:
            yield None if rate is None else rate / 100


def _table_response(
    name: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], **words: Any
) -> FileResponse:
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_table(stream, columns, rows, **words)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=str(MediaType.XLSX))
