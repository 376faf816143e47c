"""Lists are found wherever they stand on a sheet, and only people come out of them."""

import pytest

from sodoan.common.legacy_fonts import Encoding
from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.headers import header_key, propose_mapping
from sodoan.imports.reader.tables import find_tables
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.reader_files import (
    NATIONAL,
    NATIONAL_MERGES,
    member,
    national_rows,
    write_book,
)

UNIVERSITY = ["Mã SV", "Họ tên", "Ngày sinh", "Giới tính", "Khoa", "Lớp", "SĐT", "Email",
              "Ngày vào Đoàn", "Trạng thái Đảng", "Điểm RL", "Đoàn phí"]  # fmt: skip


def tables_of(path):
    with open_workbook(path) as workbook:
        return [(table, list(table.rows())) for s in workbook.sheets() for table in find_tables(s)]


def only_table(tmp_path, rows, merges=()):
    (found,) = tables_of(write_book(tmp_path / "a.xlsx", {"A": rows}, merges))
    return found


def fields_of(table):
    return [match.field for match in propose_mapping(table.headers)]


@pytest.mark.parametrize("merges", [NATIONAL_MERGES, ()], ids=["merged", "not merged"])
def test_national_header_over_two_rows(tmp_path, merges):
    table, rows = only_table(tmp_path, national_rows([member(1), member(2)]), merges)
    assert (table.first_header_row, table.last_header_row) == (5, 6)
    assert table.headers[3:5] == ["Ngày sinh Nam", "Ngày sinh Nữ"]
    assert [row.number for row in rows] == [7, 8]
    matches = propose_mapping(table.headers)
    assert all(match.confidence == 1.0 for match in matches)
    assert len({match.field for match in matches}) == 33
    assert (matches[32].letter, matches[32].field) == ("AG", "unit")
    assert matches[1].field == "full_name"


def test_hospital_variant_with_three_header_rows(tmp_path):
    header = [*NATIONAL[:3], "Ngày sinh", "", "Tuổi", *NATIONAL[5:18], "Nơi vào Đoàn", "Tổ đoàn"]
    below = ["", "", "", "Nam", "Nữ"]
    counting = [str(i + 1) for i in range(len(header))]
    rows = [["DANH SÁCH"], header, below, counting, ["1", "Lê An", "", "03/05/2001"]]
    table, found = only_table(tmp_path, rows)
    fields = fields_of(table)
    assert {"team", "age", "joined_at", "born_male", "born_female"} <= set(fields)
    assert [row.number for row in found] == [5]
    assert table.skipped == {"counting": [4]}


def test_paper_over_its_number_day_and_issuer(tmp_path):
    header = ["STT", "Họ và tên", "Ngày sinh", "Căn cước công dân", "", "", "Giới tính"]
    below = ["", "", "", "Số", "Ngày cấp", "Nơi cấp"]
    an = ["1", "Lê An", "03/05/2001", "079201000001", "12/04/2021", "Cục Cảnh sát", "Nam"]
    for merges in ([(0, 3, 0, 5), *((0, c, 1, c) for c in (0, 1, 2, 6))], ()):
        table, rows = only_table(tmp_path, [header, below, an], merges)
        assert fields_of(table)[3:6] == ["id_number", "id_issued_on", "id_issued_by"]
        assert [row.number for row in rows] == [3]


def test_university_list_with_twelve_columns(tmp_path):
    row = ["SV01", "Lê An", "03/05/2001", "Nam", "CNTT", "K45-1", "0901234567", "a@example.vn"]
    table, rows = only_table(tmp_path, [UNIVERSITY, row])
    assert fields_of(table) == [
        "student_code", "full_name", "born", "sex", "faculty", "class_name", "phone", "email",
        "joined_on", "party_on", "training_score", "dues",
    ]  # fmt: skip
    assert len(rows) == 1


def test_everything_that_is_no_person_is_left_out_and_told(tmp_path):
    people = [
        ["Chi đoàn Khu phố 1"],
        member(1),
        [],
        ["", " "],
        ["2"],
        ["II. Chi đoàn Khu phố 2"],
        NATIONAL,
        ["", "", "", "Nam", "Nữ"],
        member(3),
        member(4, c1=""),
        member(5, c1="Cộng Thị Hòa"),
        ["", "Tống Thị Lan", "", "", "03/05/2001", "Kinh"],
        ["", "Tổng cộng: 4 đoàn viên"],
        ["Tổng cộng", "", "", "1", "3", "4", "4", "4"],
        ["", "", "", "", "", "", "", "", "An Hòa, ngày 3 tháng 5 năm 2026"],
        ["", "Người lập biểu", "", "", "", "", "", "", "TM. BAN CHẤP HÀNH"],
        ["", "Lê Văn Ký", "", "", "", "", "", "", "Trần Văn Duyệt"],
    ]
    table, rows = only_table(tmp_path, national_rows(people))
    assert [row.number for row in rows] == [8, 15, 16, 17, 18]
    assert [row.section for row in rows] == ["Chi đoàn Khu phố 1"] + ["Chi đoàn Khu phố 2"] * 4
    assert table.skipped == {
        "heading": [7, 12], "blank": [9, 10, 11], "repeated_header": [13, 14], "total": [19, 20],
        "footer": [21, 22, 23],
    }  # fmt: skip


def test_nothing_is_counted_twice_when_rows_are_read_again(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"A": national_rows([member(1), [], member(2)])})
    with open_workbook(path) as workbook:
        (table,) = find_tables(next(workbook.sheets()))
        assert list(table.rows()) == list(table.rows())
        assert table.skipped == {"blank": [8]}


def test_several_sheets_each_have_their_list(tmp_path):
    sheets = {
        "Bìa": [["Danh sách đoàn viên năm 2026"]],
        "KP1": national_rows([member(1)]),
        "KP2": [[*NATIONAL[:2], "Ngày sinh"], ["1", "Lê An", "03/05/2001"]],
    }
    found = tables_of(write_book(tmp_path / "a.xlsx", sheets))
    assert [(t.sheet.name, len(rows)) for t, rows in found] == [("KP1", 1), ("KP2", 1)]


@pytest.mark.parametrize(("one", "other"), [(30, 31), (1, 2), (1, 8), (1, 3)])
def test_columns_that_change_places_midway_are_refused(tmp_path, one, other):
    moved = NATIONAL.copy()
    moved[one], moved[other] = moved[other], moved[one]
    path = write_book(tmp_path / "a.xlsx", {"S": national_rows([member(1), moved, member(2)])})
    with pytest.raises(UnusableFileError) as refused:
        tables_of(path)
    assert refused.value.code == "header_moved"
    assert "dòng 8" in refused.value.message


@pytest.mark.parametrize("header", [["STT", "Họ và tên", "Ngày sinh"], ["Họ tên ĐV", "Sinh ngày"]])
def test_header_that_moves_its_name_column_is_refused(tmp_path, header):
    header = [*header, "Giới tính", "Đơn vị"]
    an = {"STT": "1", "Giới tính": "Nam", "Đơn vị": "KP1", "Ngày sinh": "2001"}
    rows = [header, [an.get(name, "Lê An") for name in header], header[::-1]]
    path = write_book(tmp_path / "a.xlsx", {"S": rows})
    with pytest.raises(UnusableFileError, match="dòng 3: tiêu đề lặp lại nhưng các cột đổi"):
        tables_of(path)


def test_titles_above_may_name_the_branch(tmp_path):
    sheets = {
        "KP1": [
            ["ĐOÀN PHƯỜNG AN HÒA", "", "Lớp tập huấn"],
            ["BCH CHI ĐOÀN: KHU PHỐ 2"],
            ["DANH SÁCH CHI ĐOÀN"],
            [*NATIONAL[:2], "Ngày sinh"],
            ["1", "Lê An", "03/05/2001"],
        ]
    }
    [(table, _)] = tables_of(write_book(tmp_path / "a.xlsx", sheets))
    assert table.titles == ("Lớp tập huấn", "CHI ĐOÀN: KHU PHỐ 2", "KP1")


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (("Họ và", "Tên"), ("family_name", "given_name")),
        (("Họ và tên lót", "Tên"), ("family_name", "given_name")),
        (("CCCD Số", "CCCD Ngày cấp"), ("id_number", "id_issued_on")),
    ],
)
def test_divided_headers_are_understood(headers, fields):
    assert tuple(match.field for match in propose_mapping(headers)) == fields


@pytest.mark.parametrize(
    "rows", [[], [["x"]], [["STT", "Ngày sinh", "Giới tính"]], [["Họ và tên", "Ngày sinh"]]]
)
def test_sheet_without_a_list_has_no_table(tmp_path, rows):
    assert tables_of(write_book(tmp_path / "a.xlsx", {"A": rows})) == []


def test_header_in_an_old_font_is_understood(tmp_path):
    header = ["STT", "Hä vµ tªn", "Ngµy sinh", "§¬n vÞ"]
    table, _ = only_table(tmp_path, [header, ["1", "Lª V¨n An", "03/05/2001", "KP1"]])
    assert fields_of(table) == ["row_number", "full_name", "born", "unit"]


def test_list_in_an_old_font_is_found_divided_and_titled(tmp_path):
    rows = [
        ["Ban chaáp haønh chi ñoaøn Khu phoá 2"],
        ["STT", "Hoï vaø teân", "Ngaøy sinh", "Giôùi tính", "Ñôn vò", "Soá CMND/CCCD"],
        ["Chi ñoaøn Khu phoá 1"],
        ["1", "Nguyeãn Thò Haø", "03/05/2001", "Nöõ", "", "079301000001"],
        ["Toång coäng: 1"],
    ]
    table, found = only_table(tmp_path, rows)
    assert (table.encoding, table.titles[0]) == (Encoding.VNI, "chi đoàn Khu phố 2")
    assert fields_of(table) == ["row_number", "full_name", "born", "sex", "unit", "id_number"]
    assert [(row.section, row.cells[1]) for row in found] == [
        ("Chi đoàn Khu phố 1", "Nguyeãn Thò Haø")
    ]
    assert table.skipped == {"heading": [3], "total": [5]}


def test_cell_merged_downwards_counts_for_each_of_its_rows(tmp_path):
    rows = [
        ["STT", "Họ và tên", "Ngày sinh", "Chi đoàn"],
        ["1", "Lê An", "03/05/2001", "Khu phố 1"],
        ["2", "Võ Bình", "04/05/2001"],
        ["", "", "", ""],
        ["3", "Vũ Chi", "05/05/2001", ""],
    ]
    table, found = only_table(tmp_path, rows, [(1, 3, 3, 3)])
    assert [row.cells[3] for row in found] == ["Khu phố 1", "Khu phố 1", ""]
    assert table.skipped == {"blank": [4]}


def test_header_that_only_contains_a_known_one_needs_a_look():
    matches = propose_mapping(["Họ và tên", "Số điện thoại đang dùng", "Màu mắt", "Họ tên"])
    assert [(m.field, m.confidence) for m in matches] == [
        ("full_name", 1.0), ("phone", 0.7), (None, 0.0), (None, 0.0),
    ]  # fmt: skip


def test_remembered_choice_overrules_and_a_field_is_given_once():
    remembered = {header_key("Cột lạ"): "full_name", header_key("Ghi chú"): None}
    matches = propose_mapping(["Họ và tên", "Cột lạ", "Ghi chú"], remembered)
    assert [m.field for m in matches] == [None, "full_name", None]


def test_every_label_of_the_catalogue_maps_to_its_field():
    labels = {field.label: field.key for field in FIELD_BY_KEY.values()}
    assert [m.field for m in propose_mapping(list(labels))] == list(labels.values())
