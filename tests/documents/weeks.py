"""An invented week of a scheme."""

from sodoan.documents.papers.weeks import LateUnit, UnitInWeek, WeekDigest
from tests.documents.samples import heading


def week(**more) -> WeekDigest:
    facts = {
        "heading": heading(""),
        "scheme": "30 phút hành động",
        "period": "Tuần 42, từ 12/10/2026 đến 18/10/2026",
        "receiver": "Ban Thường vụ Tỉnh đoàn An Bình",
        "compiler": "Lê Thị Minh Nguyệt",
        "owing": 3,
        "met": 1,
        "percent": 33,
        "before_owing": 3,
        "before_met": 2,
        "activities": 2,
        "attendances": 32,
        "people": 18,
        "guests": 4,
        "units": (
            UnitInWeek(
                name="Đoàn phường An Hòa", activities=2, attendances=32, people=18, members=24,
                percent=75, told=("Tổng vệ sinh: Sạch ba tầng", "Đọc sách: 12 người <đọc> & kể"),
            ),
            UnitInWeek(
                name="Đoàn xã Bình Minh", activities=0, attendances=0, people=0, members=0,
                percent=None, told=(),
            ),
        ),
        "late": (
            LateUnit(name="Đoàn xã Bình Minh", state="Chưa báo cáo", in_charge="Đỗ Mỹ Hoa"),
            LateUnit(name="Đoàn xã Tân Lập", state="Chưa có hoạt động", in_charge=""),
        ),
    }  # fmt: skip
    return WeekDigest(**facts | more)
