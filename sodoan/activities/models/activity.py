"""One activity of a unit: planned, attended, reported."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, Q
from django.db.models.functions import Now

from sodoan.activities.choices import (
    ActivityKind,
    ActivityState,
    Means,
    MeetingKind,
    Presence,
)
from sodoan.activities.models.project import Project
from sodoan.activities.models.scheme import MINUTES, Theme
from sodoan.activities.models.slot import Slot
from sodoan.activities.querysets import ActivityQuerySet
from sodoan.audit.history import tracked_by

MOST_GUESTS = 100_000

# A theme belongs to a scheme; an activity in a slot of another scheme would count for both. Slot
# and project are of the unit that acts.
_OF_ONE_SCHEME = """
    IF EXISTS (SELECT FROM activities_slot s, activities_theme t
                WHERE s.id = NEW.slot_id AND t.id = NEW.theme_id
                  AND s.scheme_id IS DISTINCT FROM t.scheme_id)
       OR EXISTS (SELECT FROM activities_slot s
                   WHERE s.id = NEW.slot_id AND s.unit_id <> NEW.unit_id)
       OR EXISTS (SELECT FROM activities_project p
                   WHERE p.id = NEW.project_id AND p.unit_id <> NEW.unit_id) THEN
        RAISE EXCEPTION 'slot, theme, project and unit of activity % do not belong together', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_is_of_one_scheme';
    END IF;
    RETURN NEW;
"""


def _monday(field: str) -> models.Func:
    """The Monday of the week a day lies in; immutable, so that an index may hold it."""
    return models.Func(
        models.F(field),
        template="(date_trunc('week', %(expressions)s::timestamp)::date)",
        output_field=models.DateField(),
    )


@tracked_by("unit")
class Activity(models.Model):
    """Something a unit does on a day.

    Of a scheme when it has a `theme`. One committee member is in charge of a theme in a week (S2,
    IV.3). `version` counts the saves, so that two people who edit at once both see what was there.
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="activities", verbose_name="đơn vị",
        db_index=False,
    )  # fmt: skip
    kind = models.CharField("loại", max_length=10, choices=ActivityKind)
    meeting = models.CharField("loại cuộc họp", max_length=10, choices=MeetingKind, blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="công trình, phần việc",
    )  # fmt: skip
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="nhóm nội dung",
    )  # fmt: skip
    slot = models.ForeignKey(
        Slot, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="khung giờ",
    )  # fmt: skip
    on = models.DateField("ngày")
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("thời lượng (phút)", default=30)
    title = models.CharField("nội dung hoạt động", max_length=200)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    form = models.CharField("hình thức", max_length=120, blank=True)
    in_charge = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người phụ trách",
    )  # fmt: skip
    state = models.CharField(
        "trạng thái", max_length=10, choices=ActivityState, default=ActivityState.PLANNED
    )
    skip_reason = models.CharField("lý do nghỉ", max_length=200, blank=True)
    done = models.TextField("đã làm gì", blank=True)
    result = models.TextField("kết quả", blank=True)
    guests = models.PositiveIntegerField("khách, thanh niên ngoài Đoàn", default=0)
    reported_at = models.DateTimeField("báo cáo lúc", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người báo cáo",
    )  # fmt: skip
    version = models.PositiveIntegerField("lần lưu", default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "hoạt động"
        verbose_name_plural = "hoạt động"
        ordering: ClassVar = ["on", "starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slot", "on"], name="one_activity_a_slot_and_day"),
            ExclusionConstraint(
                name="one_in_charge_a_theme_and_week",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("theme", RangeOperators.EQUAL),
                    (_monday("on"), RangeOperators.EQUAL),
                    ("in_charge", RangeOperators.NOT_EQUAL),
                ],
                condition=~Q(state=ActivityState.SKIPPED),
                deferrable=Deferrable.DEFERRED,  # a merge of files moves one row after another
            ),
            models.CheckConstraint(
                condition=Q(theme__isnull=False) | ~Q(kind=ActivityKind.SCHEME),
                name="scheme_activity_has_a_theme",
            ),
            models.CheckConstraint(
                condition=Q(meeting="") ^ Q(kind=ActivityKind.MEETING),
                name="meeting_says_which",
            ),
            models.CheckConstraint(
                condition=Q(project__isnull=True) ^ Q(kind=ActivityKind.PROJECT),
                name="project_day_is_of_a_project",
            ),
            models.CheckConstraint(
                condition=Q(skip_reason="") ^ Q(state=ActivityState.SKIPPED),
                name="skipped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) ^ Q(state=ActivityState.REPORTED),
                name="reported_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(guests__lte=MOST_GUESTS, minutes__range=MINUTES),
                name="activity_is_of_this_world",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "on"], name="activity_unit_day")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="activity_is_of_one_scheme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("unit_id", "slot_id", "theme_id", "project_id"),
                condition=pgtrigger.Q(new__slot__isnull=False)
                | pgtrigger.Q(new__project__isnull=False),
                func=_OF_ONE_SCHEME,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.on:%d/%m/%Y})"

    @property
    def ends_at(self) -> time | None:
        """When it ends, at the latest with its day; None without an hour."""
        if self.starts_at is None:
            return None
        begins = datetime.combine(self.on, self.starts_at)
        return min(
            begins + timedelta(minutes=self.minutes), datetime.combine(self.on, time.max)
        ).time()

    def is_due(self, day: date) -> bool:
        """Whether it should have been reported by that day: still only planned."""
        return self.state == ActivityState.PLANNED and self.on <= day


@tracked_by("activity")
class Attendance(models.Model):
    """Whether one member was there; each person once an activity, however often scanned."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="attendances", verbose_name="hoạt động"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="attendances", verbose_name="đoàn viên"
    )
    presence = models.CharField("có mặt", max_length=8, choices=Presence)
    reason = models.CharField("lý do vắng", max_length=200, blank=True)
    means = models.CharField("cách ghi", max_length=6, choices=Means, default=Means.TICK)
    at = models.DateTimeField("ghi lúc", db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người ghi",
    )  # fmt: skip

    # Both files of one person were marked: who was there was there.
    merge_spare: ClassVar[tuple[Q, ...]] = (~Q(presence=Presence.PRESENT), Q())

    class Meta:
        verbose_name = "điểm danh"
        verbose_name_plural = "điểm danh"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "person"], name="one_attendance_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(presence=Presence.EXCUSED) | ~Q(reason=""),
                name="excused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(means=Means.TICK) | Q(presence=Presence.PRESENT),
                name="who_scans_is_present",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_presence_display()}"


@tracked_by("activity")
class Photo(models.Model):
    """A picture of an activity, shrunk and without its place and device."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="photos", verbose_name="hoạt động"
    )
    attachment = models.ForeignKey(
        "documents.Attachment", models.PROTECT, related_name="+", verbose_name="tệp"
    )
    added_at = models.DateTimeField("thêm lúc", db_default=Now())

    class Meta:
        verbose_name = "ảnh hoạt động"
        verbose_name_plural = "ảnh hoạt động"
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "attachment"], name="one_photo_per_attachment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.attachment}"
