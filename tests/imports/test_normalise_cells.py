"""Names, citizen numbers, code lists, places and posts of single cells."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.cell import Severity, text_of
from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.normalise.contacts import normalise_email, normalise_phone
from sodoan.imports.normalise.dates import DateField, normalise_date
from sodoan.imports.normalise.idcards import id_mismatches, normalise_id_number, sex_of
from sodoan.imports.normalise.names import NAME_LIMIT, normalise_name
from sodoan.imports.normalise.places import is_birthplace_code, normalise_issuer
from sodoan.imports.normalise.posts import PostBody, PostKey, PostLevel, normalise_post

RAW = st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(),
)  # fmt: skip

OURS = PostBody.YOUTH_UNION
TODAY = dt.date(2026, 11, 22)


def codes(cell):
    return [issue.code for issue in cell.issues]


@pytest.mark.parametrize(
    ("raw", "code"),
    [("", "name_blank"), (" \u00a0", "name_blank"), (None, "name_blank"), (12, "name_digits"),
     ("Lê Văn 2", "name_digits"), ("=HYPERLINK(A)", "name_symbols"), ("Lê @ An", "name_symbols"),
     ("A" * (NAME_LIMIT + 1), "name_too_long")],
)  # fmt: skip
def test_name_is_refused(raw, code):
    cell = normalise_name(raw)
    assert cell.value is None
    assert codes(cell) == [code]
    assert cell.issues[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "raw",
    ["Lê Văn An", "  Lê \u00a0 Văn  An\u200b", "Ông Ích Khiêm", "Đoàn Hữu Ân", "Anh Đức Thọ",
     "H'Hen Niê", "Nguyễn Thị Bạch-Tuyết", "McDonald Trần", "Nguyễn Văn A", "Đinh Công Tráng"],
)  # fmt: skip
def test_name_that_is_right_has_no_issue(raw):
    assert normalise_name(raw).issues == ()


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("LƯƠNG THỊ MAI QUYÊN", "Lương Thị Mai Quyên", "name_case"),
        ("lê văn an", "Lê Văn An", "name_case"),
        ("NGUYỄN văn An", "Nguyễn Văn An", "name_case"),
        ("ngUYỄN vĂN aN", "Nguyễn Văn An", "name_case"),
        ("NGuyễn Văn AN", "Nguyễn Văn An", "name_case"),
        ("H'HEN NIÊ", "H'Hen Niê", "name_case"),
        ("Đ/c Nguyễn Gia Nam", "Nguyễn Gia Nam", "name_extras"),
        ("Đ/C: Nguyễn Gia Nam", "Nguyễn Gia Nam", "name_extras"),
        ("Đ.c Nguyễn Gia Nam", "Nguyễn Gia Nam", "name_extras"),
        ("Đồng chí Nguyễn Gia Nam", "Nguyễn Gia Nam", "name_extras"),
        ("Ông Nguyễn Gia Nam", "Nguyễn Gia Nam", "name_extras"),
        ("Bà Lê Thị Tư", "Lê Thị Tư", "name_extras"),
        ("Bí thư Phạm Hai Lăm", "Phạm Hai Lăm", "name_extras"),
        ("Phó Bí Thư chi đoàn: Lê Thị Tư", "Lê Thị Tư", "name_extras"),
        ("BÍ THƯ Đoàn Văn Tư", "Đoàn Văn Tư", "name_extras"),
        ("Ủy Viên BCH Lê Thị Tư", "Lê Thị Tư", "name_extras"),
        ("1. Nguyễn Gia Nam", "Nguyễn Gia Nam", "name_extras"),
        ("Nguyễn Gia Nam (Bí thư)", "Nguyễn Gia Nam", "name_extras"),
        ("Nguyễn Gia Nam - PBT", "Nguyễn Gia Nam", "name_extras"),
        ("Nguyễn Gia Nam*", "Nguyễn Gia Nam", "name_extras"),
        ("Vâ ThÞ Kim Oanh", "Võ Thị Kim Oanh", "legacy_font"),
        ("Nguyeãn Thò Haø", "Nguyễn Thị Hà", "legacy_font"),
        ("Lan", "Lan", "name_one_word"),
        ("NguyễnVăn An", "NguyễnVăn An", "name_joined"),
    ],
)
def test_name_is_put_right_with_a_warning(raw, value, code):
    cell = normalise_name(raw)
    assert (cell.value, codes(cell)) == (value, [code])


def test_name_at_the_limit_is_taken():
    name = "Lê " + "A" + "a" * (NAME_LIMIT - 4)
    assert normalise_name(name).value == name


@given(RAW)
def test_name_never_fails_and_is_never_a_formula(raw):
    value = normalise_name(raw).value
    assert value is None or (value and value[0] not in "=+-@")


@pytest.mark.parametrize(
    ("raw", "value", "issues"),
    [
        ("084205000001", "084205000001", []),
        ("084 205 000 001", "084205000001", []),
        ("012345678", "012345678", []),
        (123456789.0, "123456789", []),
        (74206000095.0, "074206000095", ["id_zero_restored"]),
        (1307000297.0, "001307000297", ["id_zero_restored"]),
        ("74206000095", "074206000095", ["id_zero_restored"]),
        (12345678.0, "012345678", ["id_zero_restored"]),
        ("7", None, ["id_invalid"]),
        (-84205000001, None, ["id_invalid"]),
        (84205000001.5, None, ["id_invalid"]),
        ("000000000", None, ["id_invalid"]),
        ("9203000092", None, ["id_invalid"]),  # 009 is no province
        ("0842050000011", None, ["id_invalid"]),
        ("7.4206E+10", None, ["id_shortened"]),
        ("38204000001.0", "038204000001", ["id_zero_restored"]),
        ("038204000001.0", "038204000001", []),
        ("CCCD: 038204000001", "038204000001", []),
        ("chưa có", None, []),
        ("", None, []),
    ],
)
def test_id_number(raw, value, issues):
    cell = normalise_id_number(raw)
    assert (cell.value, codes(cell)) == (value, issues)


def test_id_number_is_never_whole_in_a_message():
    messages = normalise_id_number("74206000095").issues
    messages += id_mismatches("999206000095", sex="female", birth_year=1999)
    assert [m.code for m in messages] == [
        "id_zero_restored",
        "id_province",
        "id_sex",
        "id_birth_year",
    ]
    assert not any("206000095" in m.message for m in messages)


@pytest.mark.parametrize(
    ("number", "sex", "year", "issues"),
    [
        ("084205000001", "male", 2005, ()),
        ("001198000003", "female", 1998, ()),
        ("001098000003", "male", 1998, ()),
        ("001398000003", "female", 2098, ()),
        ("084205000001", "female", 2005, ("id_sex",)),
        ("084205000001", "male", 2004, ("id_birth_year",)),
        ("084205000001", "male", 1905, ("id_birth_year",)),
        ("003205000001", "male", 2005, ("id_province",)),
        ("084205000001", None, None, ()),
        ("123456789", "female", 2005, ()),
    ],
)
def test_id_number_is_checked_against_the_person(number, sex, year, issues):
    found = id_mismatches(number, sex=sex, birth_year=year)
    assert tuple(issue.code for issue in found) == issues


def test_sex_of_reads_the_century_digit():
    assert [sex_of(f"001{d}01000001") for d in range(4)] == ["male", "female", "male", "female"]
    assert sex_of("123456789") is None


@pytest.mark.parametrize(
    ("code", "valid"),
    [("001", True), ("096", True), ("000", False), ("003", False), ("097", False)],
)
def test_birthplace_codes(code, valid):
    assert is_birthplace_code(code) is valid


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("CA tỉnh Bình Dương", "Bình Dương"),
        ("Công an TP Hà Nội", "Hà Nội"),
        ("Cục Cảnh sát QLHC về TTXH", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        ("CCS QLHC VỀ TTXH", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        ("Bộ Công an", "Bộ Công an"),
    ],
)
def test_issuer(raw, value):
    cell = normalise_issuer(raw)
    assert (cell.value, cell.issues) == (value, ())


def test_unknown_issuer_is_kept_with_a_warning():
    cell = normalise_issuer("Sao Hỏa")
    assert (cell.value, codes(cell)) == ("Sao Hỏa", ["issuer_unknown"])


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("ethnicity", "KINH", "Kinh"),
        ("ethnicity", "H'Mông", "Mông"),
        ("ethnicity", "Mèo", "Mông"),
        ("ethnicity", "Jarai", "Gia Rai"),
        ("ethnicity", "dân tộc Tày", "Tày"),
        ("religion", "không", "Không"),
        ("religion", "Đạo Phật", "Phật giáo"),
        ("religion", "Thiên chúa giáo", "Công giáo"),
        ("schooling", "12/12", "Hệ 12/12"),
        ("schooling", "THPT", "Hệ 12/12"),
        ("degree", "ĐH", "Đại học"),
        ("degree", "Thạc sỹ", "Thạc sĩ"),
        ("theory", "Trung cấp LLCT", "Trung cấp"),
        ("it_level", "Cơ bản", "cơ bản"),
        ("language_level", "B1", "Bậc 3"),
        ("language_level", "bậc 2", "Bậc 2"),
        ("occupation", "giáo viên", "Giảng viên/Giáo viên"),
        ("category", "Học sinh, sinh viên", "student"),
        ("category", "Sinh viên", "student"),
        ("category", "HSSV", "student"),
        ("category", "Cán bộ, công chức, viên chức", "civil_servant"),
        ("category", "Công nhân, lao động", "worker"),
        ("category", "Doanh nhân trẻ", "entrepreneur"),
        ("category", "Nông thôn", "rural"),
        ("category", "Giáo viên, giảng viên", "teacher"),
        ("category", "LLVT", "armed_forces"),
        ("category", "Khác", "other"),
        ("association", "Hội LHTN Việt Nam", "LHTN"),
        ("sex", "nữ", "female"),
        ("sex", "NAM", "male"),
        ("training", "Đã đăng kí", "yes"),
        ("rating", "Chưa", "no"),
        ("rating", "Hoàn thành xuất sắc nhiệm vụ", "excellent"),
        ("honorary", "x", "yes"),
    ],
)
def test_code_lists_read_spelling_variants(name, raw, value):
    cell = code_lists()[name].read(raw)
    assert (cell.value, cell.issues) == (value, ())


def test_every_national_wording_is_read_and_written_back():
    for codes_of in code_lists().values():
        for code in codes_of.codes:
            assert codes_of.read(code.label).value == code.key
            assert codes_of.label(code.key) == code.label


def test_unknown_text_of_an_open_list_is_kept():
    cell = code_lists()["ethnicity"].read("Người Sao Hỏa")
    assert (cell.value, codes(cell)) == ("Người Sao Hỏa", ["ethnicity_unknown"])


def test_unknown_text_of_a_closed_list_is_dropped():
    cell = code_lists()["category"].read("Phi hành gia")
    assert (cell.value, codes(cell)) == (None, ["category_unknown"])


def test_ethnicities_are_the_54_and_two_of_the_national_list():
    assert len(code_lists()["ethnicity"].codes) == 56


@pytest.mark.parametrize(
    ("raw", "key", "level", "body"),
    [
        ("Đoàn viên", PostKey.MEMBER, None, OURS),
        ("Bí thư chi đoàn", PostKey.SECRETARY, PostLevel.BRANCH, OURS),
        ("BT chi đoàn", PostKey.SECRETARY, PostLevel.BRANCH, OURS),
        ("Phó bí thư chi đoàn", PostKey.DEPUTY, PostLevel.BRANCH, OURS),
        ("P.BT", PostKey.DEPUTY, None, OURS),
        ("Ủy viên BCH chi đoàn", PostKey.COMMITTEE_MEMBER, PostLevel.BRANCH, OURS),
        ("UV BTV chi đoàn cơ sở", PostKey.STANDING_MEMBER, PostLevel.BASE_BRANCH, OURS),
        ("Bí thư chi đoàn cơ sở", PostKey.SECRETARY, PostLevel.BASE_BRANCH, OURS),
        ("Bí thư Đoàn bộ phận", PostKey.SECRETARY, PostLevel.SECTION, OURS),
        ("Phó Liên chi đoàn", PostKey.DEPUTY, PostLevel.INTER_BRANCH, OURS),
        ("Bí thư Đoàn cơ sở", PostKey.SECRETARY, PostLevel.GRASSROOTS, OURS),
        ("Phó Đoàn giao quyền cấp trên cơ sở", PostKey.DEPUTY, PostLevel.DELEGATED, OURS),
        ("Bí thư Đoàn khối", PostKey.SECRETARY, PostLevel.BLOCK, OURS),
        ("Phó Huyện đoàn", PostKey.DEPUTY, PostLevel.DISTRICT, OURS),
        ("Bí thư Tỉnh đoàn", PostKey.SECRETARY, PostLevel.PROVINCE, OURS),
        ("Bí thư thường trực", PostKey.PERMANENT_SECRETARY, None, OURS),
        ("Bí thư thứ nhất", PostKey.FIRST_SECRETARY, None, OURS),
        ("Chủ nhiệm Ủu ban kiểm tra", PostKey.INSPECTION_HEAD, None, OURS),
        ("Phó chủ nhiệm UBKT", PostKey.INSPECTION_DEPUTY, None, OURS),
        ("Ủy viên UBKT", PostKey.INSPECTION_MEMBER, None, OURS),
        ("Cán bộ đoàn chuyên trách", PostKey.FULL_TIME, None, OURS),
        ("Trợ lý thanh niên", PostKey.ASSISTANT, None, OURS),
        ("Chuyên viên cao cấp", PostKey.SPECIALIST, None, OURS),
        ("Bí thư Chi bộ", PostKey.OTHER, None, PostBody.PARTY),
        ("Đảng ủy viên", PostKey.OTHER, None, PostBody.PARTY),
        ("Chủ tịch Công đoàn", PostKey.OTHER, None, PostBody.TRADE_UNION),
    ],
)  # fmt: skip
def test_post_is_read_by_its_words(raw, key, level, body):
    cell = normalise_post(raw, today=TODAY)
    assert cell.issues == ()
    assert (cell.value.key, cell.value.level, cell.value.body) == (key, level, body)


def test_post_unknown_is_a_warning():
    cell = normalise_post("Lớp trưởng", today=TODAY)
    assert (cell.value, codes(cell)) == (None, ["post_unknown"])


def test_post_of_several_takes_the_one_of_the_union_of_youth():
    cell = normalise_post("Bí thư Chi bộ, Bí thư chi đoàn", today=TODAY)
    assert (cell.value.text, codes(cell)) == ("Bí thư chi đoàn", ["post_several"])


@given(RAW)
def test_no_reader_fails_on_any_cell(raw):
    normalise_email(raw)
    normalise_id_number(raw)
    normalise_issuer(raw)
    normalise_post(raw, today=TODAY)
    for codes_of in code_lists().values():
        codes_of.read(raw)


@pytest.mark.parametrize(
    "typed",
    ["079201000001/273456789", "079201000001 273456789", "CCCD 079201000001, CMND 273456789",
     "079201000001 (CMND cũ: 273456789)"],
)  # fmt: skip
def test_two_citizen_numbers_in_a_cell_are_told_as_two(typed):
    cell = normalise_id_number(typed)
    assert (cell.value, [issue.code for issue in cell.issues]) == (None, ["id_invalid"])
    assert "có 2 số: “…001”, “…789”" in cell.issues[0].message


def test_full_width_digits_are_digits():
    assert normalise_id_number("０７９２０１０００００１") == ("079201000001", ())
    assert normalise_phone("０９０１２３４５６７") == ("0901234567", ())
    born = normalise_date("０１/０２/２００３", DateField("Ngày sinh", dt.date(2026, 11, 24)))
    assert (born.value.iso, born.issues) == ("2003-02-01", ())
    assert text_of("Tổ １２, khu phố ３") == "Tổ 12, khu phố 3"
