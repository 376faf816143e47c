"""The fixed vocabulary of states: icon, word and tone, in one table.

Templates write `{% status "family" value %}`; nothing else may invent a state's look.
Tones: mute (xám), info (xanh), warn (vàng), bad (đỏ), ok (lục), spec (tím: a special case, not a
fault), gold (vàng kim: Xuất sắc only).
"""

from dataclasses import dataclass

TONES = ("mute", "info", "warn", "bad", "ok", "spec", "gold")


@dataclass(frozen=True)
class Status:
    """How one state is shown."""

    word: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Family:
    """The states of one kind of thing, under the name people give to it."""

    label: str
    states: dict[str, Status]


FAMILIES: dict[str, Family] = {
    "deadline": Family(
        "Thời hạn",
        {
            "not_due": Status("Chưa đến hạn", "mute", "calendar"),
            "due_soon": Status("Sắp đến hạn", "warn", "clock"),
            "overdue": Status("Quá hạn", "bad", "alert-triangle"),
        },
    ),
    "work": Family(
        "Công việc",
        {
            "todo": Status("Chưa làm", "mute", "circle-dashed"),
            "draft": Status("Nháp", "mute", "pencil"),
            "doing": Status("Đang làm", "info", "progress"),
            "running": Status("Đang thực hiện", "info", "progress"),
            "done": Status("Đã xong", "ok", "circle-check"),
        },
    ),
    "submission": Family(
        "Báo cáo, hồ sơ nộp",
        {
            "missing": Status("Chưa nộp", "bad", "alert-circle"),
            "submitted": Status("Đã nộp", "info", "send"),
            "late": Status("Nộp muộn", "warn", "clock"),
            "pending": Status("Chờ duyệt", "info", "hourglass"),
            "returned": Status("Trả lại", "warn", "arrow-back-up"),
            "resubmitted": Status("Đã nộp lại", "info", "refresh"),
            "accepted": Status("Đã duyệt", "ok", "circle-check"),
            "locked": Status("Đã khóa sổ", "mute", "lock"),
            "exempt": Status("Được miễn", "spec", "ban"),
        },
    ),
    "standing": Family(
        "Tình hình nộp",
        {
            "on_time": Status("Đúng hạn", "ok", "circle-check"),
            "late": Status("Nộp muộn", "warn", "clock"),
            "waiting": Status("Chờ duyệt", "info", "hourglass"),
            "returned": Status("Trả lại", "warn", "arrow-back-up"),
            "overdue": Status("Quá hạn", "bad", "alert-circle"),
            "pending": Status("Chưa đến hạn", "mute", "calendar"),
            "exempt": Status("Được miễn", "spec", "ban"),
            "closed": Status("Đã khóa sổ", "mute", "lock"),
        },
    ),
    "inspection": Family(
        "Cuộc kiểm tra",
        {
            "open": Status("Đang kiểm tra", "info", "search"),
            "concluded": Status("Đã kết luận", "ok", "gavel"),
            "cancelled": Status("Đã hủy", "mute", "ban"),
        },
    ),
    "verdict": Family(
        "Đối chiếu",
        {
            "matches": Status("Khớp", "ok", "circle-check"),
            "differs": Status("Không khớp", "bad", "alert-circle"),
            "uncheckable": Status("Không kiểm tra được", "warn", "help-circle"),
        },
    ),
    "finding": Family(
        "Phát hiện",
        {
            "open": Status("Chưa khắc phục", "bad", "alert-circle"),
            "answered": Status("Chờ xác nhận", "info", "hourglass"),
            "returned": Status("Trả lại", "warn", "arrow-back-up"),
            "closed": Status("Đã khắc phục", "ok", "circle-check"),
        },
    ),
    "activity": Family(
        "Hoạt động",
        {
            "planned": Status("Dự kiến", "mute", "calendar"),
            "running": Status("Đang diễn ra", "info", "player-play"),
            "unreported": Status("Chưa báo cáo", "warn", "file-alert"),
            "reported": Status("Đã báo cáo", "ok", "circle-check"),
            "postponed": Status("Hoãn", "warn", "player-pause"),
            "cancelled": Status("Đã hủy", "mute", "ban"),
        },
    ),
    "resolution": Family(
        "Nghị quyết",
        {
            "open": Status("Chưa xong", "info", "progress"),
            "late": Status("Quá hạn", "bad", "alert-triangle"),
            "done": Status("Đã xong", "ok", "circle-check"),
        },
    ),
    "project": Family(
        "Công trình, phần việc",
        {
            "planned": Status("Dự kiến", "mute", "calendar"),
            "running": Status("Đang thực hiện", "info", "progress"),
            "late": Status("Quá hạn", "bad", "alert-triangle"),
            "done": Status("Đã hoàn thành", "ok", "circle-check"),
            "stopped": Status("Dừng", "warn", "player-pause"),
        },
    ),
    "week": Family(
        "Tuần hoạt động",
        {
            "met": Status("Đạt", "ok", "circle-check"),
            "planned": Status("Đủ lịch", "mute", "calendar"),
            "skipped": Status("Nghỉ", "mute", "ban"),
            "unreported": Status("Chưa báo cáo", "warn", "file-alert"),
            "short": Status("Thiếu hoạt động", "bad", "progress"),
            "missing": Status("Chưa có lịch", "bad", "alert-circle"),
        },
    ),
    "attendance": Family(
        "Tham gia",
        {
            "registered": Status("Đã đăng ký", "ok", "user-check"),
            "unanswered": Status("Chưa trả lời", "warn", "help-circle"),
            "excused": Status("Vắng có lý do", "mute", "user-x"),
        },
    ),
    "presence": Family(
        "Điểm danh",
        {
            "present": Status("Có mặt", "ok", "user-check"),
            "excused": Status("Vắng có lý do", "mute", "user-x"),
            "absent": Status("Vắng không lý do", "bad", "user-x"),
            "unmarked": Status("Chưa điểm danh", "warn", "help-circle"),
        },
    ),
    "member": Family(
        "Đoàn viên",
        {
            "awaiting": Status("Chờ chuẩn y", "info", "hourglass"),
            "active": Status("Đang sinh hoạt", "ok", "user-check"),
            "temporary": Status("Sinh hoạt tạm", "spec", "arrows-exchange"),
            "moving": Status("Đang chuyển", "info", "arrows-exchange"),
            "moved": Status("Đã chuyển đi", "mute", "door-exit"),
            "matured": Status("Trưởng thành", "mute", "school"),
            "removed": Status("Xóa tên", "mute", "user-x"),
            "expelled": Status("Khai trừ", "mute", "user-x"),
            "deceased": Status("Đã từ trần", "mute", "user"),
            "left": Status("Không còn là đoàn viên", "mute", "user-minus"),
            "nowhere": Status("Hiện không sinh hoạt", "mute", "circle-minus"),
            "in_office": Status("Đang công tác", "ok", "user-check"),
        },
    ),
    "grade": Family(
        "Xếp loại",
        {
            "excellent": Status("Xuất sắc", "gold", "star"),
            "good": Status("Tốt", "ok", "thumb-up"),
            "completed": Status("Hoàn thành", "info", "circle-check"),
            "failed": Status("Không hoàn thành", "bad", "circle-x"),
        },
    ),
    "population": Family(
        "Diện xếp loại",
        {
            "rated": Status("Được xếp loại", "ok", "clipboard-check"),
            "too_new": Status("Chưa đủ thời gian", "spec", "hourglass"),
            "exempt": Status("Miễn xếp loại", "spec", "ban"),
            "comment_only": Status("Đảng viên – chỉ góp ý", "spec", "message-circle"),
            "unrated": Status("Không xếp loại", "mute", "minus"),
        },
    ),
    "meeting": Family(
        "Cuộc họp",
        {
            "quorate": Status("Đủ điều kiện họp", "ok", "users"),
            "unvoted": Status("Chưa biểu quyết", "mute", "circle-dashed"),
            "miscounted": Status("Thiếu 1 phiếu", "bad", "alert-circle"),
        },
    ),
    "criterion": Family(
        "Tiêu chí, “3 có”",
        {
            "met": Status("Đạt", "ok", "circle-check"),
            "unproven": Status("Thiếu minh chứng", "warn", "camera"),
            "unmet": Status("Chưa đạt", "bad", "circle-x"),
        },
    ),
    "review": Family(
        "Trao đổi quý",
        {
            "on_track": Status("Đúng tiến độ", "ok", "circle-check"),
            "slow": Status("Chậm", "warn", "hourglass"),
            "needs_help": Status("Cần giúp", "bad", "heart-handshake"),
            "not_yet": Status("Chưa trao đổi", "mute", "circle-dashed"),
        },
    ),
    "import_row": Family(
        "Nhập dữ liệu",
        {
            "accepted": Status("Nhận", "ok", "circle-check"),
            "warning": Status("Cảnh báo", "warn", "alert-triangle"),
            "rejected": Status("Bị loại", "bad", "circle-x"),
            "duplicate": Status("Trùng", "spec", "copy"),
            "existing": Status("Đã có", "spec", "user-check"),
        },
    ),
    "import_column": Family(
        "Cột nhập",
        {
            "matched": Status("Khớp", "ok", "circle-check"),
            "check": Status("Cần xem", "warn", "alert-triangle"),
            "encrypted": Status("Mã hóa", "spec", "lock"),
        },
    ),
    "sync": Family(
        "Đồng bộ",
        {
            "synced": Status("Đã đồng bộ", "ok", "cloud-check"),
            "unsynced": Status("Chưa đồng bộ", "warn", "cloud-up"),
            "unsent": Status("Chưa gửi", "warn", "cloud-up"),
            "failed": Status("Lỗi đồng bộ", "bad", "cloud-off"),
        },
    ),
    "reorganisation": Family(
        "Sắp xếp tổ chức",
        {
            "keep": Status("Giữ nguyên", "mute", "equal"),
            "rename": Status("Đổi tên", "info", "pencil"),
            "move": Status("Chuyển trực thuộc", "info", "hierarchy-2"),
            "merge": Status("Sáp nhập", "warn", "git-merge"),
            "create": Status("Lập mới", "ok", "plus"),
            "close": Status("Kết thúc", "bad", "circle-x"),
            "rehearsed": Status("Đã chạy thử", "info", "flask"),
            "applied": Status("Đã áp dụng", "ok", "circle-check"),
            "undone": Status("Đã hoàn tác", "mute", "arrow-back-up"),
            "automatic": Status("Tự động", "ok", "circle-check"),
            "choose": Status("Cần chọn", "warn", "alert-triangle"),
        },
    ),
    "succession": Family(
        "Quy hoạch",
        {
            "proposed": Status("Đề xuất", "mute", "pencil"),
            "screening": Status("Đang rà soát", "info", "search"),
            "ballot": Status("Lấy phiếu", "info", "checkbox"),
            "before_party": Status("Trình cấp ủy", "info", "hourglass"),
            "approved": Status("Đã phê duyệt", "ok", "circle-check"),
            "dropped": Status("Đưa ra", "mute", "user-x"),
            "appointed": Status("Đã bổ nhiệm", "ok", "user-check"),
        },
    ),
    "credential": Family(
        "Chứng chỉ",
        {
            "valid": Status("Còn hạn", "ok", "circle-check"),
            "expiring": Status("Sắp hết hạn", "warn", "clock"),
            "expired": Status("Hết hạn", "bad", "alert-triangle"),
            "unlimited": Status("Không thời hạn", "mute", "infinity"),
            "missing": Status("Còn thiếu", "bad", "alert-circle"),
        },
    ),
    "target": Family(
        "Chỉ tiêu",
        {
            "on_pace": Status("Đúng nhịp", "ok", "trending-up"),
            "behind": Status("Chậm nhịp", "warn", "trending-down"),
            "reached": Status("Đã đạt", "ok", "trophy"),
        },
    ),
}


def find(family: str, value: str) -> Status | None:
    """Return how a state is shown; None when the family has no such state."""
    known = FAMILIES.get(family)
    return known.states.get(value) if known else None


def deadline_key(days_left: int, *, soon: int = 7) -> str:
    """Return the deadline state for a number of days left; `soon` days ahead warn already."""
    if days_left < 0:
        return "overdue"
    return "due_soon" if days_left <= soon else "not_due"
