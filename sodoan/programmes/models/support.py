"""Step 2: progress, evidence and the quarterly talk."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sodoan.audit.history import tracked_by
from sodoan.programmes.choices import EvidenceKind, EvidenceState, Standing
from sodoan.programmes.models.enrolment import Enrolment, Pledge
from sodoan.programmes.querysets import EvidenceQuerySet


@tracked_by("pledge")
class ProgressNote(models.Model):
    """A line the member writes on the way. Never edited."""

    pledge = models.ForeignKey(
        Pledge, models.CASCADE, related_name="notes", verbose_name="nội dung đăng ký"
    )
    text = models.TextField("nội dung")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người ghi",
    )  # fmt: skip
    at = models.DateTimeField("ghi lúc", db_default=Now())

    class Meta:
        verbose_name = "ghi chép tiến độ"
        verbose_name_plural = "ghi chép tiến độ"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.text[:60]


@tracked_by("pledge")
class Evidence(models.Model):
    """Proof for a pledge, looked at by a post-holder of that day.

    Of kind `attendance` it is what an `activity` proved when the result was sent up
    (`actions.crediting`); until then that is read from the attendance itself.
    """

    pledge = models.ForeignKey(
        Pledge, models.CASCADE, related_name="evidence", verbose_name="nội dung đăng ký"
    )
    kind = models.CharField("loại", max_length=10, choices=EvidenceKind)
    text = models.TextField("mô tả", blank=True)
    link = models.URLField("đường dẫn", blank=True)
    attachment = models.ForeignKey(
        "documents.Attachment", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="tệp",
    )  # fmt: skip
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="hoạt động",
    )  # fmt: skip
    state = models.CharField(
        "trạng thái", max_length=10, choices=EvidenceState, default=EvidenceState.PENDING
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người nộp",
    )  # fmt: skip
    added_at = models.DateTimeField("gửi lúc", db_default=Now())
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người duyệt",
    )  # fmt: skip
    checked_post = models.CharField("chức danh người duyệt", max_length=200, blank=True)
    checked_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    note = models.TextField("ý kiến", blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        indexes: ClassVar = [
            models.Index(fields=["pledge", "state"], name="evidence_pledge"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pledge", "activity"], name="one_evidence_per_activity"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=EvidenceKind.ATTENDANCE,
                    activity__isnull=False,
                    state=EvidenceState.VERIFIED,
                )
                | (~Q(kind=EvidenceKind.ATTENDANCE) & Q(activity=None)),
                name="attendance_proves_by_an_activity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


@tracked_by("enrolment")
class Review(models.Model):
    """The periodic talk with one member (S0: every quarter)."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="reviews", verbose_name="đăng ký"
    )
    period = models.CharField("kỳ", max_length=10)
    standing = models.CharField("mức", max_length=12, choices=Standing)
    note = models.TextField("ghi chú", blank=True)
    held_on = models.DateField("ngày trao đổi")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người trao đổi",
    )  # fmt: skip
    saved_at = models.DateTimeField("lưu lúc", db_default=Now())

    class Meta:
        verbose_name = "trao đổi quý"
        verbose_name_plural = "trao đổi quý"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "period"], name="one_review_per_period"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.period}"
