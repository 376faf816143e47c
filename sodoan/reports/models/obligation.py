"""Who owes which report: the row that to-dos, reminders, rates and heat maps read."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sodoan.audit.history import tracked_by
from sodoan.reports.choices import HANDED_IN, OWED, WAITING, Deed, ObligationState
from sodoan.reports.models.form import ReportPeriod
from sodoan.reports.querysets import ObligationQuerySet
from sodoan.reports.tallying import keep_tally

_S = ObligationState
_HANDED_IN_STATES = (*HANDED_IN, _S.RETURNED)


@tracked_by("unit")
class Obligation(models.Model):
    """One unit owes one report for one period, to `receiver`.

    Written when the period opens and never deleted: a unit that is closed meanwhile keeps it.
    `submitted_at` is the first time it was handed in; `due_on` may be extended.
    """

    period = models.ForeignKey(
        ReportPeriod, models.PROTECT, related_name="obligations", verbose_name="kỳ"
    )
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="obligations", verbose_name="đơn vị",
        db_index=False,
    )  # fmt: skip
    receiver = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", verbose_name="nơi nhận", db_index=False
    )
    state = models.CharField("trạng thái", max_length=12, choices=_S, default=_S.PENDING)
    due_on = models.DateField("hạn nộp")
    submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    is_late = models.BooleanField("nộp muộn", default=False)
    settled_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    reason = models.CharField("lý do miễn, khóa sổ", max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo phải nộp"
        verbose_name_plural = "báo cáo phải nộp"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "unit"], name="one_report_a_unit_and_period"),
            models.CheckConstraint(
                condition=Q(reason="") ^ Q(state__in=[_S.EXEMPT, _S.CLOSED]),
                name="exempt_or_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | ~Q(state__in=_HANDED_IN_STATES),
                name="handed_in_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(state=_S.PENDING),
                name="pending_was_never_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | ~Q(state=_S.ACCEPTED),
                name="accepted_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(unit=models.F("receiver")), name="nobody_reports_to_itself"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "due_on"], name="obligation_of_unit"),
            models.Index(fields=["receiver", "period"], name="obligation_to_receiver"),
            models.Index(
                fields=["receiver"], condition=Q(state__in=WAITING), name="obligation_waiting"
            ),
            models.Index(fields=["due_on"], condition=Q(state__in=OWED), name="obligation_owed"),
        ]
        triggers: ClassVar = [
            *keep_tally(),
            pgtrigger.ReadOnly(name="obligation_is_frozen", fields=["period", "unit"]),
            pgtrigger.Protect(name="obligations_are_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.period} – {self.unit}"

    @property
    def is_owed(self) -> bool:
        """Whether the unit has to act."""
        return self.state in OWED

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been handed in before that day."""
        return self.is_owed and self.due_on < day


class Tally(models.Model):
    """How many reports of a period a receiver expects, has and had in time; kept by triggers."""

    period = models.ForeignKey(
        ReportPeriod, models.CASCADE, related_name="tallies", verbose_name="kỳ"
    )
    receiver = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", verbose_name="nơi nhận"
    )
    expected = models.IntegerField("phải nộp")
    submitted = models.IntegerField("đã nộp")
    on_time = models.IntegerField("đúng hạn")
    accepted = models.IntegerField("đã duyệt")
    exempt = models.IntegerField("được miễn")

    class Meta:
        verbose_name = "tổng hợp nộp báo cáo"
        verbose_name_plural = "tổng hợp nộp báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "receiver"],
                include=["expected", "submitted", "on_time", "accepted", "exempt"],
                name="one_tally_a_receiver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submitted}/{self.expected}"


@tracked_by("obligation")
class TrailEntry(models.Model):
    """One step on the way of a report: handed in, returned, accepted, extended."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="trail", verbose_name="báo cáo"
    )
    deed = models.CharField("việc", max_length=12, choices=Deed)
    at = models.DateTimeField("lúc", db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người làm",
    )  # fmt: skip
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "bước nộp báo cáo"
        verbose_name_plural = "bước nộp báo cáo"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(note="") | Q(deed__in=[Deed.SUBMITTED, Deed.ACCEPTED, Deed.RESUMED]),
                name="whoever_refuses_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.obligation}"


@tracked_by("obligation")
class Draft(models.Model):
    """What is being filled in: per cell what was typed and why it differs, per part the words.

    `version` counts the saves, so that two people who edit at once both see what was there.
    """

    obligation = models.OneToOneField(
        Obligation, models.PROTECT, related_name="draft", verbose_name="báo cáo"
    )
    cells = models.JSONField("số liệu đã ghi", default=dict)
    texts = models.JSONField("phần viết", default=dict)
    version = models.PositiveIntegerField("lần lưu", default=1)
    saved_at = models.DateTimeField("lưu lúc")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người lưu",
    )  # fmt: skip

    class Meta:
        verbose_name = "báo cáo đang soạn"
        verbose_name_plural = "báo cáo đang soạn"

    def __str__(self) -> str:
        return str(self.obligation)


@tracked_by("obligation")
class Annex(models.Model):
    """A file that goes with a report."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="annexes", verbose_name="báo cáo"
    )
    attachment = models.ForeignKey(
        "documents.Attachment", models.PROTECT, related_name="+", verbose_name="tệp"
    )
    added_at = models.DateTimeField("thêm lúc", db_default=Now())

    class Meta:
        verbose_name = "tệp kèm báo cáo"
        verbose_name_plural = "tệp kèm báo cáo"
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "attachment"], name="one_annex_per_attachment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.attachment)
