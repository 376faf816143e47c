"""A name in two columns under one "Họ và tên" is read from both."""

import pytest

from sodoan.imports.reader.headers import propose_mapping
from tests.imports.test_reader_tables import only_table

SCHOOL = ["STT", "Họ và tên", "", "Ngày sinh", "Giới tính", "Chi đoàn"]
PEOPLE = [
    ["1", "Cù Văn", "Oa", "03/05/2009", "Nam", "10A1"],
    ["2", "Đặng Thị Ngọc", "Yến", "04/06/2009", "Nữ", "10A1"],
    ["3", "Hồ", "Tín", "05/06/2009", "Nam", "10A1"],
]
HALVES = ["family_name", "given_name"]


def name_fields(table):
    return [match.field for match in propose_mapping(table.headers)][1:3]


def with_second(*texts):
    return [[*person[:2], text, *person[3:]] for person, text in zip(PEOPLE, texts, strict=True)]


@pytest.mark.parametrize(
    "second",
    [
        ("", "", ""),
        ("Nam", "Nữ", "Nam"),
        ("x", "", "x"),
        ("BT", "ĐV", "ĐV"),
        ("Bí thư", "Đoàn viên", "Ủy viên"),
        ("0901234567", "0901234568", ""),
        ("", "", "Tín"),
        ("đã chuyển", "còn", "còn"),
    ],
    ids=lambda texts: texts[0] or "mostly blank",
)
def test_column_without_given_names_is_left_alone(tmp_path, second):
    table, _ = only_table(tmp_path, [SCHOOL, *with_second(*second)])
    assert name_fields(table) == ["full_name", None]


def test_mark_that_everybody_has_is_no_given_name(tmp_path):
    people = [[str(i), f"Lê Văn {c}n", "Kinh", "03/05/2009"] for i, c in enumerate("ABCD")]
    table, _ = only_table(tmp_path, [SCHOOL, *people])
    assert name_fields(table) == ["full_name", None]


def test_column_with_a_header_of_its_own_is_left_alone(tmp_path):
    header = [*SCHOOL[:2], "Biệt danh", *SCHOOL[3:]]
    table, _ = only_table(tmp_path, [header, *PEOPLE])
    assert name_fields(table) == ["full_name", None]


@pytest.mark.parametrize("merges", [[(0, 1, 0, 2)], ()], ids=["merged", "not merged"])
def test_column_behind_the_name_holds_the_given_name(tmp_path, merges):
    table, rows = only_table(tmp_path, [SCHOOL, *PEOPLE], merges)
    matches = propose_mapping(table.headers)
    assert [match.field for match in matches] == [
        "row_number", *HALVES, "born", "sex", "unit",
    ]  # fmt: skip
    assert all(match.confidence == 1.0 for match in matches)
    assert [row.cells[1:3] for row in rows] == [person[1:3] for person in PEOPLE]


def test_capitals_and_headings_between_do_not_matter(tmp_path):
    rows = [SCHOOL, ["", "Chi đoàn 10A1"], ["1", "Cù Văn", "OA"], ["2", "Hồ Thị", "BA"]]
    table, found = only_table(tmp_path, rows)
    assert name_fields(table) == HALVES
    assert [row.section for row in found] == ["Chi đoàn 10A1"] * 2


def test_some_given_names_have_two_words(tmp_path):
    table, _ = only_table(tmp_path, [SCHOOL, ["1", "Cù Văn", "Oa"], ["2", "Hồ Thị", "Bé Ba"]])
    assert name_fields(table) == HALVES


@pytest.mark.parametrize(
    "again", ["Họ và tên", "HỌ VÀ TÊN", "Ho va ten", "Hoï vaø teân", "Hä vµ tªn"]
)
def test_repeated_header_however_written(tmp_path, again):
    rows = [SCHOOL, PEOPLE[0], ["STT", again, "", "Ngày sinh"], *PEOPLE[1:]]
    assert only_table(tmp_path, rows)[0].skipped == {"repeated_header": [3]}


def test_repeated_header_is_known_though_the_name_is_halved(tmp_path):
    table, rows = only_table(tmp_path, [SCHOOL, PEOPLE[0], SCHOOL, *PEOPLE[1:]])
    assert [row.number for row in rows] == [2, 4, 5]
    assert table.skipped == {"repeated_header": [3]}


@pytest.mark.parametrize("merges", [[(0, 1, 0, 2), (0, 3, 0, 4)], ()], ids=["merged", "not merged"])
def test_halves_named_in_a_second_header_row(tmp_path, merges):
    header = ["STT", "Họ và tên", "", "Ngày sinh", "", "Dân tộc", "Chi đoàn"]
    below = ["", "Họ đệm", "Tên", "Nam", "Nữ"]
    people = [["1", "Cù Văn", "Oa", "03/05/2009"], ["2", "Hồ Thị", "Ba", "", "04/05/2009"]]
    table, rows = only_table(tmp_path, [header, below, *people], merges)
    assert [match.field for match in propose_mapping(table.headers)][:5] == [
        "row_number", *HALVES, "born_male", "born_female",
    ]  # fmt: skip
    assert [row.number for row in rows] == [3, 4]
