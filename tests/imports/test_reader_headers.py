"""Which column is taken for what: never somebody else's, the branch before a wider unit."""

import pytest

from sodoan.imports.fields import FIELDS
from sodoan.imports.reader.headers import LIKELY, SURE, header_key, known_field, propose_mapping

OTHERS = [
    "Số CCCD của bố", "SO CCCD CUA BO", "Điện thoại bố", "Số điện thoại mẹ", "Email phụ huynh",
    "Họ và tên cha", "Họ và tên mẹ", "Họ tên vợ/chồng", "Ngày sinh của con", "Ngày sinh con",
    "SĐT: người thân", "Số điện thoại người liên hệ", "Điện thoại liên hệ khẩn cấp",
    "Điện thoại GVCN", "Email giáo viên chủ nhiệm", "Số thẻ BHYT", "Số thẻ bảo hiểm y tế",
    "Ngày cấp bằng", "Nơi cấp bằng tốt nghiệp", "Ngày cấp thẻ đoàn", "Số thẻ hội viên",
    "Địa chỉ cơ quan", "Địa chỉ nơi làm việc", "Đơn vị công tác", "Chức vụ Đảng", "Chức vụ đảng ủy",
    "Ngày cấp thẻ Đảng", "Chức vụ chính quyền", "Chức vụ lớp", "Chức vụ trong lớp", "CHUC VU LOP",
    "Chức vụ công đoàn", "Chức vụ Hội", "Chức vụ chuyên môn",
]  # fmt: skip


def taken(*headers):
    return [match.field for match in propose_mapping(headers)]


@pytest.mark.parametrize("header", OTHERS)
def test_column_of_others_is_never_guessed(header):
    (match,) = propose_mapping([header])
    assert (match.field, match.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    "header",
    ["Điện thoại (bố)", "Email (của bố hoặc mẹ)", "Họ và tên (phụ huynh)", "Chức vụ (Đảng)"],
)
def test_note_in_brackets_that_only_names_others_counts(header):
    assert taken(header) == [None]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Điện thoại (nếu có con nhỏ thì ghi số của bố)", "phone"),
        ("Họ và tên (ghi theo thẻ đoàn)", "full_name"),
        ("Chi đoàn (lớp)", "unit"),
        ("Số thẻ đoàn (nếu có)", "card_no"),
    ],
)
def test_other_notes_in_brackets_do_not_count(header, field):
    assert taken(header) == [field]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Ngày vào Đảng chính thức", "party_on"),
        ("Thời gian vào Đảng Cộng sản", "party_on"),
        ("Số điện thoại cán bộ", "phone"),  # "bộ" is not "bố"
        ("Địa chỉ email còn dùng", "email"),  # "còn" is not "con"
        ("Nghề nghiệp và nơi công tác", "occupation"),
        ("Địa chỉ thường trú của gia đình", "address"),
        ("Trình độ chuyên môn theo bằng cấp", "degree"),
        ("Tên lớp học, khóa học", "class_name"),
        ("Mã số thẻ đoàn", "card_no"),
        ("Email công vụ", "email"),
        ("Chức vụ Đoàn - Hội", "post"),
    ],
)
def test_column_of_the_member_is_still_guessed(header, field):
    (match,) = propose_mapping([header])
    assert (match.field, match.confidence) == (field, LIKELY)


@pytest.mark.parametrize("paper", ["Căn cước công dân", "Số CMND/CCCD", "CCCD", "Căn cước"])
def test_parts_below_a_paper_are_its_number_day_and_issuer(paper):
    parts = taken(f"{paper} Số", f"{paper} Ngày cấp", f"{paper} Nơi cấp")
    assert parts == ["id_number", "id_issued_on", "id_issued_by"]


def test_every_known_header_stays_sure():
    first = {}
    for field in FIELDS:
        for header in (field.label, *field.headers):
            key = header if header in ("ĐT", "DT") else header_key(header)
            assert known_field(header) == first.setdefault(key, field.key)
    assert len(first) > 200


def test_column_of_others_may_be_chosen_by_hand():
    header = "Chức vụ chính quyền"
    (match,) = propose_mapping([header], {header_key(header): "post"})
    assert (match.field, match.confidence) == ("post", SURE)


def test_name_in_two_sure_columns_needs_no_likely_one():
    headers = ["Họ và tên thường gọi", "Họ đệm", "Tên", "Ngày sinh dương lịch"]
    assert taken(*headers) == [None, "family_name", "given_name", "born"]
    assert taken("Họ và tên thường gọi", "Họ đệm") == ["full_name", "family_name"]
    assert taken("Họ đệm", "Tên", "Họ và tên") == ["family_name", "given_name", "full_name"]


@pytest.mark.parametrize("branch", ["Chi đoàn", "Tên chi đoàn", "Chi đoàn (lớp)", "Lớp/Chi đoàn"])
def test_branch_column_is_the_unit_beside_a_wider_one(branch):
    assert taken("Họ và tên", "Đơn vị", branch) == ["full_name", None, "unit"]
    assert taken(branch, "Đơn vị") == ["unit", None]


def test_wider_unit_column_counts_alone_and_when_chosen_by_hand():
    assert taken("Họ và tên", "Đơn vị") == ["full_name", "unit"]
    matches = propose_mapping(["Đơn vị", "Chi đoàn"], {header_key("Đơn vị"): "unit"})
    assert [match.field for match in matches] == ["unit", None]
