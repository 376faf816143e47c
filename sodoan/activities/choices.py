"""Kinds and states of activities, and their allowed moves."""

from typing import Final

from django.db import models


class ActivityKind(models.TextChoices):
    """What an activity is; all are planned, attended and reported the same way."""

    SCHEME = "scheme", "Hoạt động của mô hình"
    MEETING = "meeting", "Sinh hoạt, họp"
    PROJECT = "project", "Công trình, phần việc thanh niên"
    OTHER = "other", "Hoạt động khác"


class ActivityState(models.TextChoices):
    """Planned, then either skipped for a reason or reported."""

    PLANNED = "planned", "Dự kiến"
    SKIPPED = "skipped", "Nghỉ"
    REPORTED = "reported", "Đã báo cáo"


ACTIVITY_MOVES: Final = {
    ActivityState.PLANNED: {ActivityState.SKIPPED, ActivityState.REPORTED},
    ActivityState.SKIPPED: {ActivityState.PLANNED},
    ActivityState.REPORTED: {ActivityState.REPORTED},
}


class Presence(models.TextChoices):
    """Whether somebody expected was there; excused absence is a state of its own."""

    PRESENT = "present", "Có mặt"
    EXCUSED = "excused", "Vắng có lý do"
    ABSENT = "absent", "Vắng không lý do"


class Means(models.TextChoices):
    """How a presence was recorded."""

    TICK = "tick", "Đánh dấu"
    QR = "qr", "Quét mã"


class Weekday(models.IntegerChoices):
    """Days as ISO 8601 numbers them."""

    MONDAY = 1, "Thứ Hai"
    TUESDAY = 2, "Thứ Ba"
    WEDNESDAY = 3, "Thứ Tư"
    THURSDAY = 4, "Thứ Năm"
    FRIDAY = 5, "Thứ Sáu"
    SATURDAY = 6, "Thứ Bảy"
    SUNDAY = 7, "Chủ nhật"
