"""The fields a member list can fill: keys, Vietnamese labels, header spellings, sensitivity."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the import.

    ``headers`` are other spellings of its column header; case and punctuation never matter, marks
    only where headers of two fields differ by nothing else ("ĐT", "DT").
    """

    key: str
    label: str
    headers: tuple[str, ...] = ()
    is_sensitive: bool = False


BRANCH_HEADERS = (
    "Chi đoàn", "Tên chi đoàn", "Chi đoàn sinh hoạt", "Chi đoàn/Đơn vị", "Chi đoàn/Lớp",
    "Lớp/Chi đoàn", "Thuộc chi đoàn", "Chi đoàn trực thuộc", "Sinh hoạt tại chi đoàn",
)  # fmt: skip
"""Headers of the unit column that name the branch itself; "Đơn vị" may be a wider unit."""

FIELDS: tuple[Field, ...] = (
    Field("full_name", "Họ và tên", ("Họ tên", "Họ và tên đoàn viên", "Họ tên đoàn viên",
          "Tên đoàn viên", "Họ và tên khai sinh", "Họ, tên", "Họ và tên sinh viên", "Full name",
          "Họ, chữ đệm và tên", "Họ, chữ đệm và tên khai sinh", "Họ, chữ đệm, tên",
          "Họ, tên đệm và tên", "Tên đầy đủ", "Họ tên đầy đủ", "Họ và tên đầy đủ",
          "Tên đầy đủ của đoàn viên")),
    Field("family_name", "Họ và tên đệm", ("Họ đệm", "Họ lót", "Họ và chữ lót", "Họ", "Họ và",
          "Họ và đệm", "Họ và lót", "Họ và tên lót", "Họ, tên đệm", "Họ, chữ lót",
          "Họ và chữ đệm", "Họ, chữ đệm", "Họ chữ đệm",
          # a divided header: "Họ và tên" above, its halves below
          "Họ và tên: Họ đệm", "Họ và tên: Họ", "Họ và tên: Họ lót", "Họ tên: Họ đệm",
          "Họ tên: Họ", "Họ tên: Họ lót")),
    Field("given_name", "Tên", ("Tên gọi", "Họ và tên: Tên", "Họ tên: Tên")),
    Field("member_code", "Mã định danh đoàn viên", ("Mã định danh", "Mã đoàn viên", "Mã ĐV",
          "Mã số đoàn viên", "Mã định danh ĐV")),
    Field("born_male", "Ngày sinh Nam", ("Ngày tháng năm sinh Nam", "Năm sinh Nam", "Nam",
          "Ngày, tháng, năm sinh Nam", "Giới tính Nam")),
    Field("born_female", "Ngày sinh Nữ", ("Ngày tháng năm sinh Nữ", "Năm sinh Nữ", "Nữ",
          "Ngày, tháng, năm sinh Nữ", "Giới tính Nữ")),
    Field("born", "Ngày sinh", ("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Năm sinh",
          "NTNS", "Sinh ngày")),
    # a birth date in three columns, named so by `reader/cells.py`
    Field("birth_day", "Ngày của ngày sinh"),
    Field("birth_month", "Tháng của ngày sinh"),
    Field("birth_year", "Năm của ngày sinh"),
    Field("sex", "Giới tính", ("Nam/Nữ", "Phái", "GT")),
    Field("ethnicity", "Dân tộc", ("DT",), is_sensitive=True),
    Field("religion", "Tôn giáo", ("Đạo", "TG"), is_sensitive=True),
    Field("home_town", "Quê quán", ("Nguyên quán", "Quê")),
    Field("address", "Địa chỉ thường trú", ("Địa chỉ", "Hộ khẩu thường trú", "HKTT", "Thường trú",
          "Hộ khẩu", "Nơi ở", "Chỗ ở hiện nay", "Nơi cư trú", "Nơi ở hiện nay")),
    Field("id_number", "Số CMND/CCCD", ("CCCD", "CMND", "Số CCCD", "Số CMND", "CMND/CCCD",
          "Căn cước công dân", "Số căn cước", "Số định danh cá nhân", "Số CCCD/CMND",
          "Số căn cước công dân", "Số thẻ căn cước", "CCCD/CMND",
          # a divided header: the paper above, its number and day below
          "CCCD Số", "CMND Số", "CMND/CCCD Số", "CCCD/CMND Số", "Căn cước công dân Số",
          "Căn cước Số", "Căn cước"), is_sensitive=True),
    Field("id_issued_on", "Ngày cấp", ("Ngày cấp CCCD", "Ngày cấp CMND/CCCD"), is_sensitive=True),
    Field("id_issued_by", "Nơi cấp", ("Nơi cấp CCCD", "Nơi cấp CMND/CCCD"), is_sensitive=True),
    Field("schooling", "Trình độ văn hóa", ("Văn hóa", "TĐVH", "Học vấn", "Trình độ học vấn")),
    Field("degree", "Trình độ chuyên môn", ("Chuyên môn", "TĐCM", "Trình độ CM",
          "Chuyên môn nghiệp vụ", "Trình độ chuyên môn nghiệp vụ")),
    Field("theory", "Trình độ LLCT", ("LLCT", "Lý luận chính trị", "Trình độ lý luận chính trị",
          "TĐLLCT")),
    Field("it_level", "Tin học", ("Trình độ tin học",)),
    Field("language_level", "Ngoại ngữ", ("Trình độ ngoại ngữ", "Anh văn", "Tiếng Anh")),
    Field("joined_on", "Thời gian vào đoàn", ("Ngày vào Đoàn", "Ngày kết nạp", "Ngày kết nạp Đoàn",
          "Năm vào Đoàn", "Vào Đoàn", "Ngày, tháng, năm vào Đoàn", "Ngày tháng năm vào Đoàn")),
    Field("joined_at", "Nơi vào Đoàn", ("Nơi kết nạp", "Nơi kết nạp Đoàn")),
    Field("admission_no", "Số Nghị quyết chuẩn y kết nạp đoàn viên", ("Số nghị quyết",
          "Số NQ chuẩn y", "Nghị quyết chuẩn y", "Số quyết định kết nạp", "Số NQ")),
    Field("card_no", "Số thẻ đoàn", ("Số thẻ", "Thẻ đoàn", "Số thẻ đoàn viên", "Mã thẻ đoàn")),
    Field("party_on", "Thời gian vào Đảng", ("Ngày vào Đảng", "Vào Đảng", "Năm vào Đảng",
          "Ngày kết nạp Đảng", "Trạng thái Đảng"), is_sensitive=True),
    Field("occupation", "Nghề nghiệp hiện nay", ("Nghề nghiệp", "Công việc",
          "Nghề nghiệp, nơi làm việc")),
    Field("category", "Đối tượng đoàn viên", ("Đối tượng", "Đối tượng rèn luyện", "Khối")),
    Field("training", "Rèn luyện đoàn viên", ("Rèn luyện", "Đăng ký rèn luyện", "CTRLĐV", "RLĐV")),
    Field("rating", "Đánh giá, xếp loại đoàn viên", ("Đánh giá xếp loại", "Xếp loại", "Đánh giá",
          "Xếp loại đoàn viên", "Phân loại đoàn viên")),
    Field("commendation", "Khen thưởng", ("Thành tích", "Hình thức khen thưởng", "KT")),
    Field("discipline", "Kỷ luật", ("Hình thức kỷ luật", "Kỉ luật", "KL"), is_sensitive=True),
    Field("post", "Chức vụ trong chi đoàn", ("Chức vụ", "Chức vụ Đoàn", "Chức danh",
          "Chức vụ trong Đoàn")),
    Field("association", "Hội", ("Tham gia Hội", "Hội viên")),
    Field("honorary", "Đoàn viên danh dự", ("Danh dự", "ĐV danh dự", "ĐVDD")),
    Field("email", "Email liên hệ", ("Email", "E-mail", "Thư điện tử", "Địa chỉ email", "Mail")),
    Field("phone", "Điện thoại liên hệ", ("Điện thoại", "Số điện thoại", "SĐT", "ĐT", "Di động",
          "Số ĐT", "Điện thoại di động", "SĐT liên hệ", "Số điện thoại liên hệ")),
    Field("unit", "Đơn vị", ("Đơn vị sinh hoạt", "Tên đơn vị", *BRANCH_HEADERS)),
    Field("team", "Tổ đoàn", ("Phân đoàn", "Tổ")),
    Field("class_name", "Lớp", ("Lớp học", "Tên lớp")),
    Field("faculty", "Khoa", ("Khoa/Viện", "Tên khoa")),
    Field("student_code", "Mã SV", ("Mã sinh viên", "MSSV", "Mã số sinh viên", "MSV", "Mã học sinh",
          "Mã HS")),
    Field("note", "Ghi chú", ("Chú thích", "Lưu ý")),
    # Known columns that carry nothing to keep; named so that they are not reported as unknown.
    Field("row_number", "STT", ("TT", "Số TT", "Số thứ tự", "No")),
    Field("age", "Tuổi", ("Tuổi đời",)),
    Field("training_score", "Điểm RL", ("Điểm rèn luyện", "ĐRL")),
    Field("dues", "Đoàn phí", ("Đóng đoàn phí", "Tình trạng đoàn phí")),
    Field("remarks", "Lỗi / cảnh báo"),  # what our own error file adds
)  # fmt: skip
"""Every known column, in the order of the national workbook."""

FIELD_BY_KEY = {field.key: field for field in FIELDS}
SENSITIVE_FIELDS = frozenset(field.key for field in FIELDS if field.is_sensitive)
BIRTH_FIELDS = ("born", "born_male", "born_female")
"""Columns that hold a birth date; the last two tell the sex too."""
BIRTH_PARTS = ("birth_day", "birth_month", "birth_year")
"""Columns of a birth date in three parts; they are put together before a row is judged."""
IGNORED_FIELDS = frozenset({"row_number", "age", "training_score", "dues", "remarks"})
NAME_HALVES = ("Họ và tên: Họ đệm", "Họ và tên: Tên")
"""Headers given to the two columns of a name that stands under one "Họ và tên"."""

UNLIKE_HEADERS = (
    "Năm", "Ngày sinh Năm", "Ngày tháng năm sinh Năm", "Năm sinh Năm", "Giới tính Năm",
)  # fmt: skip
"""Headers that are known ones but for a mark, and none of them: "Năm" is not "Nam"."""

_DIPLOMA = ("degree", "schooling", "theory", "it_level", "language_level")
_WORK = ("occupation",)
OTHERS_WORDS: Mapping[str, tuple[str, ...]] = {
    # other people
    "bố": (), "cha": (), "ba": ("commendation",), "mẹ": (), "vợ": (), "chồng": (), "con": (),
    "phụ huynh": (), "người thân": (), "thân nhân": (), "người liên hệ": (), "khẩn cấp": (),
    "giám hộ": (), "gia đình": ("address", "home_town"), "chủ hộ": ("address",),
    "người giới thiệu": (), "GVCN": (), "chủ nhiệm": (), "giáo viên": (), "cố vấn": (),
    "CVHT": (), "lớp trưởng": (),
    # other papers
    "BHYT": (), "BHXH": (), "bảo hiểm": (), "bằng": _DIPLOMA, "chứng chỉ": _DIPLOMA,
    "hộ chiếu": (), "giấy phép": (), "GPLX": (), "hộ khẩu": ("address",), "ngân hàng": (),
    "tài khoản": (), "thẻ sinh viên": ("student_code",), "thẻ đoàn": ("card_no",),
    "sổ đoàn": ("card_no", "member_code"),
    # other places and posts
    "cơ quan": _WORK, "công tác": _WORK, "công ty": _WORK, "làm việc": _WORK,
    "đảng": ("party_on",), "chính quyền": (), "công đoàn": (),
    "lớp": ("class_name", "unit", "team", "faculty"), "thẻ hội": (), "chức vụ hội": (),
    "chức vụ trong hội": (), "chức vụ đội": (), "chức vụ chuyên môn": (),
}  # fmt: skip
"""Words of a header that make the column somebody else's or of another paper than the member's.

Such a column is never guessed to be a field, save those named behind the word. Whole words count,
with marks or without any ("bo" is "bố", "bộ" is not); a header known exactly is not asked.
"""
