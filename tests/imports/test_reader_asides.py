"""Headings, totals and signatures are told from people, whatever people are called."""

import datetime as dt

import pytest

from sodoan.imports.reader.asides import RowSorter
from sodoan.imports.reader.headers import propose_mapping
from tests.imports.test_reader_tables import only_table

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị"]
AN = ["1", "Lê An", "03/05/2001", "Nam"]
BINH = ["2", "Võ Bình", "04/05/2001", "Nam"]
SIGNED = ["", "Người lập biểu", "", "", "BÍ THƯ"]


def read(tmp_path, *rows):
    """Return (numbers, sections) of the people below the header, and what was left out."""
    table, found = only_table(tmp_path, [HEADER, AN, *rows])
    people = {row.number: row.section for row in found}
    assert people.pop(2) == ""
    return people, table.skipped


# Headings


@pytest.mark.parametrize(
    "heading",
    [
        ["I", "Chi đoàn Khu phố 1"],
        ["II.", "CHI ĐOÀN KHU PHỐ 1"],
        ["A.", "Chi đoàn Khu phố 1", "", "5 đ/c"],
        ["A", "Chi đoàn Khu phố 1", "", "(12 đoàn viên)"],
        ["III", "Chi đoàn Khu phố 1", 5],
        ["IV", "Chi đoàn Khu phố 1 (12 đoàn viên)"],
        ["", "Chi đoàn Khu phố 1", "", "5 đồng chí"],
        ["I. Chi đoàn Khu phố 1: 5 đ/c"],
        ["V", "", "Chi đoàn Khu phố 1"],
        ["1", "Chi đoàn Khu phố 1"],
        [2, "Chi đoàn Khu phố 1", "", "Tổng số: 3"],
    ],
    ids=lambda cells: " ".join(map(str, cells)),
)
def test_heading_with_its_number_in_a_cell_of_its_own(tmp_path, heading):
    people, skipped = read(tmp_path, heading, BINH)
    assert (list(people), skipped) == ([4], {"heading": [3]})
    assert people[4].lower() == "chi đoàn khu phố 1"


@pytest.mark.parametrize(
    "row",
    [
        ["I", "Đoàn Trường Giang", "03/05/2001"],
        ["2", "Đoàn Trường Giang"],
        ["2", "Chi Đoan Trang", "03/05/2001"],
        ["2", "", "", "", "Chi đoàn Khu phố 1"],
        ["", "Khoa Nam", "03/05/2001"],
        ["", "Lê Bình", "", "", "Chi đoàn Khu phố 1"],
    ],
    ids=" ".join,
)
def test_person_is_no_heading(tmp_path, row):
    people, skipped = read(tmp_path, row, BINH)
    assert (people, skipped) == ({3: "", 4: ""}, {})


LEFT = [
    ["", "Chuyển đi"],
    ["II.", "Đoàn viên chuyển đi"],
    ["II. Đoàn viên chuyển đi"],
    ["B. TRƯỞNG THÀNH ĐOÀN"],
    ["", "Danh sách đoàn viên chuyển đi"],
    ["", "Danh sách đã chuyển đi năm 2025"],
    ["Đoàn viên đã chuyển sinh hoạt: 3 đ/c"],
    ["3", "Chuyển đi"],
]


@pytest.mark.parametrize("heading", LEFT, ids=" ".join)
def test_heading_of_those_who_have_left_holds_until_the_next(tmp_path, heading):
    branch, here = ["", "Chi đoàn Khu phố 1"], ["III.", "Đoàn viên đang sinh hoạt"]
    table, (_, *found) = only_table(
        tmp_path, [HEADER, AN, branch, AN, heading, BINH, here, AN, heading, BINH, branch, AN]
    )
    assert table.skipped == {"heading": [3, 5, 7, 9, 11]}
    assert [(row.section, bool(row.leavers)) for row in found] == [
        ("Chi đoàn Khu phố 1", False), ("Chi đoàn Khu phố 1", True),
        ("Chi đoàn Khu phố 1", False), ("Chi đoàn Khu phố 1", True),
        ("Chi đoàn Khu phố 1", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        ["", "Chuyển Đi", "03/05/2001"],
        ["2", "Trưởng Thành", "03/05/2001"],
        ["2", "Trưởng Thành Nhân"],
        ["", "Đoàn Chuyển"],
    ],
    ids=" ".join,
)
def test_person_is_no_heading_of_leavers(tmp_path, row):
    table, found = only_table(tmp_path, [HEADER, AN, row, BINH])
    assert ([one.leavers for one in found], table.skipped) == (["", "", ""], {})


@pytest.mark.parametrize(
    "row", [["", "Chuyển đi: 3"], ["", "Chuyển đi", 3], ["Trưởng thành Đoàn: 2 đ/c"]]
)
def test_count_of_those_who_have_left_opens_no_list_of_them(tmp_path, row):
    table, found = only_table(tmp_path, [HEADER, AN, row, BINH])
    assert ([one.leavers for one in found], table.skipped) == (["", ""], {"total": [3]})


# Footers


def test_repeated_header_ends_the_signatures(tmp_path):
    unnumbered = ["", "Võ Bình", "2001"]
    people, skipped = read(tmp_path, SIGNED, HEADER, unnumbered, SIGNED, unnumbered)
    assert list(people) == [5]
    assert skipped == {"footer": [3, 6, 7], "repeated_header": [4]}


@pytest.mark.parametrize(
    "row",
    [
        ["", "Tổng Văn Fe", "03/05/2001"],
        ["2", "Tổng Hồ Ke", "03/05/2001"],
        ["2", "Tổng Hồ Ke", 2001],
        ["", "Tổng Hồ Ke", "3-5-2001", "Nam", "Khu phố 1", "x"],
        ["", "Lưu Ý Nhi", "03/05/2001"],
        ["", "Cộng Thị Hòa", "5.2001", "Nữ"],
    ],
    ids=lambda cells: " ".join(map(str, cells)),
)
def test_name_with_a_birth_date_is_a_person_whatever_it_begins_with(tmp_path, row):
    people, skipped = read(tmp_path, row, SIGNED, row)
    assert (list(people), skipped) == ([3, 5], {"footer": [4]})


def test_birth_date_in_a_date_cell_counts_too():
    sorter = RowSorter(propose_mapping(HEADER))
    assert sorter.why_skipped(["", "Lưu Ý Nhi", dt.date(2001, 5, 3), "", ""]) is None
    assert sorter.why_skipped(["", "Lưu Ý Nhi", "", "", ""]) == "footer"


@pytest.mark.parametrize(
    "row",
    [
        ["", "Tổng cộng", 2004],
        ["", "Tổng cộng", "12", "5"],
        ["Tổng cộng", "", "03/05/2001"],
        ["", "Tổng số đoàn viên tính đến 03/05/2026"],
        ["", "Trong đó nữ:", "0"],
        ["Trong đó nữ:", "", 0],
        ["", "Trong đó: Nam 3, Nữ 2"],
        ["", "Nam: 1"],
        ["", "Nữ:", "2"],
        ["", "Nam", 3],
        ["Số lượng: 1 đ/c"],
        ["", "Sĩ số 30"],
        ["", "Đảng viên: 2"],
        ["", "Số đoàn viên nữ: 2"],
    ],
    ids=lambda cells: " ".join(map(str, cells)),
)
def test_counts_are_totals(tmp_path, row):
    people, skipped = read(tmp_path, row)
    assert (people, skipped) == ({}, {"total": [3]})


@pytest.mark.parametrize(
    "row",
    [
        ["", "Nam", "03/05/2001"],
        ["", "Lê Nam", "", "Nam"],
        ["", "Nam", "2001"],
        ["2", "Nam Văn Trong"],
        ["2", "Trọng Đỗ"],
        ["", "Lê Bình", "03/05/2001", "Nam", "Nam: 1"],
    ],
    ids=" ".join,
)
def test_people_are_no_counts(tmp_path, row):
    people, skipped = read(tmp_path, row)
    assert (list(people), skipped) == ([3], {})
