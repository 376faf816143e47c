"""Fixed words of the people app."""

from django.db import models


class Sex(models.TextChoices):
    """Giới tính as the national list knows it."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class Precision(models.TextChoices):
    """How exactly a date of an old record is known."""

    DAY = "day", "Ngày"
    MONTH = "month", "Tháng"
    YEAR = "year", "Năm"


class Category(models.TextChoices):
    """The eight member categories of S0 (II.1)."""

    WORKER = "worker", "Công nhân, lao động"
    ENTREPRENEUR = "entrepreneur", "Doanh nhân trẻ"
    RURAL = "rural", "Nông thôn"
    CIVIL_SERVANT = "civil_servant", "Cán bộ, công chức, viên chức"
    TEACHER = "teacher", "Giáo viên, giảng viên"
    STUDENT = "student", "Học sinh, sinh viên"
    ARMED_FORCES = "armed_forces", "Lực lượng vũ trang"
    OTHER = "other", "Đối tượng khác"


class MembershipKind(models.TextChoices):
    """How a person belongs to a unit."""

    OFFICIAL = "official", "Đoàn viên chính thức"
    TEMPORARY = "temporary", "Sinh hoạt tạm"
    HONORARY = "honorary", "Đoàn viên danh dự"


class MembershipEnd(models.TextChoices):
    """Why a membership ended."""

    TRANSFER = "transfer", "Chuyển sinh hoạt"
    MATURITY = "maturity", "Trưởng thành Đoàn"
    REMOVED = "removed", "Xóa tên"
    EXPELLED = "expelled", "Khai trừ"
    RETURNED = "returned", "Hết sinh hoạt tạm"
    DECEASED = "deceased", "Từ trần"
    CORRECTION = "correction", "Sửa nhập nhầm"
