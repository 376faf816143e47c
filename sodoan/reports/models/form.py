"""What a unit wants reported, and each period of it."""

from datetime import date, timedelta
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.common.periods import PeriodField
from sodoan.reports.choices import Rhythm
from sodoan.reports.packfile import ReportPack
from sodoan.reports.querysets import FormQuerySet


@tracked
class ReportForm(models.Model):
    """A form a unit asks of those below it, in force over `during`; `content` is its file."""

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="report_forms", verbose_name="đơn vị ban hành"
    )
    key = models.SlugField("khóa", max_length=80)
    code = models.CharField("ký hiệu", max_length=20)
    title = models.CharField("tên biểu mẫu", max_length=200)
    short = models.CharField("tên ngắn", max_length=40)
    rhythm = models.CharField("nhịp báo cáo", max_length=12, choices=Rhythm)
    content = models.JSONField("nội dung biểu mẫu")
    during = PeriodField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu mẫu báo cáo"
        verbose_name_plural = "biểu mẫu báo cáo"
        ordering: ClassVar = ["code", "pk"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_form_of_a_key_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="form_is_in_force_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date | None:
        """The last day it is in force; None: until it is ended."""
        return self.during.upper - timedelta(days=1) if self.during.upper else None

    @property
    def pack(self) -> ReportPack:
        """What it asks, parsed."""
        return ReportPack.model_validate(self.content)


@tracked_by("form")
class ReportPeriod(models.Model):
    """One period of a form, opened: who owes it is written down and `content` is frozen."""

    form = models.ForeignKey(
        ReportForm, models.PROTECT, related_name="periods", verbose_name="biểu mẫu"
    )
    during = PeriodField()
    label = models.CharField("kỳ", max_length=40)
    due_on = models.DateField("hạn nộp")
    closes_on = models.DateField("ngày khóa sổ", null=True, blank=True)
    content = models.JSONField("nội dung biểu mẫu")
    opened_at = models.DateTimeField("mở lúc", editable=False)

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering: ClassVar = ["-during", "pk"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_period_of_a_form_a_day",
                expressions=[
                    ("form", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on=None) | models.Q(closes_on__gte=models.F("due_on")),
                name="period_closes_when_due_or_later",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="opened_period_is_frozen", fields=["form", "during", "content"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form.short}, {self.label}"

    @property
    def pack(self) -> ReportPack:
        """What it asked when it opened, parsed."""
        return ReportPack.model_validate(self.content)
