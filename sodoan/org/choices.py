"""Fixed words of the organisation app."""

from collections.abc import Mapping

from django.db import models


class Tier(models.IntegerChoices):
    """Level of a unit type in the organisation, from the top."""

    CENTRAL = 0, "Trung ương"
    PROVINCE = 1, "Cấp tỉnh"
    DISTRICT = 2, "Cấp huyện (đến 30/6/2025)"
    COMMUNE = 3, "Cấp xã và tương đương"
    GRASSROOTS = 4, "Cơ sở"
    SECTION = 5, "Đoàn bộ phận, liên chi đoàn"
    BRANCH = 6, "Chi đoàn"


MEMBER_TIERS = frozenset({Tier.BRANCH})
"""Levels whose units people belong to themselves; the others are made of units."""


LAUNCHES_FROM = Tier.GRASSROOTS
"""Units of this level and above start programmes; those below take up what is issued."""


class Sector(models.TextChoices):
    """Khối: the surroundings a unit works in."""

    RESIDENTIAL = "residential", "Địa bàn dân cư"
    SCHOOL = "school", "Trường học"
    CIVIL_SERVICE = "civil_service", "Công chức, viên chức"
    WORKERS = "workers", "Công nhân lao động"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    ARMED_FORCES = "armed_forces", "Lực lượng vũ trang"
    OTHER = "other", "Khác"


class Block(models.TextChoices):
    """Which of the two yearly calendars a unit follows (S0, bước 2)."""

    SCHOOL = "school", "Khối trường học"
    OTHER = "other", "Các khối còn lại"


class Body(models.TextChoices):
    """The body of a unit a post belongs to."""

    COMMITTEE = "bch", "Ban Chấp hành"
    STANDING = "btv", "Ban Thường vụ"
    INSPECTION = "ubkt", "Ủy ban Kiểm tra"
    STAFF = "staff", "Cán bộ chuyên trách"


TERM_BODIES: Mapping[str, tuple[str, ...]] = {
    Body.COMMITTEE: (Body.COMMITTEE,),
    Body.STANDING: (Body.STANDING, Body.COMMITTEE),
    Body.INSPECTION: (Body.INSPECTION,),
    Body.STAFF: (),
}
"""Whose terms a post of a body may belong to: the committee elects its standing committee out of
its midst, for its own term. Full-time officers are not elected."""


class Role(models.TextChoices):
    """What a post may do; the capabilities of each role are in `sodoan.access.roles`."""

    LEAD = "lead", "Phụ trách"
    COMMITTEE = "committee", "Ban Chấp hành"
    STAFF = "staff", "Cán bộ, chuyên viên"
    INSPECTOR = "inspector", "Kiểm tra"
    NONE = "none", "Không kèm quyền"


class Capability(models.TextChoices):
    """Something a post-holder may do on every unit below the one the post is held in."""

    VIEW_UNITS = "view_units", "Xem đơn vị"
    MANAGE_UNITS = "manage_units", "Lập, sửa, kết thúc đơn vị"
    APPOINT = "appoint", "Ghi nhận chức danh, nhiệm kỳ"
    VIEW_PEOPLE = "view_people", "Xem hồ sơ đoàn viên"
    MANAGE_PEOPLE = "manage_people", "Sửa hồ sơ đoàn viên"
    TRANSFER = "transfer", "Ghi chuyển sinh hoạt, sinh hoạt tạm giữa các chi đoàn"
    VIEW_SENSITIVE = "view_sensitive", "Xem thông tin nhạy cảm khi có lý do"
    IMPORT = "import", "Nhập danh sách từ Excel"
    ISSUE_SLIPS = "issue_slips", "Cấp phiếu kích hoạt"
    DESIGN = "design", "Ban hành, bổ sung chương trình"
    LAUNCH = "launch", "Lập chương trình mới"
    SUPPORT = "support", "Duyệt đăng ký, minh chứng, trao đổi quý"
    EVALUATE = "evaluate", "Tổ chức họp đánh giá, đề xuất xếp loại"
    APPROVE = "approve", "Duyệt hoặc trả lại kết quả xếp loại"
    VIEW_RESULTS = "view_results", "Xem số liệu và kết quả rèn luyện"
    VIEW_ACTIVITIES = "view_activities", "Xem lịch và báo cáo hoạt động"
    ACT = "act", "Xếp lịch, điểm danh, báo cáo hoạt động"
    VIEW_REPORTS = "view_reports", "Xem báo cáo định kỳ"
    REPORT = "report", "Lập, nộp, tiếp nhận báo cáo định kỳ"
    INSPECT = "inspect", "Kiểm tra, giám sát đơn vị trực thuộc"
    VIEW_HISTORY = "view_history", "Xem lịch sử thay đổi"
    SYSTEM = "system", "Quản trị hệ thống"
