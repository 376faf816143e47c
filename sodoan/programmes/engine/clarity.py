"""A hint whether a pledge is concrete enough to be judged at the end of the year.

Three things are looked for: how much (a quantity, a rhythm, or a result that is plainly reached
or not), until when, and how it will be checked. It is a hint, never a verdict: the words are
common ones, listed here, and the form fields count as much as the sentence.
"""

import re
from dataclasses import dataclass
from datetime import date

from sodoan.programmes.engine.dated import Span, day_fault

_QUOTED = re.compile(r"[“\"'«][^”\"'»]*[”\"'»]")
_TITLES = re.compile(r"\b(?:\d|ba|năm|bốn)\s+(?:tốt|rèn luyện|trách nhiệm|có|sẵn sàng|không)\b")
_DATES = re.compile(
    r"(?<!bậc )\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{1,2}[.-]\d{1,2}[.-]\d{2,4}\b"
    r"|\bngày\s+\d{1,2}\b(?!/)|\bgiờ\b|\b\d{1,2}(?::|h)\d{2}\b"
    r"|\btháng\s+(?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?|chạp)\b"
    r"|\bquý\s+(?:[1-4]|iv|i{1,3}|một|hai|ba|bốn|tư)\b"
    r"|\bnăm\s+(?:học\s+)?(?:\d{4}(?:\s*[-–]\s*\d{4})?|nay)\b"
)
_NUMBER_WORDS = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|vài"
_COUNTED = (
    "buổi|lần|giờ|tiếng|phút|người|bạn|em|cháu|hộ|gia đình|nhà|tin|bài|cuốn|quyển|trang|môn|"
    "khóa|lớp|cây|km|kg|bước|vòng|tuần|tháng|sáng kiến|ý tưởng|đề xuất|giải pháp|sản phẩm|"
    "mô hình|đề tài|công trình|phần việc|hoạt động|chuyên đề|tiết|dự án|khách hàng|đoàn viên|"
    "thanh niên|học sinh|sinh viên|chứng chỉ|giải|đơn vị|hồ sơ|thủ tục|cuộc|ca|suất|kỹ năng|nghề"
)
_COUNT = re.compile(rf"\d|%|\b(?:{_NUMBER_WORDS})\s+(?:{_COUNTED})\b")
_RHYTHM = re.compile(r"\b(?:mỗi|hằng|hàng)\s+(?:ngày|tuần|tháng|quý|học kỳ|buổi|năm)\b")
_RESULT = re.compile(
    r"\bkhông\s+(?:vi phạm|để|bỏ|vắng|nghỉ|đi muộn|trễ|sử dụng|dùng|hút|chia sẻ|gian lận|quay cóp)"
    r"|\bđạt\s+(?:danh hiệu|giải|chứng chỉ|loại|bậc|điểm|học lực|chuẩn|kết quả)"
    r"|\bhoàn thành\s+(?:khóa|lớp|chương trình|chứng chỉ|đề tài)|\bđầy đủ\b|\btất cả\b"
    r"|\bđược\s+(?:cấp|công nhận|xác nhận|kết nạp|khen)"
)
_DEADLINE = re.compile(
    r"\b(?:cả|trong|suốt|hết|cuối|đầu|giữa)\s+(?:năm|học kỳ|quý|tháng|hè|kỳ)\b"
    r"|\bhọc kỳ\s+(?:\d|i{1,3}|một|hai)\b|\btrong\s+(?:\S+\s+)?(?:\d+|\S+)\s+(?:tuần|tháng|ngày)\b"
)
_CHECK = re.compile(
    r"\b(?:điểm danh|minh chứng|giấy chứng nhận|chứng chỉ|chứng nhận|xác nhận|công nhận|biên bản|"
    r"biên lai|ảnh|video|sổ|nhật ký|bảng điểm|báo cáo|bài thu hoạch|nghiệm thu|đạt chuẩn|"
    r"đạt danh hiệu|đạt giải|quyết định|không vi phạm|bí thư kiểm tra|theo dõi)\b"
)
_SPACES = re.compile(r"\s+")

CLEAR = "Đủ cụ thể. Có số lượng, thời hạn và cách kiểm chứng."
_EMPTY = "Bạn chưa viết việc mình sẽ làm."


@dataclass(frozen=True, slots=True)
class Clarity:
    """Which of the three things a pledge has, and one sentence for its author.

    `fault` says that the days in it lie outside the programme year.
    """

    quantity: bool
    deadline: bool
    check: bool
    sentence: str
    fault: str = ""

    @property
    def clear(self) -> bool:
        """Whether all three are there, and the days can be."""
        return self.quantity and self.deadline and self.check and not self.fault


def judge_text(
    text: str,
    *,
    quantity: int | None = None,
    due_on: date | None = None,
    proof: str = "",
    between: Span | None = None,
) -> Clarity:
    """Return how concrete a pledge is; the fields beside the sentence count as part of it.

    `between` are the first day of registration and the last of evaluation.
    """
    plain = _SPACES.sub(" ", text.strip().lower())
    if not any(letter.isalpha() for letter in plain):
        return Clarity(quantity=False, deadline=False, check=False, sentence=_EMPTY)
    unquoted = _TITLES.sub(" ", _QUOTED.sub(" ", plain))
    undated = _DATES.sub(" ", unquoted)
    has_quantity = quantity is not None or any(
        pattern.search(undated) for pattern in (_COUNT, _RHYTHM, _RESULT)
    )
    dated = re.sub(r"\bgiờ\b|\b\d{1,2}(?::|h)\d{2}\b", " ", unquoted)
    has_deadline = due_on is not None or bool(_DATES.search(dated) or _DEADLINE.search(unquoted))
    has_check = bool(proof) or bool(_CHECK.search(plain))
    fault = day_fault(text, between) if between else ""
    say = fault or _say(quantity=has_quantity, deadline=has_deadline, check=has_check)
    return Clarity(has_quantity, has_deadline, has_check, say, fault)


def _say(*, quantity: bool, deadline: bool, check: bool) -> str:
    lacking = [
        word
        for has, word in (
            (quantity, "mấy lần"),
            (deadline, "đến khi nào"),
            (check, "kiểm chứng bằng gì"),
        )
        if not has
    ]
    if not lacking:
        return CLEAR
    unclear = lacking[0] if len(lacking) == 1 else f"{', '.join(lacking[:-1])} và {lacking[-1]}"
    return f"Câu này còn chung chung. Cuối năm sẽ khó đánh giá vì chưa rõ {unclear}."
