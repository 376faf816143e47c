"""Công trình, phần việc thanh niên: something a unit builds over weeks, with a value."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from sodoan.activities.choices import ProjectKind, ProjectState, Scale
from sodoan.activities.querysets import ProjectQuerySet
from sodoan.audit.history import tracked_by

MOST_VALUE = 10**13  # đồng


@tracked_by("unit")
class Project(models.Model):
    """A work of a unit from a first day to a planned last one, worth so many đồng.

    The days it is worked on are activities of it (`Activity.project`), with their attendances.
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="projects", verbose_name="đơn vị"
    )
    kind = models.CharField("loại", max_length=10, choices=ProjectKind)
    scale = models.CharField("quy mô", max_length=12, choices=Scale)
    title = models.CharField("tên công trình, phần việc", max_length=200)
    search_key = models.CharField(max_length=200, editable=False)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    starts_on = models.DateField("ngày bắt đầu")
    ends_on = models.DateField("ngày dự kiến hoàn thành")
    value = models.PositiveBigIntegerField("giá trị (đồng)", default=0)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ProjectState, default=ProjectState.PLANNED
    )
    percent = models.PositiveSmallIntegerField("đã làm được (%)", default=0)
    finished_on = models.DateField("ngày hoàn thành", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    stop_reason = models.CharField("lý do dừng", max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "công trình, phần việc thanh niên"
        verbose_name_plural = "công trình, phần việc thanh niên"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(finished_on=None) ^ Q(state=ProjectState.DONE),
                name="done_project_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(finished_on=None) | Q(finished_on__gte=F("starts_on")),
                name="project_is_done_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(stop_reason="") ^ Q(state=ProjectState.STOPPED),
                name="stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(percent__lt=100) ^ Q(state=ProjectState.DONE),
                name="done_project_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100, value__lte=MOST_VALUE),
                name="project_is_of_this_world",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "ends_on"], name="project_unit_end"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor stopped."""
        return self.state in {ProjectState.PLANNED, ProjectState.RUNNING}

    def is_late(self, day: date) -> bool:
        """Whether its planned end has passed and it is neither done nor stopped."""
        return self.is_open and self.ends_on < day


@tracked_by("project")
class ProjectLead(models.Model):
    """Somebody in charge of a project."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="leads", verbose_name="công trình, phần việc"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="người phụ trách"
    )

    merge_spare: ClassVar = Q()  # both files of one person were named: once is enough

    class Meta:
        verbose_name = "người phụ trách công trình"
        verbose_name_plural = "người phụ trách công trình"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "person"], name="one_lead_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.person)


@tracked_by("project")
class ProjectPhoto(models.Model):
    """A picture of a project: before, under way, done."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="photos", verbose_name="công trình, phần việc"
    )
    attachment = models.ForeignKey(
        "documents.Attachment", models.PROTECT, related_name="+", verbose_name="tệp"
    )
    added_at = models.DateTimeField("thêm lúc", db_default=Now())

    class Meta:
        verbose_name = "ảnh công trình"
        verbose_name_plural = "ảnh công trình"
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "attachment"], name="one_project_photo_per_attachment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.attachment}"
