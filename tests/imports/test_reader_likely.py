"""A list without a known name header is found by likely headers and by what was chosen."""

import pytest

from sodoan.imports.reader.headers import LIKELY, SURE, header_key
from sodoan.imports.reader.tables import find_tables
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.reader_files import write_book

AN = ["1", "Lê An", "03/05/2001", "Nam", "Khu phố 1"]
BINH = ["2", "Võ Bình", "04/05/2001", "Nam", "Khu phố 1"]


def header(name, born="Ngày sinh"):
    return ["STT", name, born, "Giới tính", "Chi đoàn"]


def lists(tmp_path, rows, chosen=None, merges=()):
    path = write_book(tmp_path / "a.xlsx", {"A": rows}, merges)
    with open_workbook(path) as book:
        return [(t, list(t.rows())) for s in book.sheets() for t in find_tables(s, chosen)]


@pytest.mark.parametrize(
    "rows",
    [
        [header("Họ tên bố"), AN],
        [header("Danh tính"), AN],
        [["STT", "Họ và tên ĐV", "Sở thích"], AN],
        [["Họ tên bí thư và phó bí thư", "", ""], ["Chỉ tiêu", "Nam", "Nữ"], ["Kết nạp", "3", "4"]],
    ],
    ids=["of somebody else", "unknown", "too few columns", "title"],
)
def test_without_a_likely_name_there_is_no_list(tmp_path, rows):
    assert lists(tmp_path, rows) == []


@pytest.mark.parametrize(
    "name", ["Họ và tên ĐV", "Họ tên ĐVTN", "Họ tên đoàn viên thanh niên", "Họ vàtênn"]
)
def test_likely_name_column_is_found_and_needs_a_look(tmp_path, name):
    rows = [["DANH SÁCH"], header(name, "Ngày sinh dương lịch"), AN, header(name), BINH]
    [(table, found)] = lists(tmp_path, rows)
    assert (table.first_header_row, table.last_header_row) == (2, 2)
    assert [c.confidence for c in table.columns] == [SURE, LIKELY, LIKELY, SURE, SURE]
    assert [c.field for c in table.columns][1:3] == ["full_name", "born"]
    assert [row.number for row in found] == [3, 5]
    assert table.skipped == {"repeated_header": [4]}


def test_known_name_column_is_never_left_for_a_likely_one(tmp_path):
    rows = [header("Họ tên người lập", "Ngày sinh"), header("Họ và tên"), AN]
    [(table, _)] = lists(tmp_path, rows)
    assert table.first_header_row == 2


def test_likely_name_over_two_columns_is_halved(tmp_path):
    rows = [
        ["STT", "Họ và tên ĐV", "", "Ngày sinh", "Giới tính"],
        ["1", "Lê Văn", "An", "03/05/2001", "Nam"],
        ["2", "Võ Thị", "Bình", "04/05/2001", "Nữ"],
    ]
    [(table, _)] = lists(tmp_path, rows)
    assert [c.field for c in table.columns][1:3] == ["family_name", "given_name"]


def test_chosen_columns_make_a_list_of_unknown_headers(tmp_path):
    unknown = ["No.", "Danh tính", "DOB", "Sx", "Branch"]
    fields = ("row_number", "full_name", "born", "sex", "unit")
    chosen = dict(zip(map(header_key, unknown), fields, strict=True))
    [(table, found)] = lists(tmp_path, [unknown, AN, unknown, BINH], chosen)
    assert [(c.field, c.confidence) for c in table.columns] == [(f, SURE) for f in fields]
    assert [row.number for row in found] == [2, 4]


def test_name_column_that_was_left_out_still_marks_the_list(tmp_path):
    rows = [["STT", "Họ và tên", "Tên khai sinh", "Ngày sinh"], ["1", "An", "Lê An", "2001"]]
    chosen = {header_key("Họ và tên"): None, header_key("Tên khai sinh"): "full_name"}
    [(table, found)] = lists(tmp_path, rows, chosen)
    assert [c.field for c in table.columns] == ["row_number", None, "full_name", "born"]
    assert len(found) == 1
