"""Kinds and states of activities, and their allowed moves."""

from typing import Final

from django.db import models


class ActivityKind(models.TextChoices):
    """What an activity is; all are planned, attended and reported the same way."""

    SCHEME = "scheme", "Hoạt động của mô hình"
    MEETING = "meeting", "Sinh hoạt, họp"
    PROJECT = "project", "Công trình, phần việc thanh niên"
    OTHER = "other", "Hoạt động khác"


class MeetingKind(models.TextChoices):
    """What kind of meeting."""

    BRANCH = "branch", "Sinh hoạt chi đoàn"
    TOPIC = "topic", "Sinh hoạt chuyên đề"
    BRIEFING = "briefing", "Giao ban"
    COMMITTEE = "committee", "Họp Ban Chấp hành"
    OTHER = "other", "Cuộc họp khác"


OF_MEMBERS: Final = (MeetingKind.BRANCH, MeetingKind.TOPIC)
"""Meetings at which every member of the unit is expected."""


class Rhythm(models.TextChoices):
    """How a slot comes back."""

    WEEKLY = "weekly", "Theo tuần"
    MONTH_DAY = "month_day", "Hằng tháng, theo ngày"
    MONTH_WEEKDAY = "month_weekday", "Hằng tháng, theo thứ trong tuần"


class Ordinal(models.IntegerChoices):
    """Which one of the Saturdays of a month; a month may lack a fifth, so the last is its own."""

    FIRST = 1, "tuần đầu"
    SECOND = 2, "tuần thứ hai"
    THIRD = 3, "tuần thứ ba"
    FOURTH = 4, "tuần thứ tư"
    LAST = 5, "tuần cuối"


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


class ProjectKind(models.TextChoices):
    """A work with a value of its own, or a smaller share of one."""

    WORK = "work", "Công trình thanh niên"
    TASK = "task", "Phần việc thanh niên"


class Scale(models.TextChoices):
    """Of which level a project is (quy mô)."""

    BRANCH = "branch", "Chi đoàn"
    GRASSROOTS = "grassroots", "Đoàn cơ sở"
    COMMUNE = "commune", "Xã, phường"
    PROVINCE = "province", "Tỉnh, thành phố"


class ProjectState(models.TextChoices):
    """Planned, under way, then done or stopped for a reason."""

    PLANNED = "planned", "Dự kiến"
    RUNNING = "running", "Đang thực hiện"
    DONE = "done", "Đã hoàn thành"
    STOPPED = "stopped", "Dừng"


PROJECT_MOVES: Final = {
    ProjectState.PLANNED: {ProjectState.RUNNING, ProjectState.DONE, ProjectState.STOPPED},
    ProjectState.RUNNING: {ProjectState.RUNNING, ProjectState.DONE, ProjectState.STOPPED},
    ProjectState.STOPPED: {ProjectState.RUNNING},
    ProjectState.DONE: {ProjectState.RUNNING},
}
"""To `RUNNING` from itself: how far it has come; from the ends: it goes on after all."""
