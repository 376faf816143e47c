import io
import re
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sodoan.common.text import excel_plain
from sodoan.documents.rendering.lines import lines_of, may_wrap
from sodoan.documents.rendering.national import (
    COLUMNS,
    FIRST_ROW,
    KEYS,
    write_national_workbook,
)
from sodoan.documents.rendering.xlsx import (
    HeaderGroup,
    SheetColumn,
    sheet_name,
    table_bytes,
    write_table,
)

PEOPLE = (
    SheetColumn("STT", "number"),
    SheetColumn("Họ và tên"),
    SheetColumn("Ngày sinh", "date"),
    SheetColumn("Tỷ lệ", "percent"),
    SheetColumn("Lúc", "datetime"),
)
ROW = (1, "Lê An", date(2001, 2, 3), 0.867, datetime(2026, 1, 1, 1, tzinfo=UTC))


def sheet_of(data: bytes, at: int = 0):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(at)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def test_value_that_is_not_plain_is_refused():
    with pytest.raises(TypeError):
        table_bytes(PEOPLE[:1], [[["a", "list"]]])


def test_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        table_bytes(PEOPLE[:2], [[1]])


def test_groups_must_cover_the_columns():
    with pytest.raises(ValueError, match="cover"):
        table_bytes(PEOPLE, [], groups=[HeaderGroup("A", 4)])


def test_cells_have_real_types():
    rows = sheet_of(table_bytes(PEOPLE, [ROW])).to_python()
    assert rows[1] == [1, "Lê An", date(2001, 2, 3), 0.867, datetime(2026, 1, 1, 8)]  # noqa: DTZ001 - cells have no zone


def test_title_and_notes_stand_above_the_header():
    rows = sheet_of(table_bytes(PEOPLE[:2], [ROW[:2]], title="DANH SÁCH", notes=["Ghi chú"]))
    assert rows.to_python() == [
        ["DANH SÁCH", ""],
        ["Ghi chú", ""],
        ["", ""],
        ["STT", "Họ và tên"],
        [1, "Lê An"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@a", "  =x", "\n=x", "0909", "http://a"])
def test_text_is_never_a_formula_number_or_link(text):
    data = table_bytes(PEOPLE[1:2], [[text]])
    assert excel_plain(sheet_of(data).to_python()[1][0]) == text
    xml = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in xml
    assert "<hyperlink" not in xml


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co"]), min_size=1))
def test_any_text_survives_the_round_trip(text):
    found = sheet_of(table_bytes(PEOPLE[1:2], [[text]])).to_python()[1][0]
    assert excel_plain(found) == text


def test_merged_header_spans_two_rows():
    groups = [HeaderGroup("", 2), HeaderGroup("Kết quả", 2), HeaderGroup("Một", 1)]
    sheet = sheet_of(table_bytes(PEOPLE, [ROW], groups=groups))
    rows = sheet.to_python()
    assert rows[0] == ["STT", "Họ và tên", "Kết quả", "", "Một"]
    assert rows[1] == ["", "", "Ngày sinh", "Tỷ lệ", "Lúc"]
    assert sorted(sheet.merged_cell_ranges) == [
        ((0, 0), (1, 0)),
        ((0, 1), (1, 1)),
        ((0, 2), (0, 3)),
    ]


def test_header_is_frozen_and_filtered():
    xml = part(table_bytes(PEOPLE[:2], [ROW[:2], ROW[:2]]), "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in xml
    assert '<autoFilter ref="A1:B3"/>' in xml


def test_rows_are_as_high_as_their_texts_and_whole_numbers_have_no_point():
    columns = [SheetColumn("Số buổi vắng có lý do", "number", 9), SheetColumn("Ghi chú", width=20)]
    data = table_bytes(columns, [(5, "Ngắn"), (5.5, "Chưa đủ sáu tháng tính đến ngày xếp loại")])
    rows = re.findall(r"<row ([^>]*)>", part(data, "xl/worksheets/sheet1.xml"))
    heights = [
        float(found[1]) if (found := re.search(r'ht="([0-9.]+)"', row)) else 0 for row in rows
    ]
    assert heights == [47.25, 0, 47.25]
    assert re.findall(r'formatCode="(#[^"]+)"', part(data, "xl/styles.xml")) == [
        "#,##0_)",
        "#,##0.##_)",
    ]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 9, 1),
        ("Nguyễn Hoàng Phương Thảo", 28, 1),
        ("NGUYỄN HOÀNG PHƯƠNG THẢO", 28, 2),  # as many letters, wider ones
        ("iiiiiiiiiiiiiiiiiiii", 14, 1),
        ("MMMMMMMMMM", 12, 2),  # one word, longer than a line
        ("• Chạy bộ\n• Bơi", 30, 2),
        ("• Dự ít nhất 2 buổi học tập nghị quyết của Đảng, của Đoàn trước 30/09.", 30, 3),
    ],
)
def test_lines_follow_the_width_of_letters(text, width, lines):
    assert lines_of(text, width) == lines
    assert may_wrap(text, width) or lines == 1


def test_columns_do_not_hang_on_a_font_that_is_not_there():
    assert "Calibri" not in part(table_bytes(PEOPLE, [ROW]), "xl/styles.xml")
    assert "scheme" not in part(table_bytes(PEOPLE, [ROW]), "xl/styles.xml")


def test_empty_table_is_a_header_alone():
    assert write_table(io.BytesIO(), PEOPLE, []) == 0
    assert len(sheet_of(table_bytes(PEOPLE, [])).to_python()) == 1


def test_same_rows_give_the_same_bytes_at_another_time():
    first = table_bytes(PEOPLE, [ROW] * 3, title="A")
    time.sleep(2.1)  # zip times count in two seconds
    assert table_bytes(PEOPLE, [ROW] * 3, title="A") == first


@pytest.mark.parametrize(
    ("name", "kept"),
    [("A/B:C", "A B C"), ("x" * 40, "x" * 31), ("'", "Trang"), ("", "Trang"), ("Đoàn", "Đoàn")],
)
def test_sheet_name_is_one_excel_accepts(name, kept):
    assert sheet_name(name) == kept


CODES = {"schooling": ["THCS", "Hệ 12/12"], "training": ["Đã đăng ký"]}


def national(*members) -> bytes:
    stream = io.BytesIO()
    assert write_national_workbook(stream, members, code_lists=CODES, issuer="ĐOÀN X") == len(
        members
    )
    return stream.getvalue()


def test_national_code_list_of_no_column_is_refused():
    with pytest.raises(KeyError):
        write_national_workbook(io.BytesIO(), [], code_lists={"nowhere": ["x"]})


def test_national_workbook_has_the_official_shape():
    sheet = sheet_of(national())
    rows = sheet.to_python()
    assert len(COLUMNS) == 33
    assert rows[4][3:6] == ["Ngày sinh", "", "Dân tộc"]
    assert rows[5][3:6] == ["Nam", "Nữ", ""]
    assert rows[4][0] == "STT"
    assert rows[4][32] == "Đơn vị"
    assert len(sheet.merged_cell_ranges) == 32
    assert ((4, 3), (4, 4)) in sheet.merged_cell_ranges
    assert ((4, 32), (5, 32)) in sheet.merged_cell_ranges


def test_national_members_begin_in_row_seven_as_text():
    member = {"full_name": "Lê An", "born_male": "03/02/2001", "id_number": "001201000001"}
    rows = sheet_of(national(member, member)).to_python()
    assert rows[FIRST_ROW][:5] == ["1", "Lê An", "", "03/02/2001", ""]
    assert rows[FIRST_ROW + 1][0] == "2"
    assert rows[FIRST_ROW][KEYS.index("id_number")] == "001201000001"


def test_national_workbook_offers_its_code_lists():
    data = national({"full_name": "Lê An"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["DANH SÁCH", "DATA"]
    assert book.get_sheet_by_name("DATA").to_python() == [
        ["Trình độ văn hóa", "Rèn luyện đoàn viên"],
        ["THCS", "Đã đăng ký"],
        ["Hệ 12/12", ""],
    ]
    xml = part(data, "xl/worksheets/sheet1.xml")
    assert "<formula1>DATA!$A$2:$A$3</formula1>" in xml
    assert 'sqref="M7:M208"' in xml


def test_national_rows_are_as_high_as_their_texts():
    xml = part(
        national({"unit": "Chi đoàn 1"}, {"id_issued_by": "Cục " * 12}), "xl/worksheets/sheet1.xml"
    )
    heights = [re.search(r'ht="([0-9.]+)"', row) for row in re.findall(r"<row [^>]*>", xml)]
    assert [bool(height) for height in heights[-2:]] == [False, True]


def test_national_workbook_is_stable():
    assert national({"full_name": "=x"}) == national({"full_name": "=x"})
