"""Whole rows: what is accepted, warned about, rejected."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.legacy_fonts import Encoding
from sodoan.imports.fields import FIELDS, SENSITIVE_FIELDS
from sodoan.imports.normalise.context import USUAL_AGES, RowContext
from sodoan.imports.normalise.rows import normalise_rows
from sodoan.imports.normalise.units import UnitMatcher, UnitName
from tests.imports.judging import judge_row

TODAY = dt.date(2026, 11, 22)
BRANCH = UnitName(1, "CD1", "Chi đoàn Khu phố 1")
OTHER = UnitName(2, "CD2", "Chi đoàn Khu phố 2")
GOOD = {
    "full_name": "Lê Văn An",
    "born_male": "24/11/2005",
    "ethnicity": "Kinh",
    "home_town": "Bình Dương",
    "id_number": "084205000001",
    "joined_on": "26/05/2021",
    "category": "Sinh viên",
    "post": "Đoàn viên",
    "email": "an@example.vn",
    "phone": "0901234567",
    "unit": "Chi đoàn Khu phố 1",
}


def judge(default_unit=None, section="", titles=(), **changes):
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH, OTHER]), default_unit=default_unit)
    context.look_above(titles)
    return judge_row(GOOD | changes, context, section=section)


def test_good_row_is_accepted_with_all_values():
    row = judge()
    assert (row.verdict, row.issues) == ("accepted", [])
    assert row.values["full_name"] == "Lê Văn An"
    assert row.values["sex"] == "male"
    assert row.values["born_on"].iso == "2005-11-24"
    assert row.values["joined_on"].iso == "2021-05-26"
    assert row.values["category"] == "student"
    assert row.values["unit"] is BRANCH
    assert row.values["home_province"] == "79"


@pytest.mark.parametrize(
    ("female", "known"), [("24/11/2005", "2005-11-24"), ("25/11/2005", None), ("31/02/2005", None)]
)
def test_of_two_birth_dates_none_is_taken(female, known):
    row = judge(born_female=female)
    assert [issue.code for issue in row.issues] == ["sex_both"]
    born = row.values.get("born_on")
    assert (born and born.iso, row.values.get("sex")) == (known, None)


def test_blanks_in_the_other_birth_column_say_nothing():
    row = judge(born_male="  ", born_female="24/11/2005", id_number=None)
    assert (row.values["sex"], row.values["born_on"].iso, row.codes) == ("female", "2005-11-24", [])


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"full_name": ""}, "name_blank", "full_name"),
        ({"full_name": " "}, "name_blank", "full_name"),
        ({"full_name": "Lê Văn 7"}, "name_digits", "full_name"),
        ({"born_male": ""}, "born_blank", "born_on"),
        ({"born_male": " "}, "born_blank", "born_on"),
        ({"born_male": "31/02/2005"}, "date_impossible", "born_on"),
        ({"born_male": "hai nghìn"}, "date_unreadable", "born_on"),
        ({"born_male": "24/11/2026"}, "date_future", "born_on"),
        ({"born_female": "24/11/2005"}, "sex_both", "sex"),
        ({"sex": "Nữ"}, "sex_conflict", "sex"),
        ({"born_male": "", "born": "24/11/2005", "id_number": ""}, "sex_blank", "sex"),
        ({"born_male": "23/11/2012", "id_number": ""}, "age_impossible", "born_on"),
        ({"unit": ""}, "unit_blank", "unit"),
        ({"unit": "Chi đoàn Sao Hỏa"}, "unit_unknown", "unit"),
    ],
)
def test_row_is_rejected_naming_the_cell(changes, code, field):
    row = judge(**changes)
    assert row.verdict == "rejected"
    assert (field, code) in [(issue.field, issue.code) for issue in row.issues]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"phone": "09123"}, ["phone_invalid"]),
        ({"full_name": "LÊ VĂN AN"}, ["name_case"]),
        ({"joined_on": "2021"}, ["date_year_only"]),
        ({"joined_on": "31/02/2021"}, ["date_impossible"]),
        ({"joined_on": "01/01/2004"}, ["joined_before_birth"]),
        ({"joined_on": "23/11/2020"}, ["joined_young"]),
        ({"id_number": 84205000001.0}, ["id_zero_restored"]),
        ({"id_number": "084305000001"}, ["id_sex"]),
        ({"id_number": "084204000001"}, ["id_birth_year"]),
        ({"unit": "Chi đoàn Chi đoàn Khu phố 1"}, ["unit_tolerant"]),
        ({"ethnicity": "Sao Hỏa"}, ["ethnicity_unknown"]),
        ({"card_no": 123.0}, ["card_number_cell"]),
        ({"address": "a" * 301}, ["text_too_long"]),
        ({"address": "Khu phè 2, §«ng Hßa"}, ["legacy_font"]),
        ({"born_male": "2005"}, ["date_year_only"]),
        ({"born_male": "", "born": "24/11/2005"}, ["sex_from_id"]),
        ({"born_male": "22/11/2011", "id_number": "", "joined_on": ""}, ["age_young"]),
        ({"born_male": "22/11/1990", "id_number": ""}, ["age_old"]),
    ],
)
def test_row_passes_with_a_warning(changes, codes):
    row = judge(**changes)
    assert row.verdict == "warning"
    assert row.codes == codes


@pytest.mark.parametrize(
    "changes",
    [
        {"born_male": "24-11-2005"},
        {"born_male": "24.11.2005"},
        {"full_name": " Lê \u00a0Văn  An "},
        {"phone": "+84 901 234 567"},
        {"phone": "0901.234 567"},
        {"unit": "CHI ĐOÀN KHU PHỐ 1"},
        {"born_male": "", "born": "24/11/2005", "sex": "Nam"},
        {"born_male": "x", "born": dt.date(2005, 11, 24)},
        {"born_male": "22/11/2010", "id_number": "", "joined_on": "22/11/2025"},
        {"born_male": "23/11/1990", "id_number": ""},
        {"born_male": "01/01/1980", "id_number": "", "honorary": "x"},
        {"joined_on": "24/11/2020"},
    ],
)
def test_row_needs_no_warning_for_mere_spelling(changes):
    assert judge(**changes).verdict == "accepted"


def test_impossible_birth_date_is_named_once_and_never_stored():
    row = judge(born_male="31/02/2005")
    assert "born_on" not in row.values
    assert "31/02/2005" in row.issues[0].message


def test_unit_falls_back_to_the_heading_then_to_the_given_one():
    heading = judge(unit="", section="Chi đoàn Khu phố 2", default_unit=BRANCH)
    assert (heading.values["unit"], heading.codes) == (OTHER, ["unit_from_heading"])
    given_one = judge(unit="", default_unit=BRANCH)
    assert (given_one.values["unit"], given_one.verdict) == (BRANCH, "accepted")


@pytest.mark.parametrize(
    ("section", "titles", "own", "unit", "codes"),
    [
        ("", ["CHI ĐOÀN KHU PHỐ 2", "Sheet1"], None, OTHER, ["unit_from_heading"]),
        ("", ["Khu phố 2"], None, OTHER, ["unit_from_heading"]),
        ("", ["Khu phố 1"], BRANCH, BRANCH, []),
        ("", ["Sheet1"], BRANCH, BRANCH, []),
        ("", ["Sheet1"], None, None, ["unit_blank"]),
        ("", ["Chi đoàn Sao Hỏa"], BRANCH, BRANCH, ["unit_heading_unknown"]),
        ("Chi đoàn Sao Hỏa", ["Khu phố 2"], BRANCH, BRANCH, ["unit_heading_unknown"]),
        ("Chi đoàn Sao Hỏa", ["Khu phố 2"], None, None, ["unit_blank"]),
    ],
)
def test_titles_name_the_unit_when_no_cell_does(section, titles, own, unit, codes):
    row = judge(unit="", section=section, titles=titles, default_unit=own)
    assert (row.values.get("unit"), row.codes) == (unit, codes)


def test_unknown_unit_is_never_replaced_by_the_given_one():
    assert judge(unit="Chi đoàn Sao Hỏa", default_unit=BRANCH).verdict == "rejected"


def test_name_in_two_columns_is_joined():
    row = judge(full_name="", family_name="Lê Văn", given_name="An")
    assert row.values["full_name"] == "Lê Văn An"


def test_legacy_font_of_one_cell_helps_to_read_the_name():
    row = judge(full_name="Vâ Kim Oanh", address="Khu phè 2, §«ng Hßa")
    assert row.values["full_name"] == "Võ Kim Oanh"


@pytest.mark.parametrize(
    ("encoding", "born", "joined", "not_yet"),
    [
        (Encoding.TCVN3, "ngµy 24 th¸ng 11 n¨m 2005", "Th¸ng 5/2021", "ch\xada vµo"),
        (Encoding.VNI, "ngaøy 24 thaùng 11 naêm 2005", "Thaùng 5/2021", "chöa vaøo"),
    ],
)
def test_dates_in_words_of_old_fonts_are_read(encoding, born, joined, not_yet):
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]))
    context.expect(encoding)
    row = judge_row(GOOD | {"born_male": born, "joined_on": joined}, context)
    assert [row.values[key].iso for key in ("born_on", "joined_on")] == ["2005-11-24", "2021-05"]
    assert row.codes == ["legacy_font", "date_month_only"]
    row = judge_row(GOOD | {"joined_on": not_yet}, context)
    assert "joined_on" not in row.values
    assert row.codes == ["legacy_font"]


@pytest.mark.parametrize(
    "title",
    [
        "CHI ĐOÀN NĂM 2026", "Chi đoàn năm học 2025-2026", "chi đoàn tính đến 01/11/2026",
        "CHI ĐOÀN ĐỢT 1", "Chi đoàn quý III/2026", "chi đoàn tháng 11/2026", "chi đoàn có mặt",
        "chi đoàn viên: 2", "Chi doan nam 2026",
    ],
)  # fmt: skip
def test_title_that_names_no_branch_is_no_unknown_branch(title):
    row = judge(unit="", titles=[title], default_unit=BRANCH)
    assert (row.values["unit"], row.codes) == (BRANCH, [])


@pytest.mark.parametrize(
    "title",
    [
        "Chi đoàn Năm Căn", "Chi đoàn Viên chức xã", "Chi đoàn 10A9", "Chi đoàn Năm 2 Dược",
        "CHI ĐOÀN QUÝ XUÂN", "Chi đoàn Quý Vinh", "Chi đoàn tháng 8",
    ],
)  # fmt: skip
def test_title_that_names_an_unknown_branch_is_told(title):
    assert judge(unit="", titles=[title], default_unit=BRANCH).codes == ["unit_heading_unknown"]
    row = judge(unit="", section=title)
    assert (row.verdict, row.codes) == ("rejected", ["unit_blank"])
    assert f"“{title}”, không có đơn vị này" in row.issues[0].message


def test_rows_do_not_influence_each_other():
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]))
    first = judge_row(GOOD | {"phone": "09123", "joined_on": "2021"}, context)
    again = judge_row(GOOD | {"phone": "09123", "joined_on": "2021"}, context)
    assert first == again
    assert first.issues is not again.issues


def test_same_number_as_text_and_as_number_are_two_cells():
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]))
    for raw in ("1", 1.0, True, 1):
        row = judge_row(GOOD | {"training": raw}, context)
        assert row.values["training"] == "yes"


def test_age_bounds_are_the_callers():
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]))
    assert context.ages is USUAL_AGES


def test_sensitive_fields_are_those_of_the_law():
    assert {
        "ethnicity", "religion", "id_number", "id_issued_on", "id_issued_by", "party_on",
        "discipline",
    } == SENSITIVE_FIELDS  # fmt: skip


_CELL = st.one_of(
    st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([field.key for field in FIELDS]), _CELL))
def test_no_row_makes_it_fail_and_none_passes_without_its_essentials(cells):
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]))
    row = judge_row(cells, context)
    if row.verdict != "rejected":
        assert {"full_name", "born_on", "sex", "unit"} <= row.values.keys()
    assert all(issue.message for issue in row.issues)


@pytest.mark.parametrize("text", ["Chưa", "Không", "chưa vào", "Chưa kết nạp", "CHƯA VÀO ĐẢNG."])
def test_date_that_has_not_come_is_blank_without_a_word(text):
    row = judge(joined_on=text, party_on=text)
    assert (row.verdict, row.issues) == ("accepted", [])
    assert row.values.keys().isdisjoint({"joined_on", "party_on"})


def test_not_yet_is_no_answer_for_other_dates():
    assert judge(born_male="Chưa").verdict == "rejected"
    assert [i.code for i in judge(id_issued_on="chưa rõ").issues] == ["date_unreadable"]


@pytest.mark.parametrize(
    "note",
    ["đã chuyển đi 2024", "Trưởng thành đoàn 2023", "ĐV đã chuyển sinh hoạt", "trưởng thành 2024",
     "Rút tên", "Chuyển đi P.5 tháng 3/2024"],
)  # fmt: skip
def test_note_of_somebody_who_has_left_is_told(note):
    row = judge(note=note)
    assert (row.values["note"], row.verdict) == (note, "warning")
    assert [(i.field, i.code) for i in row.issues] == [("note", "note_tells_left")]
    assert "chọn “Bỏ dòng này”" in row.issues[0].message


@pytest.mark.parametrize(
    "note",
    ["chuyển đến 2024", "Quê Trường Thành", "mới chuyển về", "Đoàn viên ưu tú", "đã chuyển hồ sơ",
     "Chi đoàn Trưởng Thành", "đã mất thẻ"],
)  # fmt: skip
def test_note_that_says_anything_else_is_not_told(note):
    assert judge(note=note).issues == []


@pytest.mark.parametrize(
    ("number", "sex"), [("1", "male"), ("0", "female"), (1.0, "male"), (0, "female")]
)
def test_sex_written_as_a_number_is_told(number, sex):
    row = judge(born_male="", born="24/11/2005", id_number="", sex=number)
    assert (row.values["sex"], row.codes) == (sex, ["sex_guessed"])
    assert "được hiểu là" in row.issues[0].message


def test_blank_category_is_told_where_there_is_a_column_for_it():
    row = judge(category="")
    assert [(i.field, i.code) for i in row.issues] == [("category", "category_blank")]
    assert "ghi là “Đối tượng khác”" in row.issues[0].message
    without = {key: cell for key, cell in GOOD.items() if key != "category"}
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH, OTHER]))
    assert judge_row(without, context).issues == []


_ADDRESSES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.text("aạẠĐÐð' \u0302\u00a01\uff11-=", max_size=6),
        st.sampled_from(["Số 1, đường Lê Lợi", "Sè 1 ®­êng Lª Lîi", "Tô Hà", "x" * 301, None, 12]),
    ),
    min_size=1,
    max_size=4,
)


@given(_ADDRESSES)
def test_column_of_addresses_is_read_as_each_address_alone(addresses):
    rows = [GOOD | {"address": address} for address in addresses]
    columns = {key: [row[key] or None for row in rows] for key in rows[0]}
    context = RowContext(today=TODAY, units=UnitMatcher([BRANCH]))
    block = normalise_rows(columns, context, [""] * len(rows))
    alone = [context.readers["address"](address) for address in columns["address"]]
    assert block.column("address") == [cell.value for cell in alone]
    told = [
        {i.code for i in block.issues.get(n, []) if i.field == "address"} for n in range(len(rows))
    ]
    assert told == [{issue.code for issue in cell.issues} for cell in alone]
