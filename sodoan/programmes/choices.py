"""States of the programme engine and their allowed moves."""

from typing import Final

from django.db import models


class SubjectKind(models.TextChoices):
    """Whom a programme is about."""

    MEMBER = "member", "Đoàn viên"
    APPOINTMENT = "appointment", "Cán bộ giữ chức danh"
    UNIT = "unit", "Đơn vị"


class PlanState(models.TextChoices):
    """A plan is written, issued, and later replaced by a newer version."""

    DRAFT = "draft", "Bản nháp"
    PUBLISHED = "published", "Đã ban hành"
    SUPERSEDED = "superseded", "Đã thay thế"


class EnrolmentState(models.TextChoices):
    """Registration of one subject (S0, bước 1)."""

    DRAFT = "draft", "Nháp"
    SUBMITTED = "submitted", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    ACCEPTED = "accepted", "Đã duyệt"


class AmendmentState(models.TextChoices):
    """A change of an accepted registration."""

    PROPOSED = "proposed", "Chờ duyệt"
    ACCEPTED = "accepted", "Đã duyệt"
    REJECTED = "rejected", "Không duyệt"


class EvidenceKind(models.TextChoices):
    """What an evidence is."""

    FILE = "file", "Ảnh, tệp"
    TEXT = "text", "Ghi chép"
    LINK = "link", "Đường dẫn"
    ATTENDANCE = "attendance", "Điểm danh"


class EvidenceState(models.TextChoices):
    """A named post-holder looks at each evidence."""

    PENDING = "pending", "Chờ duyệt"
    VERIFIED = "verified", "Đạt"
    REJECTED = "rejected", "Chưa đạt"


class Standing(models.TextChoices):
    """Outcome of the quarterly talk (S0, bước 2)."""

    ON_TRACK = "on_track", "Đúng tiến độ"
    SLOW = "slow", "Chậm"
    NEEDS_HELP = "needs_help", "Cần giúp"


class MarkOutcome(models.TextChoices):
    """How one pledge was kept."""

    MET = "met", "Đạt"
    PARTLY = "partly", "Đạt một phần"
    NOT_MET = "not_met", "Chưa đạt"
    NOT_APPLICABLE = "not_applicable", "Không áp dụng"


class StepKey(models.TextChoices):
    """Who judges (S0, bước 3; architecture §3)."""

    SELF = "self", "Tự đánh giá"
    COLLECTIVE = "collective", "Chi đoàn góp ý, biểu quyết"
    COMMITTEE = "committee", "Ban Chấp hành đề xuất"
    APPROVE = "approve", "Cấp trên duyệt"


class Population(models.TextChoices):
    """Whether and how a member is graded; the values of the engine's `PopulationState`."""

    RATED = "rated", "Được xếp loại"
    COMMENT_ONLY = "comment_only", "Chỉ góp ý"
    TOO_NEW = "too_new", "Chưa đủ thời gian"
    EXEMPT = "exempt", "Miễn xếp loại"
    UNRATED = "unrated", "Không xếp loại"
    UNDECIDED = "undecided", "Chưa xác định"


class Presence(models.TextChoices):
    """Attendance at the evaluation meeting."""

    PRESENT = "present", "Có mặt"
    EXCUSED = "excused", "Vắng có lý do"
    ABSENT = "absent", "Vắng"


class RoundState(models.TextChoices):
    """The evaluation of a whole branch on its way up."""

    PREPARING = "preparing", "Đang chuẩn bị"
    SENT = "sent", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã duyệt"
    PUBLISHED = "published", "Đã công bố"


OPEN_ROUNDS = (RoundState.PREPARING, RoundState.RETURNED)
"""In the hands of the branch; every other state has gone up."""


class ResultState(models.TextChoices):
    """One member's result."""

    DRAFT = "draft", "Nháp"
    PROPOSED = "proposed", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã duyệt"
    PUBLISHED = "published", "Đã công bố"


WITH_THE_BRANCH = (ResultState.DRAFT, ResultState.RETURNED)
SENT_UP = tuple(state for state in ResultState if state not in WITH_THE_BRANCH)
DECIDED = (ResultState.APPROVED, ResultState.PUBLISHED)


class ComplaintState(models.TextChoices):
    """A member disagrees with the published grade."""

    OPEN = "open", "Đang xem xét"
    UPHELD = "upheld", "Giữ nguyên kết quả"
    CHANGED = "changed", "Điều chỉnh kết quả"
    WITHDRAWN = "withdrawn", "Đã rút"


ENROLMENT_MOVES: Final = {
    EnrolmentState.DRAFT: {EnrolmentState.SUBMITTED, EnrolmentState.ACCEPTED},
    EnrolmentState.SUBMITTED: {
        EnrolmentState.ACCEPTED,
        EnrolmentState.RETURNED,
        EnrolmentState.DRAFT,
    },
    EnrolmentState.RETURNED: {EnrolmentState.SUBMITTED, EnrolmentState.ACCEPTED},
    EnrolmentState.ACCEPTED: set(),
}

ROUND_MOVES: Final = {
    RoundState.PREPARING: {RoundState.SENT},
    RoundState.SENT: {RoundState.RETURNED, RoundState.APPROVED},
    RoundState.RETURNED: {RoundState.SENT},
    RoundState.APPROVED: {RoundState.PUBLISHED, RoundState.RETURNED},
    RoundState.PUBLISHED: set(),
}
