"""Whole files as judged rows: what a list hides, breaks or counts otherwise is read and told."""

import datetime as dt
import re

import pytest
import xlsxwriter

from sodoan.imports.lists import ListReader, apply_fixes
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.units import UnitMatcher, UnitName
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.judging import rows_of
from tests.imports.reader_files import rezip, write_book

BRANCH = UnitName(1, "CD1", "Chi đoàn Khu phố 1")
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Ngày vào Đoàn"]
AN = ["1", "Lê An", "03/05/2001", "Nam", "079201000001", "26/03/2018"]


@pytest.fixture
def read(tmp_path):
    """Write a workbook by ``fill(book, sheet)`` below a header and one member; read it."""

    def read(fill, **options):
        path = tmp_path / "ds.xlsx"
        with xlsxwriter.Workbook(path, options) as book:
            sheet = book.add_worksheet("DS")
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, AN)
            fill(book, sheet)
        reader = ListReader(open_workbook(path), {})
        context = RowContext(
            today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]), default_unit=BRANCH
        )
        rows = list(rows_of(reader, context).values())
        return rows, {notice.code: notice.message for notice in reader.notices}

    return read


def test_hidden_rows_and_columns_are_read_and_told(read):
    def fill(book, sheet):
        sheet.set_row(1, options={"hidden": True})
        sheet.set_row(40, options={"hidden": True})
        sheet.set_column(4, 4, None, None, {"hidden": True})
        sheet.set_column(20, 16_383, None, None, {"hidden": True})
        book.add_worksheet("CŨ").hide()

    rows, notices = read(fill)
    assert rows[0].values["id_number"] == AN[4]
    assert notices.keys() == {"hidden_sheets", "hidden_rows", "hidden_columns"}
    assert "1 dòng" in notices["hidden_rows"]
    assert notices["hidden_columns"].endswith("“Số CCCD”.")


def test_sheets_without_people_are_told(read):
    def fill(book, sheet):
        book.add_worksheet("Thống kê").write_row(0, 0, ["Tổng số", "12"])
        book.add_worksheet("Mẫu").write_row(0, 0, HEADER)
        book.add_worksheet("Trống")

    rows, notices = read(fill)
    assert (len(rows), notices.keys()) == (1, {"no_list", "no_rows"})
    assert "“Thống kê”;" in notices["no_list"]
    assert "“Mẫu”" in notices["no_rows"]


LEFT = [
    "Chuyển đi", "ĐV chuyển SH đi", "Danh sách trưởng thành Đoàn", "DS đoàn viên trưởng thành 2025",
    "DS đã chuyển sinh hoạt đi", "Rút tên", "Đã mất", "DS khai trừ", "Đã chuyển",
]  # fmt: skip


@pytest.mark.parametrize("title", LEFT)
@pytest.mark.parametrize("place", ["sheet", "title"])
def test_people_who_have_left_are_never_taken_for_members(tmp_path, title, place):
    rows = [HEADER, AN] if place == "sheet" else [[title.upper()], [], HEADER, AN]
    book = {title[:31] if place == "sheet" else "DS": rows}
    context = RowContext(
        today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]), default_unit=BRANCH
    )
    reader = ListReader(open_workbook(write_book(tmp_path / "a.xlsx", book)), {})
    (row,) = rows_of(reader, context).values()
    assert (row.verdict, row.codes) == ("rejected", ["has_left"])
    assert "đổi tiêu đề hoặc tên trang tính" in row.issues[0].message


def test_heading_of_leavers_refuses_the_rows_below_it_alone(tmp_path):
    path = write_book(
        tmp_path / "a.xlsx", {"DS": [HEADER, AN, ["", "II. Đoàn viên chuyển đi"], AN]}
    )
    context = RowContext(
        today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]), default_unit=BRANCH
    )
    rows = rows_of(ListReader(open_workbook(path), {}), context)
    assert {number: row.codes for number, row in rows.items()} == {2: [], 4: ["has_left"]}
    assert "ghi “Đoàn viên chuyển đi”" in rows[4].issues[0].message
    stays = rows_of(ListReader(open_workbook(path), {}, staying={(0, 4)}), context)[4]
    assert (stays.verdict, stays.codes) == ("warning", ["has_left_overruled"])


@pytest.mark.parametrize("name", ["2. Trưởng thành 2025", "Đã chuyển 2025"])
def test_sheet_of_leavers_may_name_the_year(tmp_path, name):
    path = write_book(tmp_path / "a.xlsx", {name: [HEADER, AN]})
    context = RowContext(today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]))
    (row,) = rows_of(ListReader(open_workbook(path), {}), context).values()
    assert "has_left" in row.codes


@pytest.mark.parametrize(
    "title",
    [
        "Chuyển đến", "Chi đoàn Công ty Gỗ Trưởng Thành", "Đoàn viên ưu tú",
        "Chuyển sinh hoạt đến", "Danh sách từ trang 2", "DS (từ trang 1)",
        "Danh sách đoàn viên đã mất thẻ đoàn", "Danh sách đoàn viên đã mất sổ đoàn",
        "Danh sách đoàn viên trưởng thành và đang sinh hoạt",
        "Danh sách đoàn viên chuyển đi, chuyển đến", "Chuyển đi - đến", "Trưởng Thành",
        "Danh sách đoàn viên Trường Thành", "Khai trường 2025", "Chuyển ra Trường",
        "Danh sách đoàn viên từ Trần Phú", "Đã chuyển hồ sơ", "Danh sách chuyển",
    ],
)  # fmt: skip
def test_titles_of_members_are_no_leavers(tmp_path, title):
    context = RowContext(
        today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]), default_unit=BRANCH
    )
    rows = [[title], ["Chuyển đi: 3"], [], HEADER, AN]
    path = write_book(tmp_path / "a.xlsx", {title[:31]: rows})
    (row,) = rows_of(ListReader(open_workbook(path), {}), context).values()
    assert "has_left" not in row.codes


def test_error_cells_are_named_never_taken_as_blank(read):
    def fill(_book, sheet):
        for row, (column, error) in enumerate([(1, "#N/A"), (4, "#REF!"), (2, "#VALUE!")], 1):
            sheet.write_row(row, 0, AN)
            sheet.write_formula(row, column, "=A1+1", None, error)

    rows, _ = read(fill)
    assert [(r.verdict, r.codes) for r in rows] == [
        ("rejected", ["cell_error"]),
        ("warning", ["cell_error"]),
        ("rejected", ["cell_error"]),
    ]
    assert "Số CMND/CCCD" in rows[1].issues[0].message
    assert "#REF!" in rows[1].issues[0].message


def test_formula_that_was_never_calculated_is_named(tmp_path):
    counted = write_book(tmp_path / "a.xlsx", {"DS": [HEADER, AN]})
    cell = b'<c r="E2"><f>CONCATENATE("0792",A2)</f><v></v></c>'
    path = rezip(
        counted,
        tmp_path / "b.xlsx",
        lambda name, content: re.sub(rb'<c r="E2".*?</c>', cell, content),
    )
    context = RowContext(
        today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]), default_unit=BRANCH
    )
    reader = ListReader(open_workbook(path), {})
    (row,) = rows_of(reader, context).values()
    assert (row.verdict, row.codes) == ("warning", ["cell_error"])
    assert "công thức chưa được tính" in row.issues[0].message
    assert [notice.code for notice in reader.notices] == ["formulas"]


def test_misspelt_and_unknown_headers_are_told(read):
    def fill(_book, sheet):
        sheet.write_row(0, 2, ["Ngày sihn", "Giới tính", "Số CCCD", "Vào Đoàn", "Facebook"])

    rows, notices = read(fill)
    assert (rows[0].verdict, rows[0].values["born_on"].iso) == ("accepted", "2001-05-03")
    assert notices == {
        "likely_column": "Trang “DS”: cột C “Ngày sihn” được hiểu là “Ngày sinh”.",
        "unread_columns": "Trang “DS”: không đọc cột “Facebook”.",
    }


def test_unit_columns_of_two_widths_are_told_and_the_branch_counts(read):
    def fill(_book, sheet):
        sheet.write_row(0, 5, ["Đơn vị", "Chi đoàn", "Chức vụ lớp", "Số CCCD của bố"])
        sheet.write_row(1, 5, ["Đoàn phường An Hòa", "Chi đoàn Khu phố 1", "Bí thư", "0792"])

    rows, notices = read(fill)
    assert rows[0].values["unit"] == BRANCH
    assert (rows[0].verdict, "post" in rows[0].values) == ("accepted", False)
    assert notices == {
        "wider_unit": "Trang “DS”: xếp đơn vị theo cột “Chi đoàn”, không đọc cột “Đơn vị”. "
        "Đồng chí chọn lại cột nếu cần.",
        "unread_columns": "Trang “DS”: không đọc cột “Chức vụ lớp”, “Số CCCD của bố”.",
    }


def test_name_in_two_columns_is_put_together_and_told(tmp_path):
    header = ["STT", "Họ và tên", "", "Ngày sinh", "Giới tính", "Chi đoàn"]
    people = [["1", "Cù Văn", "Oa", "03/05/2001", "Nam", "Khu phố 1"]]
    reader = ListReader(
        open_workbook(write_book(tmp_path / "a.xlsx", {"DS": [header, *people]})), {}
    )
    context = RowContext(today=dt.date(2026, 11, 24), units=UnitMatcher([BRANCH]))
    (row,) = rows_of(reader, context).values()
    assert (row.values["full_name"], row.values["unit"]) == ("Cù Văn Oa", BRANCH)
    (notice,) = reader.notices
    assert notice.message.startswith("Trang “DS”: họ tên nằm ở hai cột B và C, được ghép lại.")


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_count_from_where_the_workbook_counts(read, is_1904):
    born = dt.date(2004, 3, 15)

    def fill(book, sheet):
        look = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, 2, born, look)
        sheet.write_row(2, 0, ["2", "Võ Bình"])
        sheet.write_number(2, 2, (born - dt.date(1904, 1, 1)).days + (0 if is_1904 else 1462))
        sheet.write_row(2, 3, AN[3:])

    rows, _ = read(fill, date_1904=is_1904)
    assert [r.values["born_on"].on for r in rows] == [born, born]
    assert "date_serial" in rows[1].codes


@pytest.mark.parametrize(("sex", "born"), [("male", "1/2/2004"), ("female", "3/4/2005")])
def test_typed_sex_takes_the_birth_date_of_its_own_column(sex, born):
    columns = {"born_male": ["1/2/2004"], "born_female": ["3/4/2005"]}
    apply_fixes(columns, 0, {"sex": sex})
    assert columns["born"] == [born]
    assert columns["born_male"] == columns["born_female"] == [None]
