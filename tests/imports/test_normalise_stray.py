"""Numbers, phones, posts and names with what people write around or instead of them."""

import datetime as dt

import pytest

from sodoan.imports.normalise.contacts import normalise_email, normalise_phone
from sodoan.imports.normalise.context import RowContext
from sodoan.imports.normalise.idcards import normalise_id_number
from sodoan.imports.normalise.names import normalise_name
from sodoan.imports.normalise.posts import PostKey, PostLevel, normalise_post
from sodoan.imports.normalise.units import UnitMatcher

TODAY = dt.date(2026, 7, 15)
NOTHING = ["Không", "ko", "-", "–", "chưa có", "Chưa cấp", "K có", "không có CCCD", "n/a", "..."]


def codes(cell):
    return [issue.code for issue in cell.issues]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("read", [normalise_id_number, normalise_phone, normalise_email])
def test_words_for_nothing_are_a_blank_cell(read, text):
    assert read(text) == (None, ())


@pytest.mark.parametrize("key", ["member_code", "card_no", "admission_no", "student_code"])
def test_code_of_nothing_is_blank(key):
    read = RowContext(today=TODAY, units=UnitMatcher([])).readers[key]
    assert read("Chưa có") == (None, ())
    assert read("KH-01") == ("KH-01", ())


def test_words_that_say_something_are_no_blank(db):
    read = RowContext(today=TODAY, units=UnitMatcher([])).readers["commendation"]
    assert read("Không").value == "Không"
    assert codes(normalise_id_number("mất")) == ["id_invalid"]
    assert codes(normalise_phone("hỏi bí thư")) == ["phone_invalid"]


@pytest.mark.parametrize(
    "text",
    [
        "’079204000001", "‘079204000001", "`079204000001", "079,204,000,001", "CC: 079204000001",
        "079204000001 (CCCD)", "079204000001;", "#079204000001", "CCCD:'079204000001",
        "Số: 079204000001", "Căn cước công dân số: 079204000001", "(079204000001)",
        "079, 204, 000, 001", "079204000001,", "ĐDCN 079204000001", "079–204–000–001",
    ],
)  # fmt: skip
def test_stray_signs_around_a_citizen_number_are_left_out(text):
    assert normalise_id_number(text) == ("079204000001", ())


@pytest.mark.parametrize(
    "text",
    [
        "079204000,001",
        "079,204000001",
        "02512,3456",
        "079204000001/025123456",
        "079204000001 - 12/4/2021",
        "BHYT 079204000001",
        "079204O00001",
    ],
)
def test_what_may_be_another_number_is_not_guessed(text):
    cell = normalise_id_number(text)
    assert (cell.value, codes(cell)) == (None, ["id_invalid"])


@pytest.mark.parametrize(
    "text",
    ["0912345678 (mẹ)", "0912345678(mẹ)", "0912345678 - mẹ", "0912.345.678 (số của bố)",
     "mẹ: 0912345678", "0912345678/mẹ", "+84 912 345 678 Zalo", "0912345678 (2 sim)"],
)  # fmt: skip
def test_note_beside_a_phone_is_told(text):
    cell = normalise_phone(text)
    assert (cell.value, codes(cell)) == ("0912345678", ["phone_note"])


@pytest.mark.parametrize(
    "text",
    ["0912345678 mẹ 0987654321", "0912345678 (mẹ: 0987654321)", "bố 0912345678 mẹ 0987654321"],
)
def test_second_phone_behind_a_note_is_told(text):
    cell = normalise_phone(text)
    assert (cell.value, codes(cell)) == ("0912345678", ["phone_several"])


@pytest.mark.parametrize("text", ["0912345 mẹ", "0912 34O 678", "0912345678 0987654321 mẹ"])
def test_phone_that_is_not_one_number_stays_unusable(text):
    assert codes(normalise_phone(text)) == ["phone_invalid"]


def test_endless_cell_is_judged_in_a_moment():
    assert codes(normalise_phone("09 " * 1_600 + "x")) == ["phone_invalid"]


@pytest.mark.parametrize(
    ("text", "key", "level"),
    [
        ("UVBCH", PostKey.COMMITTEE_MEMBER, None),
        ("UVBCH chi đoàn", PostKey.COMMITTEE_MEMBER, PostLevel.BRANCH),
        ("UVBCHCĐ", PostKey.COMMITTEE_MEMBER, PostLevel.BRANCH),
        ("BT", PostKey.SECRETARY, None),
        ("BTCĐ", PostKey.SECRETARY, PostLevel.BRANCH),
        ("B.Thư", PostKey.SECRETARY, None),
        ("PBT", PostKey.DEPUTY, None),
        ("PBTCĐ", PostKey.DEPUTY, PostLevel.BRANCH),
        ("UVBTV", PostKey.STANDING_MEMBER, None),
        ("UVTV", PostKey.STANDING_MEMBER, None),
    ],
)
def test_abbreviated_posts(text, key, level):
    cell = normalise_post(text, today=TODAY)
    assert (cell.value.key, cell.value.level, cell.issues) == (key, level, ())


@pytest.mark.parametrize(
    "text", ["DC Lê Thị Hoa", "Dc. Lê Thị Hoa", "ĐC: Lê Thị Hoa", "D/c Lê Thị Hoa"]
)
def test_form_of_address_is_left_out_however_it_is_shortened(text):
    cell = normalise_name(text)
    assert (cell.value, codes(cell)) == ("Lê Thị Hoa", ["name_extras"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NGUYÔN V¨N AN", "Nguyễn Văn An"),
        ("TRÇN THÞ HåNG", "Trần Thị Hồng"),
        ("NGUYễN VăN AN", "Nguyễn Văn An"),
    ],
)
def test_capital_font_has_small_marked_letters(text, name):
    cell = normalise_name(text)
    assert cell.value == name
    assert "name_case" in codes(cell)
    assert "name_joined" not in codes(cell)
