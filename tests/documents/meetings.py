"""An invented meeting."""

from datetime import date

from sodoan.documents.papers.evaluation import Absence
from sodoan.documents.papers.meetings import Assignment, MeetingMinutes
from tests.documents.samples import heading


def meeting(decided: int = 2, **more) -> MeetingMinutes:
    facts = {
        "heading": heading(""),
        "unit": "Chi đoàn Khu phố 3",
        "subject": "Sinh hoạt chi đoàn tháng 11 năm 2026",
        "day": date(2026, 11, 7),
        "starts_at": "19 giờ 00",
        "ends_at": "20 giờ 30",
        "place": "Nhà văn hóa khu phố 3",
        "chair": "Trần Quốc Bảo",
        "secretary": "Lê Thị Minh Nguyệt",
        "members": 24,
        "present": 20,
        "guests": 1,
        "excused": (
            Absence(full_name="Võ Mạnh Cường", reason="trực đêm"),
            Absence(full_name="Đỗ Mỹ Hoa", reason="ốm"),
        ),
        "absent": 2,
        "agenda": ("Đánh giá công tác tháng 10", "Kế hoạch tháng 11"),
        "discussion": ("Ý kiến về việc thu đoàn phí.", "Thống nhất ngày ra quân."),
        "conclusions": ("Ra quân dọn vệ sinh ngày 15/11.",),
        "decisions": tuple(
            Assignment(
                text=f"Chuẩn bị dụng cụ đợt {at + 1}",
                person="Võ Mạnh Cường",
                due_on=date(2026, 11, 10 + at),
            )
            for at in range(decided)
        ),
    }
    return MeetingMinutes(**facts | more)
