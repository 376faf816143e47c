"""The national member workbook "DANH SÁCH ĐOÀN VIÊN": 33 columns A-AG, everything text.

Header merged over rows 5-6 with Ngày sinh split into Nam and Nữ, data from row 7, drop-downs fed
from a sheet DATA (domain facts 5.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from sodoan.documents.rendering.lines import LINE, lines_of, may_wrap
from sodoan.documents.rendering.xlsx import (
    HeaderGroup,
    fit_for_reading,
    new_book,
    safe_text,
    write_header,
)

# (key, heading, width in characters); the keys are those of the member import.
COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("index", "STT", 6),
    ("full_name", "Họ và tên", 26),
    ("member_code", "Mã định danh đoàn viên", 16),
    ("born_male", "Nam", 12),
    ("born_female", "Nữ", 12),
    ("ethnicity", "Dân tộc", 11),
    ("religion", "Tôn giáo", 12),
    ("home_town", "Quê quán", 22),
    ("address", "Địa chỉ thường trú", 32),
    ("id_number", "Số CMND/CCCD", 15),
    ("id_issued_on", "Ngày cấp", 12),
    ("id_issued_by", "Nơi cấp", 28),
    ("schooling", "Trình độ văn hóa", 12),
    ("degree", "Trình độ chuyên môn", 14),
    ("theory", "Trình độ LLCT", 12),
    ("it_level", "Tin học", 10),
    ("language_level", "Ngoại ngữ", 10),
    ("joined_on", "Thời gian vào đoàn", 12),
    ("admission_no", "Số Nghị quyết chuẩn y kết nạp đoàn viên", 18),
    ("card_no", "Số thẻ đoàn", 14),
    ("party_on", "Thời gian vào Đảng", 12),
    ("occupation", "Nghề nghiệp hiện nay", 18),
    ("category", "Đối tượng đoàn viên", 20),
    ("training", "Rèn luyện đoàn viên", 14),
    ("rating", "Đánh giá, xếp loại đoàn viên", 14),
    ("commendation", "Khen thưởng", 18),
    ("discipline", "Kỷ luật", 14),
    ("post", "Chức vụ trong chi đoàn", 18),
    ("association", "Hội", 10),
    ("honorary", "Đoàn viên danh dự", 10),
    ("email", "Email liên hệ", 24),
    ("phone", "Điện thoại liên hệ", 14),
    ("unit", "Đơn vị", 34),
)
KEYS = tuple(key for key, _, _ in COLUMNS)
GROUPS = (HeaderGroup("", 3), HeaderGroup("Ngày sinh", 2), HeaderGroup("", 28))
HEADER_ROW, FIRST_ROW = 4, 6  # counted from 0: Excel's rows 5 and 7
_SPARE_ROWS = 200  # drop-downs reach this far below the last member
_LIST_SHEET = "DATA"
_FONT = {"font_name": "Times New Roman", "font_size": 12}


def write_national_workbook(
    stream: IO[bytes],
    rows: Iterable[Mapping[str, str]],
    *,
    code_lists: Mapping[str, Sequence[str]],
    issuer: str = "",
) -> int:
    """Write the workbook and return the number of members.

    `rows` map the keys of `COLUMNS` to text; missing keys stay blank and STT is counted here.
    `code_lists` map column keys to the allowed words. `issuer` stands top left. Raises KeyError
    for a code list of no column.
    """
    with new_book(stream) as book:
        page = book.add_worksheet("DANH SÁCH")
        _write_top(book, page, issuer)
        look = {"border": 1, "num_format": "@", "valign": "top", "text_wrap": True}
        boxed = book.add_format(_FONT | look)
        count = 0
        for count, member in enumerate(rows, start=1):
            _write_member(page, FIRST_ROW + count - 1, count, member, boxed)
        fit_for_reading(page, FIRST_ROW, 2, wide=True)
        _add_lists(book, page, code_lists, FIRST_ROW + count + _SPARE_ROWS)
    return count


def _write_top(book: Any, page: Worksheet, issuer: str) -> None:
    middle = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
    head = book.add_format(_FONT | {"border": 1} | middle)
    bold = book.add_format(_FONT | {"bold": True})
    for at, (_, _, width) in enumerate(COLUMNS):
        page.set_column(at, at, width)
    page.write_string(0, 0, safe_text(issuer), bold)
    page.write_string(1, 10, "ĐOÀN TNCS HỒ CHÍ MINH", bold)
    page.write_string(2, 5, "DANH SÁCH ĐOÀN VIÊN", bold)
    columns = [(title, width) for _, title, width in COLUMNS]
    write_header(page, HEADER_ROW, columns, GROUPS, head)


def _write_member(
    page: Worksheet, row: int, number: int, member: Mapping[str, str], style: Any
) -> None:
    page.write_string(row, 0, str(number), style)
    lines = 1
    for at, (key, _, width) in enumerate(COLUMNS[1:], start=1):
        text = member.get(key, "")
        if text:
            page.write_string(row, at, safe_text(text), style)
            if may_wrap(text, width):
                lines = max(lines, lines_of(text, width))
        else:
            page.write_blank(row, at, None, style)
    if lines > 1:
        page.set_row(row, lines * LINE)


def _add_lists(
    book: Any, page: Worksheet, code_lists: Mapping[str, Sequence[str]], last_row: int
) -> None:
    titles = {key: title for key, title, _ in COLUMNS}
    lists = book.add_worksheet(_LIST_SHEET)
    longest = max((len(words) for words in code_lists.values()), default=0)
    for at, (key, words) in enumerate(code_lists.items()):
        lists.set_column(at, at, max(map(len, (titles[key], *words))) + 2)
        lists.write_string(0, at, safe_text(titles[key]))
    for row in range(longest):
        for at, words in enumerate(code_lists.values()):
            if row < len(words):
                lists.write_string(row + 1, at, safe_text(words[row]))
    for at, (key, words) in enumerate(code_lists.items()):
        column, name = KEYS.index(key), xl_col_to_name(at)
        rule = {
            "validate": "list",
            "source": f"={_LIST_SHEET}!${name}$2:${name}${len(words) + 1}",
            "error_type": "warning",
            "error_title": "Giá trị lạ",
            "error_message": "Giá trị này không có trong danh mục của biểu mẫu.",
        }
        page.data_validation(FIRST_ROW, column, last_row, column, rule)
